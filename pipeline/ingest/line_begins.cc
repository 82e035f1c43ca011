#include "pipeline/ingest/line_begins.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <vector>

namespace attest {
namespace {

constexpr size_t kPlaces = 3;
constexpr size_t kMostBegins = 4096;  // of a pattern's part; past so many anything may stand there

// Sorts of bytes: letters from 1 on, and these.
constexpr uint8_t kOther = 0, kDigit = 27, kBlank = 28, kWide = 29, kLineEnd = 30;
using Sorts = uint32_t;  // a bit for each
constexpr Sorts kAnySort = UINT32_MAX;

constexpr std::array<uint8_t, 256> kSortOf = [] {
  std::array<uint8_t, 256> sorts{};
  for (uint8_t i = 0; i < 26; ++i) sorts['a' + i] = sorts['A' + i] = static_cast<uint8_t>(1 + i);
  for (int c = '0'; c <= '9'; ++c) sorts[static_cast<size_t>(c)] = kDigit;
  for (const char c : {' ', '\t', '\n', '\v', '\f', '\r'}) sorts[static_cast<size_t>(c)] = kBlank;
  for (size_t c = 0x80; c < sorts.size(); ++c) sorts[c] = kWide;
  return sorts;
}();

using Ascii = std::bitset<128>;

bool IsWide(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// One way for a part of a pattern to begin: what may stand in its first places.
struct Begin {
  std::array<Sorts, kPlaces> sorts{};
  uint8_t size = 0;
  bool known = true;  // all of the part: what follows it stands behind. Else anything stands there
  auto operator<=>(const Begin&) const = default;
};
using Begins = std::vector<Begin>;

Begins Anything() { return {{.size = 0, .known = false}}; }
Begins Nothing() { return {{}}; }

// One character. Those beyond ASCII are several bytes, which are not told apart.
Begins OneOf(Sorts ascii, bool wide) {
  // Whatever the case, K is also U+212A and S is also U+017F.
  constexpr Sorts kAlsoWide = Sorts{1} << kSortOf['k'] | Sorts{1} << kSortOf['s'];
  Begins begins;
  if (ascii != 0) begins.push_back({.sorts = {ascii}, .size = 1});
  if (wide || (ascii & kAlsoWide) != 0) begins.push_back({.sorts = {Sorts{1} << kWide}, .size = 1, .known = false});
  return begins;
}
Begins OneOf(const Ascii& ascii, bool wide) {
  Sorts sorts = 0;
  for (size_t c = 0; c < ascii.size(); ++c) {
    if (ascii[c]) sorts |= Sorts{1} << kSortOf[c];
  }
  return OneOf(sorts, wide);
}
Begins OneOf(char ascii) { return OneOf(Sorts{1} << kSortOf[static_cast<size_t>(ascii)], false); }

Begins Distinct(Begins begins) {
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  return begins.size() > kMostBegins ? Anything() : begins;
}

Begins Either(Begins some, const Begins& others) {
  some.insert(some.end(), others.begin(), others.end());
  return Distinct(std::move(some));
}

Begins Joined(const Begins& heads, const Begins& tails) {
  Begins joined;
  for (const Begin& head : heads) {
    if (!head.known || head.size == kPlaces) {
      joined.push_back(head);
      continue;
    }
    for (const Begin& tail : tails) {
      Begin both = head;
      for (size_t i = 0; i < tail.size && both.size < kPlaces; ++i) both.sorts[both.size++] = tail.sorts[i];
      both.known = tail.known;
      joined.push_back(both);
    }
    if (joined.size() > kMostBegins * kPlaces) return Anything();
  }
  return Distinct(std::move(joined));
}

class PatternBegins {
 public:
  explicit PatternBegins(std::string_view pattern) : pattern_(pattern) {}

  Begins Read() {
    Begins begins = Choice();
    return at_ == pattern_.size() ? begins : Anything();
  }

 private:
  char Peek() const { return at_ < pattern_.size() ? pattern_[at_] : '\0'; }
  bool Take(std::string_view words) {
    if (!pattern_.substr(at_).starts_with(words)) return false;
    at_ += words.size();
    return true;
  }

  Begins Choice() {
    Begins begins = Sequence();
    while (Take("|")) begins = Either(std::move(begins), Sequence());
    return begins;
  }

  Begins Sequence() {
    Begins begins = Nothing();
    while (at_ < pattern_.size() && Peek() != '|' && Peek() != ')') {
      begins = Joined(begins, Counted(Atom()));
      const auto is_told = [](const Begin& begin) { return !begin.known || begin.size == kPlaces; };
      if (std::all_of(begins.begin(), begins.end(), is_told)) SkipSequence();
    }
    return begins;
  }
  // The rest of it, which tells nothing more.
  void SkipSequence() {
    for (int open = 0; at_ < pattern_.size(); ++at_) {
      const char c = Peek();
      if (open == 0 && (c == '|' || c == ')')) return;
      if (c == '(') ++open;
      if (c == ')') --open;
      if (c == '\\') ++at_;
      if (c == '[') {
        ++at_;
        Class();
        --at_;
      }
    }
    at_ = std::min(at_, pattern_.size());
  }

  Begins Counted(Begins once) {
    for (;;) {
      bool none = true;   // it may be left out
      bool again = true;  // it may come more than once
      if (Take("?")) {
        again = false;
      } else if (Take("+")) {
        none = false;
      } else if (!Take("*")) {
        if (Peek() != '{') return once;
        at_ = std::min(pattern_.find('}', at_), pattern_.size() - 1) + 1;
      }
      if (again) {
        for (Begin& begin : once) begin.known = begin.known && (begin.size == 0 || begin.size == kPlaces);
      }
      if (none) once = Either(std::move(once), Nothing());
    }
  }

  Begins Atom() {
    const char c = pattern_[at_++];
    switch (c) {
      case '(':
        return Group();
      case '[':
        return Class();
      case '.':
        return OneOf(Ascii().set(), true);
      case '^':
      case '$':
        return Nothing();
      case '\\':
        return Escape();
      default:
        if (IsWide(c)) return RestOfWide();
        return OneOf(c);
    }
  }

  Begins RestOfWide() {
    while (IsWide(Peek()) && (Peek() & 0x40) == 0) ++at_;
    return OneOf(Sorts{0}, true);
  }

  // (…), (?:…), (?i:…), (?P<name>…), (?i)
  Begins Group() {
    if (Take("?")) {
      at_ = std::min(pattern_.find_first_of(":>)", at_), pattern_.size());
      if (Take(")")) return Nothing();
      if (!Take(":")) Take(">");
    }
    Begins begins = Choice();
    Take(")");
    return begins;
  }

  // The characters of \d and the like; false for another escape.
  static bool AddNamed(char name, Ascii* ascii, bool* wide) {
    Ascii named;
    const char lower = static_cast<char>(name | 0x20);
    for (size_t c = 0; c < named.size(); ++c) {
      const uint8_t sort = kSortOf[c];
      const bool word = (sort >= 1 && sort <= kDigit) || c == '_';
      named[c] = lower == 'd' ? sort == kDigit : lower == 's' ? sort == kBlank : word;
    }
    if (lower != 'd' && lower != 's' && lower != 'w') return false;
    if (name != lower) {
      named.flip();
      *wide = true;
    }
    *ascii |= named;
    return true;
  }

  Begins Escape() {
    const char c = Peek();
    ++at_;
    if (c == 'b' || c == 'B' || c == 'A' || c == 'z') return Nothing();
    Ascii ascii;
    bool wide = false;
    if (AddNamed(c, &ascii, &wide)) return OneOf(ascii, wide);
    const uint8_t sort = IsWide(c) ? kWide : kSortOf[static_cast<size_t>(c)];
    if (sort != kOther && sort != kBlank) return Anything();  // \p, \x, \Q and others
    return OneOf(c);
  }

  Begins Class() {
    const bool other = Take("^");
    Ascii ascii;
    bool wide = other;
    for (bool first = true; at_ < pattern_.size() && (first || Peek() != ']'); first = false) {
      char low = pattern_[at_++];
      if (low == '[' && Peek() == ':') {  // [:alpha:]
        at_ = std::min(pattern_.find(":]", at_), pattern_.size() - 2) + 2;
        ascii.set();
        if (other) return LeaveClass();
        continue;
      }
      if (low == '\\') {
        low = Peek();
        ++at_;
        if (AddNamed(low, &ascii, &wide)) continue;
        if (IsWide(low) || (kSortOf[static_cast<size_t>(low)] != kOther && kSortOf[static_cast<size_t>(low)] != kBlank))
          return LeaveClass();
      }
      char high = low;
      if (IsWide(low)) RestOfWide();
      if (Peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']') {
        high = pattern_[at_ + 1];
        at_ += 2;
        if (high == '\\') return LeaveClass();
        if (IsWide(high)) RestOfWide();
      }
      wide = wide || IsWide(low) || IsWide(high);
      if (IsWide(low)) continue;
      const size_t last = IsWide(high) ? ascii.size() - 1 : static_cast<size_t>(high);
      for (size_t c = static_cast<size_t>(low); c <= last; ++c) ascii.set(c);
    }
    Take("]");
    return OneOf(other ? ascii.flip() : ascii, wide);
  }
  // A class with something that is not known here.
  Begins LeaveClass() {
    for (; at_ < pattern_.size() && Peek() != ']'; ++at_) {
      if (Peek() == '\\') ++at_;
    }
    Take("]");
    return Anything();
  }

  const std::string_view pattern_;
  size_t at_ = 0;
};

}  // namespace

void LineBegins::Add(std::string_view pattern) {
  for (Begin begin : PatternBegins(pattern).Read()) {
    for (size_t i = begin.size; i < kPlaces; ++i) begin.sorts[i] = begin.known ? Sorts{1} << kLineEnd : kAnySort;
    for (size_t first = 0; first < kSorts; ++first) {
      if ((begin.sorts[0] >> first & 1) == 0) continue;
      for (size_t second = 0; second < kSorts; ++second) {
        if ((begin.sorts[1] >> second & 1) != 0) begins_[first * kSorts + second] |= begin.sorts[2];
      }
    }
  }
}

bool LineBegins::MayMatch(std::string_view line) const {
  const auto sort = [line](size_t i) {
    return i < line.size() ? kSortOf[static_cast<unsigned char>(line[i])] : kLineEnd;
  };
  return (begins_[sort(0) * kSorts + sort(1)] >> sort(2) & 1) != 0;
}

}  // namespace attest
