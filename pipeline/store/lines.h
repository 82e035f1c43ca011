// The lines of the store's own files (those of claims and facts are model/json.h), and what can be read off a line
// without parsing it: files are merged by the fields that their lines begin with.
#ifndef ATTEST_STORE_LINES_H_
#define ATTEST_STORE_LINES_H_

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/claim.h"
#include "pipeline/model/document.h"
#include "pipeline/model/mention.h"
#include "pipeline/model/result.h"
#include "pipeline/store/query.h"

namespace attest {

// Where a text was found. The main one of several comes first: a known publication date before an unknown, the earlier
// first, then by source. So the order of arrival changes nothing.
using Origin = StoredDocument::Copy;
bool ComesBefore(const Origin& a, const Origin& b);
// Path and own id (without one: line): equal for one article in several versions. Empty when nothing tells (standard
// input without ids).
std::string SourceKey(const Source& source);

void AppendSource(const Source& source, std::string* out);

// A line of documents.jsonl: {"id", "source", "copies", "title", "published", and then its tail,
// ,"text":…,"boilerplate":…}
void AppendDocumentHead(std::string_view id, const Origin& main, const std::vector<Origin>& copies, std::string* out);
void AppendDocumentTail(const Document& document, std::string* out);
// The tail of a line of documents.jsonl; empty when it is no such line.
std::string_view TailOf(std::string_view document_line);
// Id and origins only, main first: what stands before the tail. kBadStore without a place.
Result<std::vector<Origin>> ParseOrigins(std::string_view document_line);
Result<StoredDocument> ParseDocument(std::string_view document_line);
Origin OriginOf(const Document& document);

struct NameLine {
  std::string entity;
  std::string kind;  // "company", "person", "name"
  std::string name;
  std::vector<std::string> aliases;
  std::vector<DocumentEntity::Identifier> identifiers;
};
std::string FormatName(std::string_view document, const DocumentEntity& entity);
Result<NameLine> ParseName(std::string_view line);
// A line of entities.jsonl from all lines of names.jsonl for one entity.
std::string FormatEntity(const std::vector<NameLine>& names);
// The same of one line, without reading it.
std::string EntityOfOneName(std::string_view name_line);

std::string FormatReject(const Source& source, std::string_view code, std::string_view reason);
Result<std::string> PathOfReject(std::string_view line);

// The value of a string field as it stands in the line, escapes and all; empty when there is none. A field's name with
// its quotes cannot occur inside a JSON string, whose own quotes are escaped.
std::string_view RawField(std::string_view line, std::string_view name);

// Sets `key` to what claims.jsonl is sorted by: key, document and span of the quote, joined by U+0001, which no field
// holds; false when the line is no claim.
bool ClaimSortKey(std::string_view line, std::string* key);
// Likewise of names.jsonl: entity and document.
bool NameSortKey(std::string_view line, std::string* key);

}  // namespace attest

#endif  // ATTEST_STORE_LINES_H_
