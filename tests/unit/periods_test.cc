// Periods of results: the year before, and what words say of a period's kind.
#include "pipeline/claims/periods.h"

#include <gtest/gtest.h>

#include <string_view>

namespace attest {
namespace {

TEST(Periods, TheYearBefore) {
  const struct {
    std::string_view period, before;
  } kCases[] = {
      {"2004", "2003"},
      {"2004-Q4", "2003-Q4"},
      {"2004-12", "2003-12"},
      {"2004-02-29", "2003-02-28"},
      {"2024-10-01/2025-09-30", "2023-10-01/2024-09-30"},
      {"the fourth quarter", ""},
      {"", ""},
  };
  for (const auto& c : kCases) EXPECT_EQ(YearBefore(c.period), c.before) << c.period;
}

TEST(Periods, KindInWords) {
  const struct {
    std::string_view words;
    PeriodKind kind;
  } kCases[] = {
      {"Annual pre-tax profit fell", PeriodKind::kYear},
      {"turnover for the quarter was", PeriodKind::kQuarter},
      {"Interim profit", PeriodKind::kHalf},
      {"sales rose", PeriodKind::kAny},
  };
  for (const auto& c : kCases) EXPECT_EQ(KindInWords(c.words), c.kind) << c.words;
}

}  // namespace
}  // namespace attest
