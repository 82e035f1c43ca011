#include "pipeline/mentions/values.h"
namespace attest {
struct ValueFinder::Compiled {};
ValueFinder::ValueFinder(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
ValueFinder::ValueFinder(ValueFinder&&) noexcept = default;
ValueFinder& ValueFinder::operator=(ValueFinder&&) noexcept = default;
ValueFinder::~ValueFinder() = default;
Result<ValueFinder> ValueFinder::Compile(const RuleSet&) { return ValueFinder(nullptr); }
void ValueFinder::Find(const DocumentText&, std::vector<Mention>*) const {}
std::vector<Error> ValueFinder::CheckExamples() const { return {}; }
}  // namespace attest
