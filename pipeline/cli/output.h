// Data to standard output: buffered, with every failure seen.
#ifndef ATTEST_CLI_OUTPUT_H_
#define ATTEST_CLI_OUTPUT_H_

#include <string>
#include <string_view>

namespace attest {

// Writes to file descriptor 1. Not thread-safe. Once a write has failed, later ones do nothing.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // False once the output has failed or its reader has gone: there is no point in producing more.
  bool Write(std::string_view data);
  bool Flush();

  // The reader closed the pipe, as `head` does: not a failure, the rest is not wanted.
  bool closed() const { return closed_; }
  // Why writing failed ("No space left on device"); empty if it did not.
  const std::string& failure() const { return failure_; }

 private:
  bool WriteAll(std::string_view data);

  std::string buffer_;
  std::string failure_;
  bool closed_ = false;
};

}  // namespace attest

#endif  // ATTEST_CLI_OUTPUT_H_
