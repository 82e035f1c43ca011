// The fold over claims of any keys: what `attest reconcile` does.
#ifndef ATTEST_CLI_FOLD_CLAIMS_H_
#define ATTEST_CLI_FOLD_CLAIMS_H_

#include <functional>
#include <vector>

#include "pipeline/facts/reconcile.h"
#include "pipeline/model/claim.h"
#include "pipeline/model/fact.h"

namespace attest {

// Fills in the keys, groups by them and folds each group. Facts go to `each` sorted by key, then id, until it returns
// false. The order of the claims does not matter, doubles do no harm.
void FoldClaims(const Reconciler& reconciler, std::vector<StoredClaim> claims,
                const std::function<bool(const Fact&)>& each);

}  // namespace attest

#endif  // ATTEST_CLI_FOLD_CLAIMS_H_
