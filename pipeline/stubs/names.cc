#include "pipeline/mentions/names.h"
namespace attest {
struct NameFinder::Compiled {};
NameFinder::NameFinder(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
NameFinder::NameFinder(NameFinder&&) noexcept = default;
NameFinder& NameFinder::operator=(NameFinder&&) noexcept = default;
NameFinder::~NameFinder() = default;
Result<NameFinder> NameFinder::Compile(const RuleSet&, const NameOptions&) { return NameFinder(nullptr); }
void NameFinder::Find(const DocumentText&, Analysis*) const {}
std::vector<Error> NameFinder::CheckExamples() const { return {}; }
}  // namespace attest
