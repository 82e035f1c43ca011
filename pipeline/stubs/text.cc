#include "pipeline/text/structure.h"
#include "pipeline/text/view.h"
namespace attest {
TextView::TextView(std::string_view source) : source_(source) {
  for (char c : source) ascii_ &= static_cast<unsigned char>(c) < 0x80;
}
Span TextView::ToSource(Span in_view) const { return in_view; }
Span TextView::FromSource(Span in_source) const { return in_source; }
CodePoints::CodePoints(std::string_view text, bool ascii) : text_(text), ascii_(ascii) {}
uint32_t CodePoints::At(uint32_t at) const {
  uint32_t n = 0;
  for (uint32_t i = 0; i < at; ++i) n += (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80;
  return n;
}
Structure FindStructure(std::string_view, const std::vector<Span>&) { return {}; }
}  // namespace attest
