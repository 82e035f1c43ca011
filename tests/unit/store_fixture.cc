#include "tests/unit/store_fixture.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "pipeline/store/layout.h"
#include "tests/unit/claim_builder.h"

namespace attest {

namespace fs = std::filesystem;

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void StoreTest::SetUp() {
  root_ = fs::temp_directory_path() / ("attest-store-" + std::to_string(getpid()) + "-" +
                                       testing::UnitTest::GetInstance()->current_test_info()->name());
  fs::remove_all(root_);
  fs::create_directories(root_);
}

void StoreTest::TearDown() { fs::remove_all(root_); }

Document StoreTest::ToDocument(const Article& article) {
  Document document;
  document.text = article.text;
  document.source.path = article.path;
  document.source.id = article.path;
  document.published = ParseDay(article.published);
  return document;
}

DocumentEntry StoreTest::Extract(const Document& document, const EntityDecisions& entities) {
  const DocumentText text(document);
  std::string published = "-";
  if (document.published) {
    published.clear();
    AppendDay(*document.published, &published);
  }
  std::vector<StoredClaim> claims;
  size_t at = 0;
  while (at < document.text.size()) {
    const size_t end = std::min(document.text.find('\n', at), document.text.size());
    const std::string line = document.text.substr(at, end - at);
    StoredClaim claim = BuildClaim("D " + published + " " + line, TestReconciler());
    claim.document = DocumentId(document.text);
    claim.claim.quote = {static_cast<uint32_t>(at), static_cast<uint32_t>(end)};
    claim.quote_code_points = CodePoints(document.text, text.view.ascii()).Of(claim.claim.quote);
    claim.quote = line;
    claims.push_back(std::move(claim));
    at = end + 1;
  }
  Analysis analysis;
  DocumentEntity acme;
  acme.id = "acme";
  acme.name = "Acme";
  acme.aliases = {"Acme", "Acme " + DocumentId(document.text).substr(7, 8)};
  analysis.entities.push_back(acme);
  Mention mention;
  mention.kind = MentionKind::kCompany;
  mention.span = {0, static_cast<uint32_t>(std::min<size_t>(4, document.text.size()))};
  mention.entity = 0;
  mention.rule = "test/rule";
  analysis.mentions.push_back(mention);
  std::set<std::string> named = {"acme"};
  for (const StoredClaim& claim : claims) {
    for (const RoleFill& fill : claim.claim.roles) {
      for (const Party& party : fill.parties) {
        if (party.entity.empty() || !named.insert(party.entity).second) continue;
        analysis.entities.push_back({MentionKind::kCompany, party.entity, party.name, {party.name}, {}});
      }
    }
  }
  for (const StoredClaim& claim : claims) analysis.claims.push_back(claim.claim);
  entities.Apply(DocumentId(document.text), &analysis);
  for (size_t i = 0; i < claims.size(); ++i) {
    claims[i].claim = analysis.claims[i];
    claims[i].key = TestReconciler().KeyOf(claims[i].claim);
  }
  return MakeEntry(text, analysis, std::move(claims));
}

UpdateOptions StoreTest::Options(const std::string& folder, const std::string& rules) {
  return {
      .folder = folder,
      .rules_hash = rules,
      .fold_version = 1,
      .command = "store_test",
      .fold = [](std::span<const StoredClaim> claims) { return TestReconciler().Fold(claims); },
      .extract = [](const Document& document, const EntityDecisions& entities) { return Extract(document, entities); },
      .on_wait = {},
      .sort_bytes = 64u << 20};
}

Result<RunSummary> StoreTest::Run(UpdateOptions options, const std::vector<Article>& articles) {
  Result<StoreUpdate> update = StoreUpdate::Open(std::move(options));
  if (!update.ok()) return update.error();
  for (;;) {
    Result<std::optional<Document>> stored = update->NextStored();
    if (!stored.ok()) return stored.error();
    if (!*stored) break;
    if (Status added = update->Add(Extract(**stored, update->entities())); !added.ok()) return added.error();
  }
  for (const Article& article : articles) {
    const Document document = ToDocument(article);
    Status done = Done{};
    switch (update->Check(document)) {
      case StoreUpdate::Known::kNew:
        done = update->Add(Extract(document, update->entities()));
        break;
      case StoreUpdate::Known::kCopy:
        done = update->AddCopy(document);
        break;
      case StoreUpdate::Known::kUnchanged:
        update->Keep(document.source);
    }
    if (!done.ok()) return done.error();
  }
  return update->Commit();
}
Result<RunSummary> StoreTest::Run(const std::string& folder, const std::vector<Article>& articles) {
  return Run(Options(folder), articles);
}

std::map<std::string, std::string> StoreTest::Files(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const std::string_view file : layout::kChecked)
    files[std::string(file)] = Slurp(folder + "/" + std::string(file));
  files["store.json"] = Slurp(folder + "/store.json");
  return files;
}

std::vector<std::string> StoreTest::Failures(const std::string& folder) {
  std::vector<std::string> failures;
  const auto verified = VerifyStore(folder, {}, [&failures](const VerifyFailure& failure) {
    failures.push_back(failure.file + ":" + std::to_string(failure.line) + ": " + failure.reason);
  });
  if (!verified.ok()) failures.push_back(verified.error().message);
  return failures;
}

std::vector<Article> StoreTest::Articles() {
  return {{"b.txt", "2025-01-10", "revenue company=acme amount=5:USD period=2024"},
          {"a.txt", "2025-01-12", "revenue company=acme amount=7:USD period=2024\ndebt company=acme amount=3:USD"},
          {"c.txt", "-", "revenue company=acme amount=5:USD period=2024"},  // the text of b.txt
          {"d.txt", "2025-02-12", "debt company=acmé amount=3:USD"},
          {"e.txt", "2025-02-13", "debt company=acme amount=3:USD"}};
}

std::vector<StoredFact> StoreTest::Facts(const StoreReader& reader) {
  std::vector<StoredFact> facts;
  const Status read = reader.ForEachFact([&facts](const StoredFact& fact) {
    facts.push_back(fact);
    return true;
  });
  EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message);
  return facts;
}

}  // namespace attest
