// What each command takes and does. command_line.cc fills the options from the arguments; nothing here knows of it.
//
// A command returns the program's exit code: 0 done; 1 done, but inputs were rejected; 2 wrong usage or broken rules;
// 3 a failure that stopped the job. Data goes to standard output, messages to the log.
#ifndef ATTEST_CLI_COMMANDS_H_
#define ATTEST_CLI_COMMANDS_H_

#include <string>
#include <vector>

namespace attest {

inline constexpr int kExitDone = 0;
inline constexpr int kExitRejected = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitFailed = 3;

// Options of every command that reads articles or rules.
struct SharedOptions {
  std::string rules;  // --rules; empty: RulesFolder() finds them
  int threads = 0;    // -j; 0: all cores
  std::string published;
  bool no_gazetteer = false;
  std::vector<std::string> gazetteers;
};

struct ExtractOptions {
  SharedOptions shared;
  std::vector<std::string> articles;
};
int Extract(const ExtractOptions& options);

struct ReconcileOptions {
  SharedOptions shared;
  std::vector<std::string> claims;  // files or "-"
};
int Reconcile(const ReconcileOptions& options);

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
