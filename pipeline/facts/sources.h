// How many independent sources stand behind a set of claims.
#ifndef ATTEST_FACTS_SOURCES_H_
#define ATTEST_FACTS_SOURCES_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/claim.h"

namespace attest {

// Remembers the similarity of each two documents, which every group of claims of a key asks for again. Not thread-safe.
class Similarities {
 public:
  bool SameSource(const StoredClaim& a, const StoredClaim& b);

 private:
  std::map<std::pair<std::string_view, std::string_view>, bool> known_;
};

struct SourceCount {
  uint32_t independent = 0;
  // 1 - the product over the independent sources of (1 - the confidence of the best claim), in [0, 1].
  double confidence = 0;
};

// Documents are one source when they are copies or near-copies of each other, or take the figure from the same named
// report; and so on from one to the next.
SourceCount CountSources(std::span<const StoredClaim* const> claims, Similarities* similarities);

}  // namespace attest

#endif  // ATTEST_FACTS_SOURCES_H_
