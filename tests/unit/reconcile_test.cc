#include "pipeline/facts/reconcile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pipeline/facts/interval.h"
#include "pipeline/facts/qualifier.h"
#include "pipeline/model/json.h"
#include "tests/unit/claim_builder.h"
#include "tests/unit/claim_draw.h"

namespace attest {
namespace {

// ---- keys

struct KeyCase {
  const char* claim;
  const char* key;
};

TEST(Key, NamesTypePartiesAndFoldedTerms) {
  const KeyCase cases[] = {
      {"D1 - contract customer=acme provider=globex amount=5:USD", "contract|customer=acme|provider=globex"},
      {"D1 - contract provider=globex duration=P5Y", "contract|provider=globex"},
      {"D1 - venture members=globex+acme", "venture|members=acme+globex"},
      {"D1 - venture members=acme+globex+acme planned", "venture|members=acme+globex"},
      {"D1 - investment investor='The_Three_Founders investee=acme stake=5",
       "investment|investor=three founders|investee=acme"},
      {"D1 - appointment person=jo-poe company=acme role=Chief_Executive event=holds",
       "appointment|person=jo-poe|company=acme|role=ceo|event=holds"},
      {"D1 - appointment person=jo-poe company=acme role=the_new_CEO event=holds",
       "appointment|person=jo-poe|company=acme|role=ceo|event=holds"},
      {"D1 - metric company=acme quantity=5 unit=shops", "metric|company=acme|unit=store"},
      {"D1 - metric company=acme quantity=5 unit=Mobile_Customers", "metric|company=acme|unit=mobile customer"},
      {"D1 - metric company=acme quantity=5 unit=factories", "metric|company=acme|unit=factory"},
      {"D1 - change company=acme metric=turnover percent=5", "change|company=acme|metric=revenue"},
      {"D1 - offering company=acme event=completed amount=5:EUR", "offering|company=acme"},
      {"D1 - profit company=acme measure=net amount=5:EUR period=2024", "profit|company=acme"},
  };
  for (const KeyCase& c : cases) EXPECT_EQ(BuildClaim(c.claim, TestReconciler()).key, c.key) << c.claim;
}

TEST(Key, HoldsNothingThatJsonEscapes) {
  Claim claim;
  claim.type = FactType::kRevenue;
  RoleFill fill;
  fill.parties = {{"Acme", "ac|me=\"x\"\\\n+"}};
  claim.roles.push_back(fill);
  EXPECT_EQ(TestReconciler().KeyOf(claim), "revenue|company=ac me  x    ");
}

// ---- intervals

Figure MakeFigure(const char* value, int last_digit) {
  Figure figure;
  figure.value = Decimal::Parse(value);
  figure.last_digit = static_cast<int8_t>(last_digit);
  return figure;
}

struct IntervalCase {
  const char* value;
  int last_digit;
  Modifier modifier;
  const char* low;
  const char* high;
};

TEST(Interval, ReachesAsFarAsTheWordsAllow) {
  const IntervalCase cases[] = {
      {"1900000000", 8, Modifier::kExact, "1850000000", "1950000000"},
      {"2.3", -1, Modifier::kExact, "2.25", "2.35"},
      {"12", 0, Modifier::kExact, "11.5", "12.5"},
      {"100", 0, Modifier::kAbout, "95", "105"},
      {"14000000000", 9, Modifier::kAlmost, "12600000000", "14000000000"},
      {"250000", 4, Modifier::kOver, "250000", "275000"},
      {"40", 1, Modifier::kUnder, "20", "40"},
      {"-10", 0, Modifier::kOver, "-11", "-10"},
      {"-10", 0, Modifier::kAlmost, "-10", "-9"},
      {"0", 0, Modifier::kExact, "-0.5", "0.5"},
  };
  for (const IntervalCase& c : cases) {
    const Interval interval = IntervalOf(MakeFigure(c.value, c.last_digit), c.modifier);
    EXPECT_EQ(interval.low->ToString(), c.low) << c.value << " " << ModifierName(c.modifier);
    EXPECT_EQ(interval.high->ToString(), c.high) << c.value << " " << ModifierName(c.modifier);
  }
}

TEST(Interval, NeighboursTouchButDoNotMeet) {
  const auto exact = [](const char* value, int digit) {
    return IntervalOf(MakeFigure(value, digit), Modifier::kExact);
  };
  EXPECT_FALSE(Meet(exact("1.8", -1), exact("1.9", -1)));
  EXPECT_TRUE(Meet(exact("1.9", -1), exact("1.92", -2)));
  EXPECT_TRUE(Meet(exact("1.9", -1), exact("1.85", -2)));
  EXPECT_TRUE(Meet({}, exact("7", 0)));
  EXPECT_TRUE(Meet({Decimal(5), std::nullopt}, exact("700", 0)));
  EXPECT_FALSE(Meet({Decimal(5), std::nullopt}, exact("3", 0)));
}

// ---- periods

TEST(Qualifier, ReadsPeriods) {
  EXPECT_EQ(ParsePeriod("2024-Q4"), ParsePeriod("2024-10-01/2024-12-31"));
  EXPECT_EQ(ParsePeriod("2024-H1"), ParsePeriod("2024-01/2024-06"));
  EXPECT_EQ(ParsePeriod("2024"), ParsePeriod("2024-01-01/2024-12-31"));
  for (const char* refused : {"", "last week", "2024-13", "2024-Q5", "2024-00", "2024-02-30", "2024-12-31/2024-01-01"})
    EXPECT_FALSE(ParsePeriod(refused).has_value()) << refused;
}

// ---- facts

struct FoldCase {
  const char* what;
  std::vector<const char*> claims;
  std::vector<const char*> facts;  // sorted as text
};

TEST(Reconcile, FollowsTheRules) {
  const std::vector<FoldCase> cases = {
      {"agreement of two sources",
       {"D1 2025-01-10 revenue company=acme amount=1900000000@8:USD period=2024",
        "D2 2025-02-10 revenue company=acme amount=1920000000@7:USD period=2024"},
       {"corroborated 2 amount=1920000000:USD period=2024 D1,D2"}},
      {"the most precise value stands, whatever hedges the other",
       {"D1 - investment investor=acme investee=globex amount=14000000000@9:USD almost",
        "D2 - investment investor=acme investee=globex amount=13750000000@7:USD"},
       {"corroborated 2 amount=13750000000:USD D1,D2"}},
      {"a hedge is no gain in precision",
       {"D1 - debt company=acme amount=2000000000@9:USD about", "D2 - debt company=acme amount=2000000000@9:USD"},
       {"corroborated 2 amount=2000000000:USD D1,D2"}},
      {"a range meets what lies in it",
       {"D1 - revenue company=acme amount=5..7@0:USD period=2024 range",
        "D2 - revenue company=acme amount=6@0:USD period=2024"},
       {"corroborated 2 amount=6:USD period=2024 D1,D2"}},
      {"same period, other value, other article: conflict, the later publication stands",
       {"D1 2025-01-10 profit company=acme amount=5:GBP period=2024 measure=net",
        "D2 2025-03-10 profit company=acme amount=7:GBP period=2024 measure=net"},
       {"conflict 1 measure=net amount=7:GBP period=2024 D2 / 5:GBP 1 D1"}},
      {"more sources beat the later publication",
       {"D1 2025-01-10 profit company=acme amount=5:GBP period=2024",
        "D2 2025-01-11 profit company=acme amount=5:GBP period=2024",
        "D3 2025-03-10 profit company=acme amount=7:GBP period=2024"},
       {"conflict 2 amount=5:GBP period=2024 D1,D2 / 7:GBP 1 D3"}},
      {"copies count once, so that the later publication stands",
       {"D1 2025-01-10 profit company=acme amount=5:GBP period=2024",
        "D2 2025-01-11 profit company=acme amount=5:GBP period=2024 !copy=D1",
        "D3 2025-03-10 profit company=acme amount=7:GBP period=2024"},
       {"conflict 1 amount=7:GBP period=2024 D3 / 5:GBP 1 D1,D2"}},
      {"a shared report is one source",
       {"D1 - acquisition acquirer=acme target=globex amount=14@0:GBP possible !report=bloomberg",
        "D2 - acquisition acquirer=acme target=globex amount=14@0:GBP possible !report=bloomberg"},
       {"single 1 amount=14:GBP possible D1,D2"}},
      {"a company that reports on itself is no report of others",
       {"D1 - profit company=acme amount=14@0:GBP period=2024 !report=acme",
        "D2 - profit company=acme amount=14@0:GBP period=2024 !report=acme"},
       {"corroborated 2 amount=14:GBP period=2024 D1,D2"}},
      {"of equals the more precise stands, then the smaller document id",
       {"D1 2025-01-10 profit company=acme amount=50@1:GBP period=2024",
        "D2 2025-01-10 profit company=acme amount=71@0:GBP period=2024",
        "D3 2025-01-10 profit company=acme amount=92@0:GBP period=2024"},
       {"conflict 1 amount=92:GBP period=2024 D3 / 71:GBP 1 D2 / 50:GBP 1 D1"}},
      {"two values in one article are two facts",
       {"D1 2025-01-10 per_share company=acme amount=5:EUR measure=dividend",
        "D1 2025-01-10 per_share company=acme amount=7:EUR measure=dividend"},
       {"single 1 measure=dividend amount=5:EUR D1", "single 1 measure=dividend amount=7:EUR D1"}},
      {"a lacking period is no difference when the values agree",
       {"D1 2025-01-10 profit company=acme amount=2300@2:EUR period=2024 measure=net",
        "D2 2025-09-10 profit company=acme amount=2300@2:EUR"},
       {"corroborated 2 measure=net amount=2300:EUR period=2024 D1,D2"}},
      {"a dated and an undated value that differ are two facts",
       {"D1 2025-01-10 profit company=acme amount=2300@2:EUR period=2024",
        "D2 2025-01-11 profit company=acme amount=2600@2:EUR"},
       {"single 1 amount=2300:EUR period=2024 D1", "single 1 amount=2600:EUR D2"}},
      {"so are one with a measure and one without",
       {"D1 2025-01-10 profit company=acme amount=23:EUR period=2024 measure=net",
        "D2 2025-01-11 profit company=acme amount=26:EUR period=2024"},
       {"single 1 amount=26:EUR period=2024 D2", "single 1 measure=net amount=23:EUR period=2024 D1"}},
      {"undated values within a month conflict",
       {"D1 2025-01-10 metric company=acme quantity=214 unit=shops",
        "D2 2025-01-20 metric company=acme quantity=203 unit=stores"},
       {"conflict 1 unit=stores quantity=203 D2 / 214 1 D1"}},
      {"but not over a month apart, nor when nobody knows",
       {"D1 2025-01-10 metric company=acme quantity=214 unit=shops",
        "D2 2025-03-20 metric company=acme quantity=203 unit=shops",
        "D3 - metric company=acme quantity=190 unit=shops"},
       {"single 1 unit=shops quantity=190 D3", "single 1 unit=shops quantity=203 D2",
        "single 1 unit=shops quantity=214 D1"}},
      {"equal periods in two forms, equal durations in two forms",
       {"D1 - contract customer=acme provider=globex amount=9:USD duration=P5Y date=2024-Q4",
        "D2 - contract customer=acme provider=globex amount=9:USD duration=P60M date=2024-11"},
       {"corroborated 2 amount=9:USD duration=P5Y date=2024-11 D1,D2"}},
      {"a period in words does not keep apart from a date",
       {"D1 - revenue company=acme amount=9:USD period=last_year",
        "D2 - revenue company=acme amount=9:USD period=2024"},
       {"corroborated 2 amount=9:USD period=2024 D1,D2"}},
      {"different periods are different facts",
       {"D1 - revenue company=acme amount=9:USD period=2023", "D2 - revenue company=acme amount=9:USD period=2024"},
       {"single 1 amount=9:USD period=2023 D1", "single 1 amount=9:USD period=2024 D2"}},
      {"currencies meet through an article that equates them",
       {"D1 - investment investor=a investee=b amount=600@0:GBP",
        "D2 - investment investor=a investee=b amount=760@0:USD",
        "D3 - investment investor=a investee=b amount=600@0:GBP=760@0:USD"},
       {"corroborated 3 amount=760:USD=600:GBP D1,D2,D3"}},
      {"a currency that none shares is not compared",
       {"D1 2025-01-10 investment investor=a investee=b amount=600@0:GBP",
        "D2 2025-01-10 investment investor=a investee=b amount=760@0:USD"},
       {"single 1 amount=600:GBP D1", "single 1 amount=760:USD D2"}},
      {"goods and money are not compared",
       {"D1 2025-01-10 contract customer=a provider=b amount=25:#jets",
        "D2 2025-01-10 contract customer=a provider=b amount=1200@2:USD"},
       {"single 1 amount=1200:USD D2", "single 1 amount=25:#jets D1"}},
      {"a correction supersedes",
       {"D1 2025-01-10 metric company=acme quantity=43100@2 unit=cars period=2025-Q4",
        "D2 2025-01-12 metric company=acme quantity=41300@2 unit=cars period=2025-Q4 !correction"},
       {"single 1 unit=cars quantity=41300 period=2025-Q4 D2 / ~43100 1 D1"}},
      {"also a value that the correcting article repeats, and whatever its sources",
       {"D1 2025-01-10 revenue company=acme amount=388@0:EUR period=2024",
        "D3 2025-01-11 revenue company=acme amount=388@0:EUR period=2024",
        "D2 2025-11-12 revenue company=acme amount=388@0:EUR period=2024",
        "D2 2025-11-12 revenue company=acme amount=381@0:EUR period=2024 !correction"},
       {"single 1 amount=381:EUR period=2024 D2 / ~388:EUR 3 D1,D2,D3"}},
      {"of two dividends only the one that is near",
       {"D1 2025-01-10 per_share company=acme amount=6:EUR measure=dividend",
        "D1 2025-01-10 per_share company=acme amount=10:EUR measure=dividend",
        "D2 2025-01-12 per_share company=acme amount=5:EUR measure=dividend !correction"},
       {"single 1 measure=dividend amount=10:EUR D1", "single 1 measure=dividend amount=5:EUR D2 / ~6:EUR 1 D1"}},
      {"a correction does not supersede what came later",
       {"D1 2025-01-20 revenue company=acme amount=388@0:EUR period=2024",
        "D2 2025-01-12 revenue company=acme amount=381@0:EUR period=2024 !correction"},
       {"conflict 1 amount=388:EUR period=2024 D1 / 381:EUR 1 D2"}},
      {"modality keeps apart, and what is done fulfils what was planned",
       {"D1 2025-01-20 acquisition acquirer=a target=b amount=1150@1:EUR date=2025-Q4 planned",
        "D2 2026-01-05 acquisition acquirer=a target=b amount=1150@1:EUR"},
       {"single 1 amount=1150:EUR D2 fulfils", "single 1 amount=1150:EUR date=2025-Q4 planned D1"}},
      {"a completed offering fulfils the planned one",
       {"D1 2025-01-20 offering company=a event=planned amount=900@2:EUR planned",
        "D2 2025-10-05 offering company=a event=completed amount=900@2:EUR date=2025-10"},
       {"single 1 event=completed amount=900:EUR date=2025-10 D2 fulfils",
        "single 1 event=planned amount=900:EUR planned D1"}},
      {"another amount is not what was planned",
       {"D1 2025-01-20 acquisition acquirer=a target=b amount=1150@1:EUR planned",
        "D2 2026-01-05 acquisition acquirer=a target=b amount=990@1:EUR"},
       {"single 1 amount=1150:EUR planned D1", "single 1 amount=990:EUR D2"}},
      {"a claim without a figure joins the one with it",
       {"D1 - acquisition acquirer=a target=b", "D2 - acquisition acquirer=a target=b amount=5:USD stake=60"},
       {"corroborated 2 amount=5:USD stake=60 D1,D2"}},
      {"an amount and a stake without a link are two facts, with one they are one",
       {"D1 - investment investor=a investee=b amount=5:USD", "D2 - investment investor=a investee=b stake=10",
        "D1 - investment investor=c investee=b amount=5:USD", "D2 - investment investor=c investee=b stake=10",
        "D3 - investment investor=c investee=b amount=5:USD stake=10"},
       {"corroborated 3 amount=5:USD stake=10 D1,D2,D3", "single 1 amount=5:USD D1", "single 1 stake=10 D2"}},
      {"agreeing about one figure, conflicting about the other",
       {"D1 2025-01-10 investment investor=a investee=b amount=5:USD stake=10",
        "D2 2025-01-12 investment investor=a investee=b amount=5:USD stake=12"},
       {"conflict 1 amount=5:USD stake=12 D2 / 10 1 D1"}},
      {"the same article twice adds nothing",
       {"D1 - debt company=acme amount=5:USD", "D1 - debt company=acme amount=5:USD"},
       {"single 1 amount=5:USD D1"}},
      {"an imprecise claim does not bind two values that differ",
       {"D1 2025-01-10 debt company=acme amount=96@0:USD", "D1 2025-01-10 debt company=acme amount=104@0:USD",
        "D2 2025-01-10 debt company=acme amount=100@0:USD about"},
       {"corroborated 2 amount=104:USD D1,D2", "single 1 amount=96:USD D1"}},
  };
  for (const FoldCase& c : cases) {
    std::map<std::string, std::vector<StoredClaim>> by_key;
    uint32_t place = 0;
    for (const char* line : c.claims) {
      StoredClaim claim = BuildClaim(line, TestReconciler(), place++);
      by_key[claim.key].push_back(std::move(claim));
    }
    std::vector<std::string> facts;
    for (const auto& [key, claims] : by_key) {
      for (const Fact& fact : TestReconciler().Fold(claims)) facts.push_back(DescribeFact(fact));
    }
    std::sort(facts.begin(), facts.end());
    const std::vector<std::string> expected(c.facts.begin(), c.facts.end());
    EXPECT_EQ(facts, expected) << c.what;
  }
}

TEST(Reconcile, ConfidenceRisesWithSourcesAndFallsWithConflict) {
  const auto fold = [](std::vector<const char*> lines) {
    std::vector<StoredClaim> claims;
    for (const char* line : lines) claims.push_back(BuildClaim(line, TestReconciler()));
    return TestReconciler().Fold(claims).at(0).confidence;
  };
  EXPECT_DOUBLE_EQ(fold({"D1 - debt company=a amount=5:USD date=2024 !confidence=0.8"}), 0.8);
  EXPECT_DOUBLE_EQ(fold({"D1 - debt company=a amount=5:USD date=2024 !confidence=0.8",
                         "D2 - debt company=a amount=5:USD date=2024 !confidence=0.5"}),
                   0.9);
  EXPECT_DOUBLE_EQ(fold({"D1 - debt company=a amount=5:USD date=2024 !confidence=0.8",
                         "D2 - debt company=a amount=5:USD date=2024 !confidence=0.5 !copy=D1"}),
                   0.8);
  EXPECT_DOUBLE_EQ(fold({"D1 - debt company=a amount=5:USD date=2024 !confidence=0.8",
                         "D2 - debt company=a amount=7:USD date=2024 !confidence=0.8"}),
                   0.4);
}

TEST(Reconcile, AnIdOutlivesFurtherSources) {
  const StoredClaim first = BuildClaim("D1 2025-01-10 debt company=a amount=5:USD date=2024", TestReconciler());
  const StoredClaim agrees = BuildClaim("D2 2025-01-11 debt company=a amount=5.1@-1:USD date=2024", TestReconciler());
  const StoredClaim differs = BuildClaim("D3 2025-01-12 debt company=a amount=9:USD date=2024", TestReconciler());
  const auto id = [](std::vector<StoredClaim> claims) { return TestReconciler().Fold(claims).at(0).id; };
  const std::string before = id({first});
  EXPECT_EQ(before.size(), 15u);
  EXPECT_TRUE(before.starts_with("f-"));
  EXPECT_EQ(id({first, agrees}), before);
  EXPECT_EQ(id({first, differs}), before);
}

// ---- properties

std::string Bytes(const std::vector<Fact>& facts) {
  std::string bytes;
  for (const Fact& fact : facts) {
    AppendFact(fact, &bytes);
    bytes.push_back('\n');
  }
  return bytes;
}

TEST(ReconcileProperty, IsAFunctionOfTheSetOfClaims) {
  for (int seed = 0; seed < Draws(250); ++seed) {
    ClaimDraw draw(static_cast<uint32_t>(seed));
    std::vector<StoredClaim> claims = draw.Claims();
    const std::string once = Bytes(TestReconciler().Fold(claims));
    draw.Shuffle(&claims);
    ASSERT_EQ(Bytes(TestReconciler().Fold(claims)), once) << "order, seed " << seed;
    const size_t before = claims.size();
    for (size_t i = 0; i < before; ++i) {
      if (draw.OneIn(2)) claims.push_back(claims[i]);
    }
    draw.Shuffle(&claims);
    ASSERT_EQ(Bytes(TestReconciler().Fold(claims)), once) << "doubles, seed " << seed;
  }
}

TEST(ReconcileProperty, EveryClaimIsCitedOnceAndNothingElse) {
  for (int seed = 0; seed < Draws(250); ++seed) {
    ClaimDraw draw(static_cast<uint32_t>(seed) + 1'000'000);
    const std::vector<StoredClaim> claims = draw.Claims();
    std::set<std::string> wanted;
    for (const StoredClaim& claim : claims) {
      std::string line;
      AppendStoredClaim(claim, &line);
      wanted.insert(line);
    }
    size_t cited = 0;
    std::set<std::string> ids;
    for (const Fact& fact : TestReconciler().Fold(claims)) {
      ASSERT_TRUE(ids.insert(fact.id).second) << "an id twice, seed " << seed;
      ASSERT_GE(fact.confidence, 0) << seed;
      ASSERT_LT(fact.confidence, 1) << seed;
      cited += fact.citations.size();
      ASSERT_GE(fact.sources, 1u);
      bool against = false;
      for (const Alternative& alternative : fact.alternatives) {
        cited += alternative.citations.size();
        against |= !alternative.superseded;
      }
      ASSERT_EQ(fact.status, against            ? FactStatus::kConflict
                             : fact.sources > 1 ? FactStatus::kCorroborated
                                                : FactStatus::kSingle)
          << seed;
    }
    ASSERT_EQ(cited, wanted.size()) << seed;
  }
}

TEST(ReconcileProperty, FactsReadBackEqual) {
  for (int seed = 0; seed < Draws(250); ++seed) {
    ClaimDraw draw(static_cast<uint32_t>(seed) + 2'000'000);
    for (const Fact& fact : TestReconciler().Fold(draw.Claims())) {
      const std::string line = Bytes({fact});
      Result<Fact> back = ParseFact(std::string_view(line).substr(0, line.size() - 1));
      ASSERT_TRUE(back.ok()) << back.error().message << "\n" << line;
      ASSERT_EQ(Bytes({*back}), line) << seed;
    }
  }
}

}  // namespace
}  // namespace attest
