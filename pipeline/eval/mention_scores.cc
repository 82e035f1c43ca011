#include "pipeline/eval/mention_scores.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "pipeline/eval/code_points.h"
#include "pipeline/eval/json_field.h"
#include "pipeline/eval/matching.h"
#include "pipeline/eval/spans_of_time.h"

namespace attest {
namespace {

using Json = nlohmann::json;

struct Predicted {
  int64_t start = 0;
  int64_t end = 0;
  const Json* value = nullptr;
};

// Numbers within 1e-9 of each other, or both absent or null.
bool SameOrAbsent(const Json& a, const Json& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (!a.is_number() || !b.is_number()) return false;
  const double x = a.get<double>();
  const double y = b.get<double>();
  return x == y || std::abs(x - y) <= 1e-9 * std::max(std::abs(x), std::abs(y));
}

bool SameFigure(const Json& gold, const Json& predicted, const char* field) {
  if (gold.contains(field)) return predicted.contains(field) && SameOrAbsent(gold[field], predicted[field]);
  const Json& low = Field(predicted, "low");
  const Json& high = Field(predicted, "high");
  return !predicted.contains(field) && SameOrAbsent(Field(gold, "low"), low) &&
         SameOrAbsent(Field(gold, "high"), high) && !(low.is_null() && high.is_null());
}

template <typename A, typename B>
int64_t Overlap(const A& a, const B& b) {
  return std::min(a.end, b.end) - std::max(a.start, b.start);
}

using Edge = std::function<bool(const GoldMention&, const Predicted&)>;

// The largest matching along `edge`, those that overlap most preferred.
Matching Align(const std::vector<GoldMention>& gold, const std::vector<Predicted>& predicted, const Edge& edge,
               const Matching& seed = {}) {
  std::vector<std::vector<int>> edges(gold.size());
  for (size_t g = 0; g < gold.size(); ++g) {
    for (size_t p = 0; p < predicted.size(); ++p) {
      if (edge(gold[g], predicted[p])) edges[g].push_back(static_cast<int>(p));
    }
    std::stable_sort(edges[g].begin(), edges[g].end(), [&](int a, int b) {
      return Overlap(gold[g], predicted[static_cast<size_t>(a)]) > Overlap(gold[g], predicted[static_cast<size_t>(b)]);
    });
  }
  return MatchOneToOne(edges, predicted.size(), seed);
}

std::vector<GoldMention> OfKind(const std::vector<GoldMention>& mentions, const std::string& kind) {
  std::vector<GoldMention> chosen;
  std::copy_if(mentions.begin(), mentions.end(), std::back_inserter(chosen),
               [&kind](const GoldMention& mention) { return mention.kind == kind; });
  return chosen;
}

bool ValueRight(const std::string& kind, const GoldMention& gold, const Predicted& predicted) {
  return std::any_of(gold.values.begin(), gold.values.end(),
                     [&](const Json& value) { return SameMentionValue(kind, value, *predicted.value); });
}

std::string Context(const CodePointText& text, int64_t start, int64_t end) {
  constexpr int64_t kAround = 30;
  const auto words = [&text](int64_t from, int64_t to) {
    std::string slice(text.Slice(from, to).value_or(""));
    for (char& c : slice) {
      if (c == '\n' || c == '\t') c = ' ';
    }
    return slice;
  };
  const int64_t from = std::max<int64_t>(0, start - kAround);
  const int64_t to = std::min(text.size(), end + kAround);
  return (from > 0 ? "..." : "") + words(from, start) + "[" + words(start, end) + "]" + words(end, to) +
         (to < text.size() ? "..." : "");
}

}  // namespace

bool SameMentionValue(const std::string& kind, const Json& gold, const Json& predicted) {
  if (!predicted.is_object()) return false;
  if (kind == "money") {
    // A gold without a currency accepts any.
    if (Field(gold, "currency").is_string() && Text(gold, "currency") != Text(predicted, "currency")) return false;
    return SameFigure(gold, predicted, "amount");
  }
  if (kind == "percent") return SameFigure(gold, predicted, "percent");
  if (kind == "date") {
    return Field(gold, "start") == Field(predicted, "start") && Field(gold, "end") == Field(predicted, "end");
  }
  if (kind == "duration") {
    const std::optional<TimeLength> a = ReadIsoDuration(Text(gold, "duration"));
    const std::optional<TimeLength> b = ReadIsoDuration(Text(predicted, "duration"));
    return a && b ? *a == *b : Field(gold, "duration") == Field(predicted, "duration");
  }
  return gold == predicted;
}

void MentionScorer::Add(const GoldCase& gold, const Json& line) {
  ++scores_.cases;
  bool right = true;
  for (const std::string& kind : gold.asserts) right &= AddKind(gold, kind, Items(line, "mentions"));
  if (right) ++scores_.all_right;
}

bool MentionScorer::AddKind(const GoldCase& gold_case, const std::string& kind, const Json& mentions) {
  const std::vector<GoldMention> gold = OfKind(gold_case.expect, kind);
  const std::vector<GoldMention> optional = OfKind(gold_case.optional, kind);
  std::vector<Predicted> predicted;
  for (const Json& mention : mentions) {
    if (Text(mention, "kind") != kind) continue;
    predicted.push_back({mention["start"].get<int64_t>(), mention["end"].get<int64_t>(), &Field(mention, "value")});
  }

  const auto same = [](const GoldMention& g, const Predicted& p) { return g.start == p.start && g.end == p.end; };
  const auto touch = [](const GoldMention& g, const Predicted& p) { return Overlap(g, p) > 0; };
  const auto right = [&](const GoldMention& g, const Predicted& p) { return touch(g, p) && ValueRight(kind, g, p); };
  const Matching exact_right =
      Align(gold, predicted, [&](const GoldMention& g, const Predicted& p) { return same(g, p) && right(g, p); });
  const Matching exact = Align(gold, predicted, same, exact_right);
  const Matching value = Align(gold, predicted, right, exact_right);
  Matching seed = exact;
  Matching used = Inverse(exact, predicted.size());
  for (size_t g = 0; g < gold.size(); ++g) {
    if (value[g] == kUnmatched || seed[g] != kUnmatched || used[static_cast<size_t>(value[g])] != kUnmatched) continue;
    seed[g] = value[g];
    used[static_cast<size_t>(value[g])] = static_cast<int>(g);
  }
  const Matching overlap = Align(gold, predicted, touch, seed);
  const Matching back = Inverse(overlap, predicted.size());
  const Matching value_back = Inverse(value, predicted.size());

  MentionTally& tally = scores_.kinds[kind];
  const CodePointText text(gold_case.text);
  const auto report = [&](MentionError::Kind error, int64_t start, int64_t end, Json values, Json read) {
    scores_.errors.push_back(
        {error, gold_case.id, kind, Context(text, start, end), std::move(values), std::move(read)});
  };
  int counted = 0;
  int valued = 0;
  for (size_t p = 0; p < predicted.size(); ++p) {
    const Predicted& mention = predicted[p];
    if (back[p] == kUnmatched) {
      if (std::any_of(optional.begin(), optional.end(),
                      [&](const GoldMention& span) { return Overlap(span, mention) > 0; })) {
        ++tally.on_optional;
        continue;
      }
      report(MentionError::Kind::kSpurious, mention.start, mention.end, nullptr, *mention.value);
    }
    ++counted;
    const bool beside_valueless = back[p] != kUnmatched && gold[static_cast<size_t>(back[p])].values.empty();
    if (!beside_valueless || value_back[p] != kUnmatched) ++valued;
  }
  int gold_valued = 0;
  bool all_right = Matched(exact) == static_cast<int>(gold.size()) && counted == static_cast<int>(gold.size());
  for (size_t g = 0; g < gold.size(); ++g) {
    const bool has_values = !gold[g].values.empty();
    gold_valued += has_values;
    if (overlap[g] == kUnmatched) {
      report(MentionError::Kind::kMissed, gold[g].start, gold[g].end, gold[g].values, nullptr);
      continue;
    }
    const Predicted& mention = predicted[static_cast<size_t>(overlap[g])];
    if (has_values && !ValueRight(kind, gold[g], mention)) {
      report(MentionError::Kind::kValue, mention.start, mention.end, gold[g].values, *mention.value);
      all_right = false;
    } else if (!same(gold[g], mention)) {
      report(MentionError::Kind::kSpan, mention.start, mention.end, nullptr, nullptr);
    }
  }

  const auto add = [](Prf* figures, int hits, int of_predicted, int of_gold) {
    figures->right += hits;
    figures->predicted += of_predicted;
    figures->gold += of_gold;
  };
  ++tally.cases;
  add(&tally.exact, Matched(exact), counted, static_cast<int>(gold.size()));
  add(&tally.overlap, Matched(overlap), counted, static_cast<int>(gold.size()));
  add(&tally.value, Matched(value), valued, gold_valued);
  tally.all_right += all_right;
  return all_right;
}

}  // namespace attest
