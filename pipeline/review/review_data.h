// What the review page asks of a store, and the decisions that it takes: JSON in, JSON out. server.h puts it on HTTP,
// report.h into a file.
//
// Reads stage 6 through store/query.h and store/reviews.h; needs nothing of the other stages but what the hooks give.
#ifndef ATTEST_REVIEW_REVIEW_DATA_H_
#define ATTEST_REVIEW_REVIEW_DATA_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "pipeline/model/claim.h"
#include "pipeline/model/result.h"
#include "pipeline/review/fact_index.h"
#include "pipeline/store/query.h"

namespace attest {

// What the page needs of the other stages; all may be called from several threads.
struct ReviewHooks {
  // The value that words of an article state for a role that is no party, as JSON in the catalogue's form ("$5m" for an
  // amount).
  std::function<Result<std::string>(FactType type, Role role, std::string_view words, std::string_view published)>
      read_value;
  // Whether two claims' articles are copies of each other, or repeat the same named report.
  std::function<bool(const StoredClaim& a, const StoredClaim& b)> same_source;
  // How often a rule was right on gold, and how often it read anything; nullopt when it was not measured.
  std::function<std::optional<std::pair<uint64_t, uint64_t>>(std::string_view rule)> measured;
  // The time of a decision, ISO 8601.
  std::function<std::string()> now;
};

// An answer as HTTP has it: 200, 400 (the request is malformed), 404, 409 (a decision was taken over a stale view), 500
// (the store is damaged), 507 (the decision could not be written). The body of a refusal is {"error": "…"}.
struct Answer {
  int status = 200;
  std::string body;
};

// Safe from any number of threads.
class ReviewData {
 public:
  static Result<std::unique_ptr<ReviewData>> Open(const std::string& store, ReviewHooks hooks);
  ~ReviewData();

  // Follows the store: opens it again when a run has committed, reads decisions that others have appended. Cheap when
  // nothing has changed; call it before each request. What was open before is answered from until the new is read, and
  // after an error.
  Status Refresh();

  // {"store", "generation", "total", "matching", "facets": {name: [{"value", "count"}]}, "items": [row]}
  Answer Queue(const FactFilter& filter, uint64_t offset, uint64_t limit) const;
  // A fact with its citations, alternatives, history, and what of the filter hides it.
  Answer Card(std::string_view id, const FactFilter& filter) const;
  // An article's text, and where the facts that it is cited for stand in it, in UTF-16 code units.
  Answer Document(std::string_view id) const;
  // Names with the number of their facts; those that hold `words`, most facts first.
  Answer Companies(std::string_view words) const;
  // All facts of one company, and its figures by period.
  Answer Company(std::string_view name) const;
  // Counts by type, status and month; rules with their measured precision and reviewers' verdicts; orphaned decisions.
  Answer Overview() const;
  // {"type", "role", "words", "published"?} -> {"value"}. Parties that facts name get their entities.
  Answer ReadValue(std::string_view request) const;
  // {"decision", "who", "why"?, "roles"?, "modality"?, "items": [{"fact", "seen", "citation"?}]}: `seen` stands in the
  // row and the card for the fact and its history as they were shown, so that nobody decides over what he has not seen,
  // or twice. "undo" takes back the decision that counts.
  // -> {"done": [row], "stale": [row]}; 409 when all are stale. Decisions are on disk, all or none, before they are
  // answered.
  Answer Decide(std::string_view request);

 private:
  struct Opened;
  ReviewData(std::string store, ReviewHooks hooks);
  static Result<std::unique_ptr<Opened>> OpenStore(const std::string& store);
  Status RefreshLocked(const std::string& version);
  std::string ReadParties(std::string_view words) const;

  std::string store_;
  ReviewHooks hooks_;
  std::mutex opening_mutex_;  // of whoever opens a new commit
  mutable std::shared_mutex mutex_;
  std::unique_ptr<Opened> opened_;
};

}  // namespace attest

#endif  // ATTEST_REVIEW_REVIEW_DATA_H_
