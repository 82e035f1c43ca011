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
//   figure = "money"                  money, percent or quantity
//   role = "amount"                   the role that the figure fills
//   set = { measure = "price" }       roles with a fixed term
//
//   [[move]]    id, sign = "up"|"down"|"flat", words = […]      verbs and nouns of movement: letter V
//
//   [[link]]    id, match = '''{head} {aux} {move} {pct} to {fig}''', priority
//     slots: head, move, fig and from (figures of the head's kind), pct, factor, when, fromwhen (dates)
//     owner instead of head: a company that stands for its metric `head` ("Acme rose 2%" are its shares)
#ifndef ATTEST_CLAIMS_HEADS_H_
#define ATTEST_CLAIMS_HEADS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/claims/fill.h"
#include "pipeline/claims/form_index.h"
#include "pipeline/claims/frames.h"
#include "pipeline/claims/mask.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

class HeadReader {
 public:
  static Result<HeadReader> Compile(const RuleSet& rules, Vocabulary* vocabulary);

  // Whether MaskHeads may find anything. The sentence need not be rendered.
  bool MayHold(const MaskedSentence& sentence) const;
  // Writes the sentence with metric nouns and movements as letters H and V; no tokens when there is nothing to read.
  void MaskHeads(const MaskedSentence& sentence, MaskedSentence* masked) const;
  // Appends what the links read. `masked` is what MaskHeads returned.
  void Read(const ClaimDocument& document, const MaskedSentence& masked, std::vector<ReadClaim>* claims) const;

 private:
  struct Head {
    const RuleEntry* entry;
    std::optional<FactType> type;
    Role role = Role::kAmount;
    char figure = 'M';
    std::string metric;
    std::string loss_metric;
    std::vector<std::pair<std::string, std::string>> measures;  // word -> measure
    std::string default_measure;
    std::vector<std::pair<Role, std::string>> set;
    int priority = 0;
  };
  struct Noun {
    size_t head;
    bool loss;
    TokenPattern pattern;
  };
  struct Link {
    const RuleEntry* entry;
    int priority;
    int32_t understood;  // index of the head that a link with {owner} means; -1
  };
  struct Move {
    std::vector<uint32_t> words;
    int8_t sign;
  };
  // The first noun, or movement, that begins at a token or later, as a token of the words that it stands for. Of those
  // that begin there the longest.
  bool NextNoun(const MaskedSentence& sentence, uint32_t from, TokenRange* words, MaskToken* token) const;
  bool NextMove(const MaskedSentence& sentence, uint32_t from, TokenRange* words, MaskToken* token) const;
  MaskToken NounToken(const MaskedSentence& sentence, const Noun& noun, const TokenPattern::Hit& hit) const;
  void Bind(const ClaimDocument& document, const MaskedSentence& masked, uint32_t form, const TokenPattern::Hit& hit,
            std::vector<uint32_t>* taken_figures, std::vector<ReadClaim>* claims) const;

  std::vector<Head> heads_;
  std::vector<Noun> nouns_;
  std::vector<std::vector<uint32_t>> nouns_by_word_;  // by the number of the word that they begin with
  VocabularySet noun_words_;                          // each noun holds one of them
  VocabularySet row_words_;                           // all words of nouns
  std::vector<std::vector<Move>> moves_by_word_;      // likewise; the longer first
  std::vector<Link> links_;
  FormIndex link_index_;  // in the order of links_
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_HEADS_H_
