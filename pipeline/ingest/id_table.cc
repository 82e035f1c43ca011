#include "pipeline/ingest/id_table.h"

#include <utility>

#include "pipeline/model/hash.h"

namespace attest {
namespace {

constexpr size_t kFirstSlots = 1024;

}  // namespace

uint64_t IdTable::Add(std::string_view id, uint64_t line) {
  if ((used_ + 1) * 4 > slots_.size() * 3 && used_ < kMostIds) Grow();
  const uint64_t hash = Hash64(id);
  Slot* slot = Find(hash);
  if (slot->line == 0) {
    if (used_ == kMostIds) return line;
    *slot = {hash, line};
    ++used_;
  }
  return slot->line;
}

void IdTable::Clear() {
  slots_.clear();
  used_ = 0;
}

// The slot of this hash, or the free one where it belongs. The table is never full.
IdTable::Slot* IdTable::Find(uint64_t hash) {
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  while (slots_[at].line != 0 && slots_[at].hash != hash) at = (at + 1) & mask;
  return &slots_[at];
}

void IdTable::Grow() {
  std::vector<Slot> old(slots_.empty() ? kFirstSlots : slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.line != 0) *Find(slot.hash) = slot;
  }
}

}  // namespace attest
