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

  ReconcileOptions reconcile;
  command = app.add_subcommand("reconcile", "Claims as JSON Lines into facts as JSON Lines");
  command->add_option("CLAIMS", reconcile.claims, "Files of claims or of extracted lines, or - for standard input");
  AddShared(command, &reconcile.shared);
  command->callback([&] { run = [&] { return Reconcile(reconcile); }; });

  EvalOptions eval;
  command = app.add_subcommand("eval", "Precision, recall and F1 against gold annotations");
  command->add_option("GOLD", eval.gold, "Gold files, or folders with gold/")->required();
  command->add_flag("--errors", eval.errors, "Print every error");
  command->add_flag("--json", eval.json, "Print JSON");
  command->add_option("--record", eval.record, "Write the figures to a file")->type_name("FILE");
  command->add_option("--floor", eval.floor, "Fail when a figure is below the file's")->type_name("FILE");
  AddShared(command, &eval.shared);
  command->callback([&] { run = [&] { return Eval(eval); }; });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return run();
}

}  // namespace attest
