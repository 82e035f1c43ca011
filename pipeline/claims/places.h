// Where in a masked sentence the tokens stand that patterns ask for: a bit for each token, so that a pattern is tried
// at all tokens at once (token_pattern.h).
#ifndef ATTEST_CLAIMS_PLACES_H_
#define ATTEST_CLAIMS_PLACES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "pipeline/claims/vocabulary.h"

namespace attest {

struct MaskToken;

// An index of a sentence's tokens, of 63 of them at a time; all but one sentence in some thousands are shorter. It
// remembers what it was asked, so an object serves one thread. The vocabulary is to outlive it.
class TokenPlaces {
 public:
  static constexpr uint32_t kMost = 63;  // tokens, so that what is behind the last has a bit too

  // From now on it is about another sentence; its tokens are given with each question. The vocabulary has all rules'
  // words and tests.
  void Begin(const Vocabulary& vocabulary);
  // Makes sure that token `at` and those behind it are indexed; the token that bit 0 stands for.
  uint32_t Cover(const std::vector<MaskToken>& tokens, uint32_t at) const {
    if (!is_filled_ || (tokens.size() > kMost && at != base_)) Fill(tokens, tokens.size() > kMost ? at : 0);
    return base_;
  }

  // What follows is about the tokens that Cover was called for last.
  // Those that fit a test, by its number in the vocabulary.
  uint64_t Of(uint32_t test) const {
    if (test < Vocabulary::kFirstTest) return places_[test];
    const Question& question = questions_[test - Vocabulary::kFirstTest];
    return question.round == round_ ? question.places : Find(test);
  }
  // Whether the one at a bit does.
  bool Fits(uint32_t test, uint32_t place) const {
    if (test < Vocabulary::kFirstTest) return (places_[test] >> place & 1) != 0;
    const Question& question = questions_[test - Vocabulary::kFirstTest];
    if (question.round == round_) return (question.places >> place & 1) != 0;
    return (kinds_[place] & question.kinds) != 0 ||
           vocabulary_->tests()[test - Vocabulary::kFirstTest].words.Has(numbers_[place]);
  }
  // The number of the word at a bit; 0 for letters and words that no rule has.
  uint32_t NumberAt(uint32_t place) const { return numbers_[place]; }
  const Vocabulary& vocabulary() const { return *vocabulary_; }
  // A buffer of so many words for whoever runs a pattern.
  uint64_t* Buffer(size_t size) const {
    if (buffer_.size() < size) buffer_.resize(size);
    return buffer_.data();
  }

 private:
  // A test and what it was answered with last, in one cache line. One with more words than fit in is put to the tokens;
  // any other asks for its words.
  static constexpr uint32_t kFewWords = 16;
  struct alignas(64) Question {
    uint64_t places = 0;
    uint32_t round = 0;  // that the answer is from
    uint32_t count = 0;  // of the words; more than kFewWords: they are only in the vocabulary
    uint64_t kinds = 0;
    std::array<uint16_t, kFewWords> words = {};
  };
  void Fill(const std::vector<MaskToken>& tokens, uint32_t base) const;
  void FillWordKinds() const;
  uint64_t Find(uint32_t test) const;

  const Vocabulary* vocabulary_ = nullptr;
  uint64_t of_ = 0;  // its id
  mutable bool is_filled_ = false, has_word_kinds_ = false;
  mutable uint32_t base_ = 0, size_ = 0;
  mutable uint32_t round_ = 0;
  mutable std::array<uint32_t, kMost + 1> numbers_ = {};  // of each token
  mutable std::array<uint64_t, kMost + 1> kinds_ = {};    // likewise
  mutable std::vector<uint64_t> places_;                  // of letters, then of words, as their tests are numbered
  mutable std::array<uint64_t, 8> of_word_kind_ = {};     // once they were asked for
  mutable std::vector<Question> questions_;               // the other tests
  mutable std::vector<uint64_t> buffer_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_PLACES_H_
