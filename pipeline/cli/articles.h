// Articles through the stages: in parallel, finished in input order.
#ifndef ATTEST_CLI_ARTICLES_H_
#define ATTEST_CLI_ARTICLES_H_

#include <functional>
#include <vector>

#include "pipeline/ingest/reader.h"

namespace attest {

// What is left to do with a batch when its turn in the input's order has come. False ends the reading.
using Finish = std::function<bool()>;
// Runs on any thread, several batches at a time; the Finish that it returns runs on one thread at a time, in order.
using Work = std::function<Finish(std::vector<Document>)>;

// Reads all documents, batch by batch. The calls and their order are the same for any number of threads, and no more
// than a few batches a thread are held. `threads` of 1 runs everything on the caller's thread.
void ForEachBatch(Reader* reader, int threads, const std::function<void(const Reject&)>& on_reject, const Work& work);

}  // namespace attest

#endif  // ATTEST_CLI_ARTICLES_H_
