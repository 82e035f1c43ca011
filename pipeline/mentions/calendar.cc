#include "pipeline/mentions/calendar.h"

#include <array>
#include <charconv>

namespace attest::values {
namespace {

namespace chrono = std::chrono;

Day FirstOf(int year, int month) {
  return Day(chrono::year(year) / chrono::month(static_cast<unsigned>(month)) / chrono::day(1));
}

int FloorTo(int number, int step) { return number >= 0 ? number / step * step : -((-number + step - 1) / step * step); }

// Months in one unit; 0 for days and weeks.
int MonthsOf(Grain grain) {
  switch (grain) {
    case Grain::kMonth:
      return 1;
    case Grain::kQuarter:
      return 3;
    case Grain::kHalf:
      return 6;
    case Grain::kYear:
      return 12;
    case Grain::kDecade:
      return 120;
    case Grain::kCentury:
      return 1200;
    default:
      return 0;
  }
}

void AppendPadded(int number, size_t width, std::string* out) {
  std::array<char, 16> digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const auto size = static_cast<size_t>(end - digits.data());
  if (size < width) out->append(width - size, '0');
  out->append(digits.data(), size);
}

}  // namespace

Civil ToCivil(Day day) {
  const chrono::year_month_day date(day);
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

std::optional<Day> FromCivil(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const chrono::year_month_day date{chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

int WeekdayOf(Day day) { return static_cast<int>(chrono::weekday(day).iso_encoding()); }

std::optional<Day> NthWeekday(int year, int month, int weekday, int n) {
  const auto first = FromCivil(year, month, 1);
  if (!first || weekday == 0) return std::nullopt;
  const Day end = AddMonths(*first, 1);
  const Day day = n > 0 ? *first + chrono::days((weekday - WeekdayOf(*first) + 7) % 7 + 7 * (n - 1))
                        : end - chrono::days((WeekdayOf(end) - weekday + 6) % 7 + 1 + 7 * (-n - 1));
  if (day < *first || day >= end) return std::nullopt;
  return day;
}

Period PeriodAt(Day day, Grain grain) {
  const Civil date = ToCivil(day);
  const int months = MonthsOf(grain);
  if (grain == Grain::kDay) return {grain, day, day + chrono::days(1)};
  if (grain == Grain::kWeek) {
    const Day monday = day - chrono::days(WeekdayOf(day) - 1);
    return {grain, monday, monday + chrono::days(7)};
  }
  if (months == 0) return {grain, day, day + chrono::days(1)};
  const int first =
      months >= 12 ? FloorTo(date.year, months / 12) * 12 : date.year * 12 + FloorTo(date.month - 1, months);
  const Day begin = FirstOf(FloorTo(first, 12) / 12, first - FloorTo(first, 12) + 1);
  return {grain, begin, AddMonths(begin, months)};
}

Day AddMonths(Day day, int months) {
  const Civil date = ToCivil(day);
  const int count = date.year * 12 + date.month - 1 + months;
  const int year = FloorTo(count, 12) / 12;
  const int month = count - year * 12 + 1;
  for (int d = date.day; d > 28; --d) {
    if (const auto found = FromCivil(year, month, d)) return *found;
  }
  return *FromCivil(year, month, std::min(date.day, 28));
}

Period MovedByMonths(const Period& period, int months) {
  Period out = period;
  if (out.begin) out.begin = AddMonths(*out.begin, months);
  if (out.end) {
    // The end of a day or week follows its begin; that of a longer unit is moved like it, so that a month stays one.
    const bool days = (period.grain == Grain::kDay || period.grain == Grain::kWeek) && period.begin;
    out.end = days ? *out.begin + (*period.end - *period.begin) : AddMonths(*out.end, months);
  }
  return out;
}

Period MovedByDays(const Period& period, int days) {
  Period out = period;
  if (out.begin) out.begin = *out.begin + chrono::days(days);
  if (out.end) out.end = *out.end + chrono::days(days);
  return out;
}

Period Moved(const Period& period, int count) {
  if (const int months = MonthsOf(period.grain)) return MovedByMonths(period, months * count);
  if (period.grain == Grain::kWeek) return MovedByDays(period, 7 * count);
  if (period.grain == Grain::kDay || !period.begin || !period.end) return MovedByDays(period, count);
  const Civil begin = ToCivil(*period.begin), end = ToCivil(*period.end);
  if (begin.day == end.day) {
    return MovedByMonths(period, count * ((end.year - begin.year) * 12 + end.month - begin.month));
  }
  return MovedByDays(period, count * static_cast<int>((*period.end - *period.begin).count()));
}

std::string TimexOf(const Period& period) {
  std::string out;
  if (!period.begin || !period.end || period.grain == Grain::kSpan) {
    if (period.begin && period.end && *period.end - *period.begin == chrono::days(1)) {
      AppendDay(*period.begin, &out);
      return out;
    }
    if (period.begin) AppendDay(*period.begin, &out);
    out.push_back('/');
    if (period.end) AppendDay(*period.end - chrono::days(1), &out);
    return out;
  }
  const Civil date = ToCivil(*period.begin);
  switch (period.grain) {
    case Grain::kDay:
      AppendDay(*period.begin, &out);
      return out;
    case Grain::kWeek: {
      // The ISO week belongs to the year of its Thursday.
      const Day thursday = *period.begin + chrono::days(4 - WeekdayOf(*period.begin));
      const int year = ToCivil(thursday).year;
      AppendPadded(year, 4, &out);
      out += "-W";
      AppendPadded(static_cast<int>((thursday - FirstOf(year, 1)).count()) / 7 + 1, 2, &out);
      return out;
    }
    case Grain::kDecade:
      AppendPadded(date.year / 10, 3, &out);
      return out;
    case Grain::kCentury:
      AppendPadded(date.year / 100, 2, &out);
      return out;
    default:
      break;
  }
  AppendPadded(date.year, 4, &out);
  if (period.grain == Grain::kMonth) {
    out.push_back('-');
    AppendPadded(date.month, 2, &out);
  } else if (period.grain == Grain::kQuarter) {
    out += "-Q";
    AppendPadded((date.month + 2) / 3, 1, &out);
  } else if (period.grain == Grain::kHalf) {
    out += date.month < 7 ? "-H1" : "-H2";
  }
  return out;
}

}  // namespace attest::values
