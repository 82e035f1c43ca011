// Percentages, shares in words and factors.
#include "pipeline/mentions/builders.h"

namespace attest::values {
namespace {

enum class Kind : int16_t { kPercent, kPoints, kBasis };

std::optional<Kind> ReadUnit(Reader* reader) {
  if (reader->TakeWord("point")) return Kind::kPoints;  // "a quarter-point cut"
  if (!reader->Is(WordClass::kPercent)) return std::nullopt;
  const auto kind = static_cast<Kind>(reader->peek()->Of(WordClass::kPercent));
  ++reader->at;
  return kind;
}

// "a", "half a", "one hundredth of a", "three tenths of one": what part of the unit that follows.
std::optional<Amount> ReadPart(Reader* reader) {
  Reader ahead = *reader;
  Amount part{.value = Decimal(1)};
  if (const auto fraction = ReadFraction(&ahead)) {
    part = {.value = *fraction, .last_digit = -2};
    ahead.TakeWord("of");
    if (const Token* one = ahead.peek(); ahead.TakeWord("one") || (one != nullptr && one->Whole() == 1)) {
      ahead.at = reader->at + static_cast<size_t>(one - reader->peek()) + 1;
    }
  }
  if (!ahead.TakeWord("a")) ahead.TakeWord("an");
  if (!ahead.TakeWord("full")) ahead.TakeWord("whole");
  ahead.TakeSign('-');
  if (ahead.at == reader->at || !(ahead.Is(WordClass::kPercent) || ahead.IsWord("point"))) return std::nullopt;
  reader->at = ahead.at;
  return part;
}

}  // namespace

bool BuildPercent(const BuildContext& context, const Tokens& tokens, Built* built) {
  Reader reader{tokens};
  if (reader.Is(WordClass::kPercent)) {  // "per cent of 22"
    ++reader.at;
    reader.TakeWord("of");
    const auto amount = ReadAmount(&reader);
    if (!amount || !reader.done()) return false;
    built->value = Percent{.figure = ToFigure(*amount)};
    return true;
  }
  const bool between = reader.TakeWord("between");
  if (between) built->trim.begin = tokens[reader.at].begin;
  auto low = ReadPart(&reader);
  if (low && low->value == Decimal(1)) built->trim.begin = tokens[reader.at].begin;  // "a basis point"
  // "a half-percentage-point cut": the article is the cut's.
  if (low && Reader{tokens}.IsWord("a") && Reader{tokens}.IsSign('-', 2)) built->trim.begin = tokens[1].begin;
  if (!low) low = ReadAmount(&reader);
  if (!low) return false;
  if (reader.TakeSign('(')) {  // "four (4) percentage points"
    if (!ReadAmount(&reader) || !reader.TakeSign(')')) return false;
  }
  if (reader.TakeSign('-') && !reader.Is(WordClass::kPercent)) --reader.at;
  std::optional<Kind> unit = ReadUnit(&reader);
  Percent percent;
  if (reader.TakeSign('+')) built->modifier = Modifier::kOver;
  if (reader.done()) {
    if (!unit) return false;
    percent.figure = ToFigure(*low);
  } else {
    const bool to = !reader.IsSign('-');
    if (!reader.IsSign('-') && !reader.Is(WordClass::kJoin)) return false;
    // "from 5 percent to 7 percent" is a change; "5 percent and 7 percent" a list.
    if (to && !between &&
        (EqualsIgnoringCase(WordBefore(context.view, context.hit.begin), "from") || reader.IsWord("and")))
      return false;
    ++reader.at;
    const auto high = ReadAmount(&reader);
    if (!high) return false;
    reader.TakeSign('-');
    const auto second = ReadUnit(&reader);
    if (second) unit = second;
    const auto range = ToRange(*low, *high);
    if (!unit || !reader.done() || !range) return false;
    percent.figure = *range;
    built->modifier = Modifier::kRange;
  }
  // "the 2010 percentage"
  if (EqualsIgnoringCase(tokens.back().text, "percentage") && tokens[0].digits == 4 && tokens.size() == 2) return false;
  percent.unit = *unit == Kind::kPercent  ? PercentUnit::kPercent
                 : *unit == Kind::kPoints ? PercentUnit::kPoints
                                          : PercentUnit::kBasisPoints;
  if (percent.unit == PercentUnit::kBasisPoints) {
    for (std::optional<Decimal>* figure : {&percent.figure.value, &percent.figure.low, &percent.figure.high}) {
      if (*figure) *figure = (*figure)->TimesPowerOfTen(-2);
    }
  }
  built->value = percent;
  return true;
}

bool BuildShare(const BuildContext&, const Tokens& tokens, Built* built) {
  Reader reader{tokens};
  int64_t numerator = 1;
  if (reader.TakeWord("a") || reader.TakeWord("an")) {
  } else if (reader.Is(WordClass::kNumber)) {
    numerator = reader.peek()->Of(WordClass::kNumber);
    ++reader.at;
  } else if (const Token* token = reader.peek(); token != nullptr && token->Whole() > 0) {
    numerator = token->Whole();
    ++reader.at;
    reader.TakeSign('/');
  }
  reader.TakeSign('-');
  int64_t denominator = 0;
  if (reader.Is(WordClass::kFraction)) {
    denominator = reader.peek()->Of(WordClass::kFraction);
    ++reader.at;
  } else if (reader.TakeWord("out") || reader.TakeWord("in")) {  // "one out of three", "one in five"
    reader.TakeWord("of");
    if (reader.TakeWord("every")) reader.TakeWord("of");
    if (reader.Is(WordClass::kNumber)) {
      denominator = reader.peek()->Of(WordClass::kNumber);
      ++reader.at;
    } else if (const Token* token = reader.peek(); token != nullptr && token->Whole() > 0) {
      denominator = token->Whole();
      ++reader.at;
    }
  } else if (const Token* token = reader.peek(); token != nullptr && token->Whole() > 0) {
    denominator = token->Whole();
    ++reader.at;
  }
  if (denominator < 2 || numerator >= denominator) return false;
  const auto value = Quotient(100 * numerator, denominator);
  if (!value) return false;
  if (!reader.done()) return false;
  Percent percent;
  percent.figure.value = *value;
  built->value = percent;
  return true;
}

bool BuildFactor(const BuildContext&, const Tokens& tokens, Built* built) {
  Reader reader{tokens};
  Percent percent;
  percent.unit = PercentUnit::kFactor;
  if (reader.Is(WordClass::kFactor)) {
    // 2 for "doubled"; halves are worth -2, thirds -3.
    const int16_t worth = reader.peek()->Of(WordClass::kFactor);
    percent.figure.value = worth > 0 ? std::optional(Decimal(worth)) : Quotient(1, -worth);
    ++reader.at;
  } else {
    const auto amount = ReadAmount(&reader);
    if (!amount) return false;
    percent.figure = ToFigure(*amount);
    if (!reader.TakeSign('-')) reader.TakeWord("to");
    // "x", "fold", "times"
    if (const Token* word = reader.peek(); word != nullptr && word->kind == Token::Kind::kWord) ++reader.at;
  }
  if (!reader.done() || !percent.figure.value) return false;
  built->value = percent;
  return true;
}

}  // namespace attest::values
