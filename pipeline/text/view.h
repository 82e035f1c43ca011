// The text as patterns see it: NFC, with typography folded, and a way back to the text as received.
//
// Requires: valid UTF-8 (ingest decodes). Adds: a view in which quotes are ' and ", dashes are -, every space but the
// tab is an ASCII space of one byte (also thin, no-break and narrow ones), digits of all scripts and full-width forms
// are ASCII, an ellipsis is three stops, soft hyphens, zero-width and direction marks and BOMs are gone, line ends are
// LF, and the rest is NFC (UAX #15). Currency signs, accents, letters, fractions and superscripts stay as they are:
// NFKC would read 10² as 102. An em dash without spaces gets them (" - "), since it parts words, but for one between
// digits.
#ifndef ATTEST_TEXT_VIEW_H_
#define ATTEST_TEXT_VIEW_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/span.h"

namespace attest {

// Immutable once made; safe to share between threads. Borrows `source`, which must outlive it.
class TextView {
 public:
  explicit TextView(std::string_view source);
  TextView(const TextView&) = delete;
  TextView& operator=(const TextView&) = delete;
  TextView(TextView&&) = default;
  TextView& operator=(TextView&&) = default;

  std::string_view text() const& { return identity_ ? source_ : std::string_view(folded_); }
  std::string_view text() const&& = delete;
  std::string_view source() const { return source_; }
  // True when nothing had to be folded: offsets of view and source are equal, and nothing was copied.
  bool identity() const { return identity_; }
  // True when the source is pure ASCII: byte offsets are code point offsets.
  bool ascii() const { return ascii_; }

  // The source bytes that a span of the view stands for. An offset inside a replaced run is widened outwards: begin
  // goes down to the run's start, end up to its end, both on code point boundaries.
  Span ToSource(Span in_view) const;
  // The other way, widened outwards likewise.
  Span FromSource(Span in_source) const;

 private:
  friend class ViewBuilder;

  // Where view and source differ; between edits, offsets run in parallel. In order, disjoint on both sides.
  struct Edit {
    uint32_t view_begin, view_end;      // the replacement
    uint32_t source_begin, source_end;  // the replaced
  };
  std::string_view source_;
  std::string folded_;
  std::vector<Edit> edits_;
  bool identity_ = true;
  bool ascii_ = true;
};

// Byte offsets of a UTF-8 text into Unicode code point offsets. Borrows the text. O(1) for ASCII, else O(64).
class CodePoints {
 public:
  explicit CodePoints(std::string_view text, bool ascii);
  uint32_t At(uint32_t byte_offset) const;
  Span Of(Span bytes) const { return {At(bytes.begin), At(bytes.end)}; }

 private:
  std::string_view text_;
  bool ascii_;
  std::vector<uint32_t> counts_;  // code points before each block of bytes
};

}  // namespace attest

#endif  // ATTEST_TEXT_VIEW_H_
