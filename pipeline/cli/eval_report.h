// How scores are shown: as tables for people, as JSON, and as named figures that can be kept and compared.
#ifndef ATTEST_CLI_EVAL_REPORT_H_
#define ATTEST_CLI_EVAL_REPORT_H_

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "pipeline/eval/fact_scores.h"
#include "pipeline/eval/mention_scores.h"
#include "pipeline/eval/store_scores.h"

namespace attest {

// Percentages with one digit after the point, by a name such as "facts/bbc/core-f1".
using Figures = std::map<std::string, double>;

// `name` is that of the gold.
void AddFigures(const FactScores& scores, const std::string& name, Figures* figures);
void AddFigures(const MentionScores& scores, const std::string& name, Figures* figures);
void AddFigures(const StoreScores& scores, const std::string& name, Figures* figures);

std::string ToTable(const FactScores& scores);
std::string ToTable(const MentionScores& scores);
std::string ToTable(const StoreScores& scores);

nlohmann::ordered_json ToJson(const FactScores& scores);
nlohmann::ordered_json ToJson(const MentionScores& scores);
nlohmann::ordered_json ToJson(const StoreScores& scores);

// What every claim is held to be worth and whether it is right, and how far the two are apart.
nlohmann::ordered_json ToJson(const std::vector<JudgedClaim>& readings);

// One error after the other, with what the gold says and what was read.
std::string ToText(const std::vector<FactError>& errors);
std::string ToText(const std::vector<MentionError>& errors);
std::string ToText(const std::vector<StoreError>& errors);

}  // namespace attest

#endif  // ATTEST_CLI_EVAL_REPORT_H_
