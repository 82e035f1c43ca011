// A document's line in documents.jsonl by its id: binary search in the sorted file, which is mapped, not read.
#ifndef ATTEST_STORE_DOCUMENT_INDEX_H_
#define ATTEST_STORE_DOCUMENT_INDEX_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/model/result.h"

namespace attest {

// A file's bytes, mapped read-only for the object's life. Safe to share between threads.
class MappedFile {
 public:
  static Result<MappedFile> Open(const std::string& path);
  MappedFile() = default;  // no bytes
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::string_view bytes() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  size_t size_ = 0;
};

// `file` is sorted by the string that its lines begin with, after `opening` ({"id":"). Returns the first line whose
// string is `value` or, with `prefix`, begins with it. O(log n) pages of the file.
std::optional<std::string_view> FindLine(std::string_view file, std::string_view opening, std::string_view value,
                                         bool prefix = false);

}  // namespace attest

#endif  // ATTEST_STORE_DOCUMENT_INDEX_H_
