// The fact catalogue: which types of facts there are, which roles each has, and which of them make its key.
#ifndef ATTEST_MODEL_CATALOGUE_H_
#define ATTEST_MODEL_CATALOGUE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace attest {

enum class FactType : uint8_t {
  kInvestment,
  kAcquisition,
  kFundingRound,
  kContract,
  kRevenue,
  kProfit,
  kChange,
  kOwnership,
  kShareOf,
  kMarketShare,
  kDebt,
  kSpending,
  kValuation,
  kShareSale,
  kOffering,
  kVenture,
  kHeadcount,
  kMetric,
  kPerShare,
  kPenalty,
  kAppointment,
};
inline constexpr int kFactTypes = 21;

// Every role of every type; one name means one thing throughout. The order is the order in JSON.
enum class Role : uint8_t {
  kInvestor,
  kInvestee,
  kAcquirer,
  kTarget,
  kSeller,
  kCustomer,
  kProvider,
  kPerson,
  kCompany,
  kOwner,
  kOwned,
  kWhole,
  kPart,
  kPayer,
  kAuthority,
  kClaimant,
  kMembers,
  kInvestors,
  kName,
  kRole,
  kEvent,
  kMetric,
  kMeasure,
  kMarket,
  kOf,
  kUnit,
  kRound,
  kSubject,
  kPurpose,
  kAmount,
  kStake,
  kPercent,
  kFactor,
  kCount,
  kQuantity,
  kValuation,
  kDuration,
  kPeriod,
  kDate,
  kEnd,
};
inline constexpr int kRoles = 40;

// What a role holds.
enum class RoleKind : uint8_t {
  kParty,     // one name or a list of them
  kMoney,     // an amount with a currency, or goods: a quantity with a unit
  kNumber,    // a percentage, factor, count or quantity
  kPeriod,    // ISO 8601, or the article's words
  kDuration,  // ISO 8601 duration
  kTerm,      // one of a short closed list ("filed", "pretax")
  kWords,     // free words of the article
};

// What part a role plays when claims are compared.
enum class KeyPart : uint8_t {
  kNone,       // says more about the fact, tells none apart
  kParty,      // in the key
  kTerm,       // in the key, after folding to one form ("CEO", "chief executive")
  kQualifier,  // in the key, but a claim that lacks it may still state the same thing (period, measure, date, duration)
  kFigure,     // the value that is reconciled
};

struct RoleInfo {
  Role role;
  RoleKind kind;
  KeyPart key;
  // Required roles have group 1, 2, …: of each group at least one role must be there. 0: not required.
  uint8_t required_group = 0;
};

struct FactTypeInfo {
  FactType type;
  std::string_view name;            // "funding_round"
  std::span<const RoleInfo> roles;  // in the order of enum Role
};

const FactTypeInfo& Info(FactType type);
// Of a role within a type; nullptr when the type has no such role.
const RoleInfo* FindRole(FactType type, Role role);

std::string_view FactTypeName(FactType type);
std::optional<FactType> FactTypeFromName(std::string_view name);
std::string_view RoleName(Role role);
std::optional<Role> RoleFromName(std::string_view name);

}  // namespace attest

#endif  // ATTEST_MODEL_CATALOGUE_H_
