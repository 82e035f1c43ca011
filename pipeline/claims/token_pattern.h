// A claim rule's pattern as a small program over the tokens of a masked sentence, and what runs it.
//
// It backtracks, and never enters one place of the program twice at one token: linear in the tokens, as RE2 is, which
// read the rendered sentence before. On tokens whose words are numbers, without the text, it takes a twentieth of the
// time, and hundreds of patterns are built in a millisecond.
#ifndef ATTEST_CLAIMS_TOKEN_PATTERN_H_
#define ATTEST_CLAIMS_TOKEN_PATTERN_H_

#include <array>
#include <cstdint>
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

// A guess at the same, without a look into lists: false only for tokens that cannot fit.
struct TokenFilter {
  uint64_t kinds = 0;
  uint64_t words = 0;  // a bit for each number, modulo 64

  void Add(const TokenTest& test);
  void Add(const TokenFilter& other) {
    kinds |= other.kinds;
    words |= other.words;
  }
  bool MayFit(const MaskToken& token) const {
    return (token.kinds & kinds) != 0 || (words >> (token.number % 64) & 1) != 0;
  }
};

// Build from steps, then const and safe from any number of threads.
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
    kJoin,     // ways come together
  };
  struct Step {
    Op op = Op::kToken;
    bool owners = false;  // kGap: a reference and its 's count as one that fits
    uint8_t group = 0;
    uint32_t most = 0;
    uint32_t jump = 0;
    TokenTest test = {};
    std::vector<std::vector<uint32_t>> phrases = {};  // numbers of the vocabulary
    TokenFilter next = {};  // kGap, kRow: what can stand behind; kFork: what can begin what follows
    bool last = false;      // that may be nothing
    uint16_t inside = 0;    // kFork: a bit for each group in what follows
  };

  TokenPattern() = default;
  // `groups`: the names of the groups; `most`: how many tokens a hit has at most.
  TokenPattern(std::vector<Step> steps, std::vector<std::string> groups, uint32_t most);

  static constexpr size_t kMaxGroups = 12;
  struct Hit {
    TokenRange all;
    std::array<TokenRange, kMaxGroups> groups;  // empty where unset
  };
  // A hit that begins at token `at` and ends at or before `end`: of several the one that the pattern names first.
  bool MatchAt(const std::vector<MaskToken>& tokens, uint32_t at, uint32_t end, Hit* hit) const;
  // Of those the longest.
  bool LongestAt(const std::vector<MaskToken>& tokens, uint32_t at, uint32_t end, Hit* hit) const;
  // The first hit within [from, end).
  bool Find(const std::vector<MaskToken>& tokens, uint32_t from, uint32_t end, Hit* hit) const;

  const std::vector<std::string>& groups() const { return groups_; }
  // What a hit can begin with.
  const TokenTest& first() const { return first_; }

 private:
  struct Run;
  bool Start(const std::vector<MaskToken>& tokens, uint32_t at, uint32_t end, bool longest, Hit* hit) const;

  std::vector<Step> steps_;
  std::vector<std::string> groups_;
  uint32_t most_ = 0;
  uint32_t joins_ = 0;
  TokenTest first_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_TOKEN_PATTERN_H_
