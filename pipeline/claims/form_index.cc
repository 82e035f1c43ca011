#include "pipeline/claims/form_index.h"

#include <algorithm>

namespace attest {

void FormIndex::Add(PatternNeeds needs) {
  const auto form = static_cast<uint32_t>(letters_.size());
  if (needs.words.empty()) without_word_.push_back(form);
  for (const std::string& word : needs.words) by_word_[word].push_back(form);
  letters_.push_back(std::move(needs.letters));
}

void FormIndex::Candidates(const MaskedSentence& sentence, std::vector<uint32_t>* forms) const {
  uint32_t letters = 0;
  forms->assign(without_word_.begin(), without_word_.end());
  for (const MaskToken& token : sentence.tokens) {
    if (token.letter != 0) {
      letters |= LetterBit(token.letter);
    } else if (const auto found = by_word_.find(std::string_view(token.word)); found != by_word_.end()) {
      forms->insert(forms->end(), found->second.begin(), found->second.end());
    }
  }
  std::erase_if(*forms, [this, letters](uint32_t form) {
    return std::any_of(letters_[form].begin(), letters_[form].end(),
                       [letters](uint32_t set) { return (set & letters) == 0; });
  });
  std::sort(forms->begin(), forms->end());
  forms->erase(std::unique(forms->begin(), forms->end()), forms->end());
}

}  // namespace attest
