#include "pipeline/review/word_index.h"

#include <algorithm>

#include "pipeline/model/hash.h"

namespace attest {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

char Folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string Folded(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(), [](char c) { return Folded(c); });
  return folded;
}

template <typename Each>
void ForEachWord(std::string_view text, const Each& each) {
  for (size_t at = text.find_first_not_of(kSpace); at != text.npos;) {
    const size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    each(text.substr(at, end - at));
    at = text.find_first_not_of(kSpace, end);
  }
}

}  // namespace

void WordIndex::Add(std::string_view text) {
  ForEachWord(text, [this](std::string_view word) {
    const std::string folded = Folded(word);
    const auto [known, added] = numbers_.try_emplace(Hash64(folded), static_cast<uint32_t>(begins_.size()));
    if (added) {
      begins_.push_back(words_.size());
      words_.append(folded).push_back('\n');
    }
    of_this_.push_back(known->second);
  });
}

void WordIndex::EndFact() {
  std::sort(of_this_.begin(), of_this_.end());
  of_this_.erase(std::unique(of_this_.begin(), of_this_.end()), of_this_.end());
  of_facts_.insert(of_facts_.end(), of_this_.begin(), of_this_.end());
  fact_ends_.push_back(of_facts_.size());
  of_this_.clear();
}

void WordIndex::EndFacts() { numbers_ = {}; }

WordIndex::Search::Search(const WordIndex& index, std::string_view text) : index_(index) {
  ForEachWord(text, [this](std::string_view word) {
    const std::string folded = Folded(word);
    std::vector<bool> wanted(index_.begins_.size());
    for (size_t at = index_.words_.find(folded); at != std::string::npos;) {
      const auto after = std::upper_bound(index_.begins_.begin(), index_.begins_.end(), at);
      wanted[static_cast<size_t>(after - index_.begins_.begin()) - 1] = true;
      if (after == index_.begins_.end()) break;
      at = index_.words_.find(folded, *after);
    }
    wanted_.push_back(std::move(wanted));
  });
}

bool WordIndex::Search::Holds(uint32_t fact) const {
  const auto end = index_.of_facts_.begin() + static_cast<ptrdiff_t>(index_.fact_ends_[fact]);
  const auto begin = fact == 0 ? index_.of_facts_.begin()
                               : index_.of_facts_.begin() + static_cast<ptrdiff_t>(index_.fact_ends_[fact - 1]);
  return std::all_of(wanted_.begin(), wanted_.end(), [begin, end](const std::vector<bool>& wanted) {
    return std::any_of(begin, end, [&wanted](uint32_t word) { return wanted[word]; });
  });
}

}  // namespace attest
