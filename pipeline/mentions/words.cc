#include "pipeline/mentions/words.h"

#include <cstring>
#include <utility>

namespace attest {
namespace {

constexpr uint64_t kFold = 0x2020202020202020u;
constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15u;

uint64_t Load8(const char* bytes) {
  uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

uint64_t Load4(const char* bytes) {
  uint32_t value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

uint64_t Mix(uint64_t hash, uint64_t chunk) {
  hash = (hash ^ (chunk | kFold)) * kMultiplier;
  return hash ^ (hash >> 32);
}

template <typename Slot>
void Rehash(std::vector<Slot>* slots, size_t* mask) {
  std::vector<Slot> old = std::exchange(*slots, std::vector<Slot>((*mask + 1) * 2));
  *mask = *mask * 2 + 1;
  for (const Slot& slot : old) {
    if (slot.index == 0) continue;
    size_t at = slot.hash & *mask;
    while ((*slots)[at].index != 0) at = (at + 1) & *mask;
    (*slots)[at] = slot;
  }
}

}  // namespace

uint64_t HashWord(std::string_view word) {
  const char* at = word.data();
  const size_t size = word.size();
  uint64_t hash = size * kMultiplier;
  if (size >= 8) {
    size_t left = size;
    for (; left > 8; left -= 8, at += 8) hash = Mix(hash, Load8(at));
    return Mix(hash, Load8(word.data() + size - 8));
  }
  if (size >= 4) return Mix(hash, Load4(at) | Load4(at + size - 4) << 32);
  uint64_t chunk = 0;
  for (size_t i = 0; i < size; ++i) chunk |= static_cast<uint64_t>(static_cast<unsigned char>(at[i])) << (8 * i);
  return Mix(hash, chunk);
}

WordTable::WordTable() : slots_(1 << 10), classes_(1, 0), mask_((1 << 10) - 1) {}

uint32_t WordTable::Add(std::string_view word, WordClasses classes) {
  const uint64_t hash = HashWord(word);
  if (classes_.size() * 2 > mask_) Rehash(&slots_, &mask_);
  Slot& slot = slots_[Place(hash)];
  if (slot.index == 0) {
    slot = {hash, static_cast<uint32_t>(classes_.size()), 0};
    classes_.push_back(0);
  }
  slot.classes |= classes;
  classes_[slot.index] = slot.classes;
  return slot.index;
}

PhraseTable::PhraseTable() : slots_(1 << 12), phrases_(1), bitmap_(kBitmapMask + 1), mask_((1 << 12) - 1) {}

uint32_t PhraseTable::At(uint64_t hash) {
  size_t at = hash & mask_;
  for (; slots_[at].index != 0; at = (at + 1) & mask_) {
    if (slots_[at].hash == hash) return slots_[at].index;
  }
  if (phrases_.size() * 2 > mask_) {
    Rehash(&slots_, &mask_);
    at = hash & mask_;
    while (slots_[at].index != 0) at = (at + 1) & mask_;
  }
  slots_[at] = {hash, static_cast<uint32_t>(phrases_.size())};
  bitmap_[(hash >> 40) & kBitmapMask] |= uint64_t{1} << ((hash >> 34) & 63);
  phrases_.emplace_back();
  return slots_[at].index;
}

PhraseTable::Phrase& PhraseTable::Add(const std::vector<uint64_t>& words) {
  uint64_t hash = 0;
  uint32_t index = 0;
  for (const uint64_t word : words) {
    hash = HashPhrase(hash, word);
    index = At(hash);
  }
  phrases_[index].is_end = true;
  return phrases_[index];
}

}  // namespace attest
