#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/articles.h"
#include "pipeline/cli/commands.h"
#include "pipeline/cli/extract_line.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"

namespace attest {

int Extract(const ExtractOptions& options) {
  const Result<Pipeline> pipeline = CreatePipeline(options.shared);
  if (!pipeline.ok()) return Fail(pipeline.error());
  Result<Reader> reader = OpenArticles(options.shared, *pipeline, options.articles);
  if (!reader.ok()) return Fail(reader.error());

  Output output;
  bool rejected = false;
  const auto on_reject = [&rejected](const Reject& reject) {
    rejected = true;
    ReportReject(reject);
  };
  ForEachBatch(&*reader, Threads(options.shared), on_reject, [&](const std::vector<Document>& batch) -> Finish {
    std::string lines;
    for (const Document& document : batch) {
      const DocumentText text(document);
      AppendExtractLine(text, pipeline->Analyse(text), &lines);
    }
    return [&output, lines = std::move(lines)] { return output.Write(lines); };
  });
  if (const int failed = FinishOutput(&output); failed != kExitDone) return failed;
  return rejected ? kExitRejected : kExitDone;
}

}  // namespace attest
