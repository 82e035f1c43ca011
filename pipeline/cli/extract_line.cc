#include "pipeline/cli/extract_line.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <string_view>

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

  // Into a buffer of at least kRoom bytes; returns the end.
  static constexpr size_t kRoom = 96;
  char* Write(Span bytes, char* to) const {
    const Span code_points = code_points_.Of(bytes);
    RoomyAppender out(to);
    out.append("\"start\":");
    const std::string_view begin = WriteNumber(code_points.begin, &out);
    out.append(",\"end\":");
    const std::string_view end = WriteNumber(code_points.end, &out);
    out.append(",\"bytes\":[");
    if (code_points == bytes) {  // as in all of an ASCII text: printed already
      out.append(begin);
      out.push_back(',');
      out.append(end);
    } else {
      WriteNumber(bytes.begin, &out);
      out.push_back(',');
      WriteNumber(bytes.end, &out);
    }
    out.push_back(']');
    return out.at();
  }

 private:
  static std::string_view WriteNumber(uint32_t number, RoomyAppender* out) {
    constexpr size_t kMostDigits = 10;
    char* const begin = out->Room(kMostDigits);
    out->Advance(std::to_chars(begin, begin + kMostDigits, number).ptr);
    return {begin, static_cast<size_t>(out->at() - begin)};
  }

  std::string_view source_;
  CodePoints code_points_;
};

// Names without an entity and factors ("doubled", "8x") only serve the reading of claims.
bool IsExported(const Mention& mention) {
  const auto* percent = std::get_if<Percent>(&mention.value);
  return mention.kind != MentionKind::kName && !(percent != nullptr && percent->unit == PercentUnit::kFactor);
}

void AppendMention(const Mention& mention, const Analysis& analysis, const Places& places, Appender* appender) {
  constexpr size_t kKeysAndNames = 128;
  RoomyAppender out(appender->Room(kKeysAndNames + Places::kRoom));
  out.append("{\"kind\":\"");
  out.append(MentionKindName(mention.kind));
  out.append("\",");
  out.Advance(places.Write(mention.span, out.Room(Places::kRoom)));
  out.append(",\"text\":");
  appender->Advance(out.at());
  AppendJsonString(places.Words(mention.span), appender);
  // Ids need no escapes (rule_set.h, entity_id.h).
  const std::string_view entity =
      mention.entity >= 0 ? analysis.entities[static_cast<size_t>(mention.entity)].id : std::string_view();
  out.Advance(appender->Room(kKeysAndNames + MentionValueRoom(mention) + mention.rule.size() + entity.size()));
  out.append(",\"value\":");
  out.Advance(WriteMentionValue(mention, out.at()));
  out.append(",\"modifier\":\"");
  out.append(ModifierName(mention.modifier));
  out.append("\",\"rule\":\"");
  out.append(mention.rule);
  if (mention.entity >= 0) {
    out.append("\",\"entity\":\"");
    out.append(entity);
  }
  out.append("\"}");
  appender->Advance(out.at());
}

void AppendCompany(const DocumentEntity& company, Appender* out) {
  out->append("{\"name\":");
  AppendJsonString(company.name, out);
  out->append(",\"entity\":");
  AppendJsonString(company.id, out);
  out->append(",\"aliases\":[");
  company.aliases.ForEach([out](std::string_view alias) {
    if (out->back() != '[') out->push_back(',');
    AppendJsonString(alias, out);
  });
  out->append("]}");
}

void AppendClaim(const Claim& claim, const Places& places, Appender* out) {
  std::array<std::string_view, kRoles> role_quotes;  // a role is there at most once
  for (size_t i = 0; i < claim.roles.size(); ++i) role_quotes[i] = places.Words(claim.roles[i].span);
  out->push_back('{');
  out->Advance(places.Write(claim.quote, out->Room(Places::kRoom)));
  AppendClaimFields(claim, places.Words(claim.quote), std::span(role_quotes).first(claim.roles.size()), out);
  out->push_back('}');
}

}  // namespace

void AppendExtractLine(const DocumentText& text, const Analysis& analysis, Appender* out) {
  const Document& document = text.document;
  const Places places(text);
  const std::string document_id = DocumentId(document.text);
  out->append("{\"id\":");
  AppendJsonString(document.source.id.empty() ? document_id : document.source.id, out);
  out->append(",\"document\":\"");
  out->append(document_id);
  out->append("\",\"published\":");
  if (document.published) {
    out->push_back('"');
    out->Advance(WriteDay(*document.published, out->Room(kMaxDayBytes)));
    out->push_back('"');
  } else {
    out->append("null");
  }
  out->append(",\"fingerprint\":");
  if (analysis.claims.empty()) {
    out->append("null");
  } else {
    out->push_back('"');
    out->append(Fingerprint(text));
    out->push_back('"');
  }
  // Puts a comma before every element of a list but the first.
  const auto separate = [out] {
    if (out->back() != '[') out->push_back(',');
  };
  out->append(",\"mentions\":[");
  for (const Mention& mention : analysis.mentions) {
    if (!IsExported(mention)) continue;
    separate();
    AppendMention(mention, analysis, places, out);
  }
  out->append("],\"companies\":[");
  for (const DocumentEntity& entity : analysis.entities) {
    if (entity.kind != MentionKind::kCompany) continue;
    separate();
    AppendCompany(entity, out);
  }
  out->append("],\"claims\":[");
  for (const Claim& claim : analysis.claims) {
    separate();
    AppendClaim(claim, places, out);
  }
  out->append("]}\n");
}

std::string ExtractLine(const DocumentText& text, const Analysis& analysis) {
  std::string line;
  {
    Appender out(&line);
    AppendExtractLine(text, analysis, &out);
  }
  return line;
}

}  // namespace attest
