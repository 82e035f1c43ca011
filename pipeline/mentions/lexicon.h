// The word lists that tell names apart, as class bits of words and phrases; the lists are data (rules/mentions).
#ifndef ATTEST_MENTIONS_LEXICON_H_
#define ATTEST_MENTIONS_LEXICON_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/mentions/hash_map.h"
#include "pipeline/mentions/words.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

// The lists that the engine itself asks for; a rule's context may use any of them, and further ones. Order as in
// kListNames.
enum class List : uint8_t {
  kLegalForm,
  kLowerLegalForm,
  kDesignator,
  kOtherHead,
  kLeadOf,
  kPlace,
  kNationality,
  kMedia,
  kNotCompany,
  kMonthDay,
  kTitle,
  kPersonTitle,
  kPost,
  kFirmNoun,
  kRoleNoun,
  kGroupNoun,
  kIndustry,
  kFunction,
  kInitialStrip,
  kParticle,
  kAndTail,
  kFirstName,
  kPrefix,
  kPlainUnit,
  kSayVerb,
  kFirmVerb,
  kUnitTail,
  kReferenceAdjective,
  kNameStart,
  kGenericTail,
  kCommon,  // not a list of the rules: gazetteers/common_words.txt
};
inline constexpr size_t kListCount = static_cast<size_t>(List::kCommon) + 1;
inline constexpr std::array<std::string_view, kListCount - 1> kListNames = {
    "legal_form", "lower_legal_form", "designator", "other_head", "lead_of",       "place",     "nationality",
    "media",      "not_company",      "month_day",  "title",      "person_title",  "post",      "firm_noun",
    "role_noun",  "group_noun",       "industry",   "function",   "initial_strip", "particle",  "and_tail",
    "first_name", "name_prefix",      "plain_unit", "say_verb",   "firm_verb",     "unit_tail", "reference_adjective",
    "name_start", "generic_tail"};

constexpr WordClasses Bit(List list) { return WordClasses{1} << static_cast<int>(list); }
constexpr WordClasses operator|(List a, List b) { return Bit(a) | Bit(b); }
constexpr WordClasses operator|(WordClasses a, List b) { return a | Bit(b); }

// Const after Load; safe from any number of threads.
struct Lexicon {
  WordTable words;
  PhraseTable phrases;      // of the lists' entries of several words, and of the gazetteers
  HashMap<char> exchanges;  // "NASDAQ", by the word's hash
  // Of a legal form, by the word's hash: a bit for each system of law that it may be of. Few forms are of several, and
  // those that are of many are not here.
  HashMap<uint32_t> legal_systems;

  static Result<Lexicon> Load(const RuleSet& rules);
  // `hashes`: of its words, at least one. The reference is good until the next.
  PhraseTable::Phrase& AddPhrase(const std::vector<uint64_t>& hashes) {
    words.AddHead(hashes[0]);
    return phrases.Add(hashes);
  }
};

// All bytes of a file of words or names. False: it cannot be read.
bool ReadBytes(const std::string& path, std::string* bytes);

}  // namespace attest

#endif  // ATTEST_MENTIONS_LEXICON_H_
