#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "pipeline/cli/fold_claims.h"
#include "pipeline/model/json.h"
#include "tests/unit/claim_builder.h"
#include "tests/unit/claim_draw.h"
#include "tests/unit/store_fixture.h"

namespace attest {
namespace {

class StorePropertyTest : public StoreTest {
 protected:
  // Up to seven articles, some of the same text, some without a day.
  static std::vector<Article> Draw(ClaimDraw* draw) {
    std::vector<Article> articles;
    const int count = 2 + draw->Below(6);
    for (int i = 0; i < count; ++i) {
      std::string text;
      if (i > 0 && draw->OneIn(5)) {
        text = articles[draw->Below(articles.size())].text;
      } else {
        const int lines = 1 + draw->Below(4);
        for (int line = 0; line < lines; ++line) text += (line == 0 ? "" : "\n") + draw->Statement();
      }
      articles.push_back({"a" + std::to_string(i) + ".txt", ClaimDraw::Published(draw->Below(6)), text});
    }
    return articles;
  }

  // The articles in any order, in up to four runs; some are read twice, some have said something else before.
  static std::vector<std::vector<Article>> Split(ClaimDraw* draw, std::vector<Article> articles) {
    draw->Shuffle(&articles);
    const size_t runs = 1 + draw->Below(size_t{4});
    std::vector<std::vector<Article>> split(runs);
    for (const Article& article : articles) {
      const size_t run = draw->Below(runs);
      split[run].push_back(article);
      if (draw->OneIn(3)) split[run + draw->Below(runs - run)].push_back(article);
      if (run == 0 || !draw->OneIn(4)) continue;
      Article earlier = article;
      earlier.text = draw->Statement();
      split[draw->Below(run)].push_back(earlier);
    }
    return split;
  }
};

TEST_F(StorePropertyTest, ManyRunsGiveTheBytesOfOne) {
  for (int seed = 0; seed < Draws(40); ++seed) {
    ClaimDraw draw(static_cast<uint32_t>(seed) + 3'000'000);
    const std::vector<Article> articles = Draw(&draw);
    const std::string whole = Folder("whole"), parts = Folder("parts");
    ASSERT_TRUE(Run(whole, articles).ok()) << seed;
    for (const std::vector<Article>& run : Split(&draw, articles)) {
      UpdateOptions options = Options(parts);
      if (draw.OneIn(4)) options.sort_bytes = 1;  // news sorted on disk
      const Result<RunSummary> summary = Run(std::move(options), run);
      ASSERT_TRUE(summary.ok()) << summary.error().message << " " << seed;
    }
    const auto of_parts = Files(parts), of_whole = Files(whole);
    for (const auto& [file, bytes] : of_whole) {
      const auto differ = std::mismatch(bytes.begin(), bytes.end(), of_parts.at(file).begin(), of_parts.at(file).end());
      const size_t around = static_cast<size_t>(differ.first - bytes.begin());
      ASSERT_TRUE(bytes == of_parts.at(file))
          << "seed " << seed << ", " << file << " at " << around << ": "
          << of_parts.at(file).substr(around - std::min<size_t>(around, 80), 160)
          << "\nin one run: " << bytes.substr(around - std::min<size_t>(around, 80), 160);
    }

    // The facts are the pure fold of the claims, in whatever order those come.
    std::vector<StoredClaim> claims;
    const std::string lines = Slurp(whole + "/claims.jsonl");
    for (size_t at = 0; at < lines.size();) {
      const size_t end = lines.find('\n', at);
      Result<StoredClaim> claim = ParseStoredClaim(std::string_view(lines).substr(at, end - at));
      ASSERT_TRUE(claim.ok()) << claim.error().message;
      claims.push_back(*std::move(claim));
      at = end + 1;
    }
    draw.Shuffle(&claims);
    std::string folded;
    FoldClaims(TestReconciler(), std::move(claims), [&folded](const Fact& fact) {
      AppendFact(fact, &folded);
      folded.push_back('\n');
      return true;
    });
    ASSERT_EQ(folded, Slurp(whole + "/facts.jsonl")) << "seed " << seed;
    std::filesystem::remove_all(whole);
    std::filesystem::remove_all(parts);
  }
}

}  // namespace
}  // namespace attest
