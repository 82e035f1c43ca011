#include "pipeline/review/utf16.h"

#include <gtest/gtest.h>

#include <string>

namespace attest {
namespace {

struct Case {
  const char* name;
  std::string text;
  Span bytes;
  Span units;
};

TEST(Utf16Offsets, CountsAsTheBrowserDoes) {
  const Case kCases[] = {
      {"ascii", "Acme rose", {5, 9}, {5, 9}},
      {"two bytes", "caf\xC3\xA9 rose", {6, 10}, {5, 9}},
      {"three bytes",
       "\xE2\x82\xAC"
       "5m fell",
       {3, 5},
       {1, 3}},
      {"four bytes are two units", "\xF0\x9F\x9A\x80 Acme", {5, 9}, {3, 7}},
      {"line ends of both sorts", "a\r\nb\nc", {5, 6}, {5, 6}},
      {"behind the first block", std::string(300, 'x') + "\xF0\x9F\x9A\x80y", {304, 305}, {302, 303}},
      {"to the end", "\xC3\xA9", {0, 2}, {0, 1}},
      {"of nothing", "", {0, 0}, {0, 0}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Utf16Offsets(c.text).Of(c.bytes), c.units);
  }
}

// The offsets of every code point of a long mixture against counting from the start.
TEST(Utf16Offsets, AgreesWithCountingFromTheStart) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += i % 3 == 0 ? "\xF0\x9F\x9A\x80" : i % 3 == 1 ? "\xE2\x82\xAC" : "ab";
  const Utf16Offsets offsets(text);
  uint32_t units = 0;
  for (uint32_t at = 0; at < text.size();) {
    ASSERT_EQ(offsets.At(at), units);
    const auto lead = static_cast<unsigned char>(text[at]);
    units += lead >= 0xF0 ? 2 : 1;
    at += lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 1;
  }
  EXPECT_EQ(offsets.At(static_cast<uint32_t>(text.size())), units);
}

}  // namespace
}  // namespace attest
