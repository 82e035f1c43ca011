// The facts of one commit, in memory as far as a queue needs them: to filter, to count under each choice, to order, to
// page. A million facts take some 200 MB; a query reads them once (some tenths of a second).
#ifndef ATTEST_REVIEW_FACT_INDEX_H_
#define ATTEST_REVIEW_FACT_INDEX_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pipeline/model/fact.h"
#include "pipeline/model/result.h"
#include "pipeline/review/word_index.h"
#include "pipeline/store/query.h"
#include "pipeline/store/reviews.h"

namespace attest {

// What facts are told apart by. A fact has one value of the first kinds, any number of the others.
enum class Facet : uint8_t {
  kNeed,
  kStatus,
  kType,
  kModality,
  kConfidence,
  kDecision,
  kCompany,
  kRule,
  kSource,
  kMonth
};
inline constexpr size_t kFacets = 10;
std::string_view FacetName(Facet facet);  // "need", "status", …
std::optional<Facet> FacetFromName(std::string_view name);

// Why a fact wants eyes, in the order of the queue.
enum class Need : uint8_t { kConflict, kLowConfidence, kContradicted, kNew, kUndecided, kDecided };
std::string_view NeedName(Need need);

struct FactFilter {
  // Values chosen of a facet; a fact needs one of them. None: any.
  std::array<std::vector<std::string>, kFacets> chosen;
  std::string words;         // all stand in what Builder::AddWords names (see word_index.h); empty: any
  std::string since, until;  // days of publication (ISO 8601), both inside; empty: open
  std::string order;         // "need" (or empty), "confidence", "published", "company"
};

struct FactCount {
  std::string value;
  uint32_t count = 0;
};

struct FactPage {
  uint64_t total = 0;           // in the store
  uint64_t matching = 0;        // under the filter
  std::vector<uint32_t> facts;  // indices of the page's
  // Of each facet: how many facts there are under each value when all the other facets' choices hold; values that are
  // chosen always, else the most frequent.
  std::array<std::vector<FactCount>, kFacets> counts;
};

// Reading from any number of threads; LayReviews alone needs them to be kept out.
class FactIndex {
 public:
  // The reader's reviews are laid over the facts. The reader must outlive the index.
  static Result<FactIndex> Build(const StoreReader& store);

  uint32_t size() const { return static_cast<uint32_t>(items_.size()); }
  FactPage Query(const FactFilter& filter, uint64_t offset, uint64_t limit) const;
  // Of the filter's conditions those that hide the fact: names of facets, "words", "since", "until".
  std::vector<std::string> HiddenBy(uint32_t fact, const FactFilter& filter) const;

  std::optional<uint32_t> Find(std::string_view id) const;
  std::string_view LineOf(uint32_t fact) const { return items_[fact].line; }
  Need NeedOf(uint32_t fact) const { return static_cast<Need>(items_[fact].single[static_cast<size_t>(Facet::kNeed)]); }
  // The facts that have a value of a facet.
  std::vector<uint32_t> With(Facet facet, std::string_view value) const;
  // All values of a facet with the number of their facts, most frequent first.
  std::vector<FactCount> Values(Facet facet) const;
  // Decisions were taken or taken back: lays them over the facts that the lines from `first` on are about.
  Status LayReviews(const Reviews& reviews, size_t first);
  // The decision that counts: "none" or what Review::decision says.
  std::string_view DecisionOf(uint32_t fact) const;

 private:
  static constexpr size_t kSingles = 6;  // the facets of which a fact has one value
  struct Item {
    std::string_view line;
    uint32_t first_value = 0;  // in values_
    std::array<uint8_t, kFacets - kSingles> value_counts{};
    std::array<uint8_t, kSingles> single{};
    bool is_new = false;
    float confidence = 0;
    int32_t first_day = 0, last_day = 0;  // days since 1970-01-01 of the articles; kNoDay
  };
  class Builder;

  template <typename Each>
  void ForEachValue(const Item& item, Facet facet, const Each& each) const;
  static void SetReview(const std::optional<Review>& review, Item* item);
  // Which conditions of a filter do not hold: a bit a facet, and two more for words and days.
  class Test;

  std::vector<Item> items_;       // in the order of the file: by key
  std::vector<uint32_t> values_;  // of the facets with several, item by item, facet by facet
  std::array<std::vector<std::string>, kFacets> names_;
  std::vector<std::pair<uint64_t, uint32_t>> by_id_;  // hash of the id, sorted
  WordIndex words_;
};

}  // namespace attest

#endif  // ATTEST_REVIEW_FACT_INDEX_H_
