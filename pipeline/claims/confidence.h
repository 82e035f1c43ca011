// How much a claim is to be trusted: what claims read and filled like it have turned out to be worth on gold.
//
//   [[measured]]     id = "revenue/verb-to revenue", right = 31, read = 36, precision = 0.85
//                    of a rule with the type that it read, a type ("type/revenue"), a way of filling a party
//                    ("fill/reference") or "all"; the precision is smoothed, so that a new rule starts low. right
//                    and read are for people
//   [[calibration]]  id = "confidence", points = [[0.3, 0.2], [0.9, 0.95]], min_confidence = 0.4
//                    a rising line from scores to confidence, and the least that counts where nobody says otherwise
// Both are written by tests/eval/measure.py.
#ifndef ATTEST_CLAIMS_CONFIDENCE_H_
#define ATTEST_CLAIMS_CONFIDENCE_H_

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/mentions/hash_map.h"
#include "pipeline/model/claim.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

class Confidence {
 public:
  static Result<Confidence> Compile(const RuleSet& rules);

  // In (0, 1), three digits. Reads type, rule and how the parties were filled.
  double Of(const Claim& claim) const;
  // The least confidence of claims that count.
  double least() const { return least_; }

 private:
  double all_ = 0;
  std::array<double, kFactTypes> types_{};
  HashMap<double> rules_;  // by hash of rule and type
  HashMap<double> fills_;
  std::vector<std::pair<double, double>> points_;
  double least_ = 0;
};

// The class of a `filled_by` that confidence is measured for: "words", "reference", "subject", …
std::string_view FillClass(std::string_view filled_by);

}  // namespace attest

#endif  // ATTEST_CLAIMS_CONFIDENCE_H_
