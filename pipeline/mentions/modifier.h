// Words that hedge a figure, before it ("almost", "more than") or after it ("or more").
#ifndef ATTEST_MENTIONS_MODIFIER_H_
#define ATTEST_MENTIONS_MODIFIER_H_

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/mentions/hash_map.h"
#include "pipeline/mentions/value_lexicon.h"
#include "pipeline/model/mention.h"
#include "pipeline/rules/rule_set.h"

namespace attest::values {

// Loaded from the lists modifier.about …, modifier_after.over …, and no_duration_modifier. Const once loaded.
class ModifierTable {
 public:
  static Result<ModifierTable> Load(const RuleSet& rules);

  // The hedge that touches a span of the view; kExact when there is none. For a duration, words that rather say how
  // long something goes on ("over five years") do not count.
  Modifier Around(std::string_view view, Span span, MentionKind kind) const;

 private:
  struct Phrase {
    std::string text;  // folded, one space between words
    Modifier modifier;
    bool not_duration;
  };
  struct Index {
    HashMap<std::vector<Phrase>> phrases;  // by the word next to the figure, longest phrase first
    WordFilter filter;                     // of these words
  };

  Index before_;  // by the phrase's last word
  Index after_;   // by the phrase's first word
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_MODIFIER_H_
