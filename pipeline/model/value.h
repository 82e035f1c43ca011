// The normalised values of mentions and of the roles of claims.
#ifndef ATTEST_MODEL_VALUE_H_
#define ATTEST_MODEL_VALUE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "pipeline/model/decimal.h"

namespace attest {

// A calendar day, proleptic Gregorian (ISO 8601). Never the machine's clock: every "today" is a document's date.
using Day = std::chrono::sys_days;

std::optional<Day> ParseDay(std::string_view iso);  // "2025-03-10"; nullopt when it is no such day
void AppendDay(Day day, std::string* out);          // "2025-03-10"
// The same into a buffer of at least kMaxDayBytes; returns the end.
inline constexpr size_t kMaxDayBytes = 16;
char* WriteDay(Day day, char* to);

// How a figure is hedged. It stands outside the figure's span ("almost $14 billion"), but for "250,000+".
enum class Modifier : uint8_t { kExact, kAbout, kAlmost, kOver, kUnder, kRange };
std::string_view ModifierName(Modifier modifier);                 // "exact", "about", …
std::optional<Modifier> ModifierFromName(std::string_view name);  // nullopt for any other word

// A number as printed. Either `value`, or a range with `low` and `high` (one of them absent: open to that side).
struct Figure {
  std::optional<Decimal> value;
  std::optional<Decimal> low;
  std::optional<Decimal> high;
  // The power of ten that the last stated digit stands for: 8 in "$1.9 billion", 6 in "$350 million", -1 in "2.3%".
  // The value as printed reaches half of 10^last_digit to each side.
  int8_t last_digit = 0;

  bool IsRange() const { return !value.has_value(); }
  bool operator==(const Figure&) const = default;
};

struct Money {
  Figure figure;           // in the main unit: "530p" is 5.3
  std::string currency;    // ISO 4217, or empty where the words do not tell
  bool ambiguous = false;  // the currency was chosen by the document's evidence ("dollar" without a country)
  bool operator==(const Money&) const = default;
};

enum class PercentUnit : uint8_t { kPercent, kPoints, kBasisPoints, kFactor };
struct Percent {
  Figure figure;  // 62 for "62%", 0.25 for "25 basis points", 8 for the factor "8x"
  PercentUnit unit = PercentUnit::kPercent;
  bool operator==(const Percent&) const = default;
};

// A date or period. Source: TimeML TIMEX3 for `timex`, ISO 8601 for the rest.
struct Date {
  // TIMEX3 value: "2024", "2024-Q4", "2024-H1", "2024-12", "2025-03-10", "2025-W10", "199"; for a value that needs
  // a publication date and has none a relative one ("XXXX-12", "P1W-LAST").
  std::string timex;
  // Half-open interval of days; nullopt on a side that is open, on both when the value is unresolved.
  std::optional<Day> begin;
  std::optional<Day> end;
  bool ambiguous = false;  // 03/04/2004
  bool resolved() const { return begin.has_value() || end.has_value(); }
  bool operator==(const Date&) const = default;
};

// The catalogue's form of a period: "2024", "2024-Q4", "2024-12", "2025-03-10", else "first/last day" with the last
// day inside. Empty when the date is unresolved or open (the caller then uses the words).
std::string PeriodForm(const Date& date);

struct Duration {
  std::string iso;  // ISO 8601: "P5Y"; empty for a range
  std::string low;  // a range has low and high ("two to three years")
  std::string high;
  bool operator==(const Duration&) const = default;
};

struct Quantity {
  Figure figure;
  bool operator==(const Quantity&) const = default;
};

using Value = std::variant<std::monostate, Money, Percent, Date, Duration, Quantity>;

}  // namespace attest

#endif  // ATTEST_MODEL_VALUE_H_
