// The words that claim rules look for, numbered: a sentence's words are looked up once, and all rules compare numbers.
#ifndef ATTEST_CLAIMS_VOCABULARY_H_
#define ATTEST_CLAIMS_VOCABULARY_H_

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/mentions/hash_map.h"
#include "pipeline/mentions/words.h"

namespace attest {

// Case does not count. Build with Add, then const and safe from any number of threads.
class Vocabulary {
 public:
  // From 1; the same for the same word.
  uint32_t Add(std::string_view word) {
    uint32_t& number = numbers_.At(HashWord(word));
    if (number == 0) number = ++size_;
    return number;
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
  // 0: no rule has the word.
  uint32_t Find(std::string_view word) const {
    const uint32_t* number = numbers_.Find(HashWord(word));
    return number == nullptr ? 0 : *number;
  }
  uint32_t size() const { return size_; }

 private:
  HashMap<uint32_t> numbers_;
  uint32_t size_ = 0;
};

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
    for (size_t i = 0; i < other.bits_.size() * 64; ++i) {
      const auto number = static_cast<uint32_t>(other.base_ * 64 + i);
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

}  // namespace attest

#endif  // ATTEST_CLAIMS_VOCABULARY_H_
