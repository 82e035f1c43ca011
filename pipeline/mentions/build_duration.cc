// Durations: "five years", "90-day", "the past decade", "two to three weeks".
#include "pipeline/mentions/builders.h"

namespace attest::values {
namespace {

constexpr int kMostCount = 1499;  // more is a year

struct Part {
  char designator;  // of ISO 8601
  int multiple;
  bool time;  // after the "T"
};

std::optional<Part> PartOfUnit(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kSecond:
      return Part{'S', 1, true};
    case TimeUnit::kMinute:
      return Part{'M', 1, true};
    case TimeUnit::kHour:
      return Part{'H', 1, true};
    case TimeUnit::kDay:
    case TimeUnit::kBusinessDay:
      return Part{'D', 1, false};
    case TimeUnit::kWeek:
      return Part{'W', 1, false};
    case TimeUnit::kFortnight:
      return Part{'W', 2, false};
    case TimeUnit::kMonth:
      return Part{'M', 1, false};
    case TimeUnit::kQuarter:
      return Part{'M', 3, false};
    case TimeUnit::kHalf:
      return Part{'M', 6, false};
    case TimeUnit::kYear:
    case TimeUnit::kFiscalYear:
      return Part{'Y', 1, false};
    case TimeUnit::kDecade:
      return Part{'Y', 10, false};
    case TimeUnit::kCentury:
      return Part{'Y', 100, false};
    case TimeUnit::kWeekend:
    case TimeUnit::kSeason:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::string> ToIso(const Decimal& count, const Part& part) {
  const auto number = count.Times(Decimal(part.multiple));
  if (!number || number->IsNegative()) return std::nullopt;
  std::string iso = part.time ? "PT" : "P";
  number->AppendTo(&iso);
  iso.push_back(part.designator);
  return iso;
}

std::optional<Decimal> ReadCount(Reader* reader) {
  if (const auto amount = ReadAmount(reader)) {
    // "thirty (30) days"
    Reader ahead = *reader;
    if (ahead.TakeSign('(') && ReadAmount(&ahead) && ahead.TakeSign(')')) reader->at = ahead.at;
    return amount->value;
  }
  // "half a year", "a quarter of a century", "half-century"
  Reader part = *reader;
  if (const auto fraction = ReadFraction(&part)) {
    part.TakeWord("of");
    if (!part.TakeWord("a") && !part.TakeWord("an")) part.TakeSign('-');
    if (part.Is(WordClass::kUnit)) {
      reader->at = part.at;
      return fraction;
    }
  }
  if (reader->TakeWord("a") || reader->TakeWord("an")) {
    if (!reader->TakeWord("couple")) return Decimal(1);
    reader->TakeWord("of");
    return Decimal(2);
  }
  if (reader->TakeWord("another")) return Decimal(1);
  if (reader->TakeWord("couple")) {
    reader->TakeWord("of");
    return Decimal(2);
  }
  return std::nullopt;
}

// "the third straight", up to the unit.
std::optional<Decimal> ReadInARow(Reader* reader) {
  Reader ahead = *reader;
  if (!ahead.TakeWord("the") || !ahead.Is(WordClass::kOrdinal)) return std::nullopt;
  const int nth = ahead.peek()->Of(WordClass::kOrdinal);
  ++ahead.at;
  if (!ahead.TakeWord("straight") && !ahead.TakeWord("consecutive") && !ahead.TakeWord("successive"))
    return std::nullopt;
  reader->at = ahead.at;
  return Decimal(nth);
}

// "several years", "few days": TIMEX3's PXY, so many that nobody says.
bool ReadVague(Reader reader, Duration* duration) {
  if (!reader.Is(WordClass::kMagnitude) && !reader.IsWord("few") && !reader.IsWord("many")) return false;
  ++reader.at;
  const auto part = reader.Is(WordClass::kUnit) ? PartOfUnit(static_cast<TimeUnit>(reader.peek()->Of(WordClass::kUnit)))
                                                : std::nullopt;
  if (!part || part->multiple != 1 || part->time) return false;
  duration->iso = std::string("PX") + part->designator;
  return true;
}

// "the same", "the year-earlier": what stands between the article and the count.
void SkipCompared(Reader* reader) {
  if (reader->TakeWord("same") || reader->TakeWord("corresponding") || reader->TakeWord("comparable")) return;
  if (reader->Is(WordClass::kUnit) && reader->IsSign('-', 1) && reader->Is(WordClass::kShift, 2)) reader->at += 3;
}

}  // namespace

bool BuildDuration(const BuildContext&, const Tokens& tokens, Built* built) {
  Reader reader{tokens};
  Duration duration;
  if (const auto nth = ReadInARow(&reader)) {
    const auto part = reader.Is(WordClass::kUnit)
                          ? PartOfUnit(static_cast<TimeUnit>(reader.peek()->Of(WordClass::kUnit)))
                          : std::nullopt;
    const auto iso = part ? ToIso(*nth, *part) : std::nullopt;
    if (!iso) return false;
    duration.iso = *iso;
    built->value = duration;
    return true;
  }
  // "the past", "each of the last", "a full": say when or stress, not how long.
  while (!reader.done() && !reader.Is(WordClass::kUnit) &&
         (reader.Is(WordClass::kDirection) || reader.Is(WordClass::kOrdinal) || reader.Is(WordClass::kFiller)))
    ++reader.at;
  if (reader.at > 0) SkipCompared(&reader);
  if (ReadVague(reader, &duration)) {
    built->value = duration;
    return true;
  }
  auto count = ReadCount(&reader);
  std::optional<Decimal> high;
  if (!count && reader.Is(WordClass::kUnit)) count = Decimal(1);
  if (!count) return false;
  if (!reader.Is(WordClass::kUnit) && (reader.IsSign('-') || reader.Is(WordClass::kJoin))) {
    Reader ahead = reader;
    ++ahead.at;
    if (reader.IsSign('-') && ahead.Is(WordClass::kJoin)) {  // "three-to-five-year"
      ++ahead.at;
      ahead.TakeSign('-');
    }
    if (const auto second = ReadAmount(&ahead)) {
      high = second->value;
      reader.at = ahead.at;
    }
  }
  reader.TakeSign('-');
  while (reader.Is(WordClass::kFiller) || reader.Is(WordClass::kDirection) ||
         (reader.peek() != nullptr && reader.peek()->kind == Token::Kind::kWord && reader.peek()->worth == nullptr))
    ++reader.at;
  if (!reader.Is(WordClass::kUnit)) return false;
  if (*count > Decimal(kMostCount)) return false;  // "the 1988 quarter"
  const auto part = PartOfUnit(static_cast<TimeUnit>(reader.peek()->Of(WordClass::kUnit)));
  ++reader.at;
  if (!part) return false;
  // "two and a half years" is a count; "a year and a half" follows the unit.
  if (reader.IsWord("and") && (reader.IsWord("a", 1) || reader.IsWord("one", 1)) &&
      reader.Is(WordClass::kFraction, 2)) {
    const auto half = Quotient(1, reader.peek(2)->Of(WordClass::kFraction));
    const auto sum = half ? count->Plus(*half) : std::nullopt;
    if (!sum) return false;
    count = sum;
    reader.at += 3;
  }
  const auto iso = ToIso(*count, *part);
  if (!iso) return false;
  if (high) {
    const auto high_iso = ToIso(*high, *part);
    if (!high_iso || *high < *count) return false;
    duration.low = *iso;
    duration.high = *high_iso;
    built->modifier = Modifier::kRange;
  } else {
    duration.iso = *iso;
    // "one year and six months"
    Reader more = reader;
    if (!more.TakeWord("and")) more.TakeSign(',');
    if (const auto second = ReadCount(&more); second && more.Is(WordClass::kUnit)) {
      const auto small = PartOfUnit(static_cast<TimeUnit>(more.peek()->Of(WordClass::kUnit)));
      const auto tail = small ? ToIso(*second, *small) : std::nullopt;
      if (tail && small->time == part->time) {
        duration.iso += tail->substr(small->time ? 2 : 1);
        ++more.at;
        reader.at = more.at;
      }
    }
  }
  while (!reader.done() && (reader.Is(WordClass::kFiller) || reader.IsSign('-') || reader.IsWord("long"))) ++reader.at;
  if (!reader.done()) return false;
  built->value = duration;
  return true;
}

}  // namespace attest::values
