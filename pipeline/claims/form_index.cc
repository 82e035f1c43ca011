#include "pipeline/claims/form_index.h"

#include <algorithm>
#include <array>
#include <bit>

namespace attest {
namespace {

constexpr uint64_t kLetters = (LetterBit('Z') << 1) - 1;
constexpr std::array<uint32_t, 3> kAnyLetters = {UINT32_MAX, UINT32_MAX, UINT32_MAX};

}  // namespace

uint32_t FormIndex::NumberOf(const Needs& needs) {
  const auto known = std::find(needs_.begin(), needs_.end(), needs);
  if (known != needs_.end()) return static_cast<uint32_t>(known - needs_.begin());
  if (needs_.size() == kMostNeeds) return 0;
  const auto number = static_cast<uint32_t>(needs_.size());
  needs_.push_back(needs);
  for (size_t letter = 0; letter < met_by_letter_.size(); ++letter) {
    for (size_t i = 0; i < needs.size(); ++i) met_by_letter_[letter][i] |= uint64_t{needs[i] >> letter & 1} << number;
  }
  return number;
}

uint64_t FormIndex::MetBy(uint64_t letters) const {
  std::array<uint64_t, 3> met = {};
  for (uint64_t left = letters; left != 0; left &= left - 1) {
    const std::array<uint64_t, 3>& by = met_by_letter_[static_cast<size_t>(std::countr_zero(left))];
    for (size_t i = 0; i < met.size(); ++i) met[i] |= by[i];
  }
  return met[0] & met[1] & met[2];
}

FormIndex::FormIndex(uint32_t word_class) : word_class_(word_class) { NumberOf(kAnyLetters); }

void FormIndex::Add(CompiledPattern pattern, Vocabulary* vocabulary) {
  const PatternNeeds& needs = pattern.needs;
  const auto number = static_cast<uint32_t>(forms_.size());
  Needs letters = kAnyLetters;
  for (size_t i = 0; i < std::min(letters.size(), needs.letters.size()); ++i)
    letters[i] = static_cast<uint32_t>(needs.letters[i]);
  const Entry entry{number, NumberOf(letters)};
  if (needs.words.empty()) without_word_.push_back(entry);
  for (const std::string& word : needs.words) {
    const uint32_t id = vocabulary->Add(word, word_class_);
    if (id >= by_word_.size()) {
      by_word_.resize(id + 1);
      word_needs_.resize(id + 1);
    }
    if (!by_word_[id].empty() && by_word_[id].back().form == number) continue;
    by_word_[id].push_back(entry);
    word_needs_[id] |= uint64_t{1} << entry.needs;
  }
  Form form{.pattern = std::move(pattern.pattern),
            .words_from = needs.words_from,
            .words_to = needs.words_to,
            .names_before = needs.names_before,
            .begins_with_name = false};
  const Vocabulary::Test& first = form.pattern.first();
  form.begins_with_name = first.words.empty() && (first.kinds & ~kNameLetters) == 0;
  forms_.push_back(std::move(form));
}

std::pair<uint32_t, uint32_t> FormIndex::Begins(const Form& form, const std::vector<MaskToken>& tokens,
                                                uint32_t trigger) const {
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

void FormIndex::Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const {
  candidates->clear();
  const uint64_t met = MetBy(sentence.kinds & kLetters);
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const auto size = static_cast<uint32_t>(tokens.size());
  if (met == 0 || size == 0) return;
  // Where to look for each form.
  static thread_local std::vector<Range> ranges;
  ranges.clear();
  const auto add = [&](uint32_t form, uint32_t begin, uint32_t end) {
    for (; begin < end; begin += TokenPlaces::kMost) {
      const uint32_t count = std::min(end - begin, TokenPlaces::kMost);
      const uint64_t asked = forms_[form].pattern.MayBegin(sentence, begin, (uint64_t{1} << count) - 1);
      if (asked != 0) ranges.push_back({form, begin, asked});
    }
  };
  const auto is_met = [met](const Entry& entry) { return (met >> entry.needs & 1) != 0; };
  for (const Entry& entry : without_word_) {
    if (is_met(entry)) add(entry.form, 0, size);
  }
  if ((sentence.classes & word_class_) != 0) {
    const uint64_t* const word_needs = word_needs_.data();
    const auto words = static_cast<uint32_t>(word_needs_.size());
    uint32_t at = 0;
    for (const MaskToken& token : tokens) {
      const uint32_t trigger = at++;
      if (token.number >= words || (word_needs[token.number] & met) == 0) continue;
      for (const Entry& entry : by_word_[token.number]) {
        if (!is_met(entry) || !forms_[entry.form].pattern.MayMatch(sentence)) continue;
        const auto [begin, end] = Begins(forms_[entry.form], tokens, trigger);
        add(entry.form, begin, end);
      }
    }
  }
  std::sort(ranges.begin(), ranges.end());
  static thread_local std::vector<TokenPattern::Hit> hits;
  for (const Range& range : ranges) {
    hits.clear();
    forms_[range.form].pattern.FindAll(sentence, range.begin, range.asked, &hits);
    for (const TokenPattern::Hit& hit : hits) {
      // Those with two of the words are found twice.
      if (candidates->empty() || candidates->back().form != range.form ||
          candidates->back().hit.all.begin < hit.all.begin)
        candidates->push_back({range.form, hit});
    }
  }
}

}  // namespace attest
