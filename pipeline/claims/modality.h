// Whether a clause states what is, what is planned, forecast, possible or denied; and whose report it repeats.
#ifndef ATTEST_CLAIMS_MODALITY_H_
#define ATTEST_CLAIMS_MODALITY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/claims/mask.h"
#include "pipeline/claims/token_pattern.h"
#include "pipeline/model/claim.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// Compiled from the [[modality]] and [[attribution]] entries. Const after Compile.
class ModalityReader {
 public:
  static Result<ModalityReader> Compile(const RuleSet& rules, Vocabulary* vocabulary);

  // The modality of what the tokens [first, end) state: the cues inside them and before them in their clause. Stronger
  // cues win, in the order of the rule files' entries.
  Modality Read(const MaskedSentence& sentence, uint32_t first, uint32_t end) const;

  // Who is named as the source of the sentence ("according to Bloomberg"), and whether it is a correction.
  Attribution ReadAttribution(const MaskedSentence& sentence, const Analysis& analysis) const;

 private:
  struct Cue {
    TokenPattern pattern;
    std::vector<uint32_t> words;  // of the vocabulary; a match holds one of them; empty: no condition
    Modality modality = Modality::kActual;
  };
  static bool MayHold(const Cue& cue, const MaskedSentence& sentence, uint32_t first, uint32_t end);

  std::vector<Cue> cues_;
  std::vector<Cue> reports_;
  std::vector<Cue> corrections_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_MODALITY_H_
