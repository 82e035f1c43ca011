// How a clause is built around a verb or a noun: its subject, its object, its prepositional phrases.
//
// A frame says which role each of them has; the constructions follow from the grammar and are written once, here:
//   active       C has agreed to buy C          passive        C was bought by C last year
//   infinitive   C's plan to buy C              participle     C, bought by C, …   C sold C, buying C instead
//   relative     C, which bought C in 2003      coordination   C sold C and bought C
//   nominal      C's purchase of C, the purchase of C by C, C completed the purchase of C, a bid from C
// No tagger and no tree: closed classes of words (the lists clause.* under rules/) bound the noun phrases.
#ifndef ATTEST_CLAIMS_CLAUSE_H_
#define ATTEST_CLAIMS_CLAUSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/claims/mask.h"
#include "pipeline/claims/vocabulary.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

inline constexpr uint32_t kNoToken = UINT32_MAX;

// What a verb acts on, or a preposition governs. Tokens of the masked sentence.
struct NounPhrase {
  uint32_t begin = 0, end = 0;
  uint32_t name = kNoToken;               // the name that it is, or is a part of
  uint32_t owner = kNoToken;              // the name before "'s", or after "of" behind a unit
  uint32_t unit_begin = 0, unit_end = 0;  // a business without a name: "bakery division"
  uint32_t stake = kNoToken, amount = kNoToken;
  bool part = false;     // "its C unit": the owner has more than that
  bool share = false;    // a part of its capital: "a stake in C", "C shares"
  bool control = false;  // … that gives control: "a majority stake in C", "control of C"
  bool capital = false;  // … in words: "stake", "shares", "outstanding"
  bool alone = false;    // nothing but the stake: "still holds 14%"
  bool firm = false;     // its last word is one for a company: "30% of the firm"
  bool loose = false;    // other words than articles and adjectives stand before the stake
  bool team = false;     // people who are the unit: "a management-led group"
  bool goods = false;    // what a company makes or owns: "C's lorries"
  bool rest = false;     // what one does not have yet: "the remaining 40% of C"
  bool own = false;      // what it has already: "its stake"
  bool site = false;     // a place of work: "its Ohio plant"

  bool HasUnit() const { return unit_end > unit_begin; }
};

enum class Voice : uint8_t { kActive, kPassive };

// A verb with its auxiliaries: [begin, end) of the tokens, the verb itself from `verb` on.
struct VerbGroup {
  uint32_t begin = 0, verb = 0, end = 0;
  Voice voice = Voice::kActive;
  bool to = false;          // "to buy"
  bool infinitive = false;  // that, or a gerund: whose subject may own the noun before it ("C's plan to buy")
};

// Const after Compile; safe from any number of threads.
class Grammar {
 public:
  static Result<Grammar> Compile(const RuleSet& rules, Vocabulary* vocabulary);

  // The group of the verb at tokens [verb, end). `transitive`: it has an object without a preposition.
  VerbGroup GroupOf(const MaskedSentence& sentence, uint32_t verb, uint32_t end, bool transitive) const;
  // Who does what the group says (of a passive: to whom it is done); kNoToken when the clause does not say.
  uint32_t Subject(const MaskedSentence& sentence, const VerbGroup& group) const;
  // Who "it" at token `pronoun` is after a verb of report, the subject of that ("C said on Monday that it"); kNoToken
  // when it stands elsewhere.
  uint32_t Speaker(const MaskedSentence& sentence, uint32_t pronoun) const;
  // Whether "the two", "both firms" stand before token `end`.
  bool IsPair(const MaskedSentence& sentence, uint32_t end) const;
  // "he", "she", "I".
  bool IsPersonalPronoun(const MaskToken& token) const;
  // The subject of the clause that follows a fronted one: "After buying C last year, C …"; kNoToken if none.
  uint32_t MainSubject(const MaskedSentence& sentence, uint32_t from) const;
  // The noun phrase from token `from` on.
  NounPhrase Object(const MaskedSentence& sentence, uint32_t from) const;
  // The noun phrase after a preposition, at most `reach` tokens behind `from` and in the same clause.
  std::optional<NounPhrase> After(const MaskedSentence& sentence, uint32_t from, std::string_view preposition,
                                  uint32_t reach, bool over_commas) const;
  // Who is said to act by a noun ("C is working on a bid for C"); kNoToken where the clause judges it or reports it.
  uint32_t SubjectOfNoun(const MaskedSentence& sentence, uint32_t noun) const;
  // "Family", "consortium": with the name before it one name.
  bool IsClan(const MaskToken& token) const;
  // Who does what the verb behind the name at `name` says: that name, or the one before the insert that it ends ("C,
  // which owns C, sold", "P, the chairman of C, sold"); kNoToken where it is a part of something else ("the chairman of
  // C sold").
  uint32_t Outer(const MaskedSentence& sentence, uint32_t name) const;
  // What a relative clause with this subject is about: "C, which it bought for M", with a preposition "C, for which C
  // paid M"; kNoToken if there is none.
  uint32_t Antecedent(const MaskedSentence& sentence, uint32_t subject, std::string_view preposition) const;
  // An owner without a name before token `end`: "the government holds", "the Miller family own".
  std::optional<NounPhrase> OwnersBefore(const MaskedSentence& sentence, uint32_t end) const;
  // Whose board or shareholders stand before token `end` ("the board of C", "C shareholders"); kNoToken if nobody's.
  uint32_t BodyBefore(const MaskedSentence& sentence, uint32_t end) const;
  // Whether a company without a name stands before token `end`: "the smaller rival has bought".
  bool FirmBefore(const MaskedSentence& sentence, uint32_t end) const;
  // The noun phrase that ends at token `end` ("a 33% stake in C" before "was sold"); nullopt when it names nothing.
  std::optional<NounPhrase> Before(const MaskedSentence& sentence, uint32_t end) const;
  // Where the clause goes on whose relative clause begins before token `at` (", which was bought"); else `at`.
  uint32_t BeforeRelative(const MaskedSentence& sentence, uint32_t at) const;
  // Whether a noun before token `end` is its phrase's last: "the purchase of", not "the purchase price".
  bool EndsNounPhrase(const MaskedSentence& sentence, uint32_t end) const;
  // Whether a form of "be" stands at tokens [begin, end).
  bool HasVerb(const MaskedSentence& sentence, uint32_t begin, uint32_t end) const;
  // Whether a clause from token `from` on says that one does not own it: "the 40% of C that it does not own".
  bool IsLacking(const MaskedSentence& sentence, uint32_t from) const;
  // The possessor of the noun at `noun` ("C's planned $3bn purchase"); kNoToken if none. `amount`, `stake`: figures
  // between them, or directly before the noun.
  uint32_t Possessor(const MaskedSentence& sentence, uint32_t noun, uint32_t* amount, uint32_t* stake) const;
  // Whether the verb before the noun at `noun` is one of `verbs` ("completed its purchase"): its group.
  std::optional<VerbGroup> VerbBefore(const MaskedSentence& sentence, uint32_t noun, const VocabularySet& verbs) const;

 private:
  enum Class : uint32_t {
    kArticle = 1 << 0,
    kAuxiliary = 1 << 1,
    kBe = 1 << 2,
    kHave = 1 << 3,
    kPreposition = 1 << 4,
    kBoundary = 1 << 5,
    kRelative = 1 << 6,
    kReport = 1 << 7,
    kVerb = 1 << 8,
    kShare = 1 << 9,
    kControl = 1 << 10,
    kUnit = 1 << 11,
    kTeam = 1 << 12,
    kGoods = 1 << 13,
    kParticiple = 1 << 14,
    kFirm = 1 << 15,
    kClan = 1 << 16,
    kJudge = 1 << 17,
    kOwners = 1 << 18,
    kBody = 1 << 19,
    kSite = 1 << 20,
  };
  bool Is(const MaskToken& token, uint32_t classes) const {
    return token.letter == 0 && token.number < classes_.size() && (classes_[token.number] & classes) != 0;
  }
  bool IsParticiple(const MaskToken& token) const;
  bool IsGoverned(const std::vector<MaskToken>& tokens, uint32_t name) const;
  // The token before the insert that ends with the comma at `comma` ("C , based in Oslo , bought"); kNoToken if none.
  uint32_t BeforeInsert(const std::vector<MaskToken>& tokens, uint32_t comma) const;

  std::vector<uint32_t> classes_;  // by the word's number
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_CLAUSE_H_
