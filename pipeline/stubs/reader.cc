#include "pipeline/ingest/reader.h"
#include <fstream>
#include <nlohmann/json.hpp>
namespace attest {
struct Reader::State {
  std::vector<std::string> inputs;
  std::ifstream in;
};
Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;
Result<Reader> Reader::Open(const RuleSet&, std::vector<std::string> inputs, const IngestOptions&) {
  auto state = std::make_unique<State>();
  state->in.open(inputs.at(0));
  return Reader(std::move(state));
}
std::optional<Document> Reader::Next(const std::function<void(const Reject&)>&) {
  std::string line;
  if (!std::getline(state_->in, line)) return std::nullopt;
  const auto parsed = nlohmann::json::parse(line);
  Document document;
  document.text = parsed["text"];
  document.source.id = parsed.contains("id") ? parsed["id"] : parsed["doc"];
  if (parsed.contains("published") && parsed["published"].is_string()) document.published = ParseDay(parsed["published"].get<std::string>());
  return document;
}
uint64_t Reader::bytes_read() const { return 0; }
uint64_t Reader::bytes_total() const { return 0; }
uint64_t Reader::files_passed_over() const { return 0; }
}  // namespace attest
