#include "pipeline/store/store.h"
namespace attest {
namespace {
Error NotYet() { return {ErrorCode::kBadStore, "stores are not written yet"}; }
}  // namespace
DocumentEntry MakeEntry(const DocumentText&, const Analysis&, std::vector<StoredClaim>) { return {}; }
struct StoreReader::State {
  std::string text;
};
StoreReader::StoreReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;
StoreReader::~StoreReader() = default;
Result<StoreReader> StoreReader::Open(const std::string&) { return NotYet(); }
Status StoreReader::ForEachFact(const std::function<bool(const StoredFact&)>&) const { return NotYet(); }
Status StoreReader::ForEachLine(std::string_view, const std::function<bool(std::string_view)>&) const { return NotYet(); }
Result<StoredFact> StoreReader::FindFact(std::string_view) const { return NotYet(); }
Result<StoredDocument> StoreReader::FindDocument(std::string_view) const { return NotYet(); }
Result<std::vector<StoredClaim>> StoreReader::FindClaims(std::string_view) const { return NotYet(); }
const std::string& StoreReader::manifest() const { return state_->text; }
const std::string& StoreReader::rules_hash() const { return state_->text; }
struct StoreUpdate::State {};
StoreUpdate::StoreUpdate(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreUpdate::StoreUpdate(StoreUpdate&&) noexcept = default;
StoreUpdate& StoreUpdate::operator=(StoreUpdate&&) noexcept = default;
StoreUpdate::~StoreUpdate() = default;
Result<StoreUpdate> StoreUpdate::Open(UpdateOptions) { return NotYet(); }
bool StoreUpdate::rules_changed() const { return false; }
Result<std::optional<Document>> StoreUpdate::NextStored() { return NotYet(); }
StoreUpdate::Known StoreUpdate::Check(const Document&) const { return Known::kNew; }
Status StoreUpdate::Add(DocumentEntry) { return NotYet(); }
Status StoreUpdate::AddCopy(const Document&) { return NotYet(); }
void StoreUpdate::Keep(const Source&) {}
void StoreUpdate::AddReject(const Source&, std::string_view, std::string_view) {}
Result<RunSummary> StoreUpdate::Commit() { return NotYet(); }
Result<VerifySummary> VerifyStore(const std::string&, const ReadOriginal&, const std::function<void(const VerifyFailure&)>&) {
  return NotYet();
}
}  // namespace attest
