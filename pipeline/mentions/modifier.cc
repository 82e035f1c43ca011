#include "pipeline/mentions/modifier.h"

#include <algorithm>

#include "pipeline/mentions/builders.h"
#include "pipeline/mentions/words.h"

namespace attest::values {
namespace {

constexpr size_t kReach = 40;  // bytes; longer than any phrase

char Folded(char c) { return c == '\n' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::string FoldedCopy(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (Folded(c) == ' ' && !out.empty() && out.back() == ' ') continue;
    out.push_back(Folded(c));
  }
  return out;
}

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
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
        Index& index = before ? table.before_ : table.after_;
        index.At(HashWord(before ? phrase.substr(cut) : phrase.substr(0, cut))).push_back({phrase, *modifier, skip});
      }
    }
  }
  for (Index* index : {&table.before_, &table.after_}) {
    for (std::vector<Phrase>& phrases : index->values()) {
      std::stable_sort(phrases.begin(), phrases.end(),
                       [](const Phrase& a, const Phrase& b) { return a.text.size() > b.text.size(); });
    }
  }
  return table;
}

Modifier ModifierTable::Around(std::string_view view, Span span, MentionKind kind) const {
  const auto find = [](const Index& index, std::string_view word) -> const std::vector<Phrase>* {
    return word.empty() ? nullptr : index.Find(HashWord(word));
  };
  uint32_t begin = span.begin;
  while (begin > 0 && (view[begin - 1] == ' ' || view[begin - 1] == '\n') && span.begin - begin < 4) --begin;
  if (const auto* phrases = find(before_, WordBefore(view, begin))) {
    const size_t reach = std::min<size_t>(begin, kReach);
    const std::string text = FoldedCopy(view.substr(begin - reach, reach));
    for (const Phrase& phrase : *phrases) {
      if (phrase.not_duration && kind == MentionKind::kDuration) continue;
      if (!text.ends_with(phrase.text)) continue;
      const size_t at = text.size() - phrase.text.size();
      if (at == 0 || !IsWordByte(text[at - 1])) return phrase.modifier;
    }
  }
  if (const auto* phrases = find(after_, WordAfter(view, span.end))) {
    const std::string text = FoldedCopy(view.substr(span.end, kReach));
    for (const Phrase& phrase : *phrases) {
      if (text.size() > phrase.text.size() && text[0] == ' ' &&
          std::string_view(text).substr(1).starts_with(phrase.text) &&
          (text.size() == phrase.text.size() + 1 || !IsWordByte(text[phrase.text.size() + 1]))) {
        return phrase.modifier;
      }
    }
  }
  return Modifier::kExact;
}

}  // namespace attest::values
