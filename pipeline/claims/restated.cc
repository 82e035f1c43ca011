#include "pipeline/claims/restated.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "pipeline/claims/frames.h"
#include "pipeline/model/hash.h"

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

bool HasFigure(const Claim& claim) { return MainFigure(claim) != nullptr; }

// No figure that both give is another.
bool FiguresAgree(const Claim& a, const Claim& b) {
  return std::all_of(a.roles.begin(), a.roles.end(), [&](const RoleFill& fill) {
    if (PartOf(a, fill) != KeyPart::kFigure) return true;
    const RoleFill* other = b.Find(fill.role);
    return other == nullptr || (other->figure == fill.figure && other->currency == fill.currency);
  });
}

uint64_t HashOf(const std::vector<Party>& parties, uint64_t seed) {
  for (const Party& party : parties) seed = Hash64(party.entity, Hash64(party.name, seed));
  return seed;
}

// Claims of events by type, modality and parties.
class EventIndex {
 public:
  // `at`: the claim's number; again where its parties have become more.
  void Add(const Claim& claim, uint32_t at) {
    std::vector<uint32_t>& claims = by_key_[Keys(claim, claim.modality).back()];
    const auto place = std::lower_bound(claims.begin(), claims.end(), at);
    if (place == claims.end() || *place != at) claims.insert(place, at);
  }
  // The first claim of this modality for which `is` holds, among those whose parties are some of this one's; all that
  // SameParties takes for the same are among them.
  template <typename Predicate>
  std::optional<uint32_t> First(const Claim& claim, Modality modality, const Predicate& is) const {
    std::optional<uint32_t> first;
    for (const uint64_t key : Keys(claim, modality)) {
      const auto claims = by_key_.find(key);
      if (claims == by_key_.end()) continue;
      const auto found = std::find_if(claims->second.begin(), claims->second.end(), is);
      if (found != claims->second.end() && (!first || *found < *first)) first = *found;
    }
    return first;
  }

 private:
  // Of every choice of the claim's parties, all of them last.
  static std::vector<uint64_t> Keys(const Claim& claim, Modality modality) {
    std::vector<uint64_t> keys{static_cast<uint64_t>(claim.type) << 8 | static_cast<uint64_t>(modality)};
    for (const RoleFill& fill : claim.roles) {
      if (PartOf(claim, fill) != KeyPart::kParty) continue;
      for (size_t i = 0, known = keys.size(); i < known; ++i)
        keys.push_back(HashOf(fill.parties, keys[i] ^ (static_cast<uint64_t>(fill.role) + 1) << 16));
    }
    return keys;
  }

  std::unordered_map<uint64_t, std::vector<uint32_t>> by_key_;
};

// Who sold a company, as its claims say in order: the first seller, and the first that is another.
class Sellers {
 public:
  void Add(const std::vector<Party>& seller, size_t at) {
    if (!first_ || at < first_->at) {
      if (first_ && first_->seller != seller) other_ = std::move(first_);
      first_ = Said{seller, at};
    } else if (first_->seller != seller && (!other_ || at < other_->at)) {
      other_ = Said{seller, at};
    }
  }
  // The claim that says first who sold it, but for sales by the buyer himself.
  std::optional<size_t> First(const RoleFill* buyer) const {
    const std::optional<Said>& said = first_ && buyer != nullptr && first_->seller == buyer->parties ? other_ : first_;
    return said ? std::optional(said->at) : std::nullopt;
  }

 private:
  struct Said {
    std::vector<Party> seller;
    size_t at;
  };
  std::optional<Said> first_, other_;
};

// Who sold a company sold it in every claim about its sale.
void ShareSellers(std::vector<Claim>* claims) {
  std::map<std::vector<Party>, Sellers> sales;
  for (size_t i = 0; i < claims->size(); ++i) {
    const Claim& claim = (*claims)[i];
    const RoleFill* target = claim.Find(Role::kTarget);
    const RoleFill* seller = claim.Find(Role::kSeller);
    if (claim.type == FactType::kAcquisition && target != nullptr && seller != nullptr)
      sales[target->parties].Add(seller->parties, i);
  }
  for (size_t i = 0; i < claims->size() && !sales.empty(); ++i) {
    Claim& claim = (*claims)[i];
    const RoleFill* target = claim.Find(Role::kTarget);
    if (claim.type != FactType::kAcquisition || target == nullptr || claim.Find(Role::kSeller) != nullptr) continue;
    const auto sale = sales.find(target->parties);
    if (sale == sales.end()) continue;
    const std::optional<size_t> other = sale->second.First(claim.Find(Role::kAcquirer));
    if (!other) continue;
    RoleFill fill = *(*claims)[*other].Find(Role::kSeller);
    fill.span = {};
    fill.filled_by = "party named elsewhere";
    sale->second.Add(fill.parties, i);
    AddFill(std::move(fill), &claim);
  }
}

bool SameStatement(const Claim& a, const Claim& b) {
  return a.type == b.type && a.modality == b.modality && a.roles.size() == b.roles.size() &&
         std::equal(a.roles.begin(), a.roles.end(), b.roles.begin(), [](const RoleFill& x, const RoleFill& y) {
           return x.role == y.role && x.parties == y.parties && x.figure == y.figure && x.currency == y.currency &&
                  x.text == y.text;
         });
}

// The same for the same statement.
uint64_t HashOf(const Claim& claim) {
  uint64_t hash = static_cast<uint64_t>(claim.type) << 8 | static_cast<uint64_t>(claim.modality);
  for (const RoleFill& fill : claim.roles) {
    hash = HashOf(fill.parties, hash);
    if (!fill.text.empty()) hash = Hash64(fill.text, hash);
    if (fill.figure.value) hash += static_cast<uint64_t>(fill.figure.value->digits()) * 0x9E3779B97F4A7C15u;
  }
  return hash;
}

}  // namespace

const RoleFill* MainFigure(const Claim& claim) {
  for (const RoleFill& fill : claim.roles) {
    if (PartOf(claim, fill) == KeyPart::kFigure) return &fill;
  }
  return nullptr;
}

void AddHeadlines(std::vector<Claim> headlines, std::vector<Claim>* claims) {
  if (headlines.empty()) return;
  std::set<FactType> types;
  std::set<std::tuple<Role, std::optional<Decimal>, std::optional<Decimal>>> figures;
  const auto figure_of = [](const RoleFill& main) { return std::tuple(main.role, main.figure.value, main.figure.low); };
  const auto learn = [&](const Claim& claim) {
    types.insert(claim.type);
    if (const RoleFill* main = MainFigure(claim)) figures.insert(figure_of(*main));
  };
  for (const Claim& claim : *claims) learn(claim);
  for (Claim& claim : headlines) {
    const RoleFill* main = MainFigure(claim);
    if (main == nullptr ? types.contains(claim.type) : figures.contains(figure_of(*main))) continue;
    learn(claim);
    claims->push_back(std::move(claim));
  }
}

void MergeRestated(std::vector<Claim>* claims) {
  if (std::count_if(claims->begin(), claims->end(), [](const Claim& claim) { return IsEvent(claim.type); }) < 2) return;
  std::vector<Claim> merged;
  EventIndex events;
  for (Claim& claim : *claims) {
    if (!IsEvent(claim.type)) {
      merged.push_back(std::move(claim));
      continue;
    }
    const std::optional<uint32_t> known = events.First(claim, claim.modality, [&](uint32_t at) {
      return merged[at].type == claim.type && SameParties(merged[at], claim) && FiguresAgree(merged[at], claim);
    });
    if (!known) {
      events.Add(claim, static_cast<uint32_t>(merged.size()));
      merged.push_back(std::move(claim));
      continue;
    }
    Claim& first = merged[*known];
    const bool had_figure = HasFigure(first);
    for (RoleFill& fill : claim.roles) AddFill(std::move(fill), &first);
    if (!had_figure && HasFigure(first)) first.modifier = claim.modifier;
    events.Add(first, *known);
  }
  const auto is_taken_up = [&](uint32_t at) {
    const Claim& claim = merged[at];
    if (!IsEvent(claim.type) || claim.modality == Modality::kDenied || HasFigure(claim)) return false;
    for (const Modality modality :
         {Modality::kActual, Modality::kPlanned, Modality::kForecast, Modality::kPossible, Modality::kDenied}) {
      if (modality == claim.modality) continue;
      const std::optional<uint32_t> other = events.First(claim, modality, [&](uint32_t known) {
        return merged[known].type == claim.type && SameParties(merged[known], claim) &&
               (HasFigure(merged[known]) || known < at);
      });
      if (other) return true;
    }
    return false;
  };
  std::vector<bool> taken_up(merged.size());
  for (uint32_t i = 0; i < merged.size(); ++i) taken_up[i] = is_taken_up(i);
  ShareSellers(&merged);
  claims->clear();
  for (size_t i = 0; i < merged.size(); ++i) {
    if (!taken_up[i]) claims->push_back(std::move(merged[i]));
  }
}

void DropSameStatements(std::vector<Claim>* claims) {
  std::unordered_multimap<uint64_t, size_t> known;  // places among those that stay
  size_t kept = 0;
  for (Claim& claim : *claims) {
    const uint64_t hash = HashOf(claim);
    const auto [begin, end] = known.equal_range(hash);
    if (std::any_of(begin, end, [&](const auto& other) { return SameStatement(claim, (*claims)[other.second]); }))
      continue;
    known.emplace(hash, kept);
    if (Claim& place = (*claims)[kept++]; &place != &claim) place = std::move(claim);
  }
  claims->resize(kept);
}

}  // namespace attest
