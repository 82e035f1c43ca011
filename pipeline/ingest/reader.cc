#include "pipeline/ingest/reader.h"

#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace attest {
namespace {

namespace fs = std::filesystem;

bool IsArticle(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".txt" || extension == ".text" || extension == ".md" || extension == ".jsonl" ||
         extension == ".ndjson";
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == text.npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::optional<Day> LeadingDay(std::string_view text) {
  text = Trim(text.substr(0, 256));
  return text.starts_with("date ") ? ParseDay(text.substr(5, 10)) : std::nullopt;
}

}  // namespace

struct Reader::State {
  std::vector<std::string> files;
  IngestOptions options;
  size_t next = 0;
  std::string bytes;  // of the JSON Lines file that is being read
  size_t at = 0;
  uint64_t line = 0;
  std::string path;
  uint64_t read = 0;
  uint64_t total = 0;
  uint64_t passed_over = 0;
  simdjson::ondemand::parser parser;
};

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::Open(const RuleSet&, std::vector<std::string> inputs, const IngestOptions& options) {
  auto state = std::make_unique<State>();
  state->options = options;
  for (const std::string& input : inputs) {
    std::error_code failed;
    if (!fs::is_directory(input, failed)) {
      state->files.push_back(input);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(input, failed)) {
      if (!entry.is_regular_file(failed)) continue;
      if (IsArticle(entry.path())) {
        found.push_back(entry.path().string());
      } else {
        ++state->passed_over;
      }
    }
    std::sort(found.begin(), found.end());
    state->files.insert(state->files.end(), found.begin(), found.end());
  }
  return Reader(std::move(state));
}

std::optional<Document> Reader::Next(const std::function<void(const Reject&)>& on_reject) {
  State& state = *state_;
  for (;;) {
    if (state.at >= state.bytes.size()) {
      if (state.next == state.files.size()) return std::nullopt;
      state.path = fs::path(state.files[state.next++]).lexically_normal().string();
      state.bytes.clear();
      state.at = 0;
      state.line = 0;
      std::ifstream in(state.path == "-" ? "/dev/stdin" : state.path, std::ios::binary);
      std::ostringstream all;
      all << in.rdbuf();
      std::string bytes = std::move(all).str();
      state.read += bytes.size();
      const fs::path path(state.path);
      Source source{state.path, "", path.stem().string(), 0};
      if (Trim(bytes).empty()) {
        on_reject({source, in ? "empty" : "unreadable", "nothing to read in this file"});
        continue;
      }
      if (!Trim(bytes).starts_with("{")) {
        Document document;
        document.text = std::move(bytes);
        document.source = std::move(source);
        document.published = LeadingDay(document.text);
        if (!document.published) document.published = state.options.published;
        return document;
      }
      state.bytes = std::move(bytes);
    }
    const size_t end = std::min(state.bytes.find('\n', state.at), state.bytes.size());
    const simdjson::padded_string line(std::string_view(state.bytes).substr(state.at, end - state.at));
    state.at = end + 1;
    ++state.line;
    if (Trim(std::string_view(line.data(), line.size())).empty()) continue;
    Document document;
    document.source = {state.path, "", "", state.line};
    simdjson::ondemand::document json;
    simdjson::ondemand::object fields;
    if (state.parser.iterate(line).get(json) || json.get_object().get(fields)) {
      on_reject({document.source, "not-json", "this line is no JSON object"});
      continue;
    }
    for (auto field : fields) {
      std::string_view key, value;
      simdjson::ondemand::value raw;
      if (field.unescaped_key().get(key) || field.value().get(raw)) break;
      if (key != "text" && key != "id" && key != "doc" && key != "title" && key != "url" && key != "published")
        continue;
      if (raw.get_string().get(value)) continue;
      if (key == "text") document.text = value;
      if (key == "id" || key == "doc") document.source.id = value;
      if (key == "title") document.title = value;
      if (key == "url") document.source.url = value;
      if (key == "published") document.published = ParseDay(value.substr(0, 10));
    }
    if (Trim(document.text).empty()) {
      on_reject({document.source, "no-text", "this line has no \"text\""});
      continue;
    }
    if (const auto day = LeadingDay(document.text)) document.published = day;
    if (!document.published) document.published = state.options.published;
    return document;
  }
}

uint64_t Reader::bytes_read() const { return state_->read; }
uint64_t Reader::bytes_total() const { return state_->total; }
uint64_t Reader::files_passed_over() const { return state_->passed_over; }

}  // namespace attest
