#include "pipeline/cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace attest {
namespace {
constexpr size_t kBufferBytes = 64 << 10;
}

bool Output::Write(std::string_view data) {
  if (closed_ || !failure_.empty()) return false;
  if (buffer_.size() + data.size() < kBufferBytes) {
    buffer_.append(data);
    return true;
  }
  return Flush() && WriteAll(data);
}

bool Output::Flush() {
  if (closed_ || !failure_.empty()) return false;
  const bool written = WriteAll(buffer_);
  buffer_.clear();
  return written;
}

bool Output::WriteAll(std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, data.data(), data.size());
    if (written >= 0) {
      data.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EPIPE) {
      closed_ = true;
      return false;
    } else if (errno != EINTR) {
      failure_ = std::generic_category().message(errno);
      return false;
    }
  }
  return true;
}

}  // namespace attest
