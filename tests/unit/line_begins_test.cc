#include "pipeline/ingest/line_begins.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "pipeline/rules/regex.h"

namespace attest {
namespace {

struct Case {
  std::string_view pattern;
  std::vector<std::string_view> may, may_not;
};

TEST(LineBegins, AreReadOffThePattern) {
  for (const auto& [pattern, may, may_not] : {
           Case{"read more", {"read more", "Reader", "REAL"}, {"road", "re", "r", "dread", "\u00E9"}},
           {"x", {"x", "X"}, {"xy", "y"}},
           {"ads?", {"ad", "ads", "ads ads"}, {"a", "add", "ad "}},
           {"(?:see|go) also|(next)", {"see", "go away", "Nexus"}, {"gone", "sea", "new"}},
           {"[-*(]*end", {"end", "- end", "*e", "("}, {"e", "en", "nend"}},
           {"[^a-y ]{2,3}z", {"z", "0", "Z9", "\u00E9"}, {}},
           {"\\d+ min|\\(c\\)", {"4 min", "44", "(c)"}, {"four", "(d)", "c"}},
           {"(?-i:By|BY) [A-Z]\\w*", {"By A", "by a"}, {"Bye", "be", "by"}},
           {"•? ?go", {"go", "\u2022 go", " go"}, {"og", ". go"}},
           {"K9", {"k9", "\u212A9"}, {"j9", "k"}},
           {"\\p{L}x", {"ax", "\u00E9", "1"}, {}},
           {"(?:a?)*b", {"b", "ab", "aab", "a."}, {"c", "bb"}},
           {"^\\bTop$", {"top", "tops"}, {"to"}},  // what stands behind the third byte is not looked at
           {"[]x]y", {"]y", "xy"}, {"y", "x"}},
           {"[[:alpha:]]y", {"ay"}, {}},
       }) {
    LineBegins begins;
    begins.Add(pattern);
    for (const std::string_view line : may) EXPECT_TRUE(begins.MayMatch(line)) << pattern << ": " << line;
    for (const std::string_view line : may_not) EXPECT_FALSE(begins.MayMatch(line)) << pattern << ": " << line;
  }
}

// No line that a pattern matches is passed over: patterns and lines drawn at random from the same few characters.
TEST(LineBegins, NoMatchIsLost) {
  std::mt19937 random(1);
  const auto one_of = [&random](const std::vector<std::string>& pieces) { return pieces[random() % pieces.size()]; };
  int matches = 0;
  for (int draw = 0; draw < 4000; ++draw) {
    std::string pattern;
    int open = 0;
    for (size_t i = 1 + random() % 8; i > 0; --i) {
      const std::string piece =
          one_of({"a",    "k",      "\u00E9",      "1",          " ",   "-", ".",     "\\w", "\\s", "\\D", "[ak1]",
                  "[^a]", "[a-z-]", "[\\d\u00E9]", "[0-\u00E9]", "(?:", "(", "(?-i:", ")",   "|",   "\\b"});
      if (piece[0] == '(') ++open;
      if (piece == ")" && open-- == 0) {
        open = 0;
        continue;
      }
      pattern += piece;
      if (piece[0] != '(' && piece != "|" && piece != "\\b")
        pattern += one_of({"", "", "", "?", "*", "+", "{2}", "*?"});
    }
    pattern += std::string(static_cast<size_t>(open), ')');
    const Result<Regex> regex = Regex::Compile(pattern, {.longest = false, .ignore_case = true, .one_line = true});
    ASSERT_TRUE(regex.ok()) << pattern;
    LineBegins begins;
    begins.Add(pattern);
    for (int i = 0; i < 60; ++i) {
      std::string line;
      for (size_t j = 1 + random() % 4; j > 0; --j)
        line += one_of({"a", "A", "k", "\u212A", "\u00E9", "1", " ", "-", "z"});
      if (!regex->Matches(line)) continue;
      ++matches;
      ASSERT_TRUE(begins.MayMatch(line)) << pattern << ": " << line;
    }
  }
  EXPECT_GT(matches, 10000);
}

}  // namespace
}  // namespace attest
