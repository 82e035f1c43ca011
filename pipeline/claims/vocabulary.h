// The words that claim rules look for, numbered: a sentence's words are looked up once, and all rules compare numbers.
#ifndef ATTEST_CLAIMS_VOCABULARY_H_
#define ATTEST_CLAIMS_VOCABULARY_H_

#include <cstdint>
#include <string_view>

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

// Some of a vocabulary's words.
class VocabularySet {
 public:
  void Add(uint32_t number) {
    if (number >= has_.size()) has_.resize(number + 1);
    has_[number] = true;
  }
  bool Has(uint32_t number) const { return number < has_.size() && has_[number] != 0; }

 private:
  std::vector<char> has_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_VOCABULARY_H_
