#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <exception>
#include <memory>

#include "pipeline/cli/command_line.h"
#include "pipeline/cli/commands.h"

int main(int argc, char** argv) {
  // A reader that goes away shows as a failed write, which ends the job in good order.
  std::signal(SIGPIPE, SIG_IGN);
  auto log = std::make_shared<spdlog::logger>("attest", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_pattern("%n: %v");
  spdlog::set_default_logger(log);
  try {
    return attest::RunCommandLine(argc, argv);
  } catch (const std::exception& failure) {
    spdlog::critical("{}", failure.what());
    return attest::kExitFailed;
  }
}
