#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "pipeline/cli/articles.h"
#include "pipeline/cli/commands.h"
#include "pipeline/cli/eval_report.h"
#include "pipeline/cli/extract_line.h"
#include "pipeline/cli/fold_claims.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"
#include "pipeline/eval/gold.h"
#include "pipeline/model/json.h"

namespace attest {
namespace {

using Json = nlohmann::json;
using Ordered = nlohmann::ordered_json;

// What the articles of a gold file yield.
struct Yield {
  std::map<std::string, Json> lines;              // of `attest extract`, by the articles' own ids
  std::map<std::string, CitedArticle> documents;  // by DocumentId
  std::vector<StoredClaim> claims;                // all articles', when asked for
};

class Evaluation {
 public:
  Evaluation(const EvalOptions& options, const Pipeline& pipeline) : options_(options), pipeline_(pipeline) {}

  Status Add(const Gold& gold) {
    const auto* store = std::get_if<StoreGold>(&gold.content);
    const std::string articles =
        store == nullptr ? gold.path : gold.path.substr(0, gold.path.rfind(".store.jsonl")) + ".facts.jsonl";
    Result<Yield> yield = Extract(articles, store != nullptr);
    if (!yield.ok()) return yield.error();
    if (const auto* facts = std::get_if<FactGold>(&gold.content)) return AddFacts(gold, *facts, *yield);
    if (const auto* mentions = std::get_if<MentionGold>(&gold.content)) return AddMentions(gold, *mentions, *yield);
    AddStore(gold, *store, std::move(*yield));
    return Done{};
  }

  // Where several files hold facts, all articles together say more than each file alone.
  void AddTotal() {
    if (fact_files_ < 2) return;
    Report("all facts", "all", all_facts_.scores(), "facts");
  }

  const Figures& figures() const { return figures_; }
  std::string Text() const { return text_; }
  Ordered AsJson() const { return {{"gold", results_}, {"figures", figures_}}; }

 private:
  Result<Yield> Extract(const std::string& path, bool with_claims) {
    Result<Articles> articles = Articles::Open(options_.shared, pipeline_.rules(), {path}, /*progress=*/false);
    if (!articles.ok()) return articles.error();
    Yield yield;
    const auto next = [&articles] { return articles->Next(); };
    ForEachBatch(next, Threads(options_.shared), [&](const std::vector<Document>& batch) -> Finish {
      Yield part;
      for (const Document& document : batch) {
        const DocumentText text(document);
        const Analysis analysis = pipeline_.Analyse(text);
        part.lines[document.source.id] = Json::parse(ExtractLine(text, analysis));
        CitedArticle& cited = part.documents[DocumentId(document.text)];
        cited.id = document.source.id;
        if (document.published) AppendDay(*document.published, &cited.published);
        if (!with_claims) continue;
        std::vector<StoredClaim> claims = pipeline_.ToStored(text, analysis);
        std::move(claims.begin(), claims.end(), std::back_inserter(part.claims));
      }
      return [&yield, part = std::make_shared<Yield>(std::move(part))] {
        yield.lines.merge(part->lines);
        yield.documents.merge(part->documents);
        std::move(part->claims.begin(), part->claims.end(), std::back_inserter(yield.claims));
        return true;
      };
    });
    return yield;
  }

  Status AddFacts(const Gold& gold, const FactGold& facts, const Yield& yield) {
    FactScorer scorer;
    for (const GoldArticle& article : facts.articles) {
      const auto line = yield.lines.find(article.id);
      if (line == yield.lines.end()) return Unread(gold, article.id);
      scorer.Add(article, line->second);
      all_facts_.Add(article, line->second);
    }
    ++fact_files_;
    Report(gold.path, gold.name, scorer.scores(), "facts");
    return Done{};
  }

  Status AddMentions(const Gold& gold, const MentionGold& mentions, const Yield& yield) {
    MentionScorer scorer;
    for (const GoldCase& one : mentions.cases) {
      const auto line = yield.lines.find(one.id);
      if (line == yield.lines.end()) return Unread(gold, one.id);
      scorer.Add(one, line->second);
    }
    Report(gold.path, gold.name, scorer.scores(), "mentions");
    return Done{};
  }

  void AddStore(const Gold& gold, const StoreGold& store, Yield yield) {
    AliasIndex names;
    for (const GoldArticle& article : store.articles.articles) AddCompanies(article.companies, &names);
    std::vector<Json> stored;
    FoldClaims(pipeline_.reconciler(), std::move(yield.claims), [&stored](const Fact& fact) {
      std::string line;
      AppendFact(fact, &line);
      stored.push_back(Json::parse(line));
      return true;
    });
    const std::string name = gold.name.substr(0, gold.name.rfind(".store"));
    Report(gold.path, name, ScoreStore(store.facts, stored, yield.documents, names), "store");
  }

  Status Unread(const Gold& gold, const std::string& id) {
    return Error{ErrorCode::kBadInput, gold.path + ": " + id + " could not be read"};
  }

  template <typename Scores>
  void Report(const std::string& title, const std::string& name, const Scores& scores, const char* kind) {
    AddFigures(scores, name, &figures_);
    if (options_.json) {
      results_.push_back({{"path", title}, {"kind", kind}, {"scores", ToJson(scores)}});
      if constexpr (std::is_same_v<Scores, FactScores>) results_.back()["reliability"] = ToJson(scores.readings);
      return;
    }
    text_.append(text_.empty() ? "" : "\n").append(title).append("\n\n").append(ToTable(scores));
    if (options_.errors) text_.append("\n").append(ToText(scores.errors));
  }

  const EvalOptions& options_;
  const Pipeline& pipeline_;
  FactScorer all_facts_;
  int fact_files_ = 0;
  Figures figures_;
  Ordered results_ = Ordered::array();
  std::string text_;
};

// Exit code 1 and a line for each figure below what `path` holds, or that is no longer measured.
Result<bool> HoldsFloor(const std::string& path, const Figures& figures) {
  std::ifstream in(path, std::ios::binary);
  const Json floor = Json::parse(in, nullptr, /*allow_exceptions=*/false);
  if (!floor.is_object())
    return Error{ErrorCode::kUsage, path + ": not a JSON object of figures; write one with --record"};
  bool holds = true;
  for (const auto& [name, least] : floor.items()) {
    const auto figure = figures.find(name);
    if (figure == figures.end()) {
      spdlog::error("{} is not measured, the floor is {}", name, least.dump());
      holds = false;
    } else if (!least.is_number() || figure->second < least.get<double>()) {
      spdlog::error("{} is {}, below the floor of {}", name, figure->second, least.dump());
      holds = false;
    }
  }
  return holds;
}

Status WriteFigures(const std::string& path, const Figures& figures) {
  std::ofstream out(path, std::ios::binary);
  out << Json(figures).dump(1) << '\n';
  out.close();
  if (!out) return Error{ErrorCode::kIo, path + ": cannot be written"};
  return Done{};
}

}  // namespace

int Eval(const EvalOptions& options) {
  const Result<Pipeline> pipeline = CreatePipeline(options.shared);
  if (!pipeline.ok()) return Fail(pipeline.error());
  Evaluation evaluation(options, *pipeline);
  for (const std::string& path : options.gold) {
    const Result<std::vector<std::string>> files = FindGold(path);
    if (!files.ok()) return Fail(files.error());
    for (const std::string& file : *files) {
      const Result<Gold> gold = LoadGold(file);
      if (!gold.ok()) return Fail(gold.error());
      if (const Status added = evaluation.Add(*gold); !added.ok()) return Fail(added.error());
    }
  }
  evaluation.AddTotal();

  Output output;
  output.Write(options.json ? evaluation.AsJson().dump(1) + "\n" : evaluation.Text());
  if (const int failed = FinishOutput(&output); failed != kExitDone) return failed;
  if (!options.record.empty()) {
    if (const Status written = WriteFigures(options.record, evaluation.figures()); !written.ok()) {
      return Fail(written.error());
    }
  }
  if (options.floor.empty()) return kExitDone;
  const Result<bool> holds = HoldsFloor(options.floor, evaluation.figures());
  if (!holds.ok()) return Fail(holds.error());
  return *holds ? kExitDone : kExitRejected;
}

}  // namespace attest
