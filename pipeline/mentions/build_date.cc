// Dates as mentions: what the reader made of the words, resolved or left relative.
#include "pipeline/mentions/date_reader.h"

namespace attest::values {
namespace {

constexpr int kFirstPlainYear = 1900, kLastPlainYear = 2099;

bool Finish(DateReader* reader, const std::optional<Period>& period, const BuildContext& context, Built* built) {
  if (!period || (!period->begin && !period->end)) return false;
  Date date;
  date.ambiguous = reader->ambiguous();
  if (reader->depends() && !context.published) {
    date.timex = reader->relative().empty() ? "XXXX" : reader->relative();
  } else {
    date.timex = TimexOf(*period);
    date.begin = period->begin;
    date.end = period->end;
    if (!reader->shifted()) built->period = period;
  }
  built->value = std::move(date);
  return true;
}

}  // namespace

bool BuildDate(const BuildContext& context, const Tokens& tokens, Built* built) {
  DateReader reader(context, tokens);
  if (!Finish(&reader, reader.Read(), context, built)) return false;
  // "the third-quarter loss": the article is the loss's.
  const size_t count = tokens.size();
  if (count == 4 && Reader{tokens}.IsWord("the") && tokens[2].IsSign('-') && tokens[3].Is(WordClass::kUnit))
    built->trim.begin = tokens[1].begin;
  return true;
}

bool BuildYear(const BuildContext& context, const Tokens& tokens, Built* built) {
  const int year = tokens.empty() ? -1 : tokens[0].Whole();
  if (tokens.size() != 1 || year < kFirstPlainYear || year > kLastPlainYear) return false;
  DateReader reader(context, tokens);
  return Finish(&reader, reader.Read(), context, built);
}

}  // namespace attest::values
