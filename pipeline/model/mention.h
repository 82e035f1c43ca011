// What stages 2 and 3 find in a document: mentions with a kind and a value, and the names' entities.
#ifndef ATTEST_MODEL_MENTION_H_
#define ATTEST_MODEL_MENTION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/span.h"
#include "pipeline/model/text_list.h"
#include "pipeline/model/value.h"

namespace attest {

enum class MentionKind : uint8_t { kMoney, kPercent, kDate, kDuration, kQuantity, kCompany, kPerson, kName };
// "money" … "person"; kName is "name": a capitalised name that is neither known as a company nor as a person. It is
// handed to the claim stage and never exported.
std::string_view MentionKindName(MentionKind kind);

struct Mention {
  Mention() {}  // a defaulted one would have all of the value zeroed first
  MentionKind kind = MentionKind::kName;
  Modifier modifier = Modifier::kExact;
  Span span;              // bytes of Document::text; the modifier is outside
  Span in_view;           // the same words in the matching view (text/view.h); never leaves the process
  int32_t entity = -1;    // company, person, name: index into Analysis::entities; -1: none
  std::string_view rule;  // id of the rule that found it, owned by the RuleSet
  Value value;            // monostate for company, person and name
};

// What the mentions of one name stand for inside one document.
struct DocumentEntity {
  MentionKind kind = MentionKind::kCompany;  // kCompany, kPerson or kName
  std::string id;                            // "coreweave"; equal across documents for equal names (entity_id.h)
  std::string name;                          // the fullest name used here, without legal suffix: "SoftBank Group"
  TextList aliases;                          // every surface form used here, sorted, with the legal suffix as written
  struct Identifier {
    std::string scheme;  // "ticker", "cik", "isin", "lei"
    std::string value;
    bool operator==(const Identifier&) const = default;
  };
  std::vector<Identifier> identifiers;  // sorted by scheme, value
};

// An expression that stands for a name: "its", "the company", "the chip maker".
struct Reference {
  Span span;
  Span in_view;
  int32_t entity = -1;      // index into Analysis::entities; -1: left open because none or several fit
  bool possessive = false;  // "its", "their", "the company's"
  bool pronoun = false;     // "it", "its", "they": follows the sentence; a noun ("the firm") may reach further back
  std::string_view reason;  // why it was led there: "subject of the sentence before", …; static storage
};

}  // namespace attest

#endif  // ATTEST_MODEL_MENTION_H_
