#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "pipeline/store/document_index.h"
#include "pipeline/store/layout.h"
#include "pipeline/store/line_parity.h"
#include "pipeline/store/reviews.h"
#include "tests/unit/store_fixture.h"

namespace attest {
namespace {

namespace fs = std::filesystem;

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
  ReviewLine review = ReviewOf(*fact, fact->citations[0], "");
  review.decision = "accept";
  review.who = "kim";
  review.when = "2026-01-02";
  review.why = "seen in the filing";
  ASSERT_TRUE(AppendReviews(Folder("s"), {review}).ok());
  review.key = "debt|company=nobody";
  ASSERT_TRUE(AppendReviews(Folder("s"), {review}).ok());
  const auto summary = Run(Folder("s"), {});
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->reviews_orphaned, 1u);
  EXPECT_EQ(summary->facts_changed, 1u);
  reader = StoreReader::Open(Folder("s"));
  const Result<StoredFact> found = reader->FindFact(fact->id);
  ASSERT_TRUE(found.ok() && found->review.has_value());
  EXPECT_EQ(found->review->who, "kim");
}

TEST_F(StoreTest, ForgottenArticlesAreWithdrawn) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  const auto forget = [this](const std::string& what) -> Result<RunSummary> {
    Result<StoreUpdate> update = StoreUpdate::Open(Options(Folder("s")));
    if (!update.ok()) return update.error();
    const Result<uint64_t> forgotten = update->Forget(what);
    if (!forgotten.ok()) return forgotten.error();
    return update->Commit();
  };
  // By path; the text of b.txt stays under c.txt, which has no day.
  const auto by_path = forget("b.txt");
  ASSERT_TRUE(by_path.ok()) << by_path.error().message;
  EXPECT_EQ(by_path->documents_withdrawn, 0u);
  std::vector<Article> rest = Articles();
  rest.erase(rest.begin());
  ASSERT_TRUE(Run(Folder("without b"), rest).ok());
  EXPECT_EQ(Files(Folder("s")), Files(Folder("without b")));
  // By the beginning of an id: both sources of it, and what only it states.
  const auto by_id = forget(DocumentId(Articles()[0].text).substr(0, 20));
  ASSERT_TRUE(by_id.ok()) << by_id.error().message;
  EXPECT_EQ(by_id->documents_withdrawn, 1u);
  rest.erase(rest.begin() + 1);
  ASSERT_TRUE(Run(Folder("without c"), rest).ok());
  EXPECT_EQ(Files(Folder("s")), Files(Folder("without c")));

  const auto last = forget("d.txt");
  ASSERT_TRUE(last.ok());
  EXPECT_EQ(last->facts_withdrawn, 1u);
  std::vector<std::string> withdrawn;
  ASSERT_TRUE(StoreReader::Open(Folder("s"))
                  ->ForEachChange([&withdrawn](const StoredChange& change) {
                    withdrawn.push_back(std::string(change.change) + " " + change.fact.fact.key);
                    return true;
                  })
                  .ok());
  EXPECT_EQ(withdrawn, std::vector<std::string>{"withdrawn debt|company=acmé"});
  for (const char* nothing : {"d.txt", "sha256:0", "sha256:", "nobody"}) {
    const auto none = forget(nothing);
    ASSERT_FALSE(none.ok()) << nothing;
    EXPECT_EQ(none.error().code, ErrorCode::kNotFound) << nothing;
  }
  EXPECT_EQ(Failures(Folder("s")), std::vector<std::string>());
}

TEST_F(StoreTest, ChangesNameTheFactsOfTheLastRun) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  ASSERT_TRUE(Run(Folder("s"), {{"d.txt", "2025-02-12", "debt company=acme amount=9:USD"},
                                {"g.txt", "2025-02-14", "revenue company=acme amount=7:USD period=2024"}})
                  .ok());
  std::vector<std::string> changes;
  const Result<StoreReader> reader = StoreReader::Open(Folder("s"));
  ASSERT_TRUE(reader
                  ->ForEachChange([&changes](const StoredChange& change) {
                    changes.push_back(std::string(change.change) + " " + change.fact.fact.key + " " +
                                      std::to_string(change.fact.fact.citations.size()));
                    return true;
                  })
                  .ok());
  std::sort(changes.begin(), changes.end());
  EXPECT_EQ(changes, (std::vector<std::string>{"changed debt|company=acme 2", "changed revenue|company=acme 2",
                                               "withdrawn debt|company=acmé 1"}));
}

// How many bytes of the memory around a place are the process's own, as the kernel counts them.
size_t Resident(const void* place) {
  std::ifstream maps("/proc/self/smaps");
  bool here = false;
  for (std::string line; std::getline(maps, line);) {
    uintptr_t begin = 0, end = 0;
    size_t kilobytes = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2)
      here = begin <= reinterpret_cast<uintptr_t>(place) && reinterpret_cast<uintptr_t>(place) < end;
    if (here && std::sscanf(line.c_str(), "Rss: %zu kB", &kilobytes) == 1) return kilobytes * 1024;
  }
  return 0;
}

TEST_F(StoreTest, AMappedFileGivesItsMemoryBack) {
  constexpr size_t kBytes = 8 << 20;
  const std::string path = Folder("large");
  std::ofstream(path) << std::string(kBytes, 'x');
  const Result<MappedFile> file = MappedFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(std::count(file->bytes().begin(), file->bytes().end(), 'x'), kBytes);
  EXPECT_EQ(Resident(file->bytes().data()), kBytes);
  file->Release();
  EXPECT_EQ(Resident(file->bytes().data()), 0u);
  EXPECT_EQ(file->bytes().back(), 'x');
}

TEST(LineParity, TellsTheOneLineThatDiffers) {
  const auto of = [](const std::vector<std::string>& lines) {
    LineParity parity;
    for (const std::string& line : lines) parity.Add(line);
    return parity;
  };
  std::vector<std::string> lines;
  for (int i = 0; i < 1000; ++i) lines.push_back("line " + std::to_string(i % 700));
  const LineParity written = of(lines);
  EXPECT_EQ(written.DamagedLine(written), std::nullopt);
  for (const size_t at : {size_t{0}, size_t{1}, size_t{511}, size_t{512}, size_t{999}}) {
    std::vector<std::string> damaged = lines;
    damaged[at] += "x";
    EXPECT_EQ(written.DamagedLine(of(damaged)), std::optional<uint64_t>(at + 1));
    damaged[500] += "y";
    EXPECT_EQ(written.DamagedLine(of(damaged)), std::nullopt);
  }
  const std::optional<LineParity> read = LineParity::FromHex(written.Hex(), 1000);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, written);
  EXPECT_FALSE(LineParity::FromHex(written.Hex(), 1024).has_value());
  EXPECT_FALSE(LineParity::FromHex("x" + written.Hex().substr(1), 1000).has_value());
  EXPECT_EQ(LineParity::FromHex(LineParity().Hex(), 0), LineParity());
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

TEST_F(StoreTest, TheDamagedFileIsNamedNotTheOneReadBesideIt) {
  ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  const fs::path claims = fs::canonical(Folder("s") + "/claims.jsonl");
  std::string damaged = Slurp(claims);
  damaged.replace(damaged.rfind("|company=acme"), 13, "|company=acmf");  // its facts now belong to no claim
  std::ofstream(claims, std::ios::binary) << damaged;
  const auto run = Run(Folder("s"), {{"x.txt", "-", "debt company=x amount=3:USD"}});
  ASSERT_FALSE(run.ok());
  EXPECT_NE(run.error().message.find("claims.jsonl:5:"), std::string::npos) << run.error().message;
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
      {"mentions.jsonl", "\"document\":", "\"documend\":", "the line is no mention"},
      {"mentions.jsonl", "\"bytes\":[0,", "\"bytes\":[9,", "does not stand at bytes"},
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
      damaged.replace(damaged.rfind(damage.from), std::string_view(damage.from).size(), damage.to);
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
  ReviewLine review;
  review.key = "debt|company=acme";
  review.document = DocumentId(articles[4].text);
  review.bytes = {0, 30};
  review.decision = "accept";
  review.who = "kim";
  review.when = "2026-01-02";
  ASSERT_TRUE(AppendReviews(folder, {review}).ok());
  EXPECT_TRUE(Failures(folder).empty());
  EXPECT_NE(Slurp(folder + "/rejects.jsonl"), "");
}

}  // namespace
}  // namespace attest
