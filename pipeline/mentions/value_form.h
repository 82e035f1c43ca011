// Values as the rules' examples write them.
#ifndef ATTEST_MENTIONS_VALUE_FORM_H_
#define ATTEST_MENTIONS_VALUE_FORM_H_

#include <string>

#include "pipeline/model/mention.h"

namespace attest {

// "1900000000 USD", "5000000..7000000 USD", "62", "25 bp", "3 points", "8 times", "2024-Q4", "2004-10-01/2004-12-31",
// "P5Y", "P2Y..P3Y", "250000"; with the modifier behind it where there is one: "14000000000 USD almost".
std::string ValueForm(const Mention& mention);

}  // namespace attest

#endif  // ATTEST_MENTIONS_VALUE_FORM_H_
