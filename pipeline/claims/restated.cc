#include "pipeline/claims/restated.h"

#include <algorithm>
#include <utility>

#include "pipeline/claims/frames.h"

namespace attest {
namespace {

bool IsEvent(FactType type) { return type == FactType::kAcquisition || type == FactType::kInvestment; }

KeyPart PartOf(const Claim& claim, const RoleFill& fill) {
  const RoleInfo* info = FindRole(claim.type, fill.role);
  return info == nullptr ? KeyPart::kNone : info->key;
}

bool SameParties(const Claim& a, const Claim& b) {
  return std::all_of(a.roles.begin(), a.roles.end(), [&](const RoleFill& fill) {
    if (PartOf(a, fill) != KeyPart::kParty) return true;
    const RoleFill* other = b.Find(fill.role);
    return other != nullptr && other->parties == fill.parties;
  });
}

bool HasFigure(const Claim& claim) {
  return std::any_of(claim.roles.begin(), claim.roles.end(),
                     [&claim](const RoleFill& fill) { return PartOf(claim, fill) == KeyPart::kFigure; });
}

// No figure that both give is another.
bool FiguresAgree(const Claim& a, const Claim& b) {
  return std::all_of(a.roles.begin(), a.roles.end(), [&](const RoleFill& fill) {
    if (PartOf(a, fill) != KeyPart::kFigure) return true;
    const RoleFill* other = b.Find(fill.role);
    return other == nullptr || (other->figure == fill.figure && other->currency == fill.currency);
  });
}

}  // namespace

void MergeRestated(std::vector<Claim>* claims) {
  std::vector<Claim> merged;
  for (Claim& claim : *claims) {
    if (!IsEvent(claim.type)) {
      merged.push_back(std::move(claim));
      continue;
    }
    const auto known = std::find_if(merged.begin(), merged.end(), [&claim](const Claim& other) {
      return other.type == claim.type && other.modality == claim.modality && SameParties(other, claim) &&
             FiguresAgree(other, claim);
    });
    if (known == merged.end()) {
      merged.push_back(std::move(claim));
      continue;
    }
    const bool had_figure = HasFigure(*known);
    for (RoleFill& fill : claim.roles) AddFill(std::move(fill), &*known);
    if (!had_figure && HasFigure(*known)) known->modifier = claim.modifier;
  }
  std::vector<bool> taken_up(merged.size());
  for (size_t i = 0; i < merged.size(); ++i) {
    if (!IsEvent(merged[i].type) || merged[i].modality == Modality::kDenied || HasFigure(merged[i])) continue;
    taken_up[i] = std::any_of(merged.begin(), merged.end(), [&](const Claim& other) {
      return other.type == merged[i].type && other.modality != merged[i].modality && SameParties(other, merged[i]) &&
             (HasFigure(other) || &other < &merged[i]);
    });
  }
  // Who sold a company sold it in every claim about its sale.
  for (Claim& claim : merged) {
    const RoleFill* target = claim.Find(Role::kTarget);
    if (claim.type != FactType::kAcquisition || target == nullptr || claim.Find(Role::kSeller) != nullptr) continue;
    for (const Claim& other : merged) {
      const RoleFill* same = other.Find(Role::kTarget);
      const RoleFill* seller = other.Find(Role::kSeller);
      if (other.type != claim.type || same == nullptr || seller == nullptr || same->parties != target->parties ||
          seller->parties == claim.Find(Role::kAcquirer)->parties)
        continue;
      RoleFill fill = *seller;
      fill.span = {};
      fill.filled_by = "party named elsewhere";
      AddFill(std::move(fill), &claim);
      break;
    }
  }
  claims->clear();
  for (size_t i = 0; i < merged.size(); ++i) {
    if (!taken_up[i]) claims->push_back(std::move(merged[i]));
  }
}

}  // namespace attest
