#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <set>

#include "pipeline/review/word_index.h"
#include "pipeline/store/reviews.h"
#include "tests/unit/store_fixture.h"

namespace attest {
namespace {

// ---- which entity stands for which

TEST(EntityDecisions, LeadOn) {
  EntityDecisions decisions;
  decisions.Set("castellan", "", "castellan-bank");
  decisions.Set("castellan-bank", "", "castellan-group");
  decisions.Set("mercury", "D1", "mercury-marine");
  EXPECT_EQ(decisions.Of("castellan", "D1"), "castellan-group");
  EXPECT_EQ(decisions.Of("castellan-group", "D1"), "castellan-group");
  EXPECT_EQ(decisions.Of("mercury", "D1"), "mercury-marine");
  EXPECT_EQ(decisions.Of("mercury", "D2"), "mercury");
  decisions.Undo("castellan-bank", "");
  decisions.Undo("mercury", "D1");
  EXPECT_EQ(decisions.Of("castellan", "D1"), "castellan-bank");
  EXPECT_EQ(decisions.Of("mercury", "D1"), "mercury");
}

TEST(EntityDecisions, NeverGoRound) {
  EntityDecisions decisions;
  decisions.Set("a", "", "b");
  decisions.Set("b", "", "c");
  decisions.Set("c", "", "a");  // takes the place of "b" is "c"
  EXPECT_EQ(decisions.Of("c", ""), "b");
  EXPECT_EQ(decisions.Of("b", ""), "b");
  decisions.Set("b", "", "b");
  EXPECT_EQ(decisions.Of("a", ""), "b");
}

TEST(EntityDecisions, ReadBackEqualAndSayWhatTheyAffect) {
  EntityDecisions before, after;
  before.Set("a", "", "b");
  after.Set("a", "", "b");
  after.Set("b", "", "c");
  after.Set("m", "D1", "n \"quoted\"");
  const Result<EntityDecisions> read = EntityDecisions::Parse(after.Format());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, after);
  EXPECT_FALSE(EntityDecisions::Parse("[{\"entity\":\"a\"}]").ok());
  EXPECT_EQ(after.Since(before).entities, (std::set<std::string, std::less<>>{"b"}));
  EXPECT_EQ(after.Since(before).documents, (std::set<std::string, std::less<>>{"D1"}));
  // What is undone is in the store under its later name.
  EXPECT_EQ(EntityDecisions().Since(before).entities, (std::set<std::string, std::less<>>{"b"}));
  EXPECT_TRUE(after.Since(after).entities.empty());
}

TEST(EntityDecisions, TwoThatBecomeOneAreOne) {
  Analysis analysis;
  analysis.entities = {
      {MentionKind::kCompany, "castellan-bank", "Castellan Bank", {"Castellan Bank"}, {}},
      {MentionKind::kCompany, "castellan", "Castellan", {"Castellan", "Castellan's"}, {{"ticker", "CAST"}}}};
  analysis.mentions.resize(2);
  analysis.mentions[0].entity = 0;
  analysis.mentions[1].entity = 1;
  EntityDecisions decisions;
  decisions.Set("castellan", "", "castellan-bank");
  decisions.Apply("D1", &analysis);
  EXPECT_EQ(analysis.mentions[1].entity, 0);
  EXPECT_EQ(analysis.entities[0].aliases.All(),
            (std::vector<std::string_view>{"Castellan", "Castellan Bank", "Castellan's"}));
  EXPECT_EQ(analysis.entities[0].identifiers.size(), 1u);
  EXPECT_EQ(analysis.entities[1].id, "");
}

// ---- decisions in a store

class ReviewTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ASSERT_TRUE(Run(Folder("s"), Articles()).ok());
  }
  std::string Path() const { return Folder("s") + "/reviews.jsonl"; }
  StoreReader Reader() const {
    Result<StoreReader> reader = StoreReader::Open(Folder("s"));
    EXPECT_TRUE(reader.ok()) << (reader.ok() ? "" : reader.error().message);
    return *std::move(reader);
  }
  // About the first citation of the fact.
  Status Decide(const Fact& fact, const std::string& decision, const std::string& who = "kim",
                const std::string& roles = "") {
    ReviewLine review = ReviewOf(fact, fact.citations.front(), "rules-1");
    review.decision = decision;
    review.roles = roles;
    review.who = who;
    review.when = "2026-01-02T03:04:05Z";
    return AppendReviews(Folder("s"), {review});
  }
};

TEST_F(ReviewTest, AreLaidOverAtOnceAndByTheNextRun) {
  const Fact fact = Facts(Reader()).front().fact;
  ASSERT_TRUE(Decide(fact, "correct", "kim", R"({"amount":{"amount":6,"currency":"USD"}})").ok());
  const StoreReader reader = Reader();
  const Result<StoredFact> shown = reader.FindFact(fact.id);
  ASSERT_TRUE(shown.ok() && shown->review);
  EXPECT_EQ(shown->review->decision, "correct");
  EXPECT_NE(shown->line.find(R"("roles":{"amount":{"amount":6,"currency":"USD"}},"contradicted":false})"),
            std::string_view::npos)
      << shown->line;
  ASSERT_TRUE(Run(Folder("s"), {}).ok());
  EXPECT_NE(Slurp(Folder("s") + "/facts.jsonl").find(shown->line), std::string::npos);
  EXPECT_EQ(Failures(Folder("s")), std::vector<std::string>());

  ASSERT_TRUE(Decide(fact, "undo", "lee").ok());
  EXPECT_FALSE(Reader().FindFact(fact.id)->review.has_value());
  const std::vector<ReviewLine> history = Reader().reviews().History(fact);
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].decision, "correct");
  EXPECT_EQ(history[1].who, "lee");
  const auto undone = Run(Folder("s"), {});
  ASSERT_TRUE(undone.ok());
  EXPECT_EQ(undone->facts_changed, 1u);
}

TEST_F(ReviewTest, CorrectTheModalityToo) {
  const Fact fact = Facts(Reader()).front().fact;
  ReviewLine review = ReviewOf(fact, fact.citations.front(), "rules-1");
  review.decision = "correct";
  review.right_modality = Modality::kDenied;
  ASSERT_TRUE(AppendReviews(Folder("s"), {review}).ok());
  const auto reader = Reader();  // the line is its own
  const Result<StoredFact> shown = reader.FindFact(fact.id);
  ASSERT_TRUE(shown.ok() && shown->review);
  EXPECT_EQ(shown->review->right_modality, Modality::kDenied);
  EXPECT_NE(shown->line.find(R"("right_modality":"denied","contradicted":false})"), std::string_view::npos);
  const Result<Fact> right = Corrected(fact, shown->review->roles, shown->review->right_modality);
  ASSERT_TRUE(right.ok());
  EXPECT_EQ(right->modality, Modality::kDenied);
  EXPECT_EQ(right->roles.size(), fact.roles.size());
  // A run under other rules reads all anew, and keeps it.
  const Result<RunSummary> run = Run(Options(Folder("s"), "sha256:2"), {});
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->reviews_orphaned, 0u);
  EXPECT_NE(Slurp(Folder("s") + "/facts.jsonl").find(R"("right_modality":"denied")"), std::string::npos);
  EXPECT_EQ(Reader().FindFact(fact.id)->review->right_modality, Modality::kDenied);
}

TEST_F(ReviewTest, KeepTheRuleAndItsVersion) {
  const Fact fact = Facts(Reader()).front().fact;
  ASSERT_TRUE(Decide(fact, "accept").ok());
  const std::vector<ReviewLine> history = Reader().reviews().History(fact);
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].rule, fact.citations.front().rule);
  EXPECT_EQ(history[0].rules, "rules-1");
}

TEST_F(ReviewTest, TakenBackLeaveTheOneBefore) {
  const Fact fact = Facts(Reader()).front().fact;
  const auto decision = [&]() -> std::string {
    const auto review = Reader().FindFact(fact.id)->review;
    return review ? review->decision : "none";
  };
  const auto undo = [&] {
    std::optional<ReviewLine> line = Reader().reviews().Undoing(fact);
    return line.has_value() && AppendReviews(Folder("s"), {*line}).ok();
  };
  ASSERT_TRUE(Decide(fact, "accept").ok());
  ASSERT_TRUE(Decide(fact, "reject").ok());
  EXPECT_EQ(decision(), "reject");
  ASSERT_TRUE(undo());
  EXPECT_EQ(decision(), "accept");
  ASSERT_TRUE(undo());
  EXPECT_EQ(decision(), "none");
  EXPECT_FALSE(undo());
}

TEST_F(ReviewTest, OfSeveralFactsAreAllWrittenOrNone) {
  const std::vector<StoredFact> facts = Facts(Reader());
  std::vector<ReviewLine> lines;
  for (const StoredFact& stored : facts)
    lines.push_back(ReviewOf(stored.fact, stored.fact.citations.front(), "rules-1"));
  for (ReviewLine& line : lines) line.decision = "accept";
  lines.back().decision = "perhaps";
  EXPECT_FALSE(AppendReviews(Folder("s"), lines).ok());
  EXPECT_EQ(Slurp(Path()), "");
  lines.back().decision = "reject";
  EXPECT_TRUE(AppendReviews(Folder("s"), lines).ok());
  EXPECT_EQ(Reader().reviews().lines(), lines);
}

// Wherever in the lines the disk is full, and wherever a writer was killed.
TEST_F(ReviewTest, AFullDiskAndAKilledWriterLeaveWholeDecisions) {
  const Fact fact = Facts(Reader()).front().fact;
  ReviewLine line = ReviewOf(fact, fact.citations.front(), "rules-1");
  line.decision = "accept";
  ASSERT_TRUE(AppendReviews(Folder("s"), {line}).ok());
  const std::string before = Slurp(Path());
  for (size_t room = 0; room < 2 * before.size(); ++room) {
    rlimit old;
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit full = {before.size() + room, old.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
    const Status written = AppendReviews(Folder("s"), {line, line});
    setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, old_handler);
    ASSERT_FALSE(written.ok()) << room;
    EXPECT_EQ(written.error().code, ErrorCode::kIo);
    ASSERT_EQ(Slurp(Path()), before) << room;
  }
  for (size_t written = 1; written < before.size(); ++written) {
    std::ofstream(Path(), std::ios::trunc) << before << before.substr(0, written);
    EXPECT_GE(Reader().reviews().lines().size(), 1u) << written;
    ASSERT_TRUE(AppendReviews(Folder("s"), {line}).ok());
    EXPECT_EQ(Slurp(Path()), before + before) << written;
  }
}

TEST_F(ReviewTest, OfAnOpenReaderAreReadAgain) {
  StoreReader reader = Reader();
  const Fact fact = Facts(reader).front().fact;
  ASSERT_TRUE(Decide(fact, "accept").ok());
  EXPECT_FALSE(reader.FindFact(fact.id)->review.has_value());
  ASSERT_TRUE(reader.ReadReviews().ok());
  EXPECT_TRUE(reader.FindFact(fact.id)->review.has_value());
}

TEST_F(ReviewTest, AreListedWithWhatBecameOfThem) {
  const std::vector<StoredFact> facts = Facts(Reader());
  const auto revenue = std::find_if(facts.begin(), facts.end(),
                                    [](const StoredFact& f) { return f.fact.status == FactStatus::kConflict; });
  ASSERT_NE(revenue, facts.end());
  // The value that does not stand is accepted all the same.
  ReviewLine other = ReviewOf(revenue->fact, revenue->fact.alternatives.front().citations.front(), "rules-1");
  other.decision = "accept";
  ASSERT_TRUE(AppendReviews(Folder("s"), {other}).ok());
  ASSERT_TRUE(Decide(facts.front().fact, "reject").ok());
  ASSERT_TRUE(Decide(facts.front().fact, "accept").ok());
  const Fact& last = facts.back().fact;
  ASSERT_TRUE(Decide(last, "accept").ok());
  ASSERT_TRUE(Decide(last, "undo").ok());
  other.key = "debt|company=nobody";
  ASSERT_TRUE(AppendReviews(Folder("s"), {other}).ok());
  const StoreReader reader = Reader();
  const auto states = reader.reviews().States([&](std::string_view key) { return reader.FindFacts(key); });
  ASSERT_TRUE(states.ok()) << states.error().message;
  std::vector<std::string> said;
  for (const Reviews::State& state : *states)
    said.push_back(state.review.decision + " " + std::string(ReviewStateName(state.state)));
  EXPECT_EQ(said, (std::vector<std::string>{"accept contradicted", "reject replaced", "accept stands", "accept undone",
                                            "accept orphaned"}));
}

TEST_F(ReviewTest, ThatWereCutShortDoNotCountAndDoNotSpoilTheNext) {
  const Fact fact = Facts(Reader()).front().fact;
  ASSERT_TRUE(Decide(fact, "accept").ok());
  std::ofstream(Path(), std::ios::binary | std::ios::app) << R"({"key":"debt|compa)";
  EXPECT_EQ(Reader().reviews().History(fact).size(), 1u);
  ASSERT_TRUE(Run(Folder("s"), {}).ok());
  ASSERT_TRUE(Decide(fact, "reject").ok());
  EXPECT_EQ(Reader().reviews().History(fact).size(), 2u);
  std::ofstream(Path(), std::ios::binary | std::ios::app) << "{}\n";
  const auto broken = StoreReader::Open(Folder("s"));
  ASSERT_FALSE(broken.ok());
  EXPECT_NE(broken.error().message.find("reviews.jsonl:3:"), std::string::npos) << broken.error().message;
}

TEST_F(ReviewTest, ThatSayTooLittleAreRefused) {
  const Fact fact = Facts(Reader()).front().fact;
  EXPECT_FALSE(Decide(fact, "perhaps").ok());
  EXPECT_FALSE(Decide(fact, "correct").ok());
  EXPECT_FALSE(Decide(fact, "accept", "kim", "{}").ok());
  EXPECT_FALSE(AppendReview(Folder("s"), EntityReview{"acme", "", "merge", "", "kim", "", ""}).ok());
  EXPECT_FALSE(AppendReview(Folder("s"), EntityReview{"acme", "", "split", "other", "kim", "", ""}).ok());
  EXPECT_EQ(Slurp(Path()), "");
}

TEST_F(ReviewTest, AboutEntitiesHoldForLaterRuns) {
  const Article later = {"z.txt", "2025-02-20", "debt company=acmé amount=3:USD"};
  ASSERT_TRUE(AppendReview(Folder("s"), EntityReview{"acmé", "", "merge", "acme", "kim", "2026-01-02", ""}).ok());
  ASSERT_TRUE(Run(Folder("s"), {later}).ok());
  // As if the decision had been there first.
  std::filesystem::create_directories(Folder("fresh"));
  std::filesystem::copy_file(Path(), Folder("fresh") + "/reviews.jsonl");
  std::vector<Article> all = Articles();
  all.push_back(later);
  ASSERT_TRUE(Run(Folder("fresh"), all).ok());
  EXPECT_EQ(Files(Folder("s")), Files(Folder("fresh")));
  for (const StoredFact& fact : Facts(Reader())) EXPECT_EQ(fact.fact.key.find("acmé"), std::string::npos);

  // And undone, with one article's name split off.
  const std::string document = DocumentId(Articles()[4].text);
  ASSERT_TRUE(AppendReview(Folder("s"), EntityReview{"acmé", "", "undo", "", "kim", "2026-01-03", ""}).ok());
  ASSERT_TRUE(AppendReview(Folder("s"), EntityReview{"acme", document, "split", "acme-2", "kim", "", ""}).ok());
  ASSERT_TRUE(Run(Folder("s"), {}).ok());
  std::filesystem::create_directories(Folder("again"));
  std::filesystem::copy_file(Path(), Folder("again") + "/reviews.jsonl");
  ASSERT_TRUE(Run(Folder("again"), all).ok());
  EXPECT_EQ(Files(Folder("s")), Files(Folder("again")));
  std::set<std::string> keys;
  for (const StoredFact& fact : Facts(Reader())) keys.insert(fact.fact.key);
  EXPECT_TRUE(keys.contains("debt|company=acme-2"));
  EXPECT_TRUE(keys.contains("debt|company=acmé"));
  EXPECT_TRUE(Run(Folder("s"), {})->unchanged);
}

// ---- what the review page searches

TEST(WordIndex, FindsFactsByPartsOfTheirWords) {
  WordIndex index;
  const std::vector<std::string> facts = {"Acme raised $11.9 billion", "acme-corp owed €7", "", "Über uns 東京の会社",
                                          "billion Acme Acme"};
  for (const std::string& fact : facts) {
    index.Add(fact);
    index.EndFact();
  }
  index.EndFacts();
  const auto found = [&](std::string_view words) {
    std::vector<size_t> holding;
    const WordIndex::Search search(index, words);
    for (uint32_t fact = 0; fact < facts.size(); ++fact) {
      if (search.Holds(fact)) holding.push_back(fact);
    }
    return holding;
  };
  EXPECT_EQ(found("ACME"), (std::vector<size_t>{0, 1, 4}));
  EXPECT_EQ(found("billion  acme"), (std::vector<size_t>{0, 4}));
  EXPECT_EQ(found("$11.9"), (std::vector<size_t>{0}));
  EXPECT_EQ(found("corp"), (std::vector<size_t>{1}));
  EXPECT_EQ(found("京の"), (std::vector<size_t>{3}));
  EXPECT_EQ(found("acme euro"), std::vector<size_t>());
  EXPECT_FALSE(WordIndex::Search(index, " \n").asks());
}

}  // namespace
}  // namespace attest
