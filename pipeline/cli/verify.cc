#include "pipeline/store/verify.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"

namespace attest {
namespace {

// Texts of original files. A file of many articles is read once, as long as all that was read fits the memory.
class Originals {
 public:
  explicit Originals(const RuleSet& rules) : rules_(rules) {}

  Result<std::optional<std::string>> Read(const Source& source) {
    std::error_code error;
    if (source.path == "-" || !std::filesystem::exists(source.path, error)) return std::optional<std::string>();
    auto file = files_.find(source.path);
    if (file == files_.end()) {
      if (bytes_ > kMostBytes) {
        files_.clear();
        bytes_ = 0;
      }
      Result<Texts> texts = ReadFile(source.path);
      if (!texts.ok()) return texts.error();
      file = files_.emplace(source.path, *std::move(texts)).first;
    }
    const auto text = file->second.find(source.line);
    if (text == file->second.end()) {
      return Error{ErrorCode::kBadInput, source.line == 0 ? "it is no longer one article"
                                                          : fmt::format("line {} is no article", source.line)};
    }
    return std::optional(text->second);
  }

 private:
  using Texts = std::map<uint64_t, std::string>;  // by line
  static constexpr size_t kMostBytes = 64 << 20;

  Result<Texts> ReadFile(const std::string& path) {
    std::string reason;
    Result<Reader> reader = Reader::Open(rules_, {path}, {});
    if (!reader.ok()) return reader.error();
    Texts texts;
    const auto on_reject = [&reason](const Reject& reject) { reason = reject.reason; };
    while (std::optional<Document> document = reader->Next(on_reject)) {
      bytes_ += document->text.size();
      texts.emplace(document->source.line, std::move(document->text));
    }
    if (texts.empty()) return Error{ErrorCode::kBadInput, reason};
    return texts;
  }

  const RuleSet& rules_;
  std::map<std::string, Texts> files_;
  size_t bytes_ = 0;
};

}  // namespace

int Verify(const VerifyOptions& options) {
  const Result<RuleSet> rules = RuleSet::Load(RulesFolder(options.shared));
  if (!rules.ok()) return Fail(rules.error());
  Originals originals(*rules);
  Output output;
  const Result<VerifySummary> summary = VerifyStore(
      options.store, [&originals](const Source& source) { return originals.Read(source); },
      [&output](const VerifyFailure& failure) {
        output.Write(failure.line == 0 ? fmt::format("{}: {}\n", failure.file, failure.reason)
                                       : fmt::format("{}:{}: {}\n", failure.file, failure.line, failure.reason));
      });
  if (!summary.ok()) return Fail(summary.error());
  output.Write(
      fmt::format("{}: {} quotes in {} documents checked, {} do not hold; {} originals are as they were, "
                  "{} are gone\n",
                  options.store, summary->citations, summary->documents, summary->failures, summary->originals_same,
                  summary->originals_missing));
  if (const int failed = FinishOutput(&output); failed != kExitDone) return failed;
  return summary->failures == 0 ? kExitDone : kExitRejected;
}

}  // namespace attest
