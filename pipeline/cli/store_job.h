// What the commands that write a store have in common.
#ifndef ATTEST_CLI_STORE_JOB_H_
#define ATTEST_CLI_STORE_JOB_H_

#include <string>

#include "pipeline/model/result.h"
#include "pipeline/pipeline.h"
#include "pipeline/store/update.h"

namespace attest {

// What the stages make of an article, for the store.
DocumentEntry EntryOf(const Pipeline& pipeline, const Document& document, const EntityDecisions& entities);

// Takes the store's lock; says so and waits when another run holds it, or, with `no_wait`, fails. `pipeline` has to
// outlive the update. `command`: for whoever waits for this one.
Result<StoreUpdate> OpenStore(const Pipeline& pipeline, const std::string& store, const std::string& command,
                              bool no_wait);

// Reads again what the store holds and has to be read again (StoreUpdate::NextStored).
Status ReadAgain(const Pipeline& pipeline, const std::string& store, int threads, StoreUpdate* update);

// What the store holds now, and what changed, on the log.
void ReportStore(const std::string& store, const RunSummary& summary);

}  // namespace attest

#endif  // ATTEST_CLI_STORE_JOB_H_
