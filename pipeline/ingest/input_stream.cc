#include "pipeline/ingest/input_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace attest {
namespace {

constexpr size_t kChunkBytes = 1 << 20;

}  // namespace

Result<InputStream> InputStream::Open(const std::string& path, uint64_t max_bytes) {
  const int descriptor = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return Error{ErrorCode::kIo, std::generic_category().message(errno)};
  return InputStream(descriptor, max_bytes);
}

InputStream::InputStream(int descriptor, uint64_t max_bytes) : descriptor_(descriptor), max_bytes_(max_bytes) {}

InputStream::InputStream(InputStream&& other) noexcept { *this = std::move(other); }

InputStream& InputStream::operator=(InputStream&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  max_bytes_ = other.max_bytes_;
  std::swap(buffer_, other.buffer_);
  capacity_ = other.capacity_;
  line_begin_ = other.line_begin_;
  next_ = other.next_;
  end_ = other.end_;
  length_ = other.length_;
  line_number_ = other.line_number_;
  bytes_read_ = other.bytes_read_;
  at_end_ = other.at_end_;
  failure_ = std::move(other.failure_);
  return *this;
}

InputStream::~InputStream() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool InputStream::Fill() {
  if (at_end_) return false;
  if (capacity_ - end_ < kChunkBytes) {
    const size_t kept = end_ - line_begin_;
    if (line_begin_ > 0 && kept <= capacity_ - kChunkBytes) {
      std::memmove(buffer_.get(), buffer_.get() + line_begin_, kept);
    } else {
      capacity_ = std::max(2 * kept, kept + 2 * kChunkBytes);
      std::unique_ptr<char[]> larger(new char[capacity_ + kPaddingBytes]);
      if (kept > 0) std::memcpy(larger.get(), buffer_.get() + line_begin_, kept);
      buffer_ = std::move(larger);
    }
    next_ -= line_begin_;
    end_ = kept;
    line_begin_ = 0;
  }
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, buffer_.get() + end_, kChunkBytes);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) {
    at_end_ = true;
    if (got < 0) failure_ = std::generic_category().message(errno);
    return false;
  }
  end_ += static_cast<size_t>(got);
  bytes_read_ += static_cast<uint64_t>(got);
  std::memset(buffer_.get() + end_, 0, kPaddingBytes);
  return true;
}

char InputStream::FirstByte() {
  constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
  size_t at = 0;
  do {
    std::string_view read(buffer_.get(), end_);
    if (read.starts_with(kUtf8Mark)) at = std::max(at, kUtf8Mark.size());
    at = std::min(read.find_first_not_of(" \t\r\n\v\f", at), end_);
  } while (at == end_ && end_ <= max_bytes_ && Fill());
  return at < end_ ? buffer_[at] : '\0';
}

InputStream::Got InputStream::NextLine() {
  line_begin_ = next_;
  size_t searched = next_;
  uint64_t skipped = 0;
  for (;;) {
    const void* hit = searched < end_ ? std::memchr(buffer_.get() + searched, '\n', end_ - searched) : nullptr;
    if (hit != nullptr) {
      const auto at = static_cast<size_t>(static_cast<const char*>(hit) - buffer_.get());
      next_ = at + 1;
      length_ = skipped + (at - line_begin_);
      break;
    }
    if (end_ - line_begin_ > max_bytes_) {  // nobody will want it: forget it while it goes by
      skipped += end_ - line_begin_;
      line_begin_ = next_ = end_ = 0;
    }
    searched = end_ - line_begin_;  // Fill moves the line to the front, or leaves it where it is
    if (!Fill()) {
      if (!failure_.empty()) return Got::kFailed;
      if (skipped == 0 && line_begin_ == end_) return Got::kEnd;
      next_ = end_;
      length_ = skipped + (end_ - line_begin_);
      break;
    }
    searched += line_begin_;
  }
  ++line_number_;
  return length_ > max_bytes_ ? Got::kTooLong : Got::kLine;
}

InputStream::Got InputStream::Whole(bool with_line) {
  if (!with_line) line_begin_ = next_;
  while (end_ - line_begin_ <= max_bytes_ && Fill()) {
  }
  if (!failure_.empty()) return Got::kFailed;
  length_ = end_ - line_begin_;
  next_ = end_;
  if (length_ == 0) return Got::kEnd;
  return length_ > max_bytes_ ? Got::kTooLong : Got::kLine;
}

}  // namespace attest
