#include "pipeline/store/document_index.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "pipeline/store/files.h"

namespace attest {
namespace {

std::string_view LineAt(std::string_view file, size_t begin) {
  return file.substr(begin, file.find('\n', begin) - begin);
}

// The string after `opening`; empty when the line does not begin so.
std::string_view Lead(std::string_view line, std::string_view opening) {
  if (!line.starts_with(opening)) return {};
  line.remove_prefix(opening.size());
  return line.substr(0, line.find('"'));
}

}  // namespace

Result<MappedFile> MappedFile::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return IoError(path, "cannot be read", errno);
  MappedFile file;
  struct stat info;
  if (fstat(fd, &info) != 0) {
    const int reason = errno;
    close(fd);
    return IoError(path, "cannot be read", reason);
  }
  if (info.st_size > 0) {
    void* const mapped = mmap(nullptr, static_cast<size_t>(info.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
    const int reason = errno;
    close(fd);
    if (mapped == MAP_FAILED) return IoError(path, "cannot be mapped", reason);
    file.data_ = static_cast<const char*>(mapped);
    file.size_ = static_cast<size_t>(info.st_size);
  } else {
    close(fd);
  }
  return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}
MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

void MappedFile::Release() const {
  if (data_ != nullptr) madvise(const_cast<char*>(data_), size_, MADV_DONTNEED);
}

size_t LowerBound(std::string_view file, std::string_view value,
                  const std::function<std::string_view(std::string_view line)>& key_of) {
  // The first line whose key is not before `value` begins in [low, high].
  size_t low = 0, high = file.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const size_t before = middle == 0 ? file.npos : file.rfind('\n', middle - 1);
    const size_t begin = before == file.npos ? 0 : before + 1;
    const std::string_view line = LineAt(file, begin);
    if (key_of(line) < value) {
      low = begin + line.size() + 1;
    } else {
      high = begin;
    }
  }
  return std::min(low, file.size());
}

std::optional<std::string_view> FindLine(std::string_view file, std::string_view opening, std::string_view value,
                                         bool prefix) {
  const size_t at = LowerBound(file, value, [opening](std::string_view line) { return Lead(line, opening); });
  if (at == file.size()) return std::nullopt;
  const std::string_view line = LineAt(file, at), lead = Lead(line, opening);
  const bool found = prefix ? lead.starts_with(value) : lead == value;
  return found ? std::optional(line) : std::nullopt;
}

}  // namespace attest
