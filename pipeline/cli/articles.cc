#include "pipeline/cli/articles.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <cstdint>
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

// Tells once more what the pipeline sees to itself: who calls it sees all that was done before an earlier call. The
// thread sanitizer needs to be told, since it sees nothing of the synchronisation inside a distribution's oneTBB.
class Meeting {
 public:
  void Meet() { count_.fetch_add(1, std::memory_order_acq_rel); }

 private:
  std::atomic<uint64_t> count_ = 0;
};

// Where a batch lies while it goes through the filters; in use by one of them at a time.
struct Place {
  std::vector<Document> batch;
  Finish last_step;
  Meeting meeting;
};

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
  Meeting reading, finishing;
  // Batches are finished in order, so that of as many places as batches in flight the one longest in use is free.
  std::vector<Place> places(kBatchesPerThread * static_cast<size_t>(threads));
  size_t count = 0;
  const auto read = [&](tbb::flow_control& flow) {
    reading.Meet();
    Place* const place = &places[count++ % places.size()];
    place->meeting.Meet();
    if (wanted.load(std::memory_order_relaxed)) place->batch = NextBatch(next);
    if (place->batch.empty()) flow.stop();
    place->meeting.Meet();
    reading.Meet();
    return place;
  };
  const auto work_on = [&](Place* place) {
    place->meeting.Meet();
    place->last_step = work(place->batch);
    place->batch.clear();
    place->meeting.Meet();
    return place;
  };
  const auto finish = [&](Place* place) {
    finishing.Meet();
    place->meeting.Meet();
    if (wanted.load(std::memory_order_relaxed) && !place->last_step()) wanted.store(false, std::memory_order_relaxed);
    place->last_step = nullptr;
    place->meeting.Meet();
    finishing.Meet();
  };
  arena.execute([&] {
    tbb::parallel_pipeline(places.size(),
                           tbb::make_filter<void, Place*>(tbb::filter_mode::serial_in_order, read) &
                               tbb::make_filter<Place*, Place*>(tbb::filter_mode::parallel, work_on) &
                               tbb::make_filter<Place*, void>(tbb::filter_mode::serial_in_order, finish));
  });
  reading.Meet();
  finishing.Meet();
  for (Place& place : places) place.meeting.Meet();
}

}  // namespace attest
