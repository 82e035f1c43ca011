// RE2 behind one door: the only file that knows its types, which differ between releases.
#ifndef ATTEST_RULES_REGEX_H_
#define ATTEST_RULES_REGEX_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/result.h"
#include "pipeline/model/span.h"

namespace re2 {
class RE2;
}

namespace attest {

struct RegexOptions {
  bool longest = true;  // leftmost-longest; false: leftmost, alternatives in order
  bool ignore_case = false;
  bool one_line = false;       // a hit never reaches over a line end, whatever the pattern says
  bool bytes = false;          // Latin-1: patterns over masked text, where a byte is a symbol
  int64_t max_mem = 64 << 20;  // a budget too small falls silently to a tenth of the speed
};

// A compiled pattern. Movable; matching is const and safe from any number of threads.
class Regex {
 public:
  // The error is kBadRule and holds RE2's reason and the offending piece.
  static Result<Regex> Compile(std::string_view pattern, const RegexOptions& options = {});
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // The first hit at or after `from`; false if none. Bounds only, no captures: the fast path.
  bool Find(std::string_view text, uint32_t from, Span* hit) const;
  // A hit that begins at `from` and ends at or before `limit`; what stands around is seen (\b). Bounds only.
  bool FindAt(std::string_view text, uint32_t from, uint32_t limit, Span* hit) const;
  // The whole of `text`.
  bool Matches(std::string_view text) const;
  // A hit at or after `from`, with all groups: groups[0] is the hit, an unset group is {0, 0} with
  // set == false. Slower by an order of magnitude than Find.
  struct Group {
    Span span;
    bool set = false;
  };
  bool FindGroups(std::string_view text, uint32_t from, std::vector<Group>* groups) const;
  // Like FindGroups, but the hit has to begin at `from`.
  bool GroupsAt(std::string_view text, uint32_t from, std::vector<Group>* groups) const;
  // names[i] is the name of group i, or "".
  const std::vector<std::string>& group_names() const { return names_; }

 private:
  explicit Regex(std::unique_ptr<re2::RE2> compiled);
  std::unique_ptr<re2::RE2> compiled_;
  std::vector<std::string> names_;
};

// Which of many patterns match a text, not where. Compile before the first Match; then const and thread-safe.
class RegexSet {
 public:
  enum class Anchor { kNone, kBoth };
  RegexSet(Anchor anchor, const RegexOptions& options);
  RegexSet(RegexSet&&) noexcept;
  RegexSet& operator=(RegexSet&&) noexcept;
  ~RegexSet();

  // The index of the pattern, from 0 in order of adding.
  Result<int> Add(std::string_view pattern);
  Status Compile();
  // Appends the matching patterns' indices to `hits`, ascending. False when none matches.
  bool Match(std::string_view text, std::vector<int>* hits) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// `words` as one alternation, longest first (ties by byte order), each escaped: RE2 takes the first that fits.
std::string Alternation(std::vector<std::string> words);

}  // namespace attest

#endif  // ATTEST_RULES_REGEX_H_
