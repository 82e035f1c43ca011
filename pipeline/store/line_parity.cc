#include "pipeline/store/line_parity.h"

#include <bit>
#include <charconv>

#include "pipeline/model/hash.h"

namespace attest {
namespace {

constexpr size_t kDigits = 16;  // of a word in hex

}  // namespace

size_t LineParity::WordCount() const { return 1 + static_cast<size_t>(std::bit_width(lines_)); }

void LineParity::Add(std::string_view line) {
  const uint64_t hash = Hash64(line);
  ++lines_;
  words_[0] ^= hash;
  for (uint64_t rest = lines_; rest != 0; rest &= rest - 1) words_[1 + std::countr_zero(rest)] ^= hash;
}

std::string LineParity::Hex() const {
  std::string hex;
  for (size_t word = 0; word < WordCount(); ++word) {
    for (int shift = 60; shift >= 0; shift -= 4) hex.push_back("0123456789abcdef"[(words_[word] >> shift) & 15]);
  }
  return hex;
}

std::optional<LineParity> LineParity::FromHex(std::string_view hex, uint64_t lines) {
  LineParity parity;
  parity.lines_ = lines;
  if (parity.WordCount() > parity.words_.size() || hex.size() != parity.WordCount() * kDigits) return std::nullopt;
  for (size_t word = 0; word < parity.WordCount(); ++word) {
    const char* const begin = hex.data() + word * kDigits;
    const auto read = std::from_chars(begin, begin + kDigits, parity.words_[word], 16);
    if (read.ec != std::errc() || read.ptr != begin + kDigits) return std::nullopt;
  }
  return parity;
}

std::optional<uint64_t> LineParity::DamagedLine(const LineParity& read) const {
  const uint64_t apart = words_[0] ^ read.words_[0];
  if (read.lines_ != lines_ || apart == 0) return std::nullopt;
  uint64_t line = 0;
  for (size_t word = 1; word < WordCount(); ++word) {
    const uint64_t of_bit = words_[word] ^ read.words_[word];
    if (of_bit == apart) {
      line |= uint64_t{1} << (word - 1);
    } else if (of_bit != 0) {
      return std::nullopt;
    }
  }
  return line >= 1 && line <= lines_ ? std::optional(line) : std::nullopt;
}

}  // namespace attest
