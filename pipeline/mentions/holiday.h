// Named days: where they fall in a year, from a specification in the rules' lists ("holiday.11_thu_4").
//
// A specification is one of
//   12_25             a month and a day
//   11_thu_4          the fourth Thursday of a month; 5_mon_last; 5_mon_from_18, the first Monday from May 18 on
//   easter, orthodox  Easter Sunday of the western and of the eastern churches
//   hebrew_1_1, islamic_10_1, chinese_1_1   a month, as ICU numbers them from 1, and a day of that calendar (islamic:
//                     the Umm al-Qura calendar)
// and then optionally so many days before or after ("easter_minus_2", "11_thu_4_plus_1") and a length in days
// ("hebrew_3_25_minus_1_for_8").
#ifndef ATTEST_MENTIONS_HOLIDAY_H_
#define ATTEST_MENTIONS_HOLIDAY_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/mentions/calendar.h"

namespace attest::values {

struct Holiday {
  enum class Base : uint8_t { kDate, kWeekday, kEaster, kOrthodox, kHebrew, kIslamic, kChinese };
  Base base = Base::kDate;
  int month = 0;
  int day = 0;   // for kWeekday the weekday, 1 Monday to 7 Sunday
  int nth = 0;   // for kWeekday; -1: the last
  int from = 0;  // for kWeekday: the first one from this day of the month on; 0: by nth
  int offset = 0;
  int length = 1;
};

// nullopt for what is no specification.
std::optional<Holiday> ParseHoliday(std::string_view specification);

// Its days in a year of the Gregorian calendar: the first that begin in it; nullopt when none do.
std::optional<Period> HolidayIn(const Holiday& holiday, int year);

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_HOLIDAY_H_
