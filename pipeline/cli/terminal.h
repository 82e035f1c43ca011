// What the terminal, if there is one, can show.
#ifndef ATTEST_CLI_TERMINAL_H_
#define ATTEST_CLI_TERMINAL_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace attest {

// Columns of standard output; no limit when it is no terminal, so that nothing is lost in a pipe or a file.
size_t OutputColumns();

// Whether standard output takes colours: a terminal, and NO_COLOR is not set (https://no-color.org).
bool OutputTakesColour();
bool ErrorsGoToTerminal();

// The words as they are marked in a text: in colours where those are taken, else in [[ ]].
std::string Marked(std::string_view words, bool colour);
// In bold where colours are taken, else as it stands.
std::string Bold(std::string_view words, bool colour);

}  // namespace attest

#endif  // ATTEST_CLI_TERMINAL_H_
