// What a run has read, sorted for the merge.
#ifndef ATTEST_STORE_NEWS_H_
#define ATTEST_STORE_NEWS_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "pipeline/store/entry.h"
#include "pipeline/store/lines.h"
#include "pipeline/store/sorter.h"

namespace attest {

class News {
 public:
  // Runs on disk go into `folder`.
  News(const std::string& folder, uint64_t sort_bytes);

  // `from_store`: the text comes from the store, so that nothing is known of the rest of the source's file.
  Status Add(DocumentEntry entry, bool from_store);
  Status AddCopy(const Document& document);
  // The same text read again because its main source has gone; Add without a claim to the source.
  Result<uint64_t> AddAgain(DocumentEntry entry);
  void Keep(const Source& source) { touched_.insert(source.path); }
  void Reject(const Source& source, std::string_view code, std::string_view reason);

  // What `attest forget` names: a document, or whatever came from a path or has an own id.
  void ForgetDocument(const std::string& id) { forgotten_documents_.insert(id); }
  void ForgetSource(const std::string& path_or_id) { forgotten_sources_.insert(path_or_id); }
  bool Forgets(const std::string& document, const Source& source) const;
  bool forgets() const { return !forgotten_documents_.empty() || !forgotten_sources_.empty(); }

  // The document's text comes from the store and is read again: its old mentions and claims do not count.
  void SetReadAgain(const std::string& document) { read_again_.insert(document); }
  bool ReadAgain(const std::string& document) const { return read_again_.contains(document); }

  // Whether this run has read the source, and so speaks for it in place of the store.
  bool Claims(const Source& source) const;
  // Whether a later article of this run came from the same source.
  bool Overridden(uint64_t entry) const { return overridden_.contains(entry); }
  // Whether the entry's claims and names do not count: another one stands for the same text.
  bool Unused(uint64_t entry) const { return unused_.contains(entry); }
  void SetUnused(uint64_t entry) { unused_.insert(entry); }
  bool Touched(const std::string& path) const { return touched_.contains(path) || forgotten_sources_.contains(path); }

  // A record's payload is a document line, for kEntry the mention lines, each with its line end, and a mark.
  static constexpr char kEntry = 'D', kCopy = 'C';
  Sorter& documents() { return documents_; }
  Sorter& claims() { return claims_; }
  Sorter& names() { return names_; }
  const std::set<std::string>& rejects() const { return rejects_; }

 private:
  void Claim(const Source& source, uint64_t entry);
  Status AddLines(DocumentEntry* entry, uint64_t number);

  Sorter documents_, claims_, names_;
  uint64_t next_entry_ = 0;
  std::unordered_map<uint64_t, uint64_t> by_source_;  // hash of SourceKey -> entry
  std::unordered_set<uint64_t> overridden_, unused_;
  std::unordered_set<std::string> read_again_;
  std::set<std::string> touched_, rejects_, forgotten_documents_, forgotten_sources_;
};

}  // namespace attest

#endif  // ATTEST_STORE_NEWS_H_
