#include "pipeline/claims/confidence.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace attest {
namespace {

constexpr double kPrior = 0.6;     // precision of a type that was never measured
constexpr double kTypeWeight = 5;  // how many readings the prior is worth to a type
constexpr double kRuleWeight = 4;  // how many readings its type is worth to a rule

double Smoothed(double right, double read, double towards, double weight) {
  return (right + weight * towards) / (read + weight);
}

}  // namespace

std::string_view FillClass(std::string_view filled_by) {
  return filled_by.find(" -> ") != std::string_view::npos ? "reference" : filled_by;
}

Result<Confidence> Confidence::Compile(const RuleSet& rules) {
  Confidence confidence;
  for (const RuleEntry* entry : rules.Entries("measured")) {
    Count count;
    for (const auto& [field, into] :
         {std::pair<std::string_view, double*>{"right", &count.right}, {"read", &count.read}}) {
      const RuleNode* node = entry->body.Get(field);
      int number = -1;
      if (node != nullptr) std::from_chars(node->text.data(), node->text.data() + node->text.size(), number);
      if (number < 0) return rules.Broken(*entry, "`" + std::string(field) + "` is a count of readings");
      *into = number;
    }
    if (count.right > count.read) return rules.Broken(*entry, "more are right than were read");
    confidence.counts_[entry->id] = count;
  }
  return confidence;
}

double Confidence::Of(const Claim& claim) const {
  const auto count = [this](const std::string& id) {
    const auto it = counts_.find(id);
    return it == counts_.end() ? Count{} : it->second;
  };
  const Count type = count("type/" + std::string(FactTypeName(claim.type)));
  const Count rule = count(claim.rule);
  const double type_precision = Smoothed(type.right, type.read, kPrior, kTypeWeight);
  double result = Smoothed(rule.right, rule.read, type_precision, kRuleWeight);
  // Of the ways in which the parties were filled, the weakest decides; each is measured against the average of all.
  double weakest = 1;
  for (const RoleFill& fill : claim.roles) {
    if (fill.parties.empty()) continue;
    const Count filled = count("fill/" + std::string(FillClass(fill.filled_by)));
    const Count all = count("fill/all");
    if (filled.read == 0 || all.right == 0) continue;
    weakest = std::min(weakest,
                       Smoothed(filled.right, filled.read, all.right / all.read, kTypeWeight) / (all.right / all.read));
  }
  result = std::clamp(result * weakest, 0.01, 0.99);
  return std::round(result * 1000) / 1000;  // what is measured on some hundred readings has no more digits
}

}  // namespace attest
