// Near-duplicate detection: MinHash over shingles of five words of the article without boilerplate.
// Source: Broder 1997; one-permutation hashing with optimal densification, Shrivastava 2017.
#ifndef ATTEST_FACTS_FINGERPRINT_H_
#define ATTEST_FACTS_FINGERPRINT_H_

#include <string>
#include <string_view>

#include "pipeline/text/document_text.h"

namespace attest {

// Lower-case hex, the same length for every document; empty for a text of fewer than five words. Words are compared
// case-folded, without punctuation.
std::string Fingerprint(const DocumentText& text);

// The estimated Jaccard similarity of the two documents' shingle sets, 0 to 1; 0 when either is empty.
double Similarity(std::string_view fingerprint, std::string_view other);

// Documents from this similarity up are copies of one source.
inline constexpr double kSameSource = 0.6;

}  // namespace attest

#endif  // ATTEST_FACTS_FINGERPRINT_H_
