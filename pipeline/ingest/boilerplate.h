// What stands in an article file and is not the article: advertisements, credits, share lines, a repeated headline.
#ifndef ATTEST_INGEST_BOILERPLATE_H_
#define ATTEST_INGEST_BOILERPLATE_H_

#include <memory>
#include <string_view>
#include <vector>

#include "pipeline/model/result.h"
#include "pipeline/model/span.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// Compiled from the [[boilerplate]] entries of the rules (rules/boilerplate.toml says what an entry holds). Const after
// Compile; safe from any number of threads.
class Boilerplate {
 public:
  // Fails with kBadRule. Does not run the examples. The RuleSet must outlive what is compiled from it.
  static Result<Boilerplate> Compile(const RuleSet& rules);
  Boilerplate(Boilerplate&&) noexcept;
  Boilerplate& operator=(Boilerplate&&) noexcept;
  ~Boilerplate();

  // The lines of `text` (UTF-8) that are boilerplate, each without the white space around it: sorted, disjoint.
  std::vector<Span> Mark(std::string_view text) const;

  // Runs every example and counter-example; one Error for each that does not hold.
  std::vector<Error> CheckExamples() const;

 private:
  struct Compiled;
  explicit Boilerplate(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace attest

#endif  // ATTEST_INGEST_BOILERPLATE_H_
