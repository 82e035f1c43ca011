#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"
#include "pipeline/cli/table.h"
#include "pipeline/cli/terminal.h"
#include "pipeline/model/json.h"
#include "pipeline/model/statement.h"

namespace attest {
namespace {

// [[frame.example]] tables, [[value]] "yes" and "no" lists and the like: whatever an entry shows of itself.
size_t CountExamples(const RuleEntry& entry) {
  size_t count = 0;
  for (const std::string_view field : {"example", "yes", "no"}) {
    const RuleNode* examples = entry.body.Get(field);
    if (examples == nullptr) continue;
    count += examples->kind == RuleNode::Kind::kArray ? examples->items.size() : 1;
  }
  return count;
}

class Trial {
 public:
  Trial(const Pipeline& pipeline, const Document& document)
      : document_(document), text_(document), analysis_(pipeline.Analyse(text_, &trace_)) {}

  std::string Report() {
    AddMentions();
    AddEntities();
    AddReferences();
    AddLines("steps", trace_);
    AddClaims();
    return std::move(out_);
  }

 private:
  std::string Words(Span span) const {
    std::string words = document_.text.substr(span.begin, span.length_bytes());
    std::replace(words.begin(), words.end(), '\n', ' ');
    return words;
  }
  std::string EntityName(int32_t entity) const {
    return entity < 0 ? "nobody" : analysis_.entities[static_cast<size_t>(entity)].name;
  }

  void Title(std::string_view title) {
    if (!out_.empty()) out_.push_back('\n');
    out_.append(Bold(title, OutputTakesColour())).push_back('\n');
  }

  void AddTable(std::string_view title, const Table& table) {
    if (table.empty()) return;
    Title(title);
    table.AppendTo(&out_);
  }

  void AddMentions() {
    Table table({Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft});
    for (const Mention& mention : analysis_.mentions) {
      std::string value;
      if (mention.entity >= 0) {
        value = EntityName(mention.entity);
      } else {
        AppendMentionValue(mention, &value);
      }
      table.Add({"  " + std::string(MentionKindName(mention.kind)), Words(mention.span), value,
                 std::string(ModifierName(mention.modifier)), std::string(mention.rule)});
    }
    AddTable("mentions", table);
  }

  void AddEntities() {
    Table table({Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft});
    for (const DocumentEntity& entity : analysis_.entities) {
      std::string aliases;
      entity.aliases.ForEach(
          [&aliases](std::string_view alias) { aliases.append(aliases.empty() ? "" : ", ").append(alias); });
      table.Add({"  " + std::string(MentionKindName(entity.kind)), entity.name, entity.id, aliases});
    }
    AddTable("names", table);
  }

  void AddReferences() {
    Table table({Align::kLeft, Align::kLeft, Align::kLeft});
    for (const Reference& reference : analysis_.references) {
      table.Add({"  " + Words(reference.span), EntityName(reference.entity), std::string(reference.reason)});
    }
    AddTable("references", table);
  }

  void AddLines(std::string_view title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    Title(title);
    for (const std::string& line : lines) out_.append("  ").append(line).push_back('\n');
  }

  void AddClaims() {
    Title("claims");
    if (analysis_.claims.empty()) out_.append("  none\n");
    for (const Claim& claim : analysis_.claims) {
      out_.append(fmt::format("  {}\n    {}, {}, rule {}, confidence {:.2f}\n    quote: {}\n",
                              Statement(claim.type, claim.roles, claim.modifier, claim.modality),
                              FactTypeName(claim.type), ModalityName(claim.modality), claim.rule, claim.confidence,
                              Words(claim.quote)));
      for (const RoleFill& fill : claim.roles) {
        out_.append(fmt::format("    {}{}{}\n", RoleName(fill.role),
                                fill.span.empty() ? "" : ": “" + Words(fill.span) + "”",
                                fill.filled_by.empty() ? "" : ", from " + fill.filled_by));
      }
    }
  }

  const Document& document_;
  DocumentText text_;
  std::vector<std::string> trace_;
  Analysis analysis_;
  std::string out_;
};

}  // namespace

int RulesList(const RulesOptions& options) {
  const Result<RuleSet> rules = RuleSet::Load(RulesFolder(options.shared));
  if (!rules.ok()) return Fail(rules.error());
  Table table({Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft, Align::kRight});
  table.Add({"RULE", "KIND", "YIELDS", "PLACE", "EXAMPLES"});
  for (const RuleEntry* entry : rules->Entries("")) {
    std::string_view yields = entry->body.Text("type");
    if (yields.empty()) yields = entry->body.Text("kind");
    table.Add({entry->id, entry->section, std::string(yields), fmt::format("{}:{}", entry->file, entry->body.line),
               std::to_string(CountExamples(*entry))});
  }
  std::string text;
  table.AppendTo(&text);
  Output output;
  output.Write(text);
  return FinishOutput(&output);
}

int RulesCheck(const RulesOptions& options) {
  const Result<Pipeline> pipeline = CreatePipeline(options.shared);
  if (!pipeline.ok()) return Fail(pipeline.error());
  const std::vector<Error> broken = pipeline->CheckExamples();
  size_t examples = 0;
  const std::vector<const RuleEntry*> entries = pipeline->rules().Entries("");
  for (const RuleEntry* entry : entries) examples += CountExamples(*entry);
  Output output;
  for (const Error& error : broken) output.Write(error.message + "\n");
  output.Write(fmt::format("{} rules, {} examples, {} do not hold\n", entries.size(), examples, broken.size()));
  if (const int failed = FinishOutput(&output); failed != kExitDone) return failed;
  return broken.empty() ? kExitDone : kExitRejected;
}

int RulesTry(const RulesOptions& options) {
  const Result<Pipeline> pipeline = CreatePipeline(options.shared);
  if (!pipeline.ok()) return Fail(pipeline.error());
  Document document;
  document.text = options.text;
  if (options.text == "-") {
    document.text.assign(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
  }
  if (!options.shared.published.empty()) {
    document.published = ParseDay(options.shared.published);
    if (!document.published) {
      return Fail(
          {ErrorCode::kUsage, "--published " + options.shared.published + " is no day; write it as 2025-03-10"});
    }
  }
  Output output;
  output.Write(Trial(*pipeline, document).Report());
  return FinishOutput(&output);
}

}  // namespace attest
