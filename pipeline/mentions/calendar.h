// Periods of the proleptic Gregorian calendar, and moving among them.
#ifndef ATTEST_MENTIONS_CALENDAR_H_
#define ATTEST_MENTIONS_CALENDAR_H_

#include <cstdint>
#include <optional>
#include <string>

#include "pipeline/model/value.h"

namespace attest::values {

enum class Grain : uint8_t { kDay, kWeek, kMonth, kQuarter, kHalf, kYear, kDecade, kCentury, kSpan };

// [begin, end) in days; nullopt on an open side. kSpan: no unit of the calendar ("the three months to May").
struct Period {
  Grain grain = Grain::kSpan;
  std::optional<Day> begin;
  std::optional<Day> end;
};

struct Civil {
  int year;
  int month;  // 1 to 12
  int day;    // 1 to 31
};
Civil ToCivil(Day day);
// nullopt when there is no such day ("February 30").
std::optional<Day> FromCivil(int year, int month, int day);
// 1 Monday to 7 Sunday, ISO 8601.
int WeekdayOf(Day day);
// The nth such weekday of a month, the last one where n is -1; nullopt when it has not so many.
std::optional<Day> NthWeekday(int year, int month, int weekday, int n);

// The unit of the calendar that holds `day`; weeks begin on Monday.
Period PeriodAt(Day day, Grain grain);
// The unit `count` units on; a kSpan moves by its own length where that is whole months, else by days.
Period Moved(const Period& period, int count);
// A period of any grain moved by years, months or days, keeping its length in the calendar.
Period MovedByMonths(const Period& period, int months);
Period MovedByDays(const Period& period, int days);
Day AddMonths(Day day, int months);  // the 31st becomes the month's last day

// TIMEX3: "2024", "2024-Q4", "2024-H1", "2024-12", "2025-W10", "2025-03-10", "199", "19"; a kSpan as "first/last".
std::string TimexOf(const Period& period);

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_CALENDAR_H_
