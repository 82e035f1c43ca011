// Reviewers' decisions as a table or for other tools.
#ifndef ATTEST_CLI_REVIEW_LIST_H_
#define ATTEST_CLI_REVIEW_LIST_H_

#include <string>

#include "pipeline/store/query.h"

namespace attest {

// Every decision on standard output, oldest first, with what became of it; `format` as of `attest facts`. Returns the
// exit code.
int ListReviews(const StoreReader& store, const std::string& format);

}  // namespace attest

#endif  // ATTEST_CLI_REVIEW_LIST_H_
