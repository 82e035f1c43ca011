// A text addressed by code points, as gold annotations address it.
#ifndef ATTEST_EVAL_CODE_POINTS_H_
#define ATTEST_EVAL_CODE_POINTS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace attest {

// Borrows the text, which is valid UTF-8 and has to outlive it.
class CodePointText {
 public:
  explicit CodePointText(std::string_view text);
  int64_t size() const { return static_cast<int64_t>(starts_.size()) - 1; }
  // The code points [begin, end); nullopt when the range is empty or not within the text.
  std::optional<std::string_view> Slice(int64_t begin, int64_t end) const;

 private:
  std::string_view text_;
  std::vector<uint32_t> starts_;  // byte offset of each code point, and of the end
};

}  // namespace attest

#endif  // ATTEST_EVAL_CODE_POINTS_H_
