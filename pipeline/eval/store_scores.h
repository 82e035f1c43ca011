// A reconciled store against an expected one.
//
// A fact is found when a stored one has its type, modality and required roles and cites at least one of the same
// articles; one to one, closest first. Of the found ones it counts how many have the expected status, number of
// independent sources and citations.
#ifndef ATTEST_EVAL_STORE_SCORES_H_
#define ATTEST_EVAL_STORE_SCORES_H_

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/eval/ratio.h"
#include "pipeline/eval/words.h"

namespace attest {

// An article as the citations know it.
struct CitedArticle {
  std::string id;         // the article's own
  std::string published;  // ISO day or empty
};

// Expected facts of which more than one value was reported, and how often each way to choose takes the right one.
struct PolicyScores {
  int contested = 0;  // those whose right value was read at all
  int standing = 0;   // what the reconciler lets stand
  int earliest = 0;
  int latest = 0;
  int most_frequent = 0;
};

struct StoreError {
  bool missed = false;
  nlohmann::json expected;
  nlohmann::json stored;  // null when missed
};

struct StoreScores {
  int expected = 0;
  int stored = 0;
  int found = 0;
  int status = 0;  // of the found, those that agree
  int sources = 0;
  int citing = 0;
  int all_three = 0;
  struct ByStatus {
    int expected = 0;
    int found = 0;
    int all_three = 0;
  };
  std::map<std::string, ByStatus> by_status;
  PolicyScores policies;
  std::vector<StoreError> errors;

  Prf Found() const { return {found, stored, expected}; }
};

// `expected` in the form of StoreGold, `stored` lines of facts.jsonl; `articles` by DocumentId.
StoreScores ScoreStore(const std::vector<nlohmann::json>& expected, const std::vector<nlohmann::json>& stored,
                       const std::map<std::string, CitedArticle>& articles, const AliasIndex& names);

}  // namespace attest

#endif  // ATTEST_EVAL_STORE_SCORES_H_
