// Stage 1: articles in. Files, folders, globs, standard input and JSON Lines into documents.
//
// Requires: paths. Adds: documents with valid UTF-8 text, source, title, publication date, marked boilerplate.
#ifndef ATTEST_INGEST_READER_H_
#define ATTEST_INGEST_READER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/model/document.h"
#include "pipeline/model/result.h"
#include "pipeline/rules/rule_set.h"

namespace attest {

struct IngestOptions {
  std::optional<Day> published;  // --published: for documents that do not say
  // A longer article or line is rejected; at most 1 GiB. Reading one takes some fifty times its bytes of memory, so
  // this is what bounds it.
  uint64_t max_document_bytes = 2u << 20;
  bool unique_ids = true;  // reject a second document with the same own id in one file
};

// An input that could not be read, and why; a line of rejects.jsonl.
struct Reject {
  Source source;
  std::string code;    // "empty", "binary", "not-utf8", "too-long", "unreadable", "missing", "loop", "not-json",
                       // "no-text", "double-id"
  std::string reason;  // one line for a person, with the remedy where there is one
};

// Reads one input after the other, in order; memory is bounded by the largest document, the paths of all files, and the
// first three million own ids of a JSON Lines file (64 MiB): a double of a later one passes. The publication date is
// that of the metadata, else of a leading "date 2025-01-23" (which stays in the text), else that of the options. One
// thread at a time.
class Reader {
 public:
  // `inputs` as given on the command line: files, folders (walked in byte order of path; .txt, .text, .md, .jsonl and
  // .ndjson are articles, the rest is passed over), globs, "-". An explicitly named file is read whatever it is called:
  // as JSON Lines when its first line is such a document, else as a text. Standard input is JSON Lines when its first
  // byte that is no white space is {. Fails only for a broken rule; an input that cannot be read is a reject.
  static Result<Reader> Open(const RuleSet& rules, std::vector<std::string> inputs, const IngestOptions& options);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // The next document; nullopt at the end. What cannot be read goes to `on_reject` and reading goes on.
  std::optional<Document> Next(const std::function<void(const Reject&)>& on_reject);

  // For the progress bar: bytes read so far, and of all inputs (0 when unknown, as for standard input).
  uint64_t bytes_read() const;
  uint64_t bytes_total() const;
  // Files of folders that were passed over because of their name.
  uint64_t files_passed_over() const;

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace attest

#endif  // ATTEST_INGEST_READER_H_
