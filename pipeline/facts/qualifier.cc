#include "pipeline/facts/qualifier.h"

#include <charconv>

namespace attest {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::months;
using std::chrono::year;
using std::chrono::year_month;

std::optional<unsigned> Digits(std::string_view text) {
  unsigned number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Days MonthsFrom(year_month first, int count) { return {Day(first / day(1)), Day((first + months(count)) / day(1))}; }

std::optional<Days> ParsePoint(std::string_view iso) {
  if (iso.size() == 10) {
    const std::optional<Day> one = ParseDay(iso);
    if (!one) return std::nullopt;
    return Days{*one, *one + days(1)};
  }
  const std::optional<unsigned> number = Digits(iso.substr(0, 4));
  if (!number || iso.size() < 4 || (iso.size() != 4 && (iso.size() != 7 || iso[4] != '-'))) return std::nullopt;
  const year_month january = year(static_cast<int>(*number)) / month(1);
  if (iso.size() == 4) return MonthsFrom(january, 12);
  const bool part = iso[5] == 'Q' || iso[5] == 'H';
  const std::optional<unsigned> count = Digits(iso.substr(part ? 6 : 5));
  if (!count || *count == 0) return std::nullopt;
  const int length = iso[5] == 'Q' ? 3 : iso[5] == 'H' ? 6 : 1;
  if (static_cast<int>(*count) * length > 12) return std::nullopt;
  return MonthsFrom(january + months(static_cast<int>(*count - 1) * length), length);
}

// "P60M" and "P5Y" are one term, "P14D" and "P2W": "months days", or the text when it is no such duration.
std::string DurationForm(std::string_view iso) {
  uint64_t in_months = 0, in_days = 0;
  std::string_view rest = iso;
  bool known = rest.starts_with('P') && rest.size() > 2;
  if (known) rest.remove_prefix(1);
  while (known && !rest.empty()) {
    const size_t unit = rest.find_first_not_of("0123456789");
    const std::optional<unsigned> count = unit == rest.npos ? std::nullopt : Digits(rest.substr(0, unit));
    if (!count) {
      known = false;
      break;
    }
    switch (rest[unit]) {
      case 'Y':
        in_months += uint64_t{12} * *count;
        break;
      case 'M':
        in_months += *count;
        break;
      case 'W':
        in_days += uint64_t{7} * *count;
        break;
      case 'D':
        in_days += *count;
        break;
      default:
        known = false;
    }
    rest.remove_prefix(unit + 1);
  }
  if (!known) return std::string(iso);
  return "P" + std::to_string(in_months) + "M" + std::to_string(in_days) + "D";
}

std::string DaysForm(const Days& range) {
  std::string form;
  AppendDay(range.begin, &form);
  form.push_back('/');
  AppendDay(range.end - days(1), &form);
  return form;
}

}  // namespace

std::optional<Days> ParsePeriod(std::string_view iso) {
  const size_t slash = iso.find('/');
  const std::optional<Days> first = ParsePoint(iso.substr(0, slash));
  if (slash == iso.npos || !first) return first;
  const std::optional<Days> last = ParsePoint(iso.substr(slash + 1));
  if (!last || last->end <= first->begin) return std::nullopt;
  return Days{first->begin, last->end};
}

std::vector<Qualifier> QualifiersOf(const Claim& claim, const TermFolds& folds) {
  std::vector<Qualifier> qualifiers;
  for (const RoleInfo& info : Info(claim.type).roles) {
    if (info.key != KeyPart::kQualifier) continue;
    const RoleFill* fill = claim.Find(info.role);
    if (fill == nullptr || fill->text.empty()) continue;
    Qualifier qualifier{.role = info.role, .form = {}, .days = std::nullopt};
    if (info.kind == RoleKind::kPeriod) qualifier.days = ParsePeriod(fill->text);
    qualifier.form = qualifier.days                     ? DaysForm(*qualifier.days)
                     : info.kind == RoleKind::kDuration ? DurationForm(fill->text)
                                                        : folds.Fold(fill->text);
    qualifiers.push_back(std::move(qualifier));
  }
  return qualifiers;
}

Agreement Compare(const Qualifier& a, const Qualifier& b) {
  if (a.form == b.form) return Agreement::kSame;
  if (!a.IsTime()) return Agreement::kDifferent;
  if (a.days.has_value() != b.days.has_value()) return Agreement::kUnknown;
  const bool event = a.role != Role::kPeriod;
  if (event && a.days && (a.days->Contains(*b.days) || b.days->Contains(*a.days))) return Agreement::kSame;
  return Agreement::kDifferent;
}

}  // namespace attest
