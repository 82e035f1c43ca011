// What each command takes and does. command_line.cc fills the options from the arguments; nothing here knows of it.
//
// A command returns the program's exit code. Data goes to standard output, messages to the log.
#ifndef ATTEST_CLI_COMMANDS_H_
#define ATTEST_CLI_COMMANDS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace attest {

inline constexpr int kExitDone = 0;
inline constexpr int kExitRejected = 1;  // done, but inputs were rejected, or what was checked does not hold
inline constexpr int kExitUsage = 2;     // wrong usage or broken rules; nothing was begun
inline constexpr int kExitFailed = 3;    // a failure that stopped the job; nothing half-written is left

// Options of every command that reads articles or rules.
struct SharedOptions {
  std::string rules;  // --rules; empty: RulesFolder() finds them
  int threads = 0;    // -j; 0: all cores
  std::string published;
  int max_article_megabytes = 2;  // a longer one is rejected
  bool no_gazetteer = false;
  std::vector<std::string> gazetteers;
  std::optional<double> min_confidence;  // of claims that count; else what the rules hold to be best
  bool quiet = false;                    // errors only, no progress
  bool verbose = false;                  // every step
};

struct RunOptions {
  SharedOptions shared;
  std::vector<std::string> articles;
  std::string store = "output";
  bool no_wait = false;  // fail when another run writes the store
};
int Run(const RunOptions& options);

struct ForgetOptions {
  SharedOptions shared;
  std::vector<std::string> documents;  // ids or their beginnings, paths, own ids
  std::string store = "output";
};
int Forget(const ForgetOptions& options);

struct ExtractOptions {
  SharedOptions shared;
  std::vector<std::string> articles;  // none: standard input
};
int Extract(const ExtractOptions& options);

struct ReconcileOptions {
  SharedOptions shared;
  std::vector<std::string> claims;  // files or "-"; none: standard input
};
int Reconcile(const ReconcileOptions& options);

struct FactsOptions {
  std::string store = "output";
  std::string company;  // part of a name, or an entity's id
  std::vector<std::string> types;
  std::string since;  // days of publication, ISO 8601; empty: open
  std::string until;
  std::string status;
  std::string modality;
  std::string review;    // "", "accept", "reject", "correct", "none", "any"; empty: all but the rejected
  bool changes = false;  // what the last run added, changed and withdrew
  bool reviews = false;  // reviewers' decisions in place of facts
  double min_confidence = 0;
  std::string sort;  // "", "company", "confidence", "sources", "published"
  size_t limit = 0;  // 0: all
  std::string format = "table";
};
int Facts(const FactsOptions& options);

struct ExplainOptions {
  std::string store = "output";
  std::string fact;  // id or a prefix of it
};
int Explain(const ExplainOptions& options);

struct VerifyOptions {
  SharedOptions shared;
  std::string store = "output";
};
int Verify(const VerifyOptions& options);

struct ReviewOptions {
  SharedOptions shared;
  std::string store = "output";
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any that is free
  std::string token;
  std::string reviewer;
  bool no_browser = false;
};
int ServeReview(const ReviewOptions& options);

struct ReportOptions {
  SharedOptions shared;
  std::string store = "output";
  std::vector<std::string> companies;  // names as facts have them
  std::vector<std::string> types;
  std::vector<std::string> statuses;
  std::vector<std::string> decisions;
  std::string since;
  std::string until;
  size_t limit = 1000;
};
int WriteReport(const ReportOptions& options);

struct RulesOptions {
  SharedOptions shared;
  std::string text;  // of `rules try`; "-": standard input
};
int RulesList(const RulesOptions& options);
int RulesCheck(const RulesOptions& options);
int RulesTry(const RulesOptions& options);

struct EvalOptions {
  SharedOptions shared;
  std::vector<std::string> gold;  // files or folders
  bool errors = false;
  bool json = false;
  std::string record;  // file to write the figures to
  std::string floor;   // file of figures that must not be missed
};
int Eval(const EvalOptions& options);

}  // namespace attest

#endif  // ATTEST_CLI_COMMANDS_H_
