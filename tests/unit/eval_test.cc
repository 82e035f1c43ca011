// The scorers: tables of gold against claims, as the fact catalogue counts them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/eval/fact_scores.h"
#include "pipeline/eval/mention_scores.h"
#include "pipeline/eval/spans_of_time.h"
#include "pipeline/eval/store_scores.h"
#include "pipeline/eval/words.h"

namespace attest {
namespace {

using Json = nlohmann::json;

const char kText[] = "Northgate Foods Plc said profit fell 12% to £84m ($100m). Northgate lost. It sold.";

const Json& Companies() {
  static const auto* const companies = new Json(Json::parse(R"([
      {"name": "Northgate Foods", "aliases": ["Northgate Foods", "Northgate"]},
      {"name": "Acme", "aliases": ["Acme"]}, {"name": "Globex", "aliases": ["Globex"]}])"));
  return *companies;
}

FactScores Score(std::vector<Json> gold, Json claims, Json companies = Companies()) {
  FactScorer scorer;
  scorer.Add({"t", kText, "", Companies(), std::move(gold)},
             {{"companies", std::move(companies)}, {"claims", std::move(claims)}});
  return scorer.scores();
}

// A fact in short: type, roles as JSON, modifier, modality.
Json Fact(const std::string& type, const std::string& roles, const std::string& modifier = "exact",
          const std::string& modality = "actual") {
  return {{"type", type}, {"roles", Json::parse(roles)}, {"modifier", modifier}, {"modality", modality}};
}

struct AgreementCase {
  const char* type;
  const char* gold;
  const char* claim;
  int core;
  int strict;
};

constexpr AgreementCase kAgreements[] = {
    // Names: aliases, legal suffixes, "the", objects, lists.
    {"ownership", R"({"owner": "Northgate Foods", "owned": "Acme", "stake": 5})",
     R"({"owner": "Northgate", "owned": {"name": "ACME", "entity": "acme"}, "stake": 5})", 1, 1},
    {"ownership", R"({"owner": "Northgate Foods", "owned": "Acme", "stake": 5})",
     R"({"owner": "the Northgate Foods, Ltd.", "owned": ["Acme"], "stake": 5.0})", 1, 1},
    {"ownership", R"({"owner": "Northgate Foods", "owned": "Acme", "stake": 5})",
     R"({"owner": "North", "owned": "Acme", "stake": 5})", 0, 0},
    {"venture", R"({"members": ["Acme", "Northgate Foods"]})", R"({"members": ["Northgate", "Acme"]})", 1, 1},
    {"venture", R"({"members": ["Acme", "Northgate Foods"]})", R"({"members": ["Acme", "Globex"]})", 1, 0},
    {"venture", R"({"members": ["Acme", "Northgate Foods"]})", R"({"members": ["Globex"]})", 0, 0},
    // Numbers: exact, but for thirds.
    {"ownership", R"({"owner": "Acme", "owned": "Globex", "stake": 33.3})",
     R"({"owner": "Acme", "owned": "Globex", "stake": 33.33})", 1, 1},
    {"ownership", R"({"owner": "Acme", "owned": "Globex", "stake": 33.3})",
     R"({"owner": "Acme", "owned": "Globex", "stake": 33})", 0, 0},
    // Money: currency, ranges, alternatives, goods, a modifier of its own.
    {"revenue", R"({"company": "Acme", "amount": {"amount": 9, "currency": "GBP"}})",
     R"({"company": "Acme", "amount": {"amount": 9, "currency": "gbp"}})", 1, 1},
    {"revenue", R"({"company": "Acme", "amount": {"amount": 9, "currency": "GBP"}})",
     R"({"company": "Acme", "amount": {"amount": 9, "currency": null}})", 0, 0},
    {"revenue",
     R"({"company": "Acme", "amount": {"amount": 9, "currency": "GBP", "alternatives": [{"amount": 12, "currency": "USD"}]}})",
     R"({"company": "Acme", "amount": {"amount": 12, "currency": "USD"}})", 1, 1},
    {"revenue", R"({"company": "Acme", "amount": {"low": 5, "high": 7, "currency": "USD"}})",
     R"({"company": "Acme", "amount": {"amount": 5, "currency": "USD"}})", 0, 0},
    {"contract", R"({"customer": "Acme", "provider": "Globex", "amount": {"quantity": 30, "unit": "fast vehicles"}})",
     R"({"customer": "Acme", "provider": "Globex", "amount": {"quantity": 30, "unit": "vehicle"}})", 1, 1},
    {"funding_round",
     R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "valuation": {"amount": 9, "currency": "GBP", "modifier": "about"}})",
     R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "valuation": {"amount": 9, "currency": "GBP"}})",
     1, 0},
    // Periods by what they cover; those in words are not compared.
    {"revenue", R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "period": "2004-Q4"})",
     R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "period": "2004-10-01/2004-12-31"})", 1, 1},
    {"revenue", R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "period": "2004"})",
     R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "period": "2005"})", 1, 0},
    {"revenue", R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "period": "last autumn"})",
     R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}})", 1, 1},
    // Words share a content word; a listed metric agrees as a whole.
    {"metric", R"({"company": "Acme", "quantity": 3, "unit": "factories"})",
     R"({"company": "Acme", "quantity": 3, "unit": "car factory"})", 1, 1},
    {"metric", R"({"company": "Acme", "quantity": 3, "unit": "barrels of oil"})",
     R"({"company": "Acme", "quantity": 3, "unit": "tonnes of"})", 0, 0},
    {"change", R"({"company": "Acme", "metric": "revenue", "percent": 5})",
     R"({"company": "Acme", "metric": "turnover", "percent": 5})", 1, 1},
    {"change", R"({"company": "Acme", "metric": "revenue", "percent": 5})",
     R"({"company": "Acme", "metric": "UK revenue", "percent": 5})", 0, 0},
    {"change", R"({"company": "Acme", "metric": "profit", "factor": 2})",
     R"({"company": "Acme", "metric": "pre-tax profits", "percent": {"factor": 2}})", 1, 1},
    {"change", R"({"company": "Acme", "metric": "profit", "factor": 2})",
     R"({"company": "Acme", "metric": "profit", "percent": 100})", 0, 0},
    {"appointment", R"({"person": "Sir Alex Hall", "company": "Acme", "role": "chief executive"})",
     R"({"person": "Alex Hall", "company": "Acme", "role": "chairman and chief executive"})", 1, 1},
    // Of several required roles one has to agree, and none that both give may disagree.
    {"contract",
     R"({"customer": "Acme", "provider": "Globex", "amount": {"amount": 9, "currency": "GBP"}, "duration": "P5Y"})",
     R"({"provider": "Globex", "duration": "P60M"})", 1, 0},
    {"contract",
     R"({"customer": "Acme", "provider": "Globex", "amount": {"amount": 9, "currency": "GBP"}, "duration": "P5Y"})",
     R"({"provider": "Globex", "amount": {"amount": 8, "currency": "GBP"}, "duration": "P5Y"})", 0, 0},
    {"investment", R"({"investor": "Acme", "investee": "Globex"})",
     R"({"investor": "Acme", "investee": "Globex", "stake": 5})", 1, 1},
    {"investment", R"({"investor": "Acme", "investee": "Globex", "stake": 5})",
     R"({"investor": "Acme", "investee": "Globex"})", 0, 0},
};

TEST(FactScores, PairsAgreeAsTheCatalogueSays) {
  for (const AgreementCase& one : kAgreements) {
    const FactTally all = Score({Fact(one.type, one.gold)}, {Fact(one.type, one.claim)}).All();
    EXPECT_EQ(std::pair(all.core, all.strict), std::pair(one.core, one.strict))
        << one.type << "\n  gold  " << one.gold << "\n  claim " << one.claim;
  }
}

TEST(FactScores, ModifierAndModalityAreStrict) {
  const Json gold = Fact("debt", R"({"company": "Acme", "amount": {"amount": 3, "currency": "USD"}})", "about");
  Json claim = gold;
  claim["modality"] = "planned";
  const FactScores scores = Score({gold}, {claim});
  EXPECT_EQ(scores.All().core, 1);
  EXPECT_EQ(scores.All().strict, 0);
  EXPECT_EQ(scores.modality.at("actual").at("planned"), 1);
  EXPECT_EQ(scores.modifier.at("about").at("about"), 1);
}

TEST(FactScores, EachClaimMatchesOneFact) {
  const Json a =
      Fact("revenue", R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "period": "2004"})");
  const Json b =
      Fact("revenue", R"({"company": "Acme", "amount": {"amount": 1, "currency": "GBP"}, "period": "2005"})");
  EXPECT_EQ(Score({a, b}, {b, a}).All().strict, 2);
  // The same fact in other words of the same company is one claim; a second reading of a fact counts as wrong.
  Json again = a;
  again["roles"]["company"] = {{"name", "ACME Inc"}};
  again["roles"]["period"] = "2004-01-01/2004-12-31";
  const FactScores scores = Score({a}, {a, again, b});
  EXPECT_EQ(scores.merged, 1);
  EXPECT_EQ(scores.restated, 1);
  EXPECT_EQ(scores.All().predicted, 2);
}

TEST(FactScores, OptionalFactsAreNeitherRightNorWrong) {
  Json optional = Fact("debt", R"({"company": "Globex"})");
  optional["optional"] = true;
  const Json claim = Fact("debt", R"({"company": "Globex", "amount": {"amount": 3, "currency": "GBP"}})");
  const FactScores scores = Score({optional}, {claim});
  EXPECT_EQ(scores.on_optional, 1);
  EXPECT_EQ(scores.All().predicted, 0);
  EXPECT_EQ(scores.All().gold, 0);
}

TEST(FactScores, CompaniesMatchByAnyName) {
  const FactScores scores = Score(
      {}, Json::array(), Json::parse(R"([{"name": "Northgate plc"}, {"name": "Initech", "aliases": ["Initech"]}])"));
  EXPECT_EQ(scores.companies.right, 1);
  EXPECT_EQ(scores.companies.predicted, 2);
  EXPECT_EQ(scores.companies.gold, 3);
  EXPECT_EQ(scores.aliases_linked, 1);
}

TEST(FactScores, QuotesAreTheTextAtTheirCodePoints) {
  const auto quoted = [](int start, int end, const char* quote) {
    Json claim = Fact("debt", R"({"company": "Acme"})");
    claim.update({{"start", start}, {"end", end}, {"quote", quote}});
    return Score({}, {claim}).quotes_false;
  };
  EXPECT_EQ(quoted(0, 9, "Northgate"), 0);
  EXPECT_EQ(quoted(44, 48, "£84m"), 0);
  EXPECT_EQ(quoted(58, 67, "Northgate"), 0);  // after the two-byte £
  EXPECT_EQ(quoted(0, 9, "northgate"), 1);
  EXPECT_EQ(quoted(3, 3, ""), 1);
  EXPECT_EQ(quoted(0, 999, kText), 1);
}

struct ValueCase {
  const char* kind;
  const char* gold;
  const char* read;
  bool same;
};

constexpr ValueCase kValues[] = {
    {"money", R"({"amount": 3000000, "currency": "USD"})", R"({"amount": 3e6, "currency": "USD"})", true},
    {"money", R"({"amount": 3, "currency": null})", R"({"amount": 3, "currency": "EUR"})", true},
    {"money", R"({"amount": 3, "currency": "EUR"})", R"({"amount": 3, "currency": null})", false},
    {"money", R"({"low": null, "high": 7, "currency": "EUR"})", R"({"high": 7, "currency": "EUR"})", true},
    {"money", R"({"low": null, "high": 7, "currency": "EUR"})", R"({"amount": 7, "currency": "EUR"})", false},
    {"percent", R"({"low": 10, "high": 12})", R"({"low": 10, "high": 12.0})", true},
    {"percent", R"({"percent": 5})", "null", false},
    {"date", R"({"start": "2024-05-01", "end": "2024-06-01"})", R"({"start": "2024-05-01", "end": "2024-06-01"})",
     true},
    {"date", R"({"start": null, "end": "2024-06-01"})", R"({"start": "2024-05-01", "end": "2024-06-01"})", false},
    {"duration", R"({"duration": "P2W"})", R"({"duration": "P14D"})", true},
    {"duration", R"({"duration": "P1Q"})", R"({"duration": "P3M"})", true},
    {"duration", R"({"duration": "P1M"})", R"({"duration": "P30D"})", false},
    {"duration", R"({"duration": "P1M"})", R"({"duration": "PT1M"})", false},
};

TEST(MentionScores, ValuesCompareByWhatTheyMean) {
  for (const ValueCase& one : kValues) {
    EXPECT_EQ(SameMentionValue(one.kind, Json::parse(one.gold), Json::parse(one.read)), one.same)
        << one.kind << " " << one.gold << " " << one.read;
  }
}

TEST(MentionScores, OneMentionCountsOnce) {
  const GoldCase gold{.id = "a",
                      .text = "up 5% then 10% now",
                      .published = "",
                      .asserts = {"percent"},
                      .expect = {{"percent", 3, 5, Json::parse(R"([{"percent": 5}])")},
                                 {"percent", 11, 14, Json::parse(R"([{"percent": 10}])")}},
                      .optional = {{"percent", 15, 18, Json::array()}}};
  MentionScorer scorer;
  scorer.Add(gold, Json::parse(R"({"mentions": [
      {"kind": "percent", "start": 0, "end": 18, "value": {"percent": 5}},
      {"kind": "percent", "start": 15, "end": 18, "value": null},
      {"kind": "money", "start": 3, "end": 5, "value": null}]})"));
  const MentionTally& tally = scorer.scores().kinds.at("percent");
  EXPECT_EQ(tally.exact.right, 0);
  EXPECT_EQ(tally.overlap.right, 1);
  EXPECT_EQ(tally.value.right, 1);
  EXPECT_EQ(tally.overlap.predicted, 1);
  EXPECT_EQ(tally.overlap.gold, 2);
  EXPECT_EQ(tally.on_optional, 1);
  EXPECT_EQ(scorer.scores().all_right, 0);
}

TEST(StoreScores, StatusSourcesAndCitationsOfWhatIsFound) {
  const Json roles = Json::parse(R"({"company": "Acme", "amount": {"amount": 9, "currency": "GBP"}})");
  const Json wrong = Json::parse(R"({"amount": {"amount": 8, "currency": "GBP"}})");
  const auto cites = [](const char* document) { return Json{{"document", document}}; };
  const Json stored = {{"id", "f-1"},
                       {"type", "debt"},
                       {"roles", roles},
                       {"modality", "actual"},
                       {"modifier", "exact"},
                       {"status", "conflict"},
                       {"sources", 2},
                       {"citations", {cites("d1"), cites("d2")}},
                       {"alternatives", {{{"roles", wrong}, {"modifier", "exact"}, {"citations", {cites("d3")}}}}}};
  const Json expected = {{"type", "debt"}, {"roles", roles},       {"status", "conflict"},
                         {"sources", 2},   {"citing", {"a", "b"}}, {"alternatives", {{{"roles", wrong}}}}};
  const std::map<std::string, CitedArticle> articles = {
      {"d1", {"a", "2025-01-01"}}, {"d2", {"b", "2025-01-02"}}, {"d3", {"c", "2025-01-03"}}};
  const StoreScores scores = ScoreStore({expected}, {stored}, articles, {});
  EXPECT_EQ(scores.found, 1);
  EXPECT_EQ(scores.all_three, 1);
  EXPECT_EQ(scores.policies.contested, 1);
  EXPECT_EQ(scores.policies.standing, 1);
  EXPECT_EQ(scores.policies.earliest, 1);
  EXPECT_EQ(scores.policies.latest, 0);
  EXPECT_EQ(scores.policies.most_frequent, 1);

  Json moved = stored;
  moved["citations"] = {cites("d3")};
  EXPECT_EQ(ScoreStore({expected}, {moved}, articles, {}).found, 0);
}

TEST(Words, NamesFoldToWhatTheyName) {
  EXPECT_EQ(FoldName("The Walt Disney Co."), "walt disney");
  EXPECT_EQ(FoldName("Smith & Co"), "smith");
  EXPECT_EQ(FoldName("Banco S.A."), "banco");
  EXPECT_EQ(FoldName("Co"), "co");
  EXPECT_EQ(FoldName("Ltd Brands"), "ltd brands");
  EXPECT_EQ(FoldName("L’ORÉAL"), "l'oréal");
  EXPECT_EQ(FoldName("Sir Alex Hall", NameSort::kPerson), "alex hall");
}

TEST(SpansOfTime, WhatIsNoPeriodIsNone) {
  for (const char* text : {"", "2004-13", "2004-02-30", "20041", "2004-Q5", "the year", "2004/", "2004/x"}) {
    EXPECT_FALSE(ReadIsoPeriod(text)) << text;
  }
  EXPECT_EQ(ReadIsoPeriod("2004-02"), ReadIsoPeriod("2004-02-01/2004-02-29"));
}

}  // namespace
}  // namespace attest
