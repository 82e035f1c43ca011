#include "pipeline/cli/eval_report.h"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "pipeline/cli/table.h"
#include "pipeline/model/catalogue.h"

namespace attest {
namespace {

using Json = nlohmann::json;
using Ordered = nlohmann::ordered_json;

// A type with fewer gold facts says too little to be in the macro average.
constexpr int kMacroFrom = 5;

constexpr std::array<std::string_view, 11> kLabels = {"actual", "planned", "forecast", "possible", "denied", "exact",
                                                      "about",  "almost",  "over",     "under",    "range"};
constexpr std::array<std::string_view, 5> kKinds = {"money", "percent", "date", "duration", "company"};

std::string Percent(std::optional<double> ratio) { return ratio ? fmt::format("{:.1f}", 100 * *ratio) : "-"; }

void AddCells(const Prf& figures, std::vector<std::string>* row) {
  row->push_back(Percent(figures.precision()));
  row->push_back(Percent(figures.recall()));
  row->push_back(Percent(figures.f1()));
}

Ordered Number(std::optional<double> ratio) { return ratio ? Ordered(*ratio) : Ordered(); }

Ordered ToJson(const Prf& figures) {
  return {{"tp", figures.right},           {"pred", figures.predicted},
          {"gold", figures.gold},          {"p", Number(figures.precision())},
          {"r", Number(figures.recall())}, {"f1", Number(figures.f1())}};
}

Ordered ToJson(const FactTally& tally) { return {{"core", ToJson(tally.Core())}, {"strict", ToJson(tally.Strict())}}; }

// Averages over the types with enough gold, each counting the same; an undefined figure counts as 0.
struct Macro {
  int types = 0;
  std::array<double, 3> core{};
  std::array<double, 3> strict{};
};

Macro MacroOf(const FactScores& scores) {
  Macro macro;
  const auto add = [](const Prf& figures, std::array<double, 3>* sums) {
    (*sums)[0] += figures.precision().value_or(0);
    (*sums)[1] += figures.recall().value_or(0);
    (*sums)[2] += figures.f1().value_or(0);
  };
  for (const auto& [type, tally] : scores.types) {
    if (tally.gold < kMacroFrom) continue;
    ++macro.types;
    add(tally.Core(), &macro.core);
    add(tally.Strict(), &macro.strict);
  }
  for (std::array<double, 3>* sums : {&macro.core, &macro.strict}) {
    for (double& sum : *sums) sum = macro.types == 0 ? 0 : sum / macro.types;
  }
  return macro;
}

// The names of a map in the order of `known`, then the others.
template <typename Known, typename Map>
std::vector<std::string> InOrder(const Known& known, const Map& map) {
  std::vector<std::string> names;
  for (const std::string_view name : known) {
    if (map.count(std::string(name)) > 0) names.emplace_back(name);
  }
  for (const auto& [name, value] : map) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::vector<std::string_view> TypeNames() {
  std::vector<std::string_view> names;
  for (int type = 0; type < kFactTypes; ++type) names.push_back(FactTypeName(static_cast<FactType>(type)));
  return names;
}

std::vector<Align> Columns(size_t figures) {
  std::vector<Align> columns(figures + 1, Align::kRight);
  columns.front() = Align::kLeft;
  return columns;
}

void AppendConfusion(std::string_view what, const Confusion& confusion, std::string* out) {
  const Prf accuracy = Accuracy(confusion);
  out->append(fmt::format("\n{} of the core matches: {} of {} right ({}%)\n", what, accuracy.right, accuracy.gold,
                          Percent(accuracy.recall())));
  if (accuracy.gold == 0) return;
  std::map<std::string, int> read;
  for (const auto& [gold, row] : confusion) {
    for (const auto& [predicted, count] : row) read[predicted] += count;
  }
  const std::vector<std::string> columns = InOrder(kLabels, read);
  Table table(Columns(columns.size()));
  std::vector<std::string> head = {"gold \\ read"};
  head.insert(head.end(), columns.begin(), columns.end());
  table.Add(head);
  for (const std::string& gold : InOrder(kLabels, confusion)) {
    std::vector<std::string> cells = {gold};
    const std::map<std::string, int>& row = confusion.at(gold);
    for (const std::string& column : columns) {
      const auto count = row.find(column);
      cells.push_back(std::to_string(count == row.end() ? 0 : count->second));
    }
    table.Add(std::move(cells));
  }
  table.AppendTo(out);
}

Ordered ToJson(const Confusion& confusion) {
  const Prf accuracy = Accuracy(confusion);
  return {
      {"of", accuracy.gold}, {"right", accuracy.right}, {"accuracy", Number(accuracy.recall())}, {"values", confusion}};
}

double Rounded(std::optional<double> ratio) { return std::round(1000 * ratio.value_or(0)) / 10; }

// "12 missed, 3 spurious"
template <typename Error, typename NameOf>
std::string CountErrors(const std::vector<Error>& errors, const NameOf& name_of) {
  std::map<std::string_view, int> counts;
  for (const Error& error : errors) ++counts[name_of(error)];
  std::string text;
  for (const auto& [name, count] : counts) {
    if (!text.empty()) text.append(", ");
    text.append(fmt::format("{} {}", count, name));
  }
  return text.empty() ? "no errors\n" : text + "\n";
}

// Claims of one tenth of confidence, and how they turned out.
struct Tenth {
  int claims = 0;
  int right = 0;
  double confidence = 0;  // summed up
};
constexpr size_t kTenths = 10;

std::array<Tenth, kTenths> TenthsOf(const std::vector<JudgedClaim>& readings) {
  std::array<Tenth, kTenths> tenths{};
  for (const JudgedClaim& reading : readings) {
    // A little up: 0.7 / 0.1 is a little below 7.
    const auto place = static_cast<size_t>(std::max(0.0, reading.confidence * kTenths + 1e-9));
    Tenth& tenth = tenths[std::min(place, kTenths - 1)];
    ++tenth.claims;
    tenth.right += reading.right ? 1 : 0;
    tenth.confidence += reading.confidence;
  }
  return tenths;
}

// How far confidence and share of right claims are apart, on average over the claims.
double CalibrationError(const std::vector<JudgedClaim>& readings) {
  double apart = 0;
  for (const Tenth& tenth : TenthsOf(readings)) apart += std::abs(tenth.confidence - tenth.right);
  return readings.empty() ? 0 : apart / static_cast<double>(readings.size());
}

void AppendReliability(const std::vector<JudgedClaim>& readings, std::string* out) {
  if (readings.empty()) return;
  out->append(fmt::format("\nreliability: expected calibration error {:.3f}\n", CalibrationError(readings)));
  Table table(Columns(4));
  table.Add({"confidence", "claims", "right", "% right", "stated"});
  const std::array<Tenth, kTenths> tenths = TenthsOf(readings);
  for (size_t i = 0; i < kTenths; ++i) {
    const Tenth& tenth = tenths[i];
    if (tenth.claims == 0) continue;
    table.Add({fmt::format("{:.1f} to {:.1f}", static_cast<double>(i) / kTenths, static_cast<double>(i + 1) / kTenths),
               std::to_string(tenth.claims), std::to_string(tenth.right), Percent(Ratio(tenth.right, tenth.claims)),
               fmt::format("{:.1f}", 100 * tenth.confidence / tenth.claims)});
  }
  table.AppendTo(out);
}

std::string_view NameOf(const FactError& error) {
  static constexpr std::array<std::string_view, 5> kNames = {"missed", "spurious", "restated", "not strict",
                                                             "citation"};
  return kNames[static_cast<size_t>(error.kind)];
}

std::string_view NameOf(const MentionError& error) {
  static constexpr std::array<std::string_view, 4> kNames = {"missed", "spurious", "wrong span", "wrong value"};
  return kNames[static_cast<size_t>(error.kind)];
}

std::string_view NameOf(const StoreError& error) { return error.missed ? "missed" : "differs"; }

}  // namespace

void AddFigures(const FactScores& scores, const std::string& name, Figures* figures) {
  const auto add = [figures](const std::string& prefix, const Prf& prf) {
    (*figures)[prefix + "p"] = Rounded(prf.precision());
    (*figures)[prefix + "r"] = Rounded(prf.recall());
    (*figures)[prefix + "f1"] = Rounded(prf.f1());
  };
  const FactTally headline = scores.Headline();
  add("facts/" + name + "/core-", headline.Core());
  add("facts/" + name + "/strict-", headline.Strict());
  add("companies/" + name + "/", scores.companies);
  (*figures)["companies/" + name + "/aliases-linked"] = Rounded(Ratio(scores.aliases_linked, scores.aliases));
  (*figures)["facts/" + name + "/modality"] = Rounded(Accuracy(scores.modality).recall());
  (*figures)["facts/" + name + "/modifier"] = Rounded(Accuracy(scores.modifier).recall());
  (*figures)["facts/" + name + "/quotes-true"] =
      scores.claims == 0 ? 100 : Rounded(Ratio(scores.claims - scores.quotes_false, scores.claims));
}

void AddFigures(const MentionScores& scores, const std::string& name, Figures* figures) {
  for (const auto& [kind, tally] : scores.kinds) {
    if (tally.exact.gold == 0) continue;
    const std::string prefix = kind + "/" + name + "/";
    (*figures)[prefix + "exact"] = Rounded(tally.exact.f1());
    (*figures)[prefix + "overlap"] = Rounded(tally.overlap.f1());
    if (tally.value.gold > 0) (*figures)[prefix + "value"] = Rounded(tally.value.f1());
  }
}

void AddFigures(const StoreScores& scores, const std::string& name, Figures* figures) {
  const std::string prefix = "store/" + name + "/";
  (*figures)[prefix + "precision"] = Rounded(scores.Found().precision());
  (*figures)[prefix + "recall"] = Rounded(scores.Found().recall());
  (*figures)[prefix + "status"] = Rounded(Ratio(scores.status, scores.found));
  (*figures)[prefix + "sources"] = Rounded(Ratio(scores.sources, scores.found));
  (*figures)[prefix + "citing"] = Rounded(Ratio(scores.citing, scores.found));
  (*figures)[prefix + "all-right"] = Rounded(Ratio(scores.all_three, scores.expected));
}

std::string ToTable(const FactScores& scores) {
  Table table(Columns(8));
  table.Add({"type", "gold", "read", "core P", "R", "F1", "strict P", "R", "F1"});
  const auto add = [&table](const std::string& name, const FactTally& tally) {
    std::vector<std::string> row = {name, std::to_string(tally.gold), std::to_string(tally.predicted)};
    AddCells(tally.Core(), &row);
    AddCells(tally.Strict(), &row);
    table.Add(std::move(row));
  };
  for (const std::string& type : InOrder(TypeNames(), scores.types)) add(type, scores.types.at(type));
  add("all but appointment", scores.Headline());
  add("all", scores.All());
  const Macro macro = MacroOf(scores);
  std::vector<std::string> row = {fmt::format("macro ({} types)", macro.types), "", ""};
  for (const std::array<double, 3>& figures : {macro.core, macro.strict}) {
    for (const double figure : figures) row.push_back(Percent(figure));
  }
  table.Add(std::move(row));

  std::string out;
  table.AppendTo(&out);
  AppendConfusion("modality", scores.modality, &out);
  AppendConfusion("modifier", scores.modifier, &out);
  out.append(fmt::format("\ncompanies: gold {}, read {}, P {} R {} F1 {}; {} of {} names linked ({}%)\n",
                         scores.companies.gold, scores.companies.predicted, Percent(scores.companies.precision()),
                         Percent(scores.companies.recall()), Percent(scores.companies.f1()), scores.aliases_linked,
                         scores.aliases, Percent(Ratio(scores.aliases_linked, scores.aliases))));
  out.append(fmt::format("quotes: {} of {} claims quote the article as it stands\n",
                         scores.claims - scores.quotes_false, scores.claims));
  out.append(
      fmt::format("{} identical claims counted once, {} claims restate a fact that another one states, "
                  "{} of optional facts left out\n",
                  scores.merged, scores.restated, scores.on_optional));
  AppendReliability(scores.readings, &out);
  return out;
}

std::string ToTable(const MentionScores& scores) {
  Table table(Columns(13));
  table.Add({"kind", "cases", "gold", "read", "exact P", "R", "F1", "overlap P", "R", "F1", "value P", "R", "F1",
             "all right"});
  int on_optional = 0;
  for (const std::string& kind : InOrder(kKinds, scores.kinds)) {
    const MentionTally& tally = scores.kinds.at(kind);
    std::vector<std::string> row = {kind, std::to_string(tally.cases), std::to_string(tally.exact.gold),
                                    std::to_string(tally.exact.predicted)};
    AddCells(tally.exact, &row);
    AddCells(tally.overlap, &row);
    AddCells(tally.value.gold > 0 ? tally.value : Prf{}, &row);
    row.push_back(Percent(Ratio(tally.all_right, tally.cases)));
    table.Add(std::move(row));
    on_optional += tally.on_optional;
  }
  std::string out;
  table.AppendTo(&out);
  out.append(fmt::format("cases all right: {} of {} ({}%); {} mentions on optional spans left out\n", scores.all_right,
                         scores.cases, Percent(Ratio(scores.all_right, scores.cases)), on_optional));
  return out;
}

std::string ToTable(const StoreScores& scores) {
  const Prf found = scores.Found();
  std::string out = fmt::format("expected {}, stored {}, found {}: precision {}, recall {}\n", scores.expected,
                                scores.stored, scores.found, Percent(found.precision()), Percent(found.recall()));
  out.append(fmt::format("of the found: status {}%, sources {}%, citations {}%, all three {}%\n",
                         Percent(Ratio(scores.status, scores.found)), Percent(Ratio(scores.sources, scores.found)),
                         Percent(Ratio(scores.citing, scores.found)), Percent(Ratio(scores.all_three, scores.found))));
  Table table(Columns(3));
  table.Add({"status", "expected", "found", "all right"});
  for (const auto& [status, by] : scores.by_status) {
    table.Add({status, std::to_string(by.expected), std::to_string(by.found), std::to_string(by.all_three)});
  }
  table.AppendTo(&out);
  const PolicyScores& policies = scores.policies;
  if (policies.contested > 0) {
    out.append(
        fmt::format("where values differ ({} facts), right is: the standing value {}, the earliest {}, "
                    "the latest {}, the most frequent {}\n",
                    policies.contested, policies.standing, policies.earliest, policies.latest, policies.most_frequent));
  }
  return out;
}

Ordered ToJson(const FactScores& scores) {
  const Macro macro = MacroOf(scores);
  const auto averages = [](const std::array<double, 3>& figures) -> Ordered {
    return {{"p", figures[0]}, {"r", figures[1]}, {"f1", figures[2]}};
  };
  Ordered types = Ordered::object();
  for (const std::string& type : InOrder(TypeNames(), scores.types)) types[type] = ToJson(scores.types.at(type));
  Ordered companies = ToJson(scores.companies);
  companies["aliases"] = scores.aliases;
  companies["linked"] = scores.aliases_linked;
  companies["linked_share"] = Number(Ratio(scores.aliases_linked, scores.aliases));
  return {{"documents", scores.articles},
          {"headline", ToJson(scores.Headline())},
          {"all", ToJson(scores.All())},
          {"macro", {{"types", macro.types}, {"core", averages(macro.core)}, {"strict", averages(macro.strict)}}},
          {"types", std::move(types)},
          {"modality", ToJson(scores.modality)},
          {"modifier", ToJson(scores.modifier)},
          {"companies", std::move(companies)},
          {"citations", {{"claims", scores.claims}, {"failed", scores.quotes_false}}},
          {"merged", scores.merged},
          {"restated", scores.restated},
          {"on_optional", scores.on_optional}};
}

Ordered ToJson(const MentionScores& scores) {
  Ordered kinds = Ordered::object();
  for (const std::string& kind : InOrder(kKinds, scores.kinds)) {
    const MentionTally& tally = scores.kinds.at(kind);
    kinds[kind] = {{"cases", tally.cases},
                   {"gold", tally.exact.gold},
                   {"predicted", tally.exact.predicted},
                   {"on_optional", tally.on_optional},
                   {"exact", ToJson(tally.exact)},
                   {"overlap", ToJson(tally.overlap)},
                   {"value", tally.value.gold > 0 ? ToJson(tally.value) : Ordered()},
                   {"all_right", tally.all_right},
                   {"all_right_share", Number(Ratio(tally.all_right, tally.cases))}};
  }
  return {{"cases", scores.cases},
          {"all_right", scores.all_right},
          {"all_right_share", Number(Ratio(scores.all_right, scores.cases))},
          {"kinds", std::move(kinds)}};
}

Ordered ToJson(const StoreScores& scores) {
  Ordered by_status = Ordered::object();
  for (const auto& [status, by] : scores.by_status) {
    by_status[status] = {{"expected", by.expected}, {"found", by.found}, {"all_right", by.all_three}};
  }
  const PolicyScores& policies = scores.policies;
  return {{"expected", scores.expected},
          {"stored", scores.stored},
          {"found", scores.found},
          {"recall", Number(scores.Found().recall())},
          {"precision", Number(scores.Found().precision())},
          {"status", Number(Ratio(scores.status, scores.found))},
          {"sources", Number(Ratio(scores.sources, scores.found))},
          {"citing", Number(Ratio(scores.citing, scores.found))},
          {"all_right", Number(Ratio(scores.all_three, scores.expected))},
          {"all_right_of_found", Number(Ratio(scores.all_three, scores.found))},
          {"by_status", std::move(by_status)},
          {"policies",
           {{"contested", policies.contested},
            {"standing", policies.standing},
            {"earliest", policies.earliest},
            {"latest", policies.latest},
            {"most_frequent", policies.most_frequent}}}};
}

Ordered ToJson(const std::vector<JudgedClaim>& readings) {
  Ordered claims = Ordered::array();
  for (const JudgedClaim& reading : readings) {
    claims.push_back({{"article", reading.article},
                      {"type", reading.type},
                      {"rule", reading.rule},
                      {"fills", reading.fills},
                      {"confidence", reading.confidence},
                      {"right", reading.right}});
  }
  return {{"calibration_error", CalibrationError(readings)}, {"claims", std::move(claims)}};
}

std::string ToText(const std::vector<FactError>& errors) {
  std::string out = CountErrors(errors, [](const FactError& error) { return NameOf(error); });
  for (const FactError& error : errors) {
    out.append(fmt::format("{:<10} {} {}", NameOf(error), error.article, error.type));
    std::string_view separator = ": differs in ";
    for (const std::string& role : error.differing) {
      out.append(separator).append(role);
      separator = ", ";
    }
    out.push_back('\n');
    if (!error.gold.is_null()) out.append("    gold  ").append(error.gold.dump()).push_back('\n');
    if (!error.predicted.is_null()) out.append("    read  ").append(error.predicted.dump()).push_back('\n');
  }
  return out;
}

std::string ToText(const std::vector<MentionError>& errors) {
  std::string out = CountErrors(errors, [](const MentionError& error) { return NameOf(error); });
  for (const MentionError& error : errors) {
    out.append(fmt::format("{:<11} {:<8} {}: {}", NameOf(error), error.mention_kind, error.in_case, error.context));
    if (!error.gold.empty()) out.append("  gold ").append(error.gold.dump());
    if (!error.predicted.is_null()) out.append("  read ").append(error.predicted.dump());
    out.push_back('\n');
  }
  return out;
}

std::string ToText(const std::vector<StoreError>& errors) {
  std::string out = CountErrors(errors, [](const StoreError& error) { return NameOf(error); });
  for (const StoreError& error : errors) {
    out.append(fmt::format("{:<8} {}\n", NameOf(error), error.expected.dump()));
    if (!error.stored.is_null()) out.append("  stored ").append(error.stored.dump()).push_back('\n');
  }
  return out;
}

}  // namespace attest
