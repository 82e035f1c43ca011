#include "pipeline/mentions/holiday.h"

#include <unicode/calendar.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace attest::values {
namespace {

namespace chrono = std::chrono;

constexpr int kMostDays = 31;  // of a month
constexpr std::array<std::string_view, 7> kWeekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct Named {
  std::string_view name;
  Holiday::Base base;
};
constexpr Named kEasters[] = {{"easter", Holiday::Base::kEaster}, {"orthodox", Holiday::Base::kOrthodox}};
constexpr Named kCalendars[] = {
    {"hebrew", Holiday::Base::kHebrew}, {"islamic", Holiday::Base::kIslamic}, {"chinese", Holiday::Base::kChinese}};

// Takes what is asked for from the front of a specification.
struct Taker {
  std::string_view rest;

  bool Take(std::string_view word) {
    if (!rest.starts_with(word)) return false;
    rest.remove_prefix(word.size());
    return true;
  }
  bool TakeNumber(int* number) {
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), *number);
    if (read.ec != std::errc() || rest[0] == '-') return false;
    rest.remove_prefix(static_cast<size_t>(read.ptr - rest.data()));
    return true;
  }
};

// Easter Sunday by the anonymous Gregorian algorithm (Meeus, "Astronomical Algorithms", chapter 8).
Day Easter(int year) {
  const int a = year % 19, b = year / 100, c = year % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int both = h + l - 7 * m + 114;
  return *FromCivil(year, both / 31, both % 31 + 1);
}

// Easter Sunday by the Julian calendar, as a day of the Gregorian one (the same chapter).
Day OrthodoxEaster(int year) {
  const int d = (19 * (year % 19) + 15) % 30;
  const int e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
  const int both = d + e + 114;
  const int days_between = year / 100 - year / 400 - 2;
  return *FromCivil(year, both / 31, both % 31 + 1) + chrono::days(days_between);
}

std::optional<Day> OtherCalendar(const Holiday& holiday, int year) {
  const char* const locale = holiday.base == Holiday::Base::kHebrew    ? "en@calendar=hebrew"
                             : holiday.base == Holiday::Base::kIslamic ? "en@calendar=islamic-umalqura"
                                                                       : "en@calendar=chinese";
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Calendar> calendar(
      icu::Calendar::createInstance(icu::TimeZone::getGMT()->clone(), icu::Locale(locale), status));
  if (U_FAILURE(status)) return std::nullopt;
  constexpr double kDayMillis = 86400000;
  const Day first = *FromCivil(year, 1, 1), end = *FromCivil(year + 1, 1, 1);
  calendar->setTime(kDayMillis * static_cast<double>(first.time_since_epoch().count()), status);
  const int begin = calendar->get(UCAL_EXTENDED_YEAR, status);
  for (int other = begin; other <= begin + 1 && U_SUCCESS(status); ++other) {
    calendar->clear();
    calendar->set(UCAL_EXTENDED_YEAR, other);
    calendar->set(UCAL_MONTH, holiday.month - 1);
    calendar->set(UCAL_DATE, holiday.day);
    const double millis = calendar->getTime(status);
    const Day day = Day(chrono::days(static_cast<int>(millis / kDayMillis)));
    if (U_SUCCESS(status) && day >= first && day < end) return day;
  }
  return std::nullopt;
}

std::optional<Day> BaseIn(const Holiday& holiday, int year) {
  switch (holiday.base) {
    case Holiday::Base::kDate:
      return FromCivil(year, holiday.month, holiday.day);
    case Holiday::Base::kWeekday: {
      if (holiday.from == 0) return NthWeekday(year, holiday.month, holiday.day, holiday.nth);
      const auto from = FromCivil(year, holiday.month, holiday.from);
      if (!from) return std::nullopt;
      return *from + chrono::days((holiday.day - WeekdayOf(*from) + 7) % 7);
    }
    case Holiday::Base::kEaster:
      return Easter(year);
    case Holiday::Base::kOrthodox:
      return OrthodoxEaster(year);
    default:
      return OtherCalendar(holiday, year);
  }
}

}  // namespace

std::optional<Holiday> ParseHoliday(std::string_view specification) {
  Taker taker{specification};
  Holiday holiday;
  const auto take = [&](const auto& names) {
    return std::any_of(std::begin(names), std::end(names), [&](const Named& named) {
      if (!taker.Take(named.name)) return false;
      holiday.base = named.base;
      return true;
    });
  };
  if (take(kCalendars)) {
    if (!taker.Take("_") || !taker.TakeNumber(&holiday.month) || !taker.Take("_") || !taker.TakeNumber(&holiday.day))
      return std::nullopt;
  } else if (!take(kEasters)) {
    if (!taker.TakeNumber(&holiday.month) || !taker.Take("_")) return std::nullopt;
    const auto weekday = std::find_if(kWeekdays.begin(), kWeekdays.end(),
                                      [&taker](std::string_view name) { return taker.rest.starts_with(name); });
    if (weekday == kWeekdays.end()) {
      if (!taker.TakeNumber(&holiday.day)) return std::nullopt;
    } else {
      taker.Take(*weekday);
      holiday.base = Holiday::Base::kWeekday;
      holiday.day = static_cast<int>(weekday - kWeekdays.begin()) + 1;
      if (!taker.Take("_")) return std::nullopt;
      if (taker.Take("last")) {
        holiday.nth = -1;
      } else if (taker.Take("from_")) {
        if (!taker.TakeNumber(&holiday.from) || holiday.from < 1 || holiday.from > kMostDays) return std::nullopt;
      } else if (!taker.TakeNumber(&holiday.nth) || holiday.nth < 1) {
        return std::nullopt;
      }
    }
  }
  if (taker.Take("_plus_")) {
    if (!taker.TakeNumber(&holiday.offset)) return std::nullopt;
  } else if (taker.Take("_minus_")) {
    if (!taker.TakeNumber(&holiday.offset)) return std::nullopt;
    holiday.offset = -holiday.offset;
  }
  if (taker.Take("_for_") && (!taker.TakeNumber(&holiday.length) || holiday.length < 1)) return std::nullopt;
  return taker.rest.empty() ? std::optional(holiday) : std::nullopt;
}

std::optional<Period> HolidayIn(const Holiday& holiday, int year) {
  const std::optional<Day> base = BaseIn(holiday, year);
  if (!base) return std::nullopt;
  const Day begin = *base + chrono::days(holiday.offset);
  if (holiday.length == 1) return PeriodAt(begin, Grain::kDay);
  return Period{Grain::kSpan, begin, begin + chrono::days(holiday.length)};
}

}  // namespace attest::values
