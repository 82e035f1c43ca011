// The pattern language of claim rules, and its translation to programs over masked tokens (token_pattern.h).
//
// A pattern is a row of elements with spaces between them; each stands for one or more tokens:
//   word            that word (lower case); a|b|c one of several
//   {role}          a mention of the kinds that the rule's `roles` give to it, captured
//   {@list}         a phrase of a word list;   {fragment} a named piece (both: [lists], [fragments] of any rule file)
//   {aux}           auxiliaries, adverbs, dates and modal phrases before a verb
//   {np}            words before a name ("the German chip maker", "Germany's biggest chip maker")
//   {adjs}          up to three words before a noun
//   ...             up to five words, no name and no figure;   .... up to ten, also dates, durations and commas
//   (a b|c d)       groups of elements;   a trailing ? makes an element optional, with its space
#ifndef ATTEST_CLAIMS_PATTERN_H_
#define ATTEST_CLAIMS_PATTERN_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/claims/token_pattern.h"
#include "pipeline/claims/vocabulary.h"
#include "pipeline/model/catalogue.h"
#include "pipeline/model/result.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// What may fill a role's slot, and where it is a phrase of a list the words that such phrases are known by.
struct SlotPattern {
  std::vector<TokenPattern::Step> steps;
  std::vector<std::string> words = {};
  uint32_t least = 1, most = 1;             // tokens
  std::vector<std::string> all_words = {};  // it holds no others; empty: any
};
using SlotPatterns = std::map<std::string, SlotPattern, std::less<>>;

// From a spec such as "company|name", "money", "goods", "date", "words", "phrase" or "@list" (a phrase of that list).
Result<SlotPattern> CompileSlot(std::string_view spec, const RuleSet& rules, const RuleEntry& entry,
                                Vocabulary* vocabulary);
// One token with one of these letters; one of these phrases.
SlotPattern LetterSlot(std::string_view letters, Vocabulary* vocabulary);
SlotPattern PhraseSlot(const std::vector<std::string>& phrases, Vocabulary* vocabulary);

// What a sentence must hold for a pattern to match at all; most sentences are turned away by it, without a search.
struct PatternNeeds {
  std::vector<uint64_t> letters;          // LetterBits; one of each has to be there
  std::vector<std::string> words;         // one of these words; empty: no condition
  uint32_t words_from = 0, words_to = 0;  // so many tokens behind the match's first
  // At most so many names stand before that word in a match, the first token's among them.
  uint32_t names_before = 0;
  // All words that a match may hold; empty where gaps or slots allow any.
  std::vector<std::string> all_words;
};

struct CompiledPattern {
  TokenPattern pattern;
  PatternNeeds needs;
};

// `slots` maps role names to SlotPattern results. Every {role} is a group of that name; a role may stand in a pattern
// once.
Result<CompiledPattern> CompilePattern(std::string_view pattern, const SlotPatterns& slots, const RuleSet& rules,
                                       const RuleEntry& entry, Vocabulary* vocabulary);

}  // namespace attest

#endif  // ATTEST_CLAIMS_PATTERN_H_
