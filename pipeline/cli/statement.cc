#include "pipeline/cli/statement.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace attest {
namespace {

// How a fact of each type is said. {role} is the role's value; what stands in [ ] is said only when a role in it is
// filled. A required role that is not filled is "?".
struct Phrasing {
  FactType type;
  std::string_view text;
};

// In the order of enum FactType.
constexpr std::array<Phrasing, kFactTypes> kPhrasings = {{
    {FactType::kInvestment,
     "{investor} -> {investee}: investment[, {amount}][, {stake} stake][, from {seller}][, {date}]"},
    {FactType::kAcquisition,
     "{acquirer} -> {target}: acquisition[, {amount}][, {stake} stake][, from {seller}][, {date}]"},
    {FactType::kFundingRound,
     "{company}: funding round[, {round}], {amount}[, from {investors}][, valued at {valuation}][, {date}]"},
    {FactType::kContract,
     "[{customer} -> ][{provider}]: contract[, {amount}][, {duration}][, until {end}][, {subject}][, {date}]"},
    {FactType::kRevenue, "{company}: revenue {amount}[, {period}]"},
    {FactType::kProfit, "{company}: [{measure} ]profit {amount}[, {period}]"},
    {FactType::kChange, "{company}: {metric}[ {percent}][ {factor}][, {period}]"},
    {FactType::kOwnership, "{owner} holds {stake} of {owned}"},
    {FactType::kShareOf, "{whole}: {percent}[ of {of}] from {part}[, {period}]"},
    {FactType::kMarketShare, "{company}: market share {percent}[, {market}][, {period}]"},
    {FactType::kDebt, "{company}: debt {amount}[, {date}]"},
    {FactType::kSpending, "{company}: spending {amount}[, {purpose}][, {period}]"},
    {FactType::kValuation, "{company}: valued at {amount}[, {date}]"},
    {FactType::kShareSale, "{seller}: sells shares[ in {company}], {amount}[, {stake} stake]"},
    {FactType::kOffering, "{company}: offering {event}[, {amount}][, {date}]"},
    {FactType::kVenture, "{members}: venture[ {name}][, {amount}][, {date}]"},
    {FactType::kHeadcount, "{company}: {event}[ {count}][ {percent}] staff[, {period}]"},
    {FactType::kMetric, "{company}: {quantity} {unit}[, {period}]"},
    {FactType::kPerShare, "{company}: {measure} {amount} a share[, {date}]"},
    {FactType::kPenalty, "{payer}: penalty {amount}[, by {authority}][, to {claimant}][, {date}]"},
    {FactType::kAppointment, "{person}: {role} at {company}[, {event}][, {date}]"},
}};

constexpr bool InEnumOrder() {
  for (size_t i = 0; i < kPhrasings.size(); ++i) {
    if (static_cast<size_t>(kPhrasings[i].type) != i) return false;
  }
  return true;
}
static_assert(InEnumOrder());

struct CurrencySign {
  std::string_view currency;
  std::string_view sign;
};
constexpr std::array<CurrencySign, 4> kSigns = {{{"EUR", "€"}, {"GBP", "£"}, {"JPY", "¥"}, {"USD", "$"}}};

struct Scale {
  int power_of_ten;
  std::string_view word;
};
constexpr std::array<Scale, 3> kScales = {{{12, " trillion"}, {9, " billion"}, {6, " million"}}};

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

// Fills in a phrasing. Parts in [ ] are kept when something in them was filled.
class Phrase {
 public:
  Phrase(FactType type, const std::vector<RoleFill>& roles, Modifier modifier)
      : type_(type), roles_(roles), modifier_(modifier), main_(MainFigure(type, roles)) {}

  std::string Say(std::string_view pattern) const {
    std::string text;
    for (size_t i = 0; i < pattern.size();) {
      if (pattern[i] == '[') {
        const size_t end = pattern.find(']', i);
        if (std::optional<std::string> part = Fill(pattern.substr(i + 1, end - i - 1))) text.append(*part);
        i = end + 1;
      } else {
        const size_t end = std::min(pattern.find('[', i), pattern.size());
        text.append(Fill(pattern.substr(i, end - i), "?").value_or(""));
        i = end;
      }
    }
    return text;
  }

 private:
  // nullopt when a role is not filled and there is nothing to say `instead`.
  std::optional<std::string> Fill(std::string_view pattern, std::string_view instead = {}) const {
    std::string text;
    for (size_t i = 0; i < pattern.size();) {
      if (pattern[i] != '{') {
        text.push_back(pattern[i++]);
        continue;
      }
      const size_t end = pattern.find('}', i);
      const std::string value = Value(pattern.substr(i + 1, end - i - 1));
      if (value.empty() && instead.empty()) return std::nullopt;
      text.append(value.empty() ? instead : value);
      i = end + 1;
    }
    return text;
  }

  std::string Value(std::string_view name) const {
    for (size_t i = 0; i < roles_.size(); ++i) {
      if (RoleName(roles_[i].role) != name) continue;
      return RoleText(type_, roles_[i], i == main_ ? modifier_ : roles_[i].modifier);
    }
    return {};
  }

  FactType type_;
  const std::vector<RoleFill>& roles_;
  Modifier modifier_;
  size_t main_;
};

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
    case RoleKind::kTerm:
    case RoleKind::kWords:
      return fill.text;
  }
  return fill.text;
}

std::string Statement(FactType type, const std::vector<RoleFill>& roles, Modifier modifier) {
  return Phrase(type, roles, modifier).Say(kPhrasings[static_cast<size_t>(type)].text);
}

}  // namespace attest
