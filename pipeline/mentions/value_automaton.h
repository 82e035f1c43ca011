// The patterns of all value rules as one automaton over a tape.
//
// RE2 tells where the longest match of many patterns ends, or which patterns match, never both: a figure was asked for
// its bounds, then by rule after rule, then again for every shorter reading. One walk of this automaton passes each end
// of each rule's match. It is an NFA made deterministic as far as texts need it, like RE2's own, so a walk is linear in
// the text; reached states are kept.
#ifndef ATTEST_MENTIONS_VALUE_AUTOMATON_H_
#define ATTEST_MENTIONS_VALUE_AUTOMATON_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/mentions/value_pattern.h"

namespace attest::values {

class Automaton {
 public:
  // Of the rules' patterns, in order. The alphabet is closed. Neither it nor `edges` are kept.
  Automaton(const std::vector<const PatternNode*>& patterns, const Alphabet& alphabet, EdgeTable* edges);
  Automaton(Automaton&&) noexcept;
  Automaton& operator=(Automaton&&) noexcept;
  ~Automaton();

  // Where matches end, and the rules whose matches do, ascending. The rules are the automaton's.
  struct End {
    uint32_t at = 0;
    std::span<const uint16_t> rules;
  };
  // Whether a match may begin at a place, by the next symbols alone: a walk finds none where this is false. Two more
  // symbols follow.
  bool MayBegin(std::string_view symbols, uint32_t begin) const {
    const char* const at = symbols.data() + begin;
    const std::array<Symbols, 2>& next = next_[static_cast<unsigned char>(at[0])];
    return next[0][static_cast<unsigned char>(at[1])] & ((at[1] != ' ') | next[1][static_cast<unsigned char>(at[2])]);
  }
  // The symbols that a match may begin with though a space and a word that no pattern has follow: those of whole
  // matches.
  Symbols Alone() const;
  // Writes the ends of all matches that begin at `begin`, the nearest first, and returns what is behind the last one.
  // `ends` has room for as many as there are symbols from there on. Safe from any number of threads: a state that is
  // missing is made under a lock.
  End* Walk(std::string_view symbols, uint32_t begin, End* ends) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  // For each symbol what may follow when a match begins with it, and what may follow it and white space.
  std::vector<std::array<Symbols, 2>> next_;
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_VALUE_AUTOMATON_H_
