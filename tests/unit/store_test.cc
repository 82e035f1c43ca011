#include "pipeline/store/store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "pipeline/store/layout.h"
#include "pipeline/store/reviews.h"
#include "tests/unit/claim_builder.h"

namespace attest {
namespace {

namespace fs = std::filesystem;

// An article whose text says what it states: one claim a line, as BuildClaim reads it, the document left out.
struct Article {
  std::string path;
  std::string published;  // or "-"
  std::string text;
};

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("attest-store-" + std::to_string(getpid()) + "-" +
                                         testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string Folder(const std::string& name) const { return (root_ / name).string(); }

  static Document ToDocument(const Article& article) {
    Document document;
    document.text = article.text;
    document.source.path = article.path;
    document.source.id = article.path;
    document.published = ParseDay(article.published);
    return document;
  }

  static DocumentEntry Extract(const Document& document) {
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
    DocumentEntity entity;
    entity.id = "acme";
    entity.name = "Acme";
    entity.aliases = {"Acme", document.source.path};
    analysis.entities.push_back(entity);
    return MakeEntry(text, analysis, std::move(claims));
  }

  static UpdateOptions Options(const std::string& folder, const std::string& rules = "sha256:1") {
    return {.folder = folder,
            .rules_hash = rules,
            .fold_version = 1,
            .command = "store_test",
            .fold = [](std::span<const StoredClaim> claims) { return TestReconciler().Fold(claims); },
            .extract = Extract,
            .on_wait = {},
            .sort_bytes = 64u << 20};
  }

  static Result<RunSummary> Run(UpdateOptions options, const std::vector<Article>& articles) {
    Result<StoreUpdate> update = StoreUpdate::Open(std::move(options));
    if (!update.ok()) return update.error();
    while (update->rules_changed()) {
      Result<std::optional<Document>> stored = update->NextStored();
      if (!stored.ok()) return stored.error();
      if (!*stored) break;
      if (Status added = update->Add(Extract(**stored)); !added.ok()) return added.error();
    }
    for (const Article& article : articles) {
      const Document document = ToDocument(article);
      Status done = Done{};
      switch (update->Check(document)) {
        case StoreUpdate::Known::kNew:
          done = update->Add(Extract(document));
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
  static Result<RunSummary> Run(const std::string& folder, const std::vector<Article>& articles) {
    return Run(Options(folder), articles);
  }

  // Every file that articles and rules determine.
  static std::map<std::string, std::string> Files(const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const std::string_view file : layout::kChecked)
      files[std::string(file)] = Slurp(folder + "/" + std::string(file));
    files["store.json"] = Slurp(folder + "/store.json");
    return files;
  }
  static std::vector<std::string> Failures(const std::string& folder) {
    std::vector<std::string> failures;
    const auto verified = VerifyStore(folder, {}, [&failures](const VerifyFailure& failure) {
      failures.push_back(failure.file + ":" + std::to_string(failure.line) + ": " + failure.reason);
    });
    if (!verified.ok()) failures.push_back(verified.error().message);
    return failures;
  }

  static std::vector<Article> Articles() {
    return {{"b.txt", "2025-01-10", "revenue company=acme amount=5:USD period=2024"},
            {"a.txt", "2025-01-12", "revenue company=acme amount=7:USD period=2024\ndebt company=acme amount=3:USD"},
            {"c.txt", "-", "revenue company=acme amount=5:USD period=2024"},  // the text of b.txt
            {"d.txt", "2025-02-12", "debt company=acmé amount=3:USD"},
            {"e.txt", "2025-02-13", "debt company=acme amount=3:USD"}};
  }

  fs::path root_;
};

TEST_F(StoreTest, OneRunAndARunForEachGiveTheSameBytes) {
  ASSERT_TRUE(Run(Folder("all"), Articles()).ok());
  std::vector<Article> articles = Articles();
  for (int round = 0; round < 5; ++round) {
    std::rotate(articles.begin(), articles.begin() + 1, articles.end());
    const std::string folder = Folder("each" + std::to_string(round));
    for (const Article& article : articles) {
      const auto summary = Run(folder, {article});
      ASSERT_TRUE(summary.ok()) << summary.error().message;
    }
    EXPECT_EQ(Files(folder), Files(Folder("all"))) << round;
  }
  EXPECT_EQ(Failures(Folder("all")), std::vector<std::string>());
  UpdateOptions spilling = Options(Folder("spilled"));
  spilling.sort_bytes = 1;
  ASSERT_TRUE(Run(std::move(spilling), Articles()).ok());
  EXPECT_EQ(Files(Folder("spilled")), Files(Folder("all")));
}

TEST_F(StoreTest, UnchangedArticlesChangeNothing) {
  const auto first = Run(Folder("s"), Articles());
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(first->documents, 4u);
  EXPECT_EQ(first->facts_added, first->facts);
  const auto before = Files(Folder("s"));
  EXPECT_NE(Slurp(Folder("s") + "/changes.jsonl"), "");
  const auto second = Run(Folder("s"), Articles());
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_TRUE(second->unchanged);
  EXPECT_EQ(second->facts, first->facts);
  EXPECT_EQ(Files(Folder("s")), before);
  EXPECT_EQ(Slurp(Folder("s") + "/changes.jsonl"), "");
}

TEST_F(StoreTest, ANewVersionReplacesTheOld) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  const auto replaced = Run(Folder("s"), {{"d.txt", "2025-02-12", "debt company=acme amount=9:USD"}});
  ASSERT_TRUE(replaced.ok()) << replaced.error().message;
  EXPECT_EQ(replaced->documents, 4u);
  EXPECT_GE(replaced->facts_withdrawn, 1u);
  std::vector<Article> fresh = Articles();
  fresh[3].text = "debt company=acme amount=9:USD";
  ASSERT_TRUE(Run(Folder("fresh"), fresh).ok());
  EXPECT_EQ(Files(Folder("s")), Files(Folder("fresh")));
}

TEST_F(StoreTest, ACopyTakesOverWithItsOwnDate) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  ASSERT_TRUE(Run(Folder("s"), {{"b.txt", "2025-01-10", "debt company=acme amount=1:USD"}}).ok());
  std::vector<Article> fresh = Articles();
  fresh[0].text = "debt company=acme amount=1:USD";
  ASSERT_TRUE(Run(Folder("fresh"), fresh).ok());
  EXPECT_EQ(Files(Folder("s")), Files(Folder("fresh")));
}

TEST_F(StoreTest, OtherRulesReadEveryTextAgain) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  ASSERT_TRUE(Run(Options(Folder("s"), "sha256:2"), {}).ok());
  ASSERT_TRUE(Run(Options(Folder("fresh"), "sha256:2"), Articles()).ok());
  EXPECT_EQ(Files(Folder("s")), Files(Folder("fresh")));
}

TEST_F(StoreTest, AnotherFoldFoldsEveryKeyAgain) {
  UpdateOptions older = Options(Folder("s"));
  older.fold_version = 0;
  older.fold = [](std::span<const StoredClaim>) { return std::vector<Fact>(); };
  ASSERT_TRUE(Run(std::move(older), Articles()).ok());
  ASSERT_TRUE(Run(Folder("fresh"), Articles()).ok());
  EXPECT_NE(Files(Folder("s")), Files(Folder("fresh")));
  const auto folded = Run(Folder("s"), {});
  ASSERT_TRUE(folded.ok()) << folded.error().message;
  EXPECT_FALSE(folded->unchanged);
  EXPECT_GE(folded->facts_added, 1u);
  EXPECT_EQ(Files(Folder("s")), Files(Folder("fresh")));
  EXPECT_TRUE(Run(Folder("s"), {})->unchanged);
}

TEST_F(StoreTest, RejectsStayUntilTheirPathIsReadAgain) {
  {
    Result<StoreUpdate> update = StoreUpdate::Open(Options(Folder("s")));
    ASSERT_TRUE(update.ok());
    update->AddReject({"bad.txt", "", "bad", 0}, "binary", "holds zero bytes");
    ASSERT_TRUE(update->Commit().ok());
  }
  ASSERT_EQ(Run(Folder("s"), Articles())->rejects, 1u);
  EXPECT_EQ(Run(Folder("s"), {{"bad.txt", "-", "debt company=acme amount=3:USD"}})->rejects, 0u);
}

TEST_F(StoreTest, WithoutCommitNothingChanges) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  const auto before = Files(Folder("s"));
  {
    Result<StoreUpdate> update = StoreUpdate::Open(Options(Folder("s")));
    ASSERT_TRUE(update.ok());
    ASSERT_TRUE(update->Add(Extract(ToDocument({"x.txt", "-", "debt company=x amount=3:USD"}))).ok());
    std::string holder;
    UpdateOptions second = Options(Folder("s"));
    second.on_wait = [&holder](std::string_view who) {
      holder = who;
      return false;
    };
    EXPECT_FALSE(StoreUpdate::Open(std::move(second)).ok());
    EXPECT_NE(holder.find("store_test"), std::string::npos) << holder;
  }
  EXPECT_EQ(Files(Folder("s")), before);
}

TEST_F(StoreTest, ReviewsAreLaidOverAndOrphansCounted) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  Result<StoreReader> reader = StoreReader::Open(Folder("s"));
  ASSERT_TRUE(reader.ok());
  std::optional<Fact> fact;
  ASSERT_TRUE(reader
                  ->ForEachFact([&fact](const StoredFact& stored) {
                    fact = stored.fact;
                    return false;
                  })
                  .ok());
  ReviewLine review{fact->key, fact->modality, fact->citations[0].document, fact->citations[0].bytes, "accept", "",
                    "kim",     "2026-01-02",   "seen in the filing"};
  ASSERT_TRUE(AppendReview(Folder("s"), review).ok());
  review.key = "debt|company=nobody";
  ASSERT_TRUE(AppendReview(Folder("s"), review).ok());
  const auto summary = Run(Folder("s"), {});
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->reviews_orphaned, 1u);
  EXPECT_EQ(summary->facts_changed, 1u);
  reader = StoreReader::Open(Folder("s"));
  const Result<StoredFact> found = reader->FindFact(fact->id);
  ASSERT_TRUE(found.ok() && found->review.has_value());
  EXPECT_EQ(found->review->who, "kim");
}

TEST_F(StoreTest, DamageIsNamedAndNothingOverwritten) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  const fs::path facts = fs::canonical(Folder("s") + "/facts.jsonl");
  const std::string whole = Slurp(facts);
  const auto write = [&facts](const std::string& bytes) { std::ofstream(facts, std::ios::binary) << bytes; };
  std::string flipped = whole;
  flipped[flipped.find("amount=") + 7] ^= 1;  // in a quote
  const std::pair<std::string, std::string> damages[] = {
      {whole.substr(0, whole.size() - 5), "the line is cut off"},
      {"x" + whole.substr(1), "is damaged"},
      {flipped, "is damaged"},
  };
  for (const auto& [bytes, said] : damages) {
    write(bytes);
    const auto run = Run(Folder("s"), {{"x.txt", "-", "debt company=x amount=3:USD"}});
    ASSERT_FALSE(run.ok()) << said;
    EXPECT_EQ(run.error().code, ErrorCode::kBadStore);
    EXPECT_NE(run.error().message.find("facts.jsonl"), std::string::npos) << run.error().message;
    EXPECT_NE(run.error().message.find(said), std::string::npos) << run.error().message;
    EXPECT_FALSE(Failures(Folder("s")).empty()) << said;
    EXPECT_EQ(Slurp(facts), bytes);
  }
  write(whole);
  EXPECT_TRUE(Failures(Folder("s")).empty());
}

TEST_F(StoreTest, OtherFoldersAreLeftAlone) {
  fs::create_directories(Folder("photos"));
  std::ofstream(Folder("photos") + "/cat.jpg") << "x";
  const auto foreign = Run(Folder("photos"), Articles());
  ASSERT_FALSE(foreign.ok());
  EXPECT_EQ(foreign.error().code, ErrorCode::kBadStore);
  EXPECT_FALSE(fs::exists(Folder("photos") + "/.store"));
  std::ofstream(Folder("file")) << "x";
  EXPECT_FALSE(Run(Folder("file"), Articles()).ok());
  fs::create_directories(Folder("readme"));
  std::ofstream(Folder("readme") + "/README.md") << "x";
  EXPECT_TRUE(Run(Folder("readme"), Articles()).ok());
  const fs::path manifest = fs::canonical(Folder("readme") + "/store.json");
  std::ofstream(manifest, std::ios::binary) << "{\"format\":99}";
  const auto newer = Run(Folder("readme"), Articles());
  ASSERT_FALSE(newer.ok());
  EXPECT_NE(newer.error().message.find("newer"), std::string::npos) << newer.error().message;
}

TEST_F(StoreTest, VerifyNamesWhatIsDamaged) {
  struct Damage {
    const char* file;
    const char* from;  // these words of the file ...
    const char* to;    // ... become these; nullptr: the file goes
    const char* said;
  };
  const Damage damages[] = {
      {"documents.jsonl", "amount=5", "amount=4", "the id is not that of the text"},
      {"facts.jsonl", "amount=5", "amount=4", "does not stand at bytes"},
      {"facts.jsonl", "\"chars\":[0,", "\"chars\":[1,", "does not stand at code points"},
      {"claims.jsonl", "amount=5", "amount=4", "does not stand at bytes"},
      {"claims.jsonl", "\"document\":\"sha256:", "\"document\":\"sha512:", "which is not there"},
      {"names.jsonl", "Acme", "Acne", "checksum"},
      {"entities.jsonl", "Acme", "Acne", "checksum"},
      {"facts.jsonl", "]", "}", "the line is not JSON"},
      {"entities.jsonl", "}\n", "} ", "is cut off"},
      {"facts.jsonl", "\"review\":null}", "", "is damaged"},
      {"mentions.jsonl", nullptr, nullptr, "mentions.jsonl: is missing"},
      {"store.json", "\"format\":1", "\"format\":9", "newer attest (format 9"},
      {"store.json", "\"format\":1", "\"formal\":1", "does not give the store's format"},
      {"store.json", nullptr, nullptr, "store.json: is missing"},
  };
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  for (const Damage& damage : damages) {
    const fs::path path = fs::canonical(Folder("s") + "/" + damage.file);
    const std::string whole = Slurp(path);
    if (damage.from == nullptr) {
      fs::remove(path);
    } else {
      std::string damaged = whole;
      ASSERT_NE(damaged.find(damage.from), std::string::npos) << damage.file << " " << damage.from;
      damaged.replace(damaged.find(damage.from), std::string_view(damage.from).size(), damage.to);
      std::ofstream(path, std::ios::binary) << damaged;
    }
    const std::vector<std::string> failures = Failures(Folder("s"));
    std::string all;
    for (const std::string& failure : failures) all += failure + "\n";
    EXPECT_NE(all.find(damage.said), std::string::npos) << damage.file << ": " << damage.said << "\ngot: " << all;
    std::ofstream(path, std::ios::binary) << whole;
  }
  EXPECT_EQ(Failures(Folder("s")), std::vector<std::string>());
}

TEST_F(StoreTest, VerifyOfOtherFolders) {
  const auto code = [](const std::string& folder) {
    const auto verified = VerifyStore(folder, {}, [](const VerifyFailure&) {});
    return verified.ok() ? std::optional<ErrorCode>() : verified.error().code;
  };
  EXPECT_EQ(code(Folder("nowhere")), ErrorCode::kNotFound);
  fs::create_directories(Folder("photos"));
  EXPECT_EQ(code(Folder("photos")), ErrorCode::kNotFound);
  std::ofstream(Folder("photos") + "/cat.jpg") << "x";
  EXPECT_EQ(code(Folder("photos")), ErrorCode::kBadStore);
  EXPECT_EQ(code(Folder("photos") + "/cat.jpg"), ErrorCode::kBadStore);
}

TEST_F(StoreTest, VerifyComparesTheOriginals) {
  const std::vector<Article> articles = Articles();
  ASSERT_TRUE(Run(Folder("s"), articles).ok());
  const auto read = [&articles](const Source& source) -> Result<std::optional<std::string>> {
    if (source.path == "a.txt") return std::optional<std::string>();  // gone
    if (source.path == "d.txt") return std::optional<std::string>("another text");
    if (source.path == "e.txt") return Error{ErrorCode::kIo, "no permission"};
    for (const Article& article : articles) {
      if (article.path == source.path) return std::optional<std::string>(article.text);
    }
    return std::optional<std::string>();
  };
  std::map<std::string, std::string> failures;
  const auto verified = VerifyStore(
      Folder("s"), read, [&failures](const VerifyFailure& failure) { failures[failure.file] = failure.reason; });
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(verified->originals_missing, 1u);
  EXPECT_EQ(verified->originals_same, 2u);  // b.txt and its copy c.txt
  EXPECT_EQ(verified->failures, 2u);
  EXPECT_EQ(failures,
            (std::map<std::string, std::string>{{"d.txt", "article d.txt: the text is no longer what is stored"},
                                                {"e.txt", "article e.txt: no permission"}}));
}

TEST_F(StoreTest, WhatCannotBeWrittenLeavesTheStoreAsItWas) {
  std::ofstream(Folder("file")) << "x";
  const auto below = Run(Folder("file") + "/store", Articles());
  ASSERT_FALSE(below.ok());
  EXPECT_EQ(below.error().code, ErrorCode::kIo) << below.error().message;
  EXPECT_EQ(Slurp(Folder("file")), "x");

  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  const auto before = Files(Folder("s"));
  const Article more = {"x.txt", "2025-02-14", "debt company=x amount=3:USD"};
  // A full disk: no file grows beyond so many bytes.
  for (const rlim_t limit : {0u, 10u, 300u, 1000u}) {
    for (const uint64_t sort_bytes : {uint64_t{1}, uint64_t{64} << 20}) {
      UpdateOptions options = Options(Folder("s"));
      options.sort_bytes = sort_bytes;
      rlimit old;
      ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
      const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
      const rlimit full = {limit, old.rlim_max};
      ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
      const auto run = Run(std::move(options), {more});
      setrlimit(RLIMIT_FSIZE, &old);
      std::signal(SIGXFSZ, old_handler);
      ASSERT_FALSE(run.ok()) << limit;
      EXPECT_EQ(run.error().code, ErrorCode::kIo) << run.error().message;
      EXPECT_EQ(Files(Folder("s")), before) << limit;
      EXPECT_EQ(Failures(Folder("s")), std::vector<std::string>()) << limit;
    }
  }
  EXPECT_EQ(Run(Folder("s"), {more})->documents_added, 1u);
}

// tests/validate_store.py reads what this leaves.
TEST_F(StoreTest, KeepsAStoreForTheSchemas) {
  const char* const kept = std::getenv("ATTEST_KEEP_STORE");
  const std::string folder = kept == nullptr ? Folder("s") : kept;
  fs::remove_all(folder);
  std::vector<Article> articles = Articles();
  articles.push_back({"f.txt", "2025-02-14",
                      "investment investor=a+'the_founders investee=b amount=5..7:USD=6:EUR stake=10 planned range\n"
                      "contract customer=a provider=b amount=25:#jets duration=P5Y over !report=wire !correction"});
  Result<StoreUpdate> update = StoreUpdate::Open(Options(folder));
  ASSERT_TRUE(update.ok());
  for (const Article& article : articles) ASSERT_TRUE(update->Add(Extract(ToDocument(article))).ok());
  update->AddReject({"bad.txt", "https://example.com", "bad", 3}, "binary", "holds zero bytes");
  ASSERT_TRUE(update->Commit().ok());
  ASSERT_TRUE(AppendReview(folder, {"debt|company=acme",
                                    Modality::kActual,
                                    DocumentId(articles[4].text),
                                    {0, 30},
                                    "accept",
                                    "",
                                    "kim",
                                    "2026-01-02",
                                    ""})
                  .ok());
  EXPECT_TRUE(Failures(folder).empty());
  EXPECT_NE(Slurp(folder + "/rejects.jsonl"), "");
}

}  // namespace
}  // namespace attest
