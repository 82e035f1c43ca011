#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/articles.h"
#include "pipeline/cli/commands.h"
#include "pipeline/cli/setup.h"
#include "pipeline/store/update.h"

namespace attest {
namespace {

DocumentEntry EntryOf(const Pipeline& pipeline, const Document& document) {
  const DocumentText text(document);
  const Analysis analysis = pipeline.Analyse(text);
  return MakeEntry(text, analysis, pipeline.ToStored(text, analysis));
}

// Takes documents through the stages and into the update. Remembers the first failure and stops at it.
class Job {
 public:
  Job(const Pipeline& pipeline, StoreUpdate* update, int threads)
      : pipeline_(pipeline), update_(update), threads_(threads) {}

  // What the store holds, read with other rules, is read again with these.
  Status ReadAgain() {
    std::optional<Error> failure;
    const auto next = [&]() -> std::optional<Document> {
      Result<std::optional<Document>> stored = update_->NextStored();
      if (stored.ok()) return *std::move(stored);
      failure = stored.error();
      return std::nullopt;
    };
    ForEachBatch(next, threads_, [this](const std::vector<Document>& batch) {
      auto entries = std::make_shared<std::vector<DocumentEntry>>();
      for (const Document& document : batch) entries->push_back(EntryOf(pipeline_, document));
      return [this, entries] {
        for (DocumentEntry& entry : *entries) {
          if (!Keep(update_->Add(std::move(entry)))) return false;
        }
        return true;
      };
    });
    if (failure) return *std::move(failure);
    return status_;
  }

  Status ReadArticles(Articles* articles) {
    ForEachBatch([articles] { return articles->Next(); }, threads_,
                 [this](const std::vector<Document>& batch) {
                   auto steps = std::make_shared<std::vector<Step>>();
                   for (const Document& document : batch) {
                     const StoreUpdate::Known known = update_->Check(document);
                     if (known == StoreUpdate::Known::kNew) {
                       steps->push_back({known, document.source, EntryOf(pipeline_, document), {}});
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
  spdlog::info("{} articles read, {} known, {} rejected, in {:.1f} s", articles.count(), known,
               articles.rejects().size(), seconds);
  if (articles.files_passed_over() > 0) {
    spdlog::info("{} files passed over: their names are not those of articles (.txt .text .md .jsonl .ndjson)",
                 articles.files_passed_over());
  }
  spdlog::info("{}: {} documents, {} mentions, {} claims, {} facts ({} corroborated, {} single, {} in conflict)", store,
               summary.documents, summary.mentions, summary.claims, summary.facts, summary.corroborated, summary.single,
               summary.conflict);
  if (summary.unchanged) {
    spdlog::info("nothing new: the store is as it was");
  } else {
    spdlog::info("{} facts added, {} changed, {} withdrawn", summary.facts_added, summary.facts_changed,
                 summary.facts_withdrawn);
  }
  if (summary.reviews_orphaned + summary.reviews_contradicted > 0) {
    spdlog::warn("{} reviews are orphaned, {} are contradicted by newer articles", summary.reviews_orphaned,
                 summary.reviews_contradicted);
  }
}

}  // namespace

int Run(const RunOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const Result<Pipeline> pipeline = CreatePipeline(options.shared);
  if (!pipeline.ok()) return Fail(pipeline.error());
  Result<Articles> articles =
      Articles::Open(options.shared, pipeline->rules(), options.articles, !options.shared.quiet);
  if (!articles.ok()) return Fail(articles.error());

  Result<StoreUpdate> update = StoreUpdate::Open(
      {.folder = options.store,
       .rules_hash = pipeline->rules().hash(),
       .fold_version = kFoldVersion,
       .command = "attest run -o " + options.store,
       .fold = [&](std::span<const StoredClaim> claims) { return pipeline->reconciler().Fold(claims); },
       .extract = [&](const Document& document) { return EntryOf(*pipeline, document); },
       .on_wait =
           [&](std::string_view holder) {
             if (options.no_wait) return false;
             spdlog::warn("{} is being written by {}; waiting for it to end", options.store, holder);
             return true;
           }});
  if (!update.ok()) return Fail(update.error());

  Job job(*pipeline, &*update, Threads(options.shared));
  if (update->rules_changed()) {
    spdlog::info("the rules have changed: reading the articles of {} again", options.store);
    if (const Status read = job.ReadAgain(); !read.ok()) return Fail(read.error());
  }
  if (const Status read = job.ReadArticles(&*articles); !read.ok()) return Fail(read.error());
  for (const Reject& reject : articles->rejects()) update->AddReject(reject.source, reject.code, reject.reason);
  const Result<RunSummary> summary = update->Commit();
  if (!summary.ok()) return Fail(summary.error());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  Report(options.store, *summary, *articles, job.known(), took.count());
  return articles->rejects().empty() ? kExitDone : kExitRejected;
}

}  // namespace attest
