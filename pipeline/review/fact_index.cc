#include "pipeline/review/fact_index.h"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <numeric>
#include <unordered_set>

#include "pipeline/model/catalogue.h"
#include "pipeline/model/hash.h"
#include "pipeline/model/json.h"
#include "pipeline/store/layout.h"
#include "pipeline/store/lines.h"

namespace attest {
namespace {

constexpr int32_t kNoDay = std::numeric_limits<int32_t>::min();
// Facts under it come early in the queue.
constexpr double kLowConfidence = 0.5;
// So many values of a facet are offered; others can be asked for by name.
constexpr size_t kOffered = 40;

constexpr std::array<std::string_view, kFacets> kFacetNames = {"need",     "status",  "type", "modality", "confidence",
                                                               "decision", "company", "rule", "source",   "month"};
constexpr std::array<std::string_view, 6> kNeedNames = {"conflict", "low confidence", "new evidence against a decision",
                                                        "new",      "not decided",    "decided"};
constexpr std::array<std::pair<float, std::string_view>, 4> kBands = {
    {{0.0f, "under 0.5"}, {0.5f, "0.5 to 0.7"}, {0.7f, "0.7 to 0.9"}, {0.9f, "0.9 and over"}}};
constexpr std::array<std::string_view, 4> kDecisions = {"none", "accept", "reject", "correct"};

size_t Index(Facet facet) { return static_cast<size_t>(facet); }

uint8_t BandOf(float confidence) {
  uint8_t band = 0;
  while (band + 1u < kBands.size() && confidence >= kBands[band + 1u].first) ++band;
  return band;
}

uint8_t DecisionIndex(std::string_view decision) {
  const auto* found = std::find(kDecisions.begin(), kDecisions.end(), decision);
  return found == kDecisions.end() ? uint8_t{0} : static_cast<uint8_t>(found - kDecisions.begin());
}

int32_t DayNumber(std::string_view iso) {
  const std::optional<Day> day = ParseDay(iso);
  return day ? static_cast<int32_t>(day->time_since_epoch().count()) : kNoDay;
}

// Values of a facet as numbers, in the order in which they are first met.
class Interner {
 public:
  uint32_t Of(std::string_view value) {
    const auto [it, added] = numbers_.try_emplace(Hash64(value), static_cast<uint32_t>(names_.size()));
    if (added) names_.emplace_back(value);
    return it->second;
  }
  std::vector<std::string> Take() { return std::move(names_); }

 private:
  std::unordered_map<uint64_t, uint32_t> numbers_;
  std::vector<std::string> names_;
};

}  // namespace

std::string_view FacetName(Facet facet) { return kFacetNames[Index(facet)]; }

std::optional<Facet> FacetFromName(std::string_view name) {
  const auto* found = std::find(kFacetNames.begin(), kFacetNames.end(), name);
  if (found == kFacetNames.end()) return std::nullopt;
  return static_cast<Facet>(found - kFacetNames.begin());
}

std::string_view NeedName(Need need) { return kNeedNames[static_cast<size_t>(need)]; }

// Reads the store once: documents for days and labels, changes for what is new, then the facts.
class FactIndex::Builder {
 public:
  explicit Builder(const StoreReader& store) : store_(store) {
    for (const Facet facet :
         {Facet::kNeed, Facet::kStatus, Facet::kType, Facet::kModality, Facet::kConfidence, Facet::kDecision}) {
      index_.names_[Index(facet)] = FixedNames(facet);
    }
  }

  Result<FactIndex> Build() {
    Status read = store_.ForEachLine(layout::kDocuments, [this](std::string_view line) {
      AddDocument(line);
      return true;
    });
    if (!read.ok()) return read.error();
    read = store_.ForEachLine(layout::kChanges, [this](std::string_view line) {
      if (RawField(line, "change") != "withdrawn") new_.insert(Hash64(RawField(line, "id")));
      return true;
    });
    if (!read.ok()) return read.error();
    uint64_t number = 0;
    read = store_.ForEachFactLine([&](std::string_view line) {
      ++number;
      if (!AddFact(line)) {
        failed_ = Error{ErrorCode::kBadStore, std::string(layout::kFacts) + ":" + std::to_string(number) +
                                                  ": is no fact; `attest verify` tells more"};
      }
      return !failed_;
    });
    if (failed_) return *failed_;
    if (!read.ok()) return read.error();
    for (size_t i = 0; i < kFacets - kSingles; ++i) index_.names_[kSingles + i] = interners_[i].Take();
    std::sort(index_.by_id_.begin(), index_.by_id_.end());
    index_.words_.EndFacts();
    return std::move(index_);
  }

 private:
  struct Article {
    uint32_t label;
    int32_t day;
  };

  static std::vector<std::string> FixedNames(Facet facet) {
    std::vector<std::string> names;
    switch (facet) {
      case Facet::kNeed:
        names.assign(kNeedNames.begin(), kNeedNames.end());
        break;
      case Facet::kStatus:
        for (const FactStatus s : {FactStatus::kSingle, FactStatus::kCorroborated, FactStatus::kConflict})
          names.emplace_back(FactStatusName(s));
        break;
      case Facet::kType:
        for (int t = 0; t < kFactTypes; ++t) names.emplace_back(FactTypeName(static_cast<FactType>(t)));
        break;
      case Facet::kModality:
        for (const Modality m :
             {Modality::kActual, Modality::kPlanned, Modality::kForecast, Modality::kPossible, Modality::kDenied})
          names.emplace_back(ModalityName(m));
        break;
      case Facet::kConfidence:
        for (const auto& [from, name] : kBands) names.emplace_back(name);
        break;
      default:
        names.assign(kDecisions.begin(), kDecisions.end());
    }
    return names;
  }

  Interner& Values(Facet facet) { return interners_[Index(facet) - kSingles]; }

  void AddDocument(std::string_view line) {
    const std::string_view head = line.substr(0, line.find(",\"text\":"));
    const size_t source = head.find("\"source\":");
    const std::string_view of_source = source == head.npos ? std::string_view() : head.substr(source);
    const std::string_view own = RawField(of_source.substr(0, of_source.find('}')), "id");
    const std::string_view label = own.empty() ? RawField(of_source, "path") : own;
    articles_[Hash64(RawField(line, "id"))] = {Values(Facet::kSource).Of(label),
                                               DayNumber(RawField(head, "published"))};
  }

  // False when the line is no fact.
  bool AddFact(std::string_view line) {
    buffer_.assign(line);
    buffer_.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    simdjson::dom::object fact;
    if (parser_.parse(buffer_.data(), buffer_.size(), /*realloc_if_needed=*/false).get(fact)) return false;
    Item item;
    item.line = line;
    std::string_view id, key, type, modality, status;
    double confidence = 0;
    simdjson::dom::object roles;
    simdjson::dom::array citations;
    if (fact["id"].get(id) || fact["key"].get(key) || fact["type"].get(type) || fact["modality"].get(modality) ||
        fact["status"].get(status) || fact["confidence"].get(confidence) || fact["roles"].get(roles) ||
        fact["citations"].get(citations))
      return false;
    const auto number = [&item, this](Facet facet, std::string_view name) {
      const std::vector<std::string>& names = index_.names_[Index(facet)];
      const auto found = std::find(names.begin(), names.end(), name);
      item.single[Index(facet)] = static_cast<uint8_t>(found - names.begin());
      return found != names.end();
    };
    if (!number(Facet::kType, type) || !number(Facet::kModality, modality) || !number(Facet::kStatus, status))
      return false;
    item.confidence = static_cast<float>(confidence);
    item.single[Index(Facet::kConfidence)] = BandOf(item.confidence);
    const uint64_t hash = Hash64(id);
    item.is_new = new_.contains(hash);

    for (std::vector<uint32_t>& values : of_item_) values.clear();
    for (const auto role : roles) {
      if (role.key != RoleName(Role::kPerson)) AddParties(role.value);
    }
    item.first_day = item.last_day = kNoDay;
    for (const simdjson::dom::element citation : citations) AddCitation(citation, &item);
    item.first_value = static_cast<uint32_t>(index_.values_.size());
    for (size_t i = 0; i < of_item_.size(); ++i) {
      std::vector<uint32_t>& values = of_item_[i];
      std::sort(values.begin(), values.end());
      values.erase(std::unique(values.begin(), values.end()), values.end());
      values.resize(std::min<size_t>(values.size(), std::numeric_limits<uint8_t>::max()));
      item.value_counts[i] = static_cast<uint8_t>(values.size());
      index_.values_.insert(index_.values_.end(), values.begin(), values.end());
    }

    AddWords(id, type, fact);
    index_.by_id_.emplace_back(hash, index_.size());
    index_.items_.push_back(item);
    std::optional<Review> review;
    if (store_.reviews().About(key)) {
      const Result<Fact> whole = ParseFact(line);
      if (!whole.ok()) return false;
      review = store_.reviews().On(*whole);
    }
    SetReview(review, &index_.items_.back());
    return true;
  }

  // What a search finds a fact by: its id and type, every word of its roles, its rules, and what it quotes, for what
  // stands and for its alternatives.
  void AddWords(std::string_view id, std::string_view type, simdjson::dom::object fact) {
    index_.words_.Add(id);
    index_.words_.Add(type);
    AddStrings(fact["roles"]);
    AddQuoted(fact["citations"]);
    for (const simdjson::dom::element other : simdjson::dom::array(fact["alternatives"])) {
      AddStrings(other["roles"]);
      AddQuoted(other["citations"]);
    }
    index_.words_.EndFact();
  }
  void AddStrings(simdjson::dom::element value) {
    if (value.is_string()) {
      index_.words_.Add(std::string_view(value));
    } else if (value.is_array()) {
      for (const simdjson::dom::element one : simdjson::dom::array(value)) AddStrings(one);
    } else if (value.is_object()) {
      for (const auto field : simdjson::dom::object(value)) AddStrings(field.value);
    }
  }
  void AddQuoted(simdjson::dom::array citations) {
    for (const simdjson::dom::element citation : citations) {
      for (const char* field : {"quote", "rule"}) {
        std::string_view words;
        if (!citation[field].get(words)) index_.words_.Add(words);
      }
    }
  }

  void Add(Facet facet, uint32_t value) { of_item_[Index(facet) - kSingles].push_back(value); }

  void AddParties(simdjson::dom::element role) {
    simdjson::dom::array several;
    if (!role.get(several)) {
      for (const simdjson::dom::element party : several) AddParties(party);
      return;
    }
    std::string_view name;
    if (role.is_object() && !role["name"].get(name)) Add(Facet::kCompany, Values(Facet::kCompany).Of(name));
  }

  void AddCitation(simdjson::dom::element citation, Item* item) {
    std::string_view rule, document;
    if (!citation["rule"].get(rule)) Add(Facet::kRule, Values(Facet::kRule).Of(rule));
    if (citation["document"].get(document)) return;
    const auto article = articles_.find(Hash64(document));
    if (article == articles_.end()) return;
    Add(Facet::kSource, article->second.label);
    const int32_t day = article->second.day;
    if (day == kNoDay) return;
    std::string month;
    AppendDay(Day(std::chrono::days(day)), &month);
    month.resize(month.rfind('-'));
    Add(Facet::kMonth, Values(Facet::kMonth).Of(month));
    item->first_day = item->first_day == kNoDay ? day : std::min(item->first_day, day);
    item->last_day = std::max(item->last_day, day);
  }

  const StoreReader& store_;
  FactIndex index_;
  simdjson::dom::parser parser_;
  std::string buffer_;
  std::unordered_map<uint64_t, Article> articles_;
  std::unordered_set<uint64_t> new_;
  std::array<Interner, kFacets - kSingles> interners_;
  std::array<std::vector<uint32_t>, kFacets - kSingles> of_item_;
  std::optional<Error> failed_;
};

Result<FactIndex> FactIndex::Build(const StoreReader& store) { return Builder(store).Build(); }

template <typename Each>
void FactIndex::ForEachValue(const Item& item, Facet facet, const Each& each) const {
  const size_t index = Index(facet);
  if (index < kSingles) {
    each(uint32_t{item.single[index]});
    return;
  }
  uint32_t at = item.first_value;
  for (size_t i = 0; i < index - kSingles; ++i) at += item.value_counts[i];
  for (uint32_t end = at + item.value_counts[index - kSingles]; at < end; ++at) each(values_[at]);
}

void FactIndex::SetReview(const std::optional<Review>& review, Item* item) {
  item->single[Index(Facet::kDecision)] = review ? DecisionIndex(review->decision) : uint8_t{0};
  const auto status = static_cast<FactStatus>(item->single[Index(Facet::kStatus)]);
  Need need = Need::kUndecided;
  if (review) {
    need = review->contradicted ? Need::kContradicted : Need::kDecided;
  } else if (status == FactStatus::kConflict) {
    need = Need::kConflict;
  } else if (item->confidence < kLowConfidence) {
    need = Need::kLowConfidence;
  } else if (item->is_new) {
    need = Need::kNew;
  }
  item->single[Index(Facet::kNeed)] = static_cast<uint8_t>(need);
}

Status FactIndex::LayReviews(const Reviews& reviews, size_t first) {
  const auto key_of = [](const Item& item) { return RawField(item.line, "key"); };
  for (size_t line = first; line < reviews.lines().size(); ++line) {
    std::string key;
    AppendJsonString(reviews.lines()[line].key, &key);
    key = key.substr(1, key.size() - 2);  // as it stands in the line
    auto item = std::lower_bound(items_.begin(), items_.end(), key,
                                 [&key_of](const Item& a, std::string_view b) { return key_of(a) < b; });
    for (; item != items_.end() && key_of(*item) == key; ++item) {
      const Result<Fact> fact = ParseFact(item->line);
      if (!fact.ok()) return fact.error();
      SetReview(reviews.On(*fact), &*item);
    }
  }
  return Done{};
}

std::string_view FactIndex::DecisionOf(uint32_t fact) const {
  return kDecisions[items_[fact].single[Index(Facet::kDecision)]];
}

class FactIndex::Test {
 public:
  static constexpr size_t kWords = kFacets, kSince = kFacets + 1, kUntil = kFacets + 2;

  Test(const FactIndex& index, const FactFilter& filter)
      : index_(index),
        words_(index.words_, filter.words),
        since_(DayNumber(filter.since)),
        until_(DayNumber(filter.until)) {
    for (size_t f = 0; f < kFacets; ++f) {
      if (filter.chosen[f].empty()) continue;
      wanted_[f].resize(index.names_[f].size());
      for (const std::string& value : filter.chosen[f]) {
        const auto found = std::find(index.names_[f].begin(), index.names_[f].end(), value);
        if (found != index.names_[f].end()) wanted_[f][static_cast<size_t>(found - index.names_[f].begin())] = true;
      }
      asked_.push_back(static_cast<Facet>(f));
    }
  }

  // A bit for each condition that does not hold.
  uint32_t Fails(uint32_t fact) const {
    const Item& item = index_.items_[fact];
    uint32_t fails = 0;
    for (const Facet facet : asked_) {
      bool holds = false;
      index_.ForEachValue(item, facet, [&](uint32_t value) { holds = holds || wanted_[Index(facet)][value]; });
      if (!holds) fails |= 1u << Index(facet);
    }
    if (since_ != kNoDay && item.last_day < since_) fails |= 1u << kSince;
    if (until_ != kNoDay && (item.first_day == kNoDay || item.first_day > until_)) fails |= 1u << kUntil;
    // The dearest last, and not where the fact is out of every count anyway.
    if (words_.asks() && (fails & (fails - 1)) == 0 && !words_.Holds(fact)) fails |= 1u << kWords;
    return fails;
  }
  bool Wants(Facet facet, uint32_t value) const {
    const std::vector<bool>& wanted = wanted_[Index(facet)];
    return value < wanted.size() && wanted[value];
  }

 private:
  const FactIndex& index_;
  std::array<std::vector<bool>, kFacets> wanted_;
  std::vector<Facet> asked_;
  WordIndex::Search words_;
  int32_t since_, until_;
};

FactPage FactIndex::Query(const FactFilter& filter, uint64_t offset, uint64_t limit) const {
  const Test test(*this, filter);
  FactPage page;
  page.total = items_.size();
  std::array<std::vector<uint32_t>, kFacets> counts;
  for (size_t f = 0; f < kFacets; ++f) counts[f].resize(names_[f].size());
  std::vector<uint32_t> matching;
  for (uint32_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    const uint32_t fails = test.Fails(i);
    if (fails == 0) matching.push_back(i);
    // A fact counts under the choices of a facet when at most that facet's own choice hides it.
    for (size_t f = 0; f < kFacets; ++f) {
      if ((fails & ~(1u << f)) == 0)
        ForEachValue(item, static_cast<Facet>(f), [&](uint32_t value) { ++counts[f][value]; });
    }
  }
  page.matching = matching.size();

  const auto company = [this](const Item& item) {
    uint32_t first = std::numeric_limits<uint32_t>::max();
    ForEachValue(item, Facet::kCompany, [&](uint32_t value) { first = std::min(first, value); });
    return first == std::numeric_limits<uint32_t>::max() ? std::string_view()
                                                         : std::string_view(names_[Index(Facet::kCompany)][first]);
  };
  const auto before = [&](uint32_t a, uint32_t b) {
    const Item& left = items_[a];
    const Item& right = items_[b];
    if (filter.order == "confidence" && left.confidence != right.confidence) return left.confidence < right.confidence;
    if (filter.order == "published" && left.last_day != right.last_day) return left.last_day > right.last_day;
    if (filter.order == "company") {
      const int compared = company(left).compare(company(right));
      if (compared != 0) return compared < 0;
    }
    const uint8_t need = left.single[Index(Facet::kNeed)], other = right.single[Index(Facet::kNeed)];
    if (filter.order.empty() || filter.order == "need") {
      if (need != other) return need < other;
      if (left.confidence != right.confidence) return left.confidence < right.confidence;
    }
    return a < b;
  };
  const auto clamp = [&matching](uint64_t at) {
    return matching.begin() + static_cast<ptrdiff_t>(std::min<uint64_t>(at, matching.size()));
  };
  const uint64_t end = limit > matching.size() ? matching.size() : offset + limit;
  std::partial_sort(matching.begin(), clamp(end), matching.end(), before);
  page.facts.assign(clamp(offset), clamp(std::max(end, offset)));

  for (size_t f = 0; f < kFacets; ++f) {
    const auto facet = static_cast<Facet>(f);
    std::vector<uint32_t> order(counts[f].size());
    std::iota(order.begin(), order.end(), 0u);
    std::erase_if(order, [&](uint32_t value) { return counts[f][value] == 0 && !test.Wants(facet, value); });
    if (f >= kSingles) {
      std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        if (test.Wants(facet, a) != test.Wants(facet, b)) return test.Wants(facet, a);
        return counts[f][a] > counts[f][b];
      });
      if (order.size() > kOffered) order.resize(kOffered);
    }
    for (const uint32_t value : order) page.counts[f].push_back({names_[f][value], counts[f][value]});
  }
  return page;
}

std::vector<std::string> FactIndex::HiddenBy(uint32_t fact, const FactFilter& filter) const {
  const uint32_t fails = Test(*this, filter).Fails(fact);
  std::vector<std::string> names;
  for (size_t f = 0; f < kFacets; ++f) {
    if ((fails >> f & 1) != 0) names.emplace_back(kFacetNames[f]);
  }
  if ((fails >> Test::kWords & 1) != 0) names.emplace_back("words");
  if ((fails >> Test::kSince & 1) != 0) names.emplace_back("since");
  if ((fails >> Test::kUntil & 1) != 0) names.emplace_back("until");
  return names;
}

std::optional<uint32_t> FactIndex::Find(std::string_view id) const {
  const uint64_t hash = Hash64(id);
  for (auto it = std::lower_bound(by_id_.begin(), by_id_.end(), std::pair(hash, 0u));
       it != by_id_.end() && it->first == hash; ++it) {
    if (RawField(LineOf(it->second), "id") == id) return it->second;
  }
  return std::nullopt;
}

std::vector<uint32_t> FactIndex::With(Facet facet, std::string_view value) const {
  std::vector<uint32_t> facts;
  const std::vector<std::string>& names = names_[Index(facet)];
  const auto found = std::find(names.begin(), names.end(), value);
  if (found == names.end()) return facts;
  const auto wanted = static_cast<uint32_t>(found - names.begin());
  for (uint32_t i = 0; i < items_.size(); ++i) {
    bool has = false;
    ForEachValue(items_[i], facet, [&](uint32_t v) { has = has || v == wanted; });
    if (has) facts.push_back(i);
  }
  return facts;
}

std::vector<FactCount> FactIndex::Values(Facet facet) const {
  std::vector<FactCount> values;
  for (const std::string& name : names_[Index(facet)]) values.push_back({name, 0});
  for (const Item& item : items_) ForEachValue(item, facet, [&values](uint32_t value) { ++values[value].count; });
  std::erase_if(values, [](const FactCount& value) { return value.count == 0; });
  std::sort(values.begin(), values.end(), [](const FactCount& a, const FactCount& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  return values;
}

}  // namespace attest
