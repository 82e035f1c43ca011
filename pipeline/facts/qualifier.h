// What tells facts of one key apart unless a claim leaves it out: period, date, end, duration, measure.
#ifndef ATTEST_FACTS_QUALIFIER_H_
#define ATTEST_FACTS_QUALIFIER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/facts/fold.h"
#include "pipeline/model/claim.h"

namespace attest {

// Half-open in days.
struct Days {
  Day begin;
  Day end;
  bool operator==(const Days&) const = default;
  bool Contains(const Days& other) const { return begin <= other.begin && other.end <= end; }
};

// "2024", "2024-Q4", "2024-12", "2025-03-10", and two of them with a slash between; nullopt for anything else.
std::optional<Days> ParsePeriod(std::string_view iso);

struct Qualifier {
  Role role = Role::kPeriod;
  std::string form;          // what is compared: equal periods and durations have equal forms
  std::optional<Days> days;  // of a resolved period or date
  bool IsTime() const { return role == Role::kPeriod || role == Role::kDate || role == Role::kEnd; }
};

// Sorted by role. A period in words that no date resolves counts only against the same words.
std::vector<Qualifier> QualifiersOf(const Claim& claim, const TermFolds& folds);

enum class Agreement {
  kSame,     // equal; of two dates also where one holds the other ("March 2025", "10 March 2025")
  kUnknown,  // one of them is words that may mean the other
  kDifferent,
};
// Of two qualifiers of one role.
Agreement Compare(const Qualifier& a, const Qualifier& b);

}  // namespace attest

#endif  // ATTEST_FACTS_QUALIFIER_H_
