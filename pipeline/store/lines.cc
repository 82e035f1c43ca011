#include "pipeline/store/lines.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "pipeline/model/json.h"

namespace attest {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kTailBegin = ",\"text\":";

Error Damaged(const std::string& reason) { return {ErrorCode::kBadStore, reason}; }

Json ParseObject(std::string_view line) {
  Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json();
}

std::string TextOf(const Json& json, const char* name) {
  const auto it = json.find(name);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

void AppendTextOrNull(std::string_view name, std::string_view text, std::string* out) {
  out->append(",\"").append(name).append("\":");
  if (text.empty()) {
    out->append("null");
  } else {
    AppendJsonString(text, out);
  }
}

void AppendStrings(const std::vector<std::string_view>& strings, std::string* out) {
  out->push_back('[');
  for (const std::string_view text : strings) {
    if (out->back() != '[') out->push_back(',');
    AppendJsonString(text, out);
  }
  out->push_back(']');
}

// {"ticker":["ACME"],…}; sorted by scheme, then value.
void AppendIdentifiers(const std::vector<DocumentEntity::Identifier>& identifiers, std::string* out) {
  std::map<std::string, std::set<std::string>> schemes;
  for (const auto& identifier : identifiers) schemes[identifier.scheme].insert(identifier.value);
  out->push_back('{');
  for (const auto& [scheme, values] : schemes) {
    if (out->back() != '{') out->push_back(',');
    AppendJsonString(scheme, out);
    out->push_back(':');
    AppendStrings({values.begin(), values.end()}, out);
  }
  out->push_back('}');
}

Source SourceOf(const Json& json) {
  Source source{TextOf(json, "path"), TextOf(json, "url"), TextOf(json, "id"), 0};
  const auto line = json.find("line");
  if (line != json.end() && line->is_number_unsigned()) source.line = line->get<uint64_t>();
  return source;
}

void AppendBigEndian(uint32_t number, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<char>((number >> shift) & 255));
}

std::vector<Origin> OriginsOf(const Json& json) {
  std::vector<Origin> origins = {{SourceOf(json.at("source")), TextOf(json, "title"), TextOf(json, "published")}};
  for (const Json& copy : json.at("copies")) {
    if (copy.is_object() && copy.contains("source"))
      origins.push_back({SourceOf(copy.at("source")), TextOf(copy, "title"), TextOf(copy, "published")});
  }
  return origins;
}

bool HasOrigins(const Json& json) {
  return json.contains("source") && json.at("source").is_object() && json.contains("copies") &&
         json.at("copies").is_array();
}

}  // namespace

bool ComesBefore(const Origin& a, const Origin& b) {
  const auto rank = [](const Origin& o) { return std::tie(o.published, o.source, o.title); };
  if (a.published.empty() != b.published.empty()) return b.published.empty();
  return rank(a) < rank(b);
}

std::string SourceKey(const Source& source) {
  if (!source.id.empty()) return source.path + '\0' + "i" + source.id;
  if (source.path == "-") return {};
  return source.path + '\0' + "l" + std::to_string(source.line);
}

void AppendSource(const Source& source, std::string* out) {
  out->append("{\"path\":");
  AppendJsonString(source.path, out);
  if (!source.url.empty()) AppendTextOrNull("url", source.url, out);
  if (!source.id.empty()) AppendTextOrNull("id", source.id, out);
  if (source.line != 0) out->append(",\"line\":").append(std::to_string(source.line));
  out->push_back('}');
}

void AppendDocumentHead(std::string_view id, const Origin& main, const std::vector<Origin>& copies, std::string* out) {
  out->append("{\"id\":\"").append(id).append("\",\"source\":");
  AppendSource(main.source, out);
  out->append(",\"copies\":[");
  for (const Origin& copy : copies) {
    out->append(out->back() == '[' ? "{\"source\":" : ",{\"source\":");
    AppendSource(copy.source, out);
    AppendTextOrNull("title", copy.title, out);
    AppendTextOrNull("published", copy.published, out);
    out->push_back('}');
  }
  out->push_back(']');
  AppendTextOrNull("title", main.title, out);
  AppendTextOrNull("published", main.published, out);
}

void AppendDocumentTail(const Document& document, std::string* out) {
  out->append(kTailBegin);
  AppendJsonString(document.text, out);
  out->append(",\"boilerplate\":[");
  for (const Span span : document.boilerplate) {
    out->append(out->back() == '[' ? "[" : ",[").append(std::to_string(span.begin)).append(1, ',');
    out->append(std::to_string(span.end)).append(1, ']');
  }
  out->append("]}");
}

std::string_view TailOf(std::string_view document_line) {
  const size_t at = document_line.find(kTailBegin);
  return at == document_line.npos ? std::string_view() : document_line.substr(at);
}

Result<std::vector<Origin>> ParseOrigins(std::string_view document_line) {
  const std::string_view tail = TailOf(document_line);
  if (tail.empty()) return Damaged("is no document: \"text\" is missing");
  const Json json = ParseObject(std::string(document_line.substr(0, document_line.size() - tail.size())) + "}");
  if (!HasOrigins(json)) return Damaged("is no document: \"source\" or \"copies\" is missing");
  return OriginsOf(json);
}

Result<StoredDocument> ParseDocument(std::string_view document_line) {
  const Json json = ParseObject(document_line);
  if (!HasOrigins(json) || !json.contains("text") || !json.at("text").is_string() || !json.contains("boilerplate") ||
      TextOf(json, "id").empty())
    return Damaged("is no document");
  std::vector<Origin> origins = OriginsOf(json);
  StoredDocument stored;
  stored.id = TextOf(json, "id");
  stored.document.text = TextOf(json, "text");
  stored.document.title = origins[0].title;
  stored.document.published = ParseDay(origins[0].published);
  stored.document.source = origins[0].source;
  for (const Json& span : json.at("boilerplate")) {
    if (!span.is_array() || span.size() != 2 || !span[0].is_number_unsigned() || !span[1].is_number_unsigned())
      return Damaged("is no document: \"boilerplate\" is no list of ranges");
    stored.document.boilerplate.push_back({span[0].get<uint32_t>(), span[1].get<uint32_t>()});
  }
  origins.erase(origins.begin());
  stored.copies = std::move(origins);
  return stored;
}

Origin OriginOf(const Document& document) {
  Origin origin{document.source, document.title, {}};
  if (document.published) AppendDay(*document.published, &origin.published);
  return origin;
}

std::string FormatName(std::string_view document, const DocumentEntity& entity) {
  std::string out;
  out.reserve(320);
  out.append("{\"entity\":");
  AppendJsonString(entity.id, &out);
  out.append(",\"document\":\"").append(document).append("\"");
  AppendTextOrNull("kind", MentionKindName(entity.kind), &out);
  AppendTextOrNull("name", entity.name, &out);
  out.append(",\"aliases\":");
  AppendStrings(entity.aliases.All(), &out);
  out.append(",\"identifiers\":");
  AppendIdentifiers(entity.identifiers, &out);
  return out.append("}");
}

Result<NameLine> ParseName(std::string_view line) {
  const Json json = ParseObject(line);
  NameLine name{TextOf(json, "entity"), TextOf(json, "kind"), TextOf(json, "name"), {}, {}};
  if (name.entity.empty() || !json.contains("aliases") || !json.contains("identifiers"))
    return Damaged("is no name of an entity");
  for (const Json& alias : json.at("aliases")) {
    if (alias.is_string()) name.aliases.push_back(alias.get<std::string>());
  }
  for (const auto& [scheme, values] : json.at("identifiers").items()) {
    for (const Json& value : values) {
      if (value.is_string()) name.identifiers.push_back({scheme, value.get<std::string>()});
    }
  }
  return name;
}

std::string FormatEntity(const std::vector<NameLine>& names) {
  // What most documents say; of equals the longer, then the smaller.
  const auto most = [&names](const auto& field) {
    std::map<std::string, int> counts;
    for (const NameLine& name : names) ++counts[field(name)];
    const auto rank = [](const auto& entry) { return std::tuple(entry.second, entry.first.size()); };
    return std::max_element(counts.begin(), counts.end(),
                            [&rank](const auto& a, const auto& b) {
                              return rank(a) != rank(b) ? rank(a) < rank(b) : a.first > b.first;
                            })
        ->first;
  };
  std::set<std::string> aliases;
  std::vector<DocumentEntity::Identifier> identifiers;
  for (const NameLine& name : names) {
    aliases.insert(name.aliases.begin(), name.aliases.end());
    identifiers.insert(identifiers.end(), name.identifiers.begin(), name.identifiers.end());
  }
  std::string out = "{\"id\":";
  AppendJsonString(names.front().entity, &out);
  AppendTextOrNull("kind", most([](const NameLine& name) { return name.kind; }), &out);
  AppendTextOrNull("name", most([](const NameLine& name) { return name.name; }), &out);
  out.append(",\"aliases\":");
  AppendStrings({aliases.begin(), aliases.end()}, &out);
  out.append(",\"identifiers\":");
  AppendIdentifiers(identifiers, &out);
  return out.append("}");
}

std::string EntityOfOneName(std::string_view name_line) {
  // {"entity":E,"document":D,… becomes {"id":E,…
  constexpr std::string_view kEntity = "{\"entity\":", kDocument = ",\"document\":\"";
  const size_t document = name_line.find(kDocument);
  const size_t rest = name_line.find('"', document + kDocument.size()) + 1;
  std::string out = "{\"id\":";
  return out.append(name_line.substr(kEntity.size(), document - kEntity.size())).append(name_line.substr(rest));
}

std::string FormatReject(const Source& source, std::string_view code, std::string_view reason) {
  std::string out = "{\"source\":";
  AppendSource(source, &out);
  AppendTextOrNull("code", code, &out);
  AppendTextOrNull("reason", reason, &out);
  return out.append("}");
}

Result<std::string> PathOfReject(std::string_view line) {
  const Json json = ParseObject(line);
  if (!json.contains("source") || !json.at("source").is_object()) return Damaged("is no rejected input");
  return SourceOf(json.at("source")).path;
}

std::string_view RawField(std::string_view line, std::string_view name) {
  std::string opening = "\"";
  opening.append(name).append("\":\"");
  const size_t at = line.find(opening);
  if (at == line.npos) return {};
  const size_t begin = at + opening.size();
  for (size_t end = begin; end < line.size(); ++end) {
    if (line[end] == '\\') {
      ++end;
    } else if (line[end] == '"') {
      return line.substr(begin, end - begin);
    }
  }
  return {};
}

bool ClaimSortKey(std::string_view line, std::string* key) {
  const std::string_view of_line = RawField(line, "key"), document = RawField(line, "document");
  constexpr std::string_view kBytes = "\"bytes\":[";
  const size_t at = line.find(kBytes);
  if (of_line.empty() || document.empty() || at == line.npos) return false;
  uint32_t first = 0, last = 0;
  const char* const limit = line.data() + line.size();
  const auto begin = std::from_chars(line.data() + at + kBytes.size(), limit, first);
  if (begin.ec != std::errc() || begin.ptr == limit || *begin.ptr != ',') return false;
  const auto end = std::from_chars(begin.ptr + 1, limit, last);
  if (end.ec != std::errc()) return false;
  key->assign(of_line).append(1, '\x01').append(document).append(1, '\x01');
  AppendBigEndian(first, key);
  AppendBigEndian(last, key);
  return true;
}

bool NameSortKey(std::string_view line, std::string* key) {
  const std::string_view entity = RawField(line, "entity"), document = RawField(line, "document");
  if (entity.empty() || document.empty()) return false;
  key->assign(entity).append(1, '\x01').append(document);
  return true;
}

}  // namespace attest
