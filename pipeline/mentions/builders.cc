#include "pipeline/mentions/builders.h"

#include <algorithm>

#include "pipeline/mentions/view_bytes.h"

namespace attest::values {
namespace {

struct Named {
  std::string_view name;
  Builder build;
};
// An entry of a calendar has at most this many bytes beside its date: a full stop, a line end.
constexpr size_t kMaxEntryMarks = 2;

// Words between a count and the things counted that were named before it.
constexpr Named kBuilders[] = {
    {"date", BuildDate},         {"duration", BuildDuration}, {"factor", BuildFactor},
    {"money", BuildMoney},       {"nothing", BuildNothing},   {"percent", BuildPercent},
    {"quantity", BuildQuantity}, {"share", BuildShare},       {"year", BuildYear},
};

}  // namespace

Builder FindBuilder(std::string_view name) {
  for (const Named& builder : kBuilders) {
    if (builder.name == name) return builder.build;
  }
  return nullptr;
}

std::string_view WordBefore(std::string_view view, uint32_t offset) {
  size_t end = offset;
  if (end > 0 && IsSpace(view[end - 1])) --end;
  if (end > 0 && end < offset && view[end - 1] == '.') --end;  // "No. 4"
  const size_t begin = WordBegin(view, end);
  return view.substr(begin, end - begin);
}

std::string_view WordAfter(std::string_view view, uint32_t offset) {
  size_t begin = offset;
  if (begin < view.size() && (IsSpace(view[begin]) || view[begin] == '-')) ++begin;
  return view.substr(begin, WordEnd(view, begin) - begin);
}

bool EqualsIgnoringCase(std::string_view word, std::string_view lower) {
  return word.size() == lower.size() && std::equal(word.begin(), word.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
         });
}

namespace {

// The word that ends at or before `end`, and where it begins; empty at the view's begin.
std::string_view LastWord(std::string_view view, size_t end) {
  while (end > 0 && !IsWordByte(view[end - 1])) --end;
  const size_t begin = WordBegin(view, end);
  return view.substr(begin, end - begin);
}

bool EndsSentence(std::string_view view, size_t at) {
  return ((view[at] == '.' || view[at] == '?' || view[at] == '!') &&
          (at + 1 == view.size() || IsSpace(view[at + 1]))) ||
         (view[at] == '\n' && at + 1 < view.size() && view[at + 1] == '\n');
}

}  // namespace

bool BuildContext::AnchoredInSentence() const {
  if (anchor_end == 0) return false;
  for (size_t at = anchor_end; at < hit.begin; ++at) {
    if (EndsSentence(view, at)) return false;
  }
  return true;
}

Tense BuildContext::TenseAround() const {
  constexpr size_t kBefore = 80, kAfter = 40;
  const auto ends_sentence = [this](size_t at) { return EndsSentence(view, at); };
  const auto tense_of = [this](size_t begin, size_t end) {
    const std::string_view word = view.substr(begin, end - begin);
    const Tense* listed = cues->filter.MayHave(word) ? cues->words.Find(HashWord(word)) : nullptr;
    if (listed != nullptr && *listed == Tense::kFuture) {
      // The month is no verb, and what was expected until now no plan.
      // "Set" is one only in "set to" and "set for".
      const std::string_view next = WordAfter(view, static_cast<uint32_t>(end));
      const bool is_set =
          EqualsIgnoringCase(word, "set") && !EqualsIgnoringCase(next, "to") && !EqualsIgnoringCase(next, "for");
      const bool other = word == "May" || is_set || EqualsIgnoringCase(LastWord(view, begin), "than");
      return other ? Tense::kOpen : Tense::kFuture;
    }
    if (listed == nullptr && (word.size() <= 4 || !word.ends_with("ed"))) return Tense::kOpen;
    // "to be published", "to be held"; "is heard in May" leaves it open.
    const std::string_view before = LastWord(view, begin);
    if (EqualsIgnoringCase(before, "be")) return Tense::kFuture;
    return EqualsIgnoringCase(before, "is") || EqualsIgnoringCase(before, "are") ? Tense::kOpen : Tense::kPast;
  };
  if (cues->future_prepositions.Has(WordBefore(view, hit.begin))) return Tense::kFuture;
  // A verb right behind decides ("on Sunday issued"), then the nearest word before, then the nearest behind.
  const auto is_behind = [&](size_t at) { return at < view.size() && at - hit.end < kAfter && !ends_sentence(at); };
  size_t behind = hit.end;
  while (is_behind(behind) && view[behind] == ' ') ++behind;
  if (is_behind(behind) && IsWordByte(view[behind])) {
    const size_t end = WordEnd(view, behind);
    if (const Tense tense = tense_of(behind, end); tense != Tense::kOpen) return tense;
    behind = end;
  }
  bool alone = true;
  for (size_t end = hit.begin; end > 0 && hit.begin - end < kBefore && !ends_sentence(end - 1);) {
    const size_t begin = WordBegin(view, end);
    if (begin == end) {
      --end;
      continue;
    }
    alone = false;
    if (const Tense tense = tense_of(begin, end); tense != Tense::kOpen) return tense;
    end = begin;
  }
  while (is_behind(behind)) {
    const size_t end = WordEnd(view, behind);
    if (behind == end) {
      ++behind;
      continue;
    }
    if (const Tense tense = tense_of(behind, end); tense != Tense::kOpen) return tense;
    behind = end;
  }
  // A date that is all there is, as in a calendar's entry, lies ahead.
  if (alone && view.size() <= hit.length_bytes() + kMaxEntryMarks) return Tense::kFuture;
  return Tense::kOpen;
}

bool BuildNothing(const BuildContext&, const Tokens&, Built*) { return true; }

namespace {

// "rose by 300 to 4,200", "fell 300 to 4,200": a step and a level; less than twice as much is the other end of a range.
bool IsStep(const BuildContext& context, const Amount& low, const Amount& high) {
  const std::string_view before = WordBefore(context.view, context.hit.begin);
  if (!context.lexicon.moved().Has(before) && !EqualsIgnoringCase(before, "by")) return false;
  const auto twice = low.value.Times(Decimal(2));
  return !twice || *twice <= high.value;
}

}  // namespace

bool BuildQuantity(const BuildContext& context, const Tokens& tokens, Built* built) {
  Reader reader{tokens};
  auto low = ReadAmount(&reader);
  if (!low) return false;
  Quantity quantity;
  if (!reader.done() && (reader.Is(WordClass::kJoin) || reader.IsSign('-'))) {
    if (reader.IsWord("and") && !EqualsIgnoringCase(WordBefore(context.view, context.hit.begin), "between"))
      return false;
    const bool to = reader.IsWord("to");
    ++reader.at;
    const auto high = ReadAmount(&reader);
    if (to && high && IsStep(context, *low, *high)) return false;
    // "for 2024 to 381 million euros": the year is no end of it.
    constexpr int kYearDigits = 4;
    if (high && high->scale > 0 && tokens[0].digits == kYearDigits) return false;
    const auto range = high ? ToRange(*low, *high) : std::nullopt;
    if (!range) return false;
    quantity.figure = *range;
    built->modifier = Modifier::kRange;
  } else {
    quantity.figure = ToFigure(*low);
  }
  if (reader.TakeSign('+')) built->modifier = Modifier::kOver;
  if (!reader.done()) return false;
  // What is counted follows or was named before, no other figure.
  const std::string_view next = WordAfter(context.view, context.hit.end);
  if (!next.empty() && next[0] >= '0' && next[0] <= '9') return false;
  // "4.1 million." without what precedes it is no 4.1.
  const Lexicon::Entry* entry = context.lexicon.FindPlain(next);
  if (entry != nullptr && entry->worth.Is(WordClass::kScale)) return false;
  built->value = quantity;
  return true;
}

}  // namespace attest::values
