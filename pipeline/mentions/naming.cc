#include "pipeline/mentions/naming.h"

#include <algorithm>

#include "pipeline/mentions/entity_id.h"

namespace attest {
namespace {

// All in capitals, as headlines of releases are.
bool IsUpper(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

void Naming::Reset(size_t most_entities) {
  entries_.assign(most_entities, {});
  forms_.clear();
  rewritten_.clear();
}

// With single spaces for the line ends and the spaces inside.
std::string_view Naming::OneLine(std::string_view name) {
  if (name.find('\n') == name.npos && name.find("  ") == name.npos) return name;
  std::string& line = rewritten_.emplace_back(name);
  std::replace(line.begin(), line.end(), '\n', ' ');
  const auto both_spaces = [](char x, char y) { return x == ' ' && y == ' '; };
  line.erase(std::unique(line.begin(), line.end(), both_spaces), line.end());
  return line;
}

bool Naming::Add(size_t entity, std::string_view form, size_t name_bytes, bool heading) {
  Entry& entry = entries_[entity];
  uint32_t at = entry.first_form;
  while (at != kNone && forms_[at].text != form) at = forms_[at].next;
  const bool known = at != kNone;
  if (!known) {
    forms_.push_back({form, entry.first_form});
    entry.first_form = static_cast<uint32_t>(forms_.size() - 1);
  }
  if (known && (heading || entry.in_body)) return false;
  const std::string_view name = OneLine(entry.keeps_legal_form ? form : form.substr(0, name_bytes));
  const auto better = [&](std::string_view than) {
    return than.empty() ||
           (!heading && (name.size() > than.size() || (name.size() == than.size() && IsUpper(than) && !IsUpper(name))));
  };
  // The main name is the first form that the body has, which as a rule is the full one: a longer form further on may
  // be that of a unit or a product ("Ford", "Ford Freestyle"). Initials give way to what they stand for.
  const bool first_in_body = !heading && !entry.in_body;
  if (better(entry.longest)) entry.longest = name;
  if (first_in_body || entry.name.empty() || (IsUpper(entry.name) && better(entry.name))) entry.name = name;
  entry.in_body = entry.in_body || !heading;
  return true;
}

void Naming::Finish(std::vector<DocumentEntity>* entities) {
  for (size_t e = 0; e < entities->size(); ++e) {
    DocumentEntity& entity = (*entities)[e];
    const Entry& entry = entries_[e];
    entity.name = entry.name;
    entity.id = entry.keeps_legal_form ? FullEntityId(entry.longest) : EntityId(entry.longest);
    if (entry.first_form == kNone) continue;
    if (const Form& only = forms_[entry.first_form]; only.next == kNone) {
      entity.aliases.Add(only.text);
      continue;
    }
    sorted_.clear();
    for (uint32_t at = entry.first_form; at != kNone; at = forms_[at].next) sorted_.push_back(forms_[at].text);
    std::sort(sorted_.begin(), sorted_.end());
    for (const std::string_view form : sorted_) entity.aliases.Add(form);
  }
}

}  // namespace attest
