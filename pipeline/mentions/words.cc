#include "pipeline/mentions/words.h"

#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

namespace attest {
namespace {

// Slots to begin with: what the lists and gazetteers under rules/ fill by half.
constexpr size_t kSlots = 1 << 16;

// The bytes of a word of up to eight, as EightBytes has them: ends that overlap, and no loop over a few bytes, whose
// number nobody can foretell.
uint64_t BytesOf(std::string_view word) {
  const size_t size = word.size();
  const auto four = [&word](size_t at) {
    uint32_t out = 0;
    std::memcpy(&out, word.data() + at, sizeof(out));
    return uint64_t{std::endian::native == std::endian::big ? __builtin_bswap32(out) : out};
  };
  if (size == 8) return EightBytes(word.data());
  if (size >= 4) return four(0) | four(size - 4) << (8 * (size - 4));
  if (size == 0) return 0;
  const auto byte = [&word](size_t at) { return uint64_t{static_cast<unsigned char>(word[at])} << (8 * at); };
  return byte(0) | byte(size / 2) | byte(size - 1);
}

}  // namespace

uint64_t HashWord(std::string_view word) {
  const char* at = word.data();
  const size_t size = word.size();
  if (size > 8) {
    uint64_t hash = HashSize(size);
    size_t left = size;
    for (; left > 8; left -= 8, at += 8) hash = HashBytes(hash, EightBytes(at));
    return HashBytes(hash, EightBytes(word.data() + size - 8));
  }
  return HashBytes(HashSize(size), BytesOf(word));
}

WordTable::WordTable() : slots_(kSlots), classes_(1, 0), mask_(kSlots - 1) {}

uint32_t WordTable::Add(std::string_view word, WordClasses classes) {
  Slot& slot = Enter(HashWord(word));
  if (slot.index() == 0) {
    slot.index_and_mark |= static_cast<uint32_t>(classes_.size()) << 1;
    classes_.push_back(0);
  }
  slot.classes |= classes;
  classes_[slot.index()] |= classes;
  return slot.index();
}

void WordTable::AddHead(uint64_t hash) { Enter(hash).classes |= kPhraseHead; }

WordTable::Slot& WordTable::Enter(uint64_t hash) {
  if (count_ * 2 > mask_) Grow();
  Slot& slot = slots_[Place(hash)];
  if (slot.IsFree()) {
    slot.hash = hash;
    ++count_;
  }
  return slot;
}

void WordTable::Grow() {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>((mask_ + 1) * 2));
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (!slot.IsFree()) slots_[Place(slot.hash)] = slot;
  }
}

PhraseTable::PhraseTable() : phrases_(kSlots), bitmap_(kBitmapMask + 1), mask_(kSlots - 1) {}

PhraseTable::Phrase& PhraseTable::At(uint64_t hash) {
  if (count_ * 2 > mask_) Grow();
  Phrase& phrase = phrases_[Place(hash)];
  if (phrase.is_free) {
    phrase.is_free = false;
    phrase.hash = hash;
    bitmap_[(hash >> 40) & kBitmapMask] |= uint64_t{1} << ((hash >> 34) & 63);
    ++count_;
  }
  return phrase;
}

void PhraseTable::Grow() {
  const std::vector<Phrase> old = std::exchange(phrases_, std::vector<Phrase>((mask_ + 1) * 2));
  mask_ = phrases_.size() - 1;
  for (const Phrase& phrase : old) {
    if (!phrase.is_free) phrases_[Place(phrase.hash)] = phrase;
  }
}

PhraseTable::Phrase& PhraseTable::Add(const std::vector<uint64_t>& words) {
  assert(!words.empty());
  uint64_t hash = 0;
  for (size_t i = 0; i + 1 < words.size(); ++i) At(hash = HashPhrase(hash, words[i]));
  Phrase& phrase = At(HashPhrase(hash, words.back()));
  phrase.is_end = true;
  return phrase;
}

}  // namespace attest
