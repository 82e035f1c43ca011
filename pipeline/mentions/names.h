// Stage 3, names: companies, persons and other capitalised names, told apart over the whole document, and what
// expressions like "its" and "the company" stand for.
//
// Requires: DocumentText and the value mentions. Adds: name mentions to Analysis::mentions (merged in order, never
// overlapping a value), Analysis::entities, Analysis::references.
#ifndef ATTEST_MENTIONS_NAMES_H_
#define ATTEST_MENTIONS_NAMES_H_

#include <memory>
#include <string>
#include <vector>

#include "pipeline/model/analysis.h"
#include "pipeline/rules/rule_set.h"
#include "pipeline/text/document_text.h"

namespace attest {

struct NameOptions {
  bool use_gazetteer = true;                  // --no-gazetteer
  std::vector<std::string> extra_gazetteers;  // --gazetteer FILE: TSV or JSON Lines of names and identifiers
};

// Compiled from the [[name]] entries and the gazetteers. Const after Compile; safe from any number of threads.
class NameFinder {
 public:
  static Result<NameFinder> Compile(const RuleSet& rules, const NameOptions& options);
  NameFinder(NameFinder&&) noexcept;
  NameFinder& operator=(NameFinder&&) noexcept;
  ~NameFinder();

  void Find(const DocumentText& text, Analysis* analysis) const;

  std::vector<Error> CheckExamples() const;

 private:
  struct Compiled;
  explicit NameFinder(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_NAMES_H_
