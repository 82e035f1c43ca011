// Articles through the stages: in parallel, finished in input order.
#ifndef ATTEST_CLI_ARTICLES_H_
#define ATTEST_CLI_ARTICLES_H_

#include <functional>
#include <optional>
#include <vector>

#include "pipeline/model/document.h"

namespace attest {

// The next document of the input; nullopt at its end. Called on one thread at a time.
using NextDocument = std::function<std::optional<Document>()>;
// What is left to do with a batch when its turn in the input's order has come. False ends the reading.
using Finish = std::function<bool()>;
// Runs on any thread, several batches at a time; the Finish that it returns runs on one thread at a time, in order.
using Work = std::function<Finish(const std::vector<Document>&)>;

// Takes all documents through `work`, batch by batch. The calls of Finish and their order are the same for any number
// of threads, and no more than a few batches a thread are held. One thread: everything runs on the caller's.
void ForEachBatch(const NextDocument& next, int threads, const Work& work);

}  // namespace attest

#endif  // ATTEST_CLI_ARTICLES_H_
