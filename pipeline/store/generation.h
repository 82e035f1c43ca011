// The files of one commit, found and checked from outside.
#ifndef ATTEST_STORE_GENERATION_H_
#define ATTEST_STORE_GENERATION_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/model/result.h"
#include "pipeline/store/entity_decisions.h"
#include "pipeline/store/files.h"

namespace attest {

struct Manifest {
  std::string rules;         // RuleSet::hash
  int64_t fold_version = 0;  // UpdateOptions::fold_version; 0 when it is not given
  std::string reviews_sha256;
  EntityDecisions entities;  // those that the claims and names were made under
  uint64_t single = 0, corroborated = 0, conflict = 0;
  std::map<std::string, FileSummary, std::less<>> files;

  std::string Format() const;  // store.json
  static Result<Manifest> Parse(std::string_view text);
};

struct Generation {
  uint64_t number = 0;
  std::string folder;  // STORE/.store/N
  std::string manifest_text;
  Manifest manifest;

  std::string PathOf(std::string_view file) const;
};

// nullopt: no store there yet, and nothing that a new one would get in the way of (no folder, an empty one, one with a
// README). kBadStore: a file, a folder of other things, a newer format, a store whose files are missing or cut.
Result<std::optional<Generation>> FindGeneration(const std::string& store);

// What is wrong with a file whose bytes are not those that were written: the first line that is not JSON, where the
// file ends too early, or the one line that differs; only of several such lines no number is known.
Error DescribeDamage(const Generation& generation, std::string_view file);

// Compares what a reader read to its end with the manifest; DescribeDamage when it differs.
Status CheckSummary(const Generation& generation, std::string_view file, const FileSummary& read);

// Reads the file for it.
Status CheckFile(const Generation& generation, std::string_view file);

// The same of bytes at hand, by the lines' parity alone, which is as fast as the memory. Files without a checksum
// (changes.jsonl) pass.
Status CheckLines(const Generation& generation, std::string_view file, std::string_view bytes);

}  // namespace attest

#endif  // ATTEST_STORE_GENERATION_H_
