// Many patterns over masked sentences, and which of them can match a sentence at all.
//
// A pattern says which words and letters it cannot do without and how far they stand from its begin; where a sentence
// has them, and only there, the pattern itself is asked. A set of all patterns in one automaton was tried and dropped:
// with gaps in them, and every subset of the patterns that matched so far a state of its own, building states took most
// of the time of a run.
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

// Build with Add, then const and safe from any number of threads.
class FormIndex {
 public:
  // `word_class`: what the vocabulary calls the words that the forms need.
  explicit FormIndex(uint32_t word_class);
  // Forms are numbered from 0 in the order of adding.
  void Add(CompiledPattern pattern, Vocabulary* vocabulary);
  size_t size() const { return forms_.size(); }

  // A form that matches.
  struct Candidate {
    uint32_t form;
    TokenPattern::Hit hit;
  };
  // Replaces `candidates` by those of a sentence, ascending by form and place.
  void Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const;

  const TokenPattern& pattern(uint32_t form) const { return forms_[form].pattern; }

 private:
  struct Form {
    TokenPattern pattern;
    uint32_t words_from, words_to;
    uint32_t names_before;
    bool begins_with_name;
  };
  // A form under a word or without one.
  struct Entry {
    uint32_t form;
    uint32_t needs;  // the letters that it needs, by their number in needs_
  };
  // Tokens that a hit of a form may begin at, a bit each, from `begin` on.
  struct Range {
    uint32_t form;
    uint32_t begin;
    uint64_t asked;
    auto operator<=>(const Range&) const = default;
  };
  // LetterBits; one of each has to be in the sentence.
  using Needs = std::array<uint32_t, 3>;
  // The forms' needs are few; a sentence's letters tell at once which of them it meets. What does not fit in gets the
  // first number: any letter will do.
  static constexpr size_t kMostNeeds = 64;
  uint32_t NumberOf(const Needs& needs);
  uint64_t MetBy(uint64_t letters) const;  // a bit for each number
  // The tokens that a hit with a word that the form needs at token `trigger` may begin at: [first, second).
  std::pair<uint32_t, uint32_t> Begins(const Form& form, const std::vector<MaskToken>& tokens, uint32_t trigger) const;

  uint32_t word_class_;
  std::vector<Form> forms_;
  std::vector<Needs> needs_;
  std::array<std::array<uint64_t, 3>, 26> met_by_letter_ = {};  // of each of a need's three, by needs
  std::vector<std::vector<Entry>> by_word_;                     // by the number of a word that the forms need
  std::vector<uint64_t> word_needs_;                            // likewise, a bit for what any of them needs
  std::vector<Entry> without_word_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_FORM_INDEX_H_
