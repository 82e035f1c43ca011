#include "pipeline/cli/command_line.h"

#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/model/catalogue.h"

namespace attest {
namespace {

// What the user chose, and how to run it.
struct Choice {
  RunOptions run;
  ForgetOptions forget;
  ExtractOptions extract;
  ReconcileOptions reconcile;
  FactsOptions facts;
  ExplainOptions explain;
  VerifyOptions verify;
  ReviewOptions review;
  ReportOptions report;
  RulesOptions rules;
  EvalOptions eval;
  const SharedOptions* shared = nullptr;
  std::function<int()> command;
};

template <typename Options>
void Choose(CLI::App* command, Choice* choice, int (*run)(const Options&), const Options* options) {
  command->callback([choice, run, options] {
    if constexpr (requires { options->shared; }) choice->shared = &options->shared;
    choice->command = [run, options] { return run(*options); };
  });
}

CLI::App* AddCommand(CLI::App* app, const char* name, const char* description, const char* examples) {
  CLI::App* command = app->add_subcommand(name, description);
  command->footer(std::string("\nExamples:\n") + examples);
  return command;
}

// An argument without a dash, shown by its name alone.
template <typename Value>
CLI::Option* AddArgument(CLI::App* command, const char* name, Value* value, const char* description) {
  return command->add_option(name, *value, description)->type_name("");
}

void AddRules(CLI::App* command, SharedOptions* shared) {
  command->add_option("--rules", shared->rules, "Folder of rule files [else $ATTEST_RULES, else those of attest]")
      ->type_name("DIR");
}

void AddGazetteers(CLI::App* command, SharedOptions* shared) {
  command->add_flag("--no-gazetteer", shared->no_gazetteer, "Leave out the built-in list of companies");
  command->add_option("--gazetteer", shared->gazetteers, "More companies, TSV or JSON Lines; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void AddPublished(CLI::App* command, SharedOptions* shared) {
  command->add_option("--published", shared->published, "Publication day of articles that do not say theirs")
      ->type_name("YYYY-MM-DD");
}

void AddMaxArticle(CLI::App* command, SharedOptions* shared) {
  command
      ->add_option("--max-article", shared->max_article_megabytes,
                   "Reject longer articles [2]; reading one takes some fifty times its size of memory")
      ->type_name("MB")
      ->check(CLI::Range(1, 1024));
}

void AddThreads(CLI::App* command, SharedOptions* shared) {
  command->add_option("-j,--threads", shared->threads, "Threads [all cores]; the result is the same for any number")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
}

void AddVolume(CLI::App* command, SharedOptions* shared) {
  CLI::Option* quiet = command->add_flag("-q,--quiet", shared->quiet, "Errors only, no progress bar");
  command->add_flag("-v,--verbose", shared->verbose, "Say more")->excludes(quiet);
}

void AddMinConfidence(CLI::App* command, SharedOptions* shared) {
  command
      ->add_option("--min-confidence", shared->min_confidence,
                   "Leave out claims below this confidence, 0 to 1 [what serves best on gold]")
      ->type_name("X")
      ->check(CLI::Range(0.0, 1.0));
}

void AddReading(CLI::App* command, SharedOptions* shared) {
  AddRules(command, shared);
  AddThreads(command, shared);
  AddPublished(command, shared);
  AddMaxArticle(command, shared);
  AddGazetteers(command, shared);
  AddMinConfidence(command, shared);
  AddVolume(command, shared);
}

void AddStore(CLI::App* command, std::string* store) {
  command->add_option("-o,--store", *store, "The store's folder")->type_name("STORE")->capture_default_str();
}

void AddRun(CLI::App* app, Choice* choice) {
  RunOptions* options = &choice->run;
  CLI::App* command = AddCommand(app, "run", "Read new and changed articles into the store",
                                 "  attest run corpus/articles\n"
                                 "  attest run 'news/2025-*.jsonl' -o facts-2025\n"
                                 "  attest run --published 2025-03-10 article.txt -o output");
  AddArgument(command, "ARTICLES", &options->articles, "Files, folders, globs, or - for standard input");
  AddStore(command, &options->store);
  command->add_flag("--no-wait", options->no_wait, "Fail when another run writes the store");
  AddReading(command, &options->shared);
  Choose(command, choice, &Run, options);
}

void AddForget(CLI::App* app, Choice* choice) {
  ForgetOptions* options = &choice->forget;
  CLI::App* command = AddCommand(app, "forget", "Withdraw articles from the store, and the facts that only they state",
                                 "  attest forget news/2025-03-10-retraction.txt\n"
                                 "  attest forget sha256:9f3c2a -o facts-2025\n"
                                 "  attest forget news/2025-03.jsonl && attest facts --changes\n\n"
                                 "An article that is still where it was is read again by the next run over it.");
  AddArgument(command, "DOCUMENT", &options->documents,
              "A document's id or the beginning of it, the path that articles came from, or an article's own id")
      ->required();
  AddStore(command, &options->store);
  AddRules(command, &options->shared);
  AddThreads(command, &options->shared);
  AddGazetteers(command, &options->shared);
  AddVolume(command, &options->shared);
  Choose(command, choice, &Forget, options);
}

void AddExtract(CLI::App* app, Choice* choice) {
  ExtractOptions* options = &choice->extract;
  CLI::App* command =
      AddCommand(app, "extract", "Mentions and claims of each article, as JSON Lines on standard output",
                 "  attest extract corpus/articles > extracted.jsonl\n"
                 "  curl -s https://example.org/news.jsonl | attest extract -\n"
                 "  attest extract corpus/articles | attest reconcile > facts.jsonl");
  AddArgument(command, "ARTICLES", &options->articles, "Files, folders, globs, or - for standard input [-]");
  AddReading(command, &options->shared);
  Choose(command, choice, &Extract, options);
}

void AddReconcile(CLI::App* app, Choice* choice) {
  ReconcileOptions* options = &choice->reconcile;
  CLI::App* command = AddCommand(app, "reconcile", "Claims (JSON Lines) into facts (JSON Lines)",
                                 "  attest reconcile output/claims.jsonl more-claims.jsonl > facts.jsonl\n"
                                 "  attest extract corpus/articles | attest reconcile");
  AddArgument(command, "CLAIMS", &options->claims,
              "Lines of `attest extract` or of a store's claims.jsonl; - for standard input [-]");
  AddRules(command, &options->shared);
  AddVolume(command, &options->shared);
  Choose(command, choice, &Reconcile, options);
}

void AddFacts(CLI::App* app, Choice* choice) {
  FactsOptions* options = &choice->facts;
  CLI::App* command = AddCommand(app, "facts", "The facts of a store, as a table or for other tools",
                                 "  attest facts\n"
                                 "  attest facts --company coreweave --type contract --type revenue\n"
                                 "  attest facts --status conflict --sort published --limit 20\n"
                                 "  attest facts --since 2025-03-01 --until 2025-03-31 --min-confidence 0.8\n"
                                 "  attest facts --changes\n"
                                 "  attest facts -o facts-2025 --min-confidence 0.9 --format csv > facts.csv");
  AddArgument(command, "STORE", &options->store, "The store's folder")->capture_default_str();
  command->add_option("-o,--store", options->store, "The same")->type_name("STORE");
  command->add_option("--company", options->company, "Part of a party's name, or an entity's id")->type_name("NAME");
  std::vector<std::string> types;
  for (int type = 0; type < kFactTypes; ++type) types.emplace_back(FactTypeName(static_cast<FactType>(type)));
  command->add_option("--type", options->types, "Type of fact; may be repeated")
      ->type_name("TYPE")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(types));
  command->add_option("--since", options->since, "Cited by an article of this day or later")->type_name("YYYY-MM-DD");
  command->add_option("--until", options->until, "Cited by an article of this day or earlier")->type_name("YYYY-MM-DD");
  command->add_option("--status", options->status, "single, corroborated or conflict")
      ->type_name("STATUS")
      ->check(CLI::IsMember({"single", "corroborated", "conflict"}));
  command->add_option("--modality", options->modality, "actual, planned, forecast, possible or denied")
      ->type_name("MODALITY")
      ->check(CLI::IsMember({"actual", "planned", "forecast", "possible", "denied"}));
  command->add_option("--min-confidence", options->min_confidence, "From this confidence up, 0 to 1")
      ->type_name("X")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--review", options->review, "accept, reject, correct, none or any [all but the rejected]")
      ->type_name("DECISION")
      ->check(CLI::IsMember({"accept", "reject", "correct", "none", "any"}));
  CLI::Option* changes =
      command->add_flag("--changes", options->changes, "What the last run added, changed and withdrew");
  command->add_flag("--reviews", options->reviews, "Reviewers' decisions, orphaned and contradicted ones too")
      ->excludes(changes);
  command->add_option("--sort", options->sort, "company, confidence, sources or published [by key]")
      ->type_name("BY")
      ->check(CLI::IsMember({"company", "confidence", "sources", "published"}));
  command->add_option("--limit", options->limit, "At most so many facts")->type_name("N");
  command->add_option("--format", options->format, "table, json, jsonl or csv")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}))
      ->capture_default_str();
  Choose(command, choice, &Facts, options);
}

void AddExplain(CLI::App* app, Choice* choice) {
  ExplainOptions* options = &choice->explain;
  CLI::App* command = AddCommand(app, "explain", "How a fact came to be: citations, rules, steps, alternatives",
                                 "  attest explain f-3kq8v0x2\n"
                                 "  attest explain 3kq8 -o facts-2025");
  AddArgument(command, "FACT", &options->fact, "The fact's id, or the beginning of it")->required();
  AddStore(command, &options->store);
  Choose(command, choice, &Explain, options);
}

void AddVerify(CLI::App* app, Choice* choice) {
  VerifyOptions* options = &choice->verify;
  CLI::App* command = AddCommand(app, "verify", "Check every citation against its source",
                                 "  attest verify\n"
                                 "  attest verify facts-2025");
  AddArgument(command, "STORE", &options->store, "The store's folder")->capture_default_str();
  command->add_option("-o,--store", options->store, "The same")->type_name("STORE");
  AddRules(command, &options->shared);
  Choose(command, choice, &Verify, options);
}

void AddReview(CLI::App* app, Choice* choice) {
  ReviewOptions* options = &choice->review;
  CLI::App* command = AddCommand(app, "review", "The review page, served on this machine and opened in the browser",
                                 "  attest review\n"
                                 "  attest review facts-2025 --reviewer 'Ada Byron'\n"
                                 "  attest review --host 0.0.0.0 --port 8080 --token \"$(openssl rand -hex 16)\"");
  AddArgument(command, "STORE", &options->store, "The store's folder")->capture_default_str();
  command->add_option("--host", options->host, "Address to listen on; any but loopback needs --token")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command->add_option("--port", options->port, "Port to listen on [any that is free]")
      ->type_name("N")
      ->check(CLI::Range(1, 65535));
  command->add_option("--token", options->token, "What the address has to hold [a new random one]")->type_name("TEXT");
  command->add_option("--reviewer", options->reviewer, "Who decides [$USER]")->type_name("NAME");
  command->add_flag("--no-browser", options->no_browser, "Only print the address");
  AddRules(command, &options->shared);
  Choose(command, choice, &ServeReview, options);
}

void AddReport(CLI::App* app, Choice* choice) {
  ReportOptions* options = &choice->report;
  CLI::App* command =
      AddCommand(app, "report", "The review page as one read-only HTML file, on standard output",
                 "  attest report > facts.html\n"
                 "  attest report facts-2025 --company Northgate --type revenue --type profit > northgate.html\n"
                 "  attest report --decision accept --since 2025-01-01 > accepted.html");
  AddArgument(command, "STORE", &options->store, "The store's folder")->capture_default_str();
  const auto add = [command](const char* name, std::vector<std::string>* values, const char* description,
                             const char* type) {
    return command->add_option(name, *values, description)->type_name(type)->allow_extra_args(false);
  };
  add("--company", &options->companies, "Only of this company; may be repeated, as the next three", "NAME");
  add("--type", &options->types, "Only of this type", "TYPE");
  add("--status", &options->statuses, "Only of this status", "STATUS");
  add("--decision", &options->decisions, "Only with this decision: accept, reject, correct, none", "DECISION");
  command->add_option("--since", options->since, "Only from articles of that day or later")->type_name("YYYY-MM-DD");
  command->add_option("--until", options->until, "Only from articles of that day or earlier")->type_name("YYYY-MM-DD");
  command->add_option("--limit", options->limit, "At most so many facts")->type_name("N")->capture_default_str();
  AddRules(command, &options->shared);
  Choose(command, choice, &WriteReport, options);
}

void AddRulesCommands(CLI::App* app, Choice* choice) {
  RulesOptions* options = &choice->rules;
  CLI::App* rules =
      AddCommand(app, "rules", "The rule set: what there is, whether it holds, what a text yields",
                 "  attest rules list\n"
                 "  attest rules check --rules my-rules\n"
                 "  attest rules try 'Acme raised $40 million from Globex last week.' --published 2025-03-10");
  rules->require_subcommand(1);

  CLI::App* list = AddCommand(rules, "list", "Every rule: id, kind, place, number of examples",
                              "  attest rules list\n"
                              "  attest rules list --rules my-rules");
  AddRules(list, &options->shared);
  Choose(list, choice, &RulesList, options);

  CLI::App* check =
      AddCommand(rules, "check", "Run the examples of every rule", "  attest rules check --rules my-rules");
  AddRules(check, &options->shared);
  AddGazetteers(check, &options->shared);
  Choose(check, choice, &RulesCheck, options);

  CLI::App* trial = AddCommand(rules, "try", "What a text yields, step by step",
                               "  attest rules try 'Acme raised $40 million from Globex.'\n"
                               "  attest rules try - --published 2025-03-10 < article.txt");
  AddArgument(trial, "TEXT", &options->text, "The text, or - for standard input")->required();
  AddRules(trial, &options->shared);
  AddPublished(trial, &options->shared);
  AddGazetteers(trial, &options->shared);
  Choose(trial, choice, &RulesTry, options);
}

void AddEval(CLI::App* app, Choice* choice) {
  EvalOptions* options = &choice->eval;
  CLI::App* command = AddCommand(app, "eval", "Precision, recall and F1 against gold annotations",
                                 "  attest eval corpus\n"
                                 "  attest eval corpus/gold/corpus.facts.jsonl --errors\n"
                                 "  attest eval corpus --record figures.json\n"
                                 "  attest eval corpus --floor figures.json");
  AddArgument(command, "GOLD", &options->gold, "Gold files, or folders with gold/")->required();
  command->add_flag("--errors", options->errors, "Print every error too");
  command->add_flag("--json", options->json, "Print JSON");
  command->add_option("--record", options->record, "Write the figures to a file")->type_name("FILE");
  command->add_option("--floor", options->floor, "Exit with 1 when a figure is below the file's")->type_name("FILE");
  AddReading(command, &options->shared);
  Choose(command, choice, &Eval, options);
}

// Stands in the list of commands only: AsHelpOption has turned it into an option.
void AddHelp(CLI::App* app) {
  AddCommand(app, "help", "The help of a command", "  attest help run\n  attest help rules try");
}

// "help COMMAND…" is "COMMAND… --help".
std::vector<std::string> AsHelpOption(std::vector<std::string> arguments) {
  if (arguments.empty() || arguments.front() != "help") return arguments;
  arguments.erase(arguments.begin());
  arguments.emplace_back("--help");
  return arguments;
}

// CLI11 would only say that a command is missing.
bool IsUnknownCommand(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().rfind('-', 0) == 0) return false;
  const std::vector<const CLI::App*> known =
      app.get_subcommands([&](const CLI::App* command) { return command->get_name() == arguments.front(); });
  return known.empty();
}

void SetVolume(const Choice& choice) {
  if (choice.shared == nullptr) return;
  if (choice.shared->quiet) spdlog::set_level(spdlog::level::err);
  if (choice.shared->verbose) spdlog::set_level(spdlog::level::debug);
}

}  // namespace

int RunCommandLine(int argc, char** argv) {
  CLI::App app("attest: facts with citations from news articles", "attest");
  app.set_version_flag("--version", "attest " ATTEST_VERSION, "Print the version");
  app.require_subcommand(1);
  app.footer(
      "\n`attest help COMMAND` explains a command, with examples.\n"
      "Exit codes: 0 done; 1 done, but inputs were rejected; 2 wrong usage or broken rules; 3 failed.");
  Choice choice;
  AddRun(&app, &choice);
  AddForget(&app, &choice);
  AddExtract(&app, &choice);
  AddReconcile(&app, &choice);
  AddFacts(&app, &choice);
  AddExplain(&app, &choice);
  AddVerify(&app, &choice);
  AddReview(&app, &choice);
  AddReport(&app, &choice);
  AddRulesCommands(&app, &choice);
  AddEval(&app, &choice);
  AddHelp(&app);

  std::vector<std::string> arguments = AsHelpOption({argv + 1, argv + argc});
  if (IsUnknownCommand(app, arguments)) {
    spdlog::error("there is no command `{}`; `attest help` lists them", arguments.front());
    return kExitUsage;
  }
  try {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  SetVolume(choice);
  return choice.command();
}

}  // namespace attest
