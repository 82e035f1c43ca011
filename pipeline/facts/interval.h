// A printed figure as the interval of values that it allows.
#ifndef ATTEST_FACTS_INTERVAL_H_
#define ATTEST_FACTS_INTERVAL_H_

#include <optional>

#include "pipeline/model/value.h"

namespace attest {

// From low to high; an absent side is open to infinity. low <= high.
struct Interval {
  std::optional<Decimal> low;
  std::optional<Decimal> high;
  bool operator==(const Interval&) const = default;
};

// "$1.9 billion" 1.85 to 1.95 (half a unit of the last stated digit to each side); "about" 5 % to each side, "almost"
// 10 % down, "over" 10 % up, "under" 50 % down, of the size of the figure ("over" a loss of 10 is a loss of 10 to 11);
// a range is what it says.
Interval IntervalOf(const Figure& figure, Modifier modifier);

// Whether some value lies in both. Neighbours that only touch do not meet ($1.8bn ends where $1.9bn begins), unless one
// of them is a single value.
bool Meet(const Interval& a, const Interval& b);

// Of two intervals that meet.
Interval Intersection(const Interval& a, const Interval& b);

// How far the interval reaches in proportion to the figure, 0 for a precise one, infinity for an open range: less is
// more precise. A hedged figure is never more precise than the same figure without the hedge.
double Imprecision(const Figure& figure, Modifier modifier);

}  // namespace attest

#endif  // ATTEST_FACTS_INTERVAL_H_
