// What commands have in common before they start: rules found and compiled, articles opened, rejects reported.
#ifndef ATTEST_CLI_SETUP_H_
#define ATTEST_CLI_SETUP_H_

#include <memory>
#include <string>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/output.h"
#include "pipeline/ingest/reader.h"
#include "pipeline/model/result.h"
#include "pipeline/pipeline.h"

namespace attest {

// --rules, else $ATTEST_RULES, else ../share/attest/rules beside the executable, else the folder of the source tree.
std::string RulesFolder(const SharedOptions& options);

Result<Pipeline> CreatePipeline(const SharedOptions& options);
Result<Reader> OpenArticles(const SharedOptions& options, const Pipeline& pipeline, std::vector<std::string> articles);

int Threads(const SharedOptions& options);

// Prints the error and returns the exit code that its kind stands for.
int Fail(const Error& error);

// Flushes and returns kExitDone, or reports why the data could not be written. A reader that has gone is no failure.
int FinishOutput(Output* output);

// "PATH:LINE: reason", as every message about an input begins.
std::string RejectMessage(const Reject& reject);
void ReportReject(const Reject& reject);

}  // namespace attest

#endif  // ATTEST_CLI_SETUP_H_
