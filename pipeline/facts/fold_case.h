// Case folding of words that are compared: keys, terms, shingles.
#ifndef ATTEST_FACTS_FOLD_CASE_H_
#define ATTEST_FACTS_FOLD_CASE_H_

#include <string>
#include <string_view>

namespace attest {

// Full Unicode case folding of valid UTF-8; invalid bytes come out as U+FFFD. Independent of the locale.
std::string FoldCase(std::string_view text);

}  // namespace attest

#endif  // ATTEST_FACTS_FOLD_CASE_H_
