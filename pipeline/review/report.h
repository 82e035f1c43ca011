// The review page as one file to send to somebody: read-only, with the facts, the articles that they cite and the page
// itself inside. It asks nothing of any server.
#ifndef ATTEST_REVIEW_REPORT_H_
#define ATTEST_REVIEW_REPORT_H_

#include <cstdint>
#include <string>

#include "pipeline/model/result.h"
#include "pipeline/review/review_data.h"

namespace attest {

// HTML with the first `limit` facts under the filter, in its order. kBadStore when the store is damaged.
Result<std::string> FormatReport(const ReviewData& data, const FactFilter& filter, uint64_t limit);

}  // namespace attest

#endif  // ATTEST_REVIEW_REPORT_H_
