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
void AppendPadded(int number, std::ptrdiff_t width, std::string* out) {
  char digits[16];
  const char* const end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  if (end - digits < width) out->append(static_cast<size_t>(width - (end - digits)), '0');
  out->append(digits, static_cast<size_t>(end - digits));
}

void PutTwoDigits(unsigned number, char* out) {
  out[0] = static_cast<char>('0' + number / 10);
  out[1] = static_cast<char>('0' + number % 10);
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

void AppendDay(Day day, std::string* out) {
  const std::chrono::year_month_day date(day);
  char month_and_day[] = "-00-00";
  PutTwoDigits(static_cast<unsigned>(date.month()), month_and_day + 1);
  PutTwoDigits(static_cast<unsigned>(date.day()), month_and_day + 4);
  AppendPadded(static_cast<int>(date.year()), 4, out);
  out->append(month_and_day, sizeof(month_and_day) - 1);
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
    AppendPadded(static_cast<int>(begin.year()), 4, &out);
    if (months == 12 && month == 1) return out;
    if (months == 3 && month % 3 == 1) return out + "-Q" + static_cast<char>('0' + (month + 2) / 3);
    if (months == 1) {
      out.push_back('-');
      AppendPadded(static_cast<int>(month), 2, &out);
      return out;
    }
    out.clear();
  }
  AppendDay(*date.begin, &out);
  out.push_back('/');
  AppendDay(*date.end - std::chrono::days(1), &out);
  return out;
}

}  // namespace attest
