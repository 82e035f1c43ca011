// What the reconciler makes of all claims that state the same thing.
#ifndef ATTEST_MODEL_FACT_H_
#define ATTEST_MODEL_FACT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/claim.h"

namespace attest {

enum class FactStatus : uint8_t { kSingle, kCorroborated, kConflict };
std::string_view FactStatusName(FactStatus status);

struct Citation {
  std::string document;  // DocumentId
  Span bytes;            // of the quote
  Span code_points;
  std::string quote;
  struct RoleQuote {
    Role role;
    Span bytes;
    std::string quote;
  };
  std::vector<RoleQuote> roles;  // sorted by role; only roles whose words stand in the text
  std::string rule;
  double confidence = 0;
};

// A value that does not stand: reported by fewer sources, or superseded by a correction.
struct Alternative {
  std::vector<RoleFill> roles;  // the figure roles that differ
  Modifier modifier = Modifier::kExact;
  uint32_t sources = 1;
  bool superseded = false;
  std::vector<Citation> citations;
};

struct Fact {
  std::string id;  // "f-" and 13 base-32 digits of a hash of the identity
  std::string key;
  FactType type = FactType::kRevenue;
  std::vector<RoleFill> roles;
  Modifier modifier = Modifier::kExact;
  Modality modality = Modality::kActual;
  FactStatus status = FactStatus::kSingle;
  double confidence = 0;
  uint32_t sources = 1;  // independent supporters of the value that stands
  std::vector<Alternative> alternatives;
  std::vector<Citation> citations;  // sorted by document, then place
  std::string fulfils;              // id of the planned fact that this one makes actual; empty if none
};

}  // namespace attest

#endif  // ATTEST_MODEL_FACT_H_
