#include "pipeline/store/entity_decisions.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <tuple>
#include <vector>

#include "pipeline/model/json.h"

namespace attest {
namespace {

using Json = nlohmann::json;

// Moves what `from` has into `to`; both lists are sorted.
template <typename Item, typename Less>
void MergeSorted(std::vector<Item>* to, std::vector<Item> from, const Less& less) {
  const auto middle = static_cast<ptrdiff_t>(to->size());
  std::move(from.begin(), from.end(), std::back_inserter(*to));
  std::inplace_merge(to->begin(), to->begin() + middle, to->end(), less);
  to->erase(std::unique(to->begin(), to->end()), to->end());
}

void Absorb(DocumentEntity* entity, DocumentEntity* other) {
  std::vector<std::string_view> aliases = entity->aliases.All();
  MergeSorted(&aliases, other->aliases.All(), std::less<>());
  TextList merged;
  for (const std::string_view alias : aliases) merged.Add(alias);
  entity->aliases = std::move(merged);
  MergeSorted(&entity->identifiers, std::move(other->identifiers),
              [](const auto& a, const auto& b) { return std::tie(a.scheme, a.value) < std::tie(b.scheme, b.value); });
  other->aliases.clear();
  other->identifiers.clear();
  other->id.clear();  // an entity without an id is written nowhere
}

}  // namespace

const std::string* EntityDecisions::Find(std::string_view entity, std::string_view document) const {
  const auto found = into_.find(Key(entity, document));
  return found == into_.end() ? nullptr : &found->second;
}

bool EntityDecisions::Has(std::string_view entity, std::string_view document, std::string_view into) const {
  const std::string* const found = Find(entity, document);
  return found != nullptr && *found == into;
}

void EntityDecisions::Set(const std::string& entity, const std::string& document, const std::string& into) {
  if (document.empty()) {
    std::string at = into;
    while (const std::string* next = Find(at, {})) {
      if (*next == entity) {
        into_.erase(Key(at, {}));
        break;
      }
      at = *next;
    }
  }
  if (entity == into) {
    into_.erase(Key(entity, document));
  } else {
    into_[Key(entity, document)] = into;
  }
}

void EntityDecisions::Undo(const std::string& entity, const std::string& document) {
  into_.erase(Key(entity, document));
}

std::string EntityDecisions::Of(std::string_view entity, std::string_view document) const {
  const std::string* const split = document.empty() ? nullptr : Find(entity, document);
  std::string found(split == nullptr ? entity : std::string_view(*split));
  // Set keeps merges free of rings.
  while (const std::string* next = Find(found, {})) found = *next;
  return found;
}

void EntityDecisions::Apply(std::string_view document, Analysis* analysis) const {
  if (empty()) return;
  std::map<std::string, size_t> by_id;
  std::vector<int32_t> place(analysis->entities.size());
  for (size_t i = 0; i < analysis->entities.size(); ++i) {
    DocumentEntity& entity = analysis->entities[i];
    place[i] = static_cast<int32_t>(i);
    if (entity.id.empty()) continue;
    entity.id = Of(entity.id, document);
    const auto [known, fresh] = by_id.emplace(entity.id, i);
    if (fresh) continue;
    place[i] = static_cast<int32_t>(known->second);
    Absorb(&analysis->entities[known->second], &entity);
  }
  for (Mention& mention : analysis->mentions) {
    if (mention.entity >= 0) mention.entity = place[static_cast<size_t>(mention.entity)];
  }
  for (Claim& claim : analysis->claims) {
    for (RoleFill& fill : claim.roles) {
      for (Party& party : fill.parties) {
        if (!party.entity.empty()) party.entity = Of(party.entity, document);
      }
    }
    if (!claim.attribution.report.empty()) claim.attribution.report = Of(claim.attribution.report, document);
  }
}

EntityDecisions::Affected EntityDecisions::Since(const EntityDecisions& before) const {
  Affected affected;
  const auto differ = [&affected, &before](const EntityDecisions& some, const EntityDecisions& other) {
    for (const auto& [key, into] : some.into_) {
      const auto& [entity, document] = key;
      const std::string* const same = other.Find(entity, document);
      if (same != nullptr && *same == into) continue;
      if (!document.empty()) {
        affected.documents.insert(document);
      } else {
        affected.entities.insert(before.Of(entity, {}));
      }
    }
  };
  differ(*this, before);
  differ(before, *this);
  return affected;
}

std::string EntityDecisions::Format() const {
  std::string out = "[";
  for (const auto& [key, into] : into_) {
    out.append(out.back() == '[' ? "{\"entity\":" : ",{\"entity\":");
    AppendJsonString(key.first, &out);
    if (!key.second.empty()) {
      out.append(",\"document\":");
      AppendJsonString(key.second, &out);
    }
    out.append(",\"into\":");
    AppendJsonString(into, &out);
    out.push_back('}');
  }
  return out.append("]");
}

Result<EntityDecisions> EntityDecisions::Parse(std::string_view text) {
  const Error broken{ErrorCode::kBadStore, "is no list of decisions about entities"};
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) return broken;
  EntityDecisions decisions;
  for (const Json& item : json) {
    const auto field = [&item](const char* name) {
      const auto it = item.find(name);
      return it != item.end() && it->is_string() ? it->get<std::string>() : std::string();
    };
    if (!item.is_object() || field("entity").empty() || field("into").empty()) return broken;
    decisions.into_[Key(field("entity"), field("document"))] = field("into");
  }
  return decisions;
}

}  // namespace attest
