#include "pipeline/claims/examples.h"

#include <algorithm>

namespace attest {
namespace {

std::string PrintFigure(const Figure& figure) {
  if (figure.value) return figure.value->ToString();
  return (figure.low ? figure.low->ToString() : "") + ".." + (figure.high ? figure.high->ToString() : "");
}

std::string PrintClaim(const Claim& claim) {
  std::string out(FactTypeName(claim.type));
  out += " {";
  for (const RoleFill& fill : claim.roles)
    out += " " + std::string(RoleName(fill.role)) + "=" + PrintFill(claim.type, fill);
  return out + " } " + std::string(ModalityName(claim.modality)) + " by " + claim.rule;
}

bool Agrees(const Claim& claim, FactType type, const RuleNode& yields, const RuleNode& example) {
  if (claim.type != type) return false;
  for (const auto& [name, want] : yields.fields) {
    const std::optional<Role> role = RoleFromName(name);
    const RoleFill* fill = role ? claim.Find(*role) : nullptr;
    if (fill == nullptr || PrintFill(claim.type, *fill) != want.text) return false;
  }
  const std::string_view modality = example.Text("modality"), modifier = example.Text("modifier");
  return (modality.empty() || modality == ModalityName(claim.modality)) &&
         (modifier.empty() || modifier == ModifierName(claim.modifier));
}

void CheckExample(const RuleSet& rules, const RuleEntry& entry, const RuleNode& example,
                  const ClaimReader::Analyse& analyse, std::vector<Error>* broken) {
  const std::string_view type_name = example.Text("type").empty() ? entry.body.Text("type") : example.Text("type");
  const std::optional<FactType> type = FactTypeFromName(type_name);
  const RuleNode* yields = example.Get("yields");
  if (!type || yields == nullptr || example.Text("text").empty()) {
    broken->push_back(
        rules.Broken(entry, "an example needs `text`, `yields` and, where the rule has none, a `type`", example.line));
    return;
  }
  Document document;
  document.text = example.Text("text");
  document.published = ParseDay(example.Text("published"));
  const DocumentText text(document);
  const Analysis analysis = analyse(text);
  std::string read;
  for (const Claim& claim : analysis.claims) read += "\n    read: " + PrintClaim(claim);
  const std::vector<RuleNode> wanted =
      yields->kind == RuleNode::Kind::kArray ? yields->items : std::vector<RuleNode>{*yields};
  if (wanted.empty() && std::any_of(analysis.claims.begin(), analysis.claims.end(),
                                    [&](const Claim& claim) { return claim.type == *type; })) {
    broken->push_back(
        rules.Broken(entry, "the counter-example yields a claim: \"" + document.text + "\"" + read, example.line));
  }
  for (const RuleNode& want : wanted) {
    if (std::any_of(analysis.claims.begin(), analysis.claims.end(),
                    [&](const Claim& claim) { return Agrees(claim, *type, want, example); }))
      continue;
    broken->push_back(rules.Broken(entry,
                                   "the example does not yield what it says: \"" + document.text + "\"" +
                                       (read.empty() ? "\n    read: nothing" : read),
                                   want.line));
  }
}

}  // namespace

std::string PrintFill(FactType type, const RoleFill& fill) {
  const RoleInfo* info = FindRole(type, fill.role);
  if (info != nullptr && info->kind == RoleKind::kParty) {
    std::string out;
    for (const Party& party : fill.parties) out += (out.empty() ? "" : " + ") + party.name;
    return out;
  }
  if (info != nullptr && info->kind == RoleKind::kMoney)
    return PrintFigure(fill.figure) + " " + (fill.currency.empty() ? fill.text : fill.currency);
  if (info != nullptr && info->kind == RoleKind::kNumber) return PrintFigure(fill.figure);
  return fill.text;
}

void CheckClaimExamples(const RuleSet& rules, const RuleEntry& entry, const ClaimReader::Analyse& analyse,
                        std::vector<Error>* broken) {
  const RuleNode* examples = entry.body.Get("example");
  if (examples == nullptr || examples->items.empty()) {
    broken->push_back(rules.Broken(entry, "a rule carries at least one example"));
    return;
  }
  for (const RuleNode& example : examples->items) CheckExample(rules, entry, example, analyse, broken);
}

}  // namespace attest
