// What one article adds to the store, ready to be written: made by the threads that extract, so that the one thread
// that writes only sorts and copies.
#ifndef ATTEST_STORE_ENTRY_H_
#define ATTEST_STORE_ENTRY_H_

#include <string>
#include <vector>

#include "pipeline/model/analysis.h"
#include "pipeline/model/claim.h"
#include "pipeline/model/document.h"
#include "pipeline/text/document_text.h"

namespace attest {

struct DocumentEntry {
  std::string id;     // DocumentId
  std::string lines;  // one of documents.jsonl, without copies, and those of mentions.jsonl, with ends
  std::vector<std::string> name_lines;  // of names.jsonl, without ends
  std::vector<StoredClaim> claims;
  std::vector<std::string> claim_lines;  // beside claims, without ends
  Source source;
};

// Pure; safe from any number of threads. `claims` are the document's in stored form (Pipeline::ToStored).
DocumentEntry MakeEntry(const DocumentText& text, const Analysis& analysis, std::vector<StoredClaim> claims);

}  // namespace attest

#endif  // ATTEST_STORE_ENTRY_H_
