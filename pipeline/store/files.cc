#include "pipeline/store/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace attest {
namespace {

constexpr size_t kBufferBytes = 1u << 20;

void CloseIfOpen(int* fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

}  // namespace

Error IoError(const std::string& path, std::string_view what, int error_number) {
  return {ErrorCode::kIo, path + ": " + std::string(what) + ": " + std::generic_category().message(error_number)};
}

Status SyncFolder(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return IoError(path, "cannot be opened", errno);
  const int synced = fsync(fd);
  const int reason = errno;
  close(fd);
  if (synced != 0 && reason != EINVAL) return IoError(path, "cannot be synced", reason);  // EINVAL: no such thing here
  return Done{};
}

// ---- writing

FileWriter::FileWriter(int fd, std::string path)
    : fd_(fd), path_(std::move(path)), hashed_(std::make_unique<std::string>()), hash_(std::make_unique<Sha256>()) {
  buffer_.reserve(kBufferBytes);
}
FileWriter::FileWriter(FileWriter&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      buffer_(std::move(other.buffer_)),
      hashed_(std::move(other.hashed_)),
      hash_(std::move(other.hash_)),
      hashing_(std::move(other.hashing_)),
      summary_(std::move(other.summary_)),
      failed_(std::move(other.failed_)) {}
FileWriter& FileWriter::operator=(FileWriter&& other) noexcept {
  CloseIfOpen(&fd_);
  fd_ = std::exchange(other.fd_, -1);
  path_ = std::move(other.path_);
  buffer_ = std::move(other.buffer_);
  WaitForHash();
  hashed_ = std::move(other.hashed_);
  hash_ = std::move(other.hash_);
  hashing_ = std::move(other.hashing_);
  summary_ = std::move(other.summary_);
  failed_ = std::move(other.failed_);
  return *this;
}
FileWriter::~FileWriter() { CloseIfOpen(&fd_); }

Result<FileWriter> FileWriter::Create(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return IoError(path, "cannot be written", errno);
  return FileWriter(fd, path);
}

void FileWriter::Write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() > kBufferBytes) Flush();
  buffer_.append(bytes);
}

void FileWriter::Flush() {
  summary_.bytes += buffer_.size();
  std::string_view rest = buffer_;
  while (!rest.empty() && !failed_) {
    const ssize_t written = write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      failed_ = IoError(path_, "cannot be written", written < 0 ? errno : ENOSPC);
    } else {
      rest.remove_prefix(static_cast<size_t>(written));
    }
  }
  WaitForHash();
  hashed_->swap(buffer_);
  buffer_.clear();
  if (hashed_->size() < kBufferBytes / 2) {
    hash_->Add(*hashed_);  // not worth a thread
  } else {
    hashing_ = std::async(std::launch::async, [hash = hash_.get(), bytes = hashed_.get()] { hash->Add(*bytes); });
  }
}

void FileWriter::WaitForHash() {
  if (hashing_.valid()) hashing_.get();
}

Result<FileSummary> FileWriter::Finish() {
  Flush();
  WaitForHash();
  if (!failed_ && fsync(fd_) != 0 && errno != EINVAL) failed_ = IoError(path_, "cannot be synced", errno);
  if (close(std::exchange(fd_, -1)) != 0 && !failed_) failed_ = IoError(path_, "cannot be closed", errno);
  if (failed_) return *failed_;
  summary_.sha256 = hash_->Hex();
  return summary_;
}

// ---- reading

LineReader::LineReader(int fd, std::string path, Checksum checksum) : fd_(fd), path_(std::move(path)) {
  if (checksum == Checksum::kSha256) hash_.emplace();
}
LineReader::LineReader(LineReader&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      buffer_(std::move(other.buffer_)),
      at_(other.at_),
      ended_(other.ended_),
      hash_(std::move(other.hash_)),
      summary_(std::move(other.summary_)),
      failed_(std::move(other.failed_)) {}
LineReader& LineReader::operator=(LineReader&& other) noexcept {
  CloseIfOpen(&fd_);
  fd_ = std::exchange(other.fd_, -1);
  path_ = std::move(other.path_);
  buffer_ = std::move(other.buffer_);
  at_ = other.at_;
  ended_ = other.ended_;
  hash_ = std::move(other.hash_);
  summary_ = std::move(other.summary_);
  failed_ = std::move(other.failed_);
  return *this;
}
LineReader::~LineReader() { CloseIfOpen(&fd_); }

Result<LineReader> LineReader::Open(const std::string& path, Checksum checksum) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return IoError(path, "cannot be read", errno);
  return LineReader(fd, path, checksum);
}

bool LineReader::Fill() {
  buffer_.erase(0, std::exchange(at_, 0));
  const size_t held = buffer_.size();
  buffer_.resize(held + kBufferBytes);
  ssize_t got = 0;
  do {
    got = read(fd_, buffer_.data() + held, kBufferBytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) failed_ = IoError(path_, "cannot be read", errno);
  buffer_.resize(held + static_cast<size_t>(std::max<ssize_t>(got, 0)));
  const std::string_view fresh = std::string_view(buffer_).substr(held);
  if (hash_) hash_->Add(fresh);
  summary_.bytes += fresh.size();
  return got > 0;
}

std::optional<std::string_view> LineReader::Next() {
  size_t searched = at_;
  while (!failed_) {
    const void* found = std::memchr(buffer_.data() + searched, '\n', buffer_.size() - searched);
    if (found != nullptr) {
      const auto end = static_cast<size_t>(static_cast<const char*>(found) - buffer_.data());
      const std::string_view line = std::string_view(buffer_).substr(at_, end - at_);
      at_ = end + 1;
      Count(line);
      return line;
    }
    const size_t held = buffer_.size() - at_;
    if (Fill()) {
      searched = held;
      continue;
    }
    if (failed_ || buffer_.empty()) return std::nullopt;
    ended_ = false;
    at_ = buffer_.size();
    Count(buffer_);
    return buffer_;
  }
  return std::nullopt;
}

void LineReader::Count(std::string_view line) {
  ++summary_.lines;
  summary_.parity.Add(line);
}

FileSummary LineReader::Summary() {
  if (hash_) summary_.sha256 = hash_->Hex();
  return summary_;
}

Result<std::string> ReadFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return IoError(path, "cannot be read", errno);
  std::string bytes;
  ssize_t got = 0;
  do {
    const size_t held = bytes.size();
    bytes.resize(held + kBufferBytes);
    got = read(fd, bytes.data() + held, kBufferBytes);
    const int reason = errno;
    bytes.resize(held + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && reason != EINTR) {
      close(fd);
      return IoError(path, "cannot be read", reason);
    }
  } while (got != 0);
  close(fd);
  return bytes;
}

}  // namespace attest
