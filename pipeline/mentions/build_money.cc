// Money: signs, codes and names before or after the figure, scales, minor units, ranges.
#include "pipeline/mentions/builders.h"
#include "pipeline/mentions/view_bytes.h"

namespace attest::values {
namespace {

// A currency sign, word or code.
struct Unit {
  std::string_view currency;
  int hundredths = 100;  // of the main unit: cents 1, dimes 10
  int scale = 0;         // a power of ten: 6 for "MEUR"
  bool shared = false;   // several countries call theirs so
  bool sign = false;
};

std::optional<Unit> ReadUnit(Reader* reader, const Lexicon& lexicon) {
  const Token* token = reader->peek();
  if (token == nullptr || token->worth == nullptr) return std::nullopt;
  Unit unit;
  unit.shared = token->Is(WordClass::kShared);
  if (token->Is(WordClass::kSymbol)) {
    unit.currency = lexicon.currency(token->Of(WordClass::kSymbol));
    unit.sign = true;
  } else if (token->Is(WordClass::kCurrency)) {
    unit.currency = lexicon.currency(token->Of(WordClass::kCurrency));
  } else if (token->Is(WordClass::kCode)) {
    unit.currency = lexicon.currency(token->Of(WordClass::kCode));
  } else if (token->Is(WordClass::kMillion)) {
    unit.currency = lexicon.currency(token->Of(WordClass::kMillion));
    unit.scale = 6;
  } else if (token->Is(WordClass::kMinor)) {
    unit.currency = lexicon.currency(token->Of(WordClass::kMinor));
    unit.hundredths = 1;
  } else if (token->Is(WordClass::kCoin)) {
    unit.currency = "USD";
    unit.hundredths = token->Of(WordClass::kCoin);
  } else {
    return std::nullopt;
  }
  ++reader->at;
  return unit;
}

constexpr int kTrillion = 12;
constexpr int kWidest = 2;  // a range behind "by" does not reach so many times its low end

struct Sum {
  Amount amount;
  std::optional<Unit> unit;
};

// "75 USD million"
void ReadLateScale(Reader* reader, Amount* amount) {
  if (amount->scale != 0 || !reader->Is(WordClass::kScale)) return;
  const int16_t scale = reader->peek()->Of(WordClass::kScale);
  if (const auto scaled = Scaled(*amount, scale)) {
    *amount = *scaled;
    amount->scale = static_cast<int8_t>(scale);
    ++reader->at;
  }
}

// "43 cents", "and forty-five" after "20 dollars".
void ReadChange(const BuildContext& context, Reader* reader, Sum* sum) {
  const Lexicon& lexicon = context.lexicon;
  Reader ahead = *reader;
  ahead.TakeWord("and");
  const auto small = ReadAmount(&ahead);
  if (sum->amount.last_digit < 0 || sum->amount.scale != 0) return;  // "$4.25 and 32 more"
  if (!small || small->scale != 0 || !small->value.IsWhole() || small->value.IsNegative() ||
      small->value >= Decimal(100))
    return;
  Reader with_unit = ahead;
  const auto unit = ReadUnit(&with_unit, lexicon);
  if (unit && unit->hundredths == 100) return;
  if (unit) ahead.at = with_unit.at;
  // "50 dollars 40 euros", "three thousand dollars two hundred times"
  if (!unit && ahead.done()) {
    const Lexicon::Entry* next = lexicon.FindPlain(WordAfter(context.view, context.hit.end));
    for (const WordClass other : {WordClass::kCurrency, WordClass::kCode, WordClass::kScale, WordClass::kNumber}) {
      if (next != nullptr && next->worth.Is(other)) return;
    }
  }
  const auto part = small->value.TimesPowerOfTen(-2);
  const auto total = part ? sum->amount.value.Plus(*part) : std::nullopt;
  if (!total) return;
  sum->amount.value = *total;
  sum->amount.last_digit = -2;
  reader->at = ahead.at;
}

std::optional<Sum> ReadSum(const BuildContext& context, Reader* reader) {
  const Lexicon& lexicon = context.lexicon;
  Sum sum;
  const bool negative = reader->TakeSign('-') || reader->TakeWord("minus");
  sum.unit = ReadUnit(reader, lexicon);
  if (sum.unit && reader->Is(WordClass::kSymbol)) ++reader->at;  // "RMB ¥500"
  if (sum.unit) reader->TakeWord("of");
  if (const auto amount = ReadAmount(reader)) {
    sum.amount = *amount;
  } else if (!sum.unit && (reader->TakeWord("a") || reader->TakeWord("an"))) {
    sum.amount = {.value = Decimal(1), .spelled = true};
  } else {
    return std::nullopt;
  }
  // "$1.2T": elsewhere a T is a tonne.
  if (const Token* next = reader->peek();
      sum.unit && sum.unit->sign && next != nullptr && next->glued && next->text == "T") {
    const auto scaled = Scaled(sum.amount, kTrillion);
    if (!scaled) return std::nullopt;
    sum.amount = *scaled;
    sum.amount.scale = kTrillion;
    ++reader->at;
  }
  Reader ahead = *reader;
  const bool dash = ahead.TakeSign('-');
  if (!dash) ahead.TakeWord("of");
  if (const auto after = dash && ahead.Is(WordClass::kSymbol) ? std::nullopt : ReadUnit(&ahead, lexicon)) {
    reader->at = ahead.at;
    // "$10 dollars", "$5 million Canadian dollars": the later word is the fuller one.
    if (!sum.unit || (!after->sign && sum.unit->shared)) sum.unit = after;
    ReadLateScale(reader, &sum.amount);
    if (reader->Is(WordClass::kSymbol) && reader->at + 1 == reader->tokens.size()) ++reader->at;
  }
  if (sum.unit && sum.unit->scale != 0) {
    const auto scaled = Scaled(sum.amount, sum.unit->scale);
    if (!scaled) return std::nullopt;
    sum.amount = *scaled;
  }
  if (sum.unit && sum.unit->hundredths == 100) ReadChange(context, reader, &sum);
  if (negative) sum.amount.value = sum.amount.value.Negated();
  return sum;
}

std::optional<Amount> InMainUnit(const Amount& amount, const Unit& unit) {
  if (unit.hundredths == 100) return amount;
  Amount out = amount;
  const auto coins = amount.value.Times(Decimal(unit.hundredths));
  const auto value = coins ? coins->TimesPowerOfTen(-2) : std::nullopt;
  if (!value) return std::nullopt;
  out.value = *value;
  out.last_digit = static_cast<int8_t>(amount.last_digit - 2);
  return out;
}

// "3 won medals", "500 real estate agents", "5 pounds of apples": the hit's last word is no currency there.
bool EndsInOtherWord(const BuildContext& context, const Tokens& tokens) {
  const Token& last = tokens.back();
  const Lexicon& lexicon = context.lexicon;
  return last.Is(WordClass::kCurrency) && lexicon.word_currency().Has(last.text) &&
         (lexicon.word_currency_next().Has(WordAfter(context.view, context.hit.end)) ||
          lexicon.word_currency_previous().Has(WordBefore(context.view, context.hit.begin)));
}

// "hundreds of millions of dollars", "several thousand pounds", "billions of euros": from one such power of ten to the
// next.
bool IsMagnitude(const Reader& reader) {
  return reader.Is(WordClass::kMagnitude) || (reader.Is(WordClass::kScale) && reader.IsWord("of", 1));
}
bool BuildMagnitude(const BuildContext& context, Reader reader, Built* built) {
  int power = 0;
  if (reader.Is(WordClass::kMagnitude)) power = reader.tokens[reader.at++].Of(WordClass::kMagnitude);
  for (; reader.Is(WordClass::kScale); ++reader.at) power += reader.peek()->Of(WordClass::kScale);
  reader.TakeWord("of");
  const auto unit = ReadUnit(&reader, context.lexicon);
  Money money;
  money.figure.low = Decimal(1).TimesPowerOfTen(power);
  money.figure.high = Decimal(1).TimesPowerOfTen(power + 1);
  money.figure.last_digit = static_cast<int8_t>(power);
  if (!unit || unit->hundredths != 100 || !reader.done() || !money.figure.high) return false;
  if (power < 3 && EndsInOtherWord(context, reader.tokens)) return false;
  money.currency = unit->currency;
  money.ambiguous = unit->shared;
  built->modifier = Modifier::kRange;
  built->value = std::move(money);
  return true;
}

}  // namespace

bool BuildMoney(const BuildContext& context, const Tokens& tokens, Built* built) {
  Reader reader{tokens};
  if (IsMagnitude(reader)) return BuildMagnitude(context, reader, built);
  // "FY25-$5m": the dash joins, it is no minus.
  if (context.hit.begin > 0 && IsWordByte(context.view[context.hit.begin - 1]) && reader.TakeSign('-'))
    built->trim.begin = tokens[reader.at].begin;
  const bool negative = reader.TakeSign('(');  // as accounts have it
  if (negative) built->trim = {1, 1};
  const bool between = reader.TakeWord("between");
  const bool from = reader.TakeWord("from");
  if (between || from) built->trim.begin = tokens[reader.at].begin;
  const auto first = ReadSum(context, &reader);
  if (!first) return false;
  if (first->amount.scale == 0 && EndsInOtherWord(context, tokens)) return false;
  // "2019 $5": the sign is the next figure's.
  const std::string_view next = WordAfter(context.view, context.hit.end);
  if (tokens.back().Is(WordClass::kSymbol) && !next.empty() && next[0] >= '0' && next[0] <= '9') return false;
  const Decimal low_year(1900), high_year(2100);
  Money money;
  std::optional<Unit> unit = first->unit;
  if (reader.TakeSign('+')) built->modifier = Modifier::kOver;
  if (negative && !reader.TakeSign(')')) return false;
  if (reader.done()) {
    if (!unit) return false;
    const auto amount = InMainUnit(first->amount, *unit);
    if (!amount) return false;
    money.figure = ToFigure(*amount);
    if (negative) money.figure.value = amount->value.Negated();
  } else {
    const bool spread = reader.IsSign('-') || reader.Is(WordClass::kJoin);
    if (!spread) return false;
    // "from $5 to $7" and "rose $5 to $170" are changes, and "$5 and $7" is a list, unless "between" says otherwise.
    const bool to = !reader.IsSign('-');
    const std::string_view before = WordBefore(context.view, context.hit.begin);
    if (to && !between && (from || context.lexicon.moved().Has(before) || reader.IsWord("and"))) return false;
    ++reader.at;
    const auto second = ReadSum(context, &reader);
    if (!second || !reader.done()) return false;
    // "in 2003 to $4bn": a year is no sum; the shorter reading finds it.
    if (to && !first->unit && second->unit && first->amount.scale == 0 && low_year <= first->amount.value &&
        first->amount.value <= high_year)
      return false;
    if (!unit || (second->unit && unit->sign && !second->unit->sign)) unit = second->unit;
    if (!unit) return false;
    const auto low = InMainUnit(first->amount, first->unit ? *first->unit : *unit);
    const auto high = InMainUnit(second->amount, second->unit ? *second->unit : *unit);
    const auto range = low && high ? ToRange(*low, *high) : std::nullopt;
    if (!range) return false;
    // "raised by £22m to £75m"; "cut by £22m to £25m" is a range.
    if (to && EqualsIgnoringCase(before, "by") &&
        *range->high > range->low->Times(Decimal(kWidest)).value_or(Decimal()))
      return false;
    money.figure = *range;
    built->modifier = Modifier::kRange;
  }
  money.currency = unit->currency;
  money.ambiguous = unit->shared;
  built->value = std::move(money);
  return true;
}

}  // namespace attest::values
