// The files of the review page (pipeline/review/page/), inside the program. embed.cmake writes the definitions.
#ifndef ATTEST_REVIEW_PAGE_FILES_H_
#define ATTEST_REVIEW_PAGE_FILES_H_

#include <span>
#include <string_view>

namespace attest {

struct PageFile {
  std::string_view name;  // "app.js"
  std::string_view bytes;
};

// Sorted by name; static storage.
std::span<const PageFile> PageFiles();
// Empty when there is none of that name.
std::string_view PageFileBytes(std::string_view name);

}  // namespace attest

#endif  // ATTEST_REVIEW_PAGE_FILES_H_
