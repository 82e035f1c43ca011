#include "pipeline/eval/fact_scores.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "pipeline/eval/code_points.h"
#include "pipeline/eval/json_field.h"
#include "pipeline/eval/matching.h"

namespace attest {
namespace {

using Json = nlohmann::json;
constexpr std::string_view kOutsideHeadline = "appointment";

std::vector<std::string> NamesOf(const Json& company) {
  std::vector<std::string> names = {Text(company, "name")};
  for (const Json& alias : Items(company, "aliases")) {
    if (alias.is_string()) names.push_back(alias.get<std::string>());
  }
  return names;
}

std::vector<std::set<std::string>> FoldedNames(const Json& companies) {
  std::vector<std::set<std::string>> folded;
  for (const Json& company : companies) {
    std::set<std::string>& names = folded.emplace_back();
    for (const std::string& name : NamesOf(company)) names.insert(FoldName(name));
  }
  return folded;
}

int Common(const std::set<std::string>& a, const std::set<std::string>& b) {
  return static_cast<int>(
      std::count_if(a.begin(), a.end(), [&b](const std::string& name) { return b.count(name) > 0; }));
}

// Facts of the same type, roles and modality are one; the first stands.
std::vector<ScoredFact> Merged(std::vector<ScoredFact> facts, const AliasIndex& names) {
  std::set<std::string> seen;
  std::vector<ScoredFact> merged;
  for (ScoredFact& fact : facts) {
    if (seen.insert(IdentityOf(fact, names)).second) merged.push_back(std::move(fact));
  }
  return merged;
}

std::vector<ScoredFact> OfType(const std::vector<ScoredFact>& facts, const std::string& type) {
  std::vector<ScoredFact> chosen;
  std::copy_if(facts.begin(), facts.end(), std::back_inserter(chosen),
               [&type](const ScoredFact& fact) { return fact.type == type; });
  return chosen;
}

JudgedClaim Judged(const std::string& article, const Json& claim, bool right) {
  JudgedClaim reading{.article = article,
                      .type = Text(claim, "type"),
                      .rule = Text(claim, "rule"),
                      .fills = {},
                      .confidence = 0,
                      .right = right};
  if (const Json& confidence = Field(claim, "confidence"); confidence.is_number())
    reading.confidence = confidence.get<double>();
  const Json& fills = Field(claim, "fills");
  for (const auto& [role, value] : Field(claim, "roles").items()) {
    const Json& first = value.is_array() && !value.empty() ? value.front() : value;
    if (first.is_object() && first.contains("name"))
      reading.fills.push_back(Text(Field(fills, role.c_str()), "filled_by"));
  }
  return reading;
}

Json ToJson(const ScoredFact& fact) {
  return {{"roles", fact.roles}, {"modifier", fact.modifier}, {"modality", fact.modality}, {"quote", fact.quote}};
}

}  // namespace

FactTally& FactTally::operator+=(const FactTally& other) {
  gold += other.gold;
  predicted += other.predicted;
  core += other.core;
  strict += other.strict;
  return *this;
}

Prf Accuracy(const Confusion& confusion) {
  Prf accuracy;
  for (const auto& [gold, row] : confusion) {
    for (const auto& [predicted, count] : row) {
      accuracy.gold += count;
      if (predicted == gold) accuracy.right += count;
    }
  }
  accuracy.predicted = accuracy.gold;
  return accuracy;
}

FactTally FactScores::All() const {
  FactTally all;
  for (const auto& [type, tally] : types) all += tally;
  return all;
}

FactTally FactScores::Headline() const {
  FactTally headline;
  for (const auto& [type, tally] : types) {
    if (type != kOutsideHeadline) headline += tally;
  }
  return headline;
}

void AddCompanies(const Json& companies, AliasIndex* names) {
  for (const Json& company : companies) names->Add(NamesOf(company));
}

void FactScorer::Add(const GoldArticle& gold, const Json& line) {
  ++scores_.articles;
  AliasIndex names;
  AddCompanies(gold.companies, &names);
  const Json& claims = Items(line, "claims");
  ScoreCompanies(gold, Items(line, "companies"));
  CheckQuotes(gold, claims);

  std::vector<ScoredFact> facts;
  std::vector<ScoredFact> optional;
  for (const Json& fact : gold.facts) {
    (Field(fact, "optional") == true ? optional : facts).push_back(ToScored(fact));
  }
  facts = Merged(std::move(facts), names);
  std::vector<ScoredFact> predicted;
  for (const Json& claim : claims) {
    predicted.push_back(ToScored(claim));
    predicted.back().place = predicted.size() - 1;
  }
  predicted = Merged(std::move(predicted), names);
  scores_.merged += static_cast<int>(claims.size() - predicted.size());

  std::set<std::string> types;
  for (const ScoredFact& fact : facts) types.insert(fact.type);
  for (const ScoredFact& claim : predicted) types.insert(claim.type);
  for (const std::string& type : types) {
    AddType(gold.id, type, OfType(facts, type), optional, OfType(predicted, type), names, claims);
  }
}

void FactScorer::ScoreCompanies(const GoldArticle& gold, const Json& predicted) {
  const std::vector<std::set<std::string>> golds = FoldedNames(gold.companies);
  const std::vector<std::set<std::string>> others = FoldedNames(predicted);
  std::vector<std::vector<int>> edges(golds.size());
  for (size_t g = 0; g < golds.size(); ++g) {
    std::vector<int>& of = edges[g];
    for (size_t p = 0; p < others.size(); ++p) {
      if (Common(golds[g], others[p]) > 0) of.push_back(static_cast<int>(p));
    }
    std::stable_sort(of.begin(), of.end(), [&](int a, int b) {
      return Common(golds[g], others[static_cast<size_t>(a)]) > Common(golds[g], others[static_cast<size_t>(b)]);
    });
  }
  const Matching match = MatchOneToOne(edges, others.size());
  scores_.companies.gold += static_cast<int>(golds.size());
  scores_.companies.predicted += static_cast<int>(others.size());
  scores_.companies.right += Matched(match);
  for (size_t g = 0; g < golds.size(); ++g) {
    scores_.aliases += static_cast<int>(golds[g].size());
    if (match[g] != kUnmatched) scores_.aliases_linked += Common(golds[g], others[static_cast<size_t>(match[g])]);
  }
}

void FactScorer::CheckQuotes(const GoldArticle& gold, const Json& claims) {
  const CodePointText text(gold.text);
  for (const Json& claim : claims) {
    ++scores_.claims;
    const Json& start = Field(claim, "start");
    const Json& end = Field(claim, "end");
    const Json& quote = Field(claim, "quote");
    if (start.is_number_integer() && end.is_number_integer() && quote.is_string()) {
      const std::optional<std::string_view> words = text.Slice(start.get<int64_t>(), end.get<int64_t>());
      if (words && *words == quote.get_ref<const std::string&>()) continue;
    }
    ++scores_.quotes_false;
    scores_.errors.push_back({FactError::Kind::kCitation,
                              gold.id,
                              Text(claim, "type"),
                              nullptr,
                              {{"quote", quote}, {"start", start}, {"end", end}},
                              {}});
  }
}

void FactScorer::AddType(const std::string& article, const std::string& type, const std::vector<ScoredFact>& gold,
                         const std::vector<ScoredFact>& optional, const std::vector<ScoredFact>& predicted,
                         const AliasIndex& names, const Json& claims) {
  // What keeps each pair that agrees in core from agreeing strictly.
  std::vector<std::map<int, std::vector<std::string>>> differing(gold.size());
  std::vector<std::vector<int>> core_edges(gold.size());
  std::vector<std::vector<int>> strict_edges(gold.size());
  for (size_t g = 0; g < gold.size(); ++g) {
    auto& of = differing[g];
    for (size_t p = 0; p < predicted.size(); ++p) {
      if (!AgreesInCore(gold[g], predicted[p], names)) continue;
      core_edges[g].push_back(static_cast<int>(p));
      of.emplace(static_cast<int>(p), Disagreements(gold[g], predicted[p], names));
    }
    std::stable_sort(core_edges[g].begin(), core_edges[g].end(),
                     [&of](int a, int b) { return of.at(a).size() < of.at(b).size(); });
    std::copy_if(core_edges[g].begin(), core_edges[g].end(), std::back_inserter(strict_edges[g]),
                 [&of](int p) { return of.at(p).empty(); });
  }
  const Matching strict = MatchOneToOne(strict_edges, predicted.size());
  const Matching core = MatchOneToOne(core_edges, predicted.size(), strict);
  const Matching matched = Inverse(core, predicted.size());

  FactTally& tally = scores_.types[type];
  tally.gold += static_cast<int>(gold.size());
  tally.core += Matched(core);
  tally.strict += Matched(strict);
  for (size_t g = 0; g < gold.size(); ++g) {
    if (core[g] == kUnmatched) {
      scores_.errors.push_back({FactError::Kind::kMissed, article, type, ToJson(gold[g]), nullptr, {}});
      continue;
    }
    const ScoredFact& claim = predicted[static_cast<size_t>(core[g])];
    ++scores_.modality[gold[g].modality][claim.modality];
    ++scores_.modifier[gold[g].modifier][claim.modifier];
    const std::vector<std::string>& differs = differing[g].at(core[g]);
    if (!differs.empty()) {
      scores_.errors.push_back({FactError::Kind::kNotStrict, article, type, ToJson(gold[g]), ToJson(claim), differs});
    }
  }
  for (size_t p = 0; p < predicted.size(); ++p) {
    const bool free = matched[p] == kUnmatched &&
                      std::any_of(optional.begin(), optional.end(),
                                  [&](const ScoredFact& fact) { return AgreesInCore(fact, predicted[p], names); });
    if (free) {
      ++scores_.on_optional;
      continue;
    }
    ++tally.predicted;
    scores_.readings.push_back(Judged(article, claims[predicted[p].place], matched[p] != kUnmatched));
    if (matched[p] != kUnmatched) continue;
    const bool restated = std::any_of(differing.begin(), differing.end(),
                                      [p](const auto& of) { return of.count(static_cast<int>(p)) > 0; });
    if (restated) ++scores_.restated;
    scores_.errors.push_back({restated ? FactError::Kind::kRestated : FactError::Kind::kSpurious,
                              article,
                              type,
                              nullptr,
                              ToJson(predicted[p]),
                              {}});
  }
}

}  // namespace attest
