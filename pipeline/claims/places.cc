#include "pipeline/claims/places.h"

#include <algorithm>
#include <bit>

#include "pipeline/claims/mask.h"

namespace attest {
namespace {

// Eight rows of eight bits, a byte each, turned into eight columns (Hacker's Delight, 7-3).
uint64_t Transposed(uint64_t rows) {
  uint64_t moved = (rows ^ (rows >> 7)) & 0x00AA00AA00AA00AAu;
  rows ^= moved ^ (moved << 7);
  moved = (rows ^ (rows >> 14)) & 0x0000CCCC0000CCCCu;
  rows ^= moved ^ (moved << 14);
  moved = (rows ^ (rows >> 28)) & 0x00000000F0F0F0F0u;
  return rows ^ moved ^ (moved << 28);
}

// The kinds of words are bits from this one on, eight at most.
constexpr uint32_t kFirstWordKind = 32;

}  // namespace

void TokenPlaces::Begin(const Vocabulary& vocabulary) {
  is_filled_ = false;
  if (of_ == vocabulary.id() && places_.size() > Vocabulary::kFirstWord + vocabulary.size() &&
      questions_.size() == vocabulary.tests().size())
    return;
  vocabulary_ = &vocabulary;
  of_ = vocabulary.id();
  size_ = 0;
  places_.assign(Vocabulary::kFirstWord + vocabulary.size() + 1, 0);
  questions_.clear();
  for (const Vocabulary::NumberedTest& asked : vocabulary.tests()) {
    Question& question = questions_.emplace_back();
    question.kinds = asked.test.kinds;
    const std::vector<uint32_t>& words = asked.test.words;  // ascending
    const bool few = words.size() <= kFewWords && (words.empty() || words.back() <= UINT16_MAX);
    question.count = few ? static_cast<uint32_t>(words.size()) : UINT32_MAX;
    if (few) std::copy(words.begin(), words.end(), question.words.begin());
  }
}

void TokenPlaces::Fill(const std::vector<MaskToken>& tokens, uint32_t base) const {
  uint64_t* const of_word = places_.data() + Vocabulary::kFirstWord;
  for (uint32_t i = 0; i < size_; ++i) of_word[numbers_[i]] = 0;
  std::fill_n(places_.begin(), Vocabulary::kFirstWord, 0);
  is_filled_ = true;
  has_word_kinds_ = false;
  base_ = base;
  size_ = std::min(kMost, static_cast<uint32_t>(tokens.size()) - base);
  if (++round_ == 0) {
    for (Question& question : questions_) question.round = 0;
    round_ = 1;
  }
  uint64_t* const of_letter = places_.data();
  const uint32_t size = size_;
  const MaskToken* token = tokens.data() + base;
  for (uint32_t i = 0; i < size; ++i, ++token) {
    const uint64_t bit = uint64_t{1} << i;
    if (token->letter != 0) of_letter[static_cast<size_t>(token->letter - 'A')] |= bit;
    kinds_[i] = token->kinds;
    numbers_[i] = token->number;
    of_word[token->number] |= bit;
  }
}

void TokenPlaces::FillWordKinds() const {
  has_word_kinds_ = true;
  of_word_kind_.fill(0);
  for (uint32_t from = 0; from < size_; from += 8) {
    uint64_t rows = 0;
    for (uint32_t i = 0; i < std::min(size_ - from, 8u); ++i) rows |= (kinds_[from + i] >> kFirstWordKind) << (8 * i);
    const uint64_t columns = Transposed(rows);
    for (uint32_t kind = 0; kind < of_word_kind_.size(); ++kind)
      of_word_kind_[kind] |= (columns >> (8 * kind) & 0xFF) << from;
  }
}

uint64_t TokenPlaces::Find(uint32_t test) const {
  Question& question = questions_[test - Vocabulary::kFirstTest];
  uint64_t places = 0;
  for (uint64_t left = question.kinds & ((uint64_t{1} << kFirstWordKind) - 1); left != 0; left &= left - 1)
    places |= places_[static_cast<size_t>(std::countr_zero(left))];
  if (const uint64_t word_kinds = question.kinds >> kFirstWordKind; word_kinds != 0) {
    if (!has_word_kinds_) FillWordKinds();
    for (uint64_t left = word_kinds; left != 0; left &= left - 1)
      places |= of_word_kind_[static_cast<size_t>(std::countr_zero(left))];
  }
  if (question.count <= kFewWords) {
    const uint64_t* const of_word = places_.data() + Vocabulary::kFirstWord;
    for (uint32_t i = 0; i < question.count; ++i) places |= of_word[question.words[i]];
  } else {
    const VocabularySet& words = vocabulary_->tests()[test - Vocabulary::kFirstTest].words;
    for (uint32_t i = 0; i < size_; ++i) places |= uint64_t{words.Has(numbers_[i])} << i;
  }
  question.places = places;
  question.round = round_;
  return places;
}

}  // namespace attest
