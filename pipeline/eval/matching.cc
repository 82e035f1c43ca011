#include "pipeline/eval/matching.h"

#include <algorithm>

namespace attest {
namespace {

class Augmenter {
 public:
  Augmenter(const std::vector<std::vector<int>>& edges, size_t predictions, Matching seed)
      : edges_(edges), match_(std::move(seed)), back_(Inverse(match_, predictions)) {}

  Matching Run() {
    for (size_t gold = 0; gold < match_.size(); ++gold) {
      if (match_[gold] != kUnmatched) continue;
      seen_.assign(back_.size(), false);
      Augment(gold);
    }
    return std::move(match_);
  }

 private:
  bool Augment(size_t gold) {
    for (const int prediction : edges_[gold]) {
      const auto at = static_cast<size_t>(prediction);
      if (seen_[at]) continue;
      seen_[at] = true;
      if (back_[at] == kUnmatched || Augment(static_cast<size_t>(back_[at]))) {
        match_[gold] = prediction;
        back_[at] = static_cast<int>(gold);
        return true;
      }
    }
    return false;
  }

  const std::vector<std::vector<int>>& edges_;
  Matching match_;
  Matching back_;
  std::vector<bool> seen_;
};

}  // namespace

Matching MatchOneToOne(const std::vector<std::vector<int>>& edges, size_t predictions, const Matching& seed) {
  return Augmenter(edges, predictions, seed.empty() ? Matching(edges.size(), kUnmatched) : seed).Run();
}

int Matched(const Matching& matching) {
  return static_cast<int>(matching.size()) - static_cast<int>(std::count(matching.begin(), matching.end(), kUnmatched));
}

Matching Inverse(const Matching& matching, size_t predictions) {
  Matching inverse(predictions, kUnmatched);
  for (size_t gold = 0; gold < matching.size(); ++gold) {
    if (matching[gold] != kUnmatched) inverse[static_cast<size_t>(matching[gold])] = static_cast<int>(gold);
  }
  return inverse;
}

}  // namespace attest
