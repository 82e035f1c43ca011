// The JSON forms of the model: what the store's files and the streams hold, a line each.
//
// RFC 8259: UTF-8 without BOM, keys in a fixed order, numbers exact. Writing appends, because it is on the hot path;
// reading is nlohmann/json. Every field is described in output/README.md and in pipeline/store/schema/.
#ifndef ATTEST_MODEL_JSON_H_
#define ATTEST_MODEL_JSON_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/appender.h"
#include "pipeline/model/claim.h"
#include "pipeline/model/document.h"
#include "pipeline/model/fact.h"
#include "pipeline/model/mention.h"
#include "pipeline/model/result.h"

namespace attest {

// A JSON string with its quotes. `text` is valid UTF-8.
void AppendJsonString(std::string_view text, Appender* out);
void AppendJsonString(std::string_view text, std::string* out);

// {"amount": …, "currency": …}, {"percent": …}, {"factor": …}, {"start": …, "end": …, "timex": …}, {"duration": …},
// {"quantity": …}; ranges with "low" and "high"; null for a name. Money and dates have "ambiguous": true where the
// words could also mean another currency ("dollars") or day (03/04/2004).
void AppendMentionValue(const Mention& mention, std::string* out);
// The same into a buffer of at least MentionValueRoom bytes; returns the end.
char* WriteMentionValue(const Mention& mention, char* to);
size_t MentionValueRoom(const Mention& mention);

// {"role": value, …} in the forms of the fact catalogue; a party is {"entity", "name"}, several are a list of them.
void AppendRoles(const std::vector<RoleFill>& roles, Appender* out);
void AppendRoles(const std::vector<RoleFill>& roles, std::string* out);

// The roles of such an object, sorted. Fails with kBadInput.
Result<std::vector<RoleFill>> ParseRoles(std::string_view json);

// What is a claim's own, as fields of the object that `out` ends in the middle of: "type" to "rule", "confidence" and
// the attribution. `quote` are the words under the claim, `role_quotes` those under each role (StoredClaim).
void AppendClaimFields(const Claim& claim, std::string_view quote, std::span<const std::string_view> role_quotes,
                       Appender* out);

// A line of claims.jsonl, without its line end; it reads back equal.
void AppendStoredClaim(const StoredClaim& claim, std::string* out);
Result<StoredClaim> ParseStoredClaim(std::string_view line);

// The claims of one line: of `attest extract` (a document with its claims, whose keys are not filled in) or of
// claims.jsonl (one claim). Fails with kBadInput and a reason without a place.
Result<std::vector<StoredClaim>> ParseClaimLine(std::string_view line);

// A line of facts.jsonl, without its line end; it reads back equal. `review` is null here: reviews are laid over.
void AppendFact(const Fact& fact, std::string* out);
Result<Fact> ParseFact(std::string_view line);

}  // namespace attest

#endif  // ATTEST_MODEL_JSON_H_
