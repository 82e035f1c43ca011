#include "pipeline/model/json.h"
#include <nlohmann/json.hpp>
namespace attest {
void AppendJsonString(std::string_view text, std::string* out) { out->append(nlohmann::json(text).dump()); }
void AppendMentionValue(const Mention&, std::string* out) { out->append("null"); }
void AppendRoles(const std::vector<RoleFill>&, std::string* out) { out->append("{}"); }
void AppendStoredClaim(const StoredClaim&, std::string*) {}
Result<StoredClaim> ParseStoredClaim(std::string_view) { return Error{}; }
void AppendFact(const Fact&, std::string*) {}
Result<Fact> ParseFact(std::string_view) { return Error{}; }
}  // namespace attest
