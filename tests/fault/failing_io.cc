// Preloaded into the program under test: the N-th call on the store's files fails, or kills the process.
//
//   ATTEST_FAULT_PATH   calls on paths that contain this count, and on descriptors opened by such a path
//   ATTEST_FAULT_AT     which of them fails, from 1; 0 or unset: none
//   ATTEST_FAULT_ERRNO  errno of the failure; 0: SIGKILL in place of the call
//   ATTEST_FAULT_COUNT  file that gets the number of calls at the end of the process
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<long> calls{0};
std::array<std::atomic<bool>, 1024> tracked{};

const char* Setting(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool Concerns(const char* path) {
  static const char* const part = Setting("ATTEST_FAULT_PATH");
  return *part != '\0' && path != nullptr && std::strstr(path, part) != nullptr;
}
bool Concerns(int fd) {
  return fd >= 0 && static_cast<size_t>(fd) < tracked.size() && tracked[static_cast<size_t>(fd)];
}
bool Concerns(std::FILE* file) { return file != nullptr && Concerns(fileno(file)); }

// Whether the call at hand is the one; errno is set then.
bool Fails() {
  static const long at = std::atol(Setting("ATTEST_FAULT_AT"));
  static const int error = std::atoi(Setting("ATTEST_FAULT_ERRNO"));
  if (++calls != at) return false;
  if (error == 0) kill(getpid(), SIGKILL);
  errno = error;
  return true;
}

template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

int Track(int fd, bool concerned) {
  if (fd >= 0 && static_cast<size_t>(fd) < tracked.size()) tracked[static_cast<size_t>(fd)] = concerned;
  return fd;
}

struct Counter {
  ~Counter() {
    const char* const path = Setting("ATTEST_FAULT_COUNT");
    if (*path == '\0') return;
    if (std::FILE* const file = Next<std::FILE*(const char*, const char*)>("fopen")(path, "w"); file != nullptr) {
      std::fprintf(file, "%ld\n", calls.load());
      std::fclose(file);
    }
  }
} counter;

}  // namespace

// Each wrapper: a call that does not concern the store, or is not the one, goes on to the library.
#define ATTEST_FAIL_IF(concerned, failed) \
  if ((concerned) && Fails()) return failed

extern "C" {

int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  const bool concerned = Concerns(path);
  ATTEST_FAIL_IF(concerned, -1);
  static auto* const next = Next<int(const char*, int, ...)>("open");
  return Track(next(path, flags, mode), concerned);
}

int close(int fd) {
  static auto* const next = Next<int(int)>("close");
  Track(fd, false);
  return next(fd);
}

ssize_t read(int fd, void* bytes, size_t count) {
  ATTEST_FAIL_IF(Concerns(fd), -1);
  static auto* const next = Next<ssize_t(int, void*, size_t)>("read");
  return next(fd, bytes, count);
}

ssize_t write(int fd, const void* bytes, size_t count) {
  ATTEST_FAIL_IF(Concerns(fd), -1);
  static auto* const next = Next<ssize_t(int, const void*, size_t)>("write");
  return next(fd, bytes, count);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
  ATTEST_FAIL_IF(Concerns(fd), -1);
  static auto* const next = Next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  return next(fd, bytes, count, offset);
}

int fsync(int fd) {
  ATTEST_FAIL_IF(Concerns(fd), -1);
  static auto* const next = Next<int(int)>("fsync");
  return next(fd);
}

int ftruncate(int fd, off_t length) noexcept {
  ATTEST_FAIL_IF(Concerns(fd), -1);
  static auto* const next = Next<int(int, off_t)>("ftruncate");
  return next(fd, length);
}

int flock(int fd, int operation) noexcept {
  ATTEST_FAIL_IF(Concerns(fd), -1);
  static auto* const next = Next<int(int, int)>("flock");
  return next(fd, operation);
}

void* mmap(void* address, size_t length, int protection, int flags, int fd, off_t offset) noexcept {
  ATTEST_FAIL_IF(Concerns(fd), MAP_FAILED);
  static auto* const next = Next<void*(void*, size_t, int, int, int, off_t)>("mmap");
  return next(address, length, protection, flags, fd, offset);
}

int rename(const char* from, const char* to) noexcept {
  ATTEST_FAIL_IF(Concerns(to), -1);
  static auto* const next = Next<int(const char*, const char*)>("rename");
  return next(from, to);
}

int link(const char* from, const char* to) noexcept {
  ATTEST_FAIL_IF(Concerns(to), -1);
  static auto* const next = Next<int(const char*, const char*)>("link");
  return next(from, to);
}

int symlink(const char* from, const char* to) noexcept {
  ATTEST_FAIL_IF(Concerns(to), -1);
  static auto* const next = Next<int(const char*, const char*)>("symlink");
  return next(from, to);
}

int mkdir(const char* path, mode_t mode) noexcept {
  ATTEST_FAIL_IF(Concerns(path), -1);
  static auto* const next = Next<int(const char*, mode_t)>("mkdir");
  return next(path, mode);
}

std::FILE* fopen(const char* path, const char* mode) {
  const bool concerned = Concerns(path);
  ATTEST_FAIL_IF(concerned, nullptr);
  static auto* const next = Next<std::FILE*(const char*, const char*)>("fopen");
  std::FILE* const file = next(path, mode);
  if (file != nullptr) Track(fileno(file), concerned);
  return file;
}

size_t fread(void* bytes, size_t size, size_t count, std::FILE* file) {
  ATTEST_FAIL_IF(Concerns(file), 0);
  static auto* const next = Next<size_t(void*, size_t, size_t, std::FILE*)>("fread");
  return next(bytes, size, count, file);
}

size_t fwrite(const void* bytes, size_t size, size_t count, std::FILE* file) {
  ATTEST_FAIL_IF(Concerns(file), 0);
  static auto* const next = Next<size_t(const void*, size_t, size_t, std::FILE*)>("fwrite");
  return next(bytes, size, count, file);
}

int fflush(std::FILE* file) {
  ATTEST_FAIL_IF(Concerns(file), EOF);
  static auto* const next = Next<int(std::FILE*)>("fflush");
  return next(file);
}

}  // extern "C"
