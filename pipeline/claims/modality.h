// Whether a clause states what is, what is planned, forecast, possible or denied; and whose report it repeats.
#ifndef ATTEST_CLAIMS_MODALITY_H_
#define ATTEST_CLAIMS_MODALITY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/claims/mask.h"
#include "pipeline/claims/pattern.h"
#include "pipeline/model/claim.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// Compiled from the [[modality]] and [[attribution]] entries. Const after Compile.
//
//   [[modality]]
//   id = "denied"
//   modality = "denied"        "actual": the cues' words say nothing ("better than expected"), no cue sees them
//   types = ["venture"]        optional: only claims of these types
//   cues = ['''…''']           patterns (pattern.h), in a claim's words or before them in their clause
//   before = ['''…''']         patterns that end where a claim's words begin; of these "actual" decides too
//   after = ['''…''']          patterns right after a claim's words ("the merger collapsed")
class ModalityReader {
 public:
  static Result<ModalityReader> Compile(const RuleSet& rules, Vocabulary* vocabulary);

  // The modality of what the tokens [first, end) state; `behind`: the token behind the claim's words. Stronger cues
  // win, in the order of the rule files' entries.
  Modality Read(FactType type, const MaskedSentence& sentence, uint32_t first, uint32_t end, uint32_t behind) const;

  // Who is named as the source of the sentence ("according to Bloomberg"), and whether it is a correction.
  Attribution ReadAttribution(const MaskedSentence& sentence, const Analysis& analysis) const;

  // "CORRECTED - Acme sells 300 vans", "(This story corrects the number of vans to 300)". A sentence without a
  // kNoteWord is none.
  bool IsCorrectionNote(const MaskedSentence& sentence) const;

 private:
  enum class Place : uint8_t { kWithin, kBefore, kAfter };
  struct Cue {
    TokenPattern pattern;
    Modality modality = Modality::kActual;
    uint32_t types = 0;                     // a bit a FactType; 0: all
    uint32_t words_from = 0, words_to = 0;  // how far behind its begin the word stands that it needs
    Place place = Place::kWithin;
    bool is_report = false;  // of an [[attribution]]: who reports, not a correction
  };
  // Cues that may match, and where they may begin. A buffer for one clause after another.
  struct Found {
    std::vector<uint64_t> cues;      // a bit each
    std::vector<TokenRange> begins;  // of those found

    void Add(size_t cue, TokenRange range);
    // Calls `visit(cue, begins)` in order until it returns true; whether it did.
    template <typename Visit>
    bool Any(const Visit& visit) const;
  };
  // Patterns in their order, by the words that they need.
  struct Cues {
    std::vector<Cue> all;
    VocabularySet words;  // those under which there are any: small, where a sentence's words are all asked for
    std::vector<std::vector<uint32_t>> by_word;
    std::vector<uint32_t> without_word;
    uint32_t word_class = 0;  // what the vocabulary calls those words

    void Add(CompiledPattern pattern, Cue cue, Vocabulary* vocabulary);
    // Replaces `found` by those that may match within the tokens.
    void Candidates(const MaskedSentence& sentence, uint32_t first, uint32_t end, Found* found) const;
  };

  VocabularySet infinitives_;
  Cues modalities_;
  Cues notes_{.all = {}, .words = {}, .by_word = {}, .without_word = {}, .word_class = kNoteWord};
  Cues attributions_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_MODALITY_H_
