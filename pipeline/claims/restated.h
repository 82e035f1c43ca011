// An article says one thing several times; a fact stated twice in it is one claim.
#ifndef ATTEST_CLAIMS_RESTATED_H_
#define ATTEST_CLAIMS_RESTATED_H_

#include <vector>

#include "pipeline/model/claim.h"

namespace attest {

// Makes one of claims between the same two parties that state one event (a purchase, an investment): the same modality,
// and no figure or seller in which they differ. The first stays, with what it lacks from the others. A claim without a
// figure goes where another modality's says more ("agreed to buy C for M" … "the deal would"): it only takes it up.
// Keeps the order of what is left; what one claim of a company's sale says of its seller goes for the others.
void MergeRestated(std::vector<Claim>* claims);

}  // namespace attest

#endif  // ATTEST_CLAIMS_RESTATED_H_
