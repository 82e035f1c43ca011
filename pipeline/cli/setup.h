// What commands have in common before they start: rules found and compiled, articles opened, rejects reported.
#ifndef ATTEST_CLI_SETUP_H_
#define ATTEST_CLI_SETUP_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/progress.h"
#include "pipeline/ingest/reader.h"
#include "pipeline/model/result.h"
#include "pipeline/pipeline.h"

namespace attest {

// --rules, else $ATTEST_RULES, else ../share/attest/rules beside the executable, else the folder of the source tree.
std::string RulesFolder(const SharedOptions& options);

Result<Pipeline> CreatePipeline(const SharedOptions& options);
int Threads(const SharedOptions& options);

// The articles of a command: reads them, shows progress, reports and remembers what cannot be read.
class Articles {
 public:
  // `progress`: whether a bar may be shown. `keep_rejects`: whether rejects() is wanted; else they are only counted.
  static Result<Articles> Open(const SharedOptions& options, const RuleSet& rules, std::vector<std::string> inputs,
                               bool progress, bool keep_rejects = false);

  // Not thread-safe.
  std::optional<Document> Next();

  uint64_t count() const { return count_; }
  uint64_t reject_count() const { return reject_count_; }
  const std::vector<Reject>& rejects() const { return rejects_; }
  uint64_t files_passed_over() const { return reader_.files_passed_over(); }

 private:
  Articles(Reader reader, bool progress, bool keep_rejects)
      : reader_(std::move(reader)), progress_(std::make_unique<Progress>(progress)), keep_rejects_(keep_rejects) {}

  Reader reader_;
  std::unique_ptr<Progress> progress_;
  bool keep_rejects_;
  std::vector<Reject> rejects_;
  uint64_t reject_count_ = 0;
  uint64_t count_ = 0;
};

// Prints the error and returns the exit code that its kind stands for.
int Fail(const Error& error);

// Flushes and returns kExitDone, or reports why the data could not be written. A reader that has gone is no failure.
int FinishOutput(Output* output);

// "PATH:LINE: reason", as every message about an input begins.
std::string RejectMessage(const Reject& reject);

}  // namespace attest

#endif  // ATTEST_CLI_SETUP_H_
