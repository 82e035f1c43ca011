// Frames: events between parties ("C acquired C for M"). One description of the roles; passive, nominal and possessive
// forms are made from it.
//
//   [[frame]]
//   id = "acquisition/buy"            the part before the slash is for people; `type` decides
//   type = "acquisition"
//   roles = { acquirer = "company|name", target = "company|name", amount = "money" }    kinds of the slots (pattern.h)
//   subject = "acquirer"              with `verb` and `object`: "S V O", "O was V by S", "S's N of O", "N of O by S"
//   verb = "verb.buy"                 a word list of inflected forms
//   object = "target"
//   noun = "noun.purchase"            optional
//   forms = ['''…''']                 further patterns, written out
//   extras = { amount = ['''for {amount}'''], … }   looked for in what follows (or precedes) the core, within the
//   clause set = { event = "filed" }         roles with a fixed term open = ["company"]                roles that may
//   be filled from the subject, the topic, the focus guard = ["assets", "shares"]      words that must not follow the
//   core ("buy Yukos assets") modality = "planned"              when the rule itself tells priority = 10 higher goes
//   first; a figure serves one claim of a type
#ifndef ATTEST_CLAIMS_FRAMES_H_
#define ATTEST_CLAIMS_FRAMES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  std::optional<Modality> modality;  // set by the rule itself
  int priority = 0;
};

class FrameReader {
 public:
  static Result<FrameReader> Compile(const RuleSet& rules, Vocabulary* vocabulary);

  // What may match; the sentence need not be rendered.
  void Candidates(const MaskedSentence& sentence, std::vector<FormIndex::Candidate>* candidates) const {
    index_.Candidates(sentence, candidates);
  }
  // Appends what the frames read in the rendered sentence, in order of rule and place.
  void Read(const ClaimDocument& document, const MaskedSentence& sentence,
            const std::vector<FormIndex::Candidate>& candidates, std::vector<ReadClaim>* claims) const;

 private:
  struct Extra {
    Role role;
    TokenPattern pattern;
  };
  struct Frame {
    const RuleEntry* entry;
    FactType type;
    std::vector<std::pair<Role, std::string>> set;
    std::vector<Role> open;
    std::vector<Role> nearest;
    std::vector<std::string> guard;
    std::vector<std::pair<Role, Decimal>> at_least;
    std::vector<std::pair<Role, Decimal>> below;
    std::vector<Extra> extras;
    std::optional<Modality> modality;
    int priority = 0;
  };
  static bool InBounds(const Frame& frame, const Claim& claim);
  Status Add(const RuleSet& rules, const RuleEntry& entry, Vocabulary* vocabulary);
  // Reads the hits of a form from token `from` on; where the next search begins.
  uint32_t Match(const ClaimDocument& document, const MaskedSentence& sentence, const FormIndex::Candidate& candidate,
                 uint32_t from, std::vector<ReadClaim>* claims) const;

  std::vector<Frame> frames_;
  FormIndex index_;
  std::vector<size_t> frame_of_form_;
};

// Fills a group of a hit; false when what stands there cannot fill the role.
bool FillFromGroup(const ClaimDocument& document, const MaskedSentence& sentence, FactType type, Role role,
                   TokenRange group, Claim* claim);

// Adds a fill in the order of roles; the first one for a role stays.
void AddFill(RoleFill fill, Claim* claim);

}  // namespace attest

#endif  // ATTEST_CLAIMS_FRAMES_H_
