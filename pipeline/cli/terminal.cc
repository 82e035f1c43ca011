#include "pipeline/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <limits>

namespace attest {

size_t OutputColumns() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::numeric_limits<size_t>::max();
  return size.ws_col;
}

bool OutputTakesColour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

bool ErrorsGoToTerminal() { return isatty(STDERR_FILENO) != 0; }

std::string Marked(std::string_view words, bool colour) {
  return colour ? std::string("\x1b[7m").append(words).append("\x1b[0m") : std::string("[[").append(words).append("]]");
}

std::string Bold(std::string_view words, bool colour) {
  return colour ? std::string("\x1b[1m").append(words).append("\x1b[0m") : std::string(words);
}

}  // namespace attest
