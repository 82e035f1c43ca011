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
#include <string_view>
#include <vector>

#include "pipeline/mentions/value_pattern.h"

namespace attest::values {

class Automaton {
 public:
  // Of the rules' patterns, in order. The alphabet is closed.
  Automaton(const std::vector<const PatternNode*>& patterns, const Alphabet& alphabet);
  Automaton(Automaton&&) noexcept;
  Automaton& operator=(Automaton&&) noexcept;
  ~Automaton();

  // Where matches end, and the rules whose matches do, ascending. The rules are the automaton's.
  struct End {
    uint32_t at = 0;
    const std::vector<uint16_t>* rules = nullptr;
  };
  // Whether a match may begin at a place, by the next symbols alone: a walk finds none where this is false.
  bool MayBegin(std::string_view symbols, uint32_t begin) const {
    const Symbols* const next = next_[static_cast<unsigned char>(symbols[begin])].data();
    const auto symbol = [&](uint32_t ahead) {
      return static_cast<unsigned char>(begin + ahead < symbols.size() ? symbols[begin + ahead] : kBreak);
    };
    return next[0][symbol(1)] && (symbol(1) != ' ' || next[1][symbol(2)]);
  }
  // The ends of all matches that begin at `begin`, the nearest first; `ends` is overwritten. Safe from any number of
  // threads: a state that is missing is made under a lock.
  void Walk(std::string_view symbols, uint32_t begin, std::vector<End>* ends) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  // For each symbol what may follow when a match begins with it, and what may follow it and white space.
  std::vector<std::array<Symbols, 2>> next_;
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_VALUE_AUTOMATON_H_
