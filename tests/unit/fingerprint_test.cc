#include "pipeline/facts/fingerprint.h"

#include <gtest/gtest.h>

#include <map>

#include "pipeline/ingest/reader.h"

namespace attest {
namespace {

// Of every sample article, by its file's name.
std::map<std::string, std::string> SampleFingerprints() {
  std::map<std::string, std::string> fingerprints;
  const Result<RuleSet> rules = RuleSet::Load(ATTEST_SOURCE_DIR "/rules");
  EXPECT_TRUE(rules.ok());
  Result<Reader> reader = Reader::Open(*rules, {ATTEST_SOURCE_DIR "/corpus/articles"}, {});
  EXPECT_TRUE(reader.ok());
  while (const std::optional<Document> document = reader->Next([](const Reject&) {}))
    fingerprints[document->source.id] = Fingerprint(DocumentText(*document));
  return fingerprints;
}

TEST(Fingerprint, TellsCopiesFromOtherArticles) {
  const std::map<std::string, std::string> samples = SampleFingerprints();
  ASSERT_GT(samples.size(), 10u);
  for (const auto& [name, fingerprint] : samples) {
    EXPECT_DOUBLE_EQ(Similarity(fingerprint, fingerprint), 1.0) << name;
    for (const auto& [other, of_other] : samples) {
      if (other <= name) continue;
      const double similarity = Similarity(fingerprint, of_other);
      EXPECT_EQ(similarity, Similarity(of_other, fingerprint)) << name << " " << other;
      if (name == "brightwater-results-syndicated" && other == "brightwater-results-wire") {
        EXPECT_GE(similarity, kSameSource);
      } else {
        EXPECT_LT(similarity, 0.4) << name << " " << other;
      }
    }
  }
}

std::string Of(const std::string& text) {
  Document document;
  document.text = text;
  return Fingerprint(DocumentText(document));
}

TEST(Fingerprint, WordsCountNotTheirLook) {
  const std::string plain = Of("Acme said its profit rose to a record in the year to March.");
  EXPECT_EQ(Similarity(plain, Of("ACME said: its profit rose,\nto a record - in the year to march")), 1.0);
  EXPECT_EQ(Of("Only four words here"), "");
  EXPECT_EQ(Similarity("", plain), 0.0);
  EXPECT_EQ(Similarity("", ""), 0.0);
  EXPECT_EQ(Of("Five words are already enough").size(), plain.size());
}

}  // namespace
}  // namespace attest
