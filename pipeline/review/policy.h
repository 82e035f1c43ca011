// What a content security policy says of code that stands in a page itself (CSP level 3).
#ifndef ATTEST_REVIEW_POLICY_H_
#define ATTEST_REVIEW_POLICY_H_

#include <string>
#include <string_view>

namespace attest {

std::string Base64(std::string_view bytes);  // RFC 4648
// How a policy allows one inline script or style: 'sha256-…', with its quotes.
std::string PolicyHash(std::string_view bytes);
// The first element of the page that begins with `opening`: from there to behind `closing`, and what stands inside.
struct PageElement {
  size_t begin = 0, end = 0;
  std::string_view text;
};
PageElement FindElement(std::string_view page, std::string_view opening, std::string_view closing);

}  // namespace attest

#endif  // ATTEST_REVIEW_POLICY_H_
