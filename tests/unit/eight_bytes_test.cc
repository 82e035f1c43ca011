#include "pipeline/model/eight_bytes.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace attest {
namespace {

// What is marked, as the high bits of the bytes, tested byte by byte.
template <typename Fits>
uint64_t Marks(const std::string& bytes, const Fits& fits) {
  uint64_t marks = 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    marks |= uint64_t{fits(static_cast<unsigned char>(bytes[i]))} << (8 * i + 7);
  return marks;
}

TEST(EightBytes, RangesAndZerosAreFoundWhateverStandsBeside) {
  std::mt19937 random(1);
  const std::string near = std::string("\0\x01\x1F\x20@AZ[`az{/09:\x7F\x80\xFF", 19);
  for (int draw = 0; draw < 20000; ++draw) {
    std::string bytes;
    for (int i = 0; i < 8; ++i)
      bytes += random() % 2 == 0 ? near[random() % near.size()] : static_cast<char>(random() & 0xFF);
    const uint64_t eight = EightBytes(bytes.data());
    for (const auto& [first, last] : {std::pair{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'\0', '\x1F'}, {'\0', '\x7F'}}) {
      const auto in_range = [first = first, last = last](unsigned char c) { return c >= first && c <= last; };
      ASSERT_EQ(BytesIn(eight, first, last), Marks(bytes, in_range)) << draw;
    }
    const uint64_t zeros = Marks(bytes, [](unsigned char c) { return c == 0; });
    ASSERT_EQ(BytesBefore(ZeroBytes(eight)), BytesBefore(zeros)) << draw;
  }
}

TEST(EightBytes, WhatIsBehindTheTextIsZero) {
  const std::string text = "profit rose";
  EXPECT_EQ(EightBytes(text, 3), EightBytes("fit rose"));
  for (size_t at = 4; at <= text.size(); ++at) {
    std::string rest = text.substr(at);
    rest.resize(8);
    EXPECT_EQ(EightBytes(text, at), EightBytes(rest.data())) << at;
  }
}

TEST(EightBytes, BitsBeforeTheFirstOne) {
  EXPECT_EQ(BytesBefore(0), 8u);
  EXPECT_EQ(BitsBefore(0), ~uint64_t{0});
  EXPECT_EQ(BytesBefore(0x8000800000u), 2u);
  EXPECT_EQ(BitsBefore(0x8000800000u), 0xFFFFu);
  EXPECT_EQ(BitsBefore(0x80u), 0u);
}

}  // namespace
}  // namespace attest
