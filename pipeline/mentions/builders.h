// The closed list of builders: a rule of rules/mentions names one, and it decodes what the rule's pattern hit.
#ifndef ATTEST_MENTIONS_BUILDERS_H_
#define ATTEST_MENTIONS_BUILDERS_H_

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "pipeline/mentions/calendar.h"
#include "pipeline/mentions/value_lexicon.h"
#include "pipeline/mentions/value_tokens.h"
#include "pipeline/model/mention.h"

namespace attest::values {

// Lower-case words.
class WordSet {
 public:
  void Add(std::string_view word) { words_.emplace(word); }
  bool empty() const { return words_.empty(); }
  bool Has(std::string_view word) const;  // whatever its case

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> words_;
};

// What a builder may look at beside the hit's tokens.
struct BuildContext {
  const Lexicon& lexicon;
  std::string_view view;
  Span hit;                      // of the view
  std::optional<Day> published;  // of the document
  const Period* anchor;          // the date mention before this one; nullptr at the first
  const WordSet* future_words;   // "will", "expected": what tells that the sentence is about what is to come

  // Whether such a word stands near the hit in its sentence.
  bool SpeaksOfFuture() const;
};

struct Built {
  MentionKind kind = MentionKind::kQuantity;
  Modifier modifier = Modifier::kExact;
  Value value;
  Span trim;                     // bytes cut from the hit at its begin and end
  std::optional<Period> period;  // a resolved date, as anchor for those after it
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
// before it, a full stop) between;
// empty if there is a sign, a line of its own or nothing there.
std::string_view WordBefore(std::string_view view, uint32_t offset);
std::string_view WordAfter(std::string_view view, uint32_t offset);
bool EqualsIgnoringCase(std::string_view word, std::string_view lower);

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_BUILDERS_H_
