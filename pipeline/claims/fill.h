// From tokens to the values of roles, and from the document to what a clause leaves open.
#ifndef ATTEST_CLAIMS_FILL_H_
#define ATTEST_CLAIMS_FILL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pipeline/claims/mask.h"
#include "pipeline/claims/vocabulary.h"
#include "pipeline/model/claim.h"

namespace attest {

// The words that tell how a clause is built, by their numbers. Const after construction; safe from any number of
// threads.
struct ClauseWords {
  explicit ClauseWords(Vocabulary* vocabulary);

  VocabularySet prepositions;         // what they govern is no subject
  VocabularySet never_subject;        // nor does it do what follows (but "with C rising")
  VocabularySet period_prepositions;  // they stand before a period that is the clause's
  VocabularySet demonstratives, articles;
  VocabularySet clause_marks;  // another clause begins
  VocabularySet units;         // a part of a company that is one of its own
  VocabularySet comparisons;   // behind them stands what a figure is compared with
  VocabularySet relatives;
  VocabularySet predicates;  // what is said of a noun phrase begins with them
  uint32_t comma, possessive, and_, of, to, according;
};

// One document while its claims are read. Borrows words, text and analysis.
class ClaimDocument {
 public:
  ClaimDocument(const ClauseWords& words, const DocumentText& text, const Analysis& analysis)
      : words_(words), text_(text), analysis_(analysis) {}

  const DocumentText& text() const { return text_; }
  const Analysis& analysis() const { return analysis_; }

  // The value of a role from a token of the sentence; nullopt when the token cannot fill it (a reference that is left
  // open, a date for an amount). `filled_by` is "words", or "its -> REASON" for a reference.
  std::optional<RoleFill> FromToken(Role role, RoleKind kind, const MaskToken& token) const;
  // Whether the token is a reference that only a pronoun makes ("it"), not "the company".
  bool IsPronoun(const MaskToken& token) const {
    return token.letter == 'I' && analysis_.references[static_cast<size_t>(token.reference)].pronoun;
  }
  // Whether it is a name that is known neither as a company nor as a person.
  bool IsPlainName(const Party& party) const;
  // The company of this main name; without an entity when there is none.
  Party PartyNamed(std::string_view name) const;
  // The value of a role from the words between two tokens, as the document writes them.
  RoleFill FromWords(Role role, RoleKind kind, const MaskedSentence& sentence, uint32_t first_token,
                     uint32_t end_token) const;

  // An amount counted in goods: the figure of the first token, the unit from the words after it.
  std::optional<RoleFill> FromGoods(Role role, const MaskedSentence& sentence, uint32_t first_token,
                                    uint32_t end_token) const;

  // Who a figure belongs to, from the words around token `at`: a possessive before it ("C's profit"), a name after it
  // ("profit at C"), the subject of the clause, then the subject of the sentences before it in its paragraph, and last
  // the focus of the article, where it has one.
  std::optional<RoleFill> Owner(Role role, const MaskedSentence& sentence, uint32_t at) const;
  // False only where Owner finds nobody for any token of a sentence: in an article without companies, where no other
  // name owns anything.
  bool MayOwn(const MaskedSentence& sentence) const;
  // The subject of the clause that holds token `at`, then as above. `except`: who is in the claim already ("its" in
  // "Microsoft, which accounted for 62% of its revenue" is not Microsoft).
  std::optional<RoleFill> Subject(Role role, const MaskedSentence& sentence, uint32_t at,
                                  const std::vector<Party>& except = {}) const;

  // Whether the name at token `at` is no subject for the word before it ("the backlog at C is up"; not "with C
  // rising").
  bool IsGoverned(const MaskedSentence& sentence, uint32_t at) const;

  // The company that the article is clearly about, unless it is in `except`.
  std::optional<RoleFill> Focus(Role role, const std::vector<Party>& except) const;
  // The two companies that the article names most often ("the two will merge"); nullopt where a third is named as
  // often.
  std::optional<RoleFill> MainPair(Role role) const;
  // The company that is named last before this offset of the view.
  std::optional<RoleFill> Nearest(Role role, uint32_t in_view) const;

  // What "that revenue" takes up again: owner and period of the claim before, in the same paragraph. Borrows the
  // claims, which may only become more.
  void Remember(const std::vector<Claim>& claims, size_t at, uint32_t sentence);
  // The sum, or the figure of one share, of results that was told last before a sentence, in its paragraph or the one
  // before; nullptr for none. Good until there are more claims.
  const Claim* FigureBefore(uint32_t sentence, bool per_share) const;
  // A change of what was told last in the paragraph of a sentence, with company and metric only.
  std::optional<Claim> ChangeBefore(uint32_t sentence) const;
  // Whether either has something to say of a sentence.
  bool HasBefore(uint32_t sentence) const;
  std::optional<RoleFill> RememberedPeriod(Role role, const MaskedSentence& sentence, uint32_t head) const;

  // The period that the words give to the figure at token `at`: right after it, else at the start of the sentence,
  // else the only one of the clause. `except`: tokens that are taken (the period of an earlier figure).
  std::optional<RoleFill> Period(Role role, const MaskedSentence& sentence, uint32_t at,
                                 const std::vector<uint32_t>& except) const;

 private:
  std::optional<Party> PartyOf(int32_t entity) const;
  // The unit that the company at token `owner` has: "C's car division" is a company of its own.
  std::optional<RoleFill> Unit(Role role, const MaskedSentence& sentence, uint32_t owner) const;
  std::optional<RoleFill> FromBefore(Role role, uint32_t sentence, const std::vector<Party>& except) const;
  // Whether the noun at `head` is taken up again ("that revenue") and there is something to take it from.
  bool TakesUp(const MaskedSentence& sentence, uint32_t head) const;
  std::optional<RoleFill> FindMainPair() const;
  int32_t FocusEntity() const;  // the entity that the article is clearly about; -1 if none
  int32_t SubjectEntity(uint32_t sentence) const;

  // The first of a noun's articles.
  uint32_t BeforeArticles(const std::vector<MaskToken>& tokens, uint32_t at) const;
  // The last token of the unit that the company at `owner` has ("C 's car division"); 0 for none.
  uint32_t UnitEnd(const std::vector<MaskToken>& tokens, uint32_t owner) const;
  // The comma at `comma` may end a relative clause ("C , which owns C , said"): the token of the comma before it, else
  // `comma` itself.
  uint32_t BeforeRelativeClause(const std::vector<MaskToken>& tokens, uint32_t comma) const;

  const ClauseWords& words_;
  const DocumentText& text_;
  const Analysis& analysis_;
  struct Told {
    const std::vector<Claim>* claims = nullptr;  // null: nothing yet
    size_t at = 0;
    uint32_t paragraph = 0;

    const Claim& claim() const { return (*claims)[at]; }
  };
  Told last_sum_, last_per_share_, last_change_;
  Told last_;  // with an owner
  Role last_owner_ = Role::kCompany;
  // What is asked for again and again, once it was.
  mutable std::optional<bool> has_company_;
  mutable std::optional<int32_t> focus_;
  mutable std::optional<std::optional<RoleFill>> main_pair_;
  mutable std::unordered_map<std::string_view, const DocumentEntity*> by_name_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_FILL_H_
