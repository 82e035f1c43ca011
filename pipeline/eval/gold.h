// Gold annotations in: files of JSON Lines, checked before anything is measured on them.
#ifndef ATTEST_EVAL_GOLD_H_
#define ATTEST_EVAL_GOLD_H_

#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "pipeline/eval/fact_scores.h"
#include "pipeline/eval/mention_scores.h"
#include "pipeline/model/result.h"

namespace attest {

// A line an article: {"doc", "text", "published", "companies", "facts"}.
struct FactGold {
  std::vector<GoldArticle> articles;
};

// A line a case: {"id", "text", "published", "asserts", "expect", "optional"?}.
struct MentionGold {
  std::vector<GoldCase> cases;
};

// A line a reconciled fact: {"type", "roles", "modifier", "modality", "status", "sources", "citing", "alternatives",
// "optional"?}. The articles are those of the *.facts.jsonl beside it.
struct StoreGold {
  std::vector<nlohmann::json> facts;
  FactGold articles;
};

struct Gold {
  std::string path;
  std::string name;  // the file's name without ".jsonl" and ".facts": "bbc", "corpus.mentions"
  std::variant<FactGold, MentionGold, StoreGold> content;
};

// The gold files that `path` stands for: itself, or the *.facts, *.mentions and *.store.jsonl in a folder's gold/ (or
// in the folder), by name. Fails with kNotFound.
Result<std::vector<std::string>> FindGold(const std::string& path);

// Which sort of gold a file is shows in its first line. Fails with kNotFound or kBadInput ("PATH:LINE: reason").
Result<Gold> LoadGold(const std::string& path);

}  // namespace attest

#endif  // ATTEST_EVAL_GOLD_H_
