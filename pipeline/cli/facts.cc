#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/csv.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/review_list.h"
#include "pipeline/cli/setup.h"
#include "pipeline/cli/table.h"
#include "pipeline/cli/terminal.h"
#include "pipeline/facts/fold_case.h"
#include "pipeline/model/json.h"
#include "pipeline/model/statement.h"
#include "pipeline/store/query.h"
#include "pipeline/store/reviews.h"

namespace attest {
namespace {

// Days of publication of the articles that a fact cites; both empty when none of them says its own.
struct Published {
  std::string first;
  std::string last;
};

class Query {
 public:
  Query(const FactsOptions& options, const StoreReader& store)
      : options_(options), store_(store), company_(FoldCase(options.company)) {}

  bool NeedsDays() const { return !options_.since.empty() || !options_.until.empty() || options_.sort == "published"; }

  Result<Published> DaysOf(const Fact& fact) const {
    Published days;
    for (const Citation& citation : fact.citations) {
      const Result<StoredDocument> document = store_.FindDocument(citation.document);
      if (!document.ok()) return document.error();
      if (!document->document.published) continue;
      std::string day;
      AppendDay(*document->document.published, &day);
      if (days.first.empty() || day < days.first) days.first = day;
      days.last = std::max(days.last, day);
    }
    return days;
  }

  bool Holds(const Fact& fact, const std::optional<Review>& review) const {
    const auto is_type = [&fact](const std::string& type) { return type == FactTypeName(fact.type); };
    return fact.confidence >= options_.min_confidence &&
           (options_.types.empty() || std::any_of(options_.types.begin(), options_.types.end(), is_type)) &&
           (options_.status.empty() || options_.status == FactStatusName(fact.status)) &&
           (options_.modality.empty() || options_.modality == ModalityName(fact.modality)) && NamesCompany(fact) &&
           HasReview(review);
  }

  // Facts whose articles do not say their day are in no interval.
  bool Holds(const Published& days) const {
    if (!options_.since.empty() && days.last < options_.since) return false;
    return options_.until.empty() || (!days.first.empty() && days.first <= options_.until);
  }

 private:
  // What a reviewer has rejected is not shown unless it is asked for.
  bool HasReview(const std::optional<Review>& review) const {
    const std::string decision = review ? review->decision : "none";
    if (options_.review.empty()) return decision != "reject";
    return options_.review == "any" || decision == options_.review;
  }

  bool NamesCompany(const Fact& fact) const {
    if (company_.empty()) return true;
    for (const RoleFill& fill : fact.roles) {
      for (const Party& party : fill.parties) {
        if (party.entity == options_.company || FoldCase(party.name).find(company_) != std::string::npos) return true;
      }
    }
    return false;
  }

  const FactsOptions& options_;
  const StoreReader& store_;
  std::string company_;
};

struct Row {
  std::string change;  // of the last run, where asked for
  Fact fact;           // as a reviewer has put it right
  std::optional<Review> review;
  std::string line;
  std::string published;  // the latest day, where asked for
};

// The party that a reader looks for first.
std::string FirstParty(const Fact& fact) {
  for (const RoleFill& fill : fact.roles) {
    if (!fill.parties.empty()) return FoldCase(fill.parties.front().name);
  }
  return {};
}

void Sort(const std::string& by, std::vector<Row>* rows) {
  const auto sort = [rows](const auto& before) { std::stable_sort(rows->begin(), rows->end(), before); };
  if (by == "company") {
    sort([](const Row& a, const Row& b) { return FirstParty(a.fact) < FirstParty(b.fact); });
  } else if (by == "confidence") {
    sort([](const Row& a, const Row& b) { return a.fact.confidence > b.fact.confidence; });
  } else if (by == "sources") {
    sort([](const Row& a, const Row& b) { return a.fact.sources > b.fact.sources; });
  } else if (by == "published") {
    sort([](const Row& a, const Row& b) { return a.published > b.published; });
  }
}

Result<std::vector<Row>> Select(const FactsOptions& options, const StoreReader& store) {
  const Query query(options, store);
  std::vector<Row> rows;
  std::optional<Error> failure;
  const auto take = [&](std::string_view change, const StoredFact& stored) {
    std::optional<Fact> corrected;
    if (stored.review && stored.review->decision == "correct") {
      Result<Fact> right = Corrected(stored.fact, stored.review->roles, stored.review->right_modality);
      if (!right.ok()) {
        failure = right.error();
        return false;
      }
      corrected = *std::move(right);
    }
    const Fact& fact = corrected ? *corrected : stored.fact;
    if (!query.Holds(fact, stored.review)) return true;
    Row row{std::string(change), fact, stored.review, std::string(stored.line), {}};
    if (query.NeedsDays()) {
      const Result<Published> days = query.DaysOf(fact);
      if (!days.ok()) {
        failure = days.error();
        return false;
      }
      if (!query.Holds(*days)) return true;
      row.published = days->last;
    }
    rows.push_back(std::move(row));
    return !options.sort.empty() || options.limit == 0 || rows.size() < options.limit;
  };
  const Status read =
      options.changes
          ? store.ForEachChange([&](const StoredChange& change) { return take(change.change, change.fact); })
          : store.ForEachFact([&](const StoredFact& stored) { return take({}, stored); });
  if (failure) return *std::move(failure);
  if (!read.ok()) return read.error();
  Sort(options.sort, &rows);
  if (options.limit > 0 && rows.size() > options.limit)
    rows.erase(rows.begin() + static_cast<ptrdiff_t>(options.limit), rows.end());
  return rows;
}

std::string Sources(const Fact& fact) {
  if (fact.status == FactStatus::kSingle) return "1 source";
  const std::string sources = fmt::format("{} source{}", fact.sources, fact.sources == 1 ? "" : "s");
  return fact.status == FactStatus::kConflict ? sources + ", conflict" : sources;
}

std::string StatementOf(const Fact& fact) { return Statement(fact.type, fact.roles, fact.modifier, fact.modality); }

std::string Saying(const Row& row) {
  std::string text = StatementOf(row.fact);
  if (row.review)
    text.append(" [").append(row.review->decision).append(row.review->contradicted ? ", contradicted]" : "]");
  return text;
}

void WriteTable(const std::vector<Row>& rows, bool changes, Output* output) {
  std::vector<Align> columns = {Align::kLeft, Align::kLeft, Align::kLeft, Align::kRight};
  std::vector<std::string> head = {"FACT", "STATEMENT", "SUPPORT", "CONF"};
  if (changes) {
    columns.insert(columns.begin(), Align::kLeft);
    head.insert(head.begin(), "CHANGE");
  }
  Table table(std::move(columns));
  table.Add(std::move(head));
  for (const Row& row : rows) {
    std::vector<std::string> cells = {row.fact.id, Saying(row), Sources(row.fact),
                                      fmt::format("{:.2f}", row.fact.confidence)};
    if (changes) cells.insert(cells.begin(), row.change);
    table.Add(std::move(cells));
  }
  table.FitColumn(changes ? 2 : 1, OutputColumns());
  std::string text;
  table.AppendTo(&text);
  const size_t first = text.find('\n');
  text.replace(0, first, Bold(std::string_view(text).substr(0, first), OutputTakesColour()));
  output->Write(text);
}

void WriteCsv(const std::vector<Row>& rows, bool changes, Output* output) {
  if (changes) output->Write("change,");
  output->Write("id,type,statement,modality,modifier,status,sources,confidence,roles,quote,review\r\n");
  for (const Row& row : rows) {
    const Fact& fact = row.fact;
    std::string roles;
    AppendRoles(fact.roles, &roles);
    const std::string sources = std::to_string(fact.sources);
    const std::string confidence = fmt::format("{}", fact.confidence);
    const std::string statement = StatementOf(fact);
    std::string line = changes ? row.change : std::string();
    for (const std::string_view field :
         {std::string_view(fact.id), FactTypeName(fact.type), std::string_view(statement), ModalityName(fact.modality),
          ModifierName(fact.modifier), FactStatusName(fact.status), std::string_view(sources),
          std::string_view(confidence), std::string_view(roles),
          fact.citations.empty() ? std::string_view() : std::string_view(fact.citations.front().quote),
          row.review ? std::string_view(row.review->decision) : std::string_view()}) {
      if (!line.empty()) line.push_back(',');
      AppendCsvField(field, &line);
    }
    output->Write(line.append("\r\n"));
  }
}

// The fact as in facts.jsonl, or {"change", "fact"}.
std::string AsJson(const Row& row) {
  if (row.change.empty()) return row.line;
  return "{\"change\":\"" + row.change + "\",\"fact\":" + row.line + "}";
}

void WriteJsonLines(const std::vector<Row>& rows, Output* output) {
  for (const Row& row : rows) output->Write(AsJson(row).append("\n"));
}

void WriteJson(const std::vector<Row>& rows, Output* output) {
  output->Write("[");
  std::string_view separator = "\n";
  for (const Row& row : rows) {
    output->Write(separator);
    output->Write(AsJson(row));
    separator = ",\n";
  }
  output->Write("\n]\n");
}

}  // namespace

int Facts(const FactsOptions& options) {
  for (const std::string& day : {options.since, options.until}) {
    if (!day.empty() && !ParseDay(day)) {
      return Fail({ErrorCode::kUsage, day + " is no day; write it as 2025-03-10"});
    }
  }
  const Result<StoreReader> store = StoreReader::Open(options.store);
  if (!store.ok()) return Fail(store.error());
  if (options.reviews) return ListReviews(*store, options.format);
  const Result<std::vector<Row>> rows = Select(options, *store);
  if (!rows.ok()) return Fail(rows.error());

  Output output;
  if (options.format == "jsonl") {
    WriteJsonLines(*rows, &output);
  } else if (options.format == "json") {
    WriteJson(*rows, &output);
  } else if (options.format == "csv") {
    WriteCsv(*rows, options.changes, &output);
  } else {
    WriteTable(*rows, options.changes, &output);
  }
  if (rows->empty()) spdlog::info("no {} of {} fits", options.changes ? "change" : "fact", options.store);
  return FinishOutput(&output);
}

}  // namespace attest
