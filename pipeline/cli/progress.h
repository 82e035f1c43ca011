// A progress bar on standard error.
#ifndef ATTEST_CLI_PROGRESS_H_
#define ATTEST_CLI_PROGRESS_H_

#include <chrono>
#include <cstdint>

namespace attest {

// Shows nothing unless standard error is a terminal, and nothing in the first second. Used by one thread at a time.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `bytes_total` of 0: unknown.
  void Show(uint64_t articles, uint64_t bytes_read, uint64_t bytes_total);
  // Takes the bar away, so that a message can be written.
  void Clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool wanted_;
  bool shown_ = false;
  Clock::time_point next_;
};

}  // namespace attest

#endif  // ATTEST_CLI_PROGRESS_H_
