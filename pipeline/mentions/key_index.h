// Numbers by 64-bit keys (hashes, see words.h), for what one document after another fills: emptying costs nothing.
#ifndef ATTEST_MENTIONS_KEY_INDEX_H_
#define ATTEST_MENTIONS_KEY_INDEX_H_

#include <bit>
#include <cstdint>
#include <vector>

namespace attest {

class KeyIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // Forgets all keys and makes room for `most` of them; more must not be added.
  void Reset(size_t most) {
    const size_t slots = std::bit_ceil(most * 2 + 2);
    if (slots > slots_.size()) slots_.resize(slots);
    mask_ = slots - 1;
    seen_ = 0;
    if (++round_ == 0) {
      slots_.assign(slots_.size(), Slot{});
      round_ = 1;
    }
  }
  // The number of the key; kNone when there is none.
  uint32_t Find(uint64_t key) const {
    if ((seen_ >> (key >> 58) & 1) == 0) return kNone;
    const Slot& slot = slots_[Place(key)];
    return slot.round == round_ ? slot.number : kNone;
  }
  bool Has(uint64_t key) const { return Find(key) != kNone; }
  // The number of the key; `number` if the key is new.
  uint32_t Add(uint64_t key, uint32_t number) {
    Slot& slot = slots_[Place(key)];
    seen_ |= uint64_t{1} << (key >> 58);
    if (slot.round != round_) slot = {key, round_, number};
    return slot.number;
  }

 private:
  struct Slot {
    uint64_t key = 0;
    uint32_t round = 0;  // a slot of another round is free
    uint32_t number = 0;
  };
  size_t Place(uint64_t key) const {
    size_t at = key & mask_;
    while (slots_[at].round == round_ && slots_[at].key != key) at = (at + 1) & mask_;
    return at;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(2);
  size_t mask_ = 1;
  uint64_t seen_ = 0;  // a bit for the highest six of each key: most keys that are not there end here
  uint32_t round_ = 1;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_KEY_INDEX_H_
