#include "pipeline/model/catalogue.h"

#include <array>

namespace attest {
namespace {

using enum RoleKind;
constexpr KeyPart kNoKey = KeyPart::kNone;
constexpr KeyPart kPartyKey = KeyPart::kParty;
constexpr KeyPart kTermKey = KeyPart::kTerm;
constexpr KeyPart kQualifier = KeyPart::kQualifier;
constexpr KeyPart kFigure = KeyPart::kFigure;

constexpr RoleInfo kInvestmentRoles[] = {
    {Role::kInvestor, kParty, kPartyKey, 1}, {Role::kInvestee, kParty, kPartyKey, 2},
    {Role::kSeller, kParty, kNoKey},         {Role::kAmount, kMoney, kFigure, 3},
    {Role::kStake, kNumber, kFigure, 3},     {Role::kDate, kPeriod, kQualifier}};
constexpr RoleInfo kAcquisitionRoles[] = {
    {Role::kAcquirer, kParty, kPartyKey, 1}, {Role::kTarget, kParty, kPartyKey, 2}, {Role::kSeller, kParty, kNoKey},
    {Role::kAmount, kMoney, kFigure},        {Role::kStake, kNumber, kFigure},      {Role::kDate, kPeriod, kQualifier}};
constexpr RoleInfo kFundingRoundRoles[] = {{Role::kCompany, kParty, kPartyKey, 1}, {Role::kInvestors, kParty, kNoKey},
                                           {Role::kRound, kWords, kNoKey},         {Role::kAmount, kMoney, kFigure, 2},
                                           {Role::kValuation, kMoney, kNoKey},     {Role::kDate, kPeriod, kQualifier}};
constexpr RoleInfo kContractRoles[] = {{Role::kCustomer, kParty, kPartyKey, 1},
                                       {Role::kProvider, kParty, kPartyKey, 1},
                                       {Role::kSubject, kWords, kNoKey},
                                       {Role::kAmount, kMoney, kFigure, 2},
                                       {Role::kDuration, kDuration, kQualifier, 2},
                                       {Role::kDate, kPeriod, kQualifier},
                                       {Role::kEnd, kPeriod, kQualifier, 2}};
constexpr RoleInfo kRevenueRoles[] = {
    {Role::kCompany, kParty, kPartyKey, 1}, {Role::kAmount, kMoney, kFigure, 2}, {Role::kPeriod, kPeriod, kQualifier}};
constexpr RoleInfo kProfitRoles[] = {{Role::kCompany, kParty, kPartyKey, 1},
                                     {Role::kMeasure, kTerm, kQualifier},
                                     {Role::kAmount, kMoney, kFigure, 2},
                                     {Role::kPeriod, kPeriod, kQualifier}};
constexpr RoleInfo kChangeRoles[] = {{Role::kCompany, kParty, kPartyKey, 1},
                                     {Role::kMetric, kWords, kTermKey, 2},
                                     {Role::kPercent, kNumber, kFigure, 3},
                                     {Role::kFactor, kNumber, kFigure, 3},
                                     {Role::kPeriod, kPeriod, kQualifier}};
constexpr RoleInfo kOwnershipRoles[] = {
    {Role::kOwner, kParty, kPartyKey, 1}, {Role::kOwned, kParty, kPartyKey, 2}, {Role::kStake, kNumber, kFigure, 3}};
constexpr RoleInfo kShareOfRoles[] = {{Role::kWhole, kParty, kPartyKey, 1},
                                      {Role::kPart, kWords, kTermKey, 2},
                                      {Role::kOf, kWords, kQualifier},
                                      {Role::kPercent, kNumber, kFigure, 3},
                                      {Role::kPeriod, kPeriod, kQualifier}};
constexpr RoleInfo kMarketShareRoles[] = {{Role::kCompany, kParty, kPartyKey, 1},
                                          {Role::kMarket, kWords, kNoKey},
                                          {Role::kPercent, kNumber, kFigure, 2},
                                          {Role::kPeriod, kPeriod, kQualifier}};
constexpr RoleInfo kDebtRoles[] = {
    {Role::kCompany, kParty, kPartyKey, 1}, {Role::kAmount, kMoney, kFigure, 2}, {Role::kDate, kPeriod, kQualifier}};
constexpr RoleInfo kSpendingRoles[] = {{Role::kCompany, kParty, kPartyKey, 1},
                                       {Role::kPurpose, kWords, kNoKey},
                                       {Role::kAmount, kMoney, kFigure, 2},
                                       {Role::kPeriod, kPeriod, kQualifier}};
constexpr RoleInfo kShareSaleRoles[] = {{Role::kSeller, kParty, kPartyKey, 1},
                                        {Role::kCompany, kParty, kPartyKey},
                                        {Role::kAmount, kMoney, kFigure, 2},
                                        {Role::kStake, kNumber, kNoKey}};
constexpr RoleInfo kOfferingRoles[] = {{Role::kCompany, kParty, kPartyKey, 1},
                                       {Role::kEvent, kTerm, kTermKey, 2},
                                       {Role::kAmount, kMoney, kFigure},
                                       {Role::kDate, kPeriod, kQualifier}};
constexpr RoleInfo kVentureRoles[] = {{Role::kMembers, kParty, kPartyKey, 1},
                                      {Role::kName, kParty, kNoKey},
                                      {Role::kAmount, kMoney, kFigure},
                                      {Role::kDate, kPeriod, kQualifier}};
constexpr RoleInfo kHeadcountRoles[] = {{Role::kCompany, kParty, kPartyKey, 1},
                                        {Role::kEvent, kTerm, kTermKey, 3},
                                        {Role::kPercent, kNumber, kFigure, 2},
                                        {Role::kCount, kNumber, kFigure, 2},
                                        {Role::kPeriod, kPeriod, kQualifier}};
constexpr RoleInfo kMetricRoles[] = {{Role::kCompany, kParty, kPartyKey, 1},
                                     {Role::kUnit, kWords, kTermKey, 3},
                                     {Role::kQuantity, kNumber, kFigure, 2},
                                     {Role::kPeriod, kPeriod, kQualifier}};
constexpr RoleInfo kPerShareRoles[] = {{Role::kCompany, kParty, kPartyKey, 1},
                                       {Role::kMeasure, kTerm, kTermKey, 3},
                                       {Role::kAmount, kMoney, kFigure, 2},
                                       {Role::kDate, kPeriod, kQualifier}};
constexpr RoleInfo kPenaltyRoles[] = {{Role::kPayer, kParty, kPartyKey, 1},
                                      {Role::kAuthority, kParty, kNoKey},
                                      {Role::kClaimant, kParty, kNoKey},
                                      {Role::kAmount, kMoney, kFigure, 2},
                                      {Role::kDate, kPeriod, kQualifier}};
constexpr RoleInfo kAppointmentRoles[] = {{Role::kPerson, kParty, kPartyKey, 1},
                                          {Role::kCompany, kParty, kPartyKey, 2},
                                          {Role::kRole, kWords, kTermKey, 3},
                                          {Role::kEvent, kTerm, kTermKey},
                                          {Role::kDate, kPeriod, kQualifier}};

// In the order of enum FactType.
constexpr FactTypeInfo kTypes[kFactTypes] = {
    {FactType::kInvestment, "investment", kInvestmentRoles},
    {FactType::kAcquisition, "acquisition", kAcquisitionRoles},
    {FactType::kFundingRound, "funding_round", kFundingRoundRoles},
    {FactType::kContract, "contract", kContractRoles},
    {FactType::kRevenue, "revenue", kRevenueRoles},
    {FactType::kProfit, "profit", kProfitRoles},
    {FactType::kChange, "change", kChangeRoles},
    {FactType::kOwnership, "ownership", kOwnershipRoles},
    {FactType::kShareOf, "share_of", kShareOfRoles},
    {FactType::kMarketShare, "market_share", kMarketShareRoles},
    {FactType::kDebt, "debt", kDebtRoles},
    {FactType::kSpending, "spending", kSpendingRoles},
    {FactType::kValuation, "valuation", kDebtRoles},
    {FactType::kShareSale, "share_sale", kShareSaleRoles},
    {FactType::kOffering, "offering", kOfferingRoles},
    {FactType::kVenture, "venture", kVentureRoles},
    {FactType::kHeadcount, "headcount", kHeadcountRoles},
    {FactType::kMetric, "metric", kMetricRoles},
    {FactType::kPerShare, "per_share", kPerShareRoles},
    {FactType::kPenalty, "penalty", kPenaltyRoles},
    {FactType::kAppointment, "appointment", kAppointmentRoles},
};

// In the order of enum Role.
constexpr std::string_view kRoleNames[kRoles] = {
    "investor", "investee",  "acquirer", "target",    "seller",   "customer", "provider",  "person",
    "company",  "owner",     "owned",    "whole",     "part",     "payer",    "authority", "claimant",
    "members",  "investors", "name",     "role",      "event",    "metric",   "measure",   "market",
    "of",       "unit",      "round",    "subject",   "purpose",  "amount",   "stake",     "percent",
    "factor",   "count",     "quantity", "valuation", "duration", "period",   "date",      "end"};

}  // namespace

const FactTypeInfo& Info(FactType type) { return kTypes[static_cast<size_t>(type)]; }

const RoleInfo* FindRole(FactType type, Role role) {
  for (const RoleInfo& info : Info(type).roles) {
    if (info.role == role) return &info;
  }
  return nullptr;
}

std::string_view FactTypeName(FactType type) { return Info(type).name; }

std::optional<FactType> FactTypeFromName(std::string_view name) {
  for (const FactTypeInfo& info : kTypes) {
    if (info.name == name) return info.type;
  }
  return std::nullopt;
}

std::string_view RoleName(Role role) { return kRoleNames[static_cast<size_t>(role)]; }

std::optional<Role> RoleFromName(std::string_view name) {
  for (size_t i = 0; i < kRoles; ++i) {
    if (kRoleNames[i] == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

}  // namespace attest
