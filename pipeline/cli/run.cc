#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/articles.h"
#include "pipeline/cli/commands.h"
#include "pipeline/cli/setup.h"
#include "pipeline/cli/store_job.h"

namespace attest {
namespace {

// Takes articles through the stages and into the update. Remembers the first failure and stops at it.
class Job {
 public:
  Job(const Pipeline& pipeline, StoreUpdate* update, int threads)
      : pipeline_(pipeline), update_(update), threads_(threads) {}

  Status ReadArticles(Articles* articles) {
    ForEachBatch(
        [articles] { return articles->Next(); }, threads_,
        [this](const std::vector<Document>& batch) {
          auto steps = std::make_shared<std::vector<Step>>();
          for (const Document& document : batch) {
            const StoreUpdate::Known known = update_->Check(document);
            if (known == StoreUpdate::Known::kNew) {
              steps->push_back({known, document.source, EntryOf(pipeline_, document, update_->entities()), {}});
            } else {
              steps->push_back(
                  {known, document.source, {}, known == StoreUpdate::Known::kCopy ? document : Document{}});
            }
          }
          return [this, steps] {
            for (Step& step : *steps) {
              if (!Take(&step)) return false;
            }
            return true;
          };
        });
    return status_;
  }

  uint64_t known() const { return known_; }

 private:
  struct Step {
    StoreUpdate::Known known;
    Source source;
    DocumentEntry entry;  // kNew
    Document copy;        // kCopy
  };

  bool Take(Step* step) {
    switch (step->known) {
      case StoreUpdate::Known::kNew:
        return Keep(update_->Add(std::move(step->entry)));
      case StoreUpdate::Known::kCopy:
        ++known_;
        return Keep(update_->AddCopy(step->copy));
      case StoreUpdate::Known::kUnchanged:
        ++known_;
        update_->Keep(step->source);
        return true;
    }
    return true;
  }

  bool Keep(Status status) {
    if (!status.ok()) status_ = std::move(status);
    return status_.ok();
  }

  const Pipeline& pipeline_;
  StoreUpdate* update_;
  int threads_;
  Status status_ = Done{};
  uint64_t known_ = 0;
};

void Report(const std::string& store, const RunSummary& summary, const Articles& articles, uint64_t known,
            double seconds) {
  spdlog::info("{} articles read, {} known, {} rejected, in {:.1f} s", articles.count(), known, articles.reject_count(),
               seconds);
  if (articles.files_passed_over() > 0) {
    spdlog::info("{} files passed over: their names are not those of articles (.txt .text .md .jsonl .ndjson)",
                 articles.files_passed_over());
  }
  ReportStore(store, summary);
}

}  // namespace

int Run(const RunOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const Result<Pipeline> pipeline = CreatePipeline(options.shared);
  if (!pipeline.ok()) return Fail(pipeline.error());
  Result<Articles> articles = Articles::Open(options.shared, pipeline->rules(), options.articles, !options.shared.quiet,
                                             /*keep_rejects=*/true);
  if (!articles.ok()) return Fail(articles.error());

  Result<StoreUpdate> update = OpenStore(*pipeline, options.store, "attest run -o " + options.store, options.no_wait);
  if (!update.ok()) return Fail(update.error());

  const int threads = Threads(options.shared);
  if (const Status read = ReadAgain(*pipeline, options.store, threads, &*update); !read.ok()) return Fail(read.error());
  Job job(*pipeline, &*update, threads);
  if (const Status read = job.ReadArticles(&*articles); !read.ok()) return Fail(read.error());
  for (const Reject& reject : articles->rejects()) update->AddReject(reject.source, reject.code, reject.reason);
  const Result<RunSummary> summary = update->Commit();
  if (!summary.ok()) return Fail(summary.error());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  Report(options.store, *summary, *articles, job.known(), took.count());
  return articles->reject_count() == 0 ? kExitDone : kExitRejected;
}

}  // namespace attest
