#include "pipeline/mentions/modifier.h"

#include <algorithm>

#include "pipeline/mentions/builders.h"
#include "pipeline/mentions/view_bytes.h"
#include "pipeline/mentions/words.h"

namespace attest::values {
namespace {

char Folded(char c) { return c == '\n' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// Whether the phrase, whose spaces stand for any white space, ends at `end` / begins at `begin` of the view.
bool EndsWithPhrase(std::string_view view, size_t end, std::string_view phrase) {
  for (size_t i = phrase.size(); i-- > 0; --end) {
    if (end == 0 || Folded(view[end - 1]) != phrase[i]) return false;
    while (phrase[i] == ' ' && end > 1 && Folded(view[end - 2]) == ' ') --end;
  }
  return end == 0 || !IsWordByte(view[end - 1]);
}
bool BeginsWithPhrase(std::string_view view, size_t begin, std::string_view phrase) {
  for (const char c : phrase) {
    if (begin == view.size() || Folded(view[begin]) != c) return false;
    ++begin;
    while (c == ' ' && begin < view.size() && Folded(view[begin]) == ' ') ++begin;
  }
  return begin == view.size() || !IsWordByte(view[begin]);
}

// Where the last word before `end` begins, or the sign or the abbreviation there: "about", "~", "approx."
size_t HedgeBegin(std::string_view view, size_t end) {
  if (end == 0) return 0;
  const char last = view[end - 1];
  if (last == '~' || last == '<' || last == '>') return end - 1;
  return WordBegin(view, last == '.' ? end - 1 : end);
}

}  // namespace

Result<ModifierTable> ModifierTable::Load(const RuleSet& rules) {
  ModifierTable table;
  const auto* no_duration = rules.List("no_duration_modifier");
  for (const bool before : {true, false}) {
    const std::string family = before ? "modifier" : "modifier_after";
    for (const auto& [suffix, phrases] : rules.Lists(family)) {
      const auto modifier = ModifierFromName(suffix);
      if (!modifier) {
        return Error{ErrorCode::kBadRule,
                     rules.folder() + ": list " + family + "." + std::string(suffix) + ": no modifier has this name"};
      }
      for (const std::string& phrase : *phrases) {
        const size_t cut = before ? phrase.rfind(' ') + 1 : phrase.find(' ');
        const bool skip =
            no_duration != nullptr && std::find(no_duration->begin(), no_duration->end(), phrase) != no_duration->end();
        if (phrase.empty()) continue;
        Index& index = before ? table.before_ : table.after_;
        const std::string word = before ? phrase.substr(cut) : phrase.substr(0, cut);
        index.filter.Add(word);
        index.phrases.At(HashWord(word)).push_back({phrase, *modifier, skip});
      }
    }
  }
  for (Index* index : {&table.before_, &table.after_}) {
    for (std::vector<Phrase>& phrases : index->phrases.values()) {
      std::stable_sort(phrases.begin(), phrases.end(),
                       [](const Phrase& a, const Phrase& b) { return a.text.size() > b.text.size(); });
    }
  }
  return table;
}

Modifier ModifierTable::Around(std::string_view view, Span span, MentionKind kind) const {
  const auto find = [](const Index& index, std::string_view word) -> const std::vector<Phrase>* {
    return index.filter.MayHave(word) ? index.phrases.Find(HashWord(word)) : nullptr;
  };
  uint32_t begin = span.begin;
  while (begin > 0 && IsSpace(view[begin - 1]) && span.begin - begin < 4) --begin;
  const size_t word = HedgeBegin(view, begin);
  const std::string_view before = view.substr(word, begin - word);
  if (const auto* phrases = find(before_, before)) {
    for (const Phrase& phrase : *phrases) {
      if (phrase.not_duration && kind == MentionKind::kDuration) continue;
      // The last word is the phrase's.
      const std::string_view rest = std::string_view(phrase.text).substr(0, phrase.text.size() - before.size());
      if (EndsWithPhrase(view, word, rest)) return phrase.modifier;
    }
  }
  if (span.end == view.size() || (!IsSpace(view[span.end]) && view[span.end] != '-')) return Modifier::kExact;
  if (const auto* phrases = find(after_, WordAfter(view, span.end))) {
    for (const Phrase& phrase : *phrases) {
      if (BeginsWithPhrase(view, span.end + 1, phrase.text)) return phrase.modifier;
    }
  }
  return Modifier::kExact;
}

}  // namespace attest::values
