#include "pipeline/eval/spans_of_time.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pipeline/eval/words.h"

namespace attest {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::months;
using std::chrono::year;
using std::chrono::year_month_day;

// `text` as a number of exactly `digits` digits.
std::optional<int> Digits(std::string_view text, size_t digits) {
  int number = 0;
  if (text.size() != digits || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::pair<Day, Day>> ReadPoint(std::string_view text) {
  const auto from = [](year_month_day first, months length) -> std::optional<std::pair<Day, Day>> {
    if (!first.ok()) return std::nullopt;
    return std::pair(Day(first), Day(first + length));
  };
  const std::optional<int> in_year = Digits(text.substr(0, 4), 4);
  if (!in_year || *in_year == 0) return std::nullopt;
  const year y(*in_year);
  if (text.size() == 4) return from(y / 1 / 1, months(12));
  if (text[4] != '-') return std::nullopt;
  const std::string_view rest = text.substr(5);
  if (rest.size() == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4') {
    return from(y / (3 * (rest[1] - '0') - 2) / 1, months(3));
  }
  const std::optional<int> in_month = Digits(rest.substr(0, 2), 2);
  if (!in_month) return std::nullopt;
  const month m(static_cast<unsigned>(*in_month));
  if (rest.size() == 2) return from(y / m / 1, months(1));
  if (rest[2] != '-') return std::nullopt;
  const std::optional<int> in_day = Digits(rest.substr(3), 2);
  if (!in_day) return std::nullopt;
  const year_month_day date = y / m / day(static_cast<unsigned>(*in_day));
  if (!date.ok()) return std::nullopt;
  return std::pair(Day(date), Day(date) + days(1));
}

}  // namespace

std::optional<std::pair<Day, Day>> ReadIsoPeriod(std::string_view text) {
  const size_t slash = text.find('/');
  const auto first = ReadPoint(text.substr(0, slash));
  if (!first || slash == std::string_view::npos) return first;
  const auto last = ReadPoint(text.substr(slash + 1));
  if (!last) return std::nullopt;
  return std::pair(first->first, last->second);
}

bool TimeLength::operator==(const TimeLength& other) const {
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)); };
  return same(months, other.months) && same(seconds, other.seconds);
}

std::optional<TimeLength> ReadIsoDuration(std::string_view text) {
  // In the order in which they may stand. After the T, M is a minute.
  struct Unit {
    char sign;
    double months;
    double seconds;
  };
  static constexpr double kDay = 24 * 3600;
  static constexpr Unit kUnits[] = {{'Y', 12, 0}, {'Q', 3, 0},    {'M', 1, 0},  {'W', 0, 7 * kDay}, {'D', 0, kDay},
                                    {'T', 0, 0},  {'H', 0, 3600}, {'M', 0, 60}, {'S', 0, 1}};
  constexpr size_t kT = 5;
  if (text.size() < 2 || text.front() != 'P' || text.back() == 'T') return std::nullopt;
  text.remove_prefix(1);
  TimeLength length;
  size_t next = 0;
  while (!text.empty()) {
    if (text.front() == 'T') {
      if (next > kT) return std::nullopt;
      next = kT + 1;
      text.remove_prefix(1);
      continue;
    }
    const size_t figure = text.find_first_not_of("0123456789.");
    if (figure == 0 || figure == std::string_view::npos) return std::nullopt;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + figure, number, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + figure) return std::nullopt;
    const size_t limit = next > kT ? std::size(kUnits) : kT;
    while (next < limit && kUnits[next].sign != text[figure]) ++next;
    if (next == limit) return std::nullopt;
    length.months += number * kUnits[next].months;
    length.seconds += number * kUnits[next].seconds;
    ++next;
    text.remove_prefix(figure + 1);
  }
  return length;
}

}  // namespace attest
