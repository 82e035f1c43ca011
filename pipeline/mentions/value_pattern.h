// The patterns of value rules, read into trees whose leaves are words and signs: symbols of a tape (value_tape.h). A
// word is one byte there, however many words a list has, so that the automaton (value_automaton.h) stays small.
//
// Takes RE2's syntax as far as value rules use it: groups, (?i:…) and (?-i:…), alternatives, classes without ^, \d, \b,
// ? * + and counts, {@list} and {@family.*}; no . ^ $ and no named groups. Letters that stand next to each other are
// parts of one word: "days?" is "day" or "days". White space on the tape is one space, and between letters and digits
// that touch stands kGlue, which words and figures take in but right behind \b; at a pattern's end it is Edges::open
// that tells.
#ifndef ATTEST_MENTIONS_VALUE_PATTERN_H_
#define ATTEST_MENTIONS_VALUE_PATTERN_H_

#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pipeline/rules/rule_set.h"

namespace attest::values {

using Symbols = std::bitset<256>;
const Symbols& Digits();
const Symbols& Signs();  // what neither words nor figures have

// Symbols that no word has. ASCII signs and digits stand for themselves.
inline constexpr char kUnknownWord = '\x01';  // a word or sign that no pattern has
inline constexpr char kGlue = '\x02';         // letters and digits touch here
inline constexpr char kBreak = '\n';          // white space that no value reaches across

// Never changed once made: a fragment's tree is shared by the patterns that it stands in.
struct PatternNode;
using Pattern = std::shared_ptr<const PatternNode>;
struct PatternNode {
  enum class Kind : uint8_t { kWords, kSigns, kBoundary, kSequence, kChoice, kRepeat };
  Kind kind = Kind::kSequence;  // without parts it matches the empty text
  uint32_t words = 0;           // kWords: index into Alphabet::sets
  Symbols signs;                // kSigns
  std::vector<Pattern> parts;
  int least = 1, most = 1;  // kRepeat; most < 0: without bound
};

// Words and phrases that may stand in one place of a pattern.
struct PlaceWords {
  bool exact = false;                // in this spelling; else whatever the case
  std::vector<std::string> members;  // sorted; in lower case unless exact
  auto operator<=>(const PlaceWords&) const = default;
};

// All places of all patterns, and the symbols of their words: words that stand in the same places share one. Read all
// patterns, then Close, then const and safe from any number of threads.
class Alphabet {
 public:
  // `pattern`: fragments replaced, lists still named. Fails with kBadRule.
  Result<Pattern> Read(std::string_view pattern, const RuleSet& rules, const RuleEntry& entry);
  // Fails with kBadRule when the words need more symbols than there are.
  Status Close();

  // What a leaf matches.
  const Symbols& SymbolsOf(const PatternNode& leaf) const;

  // What a word or phrase is in its spellings.
  struct Spelling {
    char symbol = kUnknownWord;                       // whatever the case
    std::vector<std::pair<std::string, char>> exact;  // spellings that are worth more
  };
  // By word or phrase in lower case.
  const std::map<std::string, Spelling, std::less<>>& words() const { return words_; }

 private:
  // Groups and lists of patterns as they were read: fragments stand in many. Gone once closed.
  struct Groups;

  std::shared_ptr<Groups> groups_;
  std::vector<PlaceWords> sets_;
  std::map<PlaceWords, uint32_t> index_of_set_;
  std::vector<Symbols> symbols_of_set_;
  std::map<std::string, Spelling, std::less<>> words_;

  friend class PatternReader;
};

// How a pattern's matches begin and end.
struct Edges {
  bool nullable = false;
  Symbols first, last;
  Symbols open;     // of `last`: those with no \b behind them
  Symbols bounded;  // of `last`: those with \b behind them that can be a word's end
};

// The edges of patterns and their parts, worked out once for each. The alphabet is closed; the patterns stay in place.
class EdgeTable {
 public:
  explicit EdgeTable(const Alphabet& alphabet) : alphabet_(alphabet) {}
  const Edges& Of(const PatternNode& node);

 private:
  const Alphabet& alphabet_;
  std::unordered_map<const PatternNode*, Edges> edges_;
};

std::string Lower(std::string_view text);  // ASCII

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_VALUE_PATTERN_H_
