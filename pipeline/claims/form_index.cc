#include "pipeline/claims/form_index.h"

#include <algorithm>

namespace attest {

Form::Form(Regex pattern, const PatternNeeds& needs)
    : pattern_(std::move(pattern)), first_letters_(needs.first_letters), first_words_(needs.first_words) {
  std::sort(first_words_.begin(), first_words_.end());
}

Result<Form> Form::Compile(const TranslatedPattern& translated) {
  Result<Regex> regex = Regex::Compile(translated.source, kMaskedPattern);
  if (!regex.ok()) return regex.error();
  return Form(*std::move(regex), translated.needs);
}

bool Form::MayBegin(const MaskToken& token) const {
  if (token.letter != 0) return (first_letters_ & LetterBit(token.letter)) != 0;
  return std::binary_search(first_words_.begin(), first_words_.end(), token.word);
}

bool Form::Find(const MaskedSentence& sentence, uint32_t from, std::vector<Regex::Group>* groups) const {
  if (from >= sentence.tokens.size()) return false;
  if (first_letters_ == 0 && first_words_.empty()) return pattern_.FindGroups(sentence.text, sentence.starts[from] - 1, groups);
  const auto length = static_cast<uint32_t>(sentence.text.size());
  for (uint32_t i = from; i < sentence.tokens.size(); ++i) {
    if (!MayBegin(sentence.tokens[i])) continue;
    // Bounds first: without captures a miss, which most are, is cheap.
    Span hit;
    const uint32_t begin = sentence.starts[i] - 1;
    if (pattern_.FindAt(sentence.text, begin, length, &hit)) return pattern_.GroupsAt(sentence.text, begin, groups);
  }
  return false;
}

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
