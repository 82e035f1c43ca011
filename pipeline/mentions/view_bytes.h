// What the bytes of a view are to the readers of values. ASCII has its classes; a byte of a longer character counts as
// part of a word.
#ifndef ATTEST_MENTIONS_VIEW_BYTES_H_
#define ATTEST_MENTIONS_VIEW_BYTES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace attest::values {

enum ByteClass : uint8_t { kDigitByte = 1, kLetterByte = 2, kWideByte = 4, kWideSignByte = 8 };

inline constexpr std::array<uint8_t, 256> kByteClasses = [] {
  std::array<uint8_t, 256> out{};
  for (int c = '0'; c <= '9'; ++c) out[static_cast<size_t>(c)] = kDigitByte;
  for (int c = 'a'; c <= 'z'; ++c) out[static_cast<size_t>(c)] = kLetterByte;
  for (int c = 'A'; c <= 'Z'; ++c) out[static_cast<size_t>(c)] = kLetterByte;
  for (int c = 0x80; c < 0x100; ++c) out[static_cast<size_t>(c)] = kWideByte;
  // Characters that begin so are signs: Latin-1 signs, punctuation and currencies, full-width forms.
  for (const size_t c : {0xC2, 0xE2, 0xEF}) out[c] = kWideSignByte;
  return out;
}();

inline bool IsOneOf(char c, unsigned classes) { return (kByteClasses[static_cast<unsigned char>(c)] & classes) != 0; }
inline bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLetter(char c) { return IsOneOf(c, kLetterByte); }  // ASCII
inline bool IsWordByte(char c) { return IsOneOf(c, kDigitByte | kLetterByte | kWideByte | kWideSignByte); }
// The word bytes that stand without a gap before `end` / from `at` on: where they begin / end.
inline size_t WordBegin(std::string_view text, size_t end) {
  while (end > 0 && IsWordByte(text[end - 1])) --end;
  return end;
}
inline size_t WordEnd(std::string_view text, size_t at) {
  while (at < text.size() && IsWordByte(text[at])) ++at;
  return at;
}
inline bool IsSpace(char c) { return c == ' ' || c == '\n'; }

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_VIEW_BYTES_H_
