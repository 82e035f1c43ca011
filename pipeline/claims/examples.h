// The examples inside claim rules, and the plain form in which they write values.
//
//   [[frame.example]]
//   text = "Acme Inc has signed a three-year, $40 million contract with Globex Corp."
//   yields = { customer = "Acme", provider = "Globex", amount = "40000000 USD", duration = "P3Y" }   or a list of such;
//   [] for none modality = "actual"        optional;  modifier, published ("2025-03-10") likewise type = "change"
//   optional: when not the rule's own
#ifndef ATTEST_CLAIMS_EXAMPLES_H_
#define ATTEST_CLAIMS_EXAMPLES_H_

#include <string>
#include <vector>

#include "pipeline/claims/claims.h"

namespace attest {

// "Acme + Globex", "40000000 USD", "5000000..7000000 USD", "-12", "P3Y", "2024-Q4", words as they are.
std::string PrintFill(FactType type, const RoleFill& fill);

// Appends an error for each example of the entry that does not hold: every claim that it yields has to be read with
// these roles, and with `yields = []` no claim of the rule's type may be read at all.
void CheckClaimExamples(const RuleSet& rules, const RuleEntry& entry, const ClaimReader::Analyse& analyse,
                        std::vector<Error>* broken);

}  // namespace attest

#endif  // ATTEST_CLAIMS_EXAMPLES_H_
