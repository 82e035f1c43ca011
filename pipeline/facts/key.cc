#include "pipeline/facts/key.h"

#include <algorithm>

namespace attest {
namespace {

// Entity ids come from outside too (gazetteers, claims of other programs).
std::string Safe(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '|' || c == '=' || c == '+' || c == '"' || c == '\\')
      c = ' ';
  }
  return text;
}

std::string PartyForm(const Party& party) {
  if (!party.entity.empty()) return Safe(party.entity);
  std::string words = FoldWords(party.name);
  for (const std::string_view article : {"the ", "a ", "an "}) {
    if (words.starts_with(article)) return words.substr(article.size());
  }
  return words;
}

std::string PartiesForm(const std::vector<Party>& parties) {
  std::vector<std::string> forms;
  for (const Party& party : parties) forms.push_back(PartyForm(party));
  std::sort(forms.begin(), forms.end());
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  std::string out;
  for (const std::string& form : forms) out.append(out.empty() ? "" : "+").append(form);
  return out;
}

}  // namespace

std::string KeyOf(const Claim& claim, const TermFolds& folds) {
  std::string key(FactTypeName(claim.type));
  for (const RoleInfo& info : Info(claim.type).roles) {
    if (info.key != KeyPart::kParty && info.key != KeyPart::kTerm) continue;
    if (claim.type == FactType::kOffering && info.role == Role::kEvent) continue;
    const RoleFill* fill = claim.Find(info.role);
    if (fill == nullptr) continue;
    key.append("|").append(RoleName(info.role)).append("=");
    key.append(info.key == KeyPart::kParty    ? PartiesForm(fill->parties)
               : info.kind == RoleKind::kTerm ? FoldWords(fill->text)
                                              : folds.Fold(fill->text));
  }
  return key;
}

}  // namespace attest
