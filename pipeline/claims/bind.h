// Claims from the figures that a link has bound to a metric (heads.h finds the links).
#ifndef ATTEST_CLAIMS_BIND_H_
#define ATTEST_CLAIMS_BIND_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/claims/fill.h"
#include "pipeline/claims/frames.h"
#include "pipeline/claims/mask.h"
#include "pipeline/claims/token_pattern.h"
#include "pipeline/model/claim.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// A metric, as its [[head]] entry says.
struct MetricHead {
  const RuleEntry* entry;
  std::optional<FactType> type;
  Role role = Role::kAmount;
  uint64_t figures = 0;  // LetterBits of the figures that it takes
  std::string metric;    // of its change; "words": the noun's own
  std::string loss_metric;
  std::vector<std::pair<std::string, std::string>> measures;  // word -> measure
  std::vector<std::pair<uint32_t, std::string>> by_verb;      // verb -> metric of a change of what it counts
  std::string default_measure;
  std::vector<std::pair<Role, std::string>> set;
  std::optional<Role> words;                              // the role that the noun's words fill
  TokenTest not_after;                                    // what does not stand before the noun
  TokenTest not_before;                                   // and behind it
  VocabularySet figure_not_after;                         // words that do not stand before the figure
  std::optional<Decimal> at_least;                        // smaller figures are no count worth telling
  VocabularySet without;                                  // words that do not stand near it
  const std::vector<std::string>* year_before = nullptr;  // how the same period of the year before is called; a list
  int priority = 0;

  // Letters of the figures that any claim of it may have: its own, shares of a change, earnings per share.
  uint64_t Takes() const {
    uint64_t letters = type ? figures : 0;
    if (!metric.empty() || !loss_metric.empty()) letters |= LetterBit('R') | LetterBit('F');
    if (type == FactType::kProfit) letters |= LetterBit('S') | LetterBit('M');
    return letters;
  }
};

// What a [[link]] says beside its pattern.
struct LinkTraits {
  const RuleEntry* entry;
  int priority = 0;
  int32_t understood = -1;  // index of the head that a link with {owner} means
  bool of_before = false;   // of the figure told before
  bool loss = false;        // its figure is one
  std::optional<int> sign;  // of its change, where no {move} tells
  TokenTest not_before;     // what does not stand behind it
};

// The slots of links and their tails (heads.h).
enum class LinkSlot : uint8_t {
  kHead,
  kOwner,
  kMove,
  kFig,
  kFrom,
  kPct,
  kPct2,
  kFactor,
  kWhen,
  kFromwhen,
  kFromhead,
  kEps,
  kFromeps,
  kExpected,
  kOther,
  kOtherfig,
};
inline constexpr size_t kLinkSlots = 16;

// What a link and its tails have bound: the tokens at which slots stand.
class LinkSlots {
 public:
  static constexpr uint32_t BitOf(LinkSlot slot) { return 1u << static_cast<uint32_t>(slot); }

  bool Has(LinkSlot slot) const { return (filled_ & BitOf(slot)) != 0; }
  uint32_t filled() const { return filled_; }  // a bit a slot
  std::optional<uint32_t> At(LinkSlot slot) const { return Has(slot) ? std::optional(Token(slot)) : std::nullopt; }
  // Of a slot that is filled.
  uint32_t Token(LinkSlot slot) const { return tokens_[static_cast<size_t>(slot)]; }
  // Whether any slot that stands has a token for which this is true.
  template <typename Predicate>
  bool AnyToken(const Predicate& is) const {
    for (size_t i = 0; i < kLinkSlots; ++i) {
      if ((filled_ >> i & 1) != 0 && is(tokens_[i])) return true;
    }
    return false;
  }

  void Set(LinkSlot slot, uint32_t token) {
    filled_ |= BitOf(slot);
    tokens_[static_cast<size_t>(slot)] = token;
  }
  // What `other` has, over what is here.
  void SetAll(const LinkSlots& other) {
    for (size_t i = 0; i < kLinkSlots; ++i) {
      if ((other.filled_ >> i & 1) != 0) tokens_[i] = other.tokens_[i];
    }
    filled_ |= other.filled_;
  }
  void Erase(LinkSlot slot) { filled_ &= ~BitOf(slot); }

  std::optional<int> sign;  // of the change, where no {move} tells

 private:
  uint32_t filled_ = 0;
  std::array<uint32_t, kLinkSlots> tokens_;  // where filled
};

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
