#include "pipeline/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <string>

#include "pipeline/cli/commands.h"

namespace attest {
namespace {

void AddShared(CLI::App* command, SharedOptions* options) {
  command->add_option("--rules", options->rules, "Folder of rule files")->type_name("DIR");
  command->add_option("-j,--threads", options->threads, "Threads; all cores if not given")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command->add_option("--published", options->published, "Publication day of articles that do not say theirs")
      ->type_name("YYYY-MM-DD");
  command->add_flag("--no-gazetteer", options->no_gazetteer, "Leave out the built-in list of companies");
  command->add_option("--gazetteer", options->gazetteers, "More companies: TSV or JSON Lines; may be repeated")
      ->type_name("FILE");
}

}  // namespace

int RunCommandLine(int argc, char** argv) {
  CLI::App app("Facts with citations from news articles", "attest");
  app.require_subcommand(1);
  std::function<int()> run;

  ExtractOptions extract;
  CLI::App* command = app.add_subcommand("extract", "Mentions and claims as JSON Lines on standard output");
  command->add_option("ARTICLES", extract.articles, "Files, folders, globs, or - for standard input");
  AddShared(command, &extract.shared);
  command->callback([&] { run = [&] { return Extract(extract); }; });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return run();
}

}  // namespace attest
