// The words that claim rules look for, numbered: a sentence's words are looked up once, and all rules compare numbers.
// And what patterns ask of a token, numbered likewise: a sentence answers each question once, for all patterns.
#ifndef ATTEST_CLAIMS_VOCABULARY_H_
#define ATTEST_CLAIMS_VOCABULARY_H_

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/mentions/hash_map.h"
#include "pipeline/mentions/words.h"

namespace attest {

// What rules look for a word for, as bits: most sentences have no word of a class, and are passed over by it.
inline constexpr uint32_t kFormWord = 1;      // a frame's form needs it
inline constexpr uint32_t kLinkWord = 2;      // a link needs it
inline constexpr uint32_t kRelationWord = 4;  // a verb or noun of a frame begins with it
inline constexpr uint32_t kNounWord = 8;      // it tells a metric noun
inline constexpr uint32_t kHedgeWord = 16;    // a modifier before a figure ends in it
inline constexpr uint32_t kJoinWord = 32;     // it joins names to a list
inline constexpr uint32_t kNoteWord = 64;     // a note about a correction needs it

// Some of a vocabulary's words, as bits.
class VocabularySet {
 public:
  void Add(uint32_t number) {
    const uint32_t at = number / 64;
    if (bits_.empty()) base_ = at;
    if (at < base_) {
      bits_.insert(bits_.begin(), base_ - at, 0);
      base_ = at;
    }
    if (at - base_ >= bits_.size()) bits_.resize(at - base_ + 1);
    bits_[at - base_] |= uint64_t{1} << (number % 64);
  }
  void AddAll(const VocabularySet& other) {
    for (uint32_t number = other.base_ * 64; number < (other.base_ + other.bits_.size()) * 64; ++number) {
      if (other.Has(number)) Add(number);
    }
  }
  bool Has(uint32_t number) const {
    const uint32_t at = number / 64 - base_;  // below the base: past all bits
    return at < bits_.size() && (bits_[at] >> (number % 64) & 1) != 0;
  }
  bool empty() const { return bits_.empty(); }

 private:
  uint32_t base_ = 0;  // numbers begin at 64 times this
  std::vector<uint64_t> bits_;
};

// Case does not count. Build with Add, then const and safe from any number of threads.
class Vocabulary {
 public:
  Vocabulary() = default;
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;
  struct Word {
    uint32_t number = 0;  // from 1; 0: no rule has the word
    uint32_t classes = 0;
  };
  // The number, the same for the same word. The classes are joined to those that it has.
  uint32_t Add(std::string_view word, uint32_t classes = 0) {
    Word& known = words_.At(HashWord(word));
    if (known.number == 0) known.number = ++size_;
    known.classes |= classes;
    return known.number;
  }
  // Those of the words of a phrase, in order.
  std::vector<uint32_t> AddWords(std::string_view phrase) {
    std::vector<uint32_t> numbers;
    while (!phrase.empty()) {
      const size_t space = std::min(phrase.find(' '), phrase.size());
      if (space > 0) numbers.push_back(Add(phrase.substr(0, space)));
      phrase.remove_prefix(std::min(space + 1, phrase.size()));
    }
    return numbers;
  }
  Word Find(std::string_view word) const { return Find(HashWord(word)); }
  // Of the word with this hash (mentions/words.h).
  Word Find(uint64_t hash) const {
    const Word* known = words_.Find(hash);
    return known == nullptr ? Word{} : *known;
  }
  // The greatest number.
  uint32_t size() const { return size_; }
  // Tells it from all others that the process has had, for those who keep what they have read from it.
  uint64_t id() const { return id_; }

  // What fits a test: tokens of one of these kinds (mask.h), or one of these words.
  struct Test {
    uint64_t kinds = 0;
    std::vector<uint32_t> words = {};  // ascending
  };
  // The number of a test, the same for the same test: of one for a single letter the bit of its kind, of one for a
  // single word kFirstWord and the word's number, of all others from kFirstTest on.
  static constexpr uint32_t kFirstWord = 32, kFirstTest = uint32_t{1} << 24;
  uint32_t AddTest(uint64_t kinds, std::vector<uint32_t> words) {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    if (words.empty() && std::has_single_bit(kinds) && kinds >> kFirstWord == 0)
      return static_cast<uint32_t>(std::countr_zero(kinds));
    if (words.size() == 1 && kinds == 0) return kFirstWord + words[0];
    const auto [at, is_new] = test_numbers_.try_emplace({kinds, std::move(words)}, kFirstTest + tests_.size());
    if (is_new) {
      tests_.push_back({{kinds, at->first.second}, {}});
      for (const uint32_t word : at->first.second) tests_.back().words.Add(word);
    }
    return at->second;
  }
  Test test(uint32_t number) const {
    if (number < kFirstWord) return {uint64_t{1} << number, {}};
    if (number < kFirstTest) return {0, {number - kFirstWord}};
    return tests_[number - kFirstTest].test;
  }
  // Those from kFirstTest on, in order.
  struct NumberedTest {
    Test test;
    VocabularySet words;  // the test's
  };
  const std::vector<NumberedTest>& tests() const { return tests_; }

  // Phrases as words' numbers, those that begin with the same word together and in the order in which they are tried.
  // The number of the list.
  using Phrases = std::vector<std::vector<uint32_t>>;
  uint32_t AddPhrases(Phrases phrases) {
    std::stable_sort(phrases.begin(), phrases.end(), [](const auto& a, const auto& b) { return a[0] < b[0]; });
    phrases_.push_back(std::move(phrases));
    return static_cast<uint32_t>(phrases_.size() - 1);
  }
  const Phrases& phrases(uint32_t number) const { return phrases_[number]; }

 private:
  static uint64_t NextId() {
    static std::atomic<uint64_t> last = 0;
    return ++last;
  }

  uint64_t id_ = NextId();
  HashMap<Word> words_;
  uint32_t size_ = 0;
  std::vector<NumberedTest> tests_;
  std::map<std::pair<uint64_t, std::vector<uint32_t>>, uint32_t> test_numbers_;
  std::vector<Phrases> phrases_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_VOCABULARY_H_
