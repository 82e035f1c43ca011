// How much a claim is to be trusted: the measured precision of its rule, times that of how its roles were filled.
//
//   [[measured]]   id = "revenue/verb-to", right = 31, read = 36      of a rule (or "fill/focus", "type/revenue")
// A rule's precision is smoothed towards its type's, a type's towards kPrior, so that a new rule starts low.
#ifndef ATTEST_CLAIMS_CONFIDENCE_H_
#define ATTEST_CLAIMS_CONFIDENCE_H_

#include <map>
#include <string>
#include <string_view>

#include "pipeline/model/claim.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

class Confidence {
 public:
  static Result<Confidence> Compile(const RuleSet& rules);

  // In (0, 1). Reads type, rule and how the required roles were filled.
  double Of(const Claim& claim) const;

 private:
  struct Count {
    double right = 0;
    double read = 0;
  };
  std::map<std::string, Count, std::less<>> counts_;
};

// The class of a `filled_by` that confidence is measured for: "words", "reference", "subject", …
std::string_view FillClass(std::string_view filled_by);

}  // namespace attest

#endif  // ATTEST_CLAIMS_CONFIDENCE_H_
