#include "pipeline/eval/agreement.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "pipeline/eval/json_field.h"
#include "pipeline/eval/spans_of_time.h"
#include "pipeline/model/catalogue.h"

namespace attest {
namespace {

using Json = nlohmann::json;

// What a role holds, whatever the type: one name means one thing throughout.
RoleKind KindOf(std::string_view role) {
  static const auto* const kinds = [] {
    auto* table = new std::map<std::string, RoleKind, std::less<>>();
    for (int type = 0; type < kFactTypes; ++type) {
      for (const RoleInfo& info : Info(static_cast<FactType>(type)).roles) {
        table->emplace(RoleName(info.role), info.kind);
      }
    }
    return table;
  }();
  const auto known = kinds->find(role);
  return known == kinds->end() ? RoleKind::kParty : known->second;
}

// A name stands as a string or as {"name", "entity"}; nullopt for anything else.
std::optional<std::string> NameOf(const Json& value) {
  const Json& name = value.is_object() ? (value.contains("name") ? value["name"] : Field(value, "entity")) : value;
  if (!name.is_string()) return std::nullopt;
  return name.get<std::string>();
}

bool SameRange(const Json& gold, const Json& predicted) {
  return predicted.is_object() && SameNumber(Field(gold, "low"), Field(predicted, "low")) &&
         SameNumber(Field(gold, "high"), Field(predicted, "high"));
}

bool SameQuantity(const Json& gold, const Json& predicted) {
  return gold.is_object() && gold.contains("low") ? SameRange(gold, predicted) : SameNumber(gold, predicted);
}

bool SameWords(const Json& gold, const Json& predicted) {
  return gold.is_string() && predicted.is_string() &&
         ShareContentWord(gold.get_ref<const std::string&>(), predicted.get_ref<const std::string&>());
}

std::string UpperCase(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

bool SameAmount(const Json& gold, const Json& predicted) {
  if (!predicted.is_object() || !gold.is_object()) return false;
  if (gold.contains("quantity")) {
    return SameQuantity(gold["quantity"], Field(predicted, "quantity")) &&
           (!gold.contains("unit") || SameWords(gold["unit"], Field(predicted, "unit")));
  }
  for (const Json& alternative : Items(gold, "alternatives")) {
    if (alternative.is_object() && SameAmount(alternative, predicted)) return true;
  }
  const Json& currency = Field(predicted, "currency");
  if (!currency.is_string() || UpperCase(currency) != UpperCase(Text(gold, "currency"))) return false;
  if (gold.contains("low")) return !predicted.contains("amount") && SameRange(gold, predicted);
  return SameNumber(Field(gold, "amount"), Field(predicted, "amount"));
}

bool SameDuration(const Json& gold, const Json& predicted) {
  const auto read = [](const Json& value) {
    return value.is_string() ? ReadIsoDuration(value.get_ref<const std::string&>()) : std::nullopt;
  };
  const std::optional<TimeLength> a = read(gold);
  const std::optional<TimeLength> b = read(predicted);
  return a && b ? *a == *b : !a && !b && gold == predicted;
}

bool SameMetric(const Json& gold, const Json& predicted) {
  const std::optional<std::string> g = NameOf(gold);
  const std::optional<std::string> p = NameOf(predicted);
  if (!g || !p) return false;
  const std::string a = FoldMetric(*g);
  const std::string b = FoldMetric(*p);
  return IsListedMetric(a) ? a == b : ShareContentWord(a, b);
}

bool SameItem(std::string_view role, const Json& gold, const Json& predicted, const AliasIndex& names) {
  const std::optional<std::string> g = NameOf(gold);
  const std::optional<std::string> p = NameOf(predicted);
  if (KindOf(role) == RoleKind::kWords) {
    if (gold.is_string() && p && ShareContentWord(gold.get_ref<const std::string&>(), *p)) return true;
    return role == "part" && g && p && names.Same(*g, *p);
  }
  if (!g || !p) return false;
  if (role == "person") return FoldName(*g, NameSort::kPerson) == FoldName(*p, NameSort::kPerson);
  return names.Same(*g, *p);
}

// The items of a list, or the value as a list of one.
std::vector<const Json*> AsList(const Json& value) {
  std::vector<const Json*> items;
  if (!value.is_array()) return {&value};
  for (const Json& item : value) items.push_back(&item);
  return items;
}

bool SameItems(std::string_view role, const Json& gold, const Json& predicted, const AliasIndex& names, bool strict) {
  const std::vector<const Json*> golds = AsList(gold);
  const std::vector<const Json*> others = AsList(predicted);
  const auto agrees = [&](const Json* g, const Json* p) { return SameItem(role, *g, *p, names); };
  const auto has_other = [&](const Json* g) {
    return std::any_of(others.begin(), others.end(), [&](const Json* p) { return agrees(g, p); });
  };
  if (!strict) return std::any_of(golds.begin(), golds.end(), has_other);
  const auto has_gold = [&](const Json* p) {
    return std::any_of(golds.begin(), golds.end(), [&](const Json* g) { return agrees(g, p); });
  };
  return std::all_of(golds.begin(), golds.end(), has_other) && std::all_of(others.begin(), others.end(), has_gold);
}

// {"percent": {"factor": 8}} and {"factor": {"factor": 8}} are {"factor": 8}; null is no value.
Json Tidy(const Json& given) {
  Json roles = given.is_object() ? given : Json::object();
  for (const char* role : {"percent", "factor"}) {
    const auto found = roles.find(role);
    if (found == roles.end() || !found->is_object() || !found->contains("factor")) continue;
    Json factor = (*found)["factor"];
    roles.erase(found);
    roles["factor"] = std::move(factor);
  }
  for (auto it = roles.begin(); it != roles.end();) it = it->is_null() ? roles.erase(it) : std::next(it);
  return roles;
}

Json ValueKey(std::string_view role, const Json& value, const AliasIndex& names) {
  if (value.is_array()) {
    std::vector<Json> keys;
    for (const Json& item : value) keys.push_back(ValueKey(role, item, names));
    std::sort(keys.begin(), keys.end());
    return keys;
  }
  const RoleKind kind = KindOf(role);
  if (kind == RoleKind::kMoney || kind == RoleKind::kNumber)
    return value.is_number() ? Json(value.get<double>()) : value;
  if (kind == RoleKind::kPeriod && value.is_string()) {
    if (const auto days = ReadIsoPeriod(value.get_ref<const std::string&>())) {
      return {days->first.time_since_epoch().count(), days->second.time_since_epoch().count()};
    }
  }
  const std::optional<std::string> name = NameOf(value);
  if (!name) return value.dump();
  if (role == "metric") return FoldMetric(*name);
  if (kind != RoleKind::kParty) return PlainWords(*name);
  return role == "person" ? FoldName(*name, NameSort::kPerson) : names.KeyOf(*name);
}

}  // namespace

bool SameNumber(const Json& a, const Json& b) {
  constexpr double kLargest = 1e300;
  if (!a.is_number() || !b.is_number()) return false;
  const double x = a.get<double>();
  const double y = b.get<double>();
  if (!(std::abs(x) < kLargest) || !(std::abs(y) < kLargest)) return false;
  if (x == y || std::abs(x - y) <= 1e-9 * std::max(std::abs(x), std::abs(y))) return true;
  for (const double third : {100.0 / 3, 200.0 / 3}) {
    if (std::abs(std::abs(x) - third) < 0.05 && std::abs(std::abs(y) - third) < 0.05 && x * y > 0) return true;
  }
  return false;
}

ScoredFact ToScored(const Json& fact) {
  const auto word = [&fact](const char* field, const char* otherwise) {
    const std::string text = Text(fact, field);
    return text.empty() ? std::string(otherwise) : text;
  };
  ScoredFact scored{.type = Text(fact, "type"),
                    .roles = Tidy(Field(fact, "roles")),
                    .modifier = word("modifier", "exact"),
                    .modality = word("modality", "actual"),
                    .quote = Field(fact, "quote")};
  const Json& equivalents = Field(fact, "equivalents");
  if (!equivalents.is_object()) return scored;
  for (const auto& [role, more] : equivalents.items()) {
    const auto filled = scored.roles.find(role);
    if (filled == scored.roles.end() || !filled->is_object() || !more.is_array()) continue;
    Json& alternatives = (*filled)["alternatives"];
    if (!alternatives.is_array()) alternatives = Json::array();
    alternatives.insert(alternatives.end(), more.begin(), more.end());
  }
  return scored;
}

std::optional<bool> SameRole(std::string_view role, const Json& gold, const Json& predicted, const AliasIndex& names,
                             bool strict) {
  switch (KindOf(role)) {
    case RoleKind::kPeriod: {
      if (gold.is_array()) break;
      if (!gold.is_string()) return std::nullopt;
      const auto days = ReadIsoPeriod(gold.get_ref<const std::string&>());
      if (!days) return std::nullopt;
      return predicted.is_string() && ReadIsoPeriod(predicted.get_ref<const std::string&>()) == days;
    }
    case RoleKind::kMoney:
      return SameAmount(gold, predicted) &&
             (!strict || !gold.contains("modifier") || Field(predicted, "modifier") == gold["modifier"]);
    case RoleKind::kNumber:
      return SameQuantity(gold, predicted);
    case RoleKind::kDuration:
      return SameDuration(gold, predicted);
    case RoleKind::kTerm:
      return gold.is_string() && predicted.is_string() &&
             PlainWords(gold.get_ref<const std::string&>()) == PlainWords(predicted.get_ref<const std::string&>());
    case RoleKind::kWords:
      if (role == "metric") return SameMetric(gold, predicted);
      if (role == "of") {
        const std::optional<std::string> g = NameOf(gold);
        const std::optional<std::string> p = NameOf(predicted);
        return g && p && ShareContentWord(FoldMetric(*g), FoldMetric(*p));
      }
      break;
    case RoleKind::kParty:
      break;
  }
  return SameItems(role, gold, predicted, names, strict);
}

bool AgreesInCore(const ScoredFact& gold, const ScoredFact& predicted, const AliasIndex& names) {
  if (gold.type != predicted.type) return false;
  const std::optional<FactType> type = FactTypeFromName(gold.type);
  if (!type) return false;
  // Of each group of alternative roles at least one has to agree, and none that both give may disagree. A group of
  // which the gold gives only values that are not compared asks nothing.
  struct Group {
    bool asked = false;
    bool comparable = false;
    bool agrees = false;
    bool seen = false;
  };
  std::array<Group, 8> groups;
  for (const RoleInfo& info : Info(*type).roles) {
    if (info.required_group == 0) continue;
    const std::string_view role = RoleName(info.role);
    const auto asked = gold.roles.find(role);
    if (asked == gold.roles.end()) continue;
    Group& group = groups[info.required_group];
    group.asked = true;
    group.comparable |= SameRole(role, *asked, *asked, names, false).value_or(false);
    const auto given = predicted.roles.find(role);
    if (given == predicted.roles.end()) continue;
    group.seen = true;
    const std::optional<bool> same = SameRole(role, *asked, *given, names, false);
    if (same == false) return false;
    group.agrees |= same.value_or(false);
  }
  return std::none_of(groups.begin(), groups.end(), [](const Group& group) {
    return group.asked && !group.agrees && (!group.seen || group.comparable);
  });
}

std::vector<std::string> Disagreements(const ScoredFact& gold, const ScoredFact& predicted, const AliasIndex& names) {
  std::vector<std::string> differing;
  for (const auto& [role, value] : gold.roles.items()) {
    if (!SameRole(role, value, value, names, true)) continue;
    const auto given = predicted.roles.find(role);
    if (given == predicted.roles.end() || !SameRole(role, value, *given, names, true).value_or(false)) {
      differing.push_back(role);
    }
  }
  if (gold.modifier != predicted.modifier) differing.emplace_back("modifier");
  if (gold.modality != predicted.modality) differing.emplace_back("modality");
  return differing;
}

std::string IdentityOf(const ScoredFact& fact, const AliasIndex& names) {
  Json identity = {fact.type, fact.modality};
  for (const auto& [role, value] : fact.roles.items()) identity.push_back({role, ValueKey(role, value, names)});
  return identity.dump();
}

}  // namespace attest
