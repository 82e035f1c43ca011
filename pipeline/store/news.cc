#include "pipeline/store/news.h"

#include <utility>

#include "pipeline/model/hash.h"

namespace attest {

News::News(const std::string& folder, uint64_t sort_bytes)
    : documents_(folder + "/documents.run", sort_bytes),
      claims_(folder + "/claims.run", sort_bytes),
      names_(folder + "/names.run", sort_bytes) {}

void News::Claim(const Source& source, uint64_t entry) {
  const std::string key = SourceKey(source);
  if (key.empty()) return;
  const auto [known, added] = by_source_.try_emplace(Hash64(key), entry);
  if (added) return;
  overridden_.insert(known->second);
  known->second = entry;
}

bool News::Claims(const Source& source) const {
  const std::string key = SourceKey(source);
  return !key.empty() && by_source_.contains(Hash64(key));
}

bool News::Forgets(const std::string& document, const Source& source) const {
  return forgotten_documents_.contains(document) || forgotten_sources_.contains(source.path) ||
         (!source.id.empty() && forgotten_sources_.contains(source.id));
}

Status News::AddLines(DocumentEntry* entry, uint64_t number) {
  for (size_t i = 0; i < entry->claims.size(); ++i) {
    std::string key;
    if (!ClaimSortKey(entry->claim_lines[i], &key))
      return Error{ErrorCode::kBadInput, entry->source.path + ": a claim without key or place"};
    Status added = claims_.Add({std::move(key), std::move(entry->claim_lines[i]), number,
                                std::make_unique<StoredClaim>(std::move(entry->claims[i]))});
    if (!added.ok()) return added;
  }
  for (std::string& line : entry->name_lines) {
    std::string key;
    if (!NameSortKey(line, &key)) continue;
    if (Status added = names_.Add({std::move(key), std::move(line), number, nullptr}); !added.ok()) return added;
  }
  return Done{};
}

Status News::Add(DocumentEntry entry, bool from_store) {
  const uint64_t number = next_entry_++;
  if (!from_store) Keep(entry.source);
  Claim(entry.source, number);
  std::string payload = std::move(entry.lines);
  payload.push_back(kEntry);
  if (Status added = documents_.Add({entry.id, std::move(payload), number, nullptr}); !added.ok()) return added;
  return AddLines(&entry, number);
}

Status News::AddCopy(const Document& document) {
  const uint64_t number = next_entry_++;
  Keep(document.source);
  Claim(document.source, number);
  const std::string id = DocumentId(document.text);
  std::string payload;
  AppendDocumentHead(id, OriginOf(document), {}, &payload);
  AppendDocumentTail({}, &payload);
  payload.push_back('\n');
  payload.push_back(kCopy);
  return documents_.Add({id, std::move(payload), number, nullptr});
}

Result<uint64_t> News::AddAgain(DocumentEntry entry) {
  const uint64_t number = next_entry_++;
  if (Status added = AddLines(&entry, number); !added.ok()) return added.error();
  return number;
}

void News::Reject(const Source& source, std::string_view code, std::string_view reason) {
  Keep(source);
  rejects_.insert(FormatReject(source, code, reason));
}

}  // namespace attest
