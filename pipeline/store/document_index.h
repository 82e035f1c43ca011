// Lines of a sorted file by what it is sorted by ("documents.jsonl" by id): binary search in the file, which is mapped,
// not read.
#ifndef ATTEST_STORE_DOCUMENT_INDEX_H_
#define ATTEST_STORE_DOCUMENT_INDEX_H_

#include <cstddef>
#include <functional>
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
  // Gives back the memory of the pages that were touched, which counts as the process's own; they are read again when
  // they are asked for. For who looks at much of a large file.
  void Release() const;

 private:
  const char* data_ = nullptr;
  size_t size_ = 0;
};

// Where the first line begins whose key is not before `value`; the file's size when there is none. The file is sorted
// by `key_of` its lines. O(log n) pages of the file.
size_t LowerBound(std::string_view file, std::string_view value,
                  const std::function<std::string_view(std::string_view line)>& key_of);

// `file` is sorted by the string that its lines begin with, after `opening` ({"id":"). Returns the first line whose
// string is `value` or, with `prefix`, begins with it. O(log n) pages of the file.
std::optional<std::string_view> FindLine(std::string_view file, std::string_view opening, std::string_view value,
                                         bool prefix = false);

}  // namespace attest

#endif  // ATTEST_STORE_DOCUMENT_INDEX_H_
