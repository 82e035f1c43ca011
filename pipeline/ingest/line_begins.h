// What the lines that patterns match may begin with: most lines are none of them, and are told from their first three
// bytes without asking the patterns.
//
// Read off the patterns' text, so that nobody has to keep a list of first words beside them. Letters count whatever
// their case, digits, white space, other ASCII and bytes beyond ASCII are one sort each; wherever a pattern's syntax or
// its case folding reaches further, anything may stand.
#ifndef ATTEST_INGEST_LINE_BEGINS_H_
#define ATTEST_INGEST_LINE_BEGINS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace attest {

// Add all patterns first, then const and safe from any number of threads.
class LineBegins {
 public:
  // `pattern`: of a whole line, in RE2's syntax, UTF-8; one that RE2 takes.
  void Add(std::string_view pattern);

  // Whether a pattern may match `line`, which is not empty.
  bool MayMatch(std::string_view line) const;

 private:
  static constexpr size_t kSorts = 32;
  // By the sorts of the first two bytes: a bit for each sort of the third.
  std::array<uint32_t, kSorts * kSorts> begins_{};
};

}  // namespace attest

#endif  // ATTEST_INGEST_LINE_BEGINS_H_
