// Which of the [[name]] rules speak for a name, and which of them do so again.
#ifndef ATTEST_MENTIONS_HITS_H_
#define ATTEST_MENTIONS_HITS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace attest {

// Sets of rules as bits: what a third hit of a rule would count, nothing, need not be kept (Evidence::Weigh).
class Hits {
 public:
  // 64 rules: those that have hit, and those of them that have hit again.
  struct Set {
    uint64_t once = 0, again = 0;
    void Add(const Set& more) {
      again |= more.again | (once & more.once);
      once |= more.once;
    }
    bool operator==(const Set&) const = default;
  };

  // Any number of rules; the first 128 need no memory of their own.
  void Add(uint32_t rule) {
    Set& set = At(rule / 64);
    const uint64_t bit = uint64_t{1} << (rule % 64);
    set.again |= set.once & bit;
    set.once |= bit;
  }
  void Add(const Hits& more) {
    for (size_t i = 0; i < in_place_.size(); ++i) in_place_[i].Add(more.in_place_[i]);
    if (more.further_.empty()) return;  // as good as always
    if (further_.size() < more.further_.size()) further_.resize(more.further_.size());
    for (size_t i = 0; i < more.further_.size(); ++i) further_[i].Add(more.further_[i]);
  }
  // The sets; number i begins with rule 64 * i.
  size_t size() const { return in_place_.size() + further_.size(); }
  const Set& operator[](size_t i) const { return i < in_place_.size() ? in_place_[i] : further_[i - in_place_.size()]; }

 private:
  Set& At(size_t i) {
    if (i < in_place_.size()) return in_place_[i];
    i -= in_place_.size();
    if (i >= further_.size()) further_.resize(i + 1);
    return further_[i];
  }

  std::array<Set, 2> in_place_{};
  std::vector<Set> further_;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_HITS_H_
