#include "pipeline/cli/extract_line.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "pipeline/facts/fingerprint.h"
#include "pipeline/model/json.h"

namespace attest {
namespace {

// What a mention and a claim share: where its words stand.
class Places {
 public:
  explicit Places(const DocumentText& text)
      : source_(text.document.text), code_points_(text.document.text, text.view.ascii()) {}

  std::string_view Words(Span bytes) const { return source_.substr(bytes.begin, bytes.length_bytes()); }

  void Append(Span bytes, std::string* out) const {
    const Span code_points = code_points_.Of(bytes);
    char buffer[96];
    char* at = buffer;
    const auto put = [&at](std::string_view words, uint32_t number) {
      at = std::copy(words.begin(), words.end(), at);
      at = std::to_chars(at, at + 10, number).ptr;
    };
    put("\"start\":", code_points.begin);
    put(",\"end\":", code_points.end);
    put(",\"bytes\":[", bytes.begin);
    put(",", bytes.end);
    *at++ = ']';
    out->append(buffer, at);
  }

 private:
  std::string_view source_;
  CodePoints code_points_;
};

// Names without an entity and factors ("doubled", "8x") only serve the reading of claims.
bool IsExported(const Mention& mention) {
  const auto* percent = std::get_if<Percent>(&mention.value);
  return mention.kind != MentionKind::kName && !(percent != nullptr && percent->unit == PercentUnit::kFactor);
}

void AppendMention(const Mention& mention, const Analysis& analysis, const Places& places, std::string* out) {
  out->append("{\"kind\":\"").append(MentionKindName(mention.kind)).append("\",");
  places.Append(mention.span, out);
  out->append(",\"text\":");
  AppendJsonString(places.Words(mention.span), out);
  out->append(",\"value\":");
  AppendMentionValue(mention, out);
  out->append(",\"modifier\":\"").append(ModifierName(mention.modifier)).append("\",\"rule\":");
  AppendJsonString(mention.rule, out);
  if (mention.entity >= 0) {
    out->append(",\"entity\":");
    AppendJsonString(analysis.entities[static_cast<size_t>(mention.entity)].id, out);
  }
  out->push_back('}');
}

void AppendCompany(const DocumentEntity& company, std::string* out) {
  out->append("{\"name\":");
  AppendJsonString(company.name, out);
  out->append(",\"entity\":");
  AppendJsonString(company.id, out);
  out->append(",\"aliases\":[");
  std::string_view separator;
  for (const std::string& alias : company.aliases) {
    out->append(separator);
    AppendJsonString(alias, out);
    separator = ",";
  }
  out->append("]}");
}

void AppendClaim(const Claim& claim, const Places& places, std::string* out) {
  std::vector<std::string> role_quotes;
  for (const RoleFill& fill : claim.roles) role_quotes.emplace_back(places.Words(fill.span));
  out->push_back('{');
  places.Append(claim.quote, out);
  AppendClaimFields(claim, places.Words(claim.quote), role_quotes, out);
  out->push_back('}');
}

}  // namespace

void AppendExtractLine(const DocumentText& text, const Analysis& analysis, std::string* out) {
  const Document& document = text.document;
  const Places places(text);
  const std::string document_id = DocumentId(document.text);
  out->append("{\"id\":");
  AppendJsonString(document.source.id.empty() ? document_id : document.source.id, out);
  out->append(",\"document\":\"").append(document_id).append("\",\"published\":");
  if (document.published) {
    out->push_back('"');
    AppendDay(*document.published, out);
    out->push_back('"');
  } else {
    out->append("null");
  }
  out->append(",\"fingerprint\":");
  if (analysis.claims.empty()) {
    out->append("null");
  } else {
    AppendJsonString(Fingerprint(text), out);
  }

  out->append(",\"mentions\":[");
  std::string_view separator;
  for (const Mention& mention : analysis.mentions) {
    if (!IsExported(mention)) continue;
    out->append(separator);
    AppendMention(mention, analysis, places, out);
    separator = ",";
  }
  out->append("],\"companies\":[");
  separator = {};
  for (const DocumentEntity& entity : analysis.entities) {
    if (entity.kind != MentionKind::kCompany) continue;
    out->append(separator);
    AppendCompany(entity, out);
    separator = ",";
  }
  out->append("],\"claims\":[");
  separator = {};
  for (const Claim& claim : analysis.claims) {
    out->append(separator);
    AppendClaim(claim, places, out);
    separator = ",";
  }
  out->append("]}\n");
}

}  // namespace attest
