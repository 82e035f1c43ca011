#include "pipeline/claims/form_index.h"

#include <algorithm>

namespace attest {
namespace {

constexpr uint32_t kNames = LetterBit('C') | LetterBit('I') | LetterBit('N') | LetterBit('P');

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

uint32_t FormIndex::SetOf(uint32_t letters, const std::vector<std::string>& words, Vocabulary* vocabulary) {
  Set set{letters, {}};
  for (const std::string& word : words) set.words.push_back(vocabulary->Add(word));
  std::sort(set.words.begin(), set.words.end());
  set.words.erase(std::unique(set.words.begin(), set.words.end()), set.words.end());
  if (const auto known = std::find(sets_.begin(), sets_.end(), set); known != sets_.end())
    return static_cast<uint32_t>(known - sets_.begin());
  const auto number = static_cast<uint32_t>(sets_.size());
  for (const uint32_t word : set.words) {
    if (word >= sets_of_word_.size()) sets_of_word_.resize(word + 1);
    sets_of_word_[word].push_back(number);
  }
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    if ((letters & LetterBit(letter)) != 0) sets_of_letter_[static_cast<size_t>(letter - 'A')].push_back(number);
  }
  sets_.push_back(std::move(set));
  return number;
}

Status FormIndex::Add(const TranslatedPattern& pattern, Vocabulary* vocabulary) {
  Result<Regex> regex = Regex::Compile(pattern.source, kMaskedPattern);
  if (!regex.ok()) return regex.error();
  const PatternNeeds& needs = pattern.needs;
  const auto number = static_cast<uint32_t>(forms_.size());
  Form form{.pattern = *std::move(regex),
            .needs = {},
            .words_from = needs.words_from,
            .words_to = needs.words_to,
            .names_before = needs.names_before,
            .begins_with_name = (needs.first_letters & kNames) != 0};
  for (const PatternNeeds::Words& words : needs.row)
    form.needs.push_back({SetOf(0, words.any, vocabulary), words.from, words.to});
  for (const PatternNeeds::Letters& letters : needs.letters)
    form.needs.push_back({SetOf(letters.any, {}, vocabulary), letters.from, letters.to});
  if (needs.first_letters != 0 || !needs.first_words.empty())
    form.needs.push_back({SetOf(needs.first_letters, needs.first_words, vocabulary), 0, 0});
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
  if (form.names_before > 0 && form.begins_with_name) {
    uint32_t at = trigger;
    for (uint32_t names = 0; at > begin && names < form.names_before; --at)
      names += IsNameLetter(tokens[at - 1].letter);
    begin = std::max(begin, at);
  }
  return {begin, end};
}

bool FormIndex::Find(const MaskedSentence& sentence, const Candidate& candidate, uint32_t from,
                     std::vector<Regex::Group>* groups) const {
  const Form& form = forms_[candidate.form];
  const auto length = static_cast<uint32_t>(sentence.text.size());
  const auto [begin, end] = Begins(form, sentence.tokens, candidate.trigger);
  for (uint32_t i = std::max(from, begin); i < end; ++i) {
    if ((candidate.begins & BitOf(i)) == 0) continue;
    // Bounds first: without captures a miss, which most are, is cheap.
    Span hit;
    const uint32_t at = sentence.starts[i] - 1;
    if (form.pattern.FindAt(sentence.text, at, length, &hit)) return form.pattern.GroupsAt(sentence.text, at, groups);
  }
  return false;
}

void FormIndex::Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  static thread_local std::vector<uint64_t> places;  // of each set's words and letters
  places.assign(sets_.size(), 0);
  for (size_t i = 0; i < tokens.size(); ++i) {
    const uint64_t bit = BitOf(i);
    if (tokens[i].letter != 0) {
      for (const uint32_t set : sets_of_letter_[static_cast<size_t>(tokens[i].letter - 'A')]) places[set] |= bit;
    } else if (tokens[i].number < sets_of_word_.size()) {
      for (const uint32_t set : sets_of_word_[tokens[i].number]) places[set] |= bit;
    }
  }
  candidates->clear();
  const auto add = [&](uint32_t number, uint32_t trigger) {
    const Form& form = forms_[number];
    for (const Need& need : form.needs) {
      if (places[need.set] == 0) return;
    }
    const auto [begin, end] = Begins(form, tokens, trigger);
    if (begin >= end) return;
    uint64_t begins = BitsFrom(begin) & ~(BitsFrom(end - 1) << 1);
    for (const Need& need : form.needs) {
      begins &= Before(places[need.set], need.from, need.to);
      if (begins == 0) return;
    }
    candidates->push_back({number, trigger, begins});
  };
  for (const uint32_t form : without_word_) add(form, kNoTrigger);
  for (uint32_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].letter != 0 || tokens[i].number >= by_word_.size()) continue;
    for (const uint32_t form : by_word_[tokens[i].number]) add(form, i);
  }
  std::sort(candidates->begin(), candidates->end());
}

}  // namespace attest
