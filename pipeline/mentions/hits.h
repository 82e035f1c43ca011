// Which of the [[name]] rules speak for a name, and which of them do so again.
#ifndef ATTEST_MENTIONS_HITS_H_
#define ATTEST_MENTIONS_HITS_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace attest {

// Two sets of rules as bits: what a third hit of a rule would count, nothing, need not be kept (Evidence::Weigh).
struct Hits {
  static constexpr uint32_t kMostRules = 128;
  std::array<uint64_t, kMostRules / 64> once{};
  std::array<uint64_t, kMostRules / 64> again{};

  void Add(uint32_t rule) {
    const uint64_t bit = uint64_t{1} << (rule % 64);
    again[rule / 64] |= once[rule / 64] & bit;
    once[rule / 64] |= bit;
  }
  void Add(const Hits& more) {
    for (size_t i = 0; i < once.size(); ++i) {
      again[i] |= more.again[i] | (once[i] & more.once[i]);
      once[i] |= more.once[i];
    }
  }
  bool operator==(const Hits&) const = default;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_HITS_H_
