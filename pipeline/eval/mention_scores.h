// Mentions against gold: exact spans, overlapping spans, and values.
//
// Mentions are aligned one to one within a case and a kind. A value is right when the mention overlaps its gold and the
// value is one of those that the gold accepts; gold without values is left out of the value score, with what is aligned
// to it. A prediction that is aligned to nothing and overlaps an optional span is neither right nor wrong.
#ifndef ATTEST_EVAL_MENTION_SCORES_H_
#define ATTEST_EVAL_MENTION_SCORES_H_

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/eval/ratio.h"

namespace attest {

struct GoldMention {
  std::string kind;
  int64_t start = 0;  // code points
  int64_t end = 0;
  nlohmann::json values;  // an array of all values that are right; empty: only the span is scored
};

struct GoldCase {
  std::string id;
  std::string text;
  std::string published;             // ISO day or empty
  std::vector<std::string> asserts;  // the kinds that the gold is exhaustive in, each once
  std::vector<GoldMention> expect;
  std::vector<GoldMention> optional;
};

struct MentionTally {
  int cases = 0;
  Prf exact;
  Prf overlap;
  Prf value;
  int on_optional = 0;
  int all_right = 0;  // cases with exactly the gold's spans and right values
};

struct MentionError {
  enum class Kind { kMissed, kSpurious, kSpan, kValue };
  Kind kind = Kind::kMissed;
  std::string in_case;
  std::string mention_kind;
  std::string context;       // the words in [ ] with some before and after
  nlohmann::json gold;       // its values, or null
  nlohmann::json predicted;  // its value, or null
};

struct MentionScores {
  int cases = 0;
  int all_right = 0;  // cases that are right in every asserted kind
  std::map<std::string, MentionTally> kinds;
  std::vector<MentionError> errors;
};

class MentionScorer {
 public:
  // `line` is the case's line of `attest extract`.
  void Add(const GoldCase& gold, const nlohmann::json& line);
  const MentionScores& scores() const { return scores_; }

 private:
  bool AddKind(const GoldCase& gold, const std::string& kind, const nlohmann::json& mentions);
  MentionScores scores_;
};

// Whether a mention's value is the gold's, for its kind.
bool SameMentionValue(const std::string& kind, const nlohmann::json& gold, const nlohmann::json& predicted);

}  // namespace attest

#endif  // ATTEST_EVAL_MENTION_SCORES_H_
