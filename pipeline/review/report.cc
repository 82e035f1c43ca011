#include "pipeline/review/report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "pipeline/model/catalogue.h"
#include "pipeline/review/page_files.h"
#include "pipeline/review/policy.h"

namespace attest {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kPage = 500;

// JSON inside a script element: nothing in it may look like markup.
std::string InScript(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

void ReplaceElement(std::string_view opening, std::string_view closing, const std::string& with, std::string* page) {
  const PageElement element = FindElement(*page, opening, closing);
  page->replace(element.begin, element.end - element.begin, with);
}

// What one answer says, or why there is none.
Result<Json> Read(const Answer& answer) {
  Json json = Json::parse(answer.body);
  if (answer.status != 200) return Error{ErrorCode::kBadStore, json.value("error", "the store cannot be read")};
  return json;
}

Result<Json> Collect(const ReviewData& data, const FactFilter& filter, uint64_t limit) {
  Json out = {
      {"items", Json::array()}, {"cards", Json::object()}, {"documents", Json::object()}, {"company", Json::object()}};
  std::set<std::string> companies;
  while (out["items"].size() < limit) {
    Result<Json> page = Read(data.Queue(filter, out["items"].size(), std::min(kPage, limit - out["items"].size())));
    if (!page.ok()) return page.error();
    out["store"] = (*page)["store"];
    out["generation"] = (*page)["generation"];
    if ((*page)["items"].empty()) break;
    for (Json& item : (*page)["items"]) out["items"].push_back(std::move(item));
  }
  for (const Json& item : out["items"]) {
    const auto id = item["id"].get<std::string>();
    Result<Json> card = Read(data.Card(id, filter));
    if (!card.ok()) return card.error();
    Json cited = (*card)["citations"];
    for (const Json& alternative : (*card)["alternatives"]) {
      for (const Json& citation : alternative["citations"]) cited.push_back(citation);
    }
    for (const Json& citation : cited) {
      const auto document = citation["document"].get<std::string>();
      if (out["documents"].contains(document)) continue;
      Result<Json> article = Read(data.Document(document));
      if (!article.ok()) return article.error();
      out["documents"][document] = *std::move(article);
    }
    for (const Json& role : (*card)["roles"]) {
      if (role["role"] == RoleName(Role::kPerson)) continue;
      const Json& value = role["value"];
      for (const Json& party : value.is_array() ? value : Json::array({value})) {
        if (party.is_object() && party.contains("name")) companies.insert(party["name"].get<std::string>());
      }
    }
    out["cards"][id] = *std::move(card);
  }
  Json names = Json::array();
  for (const std::string& name : companies) {
    Result<Json> company = Read(data.Company(name));
    if (!company.ok()) return company.error();
    names.push_back({{"value", name}, {"count", (*company)["total"]}});
    out["company"][name] = *std::move(company);
  }
  out["companies"] = {{"total", names.size()}, {"companies", std::move(names)}};
  Result<Json> overview = Read(data.Overview());
  if (!overview.ok()) return overview.error();
  out["overview"] = *std::move(overview);
  return out;
}

}  // namespace

Result<std::string> FormatReport(const ReviewData& data, const FactFilter& filter, uint64_t limit) {
  const Result<Json> collected = Collect(data, filter, limit);
  if (!collected.ok()) return collected.error();
  Json imports = Json::object();
  for (const PageFile& file : PageFiles()) {
    if (file.name.ends_with(".js"))
      imports["attest/" + std::string(file.name)] = "data:text/javascript;base64," + Base64(file.bytes);
  }
  const std::string import_map = Json({{"imports", std::move(imports)}}).dump();
  const std::string start = "import \"attest/app.js\";";
  const std::string style(PageFileBytes("style.css"));
  const std::string policy = "default-src 'none'; img-src data:; style-src " + PolicyHash(style) +
                             "; script-src data: " + PolicyHash(import_map) + " " + PolicyHash(start);

  std::string page(PageFileBytes("index.html"));
  ReplaceElement(
      "<link rel=\"stylesheet\"", ">",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n<style>" + style + "</style>", &page);
  ReplaceElement("<script type=\"module\"", "</script>", "<script type=\"module\">" + start + "</script>", &page);
  ReplaceElement("<script type=\"importmap\"", "</script>",
                 "<script type=\"application/json\" id=\"attest-data\">" + InScript(*collected) +
                     "</script>\n<script type=\"importmap\">" + import_map + "</script>",
                 &page);
  ReplaceElement("<title>", "</title>", "<title>attest: report</title>", &page);
  return page;
}

}  // namespace attest
