// A hash table for look-ups on the hot path: its keys are 64-bit hashes of words or phrases (words.h), which stand for
// the words themselves.
#ifndef ATTEST_MENTIONS_HASH_MAP_H_
#define ATTEST_MENTIONS_HASH_MAP_H_

#include <cstdint>
#include <utility>
#include <vector>

namespace attest {

// Build with At, then const and safe from any number of threads.
template <typename Value>
class HashMap {
 public:
  HashMap() : slots_(64), mask_(63) {}

  // The value of the key, added if new. The reference is good until the next At.
  Value& At(uint64_t hash) {
    size_t at = Place(hash);
    if (slots_[at].index == 0) {
      if ((values_.size() + 1) * 2 > mask_) {
        Grow();
        at = Place(hash);
      }
      values_.emplace_back();
      slots_[at] = {hash, static_cast<uint32_t>(values_.size())};
    }
    return values_[slots_[at].index - 1];
  }
  // nullptr: no such key.
  const Value* Find(uint64_t hash) const {
    const Slot& slot = slots_[Place(hash)];
    return slot.index == 0 ? nullptr : &values_[slot.index - 1];
  }
  bool empty() const { return values_.empty(); }
  std::vector<Value>& values() { return values_; }
  const std::vector<Value>& values() const { return values_; }

 private:
  struct Slot {
    uint64_t hash = 0;
    uint32_t index = 0;  // 1 + index into values_; 0: free
  };
  size_t Place(uint64_t hash) const {
    size_t at = hash & mask_;
    while (slots_[at].index != 0 && slots_[at].hash != hash) at = (at + 1) & mask_;
    return at;
  }
  void Grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.index != 0) slots_[Place(slot.hash)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::vector<Value> values_;
  size_t mask_ = 0;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_HASH_MAP_H_
