// One writer at a time.
#ifndef ATTEST_STORE_LOCK_H_
#define ATTEST_STORE_LOCK_H_

#include <functional>
#include <string>
#include <string_view>

#include "pipeline/model/result.h"

namespace attest {

// An advisory lock (flock) on a file that says who holds it. The kernel lets go of it when the process ends, however it
// ends. The file stays; it is not a sign of anything.
class StoreLock {
 public:
  // `on_wait`: as UpdateOptions::on_wait.
  static Result<StoreLock> Take(const std::string& path, std::string_view command,
                                const std::function<bool(std::string_view holder)>& on_wait);
  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&& other) noexcept;
  ~StoreLock();

 private:
  explicit StoreLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace attest

#endif  // ATTEST_STORE_LOCK_H_
