#include <spdlog/spdlog.h>

#include <string>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/setup.h"
#include "pipeline/cli/store_job.h"
#include "pipeline/store/query.h"

namespace attest {

int Forget(const ForgetOptions& options) {
  // A store that is not there is not to be made.
  if (const Result<StoreReader> store = StoreReader::Open(options.store); !store.ok()) return Fail(store.error());
  const Result<Pipeline> pipeline = CreatePipeline(options.shared);
  if (!pipeline.ok()) return Fail(pipeline.error());
  Result<StoreUpdate> update =
      OpenStore(*pipeline, options.store, "attest forget -o " + options.store, /*no_wait=*/false);
  if (!update.ok()) return Fail(update.error());
  uint64_t sources = 0;
  for (const std::string& document : options.documents) {
    const Result<uint64_t> forgotten = update->Forget(document);
    if (!forgotten.ok()) return Fail(forgotten.error());
    sources += *forgotten;
  }
  if (const Status read = ReadAgain(*pipeline, options.store, Threads(options.shared), &*update); !read.ok())
    return Fail(read.error());
  const Result<RunSummary> summary = update->Commit();
  if (!summary.ok()) return Fail(summary.error());
  spdlog::info("{} source{} forgotten, {} document{} withdrawn", sources, sources == 1 ? "" : "s",
               summary->documents_withdrawn, summary->documents_withdrawn == 1 ? "" : "s");
  ReportStore(options.store, *summary);
  return kExitDone;
}

}  // namespace attest
