#include "pipeline/facts/reconcile.h"

#include "pipeline/facts/key.h"

namespace attest {

Result<Reconciler> Reconciler::Compile(const RuleSet& rules) {
  Result<TermFolds> folds = TermFolds::Compile(rules);
  if (!folds.ok()) return folds.error();
  return Reconciler(*std::move(folds));
}

std::string Reconciler::KeyOf(const Claim& claim) const { return attest::KeyOf(claim, folds_); }

std::vector<Fact> Reconciler::Fold(std::span<const StoredClaim>) const { return {}; }

}  // namespace attest
