// Stage 4: mentions into claims.
//
// Requires: DocumentText, and Analysis with mentions, entities and references. Adds: Analysis::claims.
#ifndef ATTEST_CLAIMS_CLAIMS_H_
#define ATTEST_CLAIMS_CLAIMS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/analysis.h"
#include "pipeline/rules/rule_set.h"
#include "pipeline/text/document_text.h"

namespace attest {

// Compiled from the [[head]], [[link]] and [[frame]] entries. Const after Compile; safe from any number of threads.
class ClaimReader {
 public:
  static Result<ClaimReader> Compile(const RuleSet& rules);
  ClaimReader(ClaimReader&&) noexcept;
  ClaimReader& operator=(ClaimReader&&) noexcept;
  ~ClaimReader();

  // `trace`: when not null, gets one line a step (masked sentences, rules that hit, roles filled), for `rules try`.
  void Read(const DocumentText& text, Analysis* analysis, std::vector<std::string>* trace = nullptr) const;

  // The least confidence of claims that count, as it was chosen on gold. Read leaves the others in.
  double min_confidence() const;

  // Runs every example through `analyse`, which does all stages on a text (the stages do not include each other).
  using Analyse = std::function<Analysis(const DocumentText&)>;
  std::vector<Error> CheckExamples(const Analyse& analyse) const;

 private:
  struct Compiled;
  explicit ClaimReader(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_CLAIMS_H_
