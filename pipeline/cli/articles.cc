#include "pipeline/cli/articles.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <optional>
#include <utility>

namespace attest {
namespace {

// Each stage goes over a batch as a whole (Pipeline::AnalyseAll). Batches of 64 KiB take a tenth longer on the
// newswire: the stages drive each other out of the caches.
constexpr size_t kBatchBytes = 512 << 10;
// Batches in flight for each thread: one in work and one that waits for its turn.
constexpr size_t kBatchesPerThread = 2;

std::vector<Document> NextBatch(const NextDocument& next) {
  std::vector<Document> batch;
  size_t bytes = 0;
  while (bytes < kBatchBytes) {
    std::optional<Document> document = next();
    if (!document) break;
    bytes += document->text.size() + sizeof(Document);  // tiny ones count too
    batch.push_back(*std::move(document));
  }
  return batch;
}

}  // namespace

void ForEachBatch(const NextDocument& next, int threads, const Work& work) {
  if (threads <= 1) {
    for (std::vector<Document> batch = NextBatch(next); !batch.empty(); batch = NextBatch(next)) {
      if (!work(batch)()) return;
    }
    return;
  }

  namespace tbb = oneapi::tbb;
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<size_t>(threads));
  tbb::task_arena arena(threads);
  std::atomic<bool> wanted = true;
  const auto read = [&](tbb::flow_control& flow) {
    std::vector<Document> batch;
    if (wanted.load(std::memory_order_relaxed)) batch = NextBatch(next);
    if (batch.empty()) flow.stop();
    return batch;
  };
  const auto finish = [&](const Finish& last_step) {
    if (wanted.load(std::memory_order_relaxed) && !last_step()) wanted.store(false, std::memory_order_relaxed);
  };
  arena.execute([&] {
    tbb::parallel_pipeline(kBatchesPerThread * static_cast<size_t>(threads),
                           tbb::make_filter<void, std::vector<Document>>(tbb::filter_mode::serial_in_order, read) &
                               tbb::make_filter<std::vector<Document>, Finish>(tbb::filter_mode::parallel, work) &
                               tbb::make_filter<Finish, void>(tbb::filter_mode::serial_in_order, finish));
  });
}

}  // namespace attest
