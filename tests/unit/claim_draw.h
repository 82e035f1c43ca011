// Claims drawn at random, for tests of properties that hold for all of them.
#ifndef ATTEST_TESTS_UNIT_CLAIM_DRAW_H_
#define ATTEST_TESTS_UNIT_CLAIM_DRAW_H_

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "pipeline/model/claim.h"

namespace attest {

// How often a property is tried: ATTEST_DRAWS, else `otherwise`.
int Draws(int otherwise);

// The same draws for the same seed on every machine.
class ClaimDraw {
 public:
  explicit ClaimDraw(uint32_t seed) : random_(seed) {}

  // What a claim says, as BuildClaim reads it after document and day: few parties and figures near each other, so that
  // claims agree, conflict, correct and complete each other; every qualifier is missing at times.
  std::string Statement();
  // The same with the type and parties given ("profit company=a").
  std::string Statement(const std::string& form);
  // A set of claims of one key, by up to six articles of up to four sources.
  std::vector<StoredClaim> Claims();
  // The publication day of an article of Claims, or "-".
  static const char* Published(int document);

  template <typename Item>
  void Shuffle(std::vector<Item>* items) {
    for (size_t left = items->size(); left > 1; --left) std::swap((*items)[left - 1], (*items)[Below(left)]);
  }
  size_t Below(size_t limit) { return random_() % limit; }
  int Below(int limit) { return static_cast<int>(Below(static_cast<size_t>(limit))); }
  bool OneIn(int count) { return Below(count) == 0; }

 private:
  std::string Form();
  std::mt19937 random_;
};

}  // namespace attest

#endif  // ATTEST_TESTS_UNIT_CLAIM_DRAW_H_
