#include "pipeline/facts/fold.h"

#include "pipeline/facts/fold_case.h"

namespace attest {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80) != 0 || c == '&' ||
         c == '\'' || c == '.' || c == '-';
}

// Rough on purpose: both sides of a comparison are cut alike, so that "buses" and "buse" only have to meet.
std::string Singular(std::string word) {
  const std::string_view view = word;
  if (view.size() < 4 || view.back() != 's' || view.ends_with("ss") || view.ends_with("us") || view.ends_with("is"))
    return word;
  if (view.ends_with("ies")) return word.replace(word.size() - 3, 3, "y");
  const bool hissing =
      view.ends_with("sses") || view.ends_with("xes") || view.ends_with("ches") || view.ends_with("shes");
  word.resize(word.size() - (hissing ? 2 : 1));
  return word;
}

template <typename Each>
void ForEachWord(std::string_view folded, const Each& each) {
  size_t at = 0;
  while (at < folded.size()) {
    while (at < folded.size() && !IsWordByte(folded[at])) ++at;
    size_t end = at;
    while (end < folded.size() && IsWordByte(folded[end])) ++end;
    std::string_view word = folded.substr(at, end - at);
    at = end;
    while (word.ends_with('.') || word.ends_with('-') || word.ends_with('\'')) word.remove_suffix(1);
    while (word.starts_with('\'') || word.starts_with('-')) word.remove_prefix(1);
    if (!word.empty()) each(word);
  }
}

void AppendWord(std::string_view word, std::string* out) {
  if (!out->empty()) out->push_back(' ');
  out->append(word);
}

}  // namespace

std::string FoldWords(std::string_view text) {
  std::string out;
  ForEachWord(FoldCase(text), [&out](std::string_view word) { AppendWord(word, &out); });
  return out;
}

Result<TermFolds> TermFolds::Compile(const RuleSet& rules) {
  TermFolds folds;
  if (const auto* dropped = rules.List("fold.dropped")) folds.dropped_.insert(dropped->begin(), dropped->end());
  for (const RuleEntry* entry : rules.Entries("fold")) {
    const std::string_view form = entry->body.Text("form");
    const std::vector<std::string> phrases = entry->body.Texts("phrases");
    if (form.empty()) return rules.Broken(*entry, "no form");
    if (phrases.empty()) return rules.Broken(*entry, "no phrases");
    for (const std::string& phrase : phrases) {
      const auto [known, added] = folds.forms_.emplace(folds.Canonical(phrase), form);
      if (!added && known->second != form)
        return rules.Broken(*entry, "the phrase \"" + phrase + "\" is already folded to \"" + known->second + "\"");
    }
  }
  return folds;
}

std::string TermFolds::Canonical(std::string_view term) const {
  std::string out, all;
  ForEachWord(FoldCase(term), [&](std::string_view word) {
    const std::string singular = Singular(std::string(word));
    AppendWord(singular, &all);
    if (!dropped_.contains(word)) AppendWord(singular, &out);
  });
  return out.empty() ? all : out;
}

std::string TermFolds::Fold(std::string_view term) const {
  std::string canonical = Canonical(term);
  const auto form = forms_.find(canonical);
  return form == forms_.end() ? canonical : form->second;
}

}  // namespace attest
