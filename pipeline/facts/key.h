// The shuffle key: claims of different keys never meet.
#ifndef ATTEST_FACTS_KEY_H_
#define ATTEST_FACTS_KEY_H_

#include <string>

#include "pipeline/facts/fold.h"
#include "pipeline/model/claim.h"

namespace attest {

// "contract|customer=openai|provider=coreweave": the type, then the roles that the catalogue marks kParty or kTerm, in
// the order of enum Role. A party is its entity, else its folded words; several are sorted and joined by "+". Modality,
// qualifiers, figures and how far an offering is (its event) are left out: they are compared inside the key. Quotes,
// backslashes and control characters become spaces, so that a key stands in JSON as it is.
std::string KeyOf(const Claim& claim, const TermFolds& folds);

}  // namespace attest

#endif  // ATTEST_FACTS_KEY_H_
