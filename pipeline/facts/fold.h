// Free words that must tell facts apart ("CEO", "chief executive"), folded to one form by rules/facts/fold.toml.
#ifndef ATTEST_FACTS_FOLD_H_
#define ATTEST_FACTS_FOLD_H_

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "pipeline/rules/rule_set.h"

namespace attest {

// The [[fold]] entries. Const after Compile; safe from any number of threads.
class TermFolds {
 public:
  // Fails with kBadRule when an entry has no form or phrases, or a phrase stands under two forms.
  static Result<TermFolds> Compile(const RuleSet& rules);

  // Case-folded, in the singular, words of no weight dropped, then the list's form when the whole term is a phrase of
  // it. Never empty for a term with a letter or digit. Holds no control characters and none of | = + that keys use.
  std::string Fold(std::string_view term) const;

 private:
  std::string Canonical(std::string_view term) const;

  std::set<std::string, std::less<>> dropped_;
  std::map<std::string, std::string, std::less<>> forms_;  // canonical phrase -> form
};

// The words of `text`, case-folded, joined by single spaces; punctuation but & ' . - parts words.
std::string FoldWords(std::string_view text);

}  // namespace attest

#endif  // ATTEST_FACTS_FOLD_H_
