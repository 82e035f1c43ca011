#include "pipeline/eval/store_scores.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "pipeline/eval/agreement.h"
#include "pipeline/eval/json_field.h"
#include "pipeline/eval/matching.h"

namespace attest {
namespace {

using Json = nlohmann::json;

struct Reconciled {
  ScoredFact fact;
  std::set<std::string> citing;
  std::string status;
  int sources = 0;
  bool optional = false;
};

int ToInt(const Json& number) { return number.is_number_integer() ? number.get<int>() : 0; }

// One value of a stored fact, the standing one or an alternative, and the articles that report it.
struct Reported {
  ScoredFact fact;
  size_t articles = 0;
  std::string earliest;
  std::string latest;
};

class Citations {
 public:
  explicit Citations(const std::map<std::string, CitedArticle>& articles) : articles_(articles) {}

  std::set<std::string> Ids(const Json& holder) const {
    std::set<std::string> ids;
    for (const Json& citation : Items(holder, "citations")) {
      const std::string document = Text(citation, "document");
      const auto known = articles_.find(document);
      ids.insert(known == articles_.end() ? document : known->second.id);
    }
    return ids;
  }

  Reported Report(ScoredFact fact, const Json& holder) const {
    Reported reported{.fact = std::move(fact), .articles = Ids(holder).size(), .earliest = {}, .latest = {}};
    for (const Json& citation : Items(holder, "citations")) {
      const auto known = articles_.find(Text(citation, "document"));
      if (known == articles_.end() || known->second.published.empty()) continue;
      const std::string& day = known->second.published;
      if (reported.earliest.empty() || day < reported.earliest) reported.earliest = day;
      reported.latest = std::max(reported.latest, day);
    }
    return reported;
  }

 private:
  const std::map<std::string, CitedArticle>& articles_;
};

std::vector<Reported> ReportedValues(const Json& stored, const Citations& citations) {
  std::vector<Reported> values;
  values.push_back(citations.Report(ToScored(stored), stored));
  for (const Json& alternative : Items(stored, "alternatives")) {
    Json fact = stored;
    fact["roles"].update(Field(alternative, "roles"));
    fact["modifier"] = Field(alternative, "modifier");
    values.push_back(citations.Report(ToScored(fact), alternative));
  }
  return values;
}

// Of the expected fact the first stored one of which some reported value is right decides.
void AddPolicies(const ScoredFact& expected, const std::vector<Json>& stored, const Citations& citations,
                 const AliasIndex& names, PolicyScores* scores) {
  for (const Json& candidate : stored) {
    if (Text(candidate, "type") != expected.type || Text(candidate, "modality") != expected.modality) continue;
    const std::vector<Reported> values = ReportedValues(candidate, citations);
    const auto right = [&](const Reported& value) { return AgreesInCore(expected, value.fact, names); };
    if (values.size() < 2 || std::none_of(values.begin(), values.end(), right)) continue;
    // Values without a dated article are neither the earliest nor the latest as long as there are others.
    const auto earliest = std::min_element(values.begin(), values.end(), [](const Reported& a, const Reported& b) {
      return std::pair(a.earliest.empty(), a.earliest) < std::pair(b.earliest.empty(), b.earliest);
    });
    const auto latest = std::max_element(values.begin(), values.end(),
                                         [](const Reported& a, const Reported& b) { return a.latest < b.latest; });
    const auto frequent = std::max_element(
        values.begin(), values.end(), [](const Reported& a, const Reported& b) { return a.articles < b.articles; });
    ++scores->contested;
    scores->standing += right(values.front());
    scores->earliest += right(*earliest);
    scores->latest += right(*latest);
    scores->most_frequent += right(*frequent);
    return;
  }
}

}  // namespace

StoreScores ScoreStore(const std::vector<Json>& expected, const std::vector<Json>& stored,
                       const std::map<std::string, CitedArticle>& articles, const AliasIndex& names) {
  const Citations citations(articles);
  std::vector<Reconciled> want;
  for (const Json& fact : expected) {
    want.push_back({ToScored(fact), Field(fact, "citing").get<std::set<std::string>>(), Text(fact, "status"),
                    ToInt(Field(fact, "sources")), Field(fact, "optional") == true});
  }
  std::vector<Reconciled> have;
  for (const Json& fact : stored) {
    have.push_back({ToScored(fact), citations.Ids(fact), Text(fact, "status"), ToInt(Field(fact, "sources")), false});
  }

  using Cost = std::tuple<size_t, size_t, bool, bool>;
  const auto cost = [&](const Reconciled& w, const Reconciled& h) {
    std::vector<std::string> apart;
    std::set_symmetric_difference(w.citing.begin(), w.citing.end(), h.citing.begin(), h.citing.end(),
                                  std::back_inserter(apart));
    return Cost(Disagreements(w.fact, h.fact, names).size(), apart.size(), w.status != h.status,
                w.sources != h.sources);
  };
  const auto meets = [&](const Reconciled& w, const Reconciled& h) {
    return w.fact.modality == h.fact.modality &&
           std::any_of(w.citing.begin(), w.citing.end(), [&h](const auto& id) { return h.citing.count(id) > 0; }) &&
           AgreesInCore(w.fact, h.fact, names);
  };
  std::vector<std::vector<int>> edges(want.size());
  std::vector<std::vector<int>> optional_edges(want.size());
  for (size_t w = 0; w < want.size(); ++w) {
    std::vector<std::pair<Cost, int>> near;
    for (size_t h = 0; h < have.size(); ++h) {
      if (meets(want[w], have[h])) near.emplace_back(cost(want[w], have[h]), static_cast<int>(h));
    }
    std::sort(near.begin(), near.end());
    for (const auto& [distance, h] : near) (want[w].optional ? optional_edges : edges)[w].push_back(h);
  }
  const Matching match = MatchOneToOne(edges, have.size());
  const Matching matched = Inverse(match, have.size());
  std::set<int> free;
  for (const std::vector<int>& of_optional : optional_edges) {
    for (const int h : of_optional) {
      if (matched[static_cast<size_t>(h)] == kUnmatched) free.insert(h);
    }
  }

  StoreScores scores;
  scores.stored = static_cast<int>(have.size() - free.size());
  for (size_t w = 0; w < want.size(); ++w) {
    if (want[w].optional) continue;
    ++scores.expected;
    StoreScores::ByStatus& by_status = scores.by_status[want[w].status];
    ++by_status.expected;
    if (!Items(expected[w], "alternatives").empty()) {
      AddPolicies(want[w].fact, stored, citations, names, &scores.policies);
    }
    if (match[w] == kUnmatched) {
      scores.errors.push_back({true, expected[w], nullptr});
      continue;
    }
    const Reconciled& found = have[static_cast<size_t>(match[w])];
    const bool status = want[w].status == found.status;
    const bool sources = want[w].sources == found.sources;
    const bool citing = want[w].citing == found.citing;
    ++scores.found;
    ++by_status.found;
    scores.status += status;
    scores.sources += sources;
    scores.citing += citing;
    if (status && sources && citing) {
      ++scores.all_three;
      ++by_status.all_three;
    } else {
      scores.errors.push_back({false,
                               expected[w],
                               {{"id", Text(stored[static_cast<size_t>(match[w])], "id")},
                                {"roles", found.fact.roles},
                                {"modifier", found.fact.modifier},
                                {"status", found.status},
                                {"sources", found.sources},
                                {"citing", found.citing}}});
    }
  }
  return scores;
}

}  // namespace attest
