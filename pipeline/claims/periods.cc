#include "pipeline/claims/periods.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace attest {
namespace {

constexpr std::string_view kOpen = "open", kOpenBefore = "open, year before";
// A price is of a day this near to the article's.
constexpr int kMaxDaysAway = 7;

// What tells a period's kind; where two kinds are told the one that stands first here.
struct KindWord {
  std::string_view word;
  PeriodKind kind;
  std::string_view core = {};  // a part that several have, looked for once
};
constexpr std::string_view kMonth = "month", kYear = "year";
constexpr KindWord kKindWords[] = {
    {"quarter", PeriodKind::kQuarter},
    {"three months", PeriodKind::kQuarter, kMonth},
    {"half", PeriodKind::kHalf},
    {"six months", PeriodKind::kHalf, kMonth},
    {"interim", PeriodKind::kHalf},
    {"annual", PeriodKind::kYear},
    {"full-year", PeriodKind::kYear, kYear},
    {"full year", PeriodKind::kYear, kYear},
    {"the year", PeriodKind::kYear, kYear},
    {"whole year", PeriodKind::kYear, kYear},
    {"fiscal year", PeriodKind::kYear, kYear},
    {"yearly", PeriodKind::kYear, kYear},
    {"the month", PeriodKind::kMonth, kMonth},
    {"monthly", PeriodKind::kMonth, kMonth},
};

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

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

// The period that a claim tells for open ones; nullptr if it tells none.
const std::string* ToldPeriod(const Claim& claim) {
  for (const RoleFill& fill : claim.roles) {
    if (fill.role != Role::kPeriod && fill.role != Role::kDate) continue;
    return IsOpen(fill) || fill.filled_by == "figure before" ? nullptr : &fill.text;
  }
  return nullptr;
}

// The periods that an article's figures of results tell, by company and kind.
class ReportedPeriods {
 public:
  // Borrows the claims.
  explicit ReportedPeriods(const std::vector<Claim>& claims) : claims_(claims) {
    for (size_t i = 0; i < claims.size(); ++i) {
      const RoleFill* owner = claims[i].Find(Role::kCompany);
      const std::string* period = ToldPeriod(claims[i]);
      if (owner == nullptr || period == nullptr || !IsResult(claims[i])) continue;
      const std::optional<int> months = Months(*period);
      if (!months) continue;
      Told& told = by_owner_[&owner->parties];
      for (size_t kind = 0; kind < kPeriodKinds; ++kind) {
        if (!IsOfKind(*months, static_cast<PeriodKind>(kind))) continue;
        told.all[kind].push_back(i);
        if (claims[i].modality == Modality::kForecast) continue;
        told.done[kind].push_back(i);
        others_[kind].push_back(i);
      }
    }
  }

  // Of the nearest claim of the same company before the one at `at`, else behind it; where it tells none of a kind that
  // is named, of any other company's. What is forecast dates forecasts alone. Empty if none tells.
  std::string Find(size_t at, PeriodKind kind) const {
    const RoleFill* owner = claims_[at].Find(Role::kCompany);
    if (owner == nullptr) return "";
    const auto k = static_cast<size_t>(kind);
    if (const auto known = by_owner_.find(&owner->parties); known != by_owner_.end()) {
      const bool forecast = claims_[at].modality == Modality::kForecast;
      if (const Indices& told = forecast ? known->second.all[k] : known->second.done[k]; !told.empty())
        return Nearest(told, at);
      // "For the full year" beside figures of a last quarter.
      if (kind == PeriodKind::kYear) {
        const std::string quarter = Find(at, PeriodKind::kQuarter);
        if (quarter.ends_with("-Q4")) return quarter.substr(0, 4);
      }
    }
    return kind == PeriodKind::kAny || others_[k].empty() ? "" : Nearest(others_[k], at);
  }

 private:
  using Indices = std::vector<size_t>;  // of claims in order
  struct Told {
    std::array<Indices, kPeriodKinds> all, done;  // done: without forecasts
  };
  struct Less {
    bool operator()(const std::vector<Party>* a, const std::vector<Party>* b) const { return *a < *b; }
  };
  std::string Nearest(const Indices& told, size_t at) const {
    const auto behind = std::lower_bound(told.begin(), told.end(), at);
    return *ToldPeriod(claims_[behind != told.begin() ? *(behind - 1) : *behind]);
  }

  const std::vector<Claim>& claims_;
  std::map<const std::vector<Party>*, Told, Less> by_owner_;
  std::array<Indices, kPeriodKinds> others_;  // of all companies, without forecasts
};

// The periods that an article names beside what it calls results: "reported its earnings for 2004", "second quarter
// 2025 results".
class StatedPeriods {
 public:
  StatedPeriods(const DocumentText& text, const Analysis& analysis) {
    const std::string_view view = text.view.text();
    for (const Mention& mention : analysis.mentions) {
      const auto* date = mention.kind == MentionKind::kDate ? std::get_if<Date>(&mention.value) : nullptr;
      if (date == nullptr || !date->begin || !date->end) continue;
      const int days = static_cast<int>((*date->end - *date->begin).count());
      if (days < kLeastDays || days > kMostDays) continue;
      // One that is not over yet is an outlook's.
      if (text.document.published && *date->end > *text.document.published) continue;
      const uint32_t begin = mention.in_view.begin - std::min(mention.in_view.begin, kReachBytes);
      const std::string_view around = view.substr(begin, mention.in_view.end + kReachBytes - begin);
      if (std::none_of(std::begin(kResults), std::end(kResults),
                       [around](std::string_view word) { return around.find(word) != std::string_view::npos; }))
        continue;
      std::string period = PeriodForm(*date);
      const std::optional<int> months = Months(period);
      if (!months) continue;
      for (size_t kind = 0; kind < kPeriodKinds; ++kind) {
        if (first_[kind].empty() && IsOfKind(*months, static_cast<PeriodKind>(kind))) first_[kind] = period;
      }
      const std::chrono::year_month_day last(*date->end - std::chrono::days(1));
      last_year_ = std::max(last_year_.value_or(0), static_cast<int>(last.year()));
    }
  }

  // The first of a kind; empty if there is none.
  const std::string& First(PeriodKind kind) const { return first_[static_cast<size_t>(kind)]; }
  std::optional<int> last_year() const { return last_year_; }

 private:
  static constexpr int kLeastDays = 85, kMostDays = 370;
  static constexpr uint32_t kReachBytes = 40;
  static constexpr std::string_view kResults[] = {"results", "earnings", "quarter ended", "year ended"};
  std::array<std::string, kPeriodKinds> first_;
  std::optional<int> last_year_;
};

// The days near that of publication which an article names.
class NamedDays {
 public:
  // Borrows both.
  NamedDays(const DocumentText& text, const Analysis& analysis) : text_(text.document.text) {
    const std::optional<Day> published = text.document.published;
    if (!published) return;
    AppendDay(*published, &published_);
    for (const Mention& mention : analysis.mentions) {
      const auto* date = mention.kind == MentionKind::kDate ? std::get_if<Date>(&mention.value) : nullptr;
      if (date == nullptr || !date->begin || !date->end || *date->end - *date->begin != std::chrono::days(1)) continue;
      if (*date->begin > *published || *published - *date->begin > std::chrono::days(kMaxDaysAway)) continue;
      days_.push_back({mention.span.begin, date});
    }
    for (size_t at = text_.find(kBreak); !days_.empty() && at != std::string_view::npos;
         at = text_.find(kBreak, at + 1))
      breaks_.push_back(at);
  }

  // The last one that the paragraph of a quote names before the quote's end, else the day of publication.
  std::string Before(Span quote) const {
    const auto behind = std::lower_bound(days_.begin(), days_.end(), quote.end,
                                         [](const Named& day, uint32_t end) { return day.begin < end; });
    if (behind == days_.begin()) return published_;
    const Named& last = *(behind - 1);
    const auto paragraph = std::upper_bound(breaks_.begin(), breaks_.end(), quote.begin);
    const bool here = paragraph == breaks_.begin() || *(paragraph - 1) <= last.begin;
    return here ? PeriodForm(*last.date) : published_;
  }

 private:
  static constexpr std::string_view kBreak = "\n\n";
  struct Named {
    uint32_t begin;
    const Date* date;
  };
  std::string_view text_;
  std::string published_;  // empty: unknown
  std::vector<Named> days_;
  std::vector<size_t> breaks_;  // where paragraphs end
};

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
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  for (size_t at = lower.find("-to-"); at != std::string::npos; at = lower.find("-to-")) lower.replace(at, 4, " to ");
  for (const auto& [name, quarter] : kQuarters) {
    if (lower.ends_with(name)) return std::to_string(year) + std::string(quarter);
  }
  return lower == "last year" || lower == "the year" || lower == "the full year" ? std::to_string(year) : "";
}

// The words that an undated article leaves unresolved, by the year that its results are of.
void DateByYearOfResults(std::optional<int> stated, std::vector<Claim>* claims) {
  std::optional<int> year = YearOfResults(*claims);
  if (!year) year = stated;
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
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  const auto has = [&lower](std::string_view word) { return lower.find(word) != std::string::npos; };
  const bool month = has(kMonth), year = has(kYear);
  for (const KindWord& known : kKindWords) {
    const bool may_be = known.core.empty() || (known.core == kMonth ? month : year);
    if (may_be && has(known.word)) return known.kind;
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
  std::optional<StatedPeriods> stated;
  if (!text.document.published) DateByYearOfResults(stated.emplace(text, analysis).last_year(), claims);
  std::optional<ReportedPeriods> reported;
  std::optional<NamedDays> days;
  std::vector<std::pair<size_t, std::string>> periods;
  for (size_t i = 0; i < claims->size(); ++i) {
    const RoleFill* open = PeriodOf(&(*claims)[i]);
    if (open == nullptr || !IsOpen(*open)) continue;
    const auto kind = static_cast<PeriodKind>(Number(open->text).value_or(0));
    std::string period;
    if (kind == PeriodKind::kDay) {
      if (!days) days.emplace(text, analysis);
      period = days->Before((*claims)[i].quote);
    } else {
      if (!reported) reported.emplace(*claims);
      period = reported->Find(i, kind);
      if (period.empty()) {
        if (!stated) stated.emplace(text, analysis);
        period = stated->First(kind);
      }
    }
    periods.emplace_back(i, open->filled_by == kOpenBefore ? YearBefore(period) : std::move(period));
  }
  for (auto& [i, period] : periods) {
    Claim& claim = (*claims)[i];
    if (period.empty()) {
      std::erase_if(claim.roles, IsOpen);
      continue;
    }
    RoleFill* open = PeriodOf(&claim);
    open->text = std::move(period);
    open->filled_by = "period of the results";
  }
}

}  // namespace attest
