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
  // The last are breaks, so that who looks ahead need not ask for the end.
  static constexpr uint32_t kBreaksBehind = 2;
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
  // `firsts`: the symbols that any value begins with; `alone`: those of them that a space and a word that no pattern
  // has may follow then.
  TapeWriter(const Alphabet& alphabet, const Symbols& firsts, const Symbols& alone);
  // `tape` is overwritten; reuse it to save allocations.
  void Write(std::string_view view, Tape* tape) const;

 private:
  struct Entry {
    char symbol = kUnknownWord;
    bool leads = false;        // phrases begin with it
    bool leads_glued = false;  // such too that go on without white space ("u.s.", "hk$")
    bool alone = false;        // its symbol is, in some spelling
    uint16_t exact = 0;        // 1 + index into exact_
    uint64_t seconds = 0;      // of the words that follow it in phrases: bits of their prefixes

    static uint64_t BitOf(uint64_t prefix) { return uint64_t{1} << (prefix >> 58); }
    bool MayLeadTo(uint64_t prefix) const { return (seconds & BitOf(prefix)) != 0; }
  };
  char SymbolOf(const Entry& entry, std::string_view spelled) const {
    return entry.exact == 0 ? entry.symbol : SymbolAsSpelled(entry, spelled);
  }
  char SymbolAsSpelled(const Entry& entry, std::string_view spelled) const;
  uint16_t KeepSpellings(const Alphabet::Spelling& spelling);
  // The end of the longest phrase that begins with the word [begin, end); its symbol in *symbol. 0: none.
  uint32_t PhraseEnd(std::string_view view, uint32_t begin, uint32_t end, uint64_t hash, char* symbol) const;

  // Whether the word, though values begin with it, begins none here since no word of a pattern follows.
  bool IsIdle(std::string_view view, uint32_t begin, uint32_t end, uint64_t prefix) const;
  // Words in a row that no pattern has are one symbol, whatever stands between them: no value reaches across. Where the
  // next sign, figure or word is that values begin with; the view's end if none.
  uint32_t Skip(std::string_view view, uint32_t at) const;
  struct Pen;
  // The symbol of a word or sign, and of the words behind it that no pattern has; returns where to go on.
  uint32_t WriteWord(std::string_view view, uint32_t at, Pen* pen) const;

  // Whether the white space at `at` and the word behind it may go on a phrase that begins with the entry's word.
  static bool MayGoOn(const Entry& entry, std::string_view view, uint32_t at);

  // Turns most words away by the keys of their first letters.
  class Filter {
   public:
    void Add(uint64_t prefix) { bits_[prefix >> 54] |= uint64_t{1} << (prefix >> 48 & 63); }
    bool Has(uint64_t prefix) const { return (bits_[prefix >> 54] >> (prefix >> 48 & 63) & 1) != 0; }

   private:
    std::array<uint64_t, 1024> bits_{};
  };

  HashMap<Entry> words_, phrases_;  // phrases: also the begins of longer ones
  std::vector<std::vector<std::pair<std::string, char>>> exact_;
  Filter known_, first_;                        // of the words that values have, and begin with
  std::array<bool, 256> firsts_{}, skipped_{};  // by byte; skipped_: signs and white space that a value begins not with
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_VALUE_TAPE_H_
