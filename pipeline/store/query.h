// Reading a store: facts and documents, as one commit wrote them. No lock is taken: a run that commits meanwhile
// changes nothing for a StoreReader that is open.
#ifndef ATTEST_STORE_QUERY_H_
#define ATTEST_STORE_QUERY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/claim.h"
#include "pipeline/model/document.h"
#include "pipeline/model/fact.h"
#include "pipeline/model/result.h"

namespace attest {

// A document as it is stored.
struct StoredDocument {
  std::string id;
  Document document;  // its source is the main one
  struct Copy {
    Source source;
    std::string title;
    std::string published;
  };
  std::vector<Copy> copies;  // further sources of the same text, sorted
};

// A reviewer's decision as laid over a fact.
struct Review {
  std::string decision;  // "accept", "reject" or "correct"
  std::string who;
  std::string when;  // ISO 8601
  std::string why;
  std::string roles;                       // "correct": the right roles, as JSON, or empty; else empty
  std::optional<Modality> right_modality;  // "correct": likewise
  bool contradicted = false;               // newer articles speak against it
};

struct StoredFact {
  Fact fact;
  std::optional<Review> review;
  std::string_view line;  // as in facts.jsonl, with this review; valid while the StoreReader lives
};

// What the last run did to a fact.
struct StoredChange {
  std::string_view change;  // "added", "changed", "withdrawn"
  StoredFact fact;          // of a withdrawn one: as it was
};

class Reviews;

class StoreReader {
 public:
  // kNotFound when the folder holds no store; kBadStore when it is damaged or of a newer format.
  static Result<StoreReader> Open(const std::string& folder);
  StoreReader(StoreReader&&) noexcept;
  StoreReader& operator=(StoreReader&&) noexcept;
  ~StoreReader();

  // Every fact, in the file's order (key, id), until `each` returns false. kBadStore with file and line at the first
  // line that cannot be read.
  Status ForEachFact(const std::function<bool(const StoredFact&)>& each) const;
  // What the last run added, changed and withdrew, in the order of the facts.
  Status ForEachChange(const std::function<bool(const StoredChange&)>& each) const;
  // The facts of a key, sorted by id. O(log n).
  Result<std::vector<Fact>> FindFacts(std::string_view key) const;

  // The reviewers' decisions that facts are shown with: those of when the store was opened, or of the last ReadReviews,
  // whether or not a run has written them into the facts. ReadReviews may not run beside other calls.
  const Reviews& reviews() const;
  Status ReadReviews();

  // The lines of facts.jsonl, unparsed; they are valid while the StoreReader lives.
  Status ForEachFactLine(const std::function<bool(std::string_view line)>& each) const;
  // The raw lines of a file of the store ("entities.jsonl"), for exports.
  Status ForEachLine(std::string_view file, const std::function<bool(std::string_view line)>& each) const;

  // By id or a prefix of it (from "f-" or without). kNotFound when none or several begin so; the message names up to
  // five of the several.
  Result<StoredFact> FindFact(std::string_view id_or_prefix) const;
  // By full id. O(log n): the file is sorted.
  Result<StoredDocument> FindDocument(std::string_view id) const;
  // The claims of a fact's key, for `explain`: the line under a citation has the steps.
  Result<std::vector<StoredClaim>> FindClaims(std::string_view key) const;

  // store.json, as it stands.
  const std::string& manifest() const;
  const std::string& rules_hash() const;

 private:
  struct State;
  explicit StoreReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace attest

#endif  // ATTEST_STORE_QUERY_H_
