#include "pipeline/store/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "pipeline/store/files.h"

namespace attest {
namespace {

std::string Holder(const std::string& path) {
  const Result<std::string> text = ReadFile(path);
  if (!text.ok() || text->empty()) return "another process";
  return text->substr(0, text->find('\n'));
}

std::string Self(std::string_view command) {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  std::string line = "process " + std::to_string(getpid()) + " on " + host.data() + " (";
  for (const char c : command) line.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  return line + ")\n";
}

}  // namespace

StoreLock::StoreLock(StoreLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
StoreLock& StoreLock::operator=(StoreLock&& other) noexcept {
  if (fd_ >= 0) close(fd_);
  fd_ = std::exchange(other.fd_, -1);
  return *this;
}
StoreLock::~StoreLock() {
  if (fd_ >= 0) close(fd_);
}

Result<StoreLock> StoreLock::Take(const std::string& path, std::string_view command,
                                  const std::function<bool(std::string_view holder)>& on_wait) {
  StoreLock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (lock.fd_ < 0) return IoError(path, "cannot be written", errno);
  int taken = flock(lock.fd_, LOCK_EX | LOCK_NB);
  if (taken != 0 && errno == EWOULDBLOCK) {
    const std::string holder = Holder(path);
    if (!on_wait || !on_wait(holder)) return Error{ErrorCode::kIo, path + ": the store is being written by " + holder};
    do {
      taken = flock(lock.fd_, LOCK_EX);
    } while (taken != 0 && errno == EINTR);
  }
  if (taken != 0) return IoError(path, "cannot be locked", errno);
  const std::string self = Self(command);
  if (ftruncate(lock.fd_, 0) != 0 || pwrite(lock.fd_, self.data(), self.size(), 0) != static_cast<ssize_t>(self.size()))
    return IoError(path, "cannot be written", errno);
  return lock;
}

}  // namespace attest
