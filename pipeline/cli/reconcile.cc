#include <spdlog/spdlog.h>

#include <cerrno>
#include <fstream>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/fold_claims.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"
#include "pipeline/model/json.h"

namespace attest {
namespace {

// Reads all claims of one input; broken lines are reported and passed over. False when there was one.
bool ReadClaims(std::istream& in, const std::string& path, std::vector<StoredClaim>* claims) {
  bool whole = true;
  std::string line;
  for (size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    Result<std::vector<StoredClaim>> parsed = ParseClaimLine(line);
    if (!parsed.ok()) {
      spdlog::error("{}:{}: {}", path, number, parsed.error().message);
      whole = false;
      continue;
    }
    std::move(parsed->begin(), parsed->end(), std::back_inserter(*claims));
  }
  if (in.bad()) {
    spdlog::error("{}: reading failed", path);
    whole = false;
  }
  return whole;
}

}  // namespace

int Reconcile(const ReconcileOptions& options) {
  const Result<Pipeline> pipeline = CreatePipeline(options.shared);
  if (!pipeline.ok()) return Fail(pipeline.error());

  std::vector<StoredClaim> claims;
  bool rejected = false;
  const std::vector<std::string> inputs = options.claims.empty() ? std::vector<std::string>{"-"} : options.claims;
  for (const std::string& path : inputs) {
    if (path == "-") {
      rejected |= !ReadClaims(std::cin, path, &claims);
      continue;
    }
    std::ifstream in(path, std::ios::binary);
    if (!in) {
      spdlog::error("{}: {}", path, std::generic_category().message(errno));
      rejected = true;
      continue;
    }
    rejected |= !ReadClaims(in, path, &claims);
  }

  Output output;
  std::string line;
  FoldClaims(pipeline->reconciler(), std::move(claims), [&](const Fact& fact) {
    line.clear();
    AppendFact(fact, &line);
    line.push_back('\n');
    return output.Write(line);
  });
  if (const int failed = FinishOutput(&output); failed != kExitDone) return failed;
  return rejected ? kExitRejected : kExitDone;
}

}  // namespace attest
