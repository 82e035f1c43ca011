#include "pipeline/cli/review_list.h"

#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/csv.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"
#include "pipeline/cli/table.h"
#include "pipeline/cli/terminal.h"
#include "pipeline/model/json.h"
#include "pipeline/store/reviews.h"

namespace attest {
namespace {

const std::vector<std::string> kColumns = {"state", "decision", "about", "who", "when", "why"};

// One decision, a cell a column. About: the fact's id, the claim's key where no fact has it any more, or the entities.
using Cells = std::vector<std::string>;

std::vector<Cells> CellsOf(const std::vector<Reviews::State>& claims, const Reviews& reviews) {
  std::vector<Cells> rows;
  for (const Reviews::State& state : claims) {
    const ReviewLine& review = state.review;
    rows.push_back({std::string(ReviewStateName(state.state)), review.decision,
                    state.fact.empty() ? review.key : state.fact, review.who, review.when, review.why});
  }
  for (const EntityReview& review : reviews.entity_lines()) {
    if (review.decision == "undo") continue;
    const bool counts = reviews.entities().Has(review.entity, review.document, review.into);
    std::string about = review.entity + " -> " + review.into;
    if (!review.document.empty()) about += " in " + review.document;
    rows.push_back(
        {counts ? "stands" : "replaced", review.decision, std::move(about), review.who, review.when, review.why});
  }
  return rows;
}

std::string ToJson(const Cells& row) {
  std::string line = "{";
  for (size_t i = 0; i < row.size(); ++i) {
    line.append(i == 0 ? "\"" : ",\"").append(kColumns[i]).append("\":");
    AppendJsonString(row[i], &line);
  }
  return line.append("}");
}

std::string ToCsv(const Cells& row) {
  std::string line;
  for (const std::string& cell : row) {
    if (&cell != &row.front()) line.push_back(',');
    AppendCsvField(cell, &line);
  }
  return line.append("\r\n");
}

std::string ToTable(const std::vector<Cells>& rows) {
  Table table(std::vector<Align>(kColumns.size(), Align::kLeft));
  table.Add({"STATE", "DECISION", "ABOUT", "WHO", "WHEN", "WHY"});
  for (const Cells& row : rows) table.Add(row);
  table.FitColumn(2, OutputColumns());
  std::string text;
  table.AppendTo(&text);
  return text;
}

}  // namespace

int ListReviews(const StoreReader& store, const std::string& format) {
  const Result<std::vector<Reviews::State>> states =
      store.reviews().States([&store](std::string_view key) { return store.FindFacts(key); });
  if (!states.ok()) return Fail(states.error());
  const std::vector<Cells> rows = CellsOf(*states, store.reviews());
  Output output;
  if (format == "table") {
    output.Write(ToTable(rows));
  } else if (format == "csv") {
    output.Write(ToCsv(kColumns));
    for (const Cells& row : rows) output.Write(ToCsv(row));
  } else if (format == "jsonl") {
    for (const Cells& row : rows) output.Write(ToJson(row).append("\n"));
  } else {
    output.Write("[");
    for (const Cells& row : rows) output.Write((&row == &rows.front() ? "\n" : ",\n") + ToJson(row));
    output.Write("\n]\n");
  }
  return FinishOutput(&output);
}

}  // namespace attest
