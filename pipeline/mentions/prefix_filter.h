// Where a pattern can begin: a cheap test before the automaton.
#ifndef ATTEST_MENTIONS_PREFIX_FILTER_H_
#define ATTEST_MENTIONS_PREFIX_FILTER_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/result.h"

namespace attest::values {

// Worked out from the patterns themselves: all that the first four characters of a hit can be (behind a leading
// "the ", and up to the first digit or sign), case, digits and kinds of white space folded. Const after Add; safe from
// any number of threads.
class PrefixFilter {
 public:
  PrefixFilter();

  // Takes RE2's syntax as far as value rules use it (no . ^ $ and no named groups); fails with kBadRule on the rest.
  Status Add(std::string_view pattern);

  // The first offset at or after `from` where a word, figure or sign begins that a hit may begin with; text.size()
  // when there is none.
  uint32_t Next(std::string_view text, uint32_t from) const;

  // The end of the figure that begins at `at`, if what follows it can be part of no hit: white space and then a word
  // that no pattern has; else 0. Most figures of a report are such: then the automaton need not run.
  uint32_t LoneFigureEnd(std::string_view text, uint32_t at) const;

 private:
  static constexpr int kLength = 4;
  static constexpr int kBits = 5;  // of a character's class
  using Bitmap = std::vector<uint64_t>;

  // The words of a pattern, wherever they stand in it.
  void AddWords(std::string_view pattern);
  void Mark(std::string_view prefix, Bitmap* bitmap);
  bool Holds(const Bitmap& bitmap, std::string_view text, uint32_t at) const;

  Bitmap bitmap_;
  Bitmap behind_the_;              // of what may follow "the ", the commonest begin of all
  Bitmap words_;                   // the begins of all words that stand anywhere in a pattern
  std::array<bool, 256> first_{};  // by byte: whether any hit begins so
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_PREFIX_FILTER_H_
