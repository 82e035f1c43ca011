// Heads: metrics with figures ("revenue rose 2% to M from M"). The metric's nouns are one rule each; the forms that
// bind figures to a metric ([[link]]) are written once for all.
//
//   [[head]]
//   id = "profit"                     rule id of its claims: "profit/LINK"
//   type = "profit"                   what a figure with it states; absent when only its change does
//   metric = "profit"                 what a percentage with it states: a `change` of this metric
//   nouns = ['''{measure}? profit|profits''']    patterns (pattern.h); {measure} is one of `measures`
//   loss = ['''{measure}? net? loss|losses''']   the figure turns negative, the metric is `loss_metric`
//   measures = { net = ["net", "after-tax"], … }
//   figure = "money"                  money, per-share, percent or quantity, or a list of them
//   role = "amount"                   the role that the figure fills
//   words = "unit"                    a role that the noun's own words fill (and `metric = "words"`: its change too)
//   not_after = ["Q"]                 words and letters that do not stand before the noun; not_before: behind it
//   figure_not_after = ["the"]        words that do not stand before the figure of a head with `words`; without: near
//   it set = { measure = "price" }       roles with a fixed term
//
//   [[move]]    id, sign = "up"|"down"|"flat", words = […]      verbs and nouns of movement: letter V
//     shares = false: a company of which it is said is not meant for its shares ("Acme expanded by 2%")
//
//   [[link]]    id, match = '''{head} {aux} {move} {pct} to {fig}''', priority
//     slots: head, move, fig and from (figures of the head's kind), pct, factor, when, fromwhen (dates)
//     owner instead of head: a company that stands for its metric `head` ("Acme rose 2%" are its shares); with `loss`
//     its figure is a loss, with `sign` a change without {move} goes that way; not_before as of heads
//   [[tail]]    id, match = ''',? from {from} {fromwhen}?'''     what may follow a link, one after another; beside a
//     link's slots: eps and fromeps (the figure a share beside a sum), fromhead ("from a loss of M"), expected (a
//     forecast of the figure), pct2 (the second of two companies'), other and otherfig
//     (another company and its figure: "compared with C's M"); `after` = "V": the letter that it follows
//     head = "before": {expected} is a forecast of the figure that was told last ("Analysts had expected M.")
//   [[again]]   match = ''',? and {aux} {move}'''     where the same metric goes on after a reading; tails follow
#ifndef ATTEST_CLAIMS_HEADS_H_
#define ATTEST_CLAIMS_HEADS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/claims/bind.h"
#include "pipeline/claims/fill.h"
#include "pipeline/claims/form_index.h"
#include "pipeline/claims/frames.h"
#include "pipeline/claims/mask.h"
#include "pipeline/claims/pattern.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

class HeadReader {
 public:
  static Result<HeadReader> Compile(const RuleSet& rules, Vocabulary* vocabulary);
  // Once, when the vocabulary has all rules' words.
  void Finish(const Vocabulary& vocabulary) { link_index_.Finish(vocabulary); }

  // Whether MaskHeads may find anything.
  bool MayHold(const MaskedSentence& sentence) const;
  // Writes the sentence with metric nouns and movements as letters H and V; no tokens when there is nothing to read,
  // unless `always`.
  void MaskHeads(const ClaimDocument& document, const MaskedSentence& sentence, bool always,
                 MaskedSentence* masked) const;
  // Appends what the links read. `masked` is what MaskHeads returned.
  void Read(const ClaimDocument& document, const MaskedSentence& masked, std::vector<ReadClaim>* claims) const;

 private:
  struct Noun {
    size_t head;
    bool loss;
    TokenPattern pattern;
    VocabularySet tells;            // it holds one of these words
    std::optional<size_t> measure;  // the group of its measure
  };
  // The slots that the groups of a pattern bind, by group.
  using GroupSlots = std::vector<LinkSlot>;
  struct Link {
    LinkTraits traits;
    GroupSlots groups;
  };
  struct Tail {
    TokenPattern pattern;
    GroupSlots groups;
    uint64_t after;           // letters, one of which it follows; none: anything
    std::optional<int> sign;  // of the change that it binds
    uint64_t needed = 0;      // letters, one of which follows; none: no condition
  };
  struct Move {
    std::vector<uint32_t> words;
    int8_t sign;
    bool of_shares;
  };
  // What a link without {head} needs of a sentence.
  struct Headless {
    bool of_before;                 // there is a figure told before
    VocabularySet words;            // one of these; empty: no condition
    std::vector<uint64_t> letters;  // as PatternNeeds has them
  };
  // A noun or a movement, and the token that stands for it.
  struct Mark {
    TokenRange words;
    MaskToken token;
  };
  // What a word is to heads, as bits.
  static constexpr uint8_t kInNoun = 1;      // nouns have it
  static constexpr uint8_t kTellsNoun = 2;   // each noun has one of these
  static constexpr uint8_t kBeginsMove = 4;  // a movement begins with it
  static constexpr uint8_t kHeadless = 8;    // a link without {head} needs one of these
  static constexpr uint8_t kPlaces = 16;     // it stands before a place
  // By token.
  using Uses = std::vector<uint8_t>;
  uint8_t UsesOf(const MaskToken& token) const { return token.number < uses_.size() ? uses_[token.number] : 0; }

  // The first noun, or movement, that begins at a token or later. Of those that begin there the longest.
  bool NextNoun(const MaskedSentence& sentence, const Uses& uses, uint32_t from, Mark* noun) const;
  bool NextMove(const MaskedSentence& sentence, const Uses& uses, uint32_t from, Mark* move) const;
  // The best noun that begins at `begin` in the row of noun words [begin, end); null: none.
  const Noun* NounAt(const MaskedSentence& sentence, uint32_t begin, uint32_t end, TokenPattern::Hit* hit) const;
  MaskToken NounToken(const MaskedSentence& sentence, const Noun& noun, const TokenPattern::Hit& hit) const;
  // The nouns and movements of a sentence, in order.
  void FindMarks(const MaskedSentence& sentence, const Uses& uses, std::vector<Mark>* marks) const;
  // Whether a metric may have a figure of the sentence, or a link without {head} match: for most sentences neither.
  bool MayLink(const ClaimDocument& document, const MaskedSentence& sentence, const Uses& uses,
               const std::vector<Mark>& marks) const;
  // Both take out what stands between a metric, or a name, and its figure and says nothing of it.
  void DropPlaces(std::vector<MaskToken>* tokens) const;
  void DropAsides(std::vector<MaskToken>* tokens) const;
  void AbsorbOwner(std::vector<MaskToken>* tokens, uint32_t head) const;
  // The first of these that follows token `end`; its slots, and `end` moved past it.
  static bool Follow(const std::vector<Tail>& tails, const MaskedSentence& masked, LinkSlots* slots, uint32_t* end);
  // Adds to `slots` what tails bind from token `end` on, and moves `end` past them.
  void FollowTails(const MaskedSentence& masked, LinkSlots* slots, uint32_t* end) const;
  Status CompileLinks(const RuleSet& rules, Vocabulary* vocabulary);
  void CountUses(Vocabulary* vocabulary);
  // Whether a noun may stand between these tokens; null: none.
  bool MayStand(const MaskToken& noun, const MaskToken* before, const MaskToken* after) const;

  std::vector<MetricHead> heads_;
  std::vector<uint64_t> takes_;  // MetricHead::Takes of each
  std::vector<Noun> nouns_;
  std::vector<uint8_t> uses_;                         // of words, by number
  std::vector<std::vector<uint32_t>> nouns_by_word_;  // by the number of the word that they begin with
  std::vector<const Noun*> nouns_alone_;              // the best of those that are that word; null: none
  VocabularySet noun_words_;                          // each noun holds one of them
  VocabularySet row_words_;                           // all words of nouns
  std::vector<std::vector<Move>> moves_by_word_;      // likewise; the longer first
  std::vector<Link> links_;                           // by priority
  FormIndex link_index_{kLinkWord};                   // in the order of links_
  std::vector<Headless> headless_;
  VocabularySet headless_words_;
  std::vector<Tail> tails_, again_;
  uint32_t comma_ = 0, possessive_ = 0, the_ = 0;
  VocabularySet before_owner_, before_place_, exchange_, relatives_, after_participle_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_HEADS_H_
