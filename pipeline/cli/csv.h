// Comma-separated values (RFC 4180).
#ifndef ATTEST_CLI_CSV_H_
#define ATTEST_CLI_CSV_H_

#include <string>
#include <string_view>

namespace attest {

// Quoted where it has to be, quotes doubled.
void AppendCsvField(std::string_view field, std::string* out);

}  // namespace attest

#endif  // ATTEST_CLI_CSV_H_
