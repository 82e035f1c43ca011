// Offsets as the browser counts them: UTF-16 code units (ECMA-262's string indices).
#ifndef ATTEST_REVIEW_UTF16_H_
#define ATTEST_REVIEW_UTF16_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/model/span.h"

namespace attest {

// Built once for a text of valid UTF-8, then O(1). Borrows the text.
class Utf16Offsets {
 public:
  explicit Utf16Offsets(std::string_view text);
  // `bytes` lies on code point boundaries.
  Span Of(Span bytes) const { return {At(bytes.begin), At(bytes.end)}; }
  uint32_t At(uint32_t byte) const;

 private:
  std::string_view text_;
  std::vector<uint32_t> blocks_;  // code units before each block of bytes
};

}  // namespace attest

#endif  // ATTEST_REVIEW_UTF16_H_
