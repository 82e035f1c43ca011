#include "pipeline/claims/form_index.h"

#include <algorithm>
#include <array>
#include <bit>

namespace attest {
namespace {

// Of a test, by its number among those of its place; they go round.
constexpr uint64_t BitOf(size_t test) { return uint64_t{1} << test % 64; }
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

FormIndex::FormIndex(uint32_t word_class) : word_class_(word_class) {
  NumberOf(kAnyLetters);
  NumberOf(Use{});
}

void FormIndex::AddTests(const TokenPattern& pattern, const Vocabulary& vocabulary, bool has_word, Entry* entry) {
  for (const TokenPattern::Needed& needed : pattern.needed()) {
    const Vocabulary::Test test = vocabulary.test(needed.test);
    if ((test.kinds & ~kLetters) != 0) continue;  // nearly any word will do
    BitsOf& bits = has_word && needed.to < entry->words_from   ? before_
                   : has_word && needed.from > entry->words_to ? behind_
                                                               : anywhere_;
    const auto known = std::find(bits.tests.begin(), bits.tests.end(), needed.test);
    entry->tests.*bits.place |= BitOf(static_cast<size_t>(known - bits.tests.begin()));
    if (known == bits.tests.end()) bits.tests.push_back(needed.test);
  }
}

uint16_t FormIndex::NumberOf(const Use& use) {
  const auto known = std::find(uses_.begin(), uses_.end(), use);
  const auto number = static_cast<uint16_t>(known - uses_.begin());
  if (known == uses_.end()) uses_.push_back(use);
  return number;
}

void FormIndex::Finish(const Vocabulary& vocabulary) {
  std::vector<Use> words(vocabulary.size() + 1);
  std::array<Use, 26> letters;
  for (const BitsOf* bits : {&before_, &behind_, &anywhere_}) {
    for (size_t i = 0; i < bits->tests.size(); ++i) {
      const Vocabulary::Test test = vocabulary.test(bits->tests[i]);
      for (uint64_t left = test.kinds; left != 0; left &= left - 1)
        letters[static_cast<size_t>(std::countr_zero(left))].tests.*bits->place |= BitOf(i);
      for (const uint32_t word : test.words) words[word].tests.*bits->place |= BitOf(i);
    }
  }
  for (size_t word = 0; word < by_word_.size(); ++word) {
    for (const Entry& entry : by_word_[word]) words[word].needs |= uint64_t{1} << entry.needs;
  }
  for (const Use& use : words) use_of_word_.push_back(NumberOf(use));
  for (size_t letter = 0; letter < letters.size(); ++letter) use_of_letter_['A' + letter] = NumberOf(letters[letter]);
}

void FormIndex::Add(CompiledPattern pattern, Vocabulary* vocabulary) {
  possessive_ = vocabulary->Add("'s");
  const PatternNeeds& needs = pattern.needs;
  const auto number = static_cast<uint32_t>(forms_.size());
  Needs letters = kAnyLetters;
  for (size_t i = 0; i < std::min(letters.size(), needs.letters.size()); ++i)
    letters[i] = static_cast<uint32_t>(needs.letters[i]);
  // A hit has no more tokens than that.
  const auto within = [](uint32_t tokens) { return static_cast<uint8_t>(std::min(tokens, TokenPlaces::kMost)); };
  const Vocabulary::Test& first = pattern.pattern.first();
  const bool begins_with_name = first.words.empty() && (first.kinds & ~kNameLetters) == 0;
  Entry entry{.tests = {},
              .form = number,
              .needs = static_cast<uint8_t>(NumberOf(letters)),
              .words_from = within(needs.words_from),
              .words_to = within(needs.words_to),
              .names_before = begins_with_name ? within(needs.names_before) : uint8_t{0}};
  AddTests(pattern.pattern, *vocabulary, !needs.words.empty(), &entry);
  if (needs.words.empty()) {
    without_word_.push_back(entry);
    needs_without_word_ |= uint64_t{1} << entry.needs;
  }
  for (const std::string& word : needs.words) {
    const uint32_t id = vocabulary->Add(word, word_class_);
    if (id >= by_word_.size()) by_word_.resize(id + 1);
    if (by_word_[id].empty() || by_word_[id].back().form != number) by_word_[id].push_back(entry);
  }
  forms_.push_back(std::move(pattern.pattern));
}

uint64_t FormIndex::FindTriggers(const MaskedSentence& sentence, uint64_t met, std::vector<Trigger>* triggers) const {
  triggers->clear();
  const std::vector<MaskToken>& tokens = sentence.tokens;
  // A letter has no number, and a word no letter: one of the two is of no use.
  const auto use_of = [&, of_word = use_of_word_.data(), uses = uses_.data()](const MaskToken& token) -> const Use& {
    return uses[of_word[token.number] | use_of_letter_[static_cast<size_t>(token.letter)]];
  };
  uint64_t before = 0, behind = 0, anywhere = 0;
  const auto size = static_cast<uint32_t>(tokens.size());
  for (uint32_t i = 0; i < size; ++i) {
    const Use& use = use_of(tokens[i]);
    if ((use.needs & met) != 0) triggers->push_back({i, before, 0});
    before |= use.tests.before;
    anywhere |= use.tests.anywhere;
  }
  auto trigger = triggers->rbegin();
  for (uint32_t i = size; trigger != triggers->rend();) {
    --i;
    if (trigger->token == i) {
      trigger->behind = behind;
      ++trigger;
    }
    behind |= use_of(tokens[i]).tests.behind;
  }
  return anywhere;
}

std::pair<uint32_t, uint32_t> FormIndex::Begins(const Entry& entry, const std::vector<MaskToken>& tokens,
                                                uint32_t trigger) const {
  if (trigger < entry.words_from) return {0, 0};
  const uint32_t end = trigger - entry.words_from + 1;
  uint32_t begin = trigger > entry.words_to ? trigger - entry.words_to : 0;
  // A match holds no more names before the trigger than the pattern has slots for, but for references with their 's,
  // which gaps pass over.
  if (entry.names_before > 0) {
    uint32_t at = trigger;
    for (uint32_t names = 0; at > begin && names < entry.names_before; --at) {
      const bool owns = tokens[at - 1].letter == 'I' && tokens[at].number == possessive_;
      names += IsNameLetter(tokens[at - 1].letter) && !owns;
    }
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
  if ((sentence.classes & word_class_) == 0 && (needs_without_word_ & met) == 0) return;
  static thread_local std::vector<Trigger> triggers;
  const uint64_t anywhere = FindTriggers(sentence, met, &triggers);
  // Where to look for each form.
  static thread_local std::vector<Range> ranges;
  ranges.clear();
  const auto add = [&](uint32_t form, uint32_t begin, uint32_t end) {
    for (; begin < end; begin += TokenPlaces::kMost) {
      const uint32_t count = std::min(end - begin, TokenPlaces::kMost);
      const uint64_t asked = forms_[form].MayBegin(sentence, begin, (uint64_t{1} << count) - 1);
      if (asked != 0) ranges.push_back({form, begin, asked});
    }
  };
  const auto is_met = [met, anywhere](const Entry& entry) {
    return (met >> entry.needs & 1) != 0 && (entry.tests.anywhere & ~anywhere) == 0;
  };
  for (const Entry& entry : without_word_) {
    if (is_met(entry)) add(entry.form, 0, size);
  }
  for (const Trigger& trigger : triggers) {
    for (const Entry& entry : by_word_[tokens[trigger.token].number]) {
      if (((entry.tests.before & ~trigger.before) | (entry.tests.behind & ~trigger.behind)) != 0 || !is_met(entry))
        continue;
      const auto [begin, end] = Begins(entry, tokens, trigger.token);
      add(entry.form, begin, end);
    }
  }
  if (ranges.empty()) return;
  std::sort(ranges.begin(), ranges.end());
  static thread_local std::vector<TokenPattern::Hit> hits;
  for (const Range& range : ranges) {
    hits.clear();
    forms_[range.form].FindAll(sentence, range.begin, range.asked, &hits);
    for (const TokenPattern::Hit& hit : hits) {
      // Those with two of the words are found twice.
      if (candidates->empty() || candidates->back().form != range.form ||
          candidates->back().hit.all.begin < hit.all.begin)
        candidates->push_back({range.form, hit});
    }
  }
}

}  // namespace attest
