// The stages, assembled: begin here to use attest as a library.
//
//   Result<Pipeline> pipeline = Pipeline::Create({.rules_folder = "rules"});
//   Analysis analysis = pipeline->Analyse(DocumentText(document));   // mentions, entities, references, claims
#ifndef ATTEST_PIPELINE_H_
#define ATTEST_PIPELINE_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/claims/claims.h"
#include "pipeline/facts/reconcile.h"
#include "pipeline/mentions/names.h"
#include "pipeline/mentions/values.h"
#include "pipeline/model/analysis.h"
#include "pipeline/rules/rule_set.h"
#include "pipeline/text/document_text.h"

namespace attest {

struct PipelineOptions {
  std::string rules_folder;
  NameOptions names;
  std::optional<double> min_confidence;  // of claims that count; else what the rules hold to be best
};

// Everything compiled from one rule set. Const after Create; Analyse is safe from any number of threads.
class Pipeline {
 public:
  // Fails with kBadRule when a rule file is broken.
  static Result<Pipeline> Create(const PipelineOptions& options);

  // Stages 3 and 4 on one document; claims below the least confidence are left out. `trace`: see ClaimReader::Read.
  Analysis Analyse(const DocumentText& text, std::vector<std::string>* trace = nullptr) const;

  // The same on several documents, one stage after another over all of them: a stage's code and tables then stay in the
  // processor's caches from document to document.
  std::vector<Analysis> AnalyseAll(std::span<const DocumentText> texts) const;

  // A document's claims in the form that the reconciler and the store take.
  std::vector<StoredClaim> ToStored(const DocumentText& text, const Analysis& analysis) const;

  // Every example of every rule, whatever confidence its claims have; one Error for each that does not hold.
  std::vector<Error> CheckExamples() const;

  const RuleSet& rules() const { return *rules_; }
  const Reconciler& reconciler() const { return reconciler_; }

 private:
  Pipeline(std::unique_ptr<RuleSet> rules, ValueFinder values, NameFinder names, ClaimReader claims,
           Reconciler reconciler, double min_confidence);
  Analysis Read(const DocumentText& text, std::vector<std::string>* trace) const;
  void DropDoubtful(Analysis* analysis) const;

  std::unique_ptr<RuleSet> rules_;  // on the heap: rule ids are views into it
  ValueFinder values_;
  NameFinder names_;
  ClaimReader claims_;
  Reconciler reconciler_;
  double min_confidence_;
};

}  // namespace attest

#endif  // ATTEST_PIPELINE_H_
