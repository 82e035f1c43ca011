#include "pipeline/eval/code_points.h"

namespace attest {

CodePointText::CodePointText(std::string_view text) : text_(text) {
  for (uint32_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts_.push_back(i);
  }
  starts_.push_back(static_cast<uint32_t>(text.size()));
}

std::optional<std::string_view> CodePointText::Slice(int64_t begin, int64_t end) const {
  if (begin < 0 || begin >= end || end > size()) return std::nullopt;
  const uint32_t first = starts_[static_cast<size_t>(begin)];
  return text_.substr(first, starts_[static_cast<size_t>(end)] - first);
}

}  // namespace attest
