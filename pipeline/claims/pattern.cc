#include "pipeline/claims/pattern.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "pipeline/rules/regex.h"

namespace attest {
namespace {

// The most tokens that the gaps and rows below can hold; a reference with 's is two.
constexpr uint32_t kMostGap = 10, kMostAdjectives = 3, kMostNounPhrase = 8, kMostWideGap = 20, kMostOfAny = 64;

constexpr std::string_view kGap = "(?:(?:[a-z0-9][^ ]*|I 's) ){0,5}?";
constexpr std::string_view kAdjectives = "(?:(?:[a-z][a-z-]{4,}|net|new|core|full|half) ){0,3}?";
constexpr std::string_view kNounPhrase =
    "(?:(?:a|an|the|its|his|her|us|uk|big|new|old|top|[a-z][a-z-]{3,}|I 's) ){0,4}?";
constexpr std::string_view kWideGap = "(?:(?:[a-z0-9,'][^ ]*|[DUS]|I 's) ){0,10}?";

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

// The letters that a slot's RE2 source allows; 0 when it allows words too.
uint32_t LettersOf(std::string_view slot) {
  if (slot.size() < 3 || slot.front() != '[' || slot.back() != ']') return 0;
  uint32_t letters = 0;
  for (const char c : slot.substr(1, slot.size() - 2)) letters |= LetterBit(c);
  return letters;
}

// Whether a name can stand there.
bool HoldsName(std::string_view slot) { return slot.find_first_of("CINP") != std::string_view::npos; }

// One element, or a row of them, in translation.
struct Piece {
  std::string source;
  std::vector<std::string> words;        // one of these has to be there; empty: no condition
  uint32_t letters = 0;                  // one of these has to be there; 0: no condition
  std::vector<std::string> first_words;  // the first word of each alternative, where all are known
  uint32_t names = 0;                    // how many names it can hold
  uint32_t names_before = 0;             // how many before the last of `words`
  std::vector<std::string> all_words;    // it can hold no others, unless `open`
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

// A piece without conditions.
Piece Free(std::string source, uint32_t least, uint32_t most) {
  Piece piece;
  piece.open = true;
  piece.source = std::move(source);
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

  Result<Piece> List(std::string_view name) const {
    const std::vector<std::string>* phrases = rules.List(name);
    if (phrases == nullptr) return rules.Broken(entry, "no list is named {@" + std::string(name) + "}");
    Piece piece = Free(Alternation(*phrases), kMostOfAny, 1);
    piece.open = false;
    for (const std::string& phrase : *phrases) {
      AddWordsOf(phrase, &piece.all_words);
      piece.least = std::min(piece.least, WordCount(phrase));
      piece.most = std::max(piece.most, WordCount(phrase));
      piece.words.push_back(KeyWord(phrase));
      piece.first_words.push_back(phrase.substr(0, phrase.find(' ')));
    }
    return piece;
  }

  Result<Piece> Braced(std::string_view name) const {
    if (name.starts_with('@')) {
      Result<Piece> list = List(name.substr(1));
      if (list.ok()) list->source += " ";
      return list;
    }
    if (name == "aux") {
      const std::vector<std::string>* phrases = rules.List("claim.aux");
      if (phrases == nullptr) return rules.Broken(entry, "{aux} needs the list claim.aux");
      // Word by word: any row of them, in a pattern that stays small.
      std::vector<std::string> words;
      for (const std::string& phrase : *phrases) AddWordsOf(phrase, &words);
      return Free("(?P<aux>(?:(?:" + Alternation(std::move(words)) + "|[a-z]+ly) )*)", 0, kMostOfAny);
    }
    if (name == "np") return Free(std::string(kNounPhrase), 0, kMostNounPhrase);
    if (name == "adjs") return Free(std::string(kAdjectives), 0, kMostAdjectives);
    if (const auto slot = slots.find(name); slot != slots.end()) {
      Piece piece =
          Free("(?P<" + slot->first + ">" + slot->second.source + ") ", slot->second.least, slot->second.most);
      piece.words = slot->second.words;
      piece.all_words = slot->second.all_words;
      piece.open = piece.all_words.empty();
      piece.letters = LettersOf(slot->second.source);
      piece.names = HoldsName(slot->second.source) ? 1 : 0;
      return piece;
    }
    Result<std::string> fragment = rules.Expand("{" + std::string(name) + "}", entry);
    if (!fragment.ok()) return fragment.error();
    return Free(*fragment + " ", 0, kMostOfAny);
  }

  static Piece Words(std::string_view alternatives) {
    if (alternatives == "...") return Free(std::string(kGap), 0, kMostGap);
    if (alternatives == "....") return Free(std::string(kWideGap), 0, kMostWideGap);
    Piece piece;
    if (alternatives.size() == 1 && alternatives[0] >= 'A' && alternatives[0] <= 'Z') {
      piece.source = std::string(alternatives) + " ";
      piece.letters = LetterBit(alternatives[0]);
      piece.names = HoldsName(alternatives) ? 1 : 0;
      return piece;
    }
    piece.source = (alternatives.find('|') == std::string_view::npos ? std::string(alternatives)
                                                                     : "(?:" + std::string(alternatives) + ")") +
                   " ";
    while (!alternatives.empty()) {
      const size_t bar = std::min(alternatives.find('|'), alternatives.size());
      piece.words.emplace_back(alternatives.substr(0, bar));
      piece.all_words.emplace_back(alternatives.substr(0, bar));
      piece.first_words.emplace_back(alternatives.substr(0, bar));
      alternatives.remove_prefix(std::min(bar + 1, alternatives.size()));
    }
    return piece;
  }

  // A row of elements up to the end, or in brackets alternatives of rows up to the closing one. `needs` collects the
  // letters that the row itself cannot do without.
  Result<Piece> Row(std::string_view pattern, size_t* at, bool bracket, PatternNeeds* needs) const {
    Piece row;
    row.least = row.most = 0;
    uint32_t shortest = kMostOfAny, longest = 0;  // of the alternatives before
    std::vector<std::string> all_words;           // over the alternatives; empty as soon as one has no condition
    bool every_alternative = true;
    bool every_first = true;
    bool first_alternative = true;
    bool first_element = true;
    const auto end_alternative = [&] {
      every_alternative = every_alternative && !row.words.empty();
      all_words.insert(all_words.end(), row.words.begin(), row.words.end());
      row.words.clear();
      shortest = std::min(shortest, row.least);
      longest = std::max(longest, row.most);
      row.least = row.most = 0;
      first_alternative = false;
      first_element = true;
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
        row.source += '|';
        ++*at;
        continue;
      }
      Piece element;
      if (c == '(') {
        ++*at;
        Result<Piece> inner = Row(pattern, at, true, nullptr);
        if (!inner.ok()) return inner;
        if (*at >= pattern.size())
          return rules.Broken(entry, "a bracket is not closed in `" + std::string(pattern) + "`");
        ++*at;
        element = *std::move(inner);
        element.source = "(?:" + element.source + ")";
        element.letters = 0;
        element.names_before = element.names;
      } else if (c == '{') {
        const size_t close = pattern.find('}', *at);
        if (close == std::string_view::npos)
          return rules.Broken(entry, "a brace is not closed in `" + std::string(pattern) + "`");
        Result<Piece> braced = Braced(pattern.substr(*at + 1, close - *at - 1));
        if (!braced.ok()) return braced;
        element = *std::move(braced);
        element.source = "(?:" + element.source + ")";
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
      if (first_element) {
        if (optional || element.first_words.empty()) every_first = false;
        row.first_words.insert(row.first_words.end(), element.first_words.begin(), element.first_words.end());
        if (!optional) row.letters = element.letters;
        first_element = false;
      }
      if (optional) {
        element.source = "(?:" + element.source + ")?";
        ++*at;
      } else {
        if (!element.words.empty() && needs != nullptr)
          needs->row.push_back({element.words, row.least, row.most + element.most - 1});
        if (IsStricter(element.words, row.words)) {
          row.words = std::move(element.words);
          row.names_before = row.names + element.names_before;
          row.words_from = row.least;
          row.words_to = row.most + element.most - 1;
        }
        if (element.letters != 0 && needs != nullptr) needs->letters.push_back({element.letters, row.least, row.most});
        row.least += element.least;
      }
      row.most += element.most;
      row.open = row.open || element.open;
      row.all_words.insert(row.all_words.end(), element.all_words.begin(), element.all_words.end());
      row.names += element.names;
      row.source += element.source;
    }
    if (!every_first) row.first_words.clear();
    if (!first_alternative) {
      end_alternative();
      if (every_alternative) row.words = std::move(all_words);
      row.least = shortest;
      row.most = longest;
    }
    return row;
  }
};

}  // namespace

Result<SlotPattern> CompileSlot(std::string_view spec, const RuleSet& rules, const RuleEntry& entry) {
  std::string letters;
  std::string words;
  SlotPattern slot;
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
      words = "(?:(?:[a-z][^ ]*|Q) ){0,3}?[a-z][^ ]*";
    } else if (kind == "phrase") {  // as many words as there are: what ends a pattern
      slot.most = std::max(slot.most, 4u);
      words = "(?:(?:[a-z][^ ]*|Q) ){0,3}[a-z][^ ]*";
    } else if (kind == "unit") {  // a noun phrase that ends in a plural: "Nvidia GPUs", "data centers"
      slot.most = std::max(slot.most, 5u);
      words = "(?:[CN] )?(?:[a-z][^ ]* ){0,3}?[a-z][^ ]*s";
    } else if (kind.starts_with('@')) {
      const std::vector<std::string>* list = rules.List(kind.substr(1));
      if (list == nullptr) return rules.Broken(entry, "no list is named " + std::string(kind));
      for (const std::string& phrase : *list) {
        slot.most = std::max(slot.most, WordCount(phrase));
        if (words.empty()) slot.words.push_back(KeyWord(phrase));
      }
      words += (words.empty() ? "" : "|") + Alternation(*list);
    } else {
      return rules.Broken(
          entry, "`" + std::string(kind) +
                     "` is no kind of slot; there are company, name, person, money, per-share, percent, factor, "
                     "date, duration, quantity, words, phrase, unit and @list");
    }
  }
  const std::string one = "[" + letters + "]";
  slot.source = letters.empty() ? words : words.empty() ? one : "(?:" + one + "|" + words + ")";
  if (!letters.empty() || spec.find('|') != std::string_view::npos) slot.words.clear();
  return slot;
}

Result<TranslatedPattern> TranslatePattern(std::string_view pattern, const SlotPatterns& slots, const RuleSet& rules,
                                           const RuleEntry& entry) {
  size_t at = 0;
  TranslatedPattern translated;
  Result<Piece> row = Translator{slots, rules, entry}.Row(pattern, &at, false, &translated.needs);
  if (!row.ok()) return row.error();
  translated.source = " " + row->source;
  translated.needs.first_letters = row->letters;
  translated.needs.first_words = std::move(row->first_words);
  if (!row->open) translated.needs.all_words = std::move(row->all_words);
  // A condition with a word that stands in nearly every sentence turns nothing away.
  const auto everywhere = [](const std::string& word) {
    return std::find(std::begin(kEverywhere), std::end(kEverywhere), word) != std::end(kEverywhere);
  };
  if (std::none_of(row->words.begin(), row->words.end(), everywhere)) {
    translated.needs.words = std::move(row->words);
    translated.needs.words_from = row->words_from;
    translated.needs.words_to = row->words_to;
    translated.needs.names_before = row->names_before;
  }
  return translated;
}

}  // namespace attest
