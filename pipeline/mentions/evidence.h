// What speaks for a name to be a company, a person or something else, weighed by the [[name]] rules.
#ifndef ATTEST_MENTIONS_EVIDENCE_H_
#define ATTEST_MENTIONS_EVIDENCE_H_

#include <array>
#include <string_view>
#include <vector>

#include "pipeline/mentions/context.h"
#include "pipeline/mentions/gazetteer.h"
#include "pipeline/mentions/hits.h"
#include "pipeline/mentions/runs.h"

namespace attest {

// What evidence speaks for.
enum class NameReading : uint8_t { kCompany, kPerson, kOther };
inline constexpr size_t kReadings = 3;

// Properties of a name that no context can say; a rule names one as its `sign`. Order as in kSignNames.
enum class Sign : uint8_t {
  kLegalForm,       // ends in Inc, Ltd, …
  kDesignator,      // of several words the last is Airlines, Capital, …
  kKnown,           // in the gazetteer
  kKnownWord,       // in the gazetteer, but any text could hold the word
  kUserKnown,       // in the user's gazetteer
  kTicker,          // "(NASDAQ: ACME)", "<ACME>" follows
  kInnerCapital,    // "CoreWeave"
  kAllCaps,         // "STC"
  kDomain,          // "Boots.com"
  kAmpersand,       // "Marks & Spencer"
  kAngled,          // <Acme Corp> in wire copy
  kOwnPossessive,   // the 's belongs to the name
  kInitials,        // of several words one but the last is an initial: "J. Smith"
  kGivenName,       // two or more words of which the first is a given name
  kGivenNameAlone,  // a given name alone
  kTitled,          // a title before
  kPersonTitle,     // one that only persons bear
  kTwoWords,        // two words that are in no dictionary
  kPlace,
  kNationality,
  kMedia,
  kNotCompany,
  kOtherHead,    // the last word is Ministry, Commission, …
  kOfOther,      // the first word is Ministry, University, …, with "of"
  kWord,         // a single word of the dictionary
  kPostAfter,    // a capitalised post follows
  kUnknownWord,  // a single word that no list has
  kRepeated,     // named three times or more
  kCode,         // a word with digits: \"C180\"
  kInList,       // stands in a list with companies
  kOfPerson,     // a person is of, at or from it
  kTradeInside,  // of several words one but the last is Airlines, Bank, …
};
inline constexpr std::array<std::string_view, 32> kSignNames = {
    "legal_form", "designator",     "known",      "known_word", "user_known",
    "ticker",     "inner_capital",  "all_caps",   "domain",     "ampersand",
    "angled",     "own_possessive", "initials",   "given_name", "given_name_alone",
    "titled",     "person_title",   "two_words",  "place",      "nationality",
    "media",      "not_company",    "other_head", "of_other",   "word",
    "post_after", "unknown_word",   "repeated",   "code",       "in_list",
    "of_person",  "trade_inside"};

struct NameRule {
  std::string_view id;  // the RuleSet's
  NameReading reading = NameReading::kCompany;
  double weight = 0;
};

// The sum of the evidence for one name.
struct Score {
  std::array<double, kReadings> sum{};
  double heaviest = 0;  // the weightiest rule for a company, and for a person
  std::string_view rule;
  double of(NameReading reading) const { return sum[static_cast<size_t>(reading)]; }
};

// The [[name]] rules. Const after Load; safe from any number of threads.
class Evidence {
 public:
  static Result<Evidence> Load(const RuleSet& rules, Lexicon* lexicon);

  // Adds what is known of a run by itself and by its neighbours.
  void Collect(std::string_view view, const Tokens& tokens, const Gazetteer& gazetteer, const Run& run,
               Hits* hits) const;
  void Add(Sign sign, Hits* hits) const { hits->Add(of_sign_[static_cast<size_t>(sign)]); }
  // A rule that hits again counts half, a third time no more.
  Score Weigh(const Hits& hits) const;

 private:
  std::vector<NameRule> rules_;
  std::array<Hits, kSignNames.size()> of_sign_;
  Contexts contexts_;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_EVIDENCE_H_
