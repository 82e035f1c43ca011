// Whether a claim agrees with a gold fact, in the fact catalogue's sense ("How facts are scored").
//
// Works on the JSON forms, so that gold of any hand and claims as exported are compared as they stand.
#ifndef ATTEST_EVAL_AGREEMENT_H_
#define ATTEST_EVAL_AGREEMENT_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/eval/words.h"

namespace attest {

// A gold fact or a claim. `roles` is an object of role names and values in the catalogue's forms, without nulls.
struct ScoredFact {
  std::string type;
  nlohmann::json roles;
  std::string modifier;
  std::string modality;
  nlohmann::json quote;
  size_t place = 0;  // among the claims of its article
};

// Reads the JSON of a fact or claim; what it lacks is "exact" and "actual". A gold fact's "equivalents" become
// alternatives of its amount.
ScoredFact ToScored(const nlohmann::json& fact);

// nullopt: the gold's value is one that is not compared (a period in words). `strict`: all names of a list, and a
// figure's own modifier.
std::optional<bool> SameRole(std::string_view role, const nlohmann::json& gold, const nlohmann::json& predicted,
                             const AliasIndex& names, bool strict);

// Type and required roles agree.
bool AgreesInCore(const ScoredFact& gold, const ScoredFact& predicted, const AliasIndex& names);

// What keeps a pair that agrees in core from agreeing strictly: names of roles, "modifier", "modality".
std::vector<std::string> Disagreements(const ScoredFact& gold, const ScoredFact& predicted, const AliasIndex& names);

// Facts of the same type, modality and roles have the same key.
std::string IdentityOf(const ScoredFact& fact, const AliasIndex& names);

// Equal, or equal within 1e-9; thirds however they are rounded. False unless both are numbers.
bool SameNumber(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace attest

#endif  // ATTEST_EVAL_AGREEMENT_H_
