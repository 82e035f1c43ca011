// Claims of one key, modality and stage, grouped by the value that they state.
#ifndef ATTEST_FACTS_GROUP_H_
#define ATTEST_FACTS_GROUP_H_

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/facts/interval.h"
#include "pipeline/facts/qualifier.h"
#include "pipeline/facts/sources.h"
#include "pipeline/model/claim.h"

namespace attest {

// A figure of a claim in one currency or unit.
struct Measure {
  Role role = Role::kAmount;
  std::string unit;  // a currency, "goods:jet", or "" for a plain number
  Interval interval;
};

// A claim as it is compared. Borrows the claim.
struct Reading {
  const StoredClaim* stored = nullptr;
  std::vector<Measure> measures;      // of roles with KeyPart::kFigure; equivalents are measures of their own
  std::vector<Qualifier> qualifiers;  // sorted by role
  std::optional<Day> published;
  double imprecision = 0;  // of the main figure; 0 without one

  const Claim& claim() const { return stored->claim; }
};

Reading Read(const StoredClaim& stored, const TermFolds& folds);

// The modifier of a figure of a claim: its own, or, of the claim's main figure (the first), the claim's.
Modifier ModifierOf(const Claim& claim, const RoleFill& fill);

// Claims that agree: every two of them share no qualifier that differs and no figure whose intervals do not meet.
struct Group {
  std::vector<const Reading*> members;  // most precise first
  std::vector<Measure> measures;        // intersections over the members
  std::vector<Qualifier> qualifiers;    // of any member; words give way to a date
  std::set<std::string_view> documents;
  std::optional<Day> first_published, last_published;
  SourceCount sources;

  std::vector<const StoredClaim*> Claims() const;
  bool Dated() const;  // has a period, date or end
};

// A partition that depends on the set of readings only, not on their order.
std::vector<Group> GroupByValue(std::vector<const Reading*> readings, Similarities* similarities);

// The figures that both state do not meet.
bool Differ(const std::vector<Measure>& a, const std::vector<Measure>& b);

// The two groups are about the same time and measure: both have the same qualifiers and those agree. `lenient`: one may
// lack what the other has.
bool SameQualifiers(const Group& a, const Group& b, bool lenient);

// Some article of one was published within a month of some article of the other.
bool WithinAMonth(const Group& a, const Group& b);

}  // namespace attest

#endif  // ATTEST_FACTS_GROUP_H_
