#include "pipeline/mentions/values.h"

#include <gtest/gtest.h>

#include "pipeline/mentions/value_form.h"

namespace attest {
namespace {

const RuleSet& Rules() {
  static const auto* rules = [] {
    Result<RuleSet> loaded = RuleSet::Load(ATTEST_SOURCE_DIR "/rules");
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().message);
    return new RuleSet(std::move(*loaded));
  }();
  return *rules;
}

const ValueFinder& Finder() {
  static const auto* finder = [] {
    Result<ValueFinder> compiled = ValueFinder::Compile(Rules());
    EXPECT_TRUE(compiled.ok()) << (compiled.ok() ? "" : compiled.error().message);
    return new ValueFinder(std::move(*compiled));
  }();
  return *finder;
}

TEST(Values, RuleExamplesHold) {
  for (const Error& error : Finder().CheckExamples()) ADD_FAILURE() << error.message;
}

}  // namespace
}  // namespace attest
