// What stands around a name, as rules say it: "shares in NAME", "NAME , the ~ {@firm_noun}".
//
// A context is words separated by spaces around the word NAME. An element is
//   word        that word, whatever its case
//   {@list}     any word of the list; entries of several words count by nothing here
//   a|{@b}|c    any of them
//   element?    may be absent
//   ~           up to three words, figures among them; capitals only of places and of owners ("the Orbeck family's")
//   , ( " - 's  what stands between the words on its two sides; without one of them only white space or a hyphen may
#ifndef ATTEST_MENTIONS_CONTEXT_H_
#define ATTEST_MENTIONS_CONTEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/mentions/hits.h"
#include "pipeline/mentions/lexicon.h"
#include "pipeline/mentions/tokens.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// Many contexts, found by the word next to the name. Build with Add, then Index once; const and thread-safe after.
class Contexts {
 public:
  // A hit of the context reports `rule`. Fails with the reason when the context is malformed.
  Status Add(std::string_view context, uint32_t rule, const RuleEntry& entry, const RuleSet& rules, Lexicon* lexicon);
  void Index(const Lexicon& lexicon);
  // Adds the rules of the contexts that fit the name [first, end) in the sentence [from, to).
  void Match(const Tokens& tokens, uint32_t from, uint32_t to, uint32_t first, uint32_t end, Hits* hits) const;

 private:
  struct Step {
    uint16_t gap = 0;             // bits of which one has to be between this word and the one nearer to the name
    bool any_small = false;       // ~
    WordClasses classes = 0;      // any of these lists
    std::vector<uint32_t> words;  // or any of these
    uint32_t set = 0;             // of words that it accepts
  };
  struct Pattern {
    std::vector<Step> left;   // from the name outwards
    std::vector<Step> right;  // likewise
    uint32_t rule = 0;
  };
  // Words that the same steps accept are one to contexts: they have one role. Most words have none and get role 0.
  uint32_t RoleOf(uint32_t word) const { return role_of_[word]; }
  bool Accepts(uint32_t set, uint32_t role) const {
    return (sets_of_[role * sets_stride_ + set / 64] >> (set % 64) & 1) != 0;
  }
  bool Walk(const Tokens& tokens, const std::vector<Step>& steps, size_t step, int64_t at, int64_t from, int64_t to,
            int direction) const;

  std::vector<Pattern> patterns_;
  std::vector<uint16_t> role_of_;  // each word of the lexicon
  // For each role a row of bits, one a set: the sets that have its words.
  std::vector<uint64_t> sets_of_;
  size_t sets_stride_ = 0;
  // For each role the patterns whose nearest word it can be: entries[begin[role] .. begin[role + 1]).
  struct Entry {
    uint32_t pattern;
    uint16_t gap;  // of its first step
    // The set that has to accept the next word on the same side; kNoWord: no such word is asked for; kAnyWord: the
    // pattern has to tell.
    uint16_t next_set;
  };
  static constexpr uint16_t kNoWord = UINT16_MAX, kAnyWord = UINT16_MAX - 1;
  struct Side {
    std::vector<uint32_t> begin;
    std::vector<Entry> entries;
  };
  std::vector<const Step*> NumberSets();
  void FindRoles(const std::vector<const Step*>& sets, const Lexicon& lexicon);
  void IndexSide(bool is_left, Side* side) const;
  Side left_, right_;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_CONTEXT_H_
