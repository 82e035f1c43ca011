// What one document states: a type of the catalogue, its roles, and the words that state it.
#ifndef ATTEST_MODEL_CLAIM_H_
#define ATTEST_MODEL_CLAIM_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/catalogue.h"
#include "pipeline/model/span.h"
#include "pipeline/model/value.h"

namespace attest {

enum class Modality : uint8_t { kActual, kPlanned, kForecast, kPossible, kDenied };
std::string_view ModalityName(Modality modality);
std::optional<Modality> ModalityFromName(std::string_view name);

// A company, person or other name in a role.
struct Party {
  std::string name;    // the main name in the document: "SoftBank Group"
  std::string entity;  // DocumentEntity::id; empty for words that name nobody ("three co-founders")
  auto operator<=>(const Party&) const = default;
};

// What fills one role. Which members count depends on the role's RoleKind.
struct RoleFill {
  Role role = Role::kCompany;
  std::vector<Party> parties;            // kParty: one or more, in text order
  Figure figure;                         // kMoney, kNumber
  std::string currency;                  // kMoney: ISO 4217 or empty
  std::string text;                      // kPeriod, kDuration, kTerm, kWords; kMoney counted in goods: the unit
  Modifier modifier = Modifier::kExact;  // of this figure; the claim's own is that of the main figure
  std::vector<Money> equivalents;        // kMoney: the same amount in other currencies, as the article equates them
  Span span;                             // where the words stand; empty when taken from elsewhere
  // How it was filled, for `explain`: "words", "subject", "possessive", "topic", "focus", "period of the section", or
  // "its -> subject" and the like for references.
  std::string filled_by;
};

// How a claim stands to other articles' claims (design: Corrections; shared attribution).
struct Attribution {
  std::string report;       // the named report that the figure is taken from ("Bloomberg"), folded; empty if none
  bool correction = false;  // the sentence says that it corrects, restates or revises
};

struct Claim {
  FactType type = FactType::kRevenue;
  std::vector<RoleFill> roles;  // sorted by Role, each at most once
  Modifier modifier = Modifier::kExact;
  Modality modality = Modality::kActual;
  Attribution attribution;
  Span quote;               // the shortest run of words that states the figure or event
  std::string rule;         // "contract/sign"
  double confidence = 0.5;  // in [0, 1]: measured precision of rule and filling

  const RoleFill* Find(Role role) const {
    for (const RoleFill& fill : roles) {
      if (fill.role == role) return &fill;
    }
    return nullptr;
  }
};

// A claim as it stands in claims.jsonl: all that the reconciler needs, and nothing else.
struct StoredClaim {
  Claim claim;                           // spans into the document's text
  std::string key;                       // facts/key.h; the shuffle key
  std::string document;                  // DocumentId
  std::string published;                 // ISO day or empty
  std::string fingerprint;               // facts/fingerprint.h: MinHash of the document, hex
  std::string quote;                     // the words under claim.quote
  std::vector<std::string> role_quotes;  // beside claim.roles: the words under each span, empty where the span is
  Span quote_code_points;                // claim.quote in code points
};

}  // namespace attest

#endif  // ATTEST_MODEL_CLAIM_H_
