#include "pipeline/facts/interval.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attest {
namespace {

// How far a modifier lets the value lie from the figure, in hundredths of its size, towards zero and away from it.
struct Reach {
  int inwards;
  int outwards;
};

constexpr Reach ReachOf(Modifier modifier) {
  switch (modifier) {
    case Modifier::kAbout:
      return {5, 5};
    case Modifier::kAlmost:
      return {10, 0};
    case Modifier::kOver:
      return {0, 10};
    case Modifier::kUnder:
      return {50, 0};
    default:
      return {0, 0};
  }
}

Decimal Shifted(const Decimal& value, const Decimal& by) { return value.Plus(by).value_or(value); }

Interval HalfADigit(const Figure& figure) {
  const Decimal& value = *figure.value;
  const Decimal half = Decimal(5).TimesPowerOfTen(figure.last_digit - 1).value_or(Decimal());
  return {Shifted(value, half.Negated()), Shifted(value, half)};
}

double ToDouble(const Decimal& number) {
  return static_cast<double>(number.digits()) * std::pow(10.0, -number.scale());
}

double Width(const Interval& interval) {
  if (!interval.low || !interval.high) return std::numeric_limits<double>::infinity();
  return ToDouble(*interval.high) - ToDouble(*interval.low);
}

}  // namespace

Interval IntervalOf(const Figure& figure, Modifier modifier) {
  if (figure.IsRange()) {
    if (figure.low && figure.high && *figure.high < *figure.low) return {figure.high, figure.low};
    return {figure.low, figure.high};
  }
  const Decimal& value = *figure.value;
  const Reach reach = ReachOf(modifier);
  if (reach.inwards == 0 && reach.outwards == 0) return HalfADigit(figure);
  const auto part = [&value](int hundredths) {
    const std::optional<Decimal> times = value.Times(Decimal(hundredths));
    return (times ? times->TimesPowerOfTen(-2) : std::nullopt).value_or(Decimal());
  };
  const Decimal inner = Shifted(value, part(reach.inwards).Negated());
  const Decimal outer = Shifted(value, part(reach.outwards));
  return {std::min(inner, outer), std::max(inner, outer)};
}

bool Meet(const Interval& a, const Interval& b) {
  const auto single = [](const Interval& i) { return i.low && i.high && *i.low == *i.high; };
  const bool touching = single(a) || single(b);
  const auto begins_before = [touching](const std::optional<Decimal>& low, const std::optional<Decimal>& high) {
    return !low || !high || *low < *high || (touching && *low == *high);
  };
  return begins_before(a.low, b.high) && begins_before(b.low, a.high);
}

Interval Intersection(const Interval& a, const Interval& b) {
  Interval both = a;
  if (b.low && (!both.low || *both.low < *b.low)) both.low = b.low;
  if (b.high && (!both.high || *b.high < *both.high)) both.high = b.high;
  return both;
}

double Imprecision(const Figure& figure, Modifier modifier) {
  double width = Width(IntervalOf(figure, modifier));
  if (!figure.IsRange()) width = std::max(width, Width(HalfADigit(figure)));
  const std::optional<Decimal>& size = figure.value ? figure.value : figure.high ? figure.high : figure.low;
  if (!size || size->IsZero()) return width;
  return width / std::fabs(ToDouble(*size));
}

}  // namespace attest
