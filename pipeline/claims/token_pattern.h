// A claim rule's pattern as a small program over the tokens of a masked sentence, and what runs it.
//
// It runs from its last step to its first, at all tokens at once: a word of bits says from where the rest of the
// program leads to its end, and each step makes of it the word for one step more. What is left are the tokens that a
// hit begins at. A second run, forwards and only where there is a hit, finds the groups: it knows at every step where
// to go on, and never has to come back.
#ifndef ATTEST_CLAIMS_TOKEN_PATTERN_H_
#define ATTEST_CLAIMS_TOKEN_PATTERN_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline/claims/mask.h"
#include "pipeline/claims/vocabulary.h"

namespace attest {

// Tokens [begin, end) of a masked sentence.
struct TokenRange {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool empty() const { return begin == end; }
};

// Which tokens fit: of one of these kinds (mask.h), or one of these words.
struct TokenTest {
  uint64_t kinds = 0;
  VocabularySet words = {};

  bool Fits(const MaskToken& token) const { return (token.kinds & kinds) != 0 || words.Has(token.number); }
};

// Build from steps, then const and safe from any number of threads. A sentence's places are to begin with it before
// (TokenPlaces::Begin). A hit has at most TokenPlaces::kMost tokens.
class TokenPattern {
 public:
  enum class Op : uint8_t {
    kToken,    // a token that fits
    kGap,      // up to `most` of them, as few as will do
    kRow,      // up to `most` of them, as many as there are
    kPhrases,  // the words of one of `phrases`, the first that will do
    kFork,     // what follows, or else what stands `jump` steps on
    kJump,     // on with what stands `jump` steps on
    kOpen,     // a group begins here
    kClose,    // and ends
    kPass,     // nothing; but where no token fits, no way leads through the `jump` steps before it
  };
  struct Step {
    Op op = Op::kToken;
    uint8_t group = 0;
    bool owners = false;     // kGap: a reference and its 's count as one that fits
    bool every_way = false;  // no way leads around it; set on building
    uint16_t most = 0;
    uint16_t jump = 0;
    uint32_t test = 0;  // in the vocabulary; kPhrases: of the phrases' first words
    uint32_t list = 0;  // kPhrases: in the vocabulary; owners: the test for 's
  };

  TokenPattern() = default;
  // `groups`: the names of the groups. The steps' numbers are those of the vocabulary.
  TokenPattern(std::vector<Step> steps, std::vector<std::string> groups, Vocabulary* vocabulary);

  static constexpr size_t kMaxGroups = 12;
  struct Hit {
    TokenRange all;
    std::array<TokenRange, kMaxGroups> groups;  // empty where unset
  };
  // A hit that begins at token `at` and ends at or before `end`: of several the one that the pattern names first.
  bool MatchAt(const MaskedSentence& sentence, uint32_t at, uint32_t end, Hit* hit) const;
  // Of those the longest.
  bool LongestAt(const MaskedSentence& sentence, uint32_t at, uint32_t end, Hit* hit) const;
  // The first hit within [from, end).
  bool Find(const MaskedSentence& sentence, uint32_t from, uint32_t end, Hit* hit) const;
  // Of the tokens that `asked` has a bit for, from token `from` on: those that a hit may begin at, by what it cannot do
  // without. At most TokenPlaces::kMost of them.
  uint64_t MayBegin(const MaskedSentence& sentence, uint32_t from, uint64_t asked) const;
  // Appends the hits that begin at these.
  void FindAll(const MaskedSentence& sentence, uint32_t from, uint64_t asked, std::vector<Hit>* hits) const;

  const std::vector<std::string>& groups() const { return groups_; }
  // What a hit can begin with.
  const Vocabulary::Test& first() const { return first_; }
  // A token that no way leads around: so many tokens behind a hit's first.
  struct Needed {
    uint32_t test = 0;
    uint8_t from = 0, to = 0;
  };
  std::span<const Needed> needed() const { return {needed_.data(), needed_count_}; }

 private:
  // For each step, and behind the last, the tokens from where it leads to one of `ends`; bits as of `places`. The words
  // are good until the next run.
  const uint64_t* Run(const TokenPlaces& places, uint64_t ends) const;
  static uint64_t BeforePhrases(const TokenPlaces& places, const Step& step, uint64_t behind);
  // The hit at a token that a run has found; bit 0 stands for token `base`.
  void Trace(const TokenPlaces& places, const uint64_t* ways, uint32_t base, uint32_t at, Hit* hit) const;

  void FindNeeded(const Vocabulary& vocabulary);

  // A quick no for most sentences; as many as fit in, for they are asked in place.
  std::array<Needed, 6> needed_ = {};
  uint32_t needed_count_ = 0;
  uint32_t most_ = 0;  // tokens of a hit
  uint32_t first_test_ = 0;
  std::vector<Step> steps_;
  std::vector<std::string> groups_;
  Vocabulary::Test first_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_TOKEN_PATTERN_H_
