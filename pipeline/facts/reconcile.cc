#include "pipeline/facts/reconcile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "pipeline/facts/group.h"
#include "pipeline/facts/key.h"
#include "pipeline/model/hash.h"
#include "pipeline/model/json.h"

namespace attest {
namespace {

// ---- the set of claims

// Sorted by document, place and content, each once: the order that everything below is a function of.
std::vector<const StoredClaim*> Canonical(std::span<const StoredClaim> claims) {
  std::vector<const StoredClaim*> sorted;
  sorted.reserve(claims.size());
  for (const StoredClaim& claim : claims) sorted.push_back(&claim);
  const auto at_one_place = [](const StoredClaim* a, const StoredClaim* b) {
    return a->document == b->document && a->claim.quote == b->claim.quote;
  };
  std::sort(sorted.begin(), sorted.end(), [](const StoredClaim* a, const StoredClaim* b) {
    return std::tie(a->document, a->claim.quote) < std::tie(b->document, b->claim.quote);
  });
  std::vector<const StoredClaim*> unique;
  unique.reserve(sorted.size());
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last =
        std::find_if_not(first, sorted.end(), [&](const StoredClaim* claim) { return at_one_place(*first, claim); });
    if (last - first == 1) {
      unique.push_back(*first);
    } else {
      std::map<std::string, const StoredClaim*> by_content;
      for (auto claim = first; claim != last; ++claim) {
        std::string json;
        AppendStoredClaim(**claim, &json);
        by_content.emplace(std::move(json), *claim);
      }
      for (const auto& [json, claim] : by_content) unique.push_back(claim);
    }
    first = last;
  }
  return unique;
}

// Claims of different modality never agree; nor do stages of an offering, which its key leaves out so that a completed
// one can point to the planned one.
std::string StageOf(const Claim& claim) {
  const RoleFill* event = claim.type == FactType::kOffering ? claim.Find(Role::kEvent) : nullptr;
  return std::string(ModalityName(claim.modality)) + "|" + (event == nullptr ? "" : event->text);
}

// ---- which value stands

// A value with those that do not stand against it. Indices into the groups of one stage.
struct Standing {
  size_t group;
  std::vector<size_t> conflicting;
  std::vector<size_t> superseded;
};

// Most independent sources, then the later publication, then the more precise, then the smaller document id.
bool RanksBefore(const Group& a, const Group& b) {
  if (a.sources.independent != b.sources.independent) return a.sources.independent > b.sources.independent;
  if (a.last_published != b.last_published) return a.last_published > b.last_published;  // unknown comes last
  const double precise_a = a.members.front()->imprecision, precise_b = b.members.front()->imprecision;
  if (precise_a != precise_b) return precise_a < precise_b;
  if (*a.documents.begin() != *b.documents.begin()) return *a.documents.begin() < *b.documents.begin();
  return a.members.front() < b.members.front();
}

// A dated and an undated value are two facts, and so are undated ones more than a month apart. That two values in one
// article are two facts is for the caller to see.
bool Conflict(const Group& a, const Group& b) {
  return Differ(a.measures, b.measures) && SameQualifiers(a, b, /*lenient=*/false) && (a.Dated() || WithinAMonth(a, b));
}

// The publication of the latest claim that says that it corrects; nullptr when none says so.
const Reading* CorrectionIn(const Group& group) {
  const Reading* latest = nullptr;
  for (const Reading* member : group.members) {
    if (member->claim().attribution.correction && (latest == nullptr || latest->published < member->published))
      latest = member;
  }
  return latest;
}

bool MayCorrect(const Group& group, const Reading& correction, const Group& old) {
  if (!Differ(group.measures, old.measures) || !SameQualifiers(group, old, /*lenient=*/true)) return false;
  const Reading* other = CorrectionIn(old);
  if (other != nullptr && !(other->published < correction.published)) return false;
  if (correction.published && old.first_published && *old.first_published > *correction.published) return false;
  const bool elsewhere = std::any_of(old.documents.begin(), old.documents.end(), [&group](std::string_view document) {
    return !group.documents.contains(document);
  });
  const bool same_time = group.Dated() && SameQualifiers(group, old, /*lenient=*/false);
  return elsewhere && (same_time || !correction.published || !old.first_published || WithinAMonth(group, old));
}

double Distance(const Group& a, const Group& b) {
  for (const Measure& left : a.measures) {
    for (const Measure& right : b.measures) {
      if (left.role != right.role || left.unit != right.unit || !left.interval.low || !right.interval.low) continue;
      const auto apart = left.interval.low->Minus(*right.interval.low);
      if (apart) return std::fabs(std::strtod(apart->ToString().c_str(), nullptr));
    }
  }
  return std::numeric_limits<double>::infinity();
}

bool Intersect(const std::set<std::string_view>& a, const std::set<std::string_view>& b) {
  return std::any_of(a.begin(), a.end(), [&b](std::string_view item) { return b.contains(item); });
}

// What the correction in `groups[by]` corrects: the values that other articles give, but of several that one article
// has for the key (two dividends) only one: that which the correcting article names, else the nearest.
std::vector<size_t> CorrectedBy(size_t by, const std::vector<Group>& groups) {
  std::vector<size_t> corrected;
  const Reading* correction = CorrectionIn(groups[by]);
  if (correction == nullptr) return corrected;
  std::vector<std::tuple<bool, double, size_t>> candidates;
  for (size_t old = 0; old < groups.size(); ++old) {
    if (old == by || !MayCorrect(groups[by], *correction, groups[old])) continue;
    candidates.emplace_back(!groups[old].documents.contains(correction->stored->document),
                            Distance(groups[by], groups[old]), old);
  }
  std::sort(candidates.begin(), candidates.end());
  for (const auto& [unnamed, distance, old] : candidates) {
    const bool told_apart = std::any_of(corrected.begin(), corrected.end(), [&groups, old = old](size_t other) {
      return Intersect(groups[other].documents, groups[old].documents);
    });
    if (!told_apart) corrected.push_back(old);
  }
  return corrected;
}

std::vector<Standing> Stand(const std::vector<Group>& groups) {
  std::vector<size_t> order(groups.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&groups](size_t a, size_t b) { return RanksBefore(groups[a], groups[b]); });
  std::vector<std::optional<size_t>> corrected_by(groups.size());
  for (const size_t by : order) {
    for (const size_t old : CorrectedBy(by, groups)) {
      if (!corrected_by[old]) corrected_by[old] = by;
    }
  }
  // An article that holds the corrected value tells the new one apart from its other values as well.
  std::vector<std::set<std::string_view>> documents;
  for (const Group& group : groups) documents.push_back(group.documents);
  for (const size_t group : order) {
    for (size_t by = group; corrected_by[by]; by = *corrected_by[by])
      documents[*corrected_by[by]].insert(groups[group].documents.begin(), groups[group].documents.end());
  }
  std::vector<Standing> standing;
  std::vector<size_t> home(groups.size());
  for (const size_t group : order) {
    if (corrected_by[group]) continue;
    const auto against = std::find_if(standing.begin(), standing.end(), [&](const Standing& s) {
      return !Intersect(documents[s.group], documents[group]) && Conflict(groups[s.group], groups[group]);
    });
    if (against == standing.end()) {
      home[group] = standing.size();
      standing.push_back({group, {}, {}});
    } else {
      home[group] = static_cast<size_t>(against - standing.begin());
      against->conflicting.push_back(group);
    }
  }
  for (const size_t group : order) {
    if (!corrected_by[group]) continue;
    size_t top = group;
    while (corrected_by[top]) top = *corrected_by[top];
    standing[home[top]].superseded.push_back(group);
  }
  return standing;
}

// ---- what a fact says

// As it stands in a fact: the value, without place, printed precision and how it was read.
RoleFill Bare(const RoleFill& fill) {
  RoleFill bare = fill;
  bare.span = {};
  bare.filled_by.clear();
  bare.figure.last_digit = 0;
  bare.modifier = Modifier::kExact;
  for (Money& money : bare.equivalents) {
    money.figure.last_digit = 0;
    money.ambiguous = false;
  }
  return bare;
}

// The member whose figure in this role is the most precise.
const Reading* MostPrecise(const Group& group, Role role) {
  const Reading* best = nullptr;
  std::tuple<double, bool> best_rank;
  for (const Reading* member : group.members) {
    const RoleFill* fill = member->claim().Find(role);
    if (fill == nullptr) continue;
    const Modifier modifier = ModifierOf(member->claim(), *fill);
    const std::tuple rank(Imprecision(fill->figure, modifier), modifier != Modifier::kExact);
    if (best == nullptr || rank < best_rank) {
      best = member;
      best_rank = rank;
    }
  }
  return best;
}

// The same amount in the other currencies that any member gives for it.
void AddEquivalents(const Group& group, RoleFill* fill) {
  const auto known = [fill](const std::string& currency) {
    return currency.empty() || currency == fill->currency ||
           std::any_of(fill->equivalents.begin(), fill->equivalents.end(),
                       [&currency](const Money& money) { return money.currency == currency; });
  };
  for (const Reading* member : group.members) {
    const RoleFill* other = member->claim().Find(fill->role);
    if (other == nullptr || !other->text.empty()) continue;
    std::vector<Money> given = Bare(*other).equivalents;
    given.push_back({Bare(*other).figure, other->currency, false});
    for (Money& money : given) {
      if (!known(money.currency)) fill->equivalents.push_back(std::move(money));
    }
  }
  std::sort(fill->equivalents.begin(), fill->equivalents.end(),
            [](const Money& a, const Money& b) { return a.currency < b.currency; });
}

struct Value {
  std::vector<RoleFill> figures;
  Modifier modifier = Modifier::kExact;
  const Reading* main = nullptr;  // who gives the main figure, and so the words of the other roles
};

Value ValueOf(const Group& group, FactType type) {
  Value value;
  for (const RoleInfo& info : Info(type).roles) {
    if (info.kind != RoleKind::kMoney && info.kind != RoleKind::kNumber) continue;
    const Reading* reading = MostPrecise(group, info.role);
    if (reading == nullptr) continue;
    const RoleFill& fill = *reading->claim().Find(info.role);
    RoleFill bare = Bare(fill);
    if (info.kind == RoleKind::kMoney && fill.text.empty()) AddEquivalents(group, &bare);
    if (value.main == nullptr) {
      value.main = reading;
      value.modifier = ModifierOf(reading->claim(), fill);
    } else if (info.kind == RoleKind::kMoney) {
      bare.modifier = ModifierOf(reading->claim(), fill);
    }
    value.figures.push_back(std::move(bare));
  }
  if (value.main == nullptr) {
    value.main = group.members.front();
    value.modifier = value.main->claim().modifier;
  }
  return value;
}

const RoleFill* FirstWith(const Group& group, const Reading* preferred, Role role) {
  if (const RoleFill* fill = preferred->claim().Find(role)) return fill;
  for (const Reading* member : group.members) {
    if (const RoleFill* fill = member->claim().Find(role)) return fill;
  }
  return nullptr;
}

// The words of the member whose qualifier is the group's.
const RoleFill* QualifierFill(const Group& group, Role role) {
  for (const Qualifier& qualifier : group.qualifiers) {
    if (qualifier.role != role) continue;
    for (const Reading* member : group.members) {
      for (const Qualifier& own : member->qualifiers) {
        if (own.role == role && own.form == qualifier.form) return member->claim().Find(role);
      }
    }
  }
  return nullptr;
}

std::vector<RoleFill> RolesOf(const Group& group, FactType type, const Value& value) {
  std::vector<RoleFill> roles = value.figures;
  for (const RoleInfo& info : Info(type).roles) {
    if (info.kind == RoleKind::kMoney || info.kind == RoleKind::kNumber) continue;
    const RoleFill* fill =
        info.key == KeyPart::kQualifier ? QualifierFill(group, info.role) : FirstWith(group, value.main, info.role);
    if (fill != nullptr) roles.push_back(Bare(*fill));
  }
  std::sort(roles.begin(), roles.end(), [](const RoleFill& a, const RoleFill& b) { return a.role < b.role; });
  return roles;
}

std::vector<Citation> CitationsOf(const Group& group) {
  std::vector<const Reading*> members = group.members;
  std::sort(members.begin(), members.end());  // readings are in canonical order: document, then place
  std::vector<Citation> citations;
  for (const Reading* member : members) {
    const StoredClaim& stored = *member->stored;
    Citation citation{.document = stored.document,
                      .bytes = stored.claim.quote,
                      .code_points = stored.quote_code_points,
                      .quote = stored.quote,
                      .roles = {},
                      .rule = stored.claim.rule,
                      .confidence = stored.claim.confidence};
    for (size_t i = 0; i < stored.claim.roles.size(); ++i) {
      const RoleFill& fill = stored.claim.roles[i];
      if (!fill.span.empty() && i < stored.role_quotes.size())
        citation.roles.push_back({fill.role, fill.span, stored.role_quotes[i]});
    }
    citations.push_back(std::move(citation));
  }
  return citations;
}

Alternative AlternativeOf(const Group& group, FactType type, const std::vector<RoleFill>& standing, bool superseded) {
  Value value = ValueOf(group, type);
  const Role main = value.figures.front().role;
  std::erase_if(value.figures, [&standing](const RoleFill& figure) {
    return std::any_of(standing.begin(), standing.end(), [&figure](const RoleFill& other) {
      return other.role == figure.role && other.figure == figure.figure && other.currency == figure.currency &&
             other.text == figure.text;
    });
  });
  if (!value.figures.empty() && value.figures.front().role != main)
    value.modifier = std::exchange(value.figures.front().modifier, Modifier::kExact);
  return {.roles = std::move(value.figures),
          .modifier = value.modifier,
          .sources = group.sources.independent,
          .superseded = superseded,
          .citations = CitationsOf(group)};
}

double Rounded(double confidence) { return std::round(std::clamp(confidence, 0.0, 0.9999) * 1e4) / 1e4; }

Fact MakeFact(const Standing& standing, const std::vector<Group>& groups) {
  const Group& group = groups[standing.group];
  const Claim& any = group.members.front()->claim();
  Fact fact;
  fact.key = group.members.front()->stored->key;
  fact.type = any.type;
  fact.modality = any.modality;
  const Value value = ValueOf(group, fact.type);
  fact.roles = RolesOf(group, fact.type, value);
  fact.modifier = value.modifier;
  fact.sources = group.sources.independent;
  fact.citations = CitationsOf(group);
  uint32_t against = 0;
  for (const size_t other : standing.conflicting) {
    fact.alternatives.push_back(AlternativeOf(groups[other], fact.type, fact.roles, /*superseded=*/false));
    against += groups[other].sources.independent;
  }
  for (const size_t other : standing.superseded)
    fact.alternatives.push_back(AlternativeOf(groups[other], fact.type, fact.roles, /*superseded=*/true));
  fact.status = against > 0        ? FactStatus::kConflict
                : fact.sources > 1 ? FactStatus::kCorroborated
                                   : FactStatus::kSingle;
  // In a conflict each independent source has one vote on which value is right.
  fact.confidence = Rounded(group.sources.confidence * fact.sources / (fact.sources + against));
  return fact;
}

// ---- identity

std::string IdOf(const std::string& identity) {
  constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford's base 32
  const std::string hash = Sha256Hex(identity);
  uint64_t bits = std::stoull(hash.substr(0, 16), nullptr, 16);
  std::string id(15, '0');
  id[0] = 'f';
  id[1] = '-';
  for (size_t at = id.size(); at-- > 2; bits >>= 5) id[at] = kDigits[bits & 31];
  return id;
}

struct Draft {
  Fact fact;
  const Group* group = nullptr;
  std::string stage;
  std::string identity;  // key, stage and qualifiers
};

std::string QualifierForm(const Group& group) {
  std::string form;
  for (const Qualifier& qualifier : group.qualifiers)
    form.append("|").append(RoleName(qualifier.role)).append("=").append(qualifier.form);
  return form;
}

// The first published of several facts with one identity keeps it, so that a later one does not change its id; the
// others are told apart by their value.
void GiveIds(std::vector<Draft>* drafts) {
  for (Draft& draft : *drafts)
    draft.identity = draft.fact.key + "\n" + draft.stage + "\n" + QualifierForm(*draft.group);
  std::sort(drafts->begin(), drafts->end(), [](const Draft& a, const Draft& b) {
    const auto rank = [](const Draft& draft) {
      return std::tuple(std::string_view(draft.identity), !draft.group->first_published.has_value(),
                        draft.group->first_published, *draft.group->documents.begin());
    };
    return rank(a) != rank(b) ? rank(a) < rank(b)
                              : *std::min_element(a.group->members.begin(), a.group->members.end()) <
                                    *std::min_element(b.group->members.begin(), b.group->members.end());
  });
  std::map<std::string, int> taken;
  const std::string* identity = nullptr;
  for (Draft& draft : *drafts) {
    std::string full = draft.identity;
    if (identity != nullptr && *identity == draft.identity)
      AppendRoles(ValueOf(*draft.group, draft.fact.type).figures, &full);
    identity = &draft.identity;
    const int times = taken[full]++;
    draft.fact.id = IdOf(times == 0 ? full : full + "\n" + std::to_string(times));
  }
}

// ---- planned, then done

bool IsOutlook(Modality modality) {
  return modality == Modality::kPlanned || modality == Modality::kForecast || modality == Modality::kPossible;
}

// A date that was planned slips; other qualifiers have to agree, and so have the figures.
bool Fulfils(const Group& actual, const Group& outlook) {
  if (Differ(actual.measures, outlook.measures)) return false;
  if (actual.last_published && outlook.first_published && *actual.last_published < *outlook.first_published)
    return false;
  for (const Qualifier& a : actual.qualifiers) {
    for (const Qualifier& b : outlook.qualifiers) {
      if (a.role == b.role && a.role != Role::kDate && Compare(a, b) == Agreement::kDifferent) return false;
    }
  }
  return true;
}

void LinkFulfilled(std::vector<Draft>* drafts) {
  for (Draft& draft : *drafts) {
    if (draft.fact.modality != Modality::kActual) continue;
    const Draft* best = nullptr;
    for (const Draft& other : *drafts) {
      if (!IsOutlook(other.fact.modality) || !Fulfils(*draft.group, *other.group)) continue;
      if (best == nullptr ||
          std::tie(other.fact.modality, other.fact.id) < std::tie(best->fact.modality, best->fact.id))
        best = &other;
    }
    if (best != nullptr) draft.fact.fulfils = best->fact.id;
  }
}

}  // namespace

Result<Reconciler> Reconciler::Compile(const RuleSet& rules) {
  Result<TermFolds> folds = TermFolds::Compile(rules);
  if (!folds.ok()) return folds.error();
  return Reconciler(*std::move(folds));
}

std::string Reconciler::KeyOf(const Claim& claim) const { return attest::KeyOf(claim, folds_); }

std::vector<Fact> Reconciler::Fold(std::span<const StoredClaim> claims) const {
  std::vector<Reading> readings;
  for (const StoredClaim* claim : Canonical(claims)) readings.push_back(Read(*claim, folds_));
  std::map<std::string, std::vector<const Reading*>> stages;
  for (const Reading& reading : readings) stages[StageOf(reading.claim())].push_back(&reading);
  Similarities similarities;
  std::map<std::string, std::vector<Group>> groups;
  std::vector<Draft> drafts;
  for (auto& [stage, members] : stages) {
    const std::vector<Group>& of_stage = groups[stage] = GroupByValue(std::move(members), &similarities);
    for (const Standing& standing : Stand(of_stage))
      drafts.push_back({MakeFact(standing, of_stage), &of_stage[standing.group], stage, {}});
  }
  GiveIds(&drafts);
  LinkFulfilled(&drafts);
  std::vector<Fact> facts;
  for (Draft& draft : drafts) facts.push_back(std::move(draft.fact));
  std::sort(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) { return a.id < b.id; });
  return facts;
}

}  // namespace attest
