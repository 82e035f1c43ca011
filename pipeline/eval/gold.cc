#include "pipeline/eval/gold.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "pipeline/eval/code_points.h"
#include "pipeline/eval/json_field.h"
#include "pipeline/model/catalogue.h"

namespace attest {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

bool EndsWith(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

// One line of a gold file and where it stands.
struct Line {
  Json json;
  std::string place;  // "PATH:LINE: "
};

Error Bad(const Line& line, const std::string& reason) { return {ErrorCode::kBadInput, line.place + reason}; }

Result<std::vector<Line>> ReadLines(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::kNotFound, path + ": cannot be read"};
  std::vector<Line> lines;
  std::string text;
  for (size_t number = 1; std::getline(in, text); ++number) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    Line line{Json::parse(text, nullptr, /*allow_exceptions=*/false), path + ":" + std::to_string(number) + ": "};
    if (!line.json.is_object()) return Bad(line, "not a JSON object");
    lines.push_back(std::move(line));
  }
  if (lines.empty()) return Error{ErrorCode::kBadInput, path + ": no gold in this file"};
  return lines;
}

std::optional<Error> CheckCompanies(const Line& line) {
  for (const Json& company : Items(line.json, "companies")) {
    if (Text(company, "name").empty()) return Bad(line, "a company without a name: " + company.dump());
  }
  return std::nullopt;
}

// A gold fact needs its required roles, or a mistake in the gold would count against the program.
std::optional<Error> CheckFact(const Line& line, const Json& fact) {
  const std::optional<FactType> type = FactTypeFromName(Text(fact, "type"));
  if (!type) return Bad(line, "unknown fact type `" + Text(fact, "type") + "`");
  if (!Field(fact, "roles").is_object()) return Bad(line, "a fact without roles: " + fact.dump());
  if (Field(fact, "optional") == true || *type == FactType::kInvestment) return std::nullopt;
  std::set<int> missing;
  std::set<int> given;
  for (const RoleInfo& info : Info(*type).roles) {
    if (info.required_group == 0) continue;
    const bool there = Field(fact, "roles").contains(RoleName(info.role));
    (there ? given : missing).insert(info.required_group);
  }
  for (const int group : missing) {
    if (given.count(group) == 0) return Bad(line, "a fact without all required roles: " + fact.dump());
  }
  return std::nullopt;
}

Result<FactGold> ToFactGold(const std::vector<Line>& lines) {
  FactGold gold;
  std::set<std::string> ids;
  for (const Line& line : lines) {
    const Json& json = line.json;
    GoldArticle article{.id = Text(json, "doc"),
                        .text = Text(json, "text"),
                        .published = Text(json, "published"),
                        .companies = Items(json, "companies"),
                        .facts = Items(json, "facts").get<std::vector<Json>>()};
    if (article.id.empty() || !json.contains("facts")) return Bad(line, "not an article with doc, text and facts");
    if (!ids.insert(article.id).second) return Bad(line, "the article " + article.id + " comes twice");
    if (auto error = CheckCompanies(line)) return *std::move(error);
    for (const Json& fact : article.facts) {
      if (auto error = CheckFact(line, fact)) return *std::move(error);
    }
    gold.articles.push_back(std::move(article));
  }
  return gold;
}

Result<std::vector<GoldMention>> ToMentions(const Line& line, const char* field, const CodePointText& text) {
  std::vector<GoldMention> mentions;
  for (const Json& json : Items(line.json, field)) {
    const Json& start = Field(json, "start");
    const Json& end = Field(json, "end");
    if (!start.is_number_integer() || !end.is_number_integer())
      return Bad(line, "a mention without place: " + json.dump());
    GoldMention mention{.kind = Text(json, "kind"),
                        .start = start.get<int64_t>(),
                        .end = end.get<int64_t>(),
                        .values = Items(json, "values")};
    const std::optional<std::string_view> words = text.Slice(mention.start, mention.end);
    if (!words || (json.contains("text") && *words != Text(json, "text"))) {
      return Bad(line, "a mention that is not the text at its place: " + json.dump());
    }
    mentions.push_back(std::move(mention));
  }
  return mentions;
}

Result<MentionGold> ToMentionGold(const std::vector<Line>& lines) {
  MentionGold gold;
  std::set<std::string> ids;
  for (const Line& line : lines) {
    GoldCase one{.id = Text(line.json, "id"),
                 .text = Text(line.json, "text"),
                 .published = Text(line.json, "published"),
                 .asserts = {},
                 .expect = {},
                 .optional = {}};
    if (one.id.empty() || !line.json.contains("text")) return Bad(line, "not a case with id, text and expect");
    if (!ids.insert(one.id).second) return Bad(line, "the case " + one.id + " comes twice");
    for (const Json& kind : Items(line.json, "asserts")) {
      if (!kind.is_string()) return Bad(line, "asserts is not a list of kinds");
      if (std::find(one.asserts.begin(), one.asserts.end(), kind) == one.asserts.end()) one.asserts.push_back(kind);
    }
    const CodePointText text(one.text);
    Result<std::vector<GoldMention>> expect = ToMentions(line, "expect", text);
    if (!expect.ok()) return expect.error();
    one.expect = *std::move(expect);
    Result<std::vector<GoldMention>> optional = ToMentions(line, "optional", text);
    if (!optional.ok()) return optional.error();
    one.optional = *std::move(optional);
    gold.cases.push_back(std::move(one));
  }
  return gold;
}

constexpr std::string_view kStoreEnding = ".store.jsonl";

Result<StoreGold> ToStoreGold(const std::string& path, const std::vector<Line>& lines) {
  StoreGold gold;
  for (const Line& line : lines) {
    if (auto error = CheckFact(line, line.json)) return *std::move(error);
    if (!Field(line.json, "citing").is_array()) return Bad(line, "a reconciled fact without citing");
    gold.facts.push_back(line.json);
  }
  const std::string beside = path.substr(0, path.size() - kStoreEnding.size()) + ".facts.jsonl";
  const Result<std::vector<Line>> articles = ReadLines(beside);
  if (!articles.ok()) return articles.error();
  Result<FactGold> facts = ToFactGold(*articles);
  if (!facts.ok()) return facts.error();
  gold.articles = *std::move(facts);
  return gold;
}

}  // namespace

Result<std::vector<std::string>> FindGold(const std::string& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return std::vector{path};
  if (!fs::is_directory(path, error)) {
    return Error{ErrorCode::kNotFound, path + ": no such file or folder; name a gold file, or a folder with gold/"};
  }
  const fs::path inner = fs::path(path) / "gold";
  const fs::path folder = fs::is_directory(inner, error) ? inner : fs::path(path);
  std::vector<std::string> files;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (EndsWith(it->path().native(), ".jsonl")) files.push_back(it->path().string());
  }
  if (files.empty()) return Error{ErrorCode::kNotFound, path + ": no gold files (*.jsonl) in this folder"};
  std::sort(files.begin(), files.end());
  return files;
}

Result<Gold> LoadGold(const std::string& path) {
  const Result<std::vector<Line>> lines = ReadLines(path);
  if (!lines.ok()) return lines.error();
  Gold gold{.path = path, .name = fs::path(path).stem().string(), .content = {}};
  if (EndsWith(gold.name, ".facts")) gold.name.resize(gold.name.size() - std::string_view(".facts").size());
  const Json& first = lines->front().json;
  const auto keep = [&gold](auto&& content) -> Result<Gold> {
    if (!content.ok()) return content.error();
    gold.content = *std::forward<decltype(content)>(content);
    return std::move(gold);
  };
  if (EndsWith(path, kStoreEnding)) return keep(ToStoreGold(path, *lines));
  if (first.contains("facts")) return keep(ToFactGold(*lines));
  if (first.contains("expect")) return keep(ToMentionGold(*lines));
  return Bad(lines->front(), "no gold that attest knows: neither \"facts\" nor \"expect\"");
}

}  // namespace attest
