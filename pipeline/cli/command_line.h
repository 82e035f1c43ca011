// The arguments of the program: options, help, examples.
#ifndef ATTEST_CLI_COMMAND_LINE_H_
#define ATTEST_CLI_COMMAND_LINE_H_

namespace attest {

// Parses the arguments, runs the command and returns the program's exit code.
int RunCommandLine(int argc, char** argv);

}  // namespace attest

#endif  // ATTEST_CLI_COMMAND_LINE_H_
