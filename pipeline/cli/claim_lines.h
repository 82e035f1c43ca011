// Claims as JSON Lines in, facts out: what `attest reconcile` reads, and the fold over all of it.
#ifndef ATTEST_CLI_CLAIM_LINES_H_
#define ATTEST_CLI_CLAIM_LINES_H_

#include <functional>
#include <string_view>
#include <vector>

#include "pipeline/facts/reconcile.h"
#include "pipeline/model/claim.h"
#include "pipeline/model/fact.h"
#include "pipeline/model/result.h"

namespace attest {

// The claims of one line: of `attest extract` (a document with its claims) or of claims.jsonl (one claim). Keys are not
// filled in. Fails with kBadInput and a reason without a place.
Result<std::vector<StoredClaim>> ParseClaimLine(std::string_view line);

// Fills in the keys, groups by them and folds each group. Facts go to `each` sorted by key, then id, until it returns
// false. The order of the claims does not matter, doubles do no harm.
void FoldClaims(const Reconciler& reconciler, std::vector<StoredClaim> claims,
                const std::function<bool(const Fact&)>& each);

}  // namespace attest

#endif  // ATTEST_CLI_CLAIM_LINES_H_
