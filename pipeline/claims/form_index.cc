#include "pipeline/claims/form_index.h"

#include <algorithm>

namespace attest {
namespace {

constexpr uint32_t kNames = LetterBit('C') | LetterBit('I') | LetterBit('N') | LetterBit('P');

}  // namespace

Form::Form(Regex pattern, const PatternNeeds& needs)
    : pattern_(std::move(pattern)),
      first_letters_(needs.first_letters),
      names_before_(needs.names_before),
      first_words_(needs.first_words) {
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

bool Form::Find(const MaskedSentence& sentence, uint32_t from, uint32_t trigger,
                std::vector<Regex::Group>* groups) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  if (from >= tokens.size()) return false;
  if (first_letters_ == 0 && first_words_.empty())
    return pattern_.FindGroups(sentence.text, sentence.starts[from] - 1, groups);
  uint32_t end = static_cast<uint32_t>(tokens.size());
  if (trigger != kNoTrigger) {
    // A match holds the trigger, and before it no more names than the pattern has slots for.
    end = trigger + 1;
    uint32_t begin = trigger;
    for (uint32_t names = 0; begin > from && names < names_before_; --begin)
      names += IsNameLetter(tokens[begin - 1].letter);
    if (names_before_ > 0 && (first_letters_ & kNames) != 0) from = std::max(from, begin);
  }
  const auto length = static_cast<uint32_t>(sentence.text.size());
  for (uint32_t i = from; i < end; ++i) {
    if (!MayBegin(tokens[i])) continue;
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

void FormIndex::Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const {
  uint32_t letters = 0;
  candidates->clear();
  for (const uint32_t form : without_word_) candidates->push_back({form, kNoTrigger});
  for (uint32_t i = 0; i < sentence.tokens.size(); ++i) {
    const MaskToken& token = sentence.tokens[i];
    if (token.letter != 0) {
      letters |= LetterBit(token.letter);
    } else if (const auto found = by_word_.find(token.word); found != by_word_.end()) {
      for (const uint32_t form : found->second) candidates->push_back({form, i});
    }
  }
  std::erase_if(*candidates, [this, letters](const Candidate& candidate) {
    const std::vector<uint32_t>& sets = letters_[candidate.form];
    return std::any_of(sets.begin(), sets.end(), [letters](uint32_t set) { return (set & letters) == 0; });
  });
  std::sort(candidates->begin(), candidates->end());
}

}  // namespace attest
