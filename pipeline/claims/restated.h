// An article says one thing several times; a fact stated twice in it is one claim. Near-linear in the claims.
#ifndef ATTEST_CLAIMS_RESTATED_H_
#define ATTEST_CLAIMS_RESTATED_H_

#include <vector>

#include "pipeline/model/claim.h"

namespace attest {

// The figure whose hedge is the claim's; nullptr where it has none.
const RoleFill* MainFigure(const Claim& claim);

// Appends the claims of headlines but for those that add nothing to what is known: the same figure (headlines are
// loose about what it is of), or, of a claim without one, the same type.
void AddHeadlines(std::vector<Claim> headlines, std::vector<Claim>* claims);

// Makes one of claims between the same two parties that state one event (a purchase, an investment): the same modality,
// and no figure or seller in which they differ. The first stays, with what it lacks from the others. A claim without a
// figure goes where another modality's says more ("agreed to buy C for M" … "the deal would"): it only takes it up.
// Keeps the order of what is left; what one claim of a company's sale says of its seller goes for the others.
void MergeRestated(std::vector<Claim>* claims);

// Of claims with the same type, modality and roles the first stays.
void DropSameStatements(std::vector<Claim>* claims);

}  // namespace attest

#endif  // ATTEST_CLAIMS_RESTATED_H_
