// Reviewers' decisions: reviews.jsonl is appended to and never rewritten; decisions are laid over the facts whenever a
// store is read, and written into them at every run.
//
// A page appends with AppendReview, shows what Reviews::Read gives (History, States), and takes a decision back by
// appending what Undoing gives.
#ifndef ATTEST_STORE_REVIEWS_H_
#define ATTEST_STORE_REVIEWS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/fact.h"
#include "pipeline/model/result.h"
#include "pipeline/store/entity_decisions.h"
#include "pipeline/store/query.h"

namespace attest {

// About one claim: its key and modality, and the quote's place. Of several about the same claim the latest counts;
// "undo" takes it back, and the one before counts again.
struct ReviewLine {
  std::string key;
  Modality modality = Modality::kActual;
  std::string document;
  Span bytes;
  std::string decision;                    // "accept", "reject", "correct", "undo"
  std::string roles;                       // "correct": the right roles as a JSON object, or empty; else empty
  std::optional<Modality> right_modality;  // "correct": likewise; one of the two is there
  std::string rule;                        // that read the claim; empty where whoever decided did not say
  std::string rules;                       // the hash of the rule set that it was read with (StoreReader::rules_hash)
  std::string who;
  std::string when;  // ISO 8601
  std::string why;
  bool operator==(const ReviewLine&) const = default;
};

// About a citation of a fact: what a page asks about. `citation` is one of the fact's or of its alternatives'; `rules`
// is the hash of the rule set that read it.
ReviewLine ReviewOf(const Fact& fact, const Citation& citation, const std::string& rules);

// About an entity: see EntityDecisions.
struct EntityReview {
  std::string entity;
  std::string document;  // "split", and the "undo" of one; else empty
  std::string decision;  // "merge", "split", "undo"
  std::string into;      // not of "undo"
  std::string who;
  std::string when;  // ISO 8601
  std::string why;
};

// Appends a line for each and syncs them. Fails with kUsage when a decision lacks what it needs, with kIo when not all
// could be written; the file is then as it was. Safe beside a run and other reviewers.
Status AppendReviews(const std::string& store, const std::vector<ReviewLine>& reviews);
Status AppendReview(const std::string& store, const EntityReview& review);

// What became of a decision.
enum class ReviewState {
  kStands,        // laid over a fact
  kContradicted,  // likewise, but newer articles speak against it
  kReplaced,      // a later one about the same claim, or the same fact, counts
  kUndone,        // an undo has taken it back
  kOrphaned,      // no fact cites the claim any more
};
std::string_view ReviewStateName(ReviewState state);  // "stands", "contradicted", …

// All decisions of a store, as they were when it was read.
class Reviews {
 public:
  // None when the file does not exist. A last line without a line end is an append that was cut short: it does not
  // count. kBadStore with the line that cannot be read.
  static Result<Reviews> Read(const std::string& store);

  // ---- about claims
  bool About(std::string_view key) const { return by_key_.contains(key); }
  // The decision that is laid over a fact: of those about its claims the latest.
  std::optional<Review> On(const Fact& fact) const;
  // Every line about a claim that the fact cites, undos included, oldest first.
  std::vector<ReviewLine> History(const Fact& fact) const;
  size_t HistorySize(const Fact& fact) const;
  // The line that takes back what On gives; who, when and why are the caller's. nullopt when nothing counts.
  std::optional<ReviewLine> Undoing(const Fact& fact) const;
  // Lines about claims, in the order of the file; a later reading has these and further ones, unless somebody has
  // changed the file by hand.
  const std::vector<ReviewLine>& lines() const { return lines_; }
  bool BeginsWith(const Reviews& before) const;
  // The "review" field of a fact: "null" or an object. Marks what it lays over as used and counts it.
  std::string Overlay(const Fact& fact);
  uint64_t contradicted() const { return contradicted_; }
  uint64_t orphaned() const;  // decisions that no Overlay has used

  // Every line with its state, oldest first; undos are left out. `fact`: the id of the fact that it is laid over, or
  // empty. `facts_of` hands over the facts of a key.
  struct State {
    ReviewLine review;
    ReviewState state = ReviewState::kStands;
    std::string fact;
  };
  using FactsOfKey = std::function<Result<std::vector<Fact>>(std::string_view key)>;
  Result<std::vector<State>> States(const FactsOfKey& facts_of) const;

  // ---- about entities
  const EntityDecisions& entities() const { return entities_; }
  const std::vector<EntityReview>& entity_lines() const { return entity_lines_; }  // oldest first, undos included

  const std::string& sha256() const { return sha256_; }

 private:
  // The decisions about a claim that are not taken back; the last counts.
  struct Entry {
    std::vector<size_t> lines;  // indices into lines_, not empty
    bool used = false;
    size_t counts() const { return lines.back(); }
  };
  struct Found {
    const Entry* entry;
    bool contradicted;
  };
  std::optional<Found> Latest(const Fact& fact, std::vector<const Entry*>* all) const;
  Review ToReview(const Found& found) const;

  void Take(ReviewLine review);
  template <typename Each>
  void ForEachLineAbout(const Fact& fact, const Each& each) const;

  std::vector<ReviewLine> lines_;
  std::map<std::string, std::vector<Entry>, std::less<>> by_key_;
  std::map<std::string, std::vector<size_t>, std::less<>> lines_by_key_;
  std::vector<bool> undone_;  // of each line
  std::vector<EntityReview> entity_lines_;
  EntityDecisions entities_;
  std::string sha256_;
  uint64_t contradicted_ = 0;
};

// The fact as a correction has it: with these roles and this modality, where there are any. Fails with kBadInput when
// the roles have not the catalogue's forms.
Result<Fact> Corrected(Fact fact, const std::string& roles, std::optional<Modality> right_modality);

// The "review" field of a fact: "null" or an object.
std::string FormatReview(const std::optional<Review>& review);
// The line with its "review" replaced by `review`, or by null.
std::string WithReview(std::string_view fact_line, std::string_view review);

}  // namespace attest

#endif  // ATTEST_STORE_REVIEWS_H_
