// Claims from the figures that a link has bound to a metric (heads.h finds the links).
#ifndef ATTEST_CLAIMS_BIND_H_
#define ATTEST_CLAIMS_BIND_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/claims/fill.h"
#include "pipeline/claims/frames.h"
#include "pipeline/claims/mask.h"
#include "pipeline/model/claim.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// A metric, as its [[head]] entry says.
struct MetricHead {
  const RuleEntry* entry;
  std::optional<FactType> type;
  Role role = Role::kAmount;
  std::string figures;  // letters of the figures that it takes
  std::string metric;   // of its change; "words": the noun's own
  std::string loss_metric;
  std::vector<std::pair<std::string, std::string>> measures;  // word -> measure
  std::vector<std::pair<std::string, std::string>> by_verb;   // verb -> metric of a change of what it counts
  std::string default_measure;
  std::vector<std::pair<Role, std::string>> set;
  std::optional<Role> words;                  // the role that the noun's words fill
  std::vector<std::string> not_after;         // words and letters that do not stand before the noun
  std::vector<std::string> not_before;        // and behind it
  std::vector<std::string> figure_not_after;  // words that do not stand before the figure
  std::optional<Decimal> at_least;            // smaller figures are no count worth telling
  std::vector<std::string> without;           // words that do not stand near it
  std::vector<std::string> year_before;       // how the same period of the year before is called
  int priority = 0;
};

// What a [[link]] says beside its pattern.
struct LinkTraits {
  const RuleEntry* entry;
  int priority = 0;
  int32_t understood = -1;              // index of the head that a link with {owner} means
  bool of_before = false;               // of the figure told before
  bool loss = false;                    // its figure is one
  std::optional<int> sign;              // of its change, where no {move} tells
  std::vector<std::string> not_before;  // words that do not stand behind it
};

// Where a link's slots and those of its tails stand: slot -> token.
using LinkSlots = std::map<std::string_view, uint32_t>;

// Appends the claims of one hit, tokens [first, end). `taken` are the figures that a stronger link has bound; those of
// this hit are added.
void BindFigures(const ClaimDocument& document, const MaskedSentence& masked, const MetricHead& head,
                 const LinkTraits& link, const LinkSlots& slots, uint32_t first, uint32_t end,
                 std::vector<uint32_t>* taken, std::vector<ReadClaim>* claims);

// Likewise for a link of the figure told before: its {expected} is a forecast of it, its {pct} a change of the metric.
void BindToBefore(const ClaimDocument& document, const MaskedSentence& masked, const LinkTraits& link,
                  const LinkSlots& slots, uint32_t first, uint32_t end, std::vector<uint32_t>* taken,
                  std::vector<ReadClaim>* claims);

}  // namespace attest

#endif  // ATTEST_CLAIMS_BIND_H_
