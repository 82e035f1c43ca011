// An open input, read in chunks: as lines, or as a whole.
#ifndef ATTEST_INGEST_INPUT_STREAM_H_
#define ATTEST_INGEST_INPUT_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "pipeline/model/result.h"

namespace attest {

// Memory is bounded by the longest line up to `max_bytes`, twice. One thread at a time.
class InputStream {
 public:
  // Readable bytes after each line and after Whole(), as simdjson asks.
  static constexpr size_t kPaddingBytes = 64;

  // "-" is standard input. The error is kIo with the system's reason.
  static Result<InputStream> Open(const std::string& path, uint64_t max_bytes);
  InputStream(InputStream&& other) noexcept;
  InputStream& operator=(InputStream&& other) noexcept;
  ~InputStream();

  // The first byte that is no white space, after a UTF-8 byte order mark; '\0' if there is none (or reading fails: the
  // next call says so). Only before any NextLine; takes nothing away.
  char FirstByte();

  enum class Got { kLine, kTooLong, kEnd, kFailed };

  // The next line, without its LF. kTooLong: it was skipped, in bounded memory; length() tells its bytes. After kFailed
  // see failure().
  Got NextLine();
  // Valid until the next call of NextLine or Whole.
  std::string_view line() const { return {buffer_.get() + line_begin_, static_cast<size_t>(length_)}; }
  uint64_t length() const { return length_; }
  uint64_t line_number() const { return line_number_; }  // 1-based

  // Everything that is left, the line last read included if `with_line`: kLine with line() as the whole, kEnd when
  // nothing is left. Only after kLine, or before any NextLine.
  Got Whole(bool with_line);

  uint64_t bytes_read() const { return bytes_read_; }
  const std::string& failure() const { return failure_; }

 private:
  InputStream(int descriptor, uint64_t max_bytes);
  // Reads on, after making room. False at the end and on failure.
  bool Fill();
  void Close();

  int descriptor_ = -1;
  uint64_t max_bytes_ = 0;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;    // without the padding
  size_t line_begin_ = 0;  // what lies before is no longer needed
  size_t next_ = 0;        // where the next line begins
  size_t end_ = 0;         // of what was read
  uint64_t length_ = 0;
  uint64_t line_number_ = 0;
  uint64_t bytes_read_ = 0;
  bool at_end_ = false;
  std::string failure_;
};

}  // namespace attest

#endif  // ATTEST_INGEST_INPUT_STREAM_H_
