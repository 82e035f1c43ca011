#include "pipeline/claims/confidence.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "pipeline/mentions/words.h"

namespace attest {
namespace {

constexpr double kPrior = 0.6;  // precision of what was never measured

// A number from 0 to 1.
std::optional<double> ReadShare(const RuleNode* node) {
  if (node == nullptr || node->kind != RuleNode::Kind::kNumber) return std::nullopt;
  double share = -1;
  std::from_chars(node->text.data(), node->text.data() + node->text.size(), share);
  return share >= 0 && share <= 1 ? std::optional(share) : std::nullopt;
}

uint64_t KeyOf(std::string_view rule, FactType type) { return HashPhrase(HashWord(rule), static_cast<uint64_t>(type)); }

}  // namespace

std::string_view FillClass(std::string_view filled_by) {
  return filled_by.find(" -> ") != std::string_view::npos ? "reference" : filled_by;
}

Result<Confidence> Confidence::Compile(const RuleSet& rules) {
  Confidence confidence;
  std::array<bool, kFactTypes> has_type{};
  confidence.all_ = kPrior;
  for (const RuleEntry* entry : rules.Entries("measured")) {
    const std::optional<double> precision = ReadShare(entry->body.Get("precision"));
    if (!precision) return rules.Broken(*entry, "`precision` is a number from 0 to 1");
    const std::string_view id = entry->id;
    if (id == "all") {
      confidence.all_ = std::max(*precision, 0.01);
    } else if (id.starts_with("fill/")) {
      confidence.fills_.At(HashWord(id.substr(5))) = *precision;
    } else if (id.starts_with("type/")) {
      const std::optional<FactType> type = FactTypeFromName(id.substr(5));
      if (!type) return rules.Broken(*entry, "the catalogue has no such type");
      confidence.types_[static_cast<size_t>(*type)] = *precision;
      has_type[static_cast<size_t>(*type)] = true;
    } else {
      const size_t space = std::min(id.find(' '), id.size());
      const std::optional<FactType> type = FactTypeFromName(id.substr(std::min(space + 1, id.size())));
      if (!type) return rules.Broken(*entry, "an id is a rule, a space and a type of the catalogue");
      confidence.rules_.At(KeyOf(id.substr(0, space), *type)) = *precision;
    }
  }
  for (size_t type = 0; type < has_type.size(); ++type) {
    if (!has_type[type]) confidence.types_[type] = confidence.all_;
  }
  for (const RuleEntry* entry : rules.Entries("calibration")) {
    const RuleNode* points = entry->body.Get("points");
    const std::optional<double> least = ReadShare(entry->body.Get("min_confidence"));
    if (points == nullptr || !least) return rules.Broken(*entry, "`points` and `min_confidence` are needed");
    confidence.least_ = *least;
    for (const RuleNode& point : points->items) {
      const bool pair = point.items.size() == 2;
      const std::optional<double> score = pair ? ReadShare(&point.items[0]) : std::nullopt;
      const std::optional<double> worth = pair ? ReadShare(&point.items[1]) : std::nullopt;
      if (!score || !worth) return rules.Broken(*entry, "a point is [score, confidence], both from 0 to 1");
      if (!confidence.points_.empty() &&
          (*score <= confidence.points_.back().first || *worth < confidence.points_.back().second))
        return rules.Broken(*entry, "the points do not rise");
      confidence.points_.emplace_back(*score, *worth);
    }
  }
  return confidence;
}

double Confidence::Of(const Claim& claim) const {
  const double* rule = rules_.Find(KeyOf(claim.rule, claim.type));
  double score = rule != nullptr ? *rule : types_[static_cast<size_t>(claim.type)];
  // Of the ways in which the parties were filled, the weakest decides; each is measured against the average of all.
  double weakest = 1;
  for (const RoleFill& fill : claim.roles) {
    if (fill.parties.empty()) continue;
    if (const double* filled = fills_.Find(HashWord(FillClass(fill.filled_by))))
      weakest = std::min(weakest, *filled / all_);
  }
  score *= weakest;
  // Level beyond the ends of the line, straight between two points.
  if (!points_.empty()) {
    const auto above = std::lower_bound(points_.begin(), points_.end(), std::pair(score, 0.0));
    if (above == points_.begin()) {
      score = above->second;
    } else if (above == points_.end()) {
      score = points_.back().second;
    } else {
      const auto& [x0, y0] = *(above - 1);
      const auto& [x1, y1] = *above;
      score = y0 + (y1 - y0) * (score - x0) / (x1 - x0);
    }
  }
  score = std::clamp(score, 0.01, 0.99);
  return std::round(score * 1000) / 1000;  // what is measured on some hundred claims has no more digits
}

}  // namespace attest
