// Claims against gold facts: precision, recall and F1 for each type and in total.
//
// Counts as the fact catalogue says ("How facts are scored"): core, where type and required roles agree; strict, where
// all roles that the gold gives, the modifier and the modality agree too. One to one, as many as can be.
#ifndef ATTEST_EVAL_FACT_SCORES_H_
#define ATTEST_EVAL_FACT_SCORES_H_

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/eval/agreement.h"
#include "pipeline/eval/ratio.h"

namespace attest {

// Facts and companies of one article, and its text in code points' offsets.
struct GoldArticle {
  std::string id;
  std::string text;
  std::string published;     // ISO day or empty
  nlohmann::json companies;  // [{"name", "aliases"}]
  std::vector<nlohmann::json> facts;
};

struct FactTally {
  int gold = 0;
  int predicted = 0;
  int core = 0;
  int strict = 0;
  Prf Core() const { return {core, predicted, gold}; }
  Prf Strict() const { return {strict, predicted, gold}; }
  FactTally& operator+=(const FactTally& other);
};

// What the gold says and what was read instead, for the facts that agree in core.
using Confusion = std::map<std::string, std::map<std::string, int>>;
Prf Accuracy(const Confusion& confusion);  // right of gold; `predicted` equals `gold`

struct FactError {
  enum class Kind { kMissed, kSpurious, kRestated, kNotStrict, kCitation };
  Kind kind = Kind::kMissed;
  std::string article;
  std::string type;
  nlohmann::json gold;       // null where there is none
  nlohmann::json predicted;  // null where there is none
  std::vector<std::string> differing;
};

// A claim, and whether a gold fact agrees with it in core. Claims of facts that may be left out are neither.
struct JudgedClaim {
  std::string article;
  std::string type;
  std::string rule;
  std::vector<std::string> fills;  // how its parties were filled
  double confidence = 0;
  bool right = false;
};

struct FactScores {
  int articles = 0;
  std::map<std::string, FactTally> types;
  Confusion modality;
  Confusion modifier;
  Prf companies;
  int aliases = 0;         // of the gold's companies
  int aliases_linked = 0;  // that the matched company has too
  int claims = 0;
  int quotes_false = 0;  // quotes that are not the text at their place
  int merged = 0;        // identical claims of one article
  int restated = 0;      // unmatched claims that agree with a fact which another one matched
  int on_optional = 0;   // claims of facts that may be left out
  std::vector<FactError> errors;
  std::vector<JudgedClaim> readings;

  // Over all types; without the appointments it is the headline.
  FactTally All() const;
  FactTally Headline() const;
};

// Adds up articles. Gold and predictions of one article stand alone: names are known by its own companies.
class FactScorer {
 public:
  // `line` is the article's line of `attest extract`.
  void Add(const GoldArticle& gold, const nlohmann::json& line);
  const FactScores& scores() const { return scores_; }

 private:
  void ScoreCompanies(const GoldArticle& gold, const nlohmann::json& predicted);
  void CheckQuotes(const GoldArticle& gold, const nlohmann::json& claims);
  void AddType(const std::string& article, const std::string& type, const std::vector<ScoredFact>& gold,
               const std::vector<ScoredFact>& optional, const std::vector<ScoredFact>& predicted,
               const AliasIndex& names, const nlohmann::json& claims);

  FactScores scores_;
};

// Adds an article's companies, [{"name", "aliases"}].
void AddCompanies(const nlohmann::json& companies, AliasIndex* names);

}  // namespace attest

#endif  // ATTEST_EVAL_FACT_SCORES_H_
