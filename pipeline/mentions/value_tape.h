// A document as value rules see it: one byte for each word, sign, digit and stretch of white space.
//
//   sales rose 2.5 percent to $11.1 billion in the three months to June
//   w w 2.5 P T $11.1 M w A N U T J          (w: a word that no pattern has; the other letters: the words' symbols)
#ifndef ATTEST_MENTIONS_VALUE_TAPE_H_
#define ATTEST_MENTIONS_VALUE_TAPE_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/mentions/hash_map.h"
#include "pipeline/mentions/value_pattern.h"
#include "pipeline/model/span.h"

namespace attest::values {

// A buffer for one document after another: it keeps its memory.
class Tape {
 public:
  std::string_view symbols() const { return {symbols_.data(), size_}; }
  // Where a symbol begins in the view; for size() the view's end.
  uint32_t Offset(size_t symbol) const { return offsets_[symbol]; }
  Span ToView(Span symbols) const { return {offsets_[symbols.begin], offsets_[symbols.end]}; }
  // Where on the tape a word, figure or sign stands that a value may begin with.
  std::span<const uint32_t> starts() const { return {starts_.data(), start_count_}; }

 private:
  friend class TapeWriter;
  std::vector<char> symbols_;
  std::vector<uint32_t> offsets_;
  std::vector<uint32_t> starts_;
  size_t size_ = 0, start_count_ = 0;
};

// Writes tapes. Const once built; safe from any number of threads.
class TapeWriter {
 public:
  // `firsts`: the symbols that any value begins with.
  TapeWriter(const Alphabet& alphabet, const Symbols& firsts);
  // `tape` is overwritten; reuse it to save allocations.
  void Write(std::string_view view, Tape* tape) const;

 private:
  struct Entry {
    char symbol = kUnknownWord;
    bool leads = false;  // phrases begin with it
    uint16_t exact = 0;  // 1 + index into exact_
  };
  char SymbolOf(const Entry& entry, std::string_view spelled) const;
  uint16_t KeepSpellings(const Alphabet::Spelling& spelling);
  // The end of the longest phrase that begins with the word [begin, end); its symbol in *symbol. 0: none.
  uint32_t PhraseEnd(std::string_view view, uint32_t begin, uint32_t end, uint64_t hash, char* symbol) const;

  HashMap<Entry> words_, phrases_;  // phrases: also the begins of longer ones
  std::vector<std::vector<std::pair<std::string, char>>> exact_;
  bool MayBeKnown(uint64_t prefix) const { return (filter_[prefix >> 57] >> (prefix >> 51 & 63) & 1) != 0; }

  std::array<uint64_t, 128> filter_{};  // by the upper bits of the keys of the words' first letters
  std::array<bool, 256> firsts_{};
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_VALUE_TAPE_H_
