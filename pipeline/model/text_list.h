// A list of texts in one piece of memory, so that a short list of short texts needs no allocation.
#ifndef ATTEST_MODEL_TEXT_LIST_H_
#define ATTEST_MODEL_TEXT_LIST_H_

#include <algorithm>
#include <cassert>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace attest {

class TextList {
 public:
  TextList() = default;
  TextList(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) Add(text);
  }
  // `text` is not empty and holds no NUL.
  void Add(std::string_view text) {
    assert(!text.empty() && text.find('\0') == text.npos);
    if (!joined_.empty()) joined_.push_back('\0');
    joined_.append(text);
  }
  bool empty() const { return joined_.empty(); }
  void clear() { joined_.clear(); }

  // Calls visit(text) for each, in the order of Add.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    const std::string_view joined = joined_;
    for (size_t at = 0; at < joined.size();) {
      const size_t end = std::min(joined.find('\0', at), joined.size());
      visit(joined.substr(at, end - at));
      at = end + 1;
    }
  }
  // Views of the list, which are good as long as it stays as it is.
  std::vector<std::string_view> All() const& {
    std::vector<std::string_view> texts;
    ForEach([&texts](std::string_view text) { texts.push_back(text); });
    return texts;
  }
  std::vector<std::string_view> All() const&& = delete;

 private:
  std::string joined_;  // by NUL
};

}  // namespace attest

#endif  // ATTEST_MODEL_TEXT_LIST_H_
