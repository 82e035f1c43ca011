#include "pipeline/cli/store_job.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/cli/articles.h"

namespace attest {

DocumentEntry EntryOf(const Pipeline& pipeline, const Document& document, const EntityDecisions& entities) {
  const DocumentText text(document);
  Analysis analysis = pipeline.Analyse(text);
  if (!entities.empty()) entities.Apply(DocumentId(document.text), &analysis);
  return MakeEntry(text, analysis, pipeline.ToStored(text, analysis));
}

Result<StoreUpdate> OpenStore(const Pipeline& pipeline, const std::string& store, const std::string& command,
                              bool no_wait) {
  return StoreUpdate::Open(
      {.folder = store,
       .rules_hash = pipeline.rules().hash(),
       .fold_version = kFoldVersion,
       .command = command,
       .fold = [&pipeline](std::span<const StoredClaim> claims) { return pipeline.reconciler().Fold(claims); },
       .extract = [&pipeline](const Document& document,
                              const EntityDecisions& entities) { return EntryOf(pipeline, document, entities); },
       .on_wait =
           [store, no_wait](std::string_view holder) {
             if (no_wait) return false;
             spdlog::warn("{} is being written by {}; waiting for it to end", store, holder);
             return true;
           }});
}

Status ReadAgain(const Pipeline& pipeline, const std::string& store, int threads, StoreUpdate* update) {
  if (update->rules_changed()) {
    spdlog::info("the rules have changed: reading the articles of {} again", store);
  } else if (update->entities_changed()) {
    spdlog::info("reviewers have decided about entities: reading the articles that name them again");
  } else {
    return Done{};
  }
  Status status = Done{};
  std::optional<Error> failure;
  const auto next = [&]() -> std::optional<Document> {
    Result<std::optional<Document>> stored = update->NextStored();
    if (stored.ok()) return *std::move(stored);
    failure = stored.error();
    return std::nullopt;
  };
  ForEachBatch(next, threads, [&](const std::vector<Document>& batch) {
    auto entries = std::make_shared<std::vector<DocumentEntry>>();
    for (const Document& document : batch) entries->push_back(EntryOf(pipeline, document, update->entities()));
    return [update, &status, entries] {
      for (DocumentEntry& entry : *entries) {
        status = update->Add(std::move(entry));
        if (!status.ok()) return false;
      }
      return true;
    };
  });
  if (failure) return *std::move(failure);
  return status;
}

void ReportStore(const std::string& store, const RunSummary& summary) {
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
    spdlog::warn("{} reviews are orphaned, {} are contradicted by newer articles; `attest facts --reviews` lists them",
                 summary.reviews_orphaned, summary.reviews_contradicted);
  }
}

}  // namespace attest
