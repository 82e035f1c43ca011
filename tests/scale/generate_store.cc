// Writes a store of invented articles, each of five claims, without reading any: for measuring runs over large stores.
//
//   generate_store STORE ARTICLES RULES    RULES: the folder of rule files, so that a run takes the store for its own
//
// Companies are a twentieth of the articles, so that facts have sources, copies and conflicts. The same for the same
// number of articles on every machine.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/pipeline.h"
#include "pipeline/store/store.h"

namespace attest {
namespace {

// Text and the claims that stand in it.
class ArticleWriter {
 public:
  explicit ArticleWriter(uint64_t number, uint64_t companies) : random_(static_cast<uint32_t>(number)) {
    entity_.id = "company-" + std::to_string(random_() % companies);
    entity_.name = "Company " + entity_.id.substr(8);
    entity_.aliases = {entity_.name};
    const int year = 2015 + static_cast<int>(random_() % 10);
    document_.source = {"generated.jsonl", "", std::to_string(number), number + 1};
    document_.published =
        std::chrono::year(year + 1) / static_cast<int>(1 + random_() % 12) / static_cast<int>(1 + random_() % 28);
    analysis_.entities.push_back(entity_);
    document_.text = entity_.name + ": results for " + std::to_string(year) + "\n\n";
    Name();
    Say(" said that its pre-tax profit was ");
    Money(FactType::kProfit, year, "pretax");
    Say(", against ");
    Money(FactType::kProfit, year - 1, "pretax");
    Say(".\n\nRevenue at ");
    Name();
    Say(" was ");
    Money(FactType::kRevenue, year, "");
    Say(" in the year. The company, which has its seat in a town of the north, owed ");
    Money(FactType::kDebt, 0, "");
    Say(" to its lenders and spent ");
    Money(FactType::kSpending, year, "");
    Say(" on machines. Talks went on for " + std::to_string(random_() % 90) +
        " days and ended late, its chairman said.\n");
  }

  const Document& document() const { return document_; }
  const Analysis& analysis() const { return analysis_; }

 private:
  void Say(std::string_view words) { document_.text.append(words); }
  Span Place(std::string_view words) {
    const auto begin = static_cast<uint32_t>(document_.text.size());
    document_.text.append(words);
    return {begin, static_cast<uint32_t>(document_.text.size())};
  }
  void Name() {
    Mention mention;
    mention.kind = MentionKind::kCompany;
    mention.span = mention.in_view = Place(entity_.name);
    mention.entity = 0;
    mention.rule = "company/generated";
    analysis_.mentions.push_back(mention);
  }
  void Money(FactType type, int year, const char* measure) {
    const int64_t millions = 20 + static_cast<int64_t>(random_() % 900);
    Figure figure;
    figure.value = Decimal(millions * 1'000'000);
    figure.last_digit = 6;
    Mention mention;
    mention.kind = MentionKind::kMoney;
    mention.span = mention.in_view = Place("$" + std::to_string(millions) + " million");
    mention.value = attest::Money{figure, "USD", false};
    mention.rule = "money/generated";
    Claim claim;
    claim.type = type;
    claim.quote = mention.span;
    claim.rule = "generated/claim";
    RoleFill company;
    company.parties = {{entity_.name, entity_.id}};
    company.span = analysis_.mentions.front().span;
    company.filled_by = "subject";
    RoleFill amount;
    amount.role = Role::kAmount;
    amount.figure = figure;
    amount.currency = "USD";
    amount.span = mention.span;
    claim.roles = {company, amount};
    const auto add = [&claim](Role role, const std::string& text) {
      RoleFill fill;
      fill.role = role;
      fill.text = text;
      claim.roles.push_back(fill);
    };
    if (*measure != '\0') add(Role::kMeasure, measure);
    if (year != 0) add(Role::kPeriod, std::to_string(year));
    std::sort(claim.roles.begin(), claim.roles.end(),
              [](const RoleFill& a, const RoleFill& b) { return a.role < b.role; });
    analysis_.mentions.push_back(mention);
    analysis_.claims.push_back(claim);
  }

  std::mt19937 random_;
  DocumentEntity entity_;
  Document document_;
  Analysis analysis_;
};

int Generate(const std::string& store, uint64_t count, const std::string& rules) {
  const auto fail = [](const Error& error) {
    std::fprintf(stderr, "generate_store: %s\n", error.message.c_str());
    return 1;
  };
  const Result<Pipeline> pipeline = Pipeline::Create({.rules_folder = rules, .names = {}, .min_confidence = {}});
  if (!pipeline.ok()) return fail(pipeline.error());
  Result<StoreUpdate> update = StoreUpdate::Open(
      {.folder = store,
       .rules_hash = pipeline->rules().hash(),
       .fold_version = kFoldVersion,
       .command = "generate_store",
       .fold = [&pipeline](std::span<const StoredClaim> claims) { return pipeline->reconciler().Fold(claims); },
       .extract = [](const Document&, const EntityDecisions&) { return DocumentEntry(); },
       .on_wait = {}});
  if (!update.ok()) return fail(update.error());
  for (uint64_t number = 0; number < count; ++number) {
    const ArticleWriter article(number, std::max<uint64_t>(10, count / 20));
    const DocumentText text(article.document());
    const Status added = update->Add(MakeEntry(text, article.analysis(), pipeline->ToStored(text, article.analysis())));
    if (!added.ok()) return fail(added.error());
  }
  const Result<RunSummary> summary = update->Commit();
  if (!summary.ok()) return fail(summary.error());
  std::printf("%llu documents, %llu claims, %llu facts\n", static_cast<unsigned long long>(summary->documents),
              static_cast<unsigned long long>(summary->claims), static_cast<unsigned long long>(summary->facts));
  return 0;
}

}  // namespace
}  // namespace attest

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: generate_store STORE ARTICLES RULES\n", stderr);
    return 2;
  }
  return attest::Generate(argv[1], std::strtoull(argv[2], nullptr, 10), argv[3]);
}
