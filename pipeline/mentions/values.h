// Stage 3, values: money, percentages, dates, durations and quantities.
//
// Requires: DocumentText. Adds: Analysis::mentions of these kinds, with normalised values and modifiers.
#ifndef ATTEST_MENTIONS_VALUES_H_
#define ATTEST_MENTIONS_VALUES_H_

#include <memory>
#include <vector>

#include "pipeline/model/analysis.h"
#include "pipeline/rules/rule_set.h"
#include "pipeline/text/document_text.h"

namespace attest {

// Compiled from the [[value]] entries of the rules. Const after Compile; safe from any number of threads.
class ValueFinder {
 public:
  // Fails with kBadRule. Does not run the examples. The RuleSet must outlive the finder (rule ids are its).
  static Result<ValueFinder> Compile(const RuleSet& rules);
  ValueFinder(ValueFinder&&) noexcept;
  ValueFinder& operator=(ValueFinder&&) noexcept;
  ~ValueFinder();

  // Appends the mentions in text order, disjoint. Relative dates are resolved against document.published.
  void Find(const DocumentText& text, std::vector<Mention>* mentions) const;

  // Runs every example and counter-example; one Error for each that does not hold.
  std::vector<Error> CheckExamples() const;

 private:
  struct Compiled;
  explicit ValueFinder(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_VALUES_H_
