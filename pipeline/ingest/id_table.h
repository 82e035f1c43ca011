// The ids of one file, to find doubles: 16 bytes an id, whatever its length.
#ifndef ATTEST_INGEST_ID_TABLE_H_
#define ATTEST_INGEST_ID_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace attest {

// Keeps 64-bit hashes: among ten million ids, two different ones are taken for one with a probability of 3 in a
// million.
class IdTable {
 public:
  // How many it keeps: in 64 MiB. A file's later ids are only compared with these.
  static constexpr size_t kMostIds = 3u << 20;

  // The line of the first id that is equal; `line` itself (from 1 up) when none is.
  uint64_t Add(std::string_view id, uint64_t line);
  void Clear();

 private:
  struct Slot {
    uint64_t hash = 0;
    uint64_t line = 0;  // 0: free
  };
  Slot* Find(uint64_t hash);
  void Grow();

  std::vector<Slot> slots_;  // a power of two of them
  size_t used_ = 0;
};

}  // namespace attest

#endif  // ATTEST_INGEST_ID_TABLE_H_
