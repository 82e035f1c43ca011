#include "pipeline/claims/form_index.h"

#include <algorithm>
#include <array>
#include <bit>

namespace attest {
namespace {

constexpr uint64_t kNames = LetterBit('C') | LetterBit('I') | LetterBit('N') | LetterBit('P');

// Places of tokens as bits; the last one stands for all that are further on.
constexpr uint32_t kLastBit = 63;
uint64_t BitsFrom(uint32_t place) { return ~uint64_t{0} << std::min(place, kLastBit); }
uint64_t BitOf(size_t place) { return uint64_t{1} << std::min<size_t>(place, kLastBit); }

// The places with one of `places` `from` to `to` further on.
uint64_t Before(uint64_t places, uint32_t from, uint32_t to) {
  to = std::min(to, kLastBit);
  from = std::min(from, to);
  uint64_t before = places >> from;
  uint32_t width = 1;
  for (; width * 2 <= to - from + 1; width *= 2) before |= before >> width;
  before |= before >> (to - from + 1 - width);
  if (places >> kLastBit != 0) before |= BitsFrom(kLastBit - to);
  return before;
}

}  // namespace

void FormIndex::Add(CompiledPattern pattern, Vocabulary* vocabulary) {
  const PatternNeeds& needs = pattern.needs;
  const auto number = static_cast<uint32_t>(forms_.size());
  Entry entry{number, {UINT32_MAX, UINT32_MAX, UINT32_MAX}};
  for (size_t i = 0; i < std::min(entry.any.size(), needs.letters.size()); ++i)
    entry.any[i] = static_cast<uint32_t>(needs.letters[i].any);
  if (needs.words.empty()) without_word_.push_back(entry);
  for (const std::string& word : needs.words) {
    const uint32_t id = vocabulary->Add(word, word_class_);
    if (id >= by_word_.size()) by_word_.resize(id + 1);
    if (by_word_[id].empty() || by_word_[id].back().form != number) by_word_[id].push_back(entry);
  }
  Form form{.pattern = std::move(pattern.pattern),
            .needs = needs.letters,
            .words_from = needs.words_from,
            .words_to = needs.words_to,
            .names_before = needs.names_before,
            .begins_with_name = false};
  const TokenTest& first = form.pattern.first();
  form.begins_with_name = first.words.empty() && (first.kinds & ~kNames) == 0;
  forms_.push_back(std::move(form));
}

std::pair<uint32_t, uint32_t> FormIndex::Begins(const Form& form, const std::vector<MaskToken>& tokens,
                                                uint32_t trigger) const {
  if (trigger == kNoTrigger) return {0, static_cast<uint32_t>(tokens.size())};
  if (trigger < form.words_from) return {0, 0};
  const uint32_t end = trigger - form.words_from + 1;
  uint32_t begin = trigger > form.words_to ? trigger - form.words_to : 0;
  // A match holds no more names before the trigger than the pattern has slots for.
  if (form.names_before > 0 && form.begins_with_name) {
    uint32_t at = trigger;
    for (uint32_t names = 0; at > begin && names < form.names_before; --at)
      names += IsNameLetter(tokens[at - 1].letter);
    begin = std::max(begin, at);
  }
  return {begin, end};
}

bool FormIndex::Find(const MaskedSentence& sentence, const Candidate& candidate, uint32_t from,
                     TokenPattern::Hit* hit) const {
  const Form& form = forms_[candidate.form];
  const auto length = static_cast<uint32_t>(sentence.tokens.size());
  const auto [begin, end] = Begins(form, sentence.tokens, candidate.trigger);
  for (uint32_t i = std::max(from, begin); i < end; ++i) {
    if ((candidate.begins & BitOf(i)) != 0 && form.pattern.MatchAt(sentence.tokens, i, length, hit)) return true;
  }
  return false;
}

void FormIndex::Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const {
  candidates->clear();
  if ((sentence.classes & word_class_) == 0 && without_word_.empty()) return;
  const std::vector<MaskToken>& tokens = sentence.tokens;
  std::array<uint64_t, 26> places{};  // of each letter
  uint32_t letters = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].letter == 0) continue;
    places[static_cast<size_t>(tokens[i].letter - 'A')] |= BitOf(i);
    letters |= static_cast<uint32_t>(tokens[i].kinds);
  }
  const auto add = [&](const Entry& entry, uint32_t trigger) {
    if ((letters & entry.any[0]) == 0 || (letters & entry.any[1]) == 0 || (letters & entry.any[2]) == 0) return;
    const Form& form = forms_[entry.form];
    const auto [begin, end] = Begins(form, tokens, trigger);
    if (begin >= end) return;
    uint64_t begins = BitsFrom(begin) & ~(BitsFrom(end - 1) << 1);
    for (const PatternNeeds::Letters& need : form.needs) {
      uint64_t any = 0;
      for (uint64_t left = need.any; left != 0; left &= left - 1)
        any |= places[static_cast<size_t>(std::countr_zero(left))];
      begins &= Before(any, need.from, need.to);
      if (begins == 0) return;
    }
    candidates->push_back({entry.form, trigger, begins});
  };
  for (const Entry& entry : without_word_) add(entry, kNoTrigger);
  for (uint32_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].letter != 0 || tokens[i].number >= by_word_.size()) continue;
    for (const Entry& entry : by_word_[tokens[i].number]) add(entry, i);
  }
  std::sort(candidates->begin(), candidates->end());
}

}  // namespace attest
