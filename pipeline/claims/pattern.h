// The pattern language of claim rules, and its translation to RE2 over masked text (mask.h).
//
// A pattern is a row of elements with spaces between them; each stands for one or more tokens:
//   word            that word (lower case); a|b|c one of several
//   {role}          a mention of the kinds that the rule's `roles` give to it, captured
//   {@list}         a phrase of a word list;   {fragment} a named piece (both: [lists], [fragments] of any rule file)
//   {aux}           auxiliaries, adverbs and modal phrases before a verb, captured for the modality
//   {np}            up to four words before a name ("the German chip maker");   {adjs} up to three before a noun
//   ...             up to five words, no name and no figure;   .... up to ten, also dates, durations and commas
//   (a b|c d)       groups of elements;   a trailing ? makes an element optional, with its space
#ifndef ATTEST_CLAIMS_PATTERN_H_
#define ATTEST_CLAIMS_PATTERN_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/catalogue.h"
#include "pipeline/model/result.h"
#include "pipeline/rules/regex.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// Masked text is bytes, and gaps are lazy: leftmost, alternatives in order.
inline constexpr RegexOptions kMaskedPattern{.longest = false, .bytes = true};

// What may fill a role's slot: RE2 source for it, without the space after, and where it is a phrase of a list the words
// that such phrases are known by.
struct SlotPattern {
  std::string source;
  std::vector<std::string> words;
  uint32_t least = 1, most = 1;             // tokens
  std::vector<std::string> all_words = {};  // it holds no others; empty: any
};
using SlotPatterns = std::map<std::string, SlotPattern, std::less<>>;

// From a spec such as "company|name", "money", "date", "words", "phrase" or "@list" (a phrase of that list).
Result<SlotPattern> CompileSlot(std::string_view spec, const RuleSet& rules, const RuleEntry& entry);

// What a sentence must hold for a pattern to match at all; most sentences are turned away by it, without a search.
struct PatternNeeds {
  // One of these letters (LetterBit) has to be there, so many tokens behind the match's first.
  struct Letters {
    uint32_t any = 0;
    uint32_t from = 0, to = 0;
  };
  std::vector<Letters> letters;
  // One of these words has to be there, likewise.
  struct Words {
    std::vector<std::string> any;
    uint32_t from = 0, to = 0;
  };
  std::vector<Words> row;
  std::vector<std::string> words;         // one of these words; empty: no condition
  uint32_t words_from = 0, words_to = 0;  // so many tokens behind the first
  // At most so many names stand before that word in a match, the first token's among them.
  uint32_t names_before = 0;
  // What the pattern begins with: one of these letters, or one of these words; neither: anything.
  uint32_t first_letters = 0;
  std::vector<std::string> first_words;
  // All words that a match may hold; empty where gaps or slots allow any.
  std::vector<std::string> all_words;
};
constexpr uint32_t LetterBit(char letter) { return 1u << static_cast<uint32_t>(letter - 'A'); }

struct TranslatedPattern {
  std::string source;  // RE2; begins at a token and ends after one
  PatternNeeds needs;
};

// `slots` maps role names to SlotPattern results. Every {role} is a named group; a role may stand in a pattern once.
Result<TranslatedPattern> TranslatePattern(std::string_view pattern, const SlotPatterns& slots, const RuleSet& rules,
                                           const RuleEntry& entry);

}  // namespace attest

#endif  // ATTEST_CLAIMS_PATTERN_H_
