#include "pipeline/model/decimal.h"

#include <gtest/gtest.h>

namespace attest {
namespace {

struct ParseCase {
  const char* text;
  const char* printed;  // nullptr: refused
};

TEST(Decimal, ParsesAndPrints) {
  const ParseCase cases[] = {
      {"0", "0"},
      {"1900", "1900"},
      {"1.90", "1.9"},
      {"-0.5", "-0.5"},
      {".5", "0.5"},
      {"00012", "12"},
      {"228.9", "228.9"},
      {"-0", "0"},
      {"0.000001", "0.000001"},
      {"999999999999999999", "999999999999999999"},
      {"", nullptr},
      {"-", nullptr},
      {".", nullptr},
      {"1,900", nullptr},
      {"1e3", nullptr},
      {"1.2.3", nullptr},
      {"+1", nullptr},
      {" 1", nullptr},
      {"1000000000000000000", nullptr},
  };
  for (const ParseCase& c : cases) {
    const auto parsed = Decimal::Parse(c.text);
    ASSERT_EQ(parsed.has_value(), c.printed != nullptr) << c.text;
    if (parsed) {
      EXPECT_EQ(parsed->ToString(), c.printed) << c.text;
    }
  }
}

TEST(Decimal, ScalesExactly) {
  EXPECT_EQ(Decimal::Parse("228.9")->TimesPowerOfTen(6)->ToString(), "228900000");
  EXPECT_EQ(Decimal::Parse("530")->TimesPowerOfTen(-2)->ToString(), "5.3");
  EXPECT_EQ(Decimal::Parse("11.9")->Times(Decimal(1'000'000'000))->ToString(), "11900000000");
  EXPECT_FALSE(Decimal::Parse("999999999999999999")->TimesPowerOfTen(1).has_value());
  EXPECT_FALSE(Decimal::Parse("0.000000000000000001")->TimesPowerOfTen(-1).has_value());
}

TEST(Decimal, ComparesAcrossScales) {
  EXPECT_EQ(*Decimal::Parse("1.50"), *Decimal::Parse("1.5"));
  EXPECT_LT(*Decimal::Parse("1.49"), *Decimal::Parse("1.5"));
  EXPECT_GT(*Decimal::Parse("2"), *Decimal::Parse("1.999999"));
  EXPECT_LT(*Decimal::Parse("-2"), *Decimal::Parse("-1.5"));
}

TEST(Decimal, ReadsDoublesAsTheyPrint) {
  EXPECT_EQ(Decimal::FromDouble(0.1)->ToString(), "0.1");
  EXPECT_EQ(Decimal::FromDouble(11900000000.0)->ToString(), "11900000000");
  EXPECT_FALSE(Decimal::FromDouble(1e300).has_value());
}

}  // namespace
}  // namespace attest
