// Word lists and known names as hash tables over folded words.
//
// Folding sets bit 0x20 of every byte: it joins the cases of ASCII letters and of UTF-8's Latin-1 letters, and leaves
// digits and the signs that stand inside names as they are.
#ifndef ATTEST_MENTIONS_WORDS_H_
#define ATTEST_MENTIONS_WORDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/eight_bytes.h"

namespace attest {

// The same for words that fold alike.
uint64_t HashWord(std::string_view word);
// The steps of HashWord, for who has a word's bytes in a register. The hash begins with HashSize; HashBytes takes in
// eight bytes at a time, in memory order; the last eight of a longer word may overlap those before them, and a shorter
// word has zeros behind it.
inline uint64_t HashSize(size_t size) { return size * 0x9E3779B97F4A7C15u; }
inline uint64_t HashBytes(uint64_t hash, uint64_t bytes) {
  const uint64_t mixed = (hash ^ (bytes | 0x2020202020202020u)) * 0x9E3779B97F4A7C15u;
  return mixed ^ (mixed >> 32);
}
// HashWord of a word of one to sixteen bytes, where sixteen can be read. `bytes`: its EightBytes.
inline uint64_t HashShortWord(const char* word, uint64_t bytes, uint32_t size) {
  if (size < 8) return HashBytes(HashSize(size), bytes & ((uint64_t{1} << (8 * size)) - 1));
  const uint64_t hash = HashBytes(HashSize(size), bytes);
  return size == 8 ? hash : HashBytes(hash, EightBytes(word + size - 8));
}
// Folds the next word's hash into that of the words before it; begin with 0.
inline uint64_t HashPhrase(uint64_t before, uint64_t word) {
  const uint64_t mixed = (before ^ word) * 0x9E3779B97F4A7C15u;
  return mixed ^ (mixed >> 29);
}

// The classes of a word: a bit for each list that has it. 32 bits, so that a table's slot takes 16 bytes.
using WordClasses = uint32_t;

// Words with their classes. Build with Add, then const and safe from any number of threads.
class WordTable {
 public:
  WordTable();
  // The index of the word, added if new; `classes` are joined to those that it has.
  uint32_t Add(std::string_view word, WordClasses classes);
  struct Slot {
    uint64_t hash = 0;
    uint32_t index_and_mark = 0;
    WordClasses classes = 0;
    uint32_t index() const { return index_and_mark >> 1; }  // 0: unknown
    bool marked() const { return (index_and_mark & 1) != 0; }
    bool IsFree() const { return (index_and_mark | classes) == 0; }
  };
  // `hash` is HashWord(word). A hit compares 64 bits of hash, not the bytes. Good until the next Add.
  const Slot& Find(uint64_t hash) const { return slots_[Place(hash)]; }
  // Has the memory for a later Find come nearer: a table of this size is in no cache but the last.
  void Prefetch(uint64_t hash) const { __builtin_prefetch(&slots_[hash & mask_]); }
  // Notes that the word with this hash begins a phrase: its slot's classes get kPhraseHead. A word that was not known
  // stays so but for that.
  void AddHead(uint64_t hash);
  static constexpr WordClasses kPhraseHead = WordClasses{1} << 31;
  // Marks a word that a reader of texts wants to be led to.
  void Mark(std::string_view word) { Enter(HashWord(word)).index_and_mark |= 1; }
  WordClasses classes(uint32_t index) const { return classes_[index]; }
  size_t size() const { return classes_.size(); }

 private:
  size_t Place(uint64_t hash) const {
    size_t at = hash & mask_;
    while (!slots_[at].IsFree() && slots_[at].hash != hash) at = (at + 1) & mask_;
    return at;
  }
  void Grow();
  Slot& Enter(uint64_t hash);
  size_t count_ = 0;  // slots in use
  std::vector<Slot> slots_;
  std::vector<WordClasses> classes_;  // by index; the slots have them too, for Find
  size_t mask_ = 0;
};

// Runs of words with what is known of them. Build with Add, then const and safe from any number of threads.
class PhraseTable {
 public:
  struct Phrase {
    uint64_t hash = 0;
    WordClasses classes = 0;
    int32_t company = -1;     // the gazetteer's
    bool possessive = false;  // the last word wants its 's: "Macy's"
    bool is_end = false;      // false: only the beginning of longer ones
    bool is_free = true;      // a place of the table without a phrase
  };
  PhraseTable();
  // `words`: the words' hashes, in order. The reference is good until the next Add.
  Phrase& Add(const std::vector<uint64_t>& words);
  // Has the memory for a later Find come nearer.
  void Prefetch(uint64_t hash) const {
    __builtin_prefetch(&bitmap_[(hash >> 40) & kBitmapMask]);
    __builtin_prefetch(&phrases_[hash & mask_]);
  }
  // What is known of a run with this hash, or of a longer one that begins with it; nullptr when nothing.
  const Phrase* Find(uint64_t hash) const {
    if (!(bitmap_[(hash >> 40) & kBitmapMask] >> ((hash >> 34) & 63) & 1)) return nullptr;
    const Phrase& phrase = phrases_[Place(hash)];
    return phrase.is_free ? nullptr : &phrase;
  }

 private:
  static constexpr size_t kBitmapMask = (1u << 14) - 1;  // 1 Mbit: 128 KB, one false hit in ten at 100,000 names
  size_t Place(uint64_t hash) const {
    size_t at = hash & mask_;
    while (!phrases_[at].is_free && phrases_[at].hash != hash) at = (at + 1) & mask_;
    return at;
  }
  Phrase& At(uint64_t hash);
  void Grow();
  std::vector<Phrase> phrases_;
  std::vector<uint64_t> bitmap_;
  size_t count_ = 0;
  size_t mask_ = 0;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_WORDS_H_
