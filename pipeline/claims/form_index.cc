#include "pipeline/claims/form_index.h"

#include <algorithm>

namespace attest {
namespace {

constexpr uint32_t kNames = LetterBit('C') | LetterBit('I') | LetterBit('N') | LetterBit('P');

}  // namespace

Status FormIndex::Add(const TranslatedPattern& pattern, Vocabulary* vocabulary) {
  Result<Regex> regex = Regex::Compile(pattern.source, kMaskedPattern);
  if (!regex.ok()) return regex.error();
  const PatternNeeds& needs = pattern.needs;
  const auto number = static_cast<uint32_t>(forms_.size());
  Form form{.pattern = *std::move(regex),
            .letters = needs.letters,
            .row = {},
            .words_from = needs.words_from,
            .words_to = needs.words_to,
            .names_before = needs.names_before,
            .first_letters = needs.first_letters,
            .first_words = {}};
  for (const std::string& word : needs.first_words) form.first_words.push_back(vocabulary->Add(word));
  std::sort(form.first_words.begin(), form.first_words.end());
  for (const PatternNeeds::Words& words : needs.row) {
    form.row.push_back({{}, words.from, words.to});
    for (const std::string& word : words.any) form.row.back().any.push_back(vocabulary->Add(word));
    std::sort(form.row.back().any.begin(), form.row.back().any.end());
  }
  forms_.push_back(std::move(form));
  if (needs.words.empty()) without_word_.push_back(number);
  for (const std::string& word : needs.words) {
    const uint32_t id = vocabulary->Add(word);
    if (id >= by_word_.size()) by_word_.resize(id + 1);
    if (by_word_[id].empty() || by_word_[id].back() != number) by_word_[id].push_back(number);
  }
  return Done{};
}

std::pair<uint32_t, uint32_t> FormIndex::Begins(const Form& form, const std::vector<MaskToken>& tokens,
                                                uint32_t trigger) const {
  if (trigger == kNoTrigger) return {0, static_cast<uint32_t>(tokens.size())};
  if (trigger < form.words_from) return {0, 0};
  const uint32_t end = trigger - form.words_from + 1;
  uint32_t begin = trigger > form.words_to ? trigger - form.words_to : 0;
  // A match holds no more names before the trigger than the pattern has slots for.
  if (form.names_before > 0 && (form.first_letters & kNames) != 0) {
    uint32_t at = trigger;
    for (uint32_t names = 0; at > begin && names < form.names_before; --at)
      names += IsNameLetter(tokens[at - 1].letter);
    begin = std::max(begin, at);
  }
  return {begin, end};
}

bool FormIndex::MayBegin(const Form& form, const std::vector<MaskToken>& tokens, uint32_t at) {
  if (form.first_letters != 0 || !form.first_words.empty()) {
    const MaskToken& token = tokens[at];
    const bool known = token.letter != 0
                           ? (form.first_letters & LetterBit(token.letter)) != 0
                           : std::binary_search(form.first_words.begin(), form.first_words.end(), token.number);
    if (!known) return false;
  }
  const auto holds = [&](const auto& need, const auto& is) {
    const size_t end = std::min(tokens.size(), size_t{at} + need.to + 1);
    for (size_t i = size_t{at} + need.from; i < end; ++i) {
      if (is(tokens[i])) return true;
    }
    return false;
  };
  for (const PatternNeeds::Letters& need : form.letters) {
    if (!holds(need, [&need](const MaskToken& token) {
          return token.letter != 0 && (need.any & LetterBit(token.letter)) != 0;
        }))
      return false;
  }
  return std::all_of(form.row.begin(), form.row.end(), [&](const Form::Words& need) {
    return holds(need, [&need](const MaskToken& token) {
      return token.number != 0 && std::binary_search(need.any.begin(), need.any.end(), token.number);
    });
  });
}

bool FormIndex::Find(const MaskedSentence& sentence, const Candidate& candidate, uint32_t from,
                     std::vector<Regex::Group>* groups) const {
  const Form& form = forms_[candidate.form];
  const auto length = static_cast<uint32_t>(sentence.text.size());
  const auto [begin, end] = Begins(form, sentence.tokens, candidate.trigger);
  for (uint32_t i = std::max(from, begin); i < end; ++i) {
    if (!MayBegin(form, sentence.tokens, i)) continue;
    // Bounds first: without captures a miss, which most are, is cheap.
    Span hit;
    const uint32_t at = sentence.starts[i] - 1;
    if (form.pattern.FindAt(sentence.text, at, length, &hit)) return form.pattern.GroupsAt(sentence.text, at, groups);
  }
  return false;
}

void FormIndex::Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  uint32_t letters = 0;
  for (const MaskToken& token : tokens) letters |= token.letter != 0 ? LetterBit(token.letter) : 0;
  candidates->clear();
  const auto add = [&](uint32_t number, uint32_t trigger) {
    const Form& form = forms_[number];
    for (const PatternNeeds::Letters& need : form.letters) {
      if ((need.any & letters) == 0) return;
    }
    const auto [begin, end] = Begins(form, tokens, trigger);
    for (uint32_t i = begin; i < end; ++i) {
      if (MayBegin(form, tokens, i)) {
        candidates->push_back({number, trigger});
        return;
      }
    }
  };
  for (const uint32_t form : without_word_) add(form, kNoTrigger);
  for (uint32_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].letter != 0 || tokens[i].number >= by_word_.size()) continue;
    for (const uint32_t form : by_word_[tokens[i].number]) add(form, i);
  }
  std::sort(candidates->begin(), candidates->end());
}

}  // namespace attest
