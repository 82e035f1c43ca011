// Exact decimal figures: money and percentages never pass through binary floating point.
#ifndef ATTEST_MODEL_DECIMAL_H_
#define ATTEST_MODEL_DECIMAL_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace attest {

// digits() * 10^-scale(), normalised (the fraction has no trailing zeros), |digits| < 10^18, 0 <= scale <= 18.
// Arithmetic that leaves this range yields nullopt; nothing wraps or rounds. A value type, safe to share.
class Decimal {
 public:
  static constexpr int kMaxScale = 18;

  constexpr Decimal() = default;
  explicit Decimal(int64_t whole);  // |whole| < 10^18

  // digits * 10^-scale; nullopt when out of range. A negative scale multiplies.
  static std::optional<Decimal> Of(int64_t digits, int scale);
  // "1900", "-0.5", "1.90": digits with at most one point, optional minus; no grouping, no exponent.
  static std::optional<Decimal> Parse(std::string_view plain);
  // The shortest decimal that reads back as `number` (as JSON writers print it); nullopt for NaN, infinity, out of
  // range.
  static std::optional<Decimal> FromDouble(double number);

  int64_t digits() const { return digits_; }
  int scale() const { return scale_; }
  bool IsNegative() const { return digits_ < 0; }
  bool IsZero() const { return digits_ == 0; }
  bool IsWhole() const { return scale_ == 0; }

  std::optional<Decimal> Times(const Decimal& other) const;
  std::optional<Decimal> TimesPowerOfTen(int exponent) const;
  std::optional<Decimal> Plus(const Decimal& other) const;
  std::optional<Decimal> Minus(const Decimal& other) const;
  Decimal Negated() const;
  Decimal Absolute() const { return IsNegative() ? Negated() : *this; }

  // Plain notation that Parse reads and JSON accepts: "11900000000", "-12.5".
  std::string ToString() const;
  void AppendTo(std::string* out) const;
  // The same into a buffer of at least kMaxBytes; returns the end.
  static constexpr size_t kMaxBytes = 24;
  char* Write(char* to) const;

  bool operator==(const Decimal&) const = default;
  std::strong_ordering operator<=>(const Decimal& other) const;

 private:
  int64_t digits_ = 0;
  int32_t scale_ = 0;
};

}  // namespace attest

#endif  // ATTEST_MODEL_DECIMAL_H_
