#include <algorithm>
#include <charconv>
#include <cstddef>

#include "pipeline/model/value.h"

namespace attest {
namespace {

bool ReadDigits(std::string_view text, int* number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), *number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && text[0] != '-';
}

// With leading zeros, at least `width` digits.
char* WritePadded(int number, std::ptrdiff_t width, char* to) {
  char digits[kMaxDayBytes];
  char* const end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  return std::copy(digits, end, std::fill_n(to, std::max<std::ptrdiff_t>(0, width - (end - digits)), '0'));
}

char* WriteTwoDigits(unsigned number, char* to) {
  *to++ = static_cast<char>('0' + number / 10);
  *to++ = static_cast<char>('0' + number % 10);
  return to;
}

}  // namespace

std::optional<Day> ParseDay(std::string_view iso) {
  int year = 0, month = 0, day = 0;
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-' || !ReadDigits(iso.substr(0, 4), &year) ||
      !ReadDigits(iso.substr(5, 2), &month) || !ReadDigits(iso.substr(8, 2), &day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

char* WriteDay(Day day, char* to) {
  const std::chrono::year_month_day date(day);
  to = WritePadded(static_cast<int>(date.year()), 4, to);
  *to++ = '-';
  to = WriteTwoDigits(static_cast<unsigned>(date.month()), to);
  *to++ = '-';
  return WriteTwoDigits(static_cast<unsigned>(date.day()), to);
}

void AppendDay(Day day, std::string* out) {
  char buffer[kMaxDayBytes];
  out->append(buffer, static_cast<size_t>(WriteDay(day, buffer) - buffer));
}

std::string PeriodForm(const Date& date) {
  if (!date.begin || !date.end || *date.begin >= *date.end) return {};
  const std::chrono::year_month_day begin(*date.begin), end(*date.end);
  const auto first_day = std::chrono::day(1);
  std::string out;
  if (*date.end - *date.begin == std::chrono::days(1)) {
    AppendDay(*date.begin, &out);
    return out;
  }
  if (begin.day() == first_day && end.day() == first_day) {
    const auto month = static_cast<unsigned>(begin.month());
    const int months = (static_cast<int>(end.year()) - static_cast<int>(begin.year())) * 12 +
                       static_cast<int>(static_cast<unsigned>(end.month())) - static_cast<int>(month);
    char year[kMaxDayBytes];
    out.append(year, static_cast<size_t>(WritePadded(static_cast<int>(begin.year()), 4, year) - year));
    if (months == 12 && month == 1) return out;
    if (months == 3 && month % 3 == 1) return out + "-Q" + static_cast<char>('0' + (month + 2) / 3);
    if (months == 1) {
      char digits[] = "-00";
      WriteTwoDigits(month, digits + 1);
      return out + digits;
    }
    out.clear();
  }
  AppendDay(*date.begin, &out);
  out.push_back('/');
  AppendDay(*date.end - std::chrono::days(1), &out);
  return out;
}

}  // namespace attest
