#include <unistd.h>

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/cli/articles.h"
#include "pipeline/cli/commands.h"
#include "pipeline/cli/extract_line.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"

namespace attest {
namespace {

// Room for the lines of a batch, which keeps its memory for another one: new memory for every batch costs more than the
// writing. Safe from any number of threads.
class LineBuffers {
 public:
  std::string Take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) return {};
    std::string buffer = std::move(free_.back());
    free_.pop_back();
    return buffer;
  }
  void GiveBack(std::string buffer) {
    constexpr size_t kMostKept = 8 << 20;  // four times what a batch of news takes
    if (buffer.size() > kMostKept) return;
    const std::scoped_lock lock(mutex_);
    free_.push_back(std::move(buffer));
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> free_;
};

}  // namespace

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
  LineBuffers buffers;
  const auto next = [&articles] { return articles->Next(); };
  ForEachBatch(next, Threads(options.shared), [&](const std::vector<Document>& batch) -> Finish {
    std::string buffer = buffers.Take();
    size_t written = 0;
    const std::vector<DocumentText> texts(batch.begin(), batch.end());
    std::vector<Analysis> analyses = pipeline->AnalyseAll(texts);
    {
      Appender out(&buffer, &written);
      for (size_t i = 0; i < texts.size(); ++i) {
        AppendExtractLine(texts[i], analyses[i], &out);
        analyses[i] = {};  // while the cache has what is to be freed
      }
    }
    return [&output, &buffers, buffer = std::move(buffer), written]() mutable {
      const bool wanted = output.Write(std::string_view(buffer).substr(0, written));
      buffers.GiveBack(std::move(buffer));
      return wanted;
    };
  });
  if (const int failed = FinishOutput(&output); failed != kExitDone) return failed;
  return articles->reject_count() == 0 ? kExitDone : kExitRejected;
}

}  // namespace attest
