// What a claim leaves open and another claim of the article says.
//
// An article names a post, a price or a target once and goes on from there. All are linear in the claims, but for
// looking up names. Claims are in text order.
#ifndef ATTEST_CLAIMS_COMPLETE_H_
#define ATTEST_CLAIMS_COMPLETE_H_

#include <vector>

#include "pipeline/model/claim.h"

namespace attest {

// Articles name a post once ("OpenAI Chief Executive Officer Sam Altman") and then only the person ("Altman was
// fired"): what an appointment leaves open, or had to take from a subject, comes from where the person's post is
// spelled out.
void CompletePosts(std::vector<Claim>* claims);

// "The deal is worth M": of the purchase that was spoken of last, where its price is not known yet. Takes out such
// claims.
void TakeUpPrices(std::vector<Claim>* claims);

// "Its offer", "a 30% stake": of whom is said where the two stand together, before that or, in a headline's wake,
// behind it.
void CompleteDeals(std::vector<Claim>* claims);

}  // namespace attest

#endif  // ATTEST_CLAIMS_COMPLETE_H_
