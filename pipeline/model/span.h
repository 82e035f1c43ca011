// Where words stand in a document.
#ifndef ATTEST_MODEL_SPAN_H_
#define ATTEST_MODEL_SPAN_H_

#include <compare>
#include <cstdint>

namespace attest {

// A half-open range [begin, end) of byte offsets into Document::text, which is UTF-8 as received.
// Offsets, not pointers: a Span outlives a move of its Document. begin <= end, both on code point boundaries.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool empty() const { return begin == end; }
  uint32_t length_bytes() const { return end - begin; }
  bool Contains(const Span& other) const { return begin <= other.begin && other.end <= end; }
  bool Overlaps(const Span& other) const { return begin < other.end && other.begin < end; }

  auto operator<=>(const Span&) const = default;  // document order; of two with one begin, the shorter first
};

}  // namespace attest

#endif  // ATTEST_MODEL_SPAN_H_
