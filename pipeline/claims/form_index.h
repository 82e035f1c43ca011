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

// Build with Add and then Finish, then const and safe from any number of threads.
class FormIndex {
 public:
  // `word_class`: what the vocabulary calls the words that the forms need.
  explicit FormIndex(uint32_t word_class);
  // Forms are numbered from 0 in the order of adding.
  void Add(CompiledPattern pattern, Vocabulary* vocabulary);
  // Once, behind the last Add, when the vocabulary has all rules' words.
  void Finish(const Vocabulary& vocabulary);
  size_t size() const { return forms_.size(); }

  // A form that matches.
  struct Candidate {
    uint32_t form;
    TokenPattern::Hit hit;
  };
  // Replaces `candidates` by those of a sentence, ascending by form and place.
  void Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const;

  const TokenPattern& pattern(uint32_t form) const { return forms_[form]; }

 private:
  // Tests as bits. There are more tests than bits, so some share one: a form that is let through by it fails when it is
  // looked for.
  struct Tests {
    uint64_t before = 0, behind = 0;  // of the tokens before a form's word, and of those behind it
    uint64_t anywhere = 0;            // of any token
    bool operator==(const Tests&) const = default;
  };
  // A form under a word that it needs, or without one: what turns most of them away, side by side.
  struct Entry {
    Tests tests;  // each has to be met
    uint32_t form;
    uint8_t needs;                 // the letters that it needs, by their number in needs_
    uint8_t words_from, words_to;  // so many tokens behind a hit's first the word stands
    uint8_t names_before;          // so many names stand before the word in a hit at most; 0: any number
  };
  // What a word or letter is to the forms. Many are the same to them: few enough to stay at hand.
  struct Use {
    Tests tests;         // that it fits
    uint64_t needs = 0;  // of the entries under it, a bit each
    bool operator==(const Use&) const = default;
  };
  // A token with a word that forms need.
  struct Trigger {
    uint32_t token;
    uint64_t before, behind;  // tests that the tokens there fit
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
  // Adds what a pattern cannot do without to an entry of it.
  void AddTests(const TokenPattern& pattern, const Vocabulary& vocabulary, bool has_word, Entry* entry);
  uint16_t NumberOf(const Use& use);
  // Replaces `triggers` by those of a sentence whose letters meet `met`; the tests that any token fits.
  uint64_t FindTriggers(const MaskedSentence& sentence, uint64_t met, std::vector<Trigger>* triggers) const;
  // The tokens that a hit with the entry's word at token `trigger` may begin at: [first, second).
  std::pair<uint32_t, uint32_t> Begins(const Entry& entry, const std::vector<MaskToken>& tokens,
                                       uint32_t trigger) const;

  uint32_t word_class_;
  uint32_t possessive_ = 0;  // the number of 's
  std::vector<TokenPattern> forms_;
  std::vector<Needs> needs_;
  std::array<std::array<uint64_t, 3>, 26> met_by_letter_ = {};  // of each of a need's three, by needs
  std::vector<std::vector<Entry>> by_word_;                     // by the number of the word
  std::vector<Entry> without_word_;
  uint64_t needs_without_word_ = 0;  // of those, a bit each
  // The tests that have bits at a place, in order.
  struct BitsOf {
    uint64_t Tests::*place;
    std::vector<uint32_t> tests = {};
  };
  BitsOf before_{&Tests::before}, behind_{&Tests::behind}, anywhere_{&Tests::anywhere};
  std::vector<Use> uses_;              // all there are; the first is of no use
  std::vector<uint16_t> use_of_word_;  // by number
  std::array<uint16_t, 128> use_of_letter_ = {};
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_FORM_INDEX_H_
