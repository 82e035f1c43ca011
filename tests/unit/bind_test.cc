#include "pipeline/claims/bind.h"

#include <gtest/gtest.h>

namespace attest {
namespace {

TEST(LinkSlots, HoldTheTokensOfThoseThatAreSet) {
  LinkSlots slots;
  EXPECT_FALSE(slots.At(LinkSlot::kHead));
  slots.Set(LinkSlot::kHead, 3);
  slots.Set(LinkSlot::kFig, 7);
  EXPECT_EQ(slots.At(LinkSlot::kHead), 3u);
  EXPECT_EQ(slots.filled(), LinkSlots::BitOf(LinkSlot::kHead) | LinkSlots::BitOf(LinkSlot::kFig));
  EXPECT_TRUE(slots.AnyToken([](uint32_t token) { return token == 7; }));
  slots.Erase(LinkSlot::kFig);
  EXPECT_FALSE(slots.AnyToken([](uint32_t token) { return token == 7; }));
}

TEST(LinkSlots, TakeOverWhatATailBinds) {
  LinkSlots slots, more;
  slots.Set(LinkSlot::kHead, 0);
  slots.Set(LinkSlot::kMove, 1);
  slots.sign = 1;
  more.Set(LinkSlot::kMove, 5);
  more.Set(LinkSlot::kOtherfig, 6);
  slots.SetAll(more);
  EXPECT_EQ(slots.At(LinkSlot::kHead), 0u);
  EXPECT_EQ(slots.At(LinkSlot::kMove), 5u);
  EXPECT_EQ(slots.At(LinkSlot::kOtherfig), 6u);
  EXPECT_EQ(slots.sign, 1);
}

}  // namespace
}  // namespace attest
