#include "pipeline/cli/setup.h"

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace attest {

std::string RulesFolder(const SharedOptions& options) {
  if (!options.rules.empty()) return options.rules;
  if (const char* variable = std::getenv("ATTEST_RULES"); variable != nullptr && *variable != '\0') return variable;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "attest" / "rules";
    if (std::filesystem::is_directory(installed, error)) return installed.string();
  }
  return ATTEST_SOURCE_RULES;
}

Result<Pipeline> CreatePipeline(const SharedOptions& options) {
  return Pipeline::Create({.rules_folder = RulesFolder(options),
                           .names = {.use_gazetteer = !options.no_gazetteer, .extra_gazetteers = options.gazetteers},
                           .min_confidence = options.min_confidence});
}

int Threads(const SharedOptions& options) {
  if (options.threads > 0) return options.threads;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores == 0 ? 1 : static_cast<int>(cores);
}

Result<Articles> Articles::Open(const SharedOptions& options, const RuleSet& rules, std::vector<std::string> inputs,
                                bool progress, bool keep_rejects) {
  IngestOptions ingest;
  ingest.max_document_bytes = static_cast<uint64_t>(options.max_article_megabytes) << 20;
  if (!options.published.empty()) {
    ingest.published = ParseDay(options.published);
    if (!ingest.published) {
      return Error{ErrorCode::kUsage, "--published " + options.published + " is no day; write it as 2025-03-10"};
    }
  }
  Result<Reader> reader = Reader::Open(rules, std::move(inputs), ingest);
  if (!reader.ok()) return reader.error();
  return Articles(*std::move(reader), progress, keep_rejects);
}

std::optional<Document> Articles::Next() {
  std::optional<Document> document = reader_.Next([this](const Reject& reject) {
    progress_->Clear();
    spdlog::error("{}", RejectMessage(reject));
    ++reject_count_;
    if (keep_rejects_) rejects_.push_back(reject);
  });
  if (document) ++count_;
  progress_->Show(count_, reader_.bytes_read(), reader_.bytes_total());
  return document;
}

int Fail(const Error& error) {
  spdlog::error("{}", error.message);
  switch (error.code) {
    case ErrorCode::kUsage:
    case ErrorCode::kBadRule:
    case ErrorCode::kNotFound:
      return kExitUsage;
    case ErrorCode::kBadInput:
    case ErrorCode::kOutOfRange:
      return kExitRejected;
    case ErrorCode::kIo:
    case ErrorCode::kBadStore:
      return kExitFailed;
  }
  return kExitFailed;
}

int FinishOutput(Output* output) {
  output->Flush();
  if (output->failure().empty()) return kExitDone;
  return Fail({ErrorCode::kIo, "standard output: " + output->failure()});
}

std::string RejectMessage(const Reject& reject) {
  const Source& source = reject.source;
  return source.line == 0 ? fmt::format("{}: {}", source.path, reject.reason)
                          : fmt::format("{}:{}: {}", source.path, source.line, reject.reason);
}

}  // namespace attest
