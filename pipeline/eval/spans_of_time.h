// Periods and durations in ISO 8601, read for comparison.
#ifndef ATTEST_EVAL_SPANS_OF_TIME_H_
#define ATTEST_EVAL_SPANS_OF_TIME_H_

#include <optional>
#include <string_view>
#include <utility>

#include "pipeline/model/value.h"

namespace attest {

// "2024", "2024-Q4", "2024-12", "2024-12-31", or two of them with a slash: first day, day after the last.
// nullopt for any other text, as a period in words.
std::optional<std::pair<Day, Day>> ReadIsoPeriod(std::string_view text);

// P1Y = P12M and P2W = P14D, but a month is no number of days.
struct TimeLength {
  double months = 0;
  double seconds = 0;
  bool operator==(const TimeLength& other) const;  // within 1e-9
};

// "P1Y6M", "P2W", "PT36H"; also "P1Q" for a quarter.
std::optional<TimeLength> ReadIsoDuration(std::string_view text);

}  // namespace attest

#endif  // ATTEST_EVAL_SPANS_OF_TIME_H_
