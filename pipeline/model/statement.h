// Facts in plain words: "OpenAI signed a contract with CoreWeave worth $11.9 billion over 5 years".
#ifndef ATTEST_MODEL_STATEMENT_H_
#define ATTEST_MODEL_STATEMENT_H_

#include <string>
#include <vector>

#include "pipeline/model/catalogue.h"
#include "pipeline/model/claim.h"
#include "pipeline/model/fact.h"

namespace attest {

// One line. Roles sorted by Role, as in Claim and Fact; `modifier` is that of the main figure. What is not actual says
// so: "… will buy … (planned)".
std::string Statement(FactType type, const std::vector<RoleFill>& roles, Modifier modifier, Modality modality);

// Why a fact has its status: "3 articles state it; without copies and common origins 2 independent sources".
std::string StatusReason(const Fact& fact);

// The value of one role: "$11.9 billion", "about 250,000", "OpenAI and SoftBank", "5 years", "second quarter of 2025".
// Exact: no digit of the value is lost.
std::string RoleText(FactType type, const RoleFill& fill, Modifier modifier);

// The index of the role that a claim's own modifier belongs to: the first figure; roles.size() if there is none.
size_t MainFigure(FactType type, const std::vector<RoleFill>& roles);

}  // namespace attest

#endif  // ATTEST_MODEL_STATEMENT_H_
