#include "pipeline/pipeline.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "pipeline/facts/fingerprint.h"
#include "pipeline/ingest/boilerplate.h"

namespace attest {

Pipeline::Pipeline(std::unique_ptr<RuleSet> rules, ValueFinder values, NameFinder names, ClaimReader claims,
                   Reconciler reconciler, double min_confidence)
    : rules_(std::move(rules)),
      values_(std::move(values)),
      names_(std::move(names)),
      claims_(std::move(claims)),
      reconciler_(std::move(reconciler)),
      min_confidence_(min_confidence) {}

Result<Pipeline> Pipeline::Create(const PipelineOptions& options) {
  Result<RuleSet> loaded = RuleSet::Load(options.rules_folder);
  if (!loaded.ok()) return loaded.error();
  auto rules = std::make_unique<RuleSet>(std::move(*loaded));
  Result<ValueFinder> values = ValueFinder::Compile(*rules);
  if (!values.ok()) return values.error();
  Result<NameFinder> names = NameFinder::Compile(*rules, options.names);
  if (!names.ok()) return names.error();
  Result<ClaimReader> claims = ClaimReader::Compile(*rules);
  if (!claims.ok()) return claims.error();
  Result<Reconciler> reconciler = Reconciler::Compile(*rules);
  if (!reconciler.ok()) return reconciler.error();
  const double min_confidence = options.min_confidence.value_or(claims->min_confidence());
  return Pipeline(std::move(rules), *std::move(values), *std::move(names), *std::move(claims), *std::move(reconciler),
                  min_confidence);
}

Analysis Pipeline::Analyse(const DocumentText& text, std::vector<std::string>* trace) const {
  Analysis analysis = Read(text, trace);
  DropDoubtful(&analysis);
  return analysis;
}

Analysis Pipeline::Read(const DocumentText& text, std::vector<std::string>* trace) const {
  Analysis analysis;
  values_.Find(text, &analysis.mentions);
  names_.Find(text, &analysis);
  claims_.Read(text, &analysis, trace);
  return analysis;
}

namespace {

// A stage finds a document as the stage before it left it, a batch ago: out of the caches. So while one document is
// read, what the next ones are read from is on its way.
constexpr size_t kHeadersAhead = 2, kMentionsAhead = 8;

// Always inline: a compiler takes a function that only fetches for one without effect, and drops it.
[[gnu::always_inline]] inline void FetchHeaders(const DocumentText& text, const Analysis& analysis) {
  __builtin_prefetch(&text.view);
  __builtin_prefetch(&text.structure);
  __builtin_prefetch(&analysis);
}

[[gnu::always_inline]] inline void FetchForClaims(const DocumentText& text, const Analysis& analysis) {
  __builtin_prefetch(text.structure.sentences.data());
  __builtin_prefetch(text.structure.paragraphs.data());
  __builtin_prefetch(text.view.text().data());
  __builtin_prefetch(analysis.references.data());
  const size_t mentions = std::min(analysis.mentions.size(), kMentionsAhead);
  for (size_t i = 0; i < mentions; ++i) __builtin_prefetch(&analysis.mentions[i]);
}

}  // namespace

std::vector<Analysis> Pipeline::AnalyseAll(std::span<const DocumentText> texts) const {
  std::vector<Analysis> analyses(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) values_.Find(texts[i], &analyses[i].mentions);
  for (size_t i = 0; i < texts.size(); ++i) names_.Find(texts[i], &analyses[i]);
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i + kHeadersAhead < texts.size()) FetchHeaders(texts[i + kHeadersAhead], analyses[i + kHeadersAhead]);
    if (i + 1 < texts.size()) FetchForClaims(texts[i + 1], analyses[i + 1]);
    claims_.Read(texts[i], &analyses[i], nullptr);
  }
  for (Analysis& analysis : analyses) DropDoubtful(&analysis);
  return analyses;
}

void Pipeline::DropDoubtful(Analysis* analysis) const {
  std::erase_if(analysis->claims, [this](const Claim& claim) { return claim.confidence < min_confidence_; });
}

std::vector<StoredClaim> Pipeline::ToStored(const DocumentText& text, const Analysis& analysis) const {
  std::vector<StoredClaim> stored;
  if (analysis.claims.empty()) return stored;
  const std::string& source = text.document.text;
  const CodePoints code_points(source, text.view.ascii());
  const std::string document = DocumentId(source);
  const std::string fingerprint = Fingerprint(text);
  std::string published;
  if (text.document.published) AppendDay(*text.document.published, &published);
  const auto words = [&source](Span span) { return source.substr(span.begin, span.length_bytes()); };
  stored.reserve(analysis.claims.size());
  for (const Claim& claim : analysis.claims) {
    StoredClaim out{.claim = claim,
                    .key = reconciler_.KeyOf(claim),
                    .document = document,
                    .published = published,
                    .fingerprint = fingerprint,
                    .quote = words(claim.quote),
                    .role_quotes = {},
                    .quote_code_points = code_points.Of(claim.quote)};
    for (const RoleFill& fill : claim.roles) out.role_quotes.push_back(words(fill.span));
    stored.push_back(std::move(out));
  }
  return stored;
}

std::vector<Error> Pipeline::CheckExamples() const {
  std::vector<Error> broken = values_.CheckExamples();
  const auto add = [&broken](std::vector<Error> more) {
    std::move(more.begin(), more.end(), std::back_inserter(broken));
  };
  add(names_.CheckExamples());
  Result<Boilerplate> boilerplate = Boilerplate::Compile(*rules_);
  add(boilerplate.ok() ? boilerplate->CheckExamples() : std::vector<Error>{boilerplate.error()});
  add(claims_.CheckExamples([this](const DocumentText& text) { return Read(text, nullptr); }));
  return broken;
}

}  // namespace attest
