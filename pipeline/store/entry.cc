#include "pipeline/store/entry.h"

#include <set>

#include "pipeline/model/json.h"
#include "pipeline/store/lines.h"

namespace attest {
namespace {

// What most lines take, so that they grow once.
constexpr size_t kClaimBytes = 1536, kMentionBytes = 256;

// The range after `opening`, closed.
void AppendRange(std::string_view opening, Span span, std::string* out) {
  out->append(opening).append(std::to_string(span.begin)).append(1, ',');
  out->append(std::to_string(span.end)).append(1, ']');
}

void AppendMention(std::string_view id, const Mention& mention, const Analysis& analysis, std::string_view text,
                   const CodePoints& code_points, std::string* out) {
  out->append("{\"document\":\"").append(id);
  AppendRange("\",\"bytes\":[", mention.span, out);
  AppendRange(",\"chars\":[", code_points.Of(mention.span), out);
  out->append(",\"kind\":\"").append(MentionKindName(mention.kind)).append("\",\"text\":");
  AppendJsonString(text.substr(mention.span.begin, mention.span.length_bytes()), out);
  out->append(",\"value\":");
  AppendMentionValue(mention, out);
  out->append(",\"modifier\":\"").append(ModifierName(mention.modifier)).append("\"");
  if (mention.entity >= 0) {
    out->append(",\"entity\":");
    AppendJsonString(analysis.entities[static_cast<size_t>(mention.entity)].id, out);
  }
  out->append(",\"rule\":");
  AppendJsonString(mention.rule, out);
  out->append("}\n");
}

}  // namespace

DocumentEntry MakeEntry(const DocumentText& text, const Analysis& analysis, std::vector<StoredClaim> claims) {
  const Document& document = text.document;
  DocumentEntry entry;
  entry.id = claims.empty() ? DocumentId(document.text) : claims.front().document;
  const Origin origin = OriginOf(document);
  entry.lines.reserve(document.text.size() + document.text.size() / 8 + kMentionBytes * (analysis.mentions.size() + 2));
  AppendDocumentHead(entry.id, origin, {}, &entry.lines);
  AppendDocumentTail(document, &entry.lines);
  entry.lines.push_back('\n');
  entry.source = origin.source;
  const CodePoints code_points(document.text, text.view.ascii());
  for (const Mention& mention : analysis.mentions) {
    if (mention.kind != MentionKind::kName)
      AppendMention(entry.id, mention, analysis, document.text, code_points, &entry.lines);
  }
  // Names that are neither company nor person are entities only where a claim is about them.
  std::set<std::string_view> claimed;
  for (const StoredClaim& claim : claims) {
    for (const RoleFill& fill : claim.claim.roles) {
      for (const Party& party : fill.parties) claimed.insert(party.entity);
    }
  }
  for (const DocumentEntity& entity : analysis.entities) {
    if (!entity.id.empty() && (entity.kind != MentionKind::kName || claimed.contains(entity.id)))
      entry.name_lines.push_back(FormatName(entry.id, entity));
  }
  entry.claim_lines.resize(claims.size());
  for (size_t i = 0; i < claims.size(); ++i) {
    entry.claim_lines[i].reserve(kClaimBytes);
    AppendStoredClaim(claims[i], &entry.claim_lines[i]);
  }
  entry.claims = std::move(claims);
  return entry;
}

}  // namespace attest
