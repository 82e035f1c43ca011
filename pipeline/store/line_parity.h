// Which line of a file is not as it was written, told by a few words that were kept when it was.
//
// The hashes of all lines are XORed, once over all of them and once for each bit of the line number over the lines that
// have it set. When one line differs, the word of all lines differs by some d, and a bit's word by d or by 0: the bits
// by d spell the line's number. So errors are placed in Hamming's code, there bits and here lines.
#ifndef ATTEST_STORE_LINE_PARITY_H_
#define ATTEST_STORE_LINE_PARITY_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace attest {

// A value type. A checksum against accidents, not against malice; as fast as the memory.
class LineParity {
 public:
  void Add(std::string_view line);  // the next line, without its end
  uint64_t lines() const { return lines_; }

  // 16 digits for all lines and for each bit of the last line's number.
  std::string Hex() const;
  // nullopt when it is no such text.
  static std::optional<LineParity> FromHex(std::string_view hex, uint64_t lines);

  // The 1-based number of the one line in which `read` differs; nullopt when none does, or more than one.
  std::optional<uint64_t> DamagedLine(const LineParity& read) const;
  bool operator==(const LineParity&) const = default;

 private:
  static constexpr size_t kBits = 40;
  size_t WordCount() const;
  uint64_t lines_ = 0;
  std::array<uint64_t, kBits + 1> words_{};  // all lines, then bit 0, bit 1, …
};

}  // namespace attest

#endif  // ATTEST_STORE_LINE_PARITY_H_
