#include "pipeline/cli/claim_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>

#include "pipeline/model/json.h"

namespace attest {
namespace {

using Json = nlohmann::json;

// A claim of an extract line becomes one of claims.jsonl: it gets what the line says of the whole document.
Json WithDocument(const Json& claim, const Json& line) {
  Json whole = claim;
  for (const char* field : {"document", "published", "fingerprint"}) {
    if (line.contains(field)) whole[field] = line[field];
  }
  if (claim.contains("start") && claim.contains("end")) whole["chars"] = {claim["start"], claim["end"]};
  return whole;
}

}  // namespace

Result<std::vector<StoredClaim>> ParseClaimLine(std::string_view line) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Error{ErrorCode::kBadInput, "not a JSON object on one line"};
  std::vector<StoredClaim> claims;
  const auto list = json.find("claims");
  if (list == json.end()) {
    Result<StoredClaim> claim = ParseStoredClaim(line);
    if (!claim.ok()) return claim.error();
    claims.push_back(*std::move(claim));
    return claims;
  }
  if (!list->is_array()) return Error{ErrorCode::kBadInput, "\"claims\" is not a list"};
  for (const Json& item : *list) {
    if (!item.is_object()) return Error{ErrorCode::kBadInput, "\"claims\" holds something that is no object"};
    Result<StoredClaim> claim = ParseStoredClaim(WithDocument(item, json).dump());
    if (!claim.ok()) return claim.error();
    claims.push_back(*std::move(claim));
  }
  return claims;
}

void FoldClaims(const Reconciler& reconciler, std::vector<StoredClaim> claims,
                const std::function<bool(const Fact&)>& each) {
  for (StoredClaim& claim : claims) claim.key = reconciler.KeyOf(claim.claim);
  std::stable_sort(claims.begin(), claims.end(),
                   [](const StoredClaim& a, const StoredClaim& b) { return a.key < b.key; });
  for (auto begin = claims.begin(); begin != claims.end();) {
    const auto end =
        std::find_if(begin, claims.end(), [&](const StoredClaim& claim) { return claim.key != begin->key; });
    for (const Fact& fact : reconciler.Fold(std::span(begin, end))) {
      if (!each(fact)) return;
    }
    begin = end;
  }
}

}  // namespace attest
