// Files of lines, read and written in order, with every failure as a value.
#ifndef ATTEST_STORE_FILES_H_
#define ATTEST_STORE_FILES_H_

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/model/hash.h"
#include "pipeline/model/result.h"
#include "pipeline/store/line_parity.h"

namespace attest {

// What store.json says of a file.
struct FileSummary {
  uint64_t bytes = 0;
  uint64_t lines = 0;
  std::string sha256;  // hex
  LineParity parity;   // tells a damaged line; of no lines for a file that was not written line by line
  bool SameLines(const FileSummary& other) const {
    return bytes == other.bytes && lines == other.lines && parity == other.parity;
  }
};

// Writes a new file. After a failed call every further one fails with the same error. Not thread-safe.
class FileWriter {
 public:
  static Result<FileWriter> Create(const std::string& path);
  FileWriter(FileWriter&&) noexcept;
  FileWriter& operator=(FileWriter&&) noexcept;
  ~FileWriter();  // closes without syncing: the file is a leftover then

  void Write(std::string_view bytes);  // reports at Finish
  void WriteLine(std::string_view line) {
    Write(line);
    Write("\n");
    ++summary_.lines;
    summary_.parity.Add(line);
  }
  // Flushes, syncs to disk and closes.
  Result<FileSummary> Finish();

 private:
  FileWriter(int fd, std::string path);
  void Flush();
  void WaitForHash();
  int fd_ = -1;
  std::string path_;
  std::string buffer_;
  // The buffer before, hashed on a thread of its own while this one fills: SHA-256 takes longer than all else that is
  // done to a line that is copied.
  std::unique_ptr<std::string> hashed_;
  std::unique_ptr<Sha256> hash_;
  std::future<void> hashing_;  // after what it uses, so that it ends before that is gone
  FileSummary summary_;
  std::optional<Error> failed_;
};

// Reads a file line by line in a buffer of its own. The file may be removed meanwhile. Not thread-safe.
class LineReader {
 public:
  // What Summary tells beside bytes and lines: the parity of the lines, which is as fast as the memory, or SHA-256 too.
  enum class Checksum { kParity, kSha256 };
  static Result<LineReader> Open(const std::string& path, Checksum checksum = Checksum::kParity);
  LineReader(LineReader&&) noexcept;
  LineReader& operator=(LineReader&&) noexcept;
  ~LineReader();

  // The line without its end, valid until the next call; nullopt at the end or after a failure. `ended` is false when
  // the last line had no line end.
  std::optional<std::string_view> Next();
  uint64_t line() const { return summary_.lines; }  // of the line last returned, 1-based
  bool ended() const { return ended_; }
  const std::optional<Error>& failed() const { return failed_; }
  // Of all that was read; whole once Next has returned nullopt. Ask once.
  FileSummary Summary();

 private:
  LineReader(int fd, std::string path, Checksum checksum);
  bool Fill();
  void Count(std::string_view line);
  int fd_ = -1;
  std::string path_;
  std::string buffer_;
  size_t at_ = 0;
  bool ended_ = true;
  std::optional<Sha256> hash_;
  FileSummary summary_;
  std::optional<Error> failed_;
};

// The whole file.
Result<std::string> ReadFile(const std::string& path);

// "PATH: WHAT: REASON (errno)", kIo.
Error IoError(const std::string& path, std::string_view what, int error_number);

// Forces a folder's entries to disk.
Status SyncFolder(const std::string& path);

}  // namespace attest

#endif  // ATTEST_STORE_FILES_H_
