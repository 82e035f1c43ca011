#include "pipeline/review/utf16.h"

#include <algorithm>

namespace attest {
namespace {

constexpr uint32_t kBlockBytes = 256;

// Continuation bytes count nothing; the first byte of four stands for a surrogate pair.
uint32_t CodeUnits(std::string_view text) {
  uint32_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

}  // namespace

Utf16Offsets::Utf16Offsets(std::string_view text) : text_(text) {
  uint32_t units = 0;
  blocks_.reserve(text.size() / kBlockBytes + 1);
  for (size_t at = 0; at <= text.size(); at += kBlockBytes) {
    blocks_.push_back(units);
    units += CodeUnits(text.substr(at, kBlockBytes));
  }
}

uint32_t Utf16Offsets::At(uint32_t byte) const {
  const uint32_t at = std::min(byte, static_cast<uint32_t>(text_.size()));
  const uint32_t block = at / kBlockBytes;
  return blocks_[block] + CodeUnits(text_.substr(block * kBlockBytes, at - block * kBlockBytes));
}

}  // namespace attest
