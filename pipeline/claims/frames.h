// Frames: events between parties ("C acquired C for M"). One description of the roles; passive, nominal and possessive
// forms are made from it.
//
//   [[frame]]
//   id = "acquisition/buy"            the part before the slash is for people; `type` decides
//   type = "acquisition"
//   roles = { acquirer = "company|name", target = "company|name", amount = "money" }    kinds of the slots (pattern.h)
//   subject = "acquirer"              with `object` and `verb` or `noun`: all constructions of the grammar (clause.h)
//   object = "target"
//   verb = "verb.buy"                 a word list of inflected forms
//   verb_object = ["for"]             prepositions between verb and object ("paid M for O"); without: none
//   noun = "noun.purchase"            "S's N of O", "the N of O by S", "O's N by S"
//   noun_object = ["of", "for"]       prepositions between noun and object; without: "of"
//   noun_verb = "verb.complete"       verbs that have the noun's subject: "S completed the N of O"
//   noun_receive = "verb.reject"      verbs that have its object: "O rejected an N from S"
//   noun_body = "verb.vote"           verbs whose subjects decide for its object: "O's shareholders backed an N by S"
//   noun_name = "object"              what a name right before the noun is: "the C takeover"
//   recall = true                     an object that is not named is that of another claim with this subject
//   after = { from = "seller" }       prepositional phrases behind the object
//   takes = "control"                 of the object: "control" (all of it, a majority), "majority" (of a share that is
//                                     told), "minority", "share" (any)
//   share = "stake"                   the role of the share, price = "amount" that of a figure before noun or object
//   needs = ["amount"]                roles without which it says nothing
//   otherwise = "possible"            the modality where nothing in the words tells it to be other than actual
//   forms = ['''…''']                 further patterns, written out
//   extras = { amount = ['''for {amount}'''], … }   looked for in what follows (or precedes) the core in its clause
//   set = { event = "filed" }         roles with a fixed term; set_planned: in place of these where it is not actual
//   open = ["company"]                roles that may be filled from the subject, the topic, the focus
//   does = "payer"                    the role of the subject of the verb that a form begins with; done_to: if passive
//   guard = ["assets", "shares"]      words that must not end or follow the core ("buy Yukos assets")
//   without = ["merger"]              words that stand neither in the core nor before it ("a merger agreement with C")
//   modality = "planned"              when the rule itself tells
//   priority = 10                     higher goes first; a figure serves one claim of a type
//
// A role that several slots fill is numbered from the second on: "{members} merged with {members2}".
#ifndef ATTEST_CLAIMS_FRAMES_H_
#define ATTEST_CLAIMS_FRAMES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/claims/clause.h"
#include "pipeline/claims/fill.h"
#include "pipeline/claims/form_index.h"
#include "pipeline/claims/mask.h"
#include "pipeline/model/claim.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// A claim that a rule read, before modality and defaults.
struct ReadClaim {
  Claim claim;
  uint32_t first_token = 0;  // of the core, in the masked sentence
  uint32_t end_token = 0;
  // Where the words stand that tell the modality, with what is before them in their clause; empty: all of the core.
  uint32_t scope_begin = 0, scope_end = 0;
  std::optional<Modality> modality;   // set by the rule itself
  std::optional<Modality> otherwise;  // in place of actual
  bool recall = false;                // a party that is open may be named in another claim of the article
  std::vector<std::pair<Role, std::string>> set_planned;  // fixed terms of what is not actual
  int priority = 0;
  uint32_t shared = 0;  // claims of one sentence with the same number, not 0, state one figure of several companies
};

class FrameReader {
 public:
  static Result<FrameReader> Compile(const RuleSet& rules, Vocabulary* vocabulary);
  // Once, when the vocabulary has all rules' words.
  void Finish(const Vocabulary& vocabulary);

  // What forms match.
  void Candidates(const MaskedSentence& sentence, std::vector<FormIndex::Candidate>* candidates) const {
    index_.Candidates(sentence, candidates);
  }
  // Whether a verb or noun of a frame is in the sentence.
  bool MayHold(const MaskedSentence& sentence) const;
  // Appends what the frames read in the sentence, in order of rule and place.
  void Read(const ClaimDocument& document, const MaskedSentence& sentence,
            const std::vector<FormIndex::Candidate>& candidates, std::vector<ReadClaim>* claims) const;

 private:
  struct Extra {
    Role role;
    TokenPattern pattern;
  };
  enum class Takes : uint8_t { kAny, kControl, kMajority, kMinority, kShare };
  // What a frame says about its verb and noun.
  struct Relation {
    std::optional<Role> subject, object, share, price;
    std::vector<std::string> verb_object, noun_object;
    VocabularySet noun_verb, noun_receive, noun_body;
    bool recall = false;
    bool acts = false;                                 // whoever does something about the noun is its subject
    bool named_object = false, named_subject = false;  // by a name right before the noun
    std::vector<std::pair<std::string, Role>> after;
    Takes takes = Takes::kAny;
  };
  // A phrase of a verb or noun list.
  struct Trigger {
    uint32_t first;    // the number of its first word
    uint32_t further;  // where those of its other words begin in trigger_words_
    uint16_t words;    // how many it has
    uint16_t frame;
    bool noun;
  };
  // Who and what a verb or noun relates.
  struct Arguments {
    uint32_t subject = kNoToken;
    std::optional<NounPhrase> object;
    uint32_t price = kNoToken, share = kNoToken;
    uint32_t indirect = kNoToken;    // who is paid
    std::optional<NounPhrase> team;  // a subject without a name
    bool open_subject = false;       // it is a company that is not named here
  };
  struct Frame {
    const RuleEntry* entry;
    FactType type;
    std::vector<std::pair<Role, std::string>> set, set_planned;
    std::vector<Role> open;
    std::optional<Role> does, done_to;
    std::vector<Role> nearest;
    std::vector<Role> focus;
    std::vector<Role> needs;
    std::vector<std::string> guard, without;
    std::vector<std::pair<Role, Decimal>> at_least;
    std::vector<std::pair<Role, Decimal>> below;
    std::vector<Extra> extras;
    std::optional<Modality> modality, otherwise;
    int priority = 0;
    Relation relation = {};
  };
  // Adds what the frame says of all claims that it reads; most of what is begun is dropped before.
  static void AddTraits(const Frame& frame, ReadClaim* read);
  // Whether a word that the frame goes without stands at tokens [begin, end), or right before them.
  static bool HasUnwanted(const Frame& frame, const MaskedSentence& sentence, uint32_t begin, uint32_t end);
  static bool HasNeeds(const Frame& frame, const Claim& claim);
  static bool InBounds(const Frame& frame, const Claim& claim);
  Status Add(const RuleSet& rules, const RuleEntry& entry, Vocabulary* vocabulary);
  // Reads the hit of a form.
  void Match(const ClaimDocument& document, const MaskedSentence& sentence, const FormIndex::Candidate& candidate,
             std::vector<ReadClaim>* claims) const;

  Status AddRelation(const RuleSet& rules, const RuleEntry& entry, Vocabulary* vocabulary, Frame* frame);
  // Reads what the phrase at tokens [begin, end) relates.
  void ReadTrigger(const ClaimDocument& document, const MaskedSentence& sentence, const Trigger& trigger,
                   uint32_t begin, std::vector<ReadClaim>* claims) const;
  std::optional<Arguments> OfVerb(const MaskedSentence& sentence, const Frame& frame, uint32_t begin, uint32_t end,
                                  ReadClaim* read) const;
  std::optional<Arguments> OfNoun(const MaskedSentence& sentence, const Frame& frame, uint32_t begin, uint32_t end,
                                  ReadClaim* read) const;
  // Of a noun with one party ("C's flotation", "the flotation of C", "C completed its flotation").
  Arguments OfOneParty(const MaskedSentence& sentence, const Frame& frame, uint32_t begin, uint32_t end,
                       uint32_t possessor, ReadClaim* read, Arguments arguments) const;
  // Extras, fixed terms and what is open.
  void Complete(const ClaimDocument& document, const MaskedSentence& sentence, const Frame& frame,
                std::vector<Role> left_open, ReadClaim* read) const;

  Grammar grammar_;
  VocabularySet realised_;  // verbs that make what follows them done ("paid M to buy C")
  std::vector<Frame> frames_;
  std::vector<Trigger> triggers_;         // by the number of their first word, the longest first
  std::vector<uint32_t> trigger_words_;   // but for the first
  std::vector<uint16_t> triggers_begin_;  // by a word's number where those that begin with it do; one more for the end
  FormIndex index_{kFormWord};
  std::vector<size_t> frame_of_form_;
};

// Fills a group of a hit; false when what stands there cannot fill the role.
bool FillFromGroup(const ClaimDocument& document, const MaskedSentence& sentence, FactType type, Role role,
                   TokenRange group, Claim* claim);

// Adds a fill in the order of roles; the first one for a role stays.
void AddFill(RoleFill&& fill, Claim* claim);
inline void AddFill(const RoleFill& fill, Claim* claim) { AddFill(RoleFill(fill), claim); }

}  // namespace attest

#endif  // ATTEST_CLAIMS_FRAMES_H_
