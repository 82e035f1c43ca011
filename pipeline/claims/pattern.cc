#include "pipeline/claims/pattern.h"

#include <algorithm>
#include <span>
#include <utility>

namespace attest {
namespace {

// The most tokens that the gaps and rows below can hold; a reference with 's is two.
constexpr uint32_t kMostGap = 10, kMostAdjectives = 3, kMostNounPhrase = 13, kMostWideGap = 20, kMostOfAny = 64;

// Short words that stand before a name or a noun, beside those that look like nouns or adjectives.
constexpr std::string_view kNounPhraseWords[] = {"a",   "an",  "the", "its", "his", "her", "us",  "uk",  "air",
                                                 "app", "big", "bus", "car", "gas", "new", "oil", "old", "one",
                                                 "pub", "six", "ten", "top", "toy", "tv",  "two", "web"};
constexpr std::string_view kAdjectiveWords[] = {"net", "new", "core", "full", "half"};

// Words so common that they turn no sentence away.
constexpr std::string_view kCommonWords[] = {
    "'s", ",",  "a",   "an", "and", "are",  "as",   "at",  "be", "by",  "for",  "from",  "had", "has",  "have", "in",
    "is", "it", "its", "of", "on",  "said", "that", "the", "to", "was", "were", "which", "who", "will", "with"};

constexpr std::string_view kEverywhere[] = {"'s", ",", "a", "and", "in", "of", "the", "to"};

bool IsCommon(std::string_view word) {
  return std::find(std::begin(kCommonWords), std::end(kCommonWords), word) != std::end(kCommonWords);
}

// The longest word of a phrase: the one that says most.
std::string KeyWord(std::string_view phrase) {
  std::string_view best;
  while (!phrase.empty()) {
    const size_t space = std::min(phrase.find(' '), phrase.size());
    if (space > best.size()) best = phrase.substr(0, space);
    phrase.remove_prefix(std::min(space + 1, phrase.size()));
  }
  return std::string(best);
}

constexpr uint64_t kAllLetters = (LetterBit('Z') << 1) - 1;

using Op = TokenPattern::Op;
using Steps = std::vector<TokenPattern::Step>;

void Append(const Steps& more, Steps* steps) { steps->insert(steps->end(), more.begin(), more.end()); }

TokenPattern::Step Jump(Op op, size_t steps) { return {.op = op, .jump = static_cast<uint16_t>(steps)}; }

// The steps, with a note behind them of a token that they cannot do without; where that is worth it.
Steps Gated(Steps steps, const Vocabulary& vocabulary) {
  constexpr size_t kWorth = 3;
  if (steps.size() < kWorth) return steps;
  size_t around = 0;
  const TokenPattern::Step* best = nullptr;
  size_t best_words = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    const TokenPattern::Step& step = steps[i];
    if (around <= i && (step.op == Op::kToken || step.op == Op::kPhrases)) {
      const Vocabulary::Test test = vocabulary.test(step.test);
      if ((test.kinds & ~kAllLetters) == 0 && (best == nullptr || test.words.size() < best_words)) {
        best = &step;
        best_words = test.words.size();
      }
    }
    if (step.op == Op::kFork || step.op == Op::kJump) around = std::max(around, i + step.jump);
  }
  if (best != nullptr)
    steps.push_back({.op = Op::kPass, .jump = static_cast<uint16_t>(steps.size()), .test = best->test});
  return steps;
}

bool IsOneToken(const Steps& steps) { return steps.size() == 1 && steps[0].op == Op::kToken; }

// One of several rows.
Steps AnyOf(std::vector<Steps> rows, Vocabulary* vocabulary) {
  // Those of one token that stand together are one.
  for (size_t i = rows.size() - 1; i-- > 0;) {
    if (!IsOneToken(rows[i]) || !IsOneToken(rows[i + 1])) continue;
    Vocabulary::Test both = vocabulary->test(rows[i][0].test);
    const Vocabulary::Test other = vocabulary->test(rows[i + 1][0].test);
    both.words.insert(both.words.end(), other.words.begin(), other.words.end());
    rows[i][0].test = vocabulary->AddTest(both.kinds | other.kinds, std::move(both.words));
    rows.erase(rows.begin() + static_cast<ptrdiff_t>(i) + 1);
  }
  Steps out = Gated(std::move(rows.back()), *vocabulary);
  for (size_t i = rows.size() - 1; i-- > 0;) {
    const Steps row = Gated(std::move(rows[i]), *vocabulary);
    Steps before{Jump(Op::kFork, row.size() + 2)};
    Append(row, &before);
    before.push_back(Jump(Op::kJump, out.size() + 1));
    Append(out, &before);
    out = std::move(before);
  }
  return out;
}

Steps Optional(Steps steps, const Vocabulary& vocabulary) {
  if (IsOneToken(steps)) {
    steps[0].op = Op::kRow;
    steps[0].most = 1;
    return steps;
  }
  const Steps gated = Gated(std::move(steps), vocabulary);
  Steps out{Jump(Op::kFork, gated.size() + 1)};
  Append(gated, &out);
  return out;
}

Steps OneToken(uint64_t kinds, std::span<const std::string_view> words, Vocabulary* vocabulary) {
  std::vector<uint32_t> numbers;
  for (const std::string_view word : words) numbers.push_back(vocabulary->Add(word));
  return {{.op = Op::kToken, .test = vocabulary->AddTest(kinds, std::move(numbers))}};
}

// Up to `most` tokens that fit, as few as will do.
Steps Gap(uint16_t most, bool owners, uint64_t kinds, std::span<const std::string_view> words, Vocabulary* vocabulary) {
  Steps steps = OneToken(kinds, words, vocabulary);
  steps[0].op = Op::kGap;
  steps[0].owners = owners;
  steps[0].most = most;
  if (owners) steps[0].list = vocabulary->AddTest(0, {vocabulary->Add("'s")});
  return steps;
}

// One element, or a row of them, in translation.
struct Piece {
  Steps steps;
  std::vector<std::string> words;      // one of these has to be there; empty: no condition
  uint64_t letters = 0;                // one of these has to be there; 0: no condition
  uint32_t names = 0;                  // how many names it can hold
  uint32_t names_before = 0;           // how many before the last of `words`
  std::vector<std::string> all_words;  // it can hold no others, unless `open`
  bool open = false;
  uint32_t least = 1, most = 1;           // tokens
  uint32_t words_from = 0, words_to = 0;  // where `words` are, in tokens from the begin
};

uint32_t WordCount(std::string_view phrase) {
  return 1 + static_cast<uint32_t>(std::count(phrase.begin(), phrase.end(), ' '));
}

// The words of a phrase, one by one.
void AddWordsOf(std::string_view phrase, std::vector<std::string>* words) {
  while (!phrase.empty()) {
    const size_t space = std::min(phrase.find(' '), phrase.size());
    words->emplace_back(phrase.substr(0, space));
    phrase.remove_prefix(std::min(space + 1, phrase.size()));
  }
}

// One of several phrases, the longest that will do.
Steps Phrases(std::vector<std::string> phrases, Vocabulary* vocabulary) {
  std::sort(phrases.begin(), phrases.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  if (std::all_of(phrases.begin(), phrases.end(), [](const std::string& phrase) { return WordCount(phrase) == 1; }))
    return OneToken(0, std::vector<std::string_view>(phrases.begin(), phrases.end()), vocabulary);
  Vocabulary::Phrases numbers;
  std::vector<uint32_t> first;
  for (const std::string& phrase : phrases) {
    std::vector<uint32_t> words = vocabulary->AddWords(phrase);
    if (words.empty()) continue;
    first.push_back(words[0]);
    numbers.push_back(std::move(words));
  }
  return {{.op = Op::kPhrases,
           .test = vocabulary->AddTest(0, std::move(first)),
           .list = vocabulary->AddPhrases(std::move(numbers))}};
}

// A piece without conditions.
Piece Free(Steps steps, uint32_t least, uint32_t most) {
  Piece piece;
  piece.open = true;
  piece.steps = std::move(steps);
  piece.least = least;
  piece.most = most;
  return piece;
}

// Of two conditions the stricter: fewer common words, then fewer words.
bool IsStricter(const std::vector<std::string>& words, const std::vector<std::string>& than) {
  if (words.empty() || than.empty()) return !words.empty();
  const auto cost = [](const std::vector<std::string>& list) {
    return static_cast<size_t>(
               std::count_if(list.begin(), list.end(), [](const std::string& word) { return IsCommon(word); })) *
               1000 +
           list.size();
  };
  return cost(words) < cost(than);
}

struct Translator {
  const SlotPatterns& slots;
  const RuleSet& rules;
  const RuleEntry& entry;
  Vocabulary* vocabulary;
  std::vector<std::string> groups = {};

  Result<Piece> List(std::string_view name) const {
    const std::vector<std::string>* phrases = rules.List(name);
    if (phrases == nullptr) return rules.Broken(entry, "no list is named {@" + std::string(name) + "}");
    Piece piece = Free(Phrases(*phrases, vocabulary), kMostOfAny, 1);
    piece.open = false;
    for (const std::string& phrase : *phrases) {
      AddWordsOf(phrase, &piece.all_words);
      piece.least = std::min(piece.least, WordCount(phrase));
      piece.most = std::max(piece.most, WordCount(phrase));
      piece.words.push_back(KeyWord(phrase));
    }
    return piece;
  }

  Result<Piece> Braced(std::string_view name) {
    if (name.starts_with('@')) return List(name.substr(1));
    if (name == "aux") {
      const std::vector<std::string>* phrases = rules.List("claim.aux");
      if (phrases == nullptr) return rules.Broken(entry, "{aux} needs the list claim.aux");
      // Word by word: any row of them, in a pattern that stays small.
      std::vector<std::string> words;
      for (const std::string& phrase : *phrases) AddWordsOf(phrase, &words);
      Steps steps =
          OneToken(kAdverbKind | LetterBit('D'), std::vector<std::string_view>(words.begin(), words.end()), vocabulary);
      steps[0].op = Op::kRow;
      steps[0].most = kMostOfAny;
      return Free(std::move(steps), 0, kMostOfAny);
    }
    if (name == "np") {
      // "the German chip maker", and after a country's name: "Germany's biggest chip maker".
      constexpr std::string_view kOwns[] = {"'s"};
      Steps country = OneToken(LetterBit('N'), {}, vocabulary);
      Append(OneToken(0, kOwns, vocabulary), &country);
      Append(Gap(4, false, kNounKind, kNounPhraseWords, vocabulary), &country);
      Steps steps = Gap(4, true, kNounKind, kNounPhraseWords, vocabulary);
      Append(Optional(std::move(country), *vocabulary), &steps);
      Piece piece = Free(std::move(steps), 0, kMostNounPhrase);
      piece.names = 1;
      return piece;
    }
    if (name == "adjs") return Free(Gap(3, false, kAdjectiveKind, kAdjectiveWords, vocabulary), 0, kMostAdjectives);
    if (const auto slot = slots.find(name); slot != slots.end()) {
      if (std::find(groups.begin(), groups.end(), name) != groups.end())
        return rules.Broken(entry, "{" + std::string(name) + "} stands twice in a pattern");
      if (groups.size() == TokenPattern::kMaxGroups) return rules.Broken(entry, "a pattern has too many roles");
      const auto group = static_cast<uint8_t>(groups.size());
      groups.emplace_back(name);
      Steps steps{{.op = Op::kOpen, .group = group}};
      Append(slot->second.steps, &steps);
      steps.push_back({.op = Op::kClose, .group = group});
      Piece piece = Free(std::move(steps), slot->second.least, slot->second.most);
      piece.words = slot->second.words;
      piece.all_words = slot->second.all_words;
      piece.open = piece.all_words.empty();
      // The letters are a condition where no words can stand there.
      uint64_t kinds = 0;
      for (const TokenPattern::Step& step : slot->second.steps) {
        if (step.op == Op::kToken) kinds |= vocabulary->test(step.test).kinds;
        if (step.op != Op::kToken || !vocabulary->test(step.test).words.empty()) kinds |= kLowerKind;
      }
      piece.letters = (kinds & ~kAllLetters) == 0 ? kinds : 0;
      piece.names = (kinds & kNameLetters) != 0 ? 1 : 0;
      return piece;
    }
    // A fragment is a pattern of this language; expanding brackets it.
    const std::string braced = "{" + std::string(name) + "}";
    Result<std::string> fragment = rules.ExpandFragments(braced, entry);
    if (!fragment.ok()) return fragment.error();
    if (*fragment == braced) return rules.Broken(entry, braced + " is the name of no role, list or fragment");
    size_t at = 0;
    Result<Piece> piece = Row(*fragment, &at, false, nullptr);
    if (!piece.ok()) return piece.error();
    return Free(std::move(piece->steps), piece->least, piece->most);
  }

  Piece Words(std::string_view alternatives) const {
    if (alternatives == "...") return Free(Gap(5, true, kWordKind, {}, vocabulary), 0, kMostGap);
    if (alternatives == "....") {
      constexpr std::string_view kMarks[] = {",", "'s"};
      constexpr uint64_t kKinds = kWordKind | LetterBit('D') | LetterBit('U') | LetterBit('S');
      return Free(Gap(10, true, kKinds, kMarks, vocabulary), 0, kMostWideGap);
    }
    Piece piece;
    std::vector<std::string_view> words;
    uint64_t letters = 0;
    while (!alternatives.empty()) {
      const size_t bar = std::min(alternatives.find('|'), alternatives.size());
      const std::string_view word = alternatives.substr(0, bar);
      if (word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z') {
        letters |= LetterBit(word[0]);
      } else {
        words.push_back(word);
      }
      alternatives.remove_prefix(std::min(bar + 1, alternatives.size()));
    }
    piece.steps = OneToken(letters, words, vocabulary);
    piece.names = (letters & kNameLetters) != 0 ? 1 : 0;
    piece.all_words.assign(words.begin(), words.end());
    if (letters == 0) {
      piece.words = piece.all_words;
    } else if (words.empty()) {
      piece.letters = letters;
    }
    return piece;
  }

  // A row of elements up to the end, or in brackets alternatives of rows up to the closing one. `needs` collects the
  // letters that the row itself cannot do without.
  Result<Piece> Row(std::string_view pattern, size_t* at, bool bracket, PatternNeeds* needs) {
    Piece row;
    row.least = row.most = 0;
    uint32_t shortest = kMostOfAny, longest = 0;  // of the alternatives before
    std::vector<std::string> all_words;           // over the alternatives; empty as soon as one has no condition
    bool every_alternative = true;
    std::vector<Steps> alternatives;
    const auto end_alternative = [&] {
      every_alternative = every_alternative && !row.words.empty();
      all_words.insert(all_words.end(), row.words.begin(), row.words.end());
      row.words.clear();
      shortest = std::min(shortest, row.least);
      longest = std::max(longest, row.most);
      row.least = row.most = 0;
      alternatives.push_back(std::move(row.steps));
      row.steps.clear();
    };
    while (*at < pattern.size()) {
      const char c = pattern[*at];
      if (c == ' ') {
        ++*at;
        continue;
      }
      if (bracket && c == ')') break;
      if (bracket && c == '|') {
        end_alternative();
        ++*at;
        continue;
      }
      Piece element;
      if (c == '(') {
        *at += pattern.substr(*at).starts_with("(?:") ? 3 : 1;
        Result<Piece> inner = Row(pattern, at, true, nullptr);
        if (!inner.ok()) return inner;
        if (*at >= pattern.size())
          return rules.Broken(entry, "a bracket is not closed in `" + std::string(pattern) + "`");
        ++*at;
        element = *std::move(inner);
        element.letters = 0;
        element.names_before = element.names;
      } else if (c == '{') {
        const size_t close = pattern.find('}', *at);
        if (close == std::string_view::npos)
          return rules.Broken(entry, "a brace is not closed in `" + std::string(pattern) + "`");
        Result<Piece> braced = Braced(pattern.substr(*at + 1, close - *at - 1));
        if (!braced.ok()) return braced;
        element = *std::move(braced);
        *at = close + 1;
      } else {
        size_t end = *at;
        while (end < pattern.size() && pattern[end] != ' ' && pattern[end] != '?' && pattern[end] != ')' &&
               !(bracket && pattern[end] == '|'))
          ++end;
        element = Words(pattern.substr(*at, end - *at));
        *at = end;
      }
      const bool optional = *at < pattern.size() && pattern[*at] == '?';
      if (optional) {
        element.steps = Optional(std::move(element.steps), *vocabulary);
        ++*at;
      } else {
        if (IsStricter(element.words, row.words)) {
          row.words = std::move(element.words);
          row.names_before = row.names + element.names_before;
          row.words_from = row.least;
          row.words_to = row.most + element.most - 1;
        }
        if (element.letters != 0 && needs != nullptr) needs->letters.push_back(element.letters);
        row.least += element.least;
      }
      row.most += element.most;
      row.open = row.open || element.open;
      row.all_words.insert(row.all_words.end(), element.all_words.begin(), element.all_words.end());
      row.names += element.names;
      Append(std::move(element.steps), &row.steps);
    }
    if (!alternatives.empty()) {
      end_alternative();
      if (every_alternative) row.words = std::move(all_words);
      row.least = shortest;
      row.most = longest;
      row.steps = AnyOf(std::move(alternatives), vocabulary);
    }
    return row;
  }
};

}  // namespace

SlotPattern LetterSlot(std::string_view letters, Vocabulary* vocabulary) {
  uint64_t kinds = 0;
  for (const char letter : letters) kinds |= LetterBit(letter);
  return {.steps = OneToken(kinds, {}, vocabulary)};
}

SlotPattern PhraseSlot(const std::vector<std::string>& phrases, Vocabulary* vocabulary) {
  SlotPattern slot{.steps = Phrases(phrases, vocabulary)};
  for (const std::string& phrase : phrases) {
    slot.most = std::max(slot.most, WordCount(phrase));
    slot.words.push_back(KeyWord(phrase));
    AddWordsOf(phrase, &slot.all_words);
  }
  return slot;
}

Result<SlotPattern> CompileSlot(std::string_view spec, const RuleSet& rules, const RuleEntry& entry,
                                Vocabulary* vocabulary) {
  std::string letters;
  std::vector<Steps> rows;
  SlotPattern slot;
  const bool single = spec.find('|') == std::string_view::npos;
  const uint64_t word_or_count = kLowerKind | LetterBit('Q');
  size_t at = 0;
  while (at <= spec.size()) {
    const size_t bar = std::min(spec.find('|', at), spec.size());
    const std::string_view kind = spec.substr(at, bar - at);
    at = bar + 1;
    if (kind == "company") {
      letters += "CI";
    } else if (kind == "name") {
      letters += "N";
    } else if (kind == "person") {
      letters += "P";
    } else if (kind == "money") {
      letters += "M";
    } else if (kind == "per-share") {
      letters += "S";
    } else if (kind == "percent") {
      letters += "R";
    } else if (kind == "factor") {
      letters += "F";
    } else if (kind == "date") {
      letters += "D";
    } else if (kind == "duration") {
      letters += "U";
    } else if (kind == "quantity") {
      letters += "Q";
    } else if (kind == "words") {
      slot.most = std::max(slot.most, 4u);
      rows.push_back(Gap(3, false, word_or_count, {}, vocabulary));
      Append(OneToken(kLowerKind, {}, vocabulary), &rows.back());
    } else if (kind == "phrase") {  // as many words as there are: what ends a pattern
      slot.most = std::max(slot.most, 4u);
      Steps row = OneToken(word_or_count, {}, vocabulary);
      row[0].op = Op::kRow;
      row[0].most = 3;
      Append(OneToken(kLowerKind, {}, vocabulary), &row);
      rows.push_back(std::move(row));
    } else if (kind == "unit") {  // a noun phrase that ends in a plural: "Nvidia GPUs", "data centers"
      slot.most = std::max(slot.most, 5u);
      Steps row = Optional(OneToken(LetterBit('C') | LetterBit('N'), {}, vocabulary), *vocabulary);
      Append(Gap(3, false, kLowerKind, {}, vocabulary), &row);
      Append(OneToken(kPluralKind, {}, vocabulary), &row);
      rows.push_back(std::move(row));
    } else if (kind == "goods") {  // how many of what: "30 Boeing freighters", "10 of its new jets", "50 aircraft"
      slot.most = std::max(slot.most, 10u);
      constexpr std::string_view kOf[] = {"of"}, kOwner[] = {"the", "their"}, kOwns[] = {"'s"},
                                 kAircraft[] = {"aircraft"};
      constexpr uint64_t kBefore = kWordKind | LetterBit('C') | LetterBit('N') | LetterBit('Q');
      Steps its = OneToken(LetterBit('I'), {}, vocabulary);
      Append(OneToken(0, kOwns, vocabulary), &its);
      Steps of = OneToken(0, kOf, vocabulary);
      Append(AnyOf({OneToken(0, kOwner, vocabulary), std::move(its)}, vocabulary), &of);
      Steps row = OneToken(LetterBit('Q'), {}, vocabulary);
      Append(Optional(std::move(of), *vocabulary), &row);
      Append(Gap(5, false, kBefore, {}, vocabulary), &row);
      Append(OneToken(kPluralNounKind, kAircraft, vocabulary), &row);
      rows.push_back(std::move(row));
    } else if (kind.starts_with('@')) {
      const std::vector<std::string>* list = rules.List(kind.substr(1));
      if (list == nullptr) return rules.Broken(entry, "no list is named " + std::string(kind));
      const SlotPattern phrases = PhraseSlot(*list, vocabulary);
      slot.most = std::max(slot.most, phrases.most);
      if (single) slot.words = phrases.words;
      rows.push_back(phrases.steps);
    } else {
      return rules.Broken(
          entry, "`" + std::string(kind) +
                     "` is no kind of slot; there are company, name, person, money, per-share, percent, factor, "
                     "date, duration, quantity, goods, words, phrase, unit and @list");
    }
  }
  if (!letters.empty()) rows.insert(rows.begin(), LetterSlot(letters, vocabulary).steps);
  slot.steps = rows.size() == 1 ? std::move(rows[0]) : AnyOf(std::move(rows), vocabulary);
  return slot;
}

Result<CompiledPattern> CompilePattern(std::string_view pattern, const SlotPatterns& slots, const RuleSet& rules,
                                       const RuleEntry& entry, Vocabulary* vocabulary) {
  size_t at = 0;
  CompiledPattern compiled;
  Translator translator{slots, rules, entry, vocabulary};
  Result<Piece> row = translator.Row(pattern, &at, false, &compiled.needs);
  if (!row.ok()) return row.error();
  if (row->least == 0) return rules.Broken(entry, "`" + std::string(pattern) + "` would match no words at all");
  compiled.pattern = TokenPattern(std::move(row->steps), std::move(translator.groups), vocabulary);
  if (!row->open) compiled.needs.all_words = std::move(row->all_words);
  // A condition with a word that stands in nearly every sentence turns nothing away.
  const auto everywhere = [](const std::string& word) {
    return std::find(std::begin(kEverywhere), std::end(kEverywhere), word) != std::end(kEverywhere);
  };
  if (std::none_of(row->words.begin(), row->words.end(), everywhere)) {
    compiled.needs.words = std::move(row->words);
    compiled.needs.words_from = row->words_from;
    compiled.needs.words_to = row->words_to;
    compiled.needs.names_before = row->names_before;
  }
  return compiled;
}

}  // namespace attest
