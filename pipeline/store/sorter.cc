#include "pipeline/store/sorter.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <tuple>

#include "pipeline/store/files.h"

namespace attest {
namespace {

bool Less(const Record& a, const Record& b) {
  return std::tie(a.key, a.payload, a.entry) < std::tie(b.key, b.payload, b.entry);
}

// What a record costs beside its strings: itself and a parsed claim.
constexpr uint64_t kOverheadBytes = 1024;

}  // namespace

struct Sorter::Run {
  std::FILE* file = nullptr;
  std::string path;
  Record head;

  ~Run() {
    if (file != nullptr) std::fclose(file);
    unlink(path.c_str());
  }
  // False at the end.
  Result<bool> Read() {
    std::array<uint64_t, 3> sizes;
    if (std::fread(sizes.data(), sizeof(uint64_t), sizes.size(), file) != sizes.size()) {
      if (std::ferror(file) != 0) return IoError(path, "cannot be read", errno);
      return false;
    }
    head.key.resize(sizes[0]);
    head.payload.resize(sizes[1]);
    head.entry = sizes[2];
    if (std::fread(head.key.data(), 1, sizes[0], file) != sizes[0] ||
        std::fread(head.payload.data(), 1, sizes[1], file) != sizes[1])
      return IoError(path, "cannot be read", errno);
    return true;
  }
  Status Write(const Record& record) {
    const std::array<uint64_t, 3> sizes = {record.key.size(), record.payload.size(), record.entry};
    if (std::fwrite(sizes.data(), sizeof(uint64_t), sizes.size(), file) != sizes.size() ||
        std::fwrite(record.key.data(), 1, record.key.size(), file) != record.key.size() ||
        std::fwrite(record.payload.data(), 1, record.payload.size(), file) != record.payload.size())
      return IoError(path, "cannot be written", errno);
    return Done{};
  }
};

namespace {

// For a heap whose front is the smallest head.
constexpr auto kLater = [](const auto& a, const auto& b) { return Less(b->head, a->head); };

}  // namespace

Sorter::Sorter(std::string path_prefix, uint64_t memory_bytes)
    : path_prefix_(std::move(path_prefix)), memory_bytes_(memory_bytes) {}
Sorter::Sorter(Sorter&&) noexcept = default;
Sorter& Sorter::operator=(Sorter&&) noexcept = default;
Sorter::~Sorter() = default;

Status Sorter::Add(Record record) {
  ++count_;
  held_bytes_ += record.key.size() + record.payload.size() + kOverheadBytes;
  records_.push_back(std::move(record));
  if (held_bytes_ > memory_bytes_) return Spill();
  return Done{};
}

void Sorter::Sort() { std::sort(records_.begin(), records_.end(), Less); }

Status Sorter::Spill() {
  Sort();
  auto run = std::make_unique<Run>();
  run->path = path_prefix_ + std::to_string(runs_.size());
  run->file = std::fopen(run->path.c_str(), "w+b");
  if (run->file == nullptr) return IoError(run->path, "cannot be written", errno);
  for (const Record& record : records_) {
    if (Status written = run->Write(record); !written.ok()) return written;
  }
  if (std::fflush(run->file) != 0) return IoError(run->path, "cannot be written", errno);
  records_.clear();
  held_bytes_ = 0;
  runs_.push_back(std::move(run));
  return Done{};
}

Status Sorter::Finish() {
  if (runs_.empty()) {
    Sort();
    return Done{};
  }
  if (!records_.empty()) {
    if (Status spilled = Spill(); !spilled.ok()) return spilled;
  }
  for (const std::unique_ptr<Run>& run : runs_) {
    std::rewind(run->file);
    const Result<bool> more = run->Read();
    if (!more.ok()) return more.error();
  }
  std::make_heap(runs_.begin(), runs_.end(), kLater);
  return Done{};
}

Record* Sorter::Peek() {
  if (!runs_.empty()) return &runs_.front()->head;
  return next_ < records_.size() ? &records_[next_] : nullptr;
}

Status Sorter::Pop() {
  if (runs_.empty()) {
    records_[next_++] = Record();
    return Done{};
  }
  std::pop_heap(runs_.begin(), runs_.end(), kLater);
  const Result<bool> more = runs_.back()->Read();
  if (!more.ok()) return more.error();
  if (*more) {
    std::push_heap(runs_.begin(), runs_.end(), kLater);
  } else {
    runs_.pop_back();
  }
  return Done{};
}

}  // namespace attest
