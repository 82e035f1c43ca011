// The closed list of builders: a rule of rules/mentions names one, and it decodes what the rule's pattern hit.
#ifndef ATTEST_MENTIONS_BUILDERS_H_
#define ATTEST_MENTIONS_BUILDERS_H_

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/mentions/calendar.h"
#include "pipeline/mentions/hash_map.h"
#include "pipeline/mentions/value_lexicon.h"
#include "pipeline/mentions/value_tokens.h"
#include "pipeline/model/mention.h"

namespace attest::values {

enum class Tense : uint8_t { kOpen, kPast, kFuture };

// Words that tell whether a sentence is about what is to come ("will", "due") or about what was ("said", "rose"; words
// in -ed count as such unless they are listed).
struct TenseCues {
  HashMap<Tense> words;         // by HashWord
  WordFilter filter;            // of them
  WordSet future_prepositions;  // right before a date: "by", "until"
};

// What a builder may look at beside the hit's tokens.
struct BuildContext {
  const Lexicon& lexicon;
  std::string_view view;
  Span hit;                      // of the view
  std::optional<Day> published;  // of the document
  const Period* anchor;          // the last date before this one that figures are of; nullptr if none
  const Period* anchor_last;     // the last date before this one, of a month or longer; nullptr if none
  const Period* anchor_day;      // the last date before this one, if it is a day
  uint32_t anchor_end;           // of that date, in the view
  const TenseCues* cues;

  // Whether the last date before this one stands in the same sentence.
  bool AnchoredInSentence() const;
  // What the nearest such word of the sentence says.
  Tense TenseAround() const;
};

// What a builder makes of a hit: the mention's modifier and value, whose other fields are not the builder's.
struct Built : Mention {
  Span trim;                     // bytes cut from the hit at its begin and end
  std::optional<Period> period;  // a resolved date that can be the anchor of those after it
};

// False when the hit is not what the rule's pattern took it for; the next rule, then a shorter hit is tried.
using Builder = bool (*)(const BuildContext& context, const Tokens& tokens, Built* built);
// nullptr for a name that is not on the list.
Builder FindBuilder(std::string_view name);

bool BuildMoney(const BuildContext& context, const Tokens& tokens, Built* built);
bool BuildPercent(const BuildContext& context, const Tokens& tokens, Built* built);  // with a unit
bool BuildShare(const BuildContext& context, const Tokens& tokens, Built* built);    // "two-thirds"
bool BuildFactor(const BuildContext& context, const Tokens& tokens, Built* built);   // "8x", "doubled"
bool BuildDate(const BuildContext& context, const Tokens& tokens, Built* built);
bool BuildYear(const BuildContext& context, const Tokens& tokens, Built* built);  // four digits alone
bool BuildDuration(const BuildContext& context, const Tokens& tokens, Built* built);
bool BuildQuantity(const BuildContext& context, const Tokens& tokens, Built* built);
bool BuildNothing(const BuildContext& context, const Tokens& tokens, Built* built);  // a trap: takes the words away

// The word (letters and digits) that ends right before / begins right after an offset, with at most one space (and,
// before it, a full stop; behind it, a hyphen) between;
// empty if there is a sign, a line of its own or nothing there.
std::string_view WordBefore(std::string_view view, uint32_t offset);
std::string_view WordAfter(std::string_view view, uint32_t offset);
bool EqualsIgnoringCase(std::string_view word, std::string_view lower);

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_BUILDERS_H_
