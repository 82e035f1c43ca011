#include "pipeline/claims/pattern.h"

#include <vector>

#include "pipeline/rules/regex.h"

namespace attest {
namespace {

constexpr std::string_view kGap = "(?:[a-z0-9][^ ]* ){0,5}?";
constexpr std::string_view kAdjectives = "(?:(?:[a-z][a-z-]{4,}|net|new|core|full|half) ){0,3}?";
constexpr std::string_view kNounPhrase = "(?:[a-z][a-z-]* ){0,4}?";
constexpr std::string_view kWideGap = "(?:(?:[a-z0-9,'][^ ]*|[DUS]) ){0,10}?";

struct Translator {
  const std::map<std::string, std::string>& slots;
  const RuleSet& rules;
  const RuleEntry& entry;

  // The words of a list: each phrase ends with the space after its last token.
  Result<std::string> Phrases(std::string_view list) const {
    const std::vector<std::string>* words = rules.List(list);
    if (words == nullptr) return rules.Broken(entry, "no list is named {@" + std::string(list) + "}");
    return Alternation(*words);
  }

  Result<std::string> Braced(std::string_view name) const {
    if (name.starts_with('@')) {
      Result<std::string> phrases = Phrases(name.substr(1));
      if (!phrases.ok()) return phrases;
      return *phrases + " ";
    }
    if (name == "aux") {
      Result<std::string> phrases = Phrases("claim.aux");
      if (!phrases.ok()) return phrases;
      return "(?P<aux>(?:(?:" + *phrases + "|[a-z]+ly) ){0,7})";
    }
    if (name == "np") return std::string(kNounPhrase);
    if (name == "adjs") return std::string(kAdjectives);
    if (const auto slot = slots.find(std::string(name)); slot != slots.end())
      return "(?P<" + slot->first + ">" + slot->second + ") ";
    Result<std::string> fragment = rules.Expand("{" + std::string(name) + "}", entry);
    if (!fragment.ok()) return fragment;
    return *fragment + " ";
  }

  // Alternatives up to the closing bracket (or the end).
  Result<std::string> Row(std::string_view pattern, size_t* at, bool bracket) const {
    std::string out;
    while (*at < pattern.size()) {
      const char c = pattern[*at];
      if (c == ' ') {
        ++*at;
        continue;
      }
      if (bracket && c == ')') return out;
      if (bracket && c == '|') {
        out += '|';
        ++*at;
        continue;
      }
      std::string element;
      if (c == '(') {
        ++*at;
        Result<std::string> inner = Row(pattern, at, true);
        if (!inner.ok()) return inner;
        if (*at >= pattern.size())
          return rules.Broken(entry, "a bracket is not closed in `" + std::string(pattern) + "`");
        ++*at;
        element = "(?:" + *inner + ")";
      } else if (c == '{') {
        const size_t close = pattern.find('}', *at);
        if (close == std::string_view::npos)
          return rules.Broken(entry, "a brace is not closed in `" + std::string(pattern) + "`");
        Result<std::string> braced = Braced(pattern.substr(*at + 1, close - *at - 1));
        if (!braced.ok()) return braced;
        element = "(?:" + *braced + ")";
        *at = close + 1;
      } else {
        size_t end = *at;
        while (end < pattern.size() && pattern[end] != ' ' && pattern[end] != '?' && pattern[end] != ')' &&
               !(bracket && pattern[end] == '|'))
          ++end;
        const std::string_view word = pattern.substr(*at, end - *at);
        *at = end;
        if (word == "...") {
          element = kGap;
        } else if (word == "....") {
          element = kWideGap;
        } else if (word.find('|') != std::string_view::npos) {
          element = "(?:" + std::string(word) + ") ";
        } else {
          element = std::string(word) + " ";
        }
      }
      if (*at < pattern.size() && pattern[*at] == '?') {
        element = "(?:" + element + ")?";
        ++*at;
      }
      out += element;
    }
    return out;
  }
};

}  // namespace

Result<std::string> SlotPattern(std::string_view spec, const RuleSet& rules, const RuleEntry& entry) {
  std::string letters;
  std::string words;
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
      words = "(?:(?:[a-z][^ ]*|Q) ){0,3}?[a-z][^ ]*";
    } else if (kind == "unit") {  // a noun phrase that ends in a plural: "Nvidia GPUs", "data centers"
      words = "(?:[CN] )?(?:[a-z][^ ]* ){0,3}?[a-z][^ ]*s";
    } else if (kind.starts_with('@')) {
      const std::vector<std::string>* list = rules.List(kind.substr(1));
      if (list == nullptr) return rules.Broken(entry, "no list is named " + std::string(kind));
      words += (words.empty() ? "" : "|") + Alternation(*list);
    } else {
      return rules.Broken(
          entry, "`" + std::string(kind) +
                     "` is no kind of slot; there are company, name, person, money, per-share, percent, factor, "
                     "date, duration, quantity, words, unit and @list");
    }
  }
  if (letters.empty()) return words;
  const std::string one = "[" + letters + "]";
  return words.empty() ? one : "(?:" + one + "|" + words + ")";
}

Result<std::string> TranslatePattern(std::string_view pattern, const std::map<std::string, std::string>& slots,
                                     const RuleSet& rules, const RuleEntry& entry) {
  size_t at = 0;
  Result<std::string> row = Translator{slots, rules, entry}.Row(pattern, &at, false);
  if (!row.ok()) return row;
  return " " + *row;
}

}  // namespace attest
