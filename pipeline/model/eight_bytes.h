// Eight bytes of a text as one number: what readers of every byte look at at once.
//
// The first byte is the lowest, whatever the machine's own order. What is found is told by the high bit of each byte.
#ifndef ATTEST_MODEL_EIGHT_BYTES_H_
#define ATTEST_MODEL_EIGHT_BYTES_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace attest {

inline constexpr uint64_t kEachByte = 0x0101010101010101u;
inline constexpr uint64_t kHighBits = 0x80 * kEachByte;

// Reads eight bytes from `at` on.
inline uint64_t EightBytes(const char* at) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof(bytes));
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  return bytes;
}
// Those of a text from `at` on, which is no further than its end; zeros behind that.
inline uint64_t EightBytes(std::string_view text, size_t at) {
  if (at + 8 <= text.size()) return EightBytes(text.data() + at);
  uint64_t bytes = 0;
  for (size_t i = at; i < text.size(); ++i) bytes |= uint64_t{static_cast<unsigned char>(text[i])} << (8 * (i - at));
  return bytes;
}

// The bytes in ['first', 'last'], both ASCII.
constexpr uint64_t BytesIn(uint64_t bytes, char first, char last) {
  const uint64_t low = bytes & ~kHighBits;
  const uint64_t from_first = low + (0x80 - static_cast<uint64_t>(first)) * kEachByte;
  const uint64_t past_last = low + (0x7F - static_cast<uint64_t>(last)) * kEachByte;
  return from_first & ~past_last & ~bytes & kHighBits;
}
// The bytes that are zero. Sure for the first of them, and that there is none: a byte of one behind a zero may be told
// along.
constexpr uint64_t ZeroBytes(uint64_t bytes) { return (bytes - kEachByte) & ~bytes & kHighBits; }

// How many bytes stand before the first one found; 8 when none is.
constexpr uint32_t BytesBefore(uint64_t found) { return static_cast<uint32_t>(std::countr_zero(found)) / 8; }
// All bits of those.
constexpr uint64_t BitsBefore(uint64_t found) { return found == 0 ? ~uint64_t{0} : ((found & (~found + 1)) >> 7) - 1; }

}  // namespace attest

#endif  // ATTEST_MODEL_EIGHT_BYTES_H_
