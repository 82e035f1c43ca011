#include "pipeline/claims/periods.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace attest {
namespace {

constexpr std::string_view kOpen = "open", kOpenBefore = "open, year before";
// A price is of a day this near to the article's.
constexpr int kMaxDaysAway = 7;

constexpr std::array<std::pair<std::string_view, PeriodKind>, 14> kKindWords = {{
    {"quarter", PeriodKind::kQuarter},
    {"three months", PeriodKind::kQuarter},
    {"half", PeriodKind::kHalf},
    {"six months", PeriodKind::kHalf},
    {"interim", PeriodKind::kHalf},
    {"full-year", PeriodKind::kYear},
    {"full year", PeriodKind::kYear},
    {"annual", PeriodKind::kYear},
    {"the year", PeriodKind::kYear},
    {"whole year", PeriodKind::kYear},
    {"fiscal year", PeriodKind::kYear},
    {"yearly", PeriodKind::kYear},
    {"the month", PeriodKind::kMonth},
    {"monthly", PeriodKind::kMonth},
}};

std::optional<int> Number(std::string_view digits) {
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(number) : std::nullopt;
}

// Months of a period in ISO form: 12 for "2004"; 0 for a day, nullopt for words.
std::optional<int> Months(std::string_view period) {
  if (period.size() < 4 || !Number(period.substr(0, 4))) return std::nullopt;
  const size_t slash = period.find('/');
  if (slash == std::string_view::npos) {
    if (period.size() == 4) return 12;
    if (period.size() < 7 || period[4] != '-') return std::nullopt;
    if (period[5] == 'Q') return 3;
    if (period[5] == 'H') return 6;
    return period.size() == 7 ? 1 : 0;
  }
  const std::string_view last = period.substr(slash + 1);
  if (slash < 7 || last.size() < 7) return std::nullopt;
  const auto first_year = Number(period.substr(0, 4)), first_month = Number(period.substr(5, 2)),
             last_year = Number(last.substr(0, 4)), last_month = Number(last.substr(5, 2));
  if (!first_year || !first_month || !last_year || !last_month) return std::nullopt;
  return (*last_year - *first_year) * 12 + *last_month - *first_month + 1;
}

bool IsOfKind(int months, PeriodKind kind) {
  switch (kind) {
    case PeriodKind::kMonth:
      return months == 1;
    case PeriodKind::kQuarter:
      return months == 3;
    case PeriodKind::kHalf:
      return months == 6;
    case PeriodKind::kYear:
      return months == 12;
    default:
      return months >= 1 && months <= 12;
  }
}

RoleFill* PeriodOf(Claim* claim) {
  for (RoleFill& fill : claim->roles) {
    if (fill.role == Role::kPeriod || fill.role == Role::kDate) return &fill;
  }
  return nullptr;
}

bool IsOpen(const RoleFill& fill) { return fill.filled_by == kOpen || fill.filled_by == kOpenBefore; }

bool IsResult(const Claim& claim) {
  const RoleFill* metric = claim.Find(Role::kMetric);
  const RoleFill* measure = claim.Find(Role::kMeasure);
  switch (claim.type) {
    case FactType::kRevenue:
    case FactType::kProfit:
      return true;
    case FactType::kChange:
      return metric != nullptr && metric->text != "shares" && metric->text != "dividend" && metric->text != "debt";
    case FactType::kPerShare:
      return measure != nullptr && measure->text == "earnings";
    default:
      return false;
  }
}

bool SameOwner(const Claim& a, const Claim& b) {
  const RoleFill* x = a.Find(Role::kCompany);
  const RoleFill* y = b.Find(Role::kCompany);
  return x != nullptr && y != nullptr && x->parties == y->parties;
}

// The period that `known` tells for an open one of this kind; empty if it does not.
std::string PeriodFrom(const Claim& known, PeriodKind kind) {
  for (const RoleFill& fill : known.roles) {
    if (fill.role != Role::kPeriod && fill.role != Role::kDate) continue;
    if (IsOpen(fill) || fill.filled_by == "figure before") return "";
    const std::optional<int> months = Months(fill.text);
    return months && IsOfKind(*months, kind) ? fill.text : "";
  }
  return "";
}

std::string ReportedPeriod(const std::vector<Claim>& claims, size_t at, PeriodKind kind) {
  const auto from = [&](size_t i) {
    return IsResult(claims[i]) && SameOwner(claims[i], claims[at]) ? PeriodFrom(claims[i], kind) : std::string();
  };
  for (size_t i = at; i-- > 0;) {
    if (std::string period = from(i); !period.empty()) return period;
  }
  for (size_t i = at + 1; i < claims.size(); ++i) {
    if (std::string period = from(i); !period.empty()) return period;
  }
  // "For the full year" beside figures of a last quarter.
  if (kind == PeriodKind::kYear) {
    const std::string quarter = ReportedPeriod(claims, at, PeriodKind::kQuarter);
    if (quarter.ends_with("-Q4")) return quarter.substr(0, 4);
  }
  return "";
}

// The day that the paragraph of an offset names last before it, near the day of publication; else that day.
std::string DayBefore(const DocumentText& text, const Analysis& analysis, Span quote) {
  const std::optional<Day> published = text.document.published;
  if (!published) return "";
  std::string day;
  AppendDay(*published, &day);
  const size_t line = text.document.text.rfind("\n\n", quote.begin);
  for (const Mention& mention : analysis.mentions) {
    if (mention.span.begin >= quote.end) break;
    if (line != std::string::npos && mention.span.begin < line) continue;
    const auto* date = mention.kind == MentionKind::kDate ? std::get_if<Date>(&mention.value) : nullptr;
    if (date == nullptr || !date->begin || !date->end || *date->end - *date->begin != std::chrono::days(1)) continue;
    if (*date->begin > *published || *published - *date->begin > std::chrono::days(kMaxDaysAway)) continue;
    day = PeriodForm(*date);
  }
  return day;
}

// What an article without a date says of itself: the year that its results are of. From the periods of its own figures:
// the latest that is told as a fact, else the year after that of a figure before, else the one before a forecast's.
std::optional<int> YearOfResults(const std::vector<Claim>& claims) {
  std::optional<int> told, after_prior, before_forecast;
  for (const Claim& claim : claims) {
    if (!IsResult(claim)) continue;
    for (const RoleFill& fill : claim.roles) {
      if ((fill.role != Role::kPeriod && fill.role != Role::kDate) || IsOpen(fill)) continue;
      const std::optional<int> months = Months(fill.text);
      if (!months || *months < 1) continue;
      const std::string_view last = std::string_view(fill.text).substr(fill.text.find('/') + 1);  // npos + 1 is 0
      const std::optional<int> year = Number(last.substr(0, 4));
      if (!year) continue;
      if (fill.filled_by == "figure before") {
        after_prior = std::max(after_prior.value_or(0), *year + 1);
      } else if (claim.modality == Modality::kActual) {
        told = std::max(told.value_or(0), *year);
      } else if (claim.modality == Modality::kForecast) {
        before_forecast = std::max(before_forecast.value_or(0), *year - 1);
      }
    }
  }
  return told ? told : after_prior ? after_prior : before_forecast;
}

// "the fourth quarter", "three months to December", "last year" in an article on the results of `year`; empty for other
// words.
std::string InYear(std::string_view words, int year) {
  constexpr std::pair<std::string_view, std::string_view> kQuarters[] = {{"fourth quarter", "-Q4"},
                                                                         {"fourth-quarter", "-Q4"},
                                                                         {"third quarter", "-Q3"},
                                                                         {"third-quarter", "-Q3"},
                                                                         {"second quarter", "-Q2"},
                                                                         {"second-quarter", "-Q2"},
                                                                         {"first quarter", "-Q1"},
                                                                         {"first-quarter", "-Q1"},
                                                                         {"october to december", "-Q4"},
                                                                         {"july to september", "-Q3"},
                                                                         {"april to june", "-Q2"},
                                                                         {"january to march", "-Q1"},
                                                                         {"three months to december", "-Q4"},
                                                                         {"three months to september", "-Q3"},
                                                                         {"three months to june", "-Q2"},
                                                                         {"three months to march", "-Q1"}};
  std::string lower(words);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (size_t at = lower.find("-to-"); at != std::string::npos; at = lower.find("-to-")) lower.replace(at, 4, " to ");
  for (const auto& [name, quarter] : kQuarters) {
    if (lower.ends_with(name)) return std::to_string(year) + std::string(quarter);
  }
  return lower == "last year" || lower == "the year" || lower == "the full year" ? std::to_string(year) : "";
}

// The words that an undated article leaves unresolved, by the year that its results are of.
void DateByYearOfResults(std::vector<Claim>* claims) {
  const std::optional<int> year = YearOfResults(*claims);
  if (!year) return;
  for (Claim& claim : *claims) {
    RoleFill* fill = PeriodOf(&claim);
    if (fill == nullptr || IsOpen(*fill) || Months(fill->text)) continue;
    std::string period = InYear(fill->text, fill->filled_by == "figure before" ? *year - 1 : *year);
    if (period.empty()) continue;
    fill->text = std::move(period);
    fill->filled_by = "year of the results";
  }
}

}  // namespace

std::string YearBefore(std::string_view period) {
  std::string before;
  while (!period.empty()) {
    const size_t slash = std::min(period.find('/'), period.size());
    const std::string_view part = period.substr(0, slash);
    const std::optional<int> year = Number(part.substr(0, 4));
    if (part.size() < 4 || !year || *year < 1000) return "";
    const std::string_view rest = part.substr(4);
    before += before.empty() ? "" : "/";
    before += std::to_string(*year - 1);
    before += rest == "-02-29" ? "-02-28" : rest;
    period.remove_prefix(std::min(slash + 1, period.size()));
  }
  return before;
}

PeriodKind KindInWords(std::string_view words) {
  std::string lower(words);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const auto& [word, kind] : kKindWords) {
    if (lower.find(word) != std::string::npos) return kind;
  }
  return PeriodKind::kAny;
}

RoleFill OpenPeriod(Role role, PeriodKind kind, bool before) {
  RoleFill fill;
  fill.role = role;
  fill.text = std::to_string(static_cast<int>(kind));
  fill.filled_by = before ? kOpenBefore : kOpen;
  return fill;
}

void FillOpenPeriods(const DocumentText& text, const Analysis& analysis, std::vector<Claim>* claims) {
  if (!text.document.published) DateByYearOfResults(claims);
  std::vector<std::string> periods(claims->size());
  for (size_t i = 0; i < claims->size(); ++i) {
    const RoleFill* open = PeriodOf(&(*claims)[i]);
    if (open == nullptr || !IsOpen(*open)) continue;
    const auto kind = static_cast<PeriodKind>(Number(open->text).value_or(0));
    periods[i] =
        kind == PeriodKind::kDay ? DayBefore(text, analysis, (*claims)[i].quote) : ReportedPeriod(*claims, i, kind);
    if (open->filled_by == kOpenBefore) periods[i] = YearBefore(periods[i]);
  }
  for (size_t i = 0; i < claims->size(); ++i) {
    Claim& claim = (*claims)[i];
    RoleFill* open = PeriodOf(&claim);
    if (open == nullptr || !IsOpen(*open)) continue;
    if (periods[i].empty()) {
      std::erase_if(claim.roles, IsOpen);
      continue;
    }
    open->text = std::move(periods[i]);
    open->filled_by = "period of the results";
  }
}

}  // namespace attest
