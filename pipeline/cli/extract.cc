#include <unistd.h>

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
  // Lines that run over the terminal show progress well enough.
  const bool progress = !options.shared.quiet && isatty(STDOUT_FILENO) == 0;
  Result<Articles> articles =
      Articles::Open(options.shared, pipeline->rules(),
                     options.articles.empty() ? std::vector<std::string>{"-"} : options.articles, progress);
  if (!articles.ok()) return Fail(articles.error());

  Output output;
  const auto next = [&articles] { return articles->Next(); };
  ForEachBatch(next, Threads(options.shared), [&](const std::vector<Document>& batch) -> Finish {
    std::string lines;
    const std::vector<DocumentText> texts(batch.begin(), batch.end());
    const std::vector<Analysis> analyses = pipeline->AnalyseAll(texts);
    {
      Appender out(&lines);
      for (size_t i = 0; i < texts.size(); ++i) AppendExtractLine(texts[i], analyses[i], &out);
    }
    return [&output, lines = std::move(lines)] { return output.Write(lines); };
  });
  if (const int failed = FinishOutput(&output); failed != kExitDone) return failed;
  return articles->reject_count() == 0 ? kExitDone : kExitRejected;
}

}  // namespace attest
