// One article, as the ingest stage hands it on.
#ifndef ATTEST_MODEL_DOCUMENT_H_
#define ATTEST_MODEL_DOCUMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/model/span.h"
#include "pipeline/model/value.h"

namespace attest {

// Where a document came from. `path` as given on the command line, lexically normal, "-" for standard input.
struct Source {
  std::string path;
  std::string url;    // from the input's own metadata; empty if none
  std::string id;     // the input's own id (JSON Lines "id" or "doc"); a text file's name without its extension
  uint64_t line = 0;  // 1-based line of a JSON Lines file; 0 for a file that is one article
  auto operator<=>(const Source&) const = default;
};

struct Document {
  std::string text;              // UTF-8; for a plain-text UTF-8 article the file itself, byte for byte (less a BOM)
  std::string title;             // from metadata; empty if none. It is not part of `text`.
  std::optional<Day> published;  // resolves relative dates; unknown if absent
  Source source;
  std::vector<Span> boilerplate;  // marked as not part of the article, sorted, disjoint; the text is never cut
};

// "sha256:" and 64 lower-case hex digits over `text`: equal texts are one document.
std::string DocumentId(std::string_view text);

}  // namespace attest

#endif  // ATTEST_MODEL_DOCUMENT_H_
