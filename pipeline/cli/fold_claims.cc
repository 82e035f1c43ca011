#include "pipeline/cli/fold_claims.h"

#include <algorithm>
#include <span>

namespace attest {

void FoldClaims(const Reconciler& reconciler, std::vector<StoredClaim> claims,
                const std::function<bool(const Fact&)>& each) {
  for (StoredClaim& claim : claims) claim.key = reconciler.KeyOf(claim.claim);
  std::stable_sort(claims.begin(), claims.end(),
                   [](const StoredClaim& a, const StoredClaim& b) { return a.key < b.key; });
  for (auto begin = claims.begin(); begin != claims.end();) {
    const auto end =
        std::find_if(begin, claims.end(), [&](const StoredClaim& claim) { return claim.key != begin->key; });
    for (const Fact& fact : reconciler.Fold(std::span(begin, end))) {
      if (!each(fact)) return;
    }
    begin = end;
  }
}

}  // namespace attest
