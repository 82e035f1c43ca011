// A document's words, with what the name stage asks of them again and again.
#ifndef ATTEST_MENTIONS_TOKENS_H_
#define ATTEST_MENTIONS_TOKENS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/mentions/words.h"
#include "pipeline/model/mention.h"
#include "pipeline/text/structure.h"

namespace attest {

// What stands between a word and the one before it in its sentence, besides white space.
enum Gap : uint16_t {
  kGapSpace = 1 << 0,  // white space of any sort
  kGapComma = 1 << 1,
  kGapOpen = 1 << 2,   // ( or [
  kGapClose = 1 << 3,  // ) or ]
  kGapQuote = 1 << 4,
  kGapHyphen = 1 << 5,     // "Rolls-Royce"
  kGapDash = 1 << 6,       // a dash with space around it
  kGapAmpersand = 1 << 7,  // "Marks & Spencer"
  kGapStop = 1 << 8,       // . of an abbreviation
  kGapColon = 1 << 9,      // : or ;
  kGapLess = 1 << 10,      // < before a name in wire copy
  kGapGreater = 1 << 11,   // >
  kGapSlash = 1 << 12,
  kGapPossessive = 1 << 13,  // the word before bears 's
  kGapBreak = 1 << 14,       // anything else, a figure's sign, or a sentence's beginning
};

enum Shape : uint16_t {
  kCapital = 1 << 0,       // begins with a capital letter
  kAllCaps = 1 << 1,       // two or more letters, all of them capitals
  kInnerCapital = 1 << 2,  // a capital after a small letter or a digit: "CoreWeave", "eBay", "3M"
  kDigitFirst = 1 << 3,
  kHasDigit = 1 << 4,
  kInitials = 1 << 5,    // "J.P", "U.S", "W"
  kDotAfter = 1 << 6,    // a full stop follows directly
  kPossessive = 1 << 7,  // 's or s' follows
  kBang = 1 << 8,        // ! follows, and a small letter after it: "Yahoo! said"
  kFirst = 1 << 9,       // of its sentence, or after an opening quote or a colon
  kInValue = 1 << 10,    // part of a value mention
  kHasDot = 1 << 11,     // "Boots.com"
};

struct Token {
  uint32_t begin = 0;  // in the view; 's, full stops and quotes are outside
  uint32_t end = 0;
  uint64_t hash = 0;
  uint32_t word = 0;  // in the WordTable; 0: unknown
  uint16_t gap = 0;   // Gap bits between the token before and this
  uint16_t shape = 0;
  WordClasses classes = 0;
  // 1 + the end of the longest known phrase from here on (runs.cc), the token itself when there is none; 0: not asked.
  uint32_t phrase_end = 0;
};

struct Tokens {
  std::vector<Token> all;
  std::vector<uint32_t> sentence_begins;  // index of a sentence's first token; one more entry at the end
};

// Replaces what `tokens` holds and keeps its memory. `values`: sorted and disjoint.
void Tokenise(std::string_view view, const Structure& structure, const std::vector<Mention>& values,
              const WordTable& words, Tokens* tokens);

// Ends like a verb's form or an adverb: -ing, -ed, -ly.
bool IsInflected(std::string_view view, const Token& token);

// The words' hashes of a name out of any document, for keys: "and" is left out. Replaces what `words` holds.
void NameWords(std::string_view name, std::vector<uint64_t>* words);

}  // namespace attest

#endif  // ATTEST_MENTIONS_TOKENS_H_
