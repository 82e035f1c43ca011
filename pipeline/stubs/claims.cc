#include "pipeline/claims/claims.h"
namespace attest {
struct ClaimReader::Compiled {};
ClaimReader::ClaimReader(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
ClaimReader::ClaimReader(ClaimReader&&) noexcept = default;
ClaimReader& ClaimReader::operator=(ClaimReader&&) noexcept = default;
ClaimReader::~ClaimReader() = default;
Result<ClaimReader> ClaimReader::Compile(const RuleSet&) { return ClaimReader(nullptr); }
void ClaimReader::Read(const DocumentText&, Analysis*, std::vector<std::string>*) const {}
std::vector<Error> ClaimReader::CheckExamples(const Analyse&) const { return {}; }
}  // namespace attest
