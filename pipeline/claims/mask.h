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
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "pipeline/model/analysis.h"
#include "pipeline/model/span.h"
#include "pipeline/rules/rule_set.h"
#include "pipeline/text/document_text.h"

namespace attest {

struct MaskToken {
  char letter = 0;                   // of the list above; 0: a word or a mark
  std::string word;                  // lower case; empty for a letter
  Span in_view;                      // without an absorbed modifier
  std::vector<int32_t> mentions;     // indices into Analysis::mentions; several for a list of names
  int32_t reference = -1;            // index into Analysis::references, for I
  std::vector<int32_t> equivalents;  // further amounts that the text equates with this one
  int32_t head = -1;                 // for H: index of the head rule; for V: +1 up, -1 down, 0 flat
  std::string detail;                // for H: the measure ("pretax")
};

struct MaskedSentence {
  uint32_t sentence = 0;  // index into Structure::sentences
  std::vector<MaskToken> tokens;
  std::string text;              // rendered: " C has inked … "
  std::vector<uint32_t> starts;  // of each token in `text`; one more entry for the end

  // Renders tokens into text and starts.
  void Render();
  // The token that begins at this offset of `text`.
  uint32_t TokenAt(uint32_t offset) const;
};

// The word lists that masking needs. Const after Compile.
class Masker {
 public:
  static Result<Masker> Compile(const RuleSet& rules);

  // `mention`, `reference`: the first index that may lie in the sentence; both are moved past it.
  MaskedSentence Mask(const DocumentText& text, const Analysis& analysis, uint32_t sentence, size_t* mention,
                      size_t* reference) const;

 private:
  void AbsorbModifiers(std::vector<MaskToken>* tokens) const;
  void JoinNames(std::vector<MaskToken>* tokens) const;
  void DropAppositions(std::vector<MaskToken>* tokens) const;

  std::vector<std::vector<std::string>> modifiers_;  // phrases of words, longest first
  std::unordered_set<std::string> articles_;
};

bool IsNameLetter(char letter);    // C I P N
bool IsFigureLetter(char letter);  // M S R F Q

}  // namespace attest

#endif  // ATTEST_CLAIMS_MASK_H_
