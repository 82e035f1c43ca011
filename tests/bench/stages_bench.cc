// What each stage costs a byte of article text, one after another on the same articles:
//   stages_bench ARTICLES.jsonl [--benchmark_filter=REGEX --benchmark_format=json …]
// The counter ns_per_byte is CPU time; the articles are read once and stay in memory.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/claims/claims.h"
#include "pipeline/cli/extract_line.h"
#include "pipeline/facts/fingerprint.h"
#include "pipeline/ingest/boilerplate.h"
#include "pipeline/ingest/reader.h"
#include "pipeline/mentions/names.h"
#include "pipeline/mentions/values.h"
#include "pipeline/pipeline.h"
#include "pipeline/rules/rule_set.h"
#include "pipeline/text/document_text.h"

namespace attest {
namespace {

constexpr char kRules[] = ATTEST_SOURCE_DIR "/rules";

template <typename T>
T Take(Result<T> result) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "stages_bench: %s\n", result.error().message.c_str());
  std::exit(2);
}

// The stages, and for each document what every one of them is given.
class Articles {
 public:
  explicit Articles(const std::string& path) : path_(path) {
    Reader reader = Open();
    while (std::optional<Document> document = Next(&reader)) documents_.push_back(*std::move(document));
    for (const Document& document : documents_) {
      bytes_ += document.text.size();
      texts_.push_back(std::make_unique<DocumentText>(document));
      Analysis analysis;
      values.Find(*texts_.back(), &analysis.mentions);
      with_values_.push_back(analysis);
      names.Find(*texts_.back(), &analysis);
      with_names_.push_back(analysis);
      claims.Read(*texts_.back(), &analysis, nullptr);
      with_claims_.push_back(std::move(analysis));
    }
  }

  // Adds a benchmark of what `stage` does with the document of a number; what it needs to begin with is not timed.
  void Add(const char* name, const std::function<void(size_t)>& stage) const {
    benchmark::RegisterBenchmark(name, [this, stage](benchmark::State& state) {
      for (auto _ : state) {
        for (size_t i = 0; i < documents_.size(); ++i) stage(i);
      }
      CountBytes(&state);
    })->Unit(benchmark::kMillisecond);
  }
  void AddAll() const {
    benchmark::RegisterBenchmark("start", [](benchmark::State& state) {
      PipelineOptions options;
      options.rules_folder = kRules;
      for (auto _ : state) benchmark::DoNotOptimize(Take(Pipeline::Create(options)));
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("ingest", [this](benchmark::State& state) {
      for (auto _ : state) {
        Reader reader = Open();
        while (std::optional<Document> document = Next(&reader)) benchmark::DoNotOptimize(document->text.data());
      }
      CountBytes(&state);
    })->Unit(benchmark::kMillisecond);
    Add("boilerplate", [this](size_t i) { benchmark::DoNotOptimize(boilerplate.Mark(documents_[i].text)); });
    Add("text", [this](size_t i) { benchmark::DoNotOptimize(DocumentText(documents_[i]).structure.sentences.data()); });
    Add("values", [this](size_t i) {
      std::vector<Mention> mentions;
      values.Find(*texts_[i], &mentions);
      benchmark::DoNotOptimize(mentions.data());
    });
    Add("names", [this](size_t i) {
      Analysis analysis = with_values_[i];
      names.Find(*texts_[i], &analysis);
      benchmark::DoNotOptimize(analysis.mentions.data());
    });
    Add("claims", [this](size_t i) {
      Analysis analysis = with_names_[i];
      claims.Read(*texts_[i], &analysis, nullptr);
      benchmark::DoNotOptimize(analysis.claims.data());
    });
    Add("output", [this](size_t i) { benchmark::DoNotOptimize(ExtractLine(*texts_[i], with_claims_[i]).data()); });
    Add("fingerprint", [this](size_t i) { benchmark::DoNotOptimize(Fingerprint(*texts_[i])); });
  }

 private:
  Reader Open() const { return Take(Reader::Open(rules, {path_}, {})); }
  static std::optional<Document> Next(Reader* reader) {
    return reader->Next([](const Reject& reject) { std::fprintf(stderr, "%s\n", reject.reason.c_str()); });
  }
  void CountBytes(benchmark::State* state) const {
    state->counters["ns_per_byte"] =
        benchmark::Counter(static_cast<double>(bytes_) * 1e-9,
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  }

  const RuleSet rules = Take(RuleSet::Load(kRules));
  const Boilerplate boilerplate = Take(Boilerplate::Compile(rules));
  const ValueFinder values = Take(ValueFinder::Compile(rules));
  const NameFinder names = Take(NameFinder::Compile(rules, {}));
  const ClaimReader claims = Take(ClaimReader::Compile(rules));

  const std::string path_;
  std::vector<Document> documents_;
  size_t bytes_ = 0;  // of the documents' texts
  std::vector<std::unique_ptr<DocumentText>> texts_;
  std::vector<Analysis> with_values_, with_names_, with_claims_;
};

}  // namespace
}  // namespace attest

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::fprintf(stderr, "usage: stages_bench ARTICLES.jsonl [--benchmark_…]\n");
    return 2;
  }
  const attest::Articles articles(argv[1]);
  articles.AddAll();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
