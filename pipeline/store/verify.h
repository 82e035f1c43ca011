// Whether a store still says what its sources say.
#ifndef ATTEST_STORE_VERIFY_H_
#define ATTEST_STORE_VERIFY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/model/document.h"
#include "pipeline/model/result.h"

namespace attest {

struct VerifyFailure {
  std::string file;   // "facts.jsonl", relative to the store; of an original: its path
  uint64_t line = 0;  // 1-based; 0: the file as a whole
  std::string reason;
};

struct VerifySummary {
  uint64_t citations = 0;  // quotes compared with their documents, claims and alternatives among them
  uint64_t documents = 0;
  uint64_t originals_same = 0;     // inputs read again and found to hold the stored text
  uint64_t originals_missing = 0;  // no longer there (or standard input): not a failure
  uint64_t failures = 0;           // how often on_failure was called
};

// What the original gives today for a source: its text; nullopt when the file is gone; an Error when it is there but
// cannot be read any more.
using ReadOriginal = std::function<Result<std::optional<std::string>>(const Source&)>;

// Checksums of all files, the form and order of every line, every quote of facts, claims and mentions against the
// document's text at its bytes and at its code points, and the originals. Reads all; changes nothing; goes on after a
// failure. `read_original` may be empty: originals are then not compared. Fails with kNotFound or kBadStore when there
// is no store to read (none, a newer format, no store.json).
Result<VerifySummary> VerifyStore(const std::string& folder, const ReadOriginal& read_original,
                                  const std::function<void(const VerifyFailure&)>& on_failure);

}  // namespace attest

#endif  // ATTEST_STORE_VERIFY_H_
