// The reconciler by itself: the corpus' gold facts, folded as claims, against the corpus' expected store. What a reader
// of the articles misses plays no part here.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/cli/fold_claims.h"
#include "pipeline/eval/gold.h"
#include "pipeline/eval/store_scores.h"
#include "pipeline/facts/fingerprint.h"
#include "pipeline/ingest/reader.h"
#include "pipeline/mentions/entity_id.h"
#include "pipeline/model/json.h"
#include "tests/unit/claim_builder.h"

namespace attest {
namespace {

using Json = nlohmann::json;

const char* const kCorpus = ATTEST_SOURCE_DIR "/corpus";

// One of the articles, with what its claims have in common.
class ClaimsOfArticle {
 public:
  ClaimsOfArticle(const GoldArticle& gold, const Document& document) : text_(document) {
    document_ = DocumentId(document.text);
    fingerprint_ = Fingerprint(text_);
    for (const Json& company : gold.companies) {
      const std::string name = company.at("name");
      names_[name] = name;
      for (const std::string alias : company.at("aliases")) names_[alias] = name;
    }
  }

  // In the form of claims.jsonl, which gold facts have but for places, parties and equivalents.
  StoredClaim ToClaim(Json fact) const {
    for (auto& [name, value] : fact.at("roles").items()) {
      const Role role = RoleFromName(name).value();
      const RoleInfo* info = FindRole(FactTypeFromName(std::string(fact.at("type"))).value(), role);
      if (info != nullptr && info->kind == RoleKind::kParty) {
        value = value.is_array() ? ToParties(value) : ToParty(value);
      } else if (value.is_object() && value.contains("alternatives")) {
        value["equivalents"] = value.at("alternatives");
      }
    }
    const std::string quote = fact.at("quote");
    const size_t begin = text_.document.text.find(quote);
    const Span bytes{static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + quote.size())};
    const Span chars = CodePoints(text_.document.text, text_.view.ascii()).Of(bytes);
    fact["document"] = document_;
    fact["bytes"] = {bytes.begin, bytes.end};
    fact["chars"] = {chars.begin, chars.end};
    fact["fingerprint"] = fingerprint_;
    fact["rule"] = "gold";
    if (fact.contains("report")) fact["report"] = EntityId(std::string(fact.at("report")));
    if (text_.document.published)
      AppendDay(*text_.document.published, &(fact["published"] = "").get_ref<std::string&>());
    Result<StoredClaim> claim = ParseStoredClaim(fact.dump());
    EXPECT_TRUE(claim.ok()) << (claim.ok() ? "" : claim.error().message) << fact;
    return *std::move(claim);
  }

 private:
  Json ToParty(const std::string& name) const {
    const auto known = names_.find(name);
    const std::string& main = known == names_.end() ? name : known->second;
    return {{"name", main}, {"entity", EntityId(main)}};
  }
  Json ToParties(const Json& names) const {
    Json parties = Json::array();
    for (const std::string name : names) parties.push_back(ToParty(name));
    return parties;
  }

  DocumentText text_;
  std::string document_;
  std::string fingerprint_;
  std::map<std::string, std::string> names_;  // every alias -> the company's main name
};

TEST(CorpusFold, GoldClaimsGiveTheExpectedStore) {
  const Result<Gold> gold = LoadGold(std::string(kCorpus) + "/gold/corpus.store.jsonl");
  ASSERT_TRUE(gold.ok()) << gold.error().message;
  const auto& store = std::get<StoreGold>(gold->content);
  const Result<RuleSet> rules = RuleSet::Load(ATTEST_SOURCE_DIR "/rules");
  ASSERT_TRUE(rules.ok());
  Result<Reader> reader = Reader::Open(*rules, {std::string(kCorpus) + "/articles"}, {});
  ASSERT_TRUE(reader.ok());
  std::map<std::string, Document> documents;
  while (std::optional<Document> document = reader->Next([](const Reject&) {}))
    documents[document->source.id] = *std::move(document);

  AliasIndex names;
  std::map<std::string, CitedArticle> articles;
  std::vector<StoredClaim> claims;
  for (const GoldArticle& article : store.articles.articles) {
    ASSERT_TRUE(documents.contains(article.id)) << article.id;
    const Document& document = documents[article.id];
    ASSERT_EQ(document.text, article.text) << article.id;
    for (const Json& company : article.companies) names.Add(company.at("aliases").get<std::vector<std::string>>());
    articles[DocumentId(document.text)] = {article.id, article.published};
    const ClaimsOfArticle of_article(article, document);
    for (const Json& fact : article.facts) {
      if (!fact.value("optional", false)) claims.push_back(of_article.ToClaim(fact));
    }
  }
  std::vector<Json> folded;
  FoldClaims(TestReconciler(), std::move(claims), [&folded](const Fact& fact) {
    std::string line;
    AppendFact(fact, &line);
    folded.push_back(Json::parse(line));
    return true;
  });
  const StoreScores scores = ScoreStore(store.facts, folded, articles, names);
  std::string errors;
  for (const StoreError& error : scores.errors)
    errors +=
        (error.missed ? "missed  " : "differs ") + error.expected.dump() + "\n   got  " + error.stored.dump() + "\n";
  // Names that only a reader knows to be one ("12 pubs", "a dozen pubs") stay two.
  EXPECT_GE(scores.found, scores.expected * 99 / 100) << errors;
  EXPECT_GE(scores.all_three, scores.found * 99 / 100) << scores.all_three << " of " << scores.found << "\n" << errors;
  EXPECT_EQ(scores.policies.standing, scores.policies.contested);
}

}  // namespace
}  // namespace attest
