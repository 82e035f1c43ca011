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
#include <string>
#include <utility>
#include <vector>

#include "pipeline/claims/mask.h"
#include "pipeline/claims/pattern.h"
#include "pipeline/claims/vocabulary.h"
#include "pipeline/rules/regex.h"

namespace attest {

inline constexpr uint32_t kNoTrigger = UINT32_MAX;

// Build with Add, then const and safe from any number of threads.
class FormIndex {
 public:
  // Forms are numbered from 0 in the order of adding. The error is that of Regex::Compile.
  Status Add(const TranslatedPattern& pattern, Vocabulary* vocabulary);
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
  bool Find(const MaskedSentence& sentence, const Candidate& candidate, uint32_t from,
            std::vector<Regex::Group>* groups) const;
  const std::vector<std::string>& group_names(uint32_t form) const { return forms_[form].pattern.group_names(); }

 private:
  // One of the words or letters of a set, so many tokens behind the first.
  struct Need {
    uint32_t set;
    uint32_t from, to;
  };
  struct Form {
    Regex pattern;
    std::vector<Need> needs;
    uint32_t words_from, words_to;
    uint32_t names_before;
    bool begins_with_name;
  };
  struct Set {
    uint32_t letters;             // LetterBits
    std::vector<uint32_t> words;  // sorted
    bool operator==(const Set&) const = default;
  };
  uint32_t SetOf(uint32_t letters, const std::vector<std::string>& words, Vocabulary* vocabulary);
  // The tokens that a hit with the trigger may begin at: [first, second).
  std::pair<uint32_t, uint32_t> Begins(const Form& form, const std::vector<MaskToken>& tokens, uint32_t trigger) const;

  std::vector<Form> forms_;
  std::vector<Set> sets_;
  std::vector<std::vector<uint32_t>> sets_of_word_;  // by the word's number
  std::array<std::vector<uint32_t>, 26> sets_of_letter_;
  std::vector<std::vector<uint32_t>> by_word_;  // the forms that need a word of the vocabulary
  std::vector<uint32_t> without_word_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_FORM_INDEX_H_
