#include "pipeline/model/statement.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace attest {
namespace {

// How facts of a type are said. {role} is the role's value; what stands in [ ] is said only when a role in it is
// filled; <had|have> is the verb's form for what is actual and its infinitive. Of several phrasings of one type the
// first counts whose roles outside [ ] are all filled and whose event, if it names one, is the fact's; else the last,
// where what is not filled is "?". {rise}, {fall}, {loss}: the size of a figure of that direction.
struct Phrasing {
  FactType type;
  std::string_view text;
  std::string_view event = {};
};

constexpr auto kPhrasings = std::to_array<Phrasing>({
    {FactType::kInvestment,
     "{investor} <invested|invest> {amount} in {investee}[ for a {stake} stake][, bought from {seller}][ ({date})]"},
    {FactType::kInvestment, "{investor} <bought|buy> {stake} of {investee}[ from {seller}][ ({date})]"},
    {FactType::kAcquisition, "{acquirer} <bought|buy>[ {stake} of] {target}[ from {seller}][ for {amount}][ ({date})]"},
    {FactType::kFundingRound,
     "{company} <raised|raise> {amount}[ in a {round} round][ from {investors}][ at a valuation of {valuation}]"
     "[ ({date})]"},
    {FactType::kContract,
     "{customer} <signed|sign> a contract with {provider}[ worth {amount}][ over {duration}][ until {end}]"
     "[ for {subject}][ ({date})]"},
    {FactType::kContract,
     "{provider} <won|win> a contract[ worth {amount}][ over {duration}][ until {end}][ for {subject}][ ({date})]"},
    {FactType::kContract,
     "{customer} <awarded|award> a contract[ worth {amount}][ over {duration}][ until {end}][ for {subject}]"
     "[ ({date})]"},
    {FactType::kRevenue, "{company} <had|have> revenue of {amount}[ ({period})]"},
    {FactType::kProfit, "{company} <made|make> a[ {measure}] loss of {loss}[ ({period})]"},
    {FactType::kProfit, "{company} <made|make> a[ {measure}] profit of {amount}[ ({period})]"},
    {FactType::kChange, "{metric} at {company} <rose|rise> {rise}[ ({period})]"},
    {FactType::kChange, "{metric} at {company} <fell|fall> {fall}[ ({period})]"},
    {FactType::kChange, "{metric} at {company} <changed|change> by a factor of {factor}[ ({period})]"},
    {FactType::kChange, "{metric} at {company} <changed|change> {percent}[ ({period})]"},
    {FactType::kOwnership, "{owner} <holds|hold> {stake} of {owned}"},
    {FactType::kShareOf, "{part} <made up|make up> {percent} of the {of} of {whole}[ ({period})]"},
    {FactType::kShareOf, "{part} <made up|make up> {percent} of {whole}[ ({period})]"},
    {FactType::kMarketShare, "{company} <had|have> a market share of {percent}[ of {market}][ ({period})]"},
    {FactType::kDebt, "{company} <owed|owe> {amount}[ ({date})]"},
    {FactType::kSpending, "{company} <spent|spend> {amount}[ on {purpose}][ ({period})]"},
    {FactType::kValuation, "{company} <was|be> valued at {amount}[ ({date})]"},
    {FactType::kShareSale, "{seller} <sold|sell> shares[ in {company}] for {amount}[, a {stake} stake][ ({date})]"},
    {FactType::kOffering, "{company} <filed|file> for an offering[ of {amount}][ ({date})]", "filed"},
    {FactType::kOffering, "{company} <priced|price> an offering[ at {amount}][ ({date})]", "priced"},
    {FactType::kOffering, "{company} <completed|complete> an offering[ of {amount}][ ({date})]", "completed"},
    {FactType::kOffering, "{company} <plans|hold> an offering[ of {amount}][ ({date})]"},
    {FactType::kVenture, "{members} <formed|form> a venture[ called {name}][ worth {amount}][ ({date})]"},
    {FactType::kHeadcount, "{company} <cut|cut> {count} jobs[ ({period})]", "cuts"},
    {FactType::kHeadcount, "{company} <cut|cut> {percent} of its jobs[ ({period})]", "cuts"},
    {FactType::kHeadcount, "{company} <added|add> {count} staff[ ({period})]", "adds"},
    {FactType::kHeadcount, "{company} <added|add> {percent} to its staff[ ({period})]", "adds"},
    {FactType::kHeadcount, "{company} <moved|move> {count} jobs[ ({period})]", "moves"},
    {FactType::kHeadcount, "{company} <moved|move> {percent} of its jobs[ ({period})]", "moves"},
    {FactType::kHeadcount, "{company} <employs|employ> {percent} of its staff[ ({period})]"},
    {FactType::kHeadcount, "{company} <employs|employ> {count} staff[ ({period})]"},
    {FactType::kMetric, "{company} <had|have> {quantity} {unit}[ ({period})]"},
    {FactType::kPerShare, "{measure} at {company} <was|be> {amount} a share[ ({date})]"},
    {FactType::kPenalty, "{payer} <paid|pay> a penalty of {amount}[ to {authority}][ to {claimant}][ ({date})]"},
    {FactType::kAppointment, "{person} <became|become> {role} of {company}[ ({date})]", "joins"},
    {FactType::kAppointment, "{person} <left|leave> as {role} of {company}[ ({date})]", "leaves"},
    {FactType::kAppointment, "{person} <is|be> {role} of {company}[ ({date})]"},
});

constexpr bool EveryTypeInOrder() {
  size_t at = 0;
  for (size_t type = 0; type < kFactTypes; ++type) {
    const size_t before = at;
    while (at < kPhrasings.size() && static_cast<size_t>(kPhrasings[at].type) == type) ++at;
    if (at == before) return false;
  }
  return at == kPhrasings.size();
}
static_assert(EveryTypeInOrder());

// "bought", "will buy", "may buy", "did not buy".
std::string VerbText(std::string_view past, std::string_view infinitive, Modality modality) {
  switch (modality) {
    case Modality::kActual:
      break;
    case Modality::kPlanned:
    case Modality::kForecast:
      return std::string("will ").append(infinitive);
    case Modality::kPossible:
      return std::string("may ").append(infinitive);
    case Modality::kDenied:
      return infinitive == "be" ? std::string(past).append(" not") : std::string("did not ").append(infinitive);
  }
  return std::string(past);
}

struct CurrencySign {
  std::string_view currency;
  std::string_view sign;
};
constexpr std::string_view kVowels = "aeiou";

constexpr std::array<CurrencySign, 4> kSigns = {{{"EUR", "€"}, {"GBP", "£"}, {"JPY", "¥"}, {"USD", "$"}}};

struct Scale {
  int power_of_ten;
  std::string_view word;
};
constexpr std::array<Scale, 3> kScales = {{{12, " trillion"}, {9, " billion"}, {6, " million"}}};

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 4> kQuarters = {"first", "second", "third", "fourth"};

std::string MonthText(std::chrono::year_month month, bool with_year) {
  std::string text(kMonths[static_cast<unsigned>(month.month()) - 1]);
  return with_year ? text + " " + std::to_string(static_cast<int>(month.year())) : text;
}

std::string DayText(std::chrono::year_month_day day) {
  return std::to_string(static_cast<unsigned>(day.day())) + " " + MonthText(day.year() / day.month(), true);
}

// "2025-Q2" as "second quarter of 2025", "2024-03-01/2025-02-28" as "March 2024 to February 2025"; what is no such
// form, as it stands.
std::string PeriodText(std::string_view period) {
  if (period.size() == 7 && period.substr(4, 2) == "-Q" && period[6] >= '1' && period[6] <= '4')
    return std::string(kQuarters[static_cast<size_t>(period[6] - '1')]).append(" quarter of ").append(period, 0, 4);
  const size_t slash = period.find('/');
  const std::optional<Day> first =
      ParseDay(period.size() == 7 ? std::string(period).append("-01") : std::string(period.substr(0, slash)));
  if (!first) return std::string(period);
  const std::chrono::year_month_day begin(*first);
  if (period.size() == 7) return MonthText(begin.year() / begin.month(), true);
  if (slash == period.npos) return DayText(begin);
  const std::optional<Day> last = ParseDay(period.substr(slash + 1));
  if (!last) return std::string(period);
  const std::chrono::year_month_day end(*last), next(*last + std::chrono::days(1));
  const bool same_year = begin.year() == end.year();
  if (begin.day() != std::chrono::day(1) || next.day() != std::chrono::day(1))
    return DayText(begin).append(" to ").append(DayText(end));
  return MonthText(begin.year() / begin.month(), !same_year)
      .append(" to ")
      .append(MonthText(end.year() / end.month(), true));
}

// 1234567.5 as "1,234,567.5".
std::string Grouped(const Decimal& number) {
  std::string text = number.ToString();
  const size_t first = text.front() == '-' ? 1 : 0;
  size_t point = text.find('.');
  if (point == std::string::npos) point = text.size();
  for (size_t at = point; at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

// "11.9 billion" where that says it with at most three digits after the point, else all digits.
std::string Scaled(const Decimal& number) {
  constexpr int kMostDigits = 3;
  for (const Scale& scale : kScales) {
    const std::optional<Decimal> scaled = number.TimesPowerOfTen(-scale.power_of_ten);
    if (!scaled || scaled->scale() > kMostDigits || scaled->Absolute() < Decimal(1)) continue;
    return Grouped(*scaled).append(scale.word);
  }
  return Grouped(number);
}

std::string_view HedgeOf(Modifier modifier) {
  return modifier == Modifier::kExact || modifier == Modifier::kRange ? std::string_view() : ModifierName(modifier);
}

// `one` says a single number; a range says its ends.
template <typename One>
std::string FigureText(const Figure& figure, Modifier modifier, const One& one) {
  std::string text(HedgeOf(modifier));
  if (!text.empty()) text.push_back(' ');
  if (figure.value) return text + one(*figure.value);
  if (figure.low && figure.high) return text + one(*figure.low) + " to " + one(*figure.high);
  if (figure.low) return text + "from " + one(*figure.low);
  return figure.high ? text + "up to " + one(*figure.high) : text;
}

std::string MoneyText(const Decimal& amount, std::string_view currency) {
  std::string text = Scaled(amount.Absolute());
  if (text.size() > 2 && text[text.size() - 2] == '.') text.push_back('0');  // $27.40
  const auto* known = std::find_if(kSigns.begin(), kSigns.end(),
                                   [currency](const CurrencySign& sign) { return sign.currency == currency; });
  if (known != kSigns.end()) {
    text.insert(0, known->sign);
  } else if (!currency.empty()) {
    text.insert(0, " ").insert(0, currency);
  }
  if (amount.IsNegative()) text.insert(0, "-");
  return text;
}

std::string PartiesText(const std::vector<Party>& parties) {
  std::string text;
  for (size_t i = 0; i < parties.size(); ++i) {
    if (i > 0) text.append(i + 1 == parties.size() ? " and " : ", ");
    text.append(parties[i].name);
  }
  return text;
}

// "P5Y" as "5 years", "P1Y6M" as "1 year 6 months"; as it stands when it is no plain duration.
std::string DurationText(std::string_view iso) {
  constexpr std::array<std::pair<char, std::string_view>, 4> kUnits = {
      {{'Y', "year"}, {'M', "month"}, {'W', "week"}, {'D', "day"}}};
  std::string text;
  std::string_view rest = iso;
  if (rest.empty() || rest.front() != 'P') return std::string(iso);
  rest.remove_prefix(1);
  while (!rest.empty()) {
    const size_t unit_at = rest.find_first_not_of("0123456789.");
    if (unit_at == 0 || unit_at == std::string_view::npos) return std::string(iso);
    const auto* unit =
        std::find_if(kUnits.begin(), kUnits.end(), [&](const auto& known) { return known.first == rest[unit_at]; });
    if (unit == kUnits.end()) return std::string(iso);
    const std::string_view number = rest.substr(0, unit_at);
    if (!text.empty()) text.push_back(' ');
    text.append(number).append(" ").append(unit->second);
    if (number != "1") text.push_back('s');
    rest.remove_prefix(unit_at + 1);
  }
  return text.empty() ? std::string(iso) : text;
}

std::string NumberText(FactType type, Role role, const Decimal& number) {
  // A change says its direction.
  const std::string sign = type == FactType::kChange && !number.IsNegative() ? "+" : "";
  if (role == Role::kFactor) return "x" + Grouped(number);
  if (role == Role::kPercent || role == Role::kStake) return sign + Grouped(number) + "%";
  return Scaled(number);
}

// Fills in phrasings.
class Phrase {
 public:
  Phrase(FactType type, const std::vector<RoleFill>& roles, Modifier modifier, Modality modality)
      : type_(type), roles_(roles), modifier_(modifier), modality_(modality), main_(MainFigure(type, roles)) {}

  bool IsOf(const Phrasing& phrasing) const {
    if (phrasing.type != type_) return false;
    return phrasing.event.empty() || Value(RoleName(Role::kEvent)) == phrasing.event;
  }

  // nullopt when a role outside [ ] is not filled and there is nothing to say `instead`.
  std::optional<std::string> Say(std::string_view pattern, std::string_view instead) const {
    std::string text;
    for (size_t i = 0; i < pattern.size();) {
      const bool optional = pattern[i] == '[';
      const size_t end = std::min(pattern.find(optional ? ']' : '[', i), pattern.size());
      const std::optional<std::string> part =
          optional ? Fill(pattern.substr(i + 1, end - i - 1), {}) : Fill(pattern.substr(i, end - i), instead);
      if (!part && !optional) return std::nullopt;
      if (part && text.ends_with(" a") && part->size() > 1 && kVowels.find((*part)[1]) != kVowels.npos)
        text.push_back('n');
      text.append(part.value_or(""));
      i = optional ? end + 1 : end;
    }
    return text;
  }

 private:
  std::optional<std::string> Fill(std::string_view pattern, std::string_view instead) const {
    std::string text;
    for (size_t i = 0; i < pattern.size();) {
      if (pattern[i] == '<') {
        const size_t bar = pattern.find('|', i), end = pattern.find('>', i);
        text.append(VerbText(pattern.substr(i + 1, bar - i - 1), pattern.substr(bar + 1, end - bar - 1), modality_));
        i = end + 1;
      } else if (pattern[i] == '{') {
        const size_t end = pattern.find('}', i);
        const std::string value = Value(pattern.substr(i + 1, end - i - 1));
        if (value.empty() && instead.empty()) return std::nullopt;
        text.append(value.empty() ? instead : value);
        i = end + 1;
      } else {
        text.push_back(pattern[i++]);
      }
    }
    return text;
  }

  std::string Value(std::string_view name) const {
    if (name == "rise") return Directed(Role::kPercent, /*negative=*/false);
    if (name == "fall") return Directed(Role::kPercent, /*negative=*/true);
    if (name == "loss") return Directed(Role::kAmount, /*negative=*/true);
    const auto fill =
        std::find_if(roles_.begin(), roles_.end(), [name](const RoleFill& f) { return RoleName(f.role) == name; });
    if (fill == roles_.end()) return {};
    const std::string text = RoleText(type_, *fill, ModifierOf(*fill));
    const size_t sign = fill->role == Role::kFactor ? text.find('x') : std::string::npos;
    return sign == std::string::npos ? text : text.substr(0, sign) + text.substr(sign + 1);
  }

  // The size of a role's figure; empty when it is a range or of the other direction.
  std::string Directed(Role role, bool negative) const {
    const auto fill = std::find_if(roles_.begin(), roles_.end(), [role](const RoleFill& f) { return f.role == role; });
    if (fill == roles_.end() || !fill->figure.value || fill->figure.value->IsNegative() != negative) return {};
    RoleFill size = *fill;
    size.figure.value = fill->figure.value->Absolute();
    const std::string text = RoleText(type_, size, ModifierOf(*fill));
    const size_t sign = text.find('+');
    return sign == std::string::npos ? text : text.substr(0, sign) + text.substr(sign + 1);
  }

  Modifier ModifierOf(const RoleFill& fill) const {
    return main_ < roles_.size() && &fill == &roles_[main_] ? modifier_ : fill.modifier;
  }

  FactType type_;
  const std::vector<RoleFill>& roles_;
  Modifier modifier_;
  Modality modality_;
  size_t main_;
};

// A sentence's first letter, where it begins with free words ("revenue") and not with a name, which keeps its own.
void Capitalise(FactType type, std::string_view pattern, std::string* text) {
  const std::optional<Role> first = RoleFromName(pattern.substr(1, pattern.find('}') - 1));
  const RoleInfo* info = first ? FindRole(type, *first) : nullptr;
  if (info == nullptr || info->kind == RoleKind::kParty) return;
  const std::string_view word = std::string_view(*text).substr(0, text->find(' '));
  const bool has_own = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  char& letter = text->front();
  if (!has_own && letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
}

bool IsFigure(FactType type, Role role) {
  const RoleInfo* info = FindRole(type, role);
  return info != nullptr && (info->kind == RoleKind::kMoney || info->kind == RoleKind::kNumber);
}

}  // namespace

size_t MainFigure(FactType type, const std::vector<RoleFill>& roles) {
  const auto figure =
      std::find_if(roles.begin(), roles.end(), [type](const RoleFill& fill) { return IsFigure(type, fill.role); });
  return static_cast<size_t>(figure - roles.begin());
}

std::string RoleText(FactType type, const RoleFill& fill, Modifier modifier) {
  const RoleInfo* info = FindRole(type, fill.role);
  if (info == nullptr) return fill.text;
  switch (info->kind) {
    case RoleKind::kParty:
      return PartiesText(fill.parties);
    case RoleKind::kMoney:
      if (!fill.text.empty()) return FigureText(fill.figure, modifier, Scaled) + " " + fill.text;
      return FigureText(fill.figure, modifier,
                        [&fill](const Decimal& amount) { return MoneyText(amount, fill.currency); });
    case RoleKind::kNumber:
      return FigureText(fill.figure, modifier,
                        [&](const Decimal& number) { return NumberText(type, fill.role, number); });
    case RoleKind::kDuration:
      return DurationText(fill.text);
    case RoleKind::kPeriod:
      return PeriodText(fill.text);
    case RoleKind::kTerm:
    case RoleKind::kWords:
      return fill.text;
  }
  return fill.text;
}

std::string Statement(FactType type, const std::vector<RoleFill>& roles, Modifier modifier, Modality modality) {
  const Phrase phrase(type, roles, modifier, modality);
  std::optional<std::string> text;
  std::string_view said;
  for (const Phrasing& phrasing : kPhrasings) {
    if (text || !phrase.IsOf(phrasing)) continue;
    said = phrasing.text;
    text = phrase.Say(said, {});
  }
  if (!text) text = phrase.Say(said, "?");
  Capitalise(type, said, &*text);
  if (modality != Modality::kActual) text->append(" (").append(ModalityName(modality)).append(")");
  return *std::move(text);
}

std::string StatusReason(const Fact& fact) {
  const auto counted = [](uint64_t count, std::string_view noun) {
    return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
  };
  const std::string sources = counted(fact.sources, "independent source");
  if (fact.status == FactStatus::kConflict)
    return "articles give values that cannot both be true; this one stands with " + sources;
  if (fact.citations.size() == 1) return "one article states it";
  // Copies, and reports of the same named origin, count once.
  const std::string_view joined = fact.citations.size() > fact.sources ? "; without copies and common origins " : ": ";
  return counted(fact.citations.size(), "article").append(" state it").append(joined).append(sources);
}

}  // namespace attest
