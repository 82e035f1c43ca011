// Reviewers' decisions: reviews.jsonl is appended to and never rewritten; decisions are laid over the facts at every
// run.
#ifndef ATTEST_STORE_REVIEWS_H_
#define ATTEST_STORE_REVIEWS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/fact.h"
#include "pipeline/model/result.h"
#include "pipeline/model/span.h"
#include "pipeline/store/query.h"

namespace attest {

// About one claim: its key and modality, and the quote's place. A later line about the same claim replaces an earlier
// one; "undo" takes the decision back.
struct ReviewLine {
  std::string key;
  Modality modality = Modality::kActual;
  std::string document;
  Span bytes;
  std::string decision;  // "accept", "reject", "correct", "undo"
  std::string roles;     // "correct": the right roles as a JSON object; else empty
  std::string who;
  std::string when;  // ISO 8601
  std::string why;
};

// Appends and syncs one line. Safe beside a run and other reviewers: a line is one write.
Status AppendReview(const std::string& store, const ReviewLine& review);

// The decisions that count.
class Reviews {
 public:
  // None when the file does not exist. kBadStore with the line that cannot be read.
  static Result<Reviews> Read(const std::string& store);

  bool About(std::string_view key) const { return by_key_.contains(key); }
  // The "review" field of a fact: "null" or an object. Marks the decision as used.
  std::string Overlay(const Fact& fact);
  uint64_t contradicted() const { return contradicted_; }
  uint64_t orphaned() const;  // decisions that no Overlay has used
  const std::string& sha256() const { return sha256_; }

 private:
  struct Entry {
    ReviewLine review;
    uint64_t line;
    bool used = false;
  };
  std::map<std::string, std::vector<Entry>, std::less<>> by_key_;
  std::string sha256_;
  uint64_t contradicted_ = 0;
};

// Of the "review" field of a line of facts.jsonl; nullopt when it is null.
std::optional<Review> ParseReview(std::string_view fact_line);
// The line with its "review" replaced by `review`, or by null.
std::string WithReview(std::string_view fact_line, std::string_view review);

}  // namespace attest

#endif  // ATTEST_STORE_REVIEWS_H_
