// The ledger carried forward: the files of the last commit and a run's news into the files of the next.
#ifndef ATTEST_STORE_MERGE_H_
#define ATTEST_STORE_MERGE_H_

#include <string>

#include "pipeline/store/generation.h"
#include "pipeline/store/news.h"
#include "pipeline/store/reviews.h"
#include "pipeline/store/update.h"

namespace attest {

struct MergeInput {
  const Generation* old = nullptr;  // nullptr: a new store
  bool rules_changed = false;       // the old claims, mentions and names do not count
  bool fold_changed = false;        // the old facts do not count
  News* news = nullptr;
  Reviews* reviews = nullptr;
  const EntityDecisions* entities = nullptr;
  const UpdateOptions* options = nullptr;
};

// Writes every file of a generation but store.json into `folder`, which exists, and fills `manifest` and the summary's
// figures. Reads each old file once, in order, and checks it against its checksum.
Status Merge(const MergeInput& input, const std::string& folder, Manifest* manifest, RunSummary* summary);

// The lines of rejects.jsonl after the run, sorted.
Result<std::vector<std::string>> MergeRejects(const MergeInput& input);

}  // namespace attest

#endif  // ATTEST_STORE_MERGE_H_
