#include "pipeline/claims/complete.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "pipeline/claims/frames.h"

namespace attest {
namespace {

// Who acts and on whom, of the types that relate companies by what one buys or holds of the other.
struct Deal {
  FactType type;
  Role actor, object;
};
constexpr Deal kDeals[] = {{FactType::kAcquisition, Role::kAcquirer, Role::kTarget},
                           {FactType::kInvestment, Role::kInvestor, Role::kInvestee},
                           {FactType::kOwnership, Role::kOwner, Role::kOwned}};
const Deal* FindDeal(FactType type) {
  const auto deal =
      std::find_if(std::begin(kDeals), std::end(kDeals), [type](const Deal& d) { return d.type == type; });
  return deal == std::end(kDeals) ? nullptr : &*deal;
}

// Whether the words name it, or a reference that stands for it; else it was taken from what is around.
bool IsSaid(const RoleFill* fill) {
  return fill != nullptr && (fill->filled_by == "words" || fill->filled_by.find(" -> ") != std::string::npos);
}

constexpr uint32_t kPriceReachBytes = 400;  // the next sentence or two

}  // namespace

void CompletePosts(std::vector<Claim>* claims) {
  const auto is_open = [](const Claim& claim) {
    return claim.type == FactType::kAppointment && claim.Find(Role::kPerson) != nullptr;
  };
  const auto spelled_out = [](const RoleFill* fill) { return fill != nullptr && fill->filled_by == "words"; };
  std::map<Party, const Claim*> posts;
  for (const Claim& claim : *claims) {
    if (!is_open(claim)) continue;
    if (spelled_out(claim.Find(Role::kCompany)) && spelled_out(claim.Find(Role::kRole)))
      posts.emplace(claim.Find(Role::kPerson)->parties.front(), &claim);
  }
  if (posts.empty()) return;
  for (Claim& claim : *claims) {
    if (!is_open(claim)) continue;
    const auto post = posts.find(claim.Find(Role::kPerson)->parties.front());
    if (post == posts.end() || post->second == &claim) continue;
    for (const Role role : {Role::kCompany, Role::kRole}) {
      const RoleFill* own = claim.Find(role);
      if (own != nullptr && own->filled_by != "topic of the paragraph" && own->filled_by != "focus of the article" &&
          own->filled_by != "subject")
        continue;
      std::erase_if(claim.roles, [role](const RoleFill& fill) { return fill.role == role; });
      RoleFill fill = *post->second->Find(role);
      fill.span = {};
      fill.filled_by = "post named elsewhere";
      AddFill(std::move(fill), &claim);
    }
  }
}

void TakeUpPrices(std::vector<Claim>* claims) {
  Claim* last = nullptr;
  std::vector<size_t> spent;
  for (size_t i = 0; i < claims->size(); ++i) {
    Claim& claim = (*claims)[i];
    if (claim.type != FactType::kAcquisition) continue;
    if (claim.Find(Role::kTarget) != nullptr || claim.Find(Role::kAcquirer) != nullptr) {
      last = &claim;
      continue;
    }
    spent.push_back(i);
    const RoleFill* price = claim.Find(Role::kAmount);
    if (price == nullptr || last == nullptr || last->Find(Role::kAmount) != nullptr ||
        claim.quote.begin > last->quote.end + kPriceReachBytes)
      continue;
    AddFill(*price, last);
    last->modifier = claim.modifier;
  }
  if (spent.empty()) return;
  size_t i = 0;
  std::erase_if(*claims, [&](const Claim&) { return std::binary_search(spent.begin(), spent.end(), i++); });
}

void CompleteDeals(std::vector<Claim>* claims) {
  std::vector<size_t> open;
  const auto is_open = [](const Claim& claim) {
    const Deal* deal = FindDeal(claim.type);
    return deal != nullptr && claim.Find(deal->actor) != nullptr && !IsSaid(claim.Find(deal->object));
  };
  for (size_t i = 0; i < claims->size(); ++i) {
    if (is_open((*claims)[i])) open.push_back(i);
  }
  if (open.empty()) return;
  // Claims whose object is said, in order, by who acts. What is completed below is never one of them.
  std::map<std::vector<Party>, std::vector<size_t>> said;
  for (size_t i = 0; i < claims->size(); ++i) {
    const Deal* deal = FindDeal((*claims)[i].type);
    if (deal == nullptr) continue;
    const RoleFill* actor = (*claims)[i].Find(deal->actor);
    const RoleFill* object = (*claims)[i].Find(deal->object);
    if (actor != nullptr && IsSaid(object) && !object->parties.front().entity.empty())
      said[actor->parties].push_back(i);
  }
  for (const size_t i : open) {
    Claim& claim = (*claims)[i];
    const Deal& deal = *FindDeal(claim.type);
    const auto known = said.find(claim.Find(deal.actor)->parties);
    if (known == said.end()) continue;
    const auto behind = std::lower_bound(known->second.begin(), known->second.end(), i);
    const Claim& other = (*claims)[behind != known->second.begin() ? *(behind - 1) : *behind];
    RoleFill fill = *other.Find(FindDeal(other.type)->object);
    fill.role = deal.object;
    fill.span = {};
    fill.filled_by = "party named elsewhere";
    std::erase_if(claim.roles, [&deal](const RoleFill& own) { return own.role == deal.object; });
    AddFill(std::move(fill), &claim);
  }
}

}  // namespace attest
