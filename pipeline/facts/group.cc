#include "pipeline/facts/group.h"

#include <algorithm>
#include <tuple>

namespace attest {
namespace {

constexpr std::chrono::days kMonth(31);

bool IsFigure(const RoleInfo& info) { return info.kind == RoleKind::kMoney || info.kind == RoleKind::kNumber; }

bool HasFigure(const RoleFill& fill) { return fill.figure.value || fill.figure.low || fill.figure.high; }

const Qualifier* Find(const std::vector<Qualifier>& qualifiers, Role role) {
  for (const Qualifier& qualifier : qualifiers) {
    if (qualifier.role == role) return &qualifier;
  }
  return nullptr;
}

Measure* Find(std::vector<Measure>* measures, const Measure& like) {
  for (Measure& measure : *measures) {
    if (measure.role == like.role && measure.unit == like.unit) return &measure;
  }
  return nullptr;
}

// The claims of a group take no part in its comparison with a claim without figures; claims with figures but none in
// the same unit are not compared, and so stay apart.
bool FiguresAgree(const std::vector<Measure>& group, const std::vector<Measure>& claim) {
  bool shared = false;
  for (const Measure& a : group) {
    for (const Measure& b : claim) {
      if (a.role != b.role || a.unit != b.unit) continue;
      shared = true;
      if (!Meet(a.interval, b.interval)) return false;
    }
  }
  return shared || group.empty() || claim.empty();
}

// How many qualifiers are the same; nullopt when one differs.
std::optional<int> CommonQualifiers(const std::vector<Qualifier>& a, const std::vector<Qualifier>& b) {
  int same = 0;
  for (const Qualifier& qualifier : a) {
    const Qualifier* other = Find(b, qualifier.role);
    if (other == nullptr) continue;
    const Agreement agreement = Compare(qualifier, *other);
    if (agreement == Agreement::kDifferent) return std::nullopt;
    same += agreement == Agreement::kSame;
  }
  return same;
}

bool MorePrecise(const Reading* a, const Reading* b) {
  const auto rank = [](const Reading& reading) {
    return std::tuple(reading.imprecision, reading.claim().modifier != Modifier::kExact);
  };
  return rank(*a) != rank(*b) ? rank(*a) < rank(*b) : a < b;  // readings are an array in canonical order
}

// Whether `finer` says more than `coarser` about the same qualifier: a date for words, a day for its month.
bool Finer(const Qualifier& finer, const Qualifier& coarser) {
  if (!finer.days) return false;
  return !coarser.days || (finer.days != coarser.days && coarser.days->Contains(*finer.days));
}

void Join(const Reading& reading, Group* group) {
  group->members.push_back(&reading);
  for (const Measure& measure : reading.measures) {
    if (Measure* known = Find(&group->measures, measure)) {
      known->interval = Intersection(known->interval, measure.interval);
    } else {
      group->measures.push_back(measure);
    }
  }
  for (const Qualifier& qualifier : reading.qualifiers) {
    const auto known = std::find_if(group->qualifiers.begin(), group->qualifiers.end(),
                                    [&qualifier](const Qualifier& other) { return other.role == qualifier.role; });
    if (known == group->qualifiers.end()) {
      group->qualifiers.push_back(qualifier);
    } else if (Finer(qualifier, *known)) {
      *known = qualifier;
    }
  }
  group->documents.insert(reading.stored->document);
  if (!reading.published) return;
  group->first_published = std::min(group->first_published.value_or(*reading.published), *reading.published);
  group->last_published = std::max(group->last_published.value_or(*reading.published), *reading.published);
}

// How well a claim fits a group that it may join: the more qualifiers in common, then the same article, the better.
using Fit = std::tuple<int, bool>;

Group* BestFor(const Reading& reading, std::vector<Group>* groups) {
  Group* best = nullptr;
  Fit best_fit;
  for (Group& group : *groups) {
    if (!FiguresAgree(group.measures, reading.measures)) continue;
    const std::optional<int> same = CommonQualifiers(group.qualifiers, reading.qualifiers);
    if (!same) continue;
    const Fit fit(*same, group.documents.contains(reading.stored->document));
    if (best == nullptr || fit > best_fit) {
      best = &group;
      best_fit = fit;
    }
  }
  return best;
}

}  // namespace

Modifier ModifierOf(const Claim& claim, const RoleFill& fill) {
  if (fill.modifier != Modifier::kExact) return fill.modifier;
  for (const RoleFill& first : claim.roles) {
    const RoleInfo* info = FindRole(claim.type, first.role);
    if (info != nullptr && IsFigure(*info)) return first.role == fill.role ? claim.modifier : Modifier::kExact;
  }
  return Modifier::kExact;
}

Reading Read(const StoredClaim& stored, const TermFolds& folds) {
  const Claim& claim = stored.claim;
  Reading reading{.stored = &stored,
                  .measures = {},
                  .qualifiers = QualifiersOf(claim, folds),
                  .published = ParseDay(stored.published)};
  bool main = true;
  for (const RoleFill& fill : claim.roles) {
    const RoleInfo* info = FindRole(claim.type, fill.role);
    if (info == nullptr || info->key != KeyPart::kFigure || !HasFigure(fill)) continue;
    const Modifier modifier = ModifierOf(claim, fill);
    if (main) reading.imprecision = Imprecision(fill.figure, modifier);
    main = false;
    const std::string unit = fill.text.empty() ? fill.currency : "goods:" + folds.Fold(fill.text);
    reading.measures.push_back({fill.role, unit, IntervalOf(fill.figure, modifier)});
    for (const Money& money : fill.equivalents) {
      if (money.currency != unit && !money.currency.empty())
        reading.measures.push_back({fill.role, money.currency, IntervalOf(money.figure, modifier)});
    }
  }
  return reading;
}

std::vector<const StoredClaim*> Group::Claims() const {
  std::vector<const StoredClaim*> claims;
  for (const Reading* member : members) claims.push_back(member->stored);
  return claims;
}

bool Group::Dated() const {
  return std::any_of(qualifiers.begin(), qualifiers.end(), [](const Qualifier& q) { return q.IsTime(); });
}

std::vector<Group> GroupByValue(std::vector<const Reading*> readings, Similarities* similarities) {
  // What says most comes first and makes the groups; what says less then joins the one that it fits best. The order is
  // total, so that the partition is a function of the set.
  std::sort(readings.begin(), readings.end(), [](const Reading* a, const Reading* b) {
    const auto says_more = [](const Reading& r) {
      return std::tuple(!r.measures.empty(), r.qualifiers.size(), r.measures.size());
    };
    return says_more(*a) != says_more(*b) ? says_more(*a) > says_more(*b) : MorePrecise(a, b);
  });
  std::vector<Group> groups;
  for (const Reading* reading : readings) {
    Group* group = BestFor(*reading, &groups);
    if (group == nullptr) group = &groups.emplace_back();
    Join(*reading, group);
  }
  for (Group& group : groups) {
    std::sort(group.members.begin(), group.members.end(), MorePrecise);
    std::sort(group.qualifiers.begin(), group.qualifiers.end(),
              [](const Qualifier& a, const Qualifier& b) { return a.role < b.role; });
    group.sources = CountSources(group.Claims(), similarities);
  }
  return groups;
}

bool Differ(const std::vector<Measure>& a, const std::vector<Measure>& b) {
  for (const Measure& left : a) {
    for (const Measure& right : b) {
      if (left.role == right.role && left.unit == right.unit && !Meet(left.interval, right.interval)) return true;
    }
  }
  return false;
}

bool SameQualifiers(const Group& a, const Group& b, bool lenient) {
  const std::optional<int> same = CommonQualifiers(a.qualifiers, b.qualifiers);
  if (!same || lenient) return same.has_value();
  const auto count = static_cast<size_t>(*same);
  return a.qualifiers.size() == count && b.qualifiers.size() == count;
}

bool WithinAMonth(const Group& a, const Group& b) {
  for (const Reading* left : a.members) {
    for (const Reading* right : b.members) {
      if (!left->published || !right->published) continue;
      const auto apart = *left->published - *right->published;
      if (apart <= kMonth && -apart <= kMonth) return true;
    }
  }
  return false;
}

}  // namespace attest
