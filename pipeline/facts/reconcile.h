// Stage 5: claims that state the same thing, across documents, into facts.
//
// A pure fold over the set of claims of one shuffle key: associative, commutative, idempotent. Its rules are those of
// the design's "Reconciliation"; nothing here reads a clock, a file or an earlier result.
#ifndef ATTEST_FACTS_RECONCILE_H_
#define ATTEST_FACTS_RECONCILE_H_

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/facts/fold.h"
#include "pipeline/model/claim.h"
#include "pipeline/model/fact.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// Counted up by every change that makes Fold give other facts of the same claims, so that stores written before it are
// folded anew.
inline constexpr int kFoldVersion = 1;

// Folds free words that must tell facts apart ("CEO", "chief executive") by the lists under rules/facts/fold.toml.
class Reconciler {
 public:
  static Result<Reconciler> Compile(const RuleSet& rules);

  // The shuffle key of a claim: type, parties and folded terms, human-readable, without control characters. Claims of
  // different keys never meet: modality and qualifiers are compared inside the key.
  std::string KeyOf(const Claim& claim) const;

  // All claims of one key, in any order, doubles allowed. The facts come sorted by id.
  std::vector<Fact> Fold(std::span<const StoredClaim> claims) const;

 private:
  explicit Reconciler(TermFolds folds) : folds_(std::move(folds)) {}
  TermFolds folds_;
};

}  // namespace attest

#endif  // ATTEST_FACTS_RECONCILE_H_
