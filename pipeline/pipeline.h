// The stages, assembled: begin here to use attest as a library.
//
//   Result<Pipeline> pipeline = Pipeline::Create({.rules_folder = "rules"});
//   Analysis analysis = pipeline->Analyse(DocumentText(document));   // mentions, entities, references, claims
#ifndef ATTEST_PIPELINE_H_
#define ATTEST_PIPELINE_H_

#include <memory>
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
};

// Everything compiled from one rule set. Const after Create; Analyse is safe from any number of threads.
class Pipeline {
 public:
  // Fails with kBadRule when a rule file is broken.
  static Result<Pipeline> Create(const PipelineOptions& options);

  // Stages 3 and 4 on one document. `trace`: see ClaimReader::Read.
  Analysis Analyse(const DocumentText& text, std::vector<std::string>* trace = nullptr) const;

  // A document's claims in the form that the reconciler and the store take.
  std::vector<StoredClaim> ToStored(const DocumentText& text, const Analysis& analysis) const;

  // Every example of every rule; one Error for each that does not hold.
  std::vector<Error> CheckExamples() const;

  const RuleSet& rules() const { return *rules_; }
  const Reconciler& reconciler() const { return reconciler_; }

 private:
  Pipeline(std::unique_ptr<RuleSet> rules, ValueFinder values, NameFinder names, ClaimReader claims,
           Reconciler reconciler);

  std::unique_ptr<RuleSet> rules_;  // on the heap: rule ids are views into it
  ValueFinder values_;
  NameFinder names_;
  ClaimReader claims_;
  Reconciler reconciler_;
};

}  // namespace attest

#endif  // ATTEST_PIPELINE_H_
