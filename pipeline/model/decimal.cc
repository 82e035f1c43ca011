#include "pipeline/model/decimal.h"

#include <array>
#include <charconv>
#include <cmath>

namespace attest {
namespace {

__extension__ typedef __int128 Wide;

constexpr int64_t kLimit = 1'000'000'000'000'000'000;  // 10^18: any product of two fits into Wide

constexpr std::array<int64_t, 19> kPowers = [] {
  std::array<int64_t, 19> powers{};
  int64_t power = 1;
  for (size_t i = 0; i < powers.size(); ++i) {
    powers[i] = power;
    if (i + 1 < powers.size()) power *= 10;
  }
  return powers;
}();

bool Fits(Wide digits) { return digits < kLimit && digits > -kLimit; }

// Of more digits than fit, unless zeros behind the point make them up.
std::optional<Decimal> Make(Wide digits, int scale) {
  while (scale > 0 && !Fits(digits) && digits % 10 == 0) {
    digits /= 10;
    --scale;
  }
  if (!Fits(digits)) return std::nullopt;
  return Decimal::Of(static_cast<int64_t>(digits), scale);
}

}  // namespace

Decimal::Decimal(int64_t whole) : digits_(whole) {}

std::optional<Decimal> Decimal::Of(int64_t digits, int scale) {
  if (!Fits(digits)) return Make(digits, scale);
  if (digits == 0) return Decimal();
  while (scale > 0 && digits % 10 == 0) {
    digits /= 10;
    --scale;
  }
  if (scale < 0) {
    const int room = kMaxScale + scale;  // for digits before the zeros
    if (room < 0 || digits >= kPowers[room] || digits <= -kPowers[room]) return std::nullopt;
    digits *= kPowers[-scale];
    scale = 0;
  }
  if (scale > kMaxScale) return std::nullopt;
  Decimal made(digits);
  made.scale_ = scale;
  return made;
}

std::optional<Decimal> Decimal::Parse(std::string_view plain) {
  const bool negative = !plain.empty() && plain.front() == '-';
  if (negative) plain.remove_prefix(1);
  Wide digits = 0;
  int scale = 0;
  bool point = false, any = false;
  for (const char c : plain) {
    if (c == '.') {
      if (point) return std::nullopt;
      point = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      digits = digits * 10 + (c - '0');
      scale += point;
      if (digits >= static_cast<Wide>(kLimit) * kLimit / 10) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  if (!any) return std::nullopt;
  return Make(negative ? -digits : digits, scale);
}

std::optional<Decimal> Decimal::FromDouble(double number) {
  if (!std::isfinite(number) || std::fabs(number) >= 1e18) return std::nullopt;
  std::array<char, 400> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
  return Parse({buffer.data(), static_cast<size_t>(end.ptr - buffer.data())});
}

std::optional<Decimal> Decimal::Times(const Decimal& other) const {
  return Make(static_cast<Wide>(digits_) * other.digits_, scale_ + other.scale_);
}

std::optional<Decimal> Decimal::TimesPowerOfTen(int exponent) const { return Of(digits_, scale_ - exponent); }

std::optional<Decimal> Decimal::Plus(const Decimal& other) const {
  if (scale_ == other.scale_) return Of(digits_ + other.digits_, scale_);
  const int scale = std::max(scale_, other.scale_);
  return Make(static_cast<Wide>(digits_) * kPowers[scale - scale_] +
                  static_cast<Wide>(other.digits_) * kPowers[scale - other.scale_],
              scale);
}

std::optional<Decimal> Decimal::Minus(const Decimal& other) const { return Plus(other.Negated()); }

Decimal Decimal::Negated() const {
  Decimal result = *this;
  result.digits_ = -digits_;
  return result;
}

char* Decimal::Write(char* to) const {
  if (digits_ < 0) *to++ = '-';
  std::array<char, 24> buffer;
  const char* const digits = buffer.data();
  const char* const end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), digits_ < 0 ? -digits_ : digits_).ptr;
  const std::ptrdiff_t whole = end - digits - scale_;
  if (whole > 0) {
    to = std::copy(digits, digits + whole, to);
    if (scale_ == 0) return to;
    *to++ = '.';
    return std::copy(digits + whole, end, to);
  }
  *to++ = '0';
  *to++ = '.';
  return std::copy(digits, end, std::fill_n(to, -whole, '0'));
}

void Decimal::AppendTo(std::string* out) const {
  std::array<char, kMaxBytes> buffer;
  out->append(buffer.data(), static_cast<size_t>(Write(buffer.data()) - buffer.data()));
}

std::string Decimal::ToString() const {
  std::string out;
  AppendTo(&out);
  return out;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  if (scale_ == other.scale_) return digits_ <=> other.digits_;
  const int scale = std::max(scale_, other.scale_);
  const Wide left = static_cast<Wide>(digits_) * kPowers[scale - scale_];
  const Wide right = static_cast<Wide>(other.digits_) * kPowers[scale - other.scale_];
  return left < right   ? std::strong_ordering::less
         : left > right ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

}  // namespace attest
