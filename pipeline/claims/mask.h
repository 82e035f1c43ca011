// A sentence as relation rules see it: tokens, in which mentions are one upper-case letter and words are lower case.
//
//   OpenAI has inked a staggering five-year, $11.9 billion deal with CoreWeave.
//   " C has inked a staggering U , M deal with C "
//
// Every token is followed by one space and the text begins with one, so a pattern that begins with a space begins at a
// token. Letters: C company, I reference ("it", "the firm"), P person, N other name, M money, S money a share, R
// percentage, F factor, D date or period, U duration, Q quantity; H metric noun, V movement (see heads.h). What stands
// between the tokens and the letters is taken apart here, once for all rules: modifiers go into their figure ("almost
// M"), equivalents into the first amount ("M (M)"), lists of names into one letter ("C, C and C"), appositions and
// quotation marks go, brackets and dashes become commas, "its" becomes "I 's".
#ifndef ATTEST_CLAIMS_MASK_H_
#define ATTEST_CLAIMS_MASK_H_

#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "pipeline/claims/places.h"
#include "pipeline/claims/vocabulary.h"
#include "pipeline/model/analysis.h"
#include "pipeline/model/span.h"
#include "pipeline/rules/rule_set.h"
#include "pipeline/text/document_text.h"

namespace attest {

// Mentions that stand next to each other: indices [first, first + count) into Analysis::mentions.
struct MentionRange {
  int32_t first = -1;
  int32_t count = 0;

  bool empty() const { return count == 0; }
  int32_t front() const { return first; }
  auto All() const { return std::views::iota(first, first + count); }
};

// What a token is, as patterns ask for it: a bit for its letter, or for what its word looks like.
constexpr uint64_t LetterBit(char letter) { return uint64_t{1} << (letter - 'A'); }
inline constexpr uint64_t kWordKind = uint64_t{1} << 32;        // begins with a-z or a digit
inline constexpr uint64_t kLowerKind = uint64_t{1} << 33;       // begins with a-z
inline constexpr uint64_t kPluralKind = uint64_t{1} << 34;      // that, and ends in s
inline constexpr uint64_t kNounKind = uint64_t{1} << 35;        // four letters or more, or hyphens behind the first
inline constexpr uint64_t kAdjectiveKind = uint64_t{1} << 36;   // likewise five
inline constexpr uint64_t kAdverbKind = uint64_t{1} << 37;      // letters, the last of which are ly
inline constexpr uint64_t kPluralNounKind = uint64_t{1} << 38;  // four letters or more, the last of which is s

inline constexpr uint64_t kNameLetters = LetterBit('C') | LetterBit('I') | LetterBit('P') | LetterBit('N');
inline constexpr uint64_t kFigureLetters =
    LetterBit('M') | LetterBit('S') | LetterBit('R') | LetterBit('F') | LetterBit('Q');

inline bool IsNameLetter(char letter) { return letter != 0 && (kNameLetters >> (letter - 'A') & 1) != 0; }
inline bool IsFigureLetter(char letter) { return letter != 0 && (kFigureLetters >> (letter - 'A') & 1) != 0; }

struct MaskToken {
  uint64_t kinds = 0;
  std::string_view word;                // lower case; empty for a letter. Lives as long as document and sentence.
  const std::string* detail = nullptr;  // for H: the measure ("pretax"), if it has one; owned by the rule
  Span in_view;                         // without an absorbed modifier
  MentionRange mentions;                // several for a list of names
  MentionRange equivalents;             // further amounts that the text equates with this one
  uint32_t number = 0;                  // of the word in the vocabulary; 0: no rule has it
  int32_t reference = -1;               // index into Analysis::references, for I
  int32_t head = -1;                    // for H: index of the head rule
  char letter = 0;                      // of the list above; 0: a word or a mark
  bool loss = false;                    // for H: a loss
  int8_t sign = 0;                      // for V: +1 up, -1 down, 0 flat
  bool of_shares = true;                // for V: a company that does so may be its shares
};

// A buffer for one sentence after another. Movable; a copy's words are views into the original's.
struct MaskedSentence {
  uint32_t sentence = 0;  // index into Structure::sentences
  std::vector<MaskToken> tokens;
  uint64_t kinds = 0;            // of any token, and of those that were taken out
  uint32_t classes = 0;          // of any word (vocabulary.h)
  std::string text;              // rendered: " C has inked … "
  std::vector<uint32_t> starts;  // of each token in `text`; one more entry for the end
  std::vector<char> lower;       // what the words are views into that the document has in capitals
  size_t lowered = 0;            // how much of it
  TokenPlaces places;            // of the tokens, for patterns; to begin anew when they change

  // The word in lower case; there is to be room for it.
  std::string_view Lower(std::string_view word);
  // Renders tokens into text and starts.
  void Render();
  // The token that begins at this offset of `text`.
  uint32_t TokenAt(uint32_t offset) const;
};

// The word lists that masking needs. Const after Compile.
class Masker {
 public:
  // The vocabulary must outlive the masker, and have all rules' words before the first sentence is masked.
  static Result<Masker> Compile(const RuleSet& rules, Vocabulary* vocabulary);

  // `mention`, `reference`: the first index that may lie in the sentence; both are moved past it. What `masked` held
  // is overwritten; it is left to the caller to render it.
  void Mask(const DocumentText& text, const Analysis& analysis, uint32_t sentence, size_t* mention, size_t* reference,
            MaskedSentence* masked) const;

 private:
  void AbsorbModifiers(std::vector<MaskToken>* tokens) const;
  void JoinNames(std::vector<MaskToken>* tokens) const;
  void DropAppositions(std::vector<MaskToken>* tokens) const;
  // "C of Toronto": where it is.
  void DropHomes(std::string_view view, std::vector<MaskToken>* tokens) const;

  // The marks that were among the words.
  struct Marks {
    bool comma = false, bracket = false;
  };
  // Words and marks between two mentions.
  void AddWords(std::string_view view, Span part, bool after_name, MaskedSentence* masked, Marks* marks) const;
  // Adds the word that begins at `at`, with an 's behind it; where it ends.
  uint32_t AddOddWord(std::string_view view, uint32_t at, uint32_t end, MaskedSentence* masked) const;
  void AddToken(std::string_view word, uint64_t hash, uint64_t kinds, bool upper, uint32_t at,
                MaskedSentence* masked) const;
  void AddPossessive(Span in_view, MaskedSentence* masked) const;

  const Vocabulary* vocabulary_ = nullptr;
  std::vector<std::vector<uint32_t>> modifiers_;  // phrases of words, longest first
  VocabularySet modifier_ends_;                   // their last words
  VocabularySet articles_;
  VocabularySet posts_;                          // words that posts end in
  std::unordered_set<std::string_view> places_;  // countries and towns
  uint32_t comma_ = 0, possessive_ = 0, and_ = 0, others_ = 0, of_ = 0;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_MASK_H_
