#include "pipeline/facts/sources.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "pipeline/facts/fingerprint.h"

namespace attest {
namespace {

class UnionFind {
 public:
  explicit UnionFind(size_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), size_t{0}); }
  size_t Root(size_t item) {
    while (parents_[item] != item) item = parents_[item] = parents_[parents_[item]];
    return item;
  }
  void Join(size_t a, size_t b) { parents_[Root(a)] = Root(b); }

 private:
  std::vector<size_t> parents_;
};

// The named report that the claim is taken from. A company that reports on itself is none: two articles of its results
// are two readings of them.
std::string_view ReportOf(const Claim& claim) {
  const std::string& report = claim.attribution.report;
  for (const RoleFill& fill : claim.roles) {
    for (const Party& party : fill.parties) {
      if (party.entity == report) return {};
    }
  }
  return report;
}

}  // namespace

bool Similarities::SameSource(const StoredClaim& a, const StoredClaim& b) {
  if (a.document == b.document) return true;
  const auto pair = std::minmax({std::string_view(a.document), std::string_view(b.document)});
  const auto [known, added] = known_.try_emplace(pair, false);
  if (added) known->second = Similarity(a.fingerprint, b.fingerprint) >= kSameSource;
  return known->second;
}

SourceCount CountSources(std::span<const StoredClaim* const> claims, Similarities* similarities) {
  UnionFind joined(claims.size());
  for (size_t i = 0; i < claims.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (joined.Root(i) == joined.Root(j)) continue;
      const std::string_view report = ReportOf(claims[i]->claim);
      if ((!report.empty() && report == ReportOf(claims[j]->claim)) ||
          similarities->SameSource(*claims[i], *claims[j])) {
        joined.Join(i, j);
      }
    }
  }
  std::map<size_t, double> best;
  for (size_t i = 0; i < claims.size(); ++i) {
    double& confidence = best[joined.Root(i)];
    confidence = std::max(confidence, claims[i]->claim.confidence);
  }
  std::vector<double> confidences;
  for (const auto& [root, confidence] : best) confidences.push_back(confidence);
  std::sort(confidences.begin(), confidences.end(),
            std::greater<>());  // one order of multiplication for any input order
  double doubt = 1;
  for (const double confidence : confidences) doubt *= 1 - confidence;
  return {static_cast<uint32_t>(best.size()), 1 - doubt};
}

}  // namespace attest
