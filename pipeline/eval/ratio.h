// Precision, recall and F1, as counts.
#ifndef ATTEST_EVAL_RATIO_H_
#define ATTEST_EVAL_RATIO_H_

#include <optional>

namespace attest {

// part / whole; nullopt when there is no whole.
inline std::optional<double> Ratio(int part, int whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / whole;
}

struct Prf {
  int right = 0;
  int predicted = 0;
  int gold = 0;

  std::optional<double> precision() const { return Ratio(right, predicted); }
  std::optional<double> recall() const { return Ratio(right, gold); }
  std::optional<double> f1() const { return Ratio(2 * right, predicted + gold); }
};

}  // namespace attest

#endif  // ATTEST_EVAL_RATIO_H_
