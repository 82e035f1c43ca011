// What stages 2 to 4 know of one document. Each stage fills its own members and reads those of the stages before it.
#ifndef ATTEST_MODEL_ANALYSIS_H_
#define ATTEST_MODEL_ANALYSIS_H_

#include <vector>

#include "pipeline/model/claim.h"
#include "pipeline/model/mention.h"

namespace attest {

struct Analysis {
  std::vector<Mention> mentions;         // sorted by span, disjoint; values first found, then names between them
  std::vector<DocumentEntity> entities;  // of the names; order of first mention
  std::vector<Reference> references;     // sorted by span
  std::vector<Claim> claims;             // sorted by quote, type, rule
};

}  // namespace attest

#endif  // ATTEST_MODEL_ANALYSIS_H_
