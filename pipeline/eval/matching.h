// One-to-one matching of gold and predictions: the largest there is, and of those a preferred one.
#ifndef ATTEST_EVAL_MATCHING_H_
#define ATTEST_EVAL_MATCHING_H_

#include <cstddef>
#include <vector>

namespace attest {

// match[g] is the prediction that gold g is matched with, or kUnmatched.
using Matching = std::vector<int>;
inline constexpr int kUnmatched = -1;

// `edges[g]` are the predictions that gold g may be matched with, in order of preference. What `seed` (empty, or one
// entry a gold) matches stays matched, perhaps with another prediction. Kuhn's augmenting paths: O(gold * edges).
Matching MatchOneToOne(const std::vector<std::vector<int>>& edges, size_t predictions, const Matching& seed = {});

// How many golds are matched.
int Matched(const Matching& matching);

// The other direction: for each prediction the gold that it is matched with, or kUnmatched.
Matching Inverse(const Matching& matching, size_t predictions);

}  // namespace attest

#endif  // ATTEST_EVAL_MATCHING_H_
