// Stores of articles that say what they state, for the tests of the store.
#ifndef ATTEST_TESTS_UNIT_STORE_FIXTURE_H_
#define ATTEST_TESTS_UNIT_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pipeline/store/store.h"

namespace attest {

// One claim a line, as BuildClaim reads it, without the document and its day.
struct Article {
  std::string path;
  std::string published;  // or "-"
  std::string text;
};

std::string Slurp(const std::filesystem::path& path);

// A folder of its own for each test.
class StoreTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  std::string Folder(const std::string& name) const { return (root_ / name).string(); }

  static Document ToDocument(const Article& article);
  static DocumentEntry Extract(const Document& document, const EntityDecisions& entities = {});
  static UpdateOptions Options(const std::string& folder, const std::string& rules = "sha256:1");
  static Result<RunSummary> Run(UpdateOptions options, const std::vector<Article>& articles);
  static Result<RunSummary> Run(const std::string& folder, const std::vector<Article>& articles);

  // Every file that articles and rules determine.
  static std::map<std::string, std::string> Files(const std::string& folder);
  // What `attest verify` finds: "FILE:LINE: reason".
  static std::vector<std::string> Failures(const std::string& folder);
  // Five of four texts.
  static std::vector<Article> Articles();
  // The facts as `attest facts` shows them.
  static std::vector<StoredFact> Facts(const StoreReader& reader);

  std::filesystem::path root_;
};

}  // namespace attest

#endif  // ATTEST_TESTS_UNIT_STORE_FIXTURE_H_
