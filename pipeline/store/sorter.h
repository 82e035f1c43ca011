// Sorts more records than memory should hold: sorted runs on disk, merged at the end (Knuth, TAOCP 3, 5.4).
#ifndef ATTEST_STORE_SORTER_H_
#define ATTEST_STORE_SORTER_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/model/claim.h"
#include "pipeline/model/result.h"

namespace attest {

struct Record {
  std::string key;  // compared byte by byte, then the payload
  std::string payload;
  uint64_t entry = 0;                   // which Add of the run it belongs to
  std::unique_ptr<StoredClaim> parsed;  // of a claim's line; absent after a stay on disk
};

// Add any number, Finish once, then Peek and Pop in order. Not thread-safe.
class Sorter {
 public:
  // Runs go to `path_prefix`N; the folder must exist when the first run is written. They are removed at destruction.
  Sorter(std::string path_prefix, uint64_t memory_bytes);
  Sorter(Sorter&&) noexcept;
  Sorter& operator=(Sorter&&) noexcept;
  ~Sorter();

  Status Add(Record record);
  Status Finish();
  Record* Peek();  // the smallest that is left; nullptr at the end
  Status Pop();    // drops it; kIo when a run cannot be read
  bool empty() const { return count_ == 0; }

 private:
  struct Run;
  Status Spill();
  void Sort();
  std::string path_prefix_;
  uint64_t memory_bytes_;
  uint64_t held_bytes_ = 0;
  uint64_t count_ = 0;
  std::vector<Record> records_;
  size_t next_ = 0;
  std::vector<std::unique_ptr<Run>> runs_;  // a heap by their heads once finished
};

}  // namespace attest

#endif  // ATTEST_STORE_SORTER_H_
