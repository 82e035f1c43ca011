// Many patterns over masked sentences, and which of them can match a sentence at all.
//
// A pattern says which words and letters it cannot do without and how far they stand from its begin; where a sentence
// has them so, and only there, the pattern itself is asked. A set of all patterns in one automaton was tried and
// dropped: with gaps in them, and every subset of the patterns that matched so far a state of its own, building states
// took most of the time of a run.
#ifndef ATTEST_CLAIMS_FORM_INDEX_H_
#define ATTEST_CLAIMS_FORM_INDEX_H_

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "pipeline/claims/mask.h"
#include "pipeline/claims/pattern.h"
#include "pipeline/claims/token_pattern.h"
#include "pipeline/claims/vocabulary.h"

namespace attest {

inline constexpr uint32_t kNoTrigger = UINT32_MAX;

// Build with Add, then const and safe from any number of threads.
class FormIndex {
 public:
  // `word_class`: what the vocabulary calls the words that the forms need.
  explicit FormIndex(uint32_t word_class) : word_class_(word_class) {}
  // Forms are numbered from 0 in the order of adding.
  void Add(CompiledPattern pattern, Vocabulary* vocabulary);
  size_t size() const { return forms_.size(); }

  struct Candidate {
    uint32_t form;
    uint32_t trigger;  // a token whose word the form needs, or kNoTrigger
    uint64_t begins;   // the tokens that a hit may begin at, a bit each; the last bit stands for all from the 64th on
    auto operator<=>(const Candidate&) const = default;
  };
  // Replaces `candidates` by the forms that may match around a token of the sentence, ascending by form and trigger.
  // The sentence need not be rendered.
  void Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const;

  // The first hit of a candidate's form, with its trigger in it, that begins at token `from` or later. False if none.
  bool Find(const MaskedSentence& sentence, const Candidate& candidate, uint32_t from, TokenPattern::Hit* hit) const;
  const TokenPattern& pattern(uint32_t form) const { return forms_[form].pattern; }

 private:
  struct Form {
    TokenPattern pattern;
    std::vector<PatternNeeds::Letters> needs;
    uint32_t words_from, words_to;
    uint32_t names_before;
    bool begins_with_name;
  };
  // A form under a word or without one, with the letters that it needs: a quick no for most.
  struct Entry {
    uint32_t form;
    std::array<uint32_t, 3> any;  // LetterBits; one of each has to be in the sentence
  };
  // The tokens that a hit with the trigger may begin at: [first, second).
  std::pair<uint32_t, uint32_t> Begins(const Form& form, const std::vector<MaskToken>& tokens, uint32_t trigger) const;

  uint32_t word_class_;
  std::vector<Form> forms_;
  std::vector<std::vector<Entry>> by_word_;  // by the number of a word that the forms need
  std::vector<Entry> without_word_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_FORM_INDEX_H_
