#include "pipeline/mentions/prefix_filter.h"

#include <algorithm>
#include <set>

namespace attest::values {
namespace {

// Classes of characters: letters by letter, all digits one, white space one, other ASCII one, the rest (bytes of
// UTF-8 sequences) one.
constexpr uint8_t kDigit = 26, kSpace = 27, kSign = 28, kHigh = 29, kClasses = 30;

constexpr std::array<uint8_t, 256> kClassOf = [] {
  std::array<uint8_t, 256> table{};
  for (int c = 0; c < 256; ++c) {
    table[static_cast<size_t>(c)] = c >= 'a' && c <= 'z'                 ? static_cast<uint8_t>(c - 'a')
                                    : c >= 'A' && c <= 'Z'               ? static_cast<uint8_t>(c - 'A')
                                    : c >= '0' && c <= '9'               ? kDigit
                                    : c == ' ' || c == '\n' || c == '\t' ? kSpace
                                    : c >= 0x80                          ? kHigh
                                                                         : kSign;
  }
  return table;
}();

uint8_t ClassOf(char c) { return kClassOf[static_cast<unsigned char>(c)]; }

// Strings of classes of at most `limit`; one shorter than that is a whole match of what was read.
using Prefixes = std::set<std::string>;

class Analyser {
 public:
  Analyser(std::string_view pattern, size_t limit) : pattern_(pattern), limit_(limit) {}

  // nullopt: syntax that is not understood, at error_at().
  bool Analyse(Prefixes* out) { return Alternatives(out) && at_ == pattern_.size(); }
  size_t error_at() const { return at_; }

 private:
  bool Alternatives(Prefixes* out) {
    if (++depth_ > 200) return false;
    out->clear();
    for (;;) {
      Prefixes one;
      if (!Sequence(&one)) return false;
      out->merge(one);
      if (at_ >= pattern_.size() || pattern_[at_] != '|') break;
      ++at_;
    }
    --depth_;
    return true;
  }

  bool Sequence(Prefixes* out) {
    *out = {""};
    while (at_ < pattern_.size() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      Prefixes piece;
      if (!Atom(&piece) || !Repeat(&piece)) return false;
      Append(piece, out);
    }
    return true;
  }

  void Append(const Prefixes& tail, Prefixes* out) const {
    // Nothing left to lengthen: the piece cannot matter.
    if (std::all_of(out->begin(), out->end(), [this](const std::string& s) { return Closed(s); })) return;
    Prefixes joined;
    for (const std::string& head : *out) {
      if (Closed(head)) {
        joined.insert(head);
        continue;
      }
      for (const std::string& more : tail) joined.insert(Cut(head + more));
    }
    *out = std::move(joined);
  }

  // A digit, a sign or a byte beyond ASCII at the begin says enough.
  bool Closed(const std::string& s) const {
    return s.size() >= limit_ || (!s.empty() && s[0] >= static_cast<char>(kDigit) && s[0] != static_cast<char>(kSpace));
  }
  std::string Cut(std::string s) const {
    if (!s.empty() && s[0] >= static_cast<char>(kDigit) && s[0] != static_cast<char>(kSpace)) s.resize(1);
    if (s.size() > limit_) s.resize(limit_);
    return s;
  }

  bool Repeat(Prefixes* piece) {
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      size_t least = 1, most = 1;
      if (c == '?') {
        least = 0;
      } else if (c == '*') {
        least = 0;
        most = limit_;
      } else if (c == '+') {
        most = limit_;
      } else if (c == '{') {
        const size_t close = pattern_.find('}', at_);
        if (close == pattern_.npos) return false;
        const std::string_view inside = pattern_.substr(at_ + 1, close - at_ - 1);
        const size_t comma = inside.find(',');
        const auto number = [](std::string_view digits, size_t otherwise) {
          size_t n = 0;
          for (const char d : digits) n = n * 10 + static_cast<size_t>(d - '0');
          return digits.empty() ? otherwise : n;
        };
        least = number(inside.substr(0, comma), 0);
        most = comma == inside.npos ? least : number(inside.substr(comma + 1), limit_);
        at_ = close;
      } else {
        return true;
      }
      ++at_;
      const Prefixes once = *piece;
      Prefixes all, power = {""};
      if (least == 0) all.insert("");
      for (size_t i = 1; i <= std::min(most, limit_); ++i) {
        Append(once, &power);
        if (i >= least || i == limit_) all.insert(power.begin(), power.end());
      }
      *piece = std::move(all);
    }
    return true;
  }

  bool Atom(Prefixes* out) {
    const char c = pattern_[at_];
    out->clear();
    if (c == '(') {
      ++at_;
      if (at_ < pattern_.size() && pattern_[at_] == '?') {
        at_ = pattern_.find(':', at_);  // (?:  (?i:  (?-i:
        if (at_ == pattern_.npos) return false;
        ++at_;
      }
      if (!Alternatives(out) || at_ >= pattern_.size() || pattern_[at_] != ')') return false;
      ++at_;
      return true;
    }
    if (c == '[') {
      ++at_;
      if (at_ < pattern_.size() && pattern_[at_] == '^') return false;
      while (at_ < pattern_.size() && pattern_[at_] != ']') {
        if (pattern_[at_] == '\\') {
          if (!Escape(out)) return false;
          continue;
        }
        const char low = pattern_[at_++];
        if (at_ + 1 < pattern_.size() && pattern_[at_] == '-' && pattern_[at_ + 1] != ']') {
          for (char d = low; d <= pattern_[at_ + 1]; ++d) Insert(d, out);
          at_ += 2;
        } else {
          Insert(low, out);
        }
      }
      ++at_;
      return at_ <= pattern_.size();
    }
    if (c == '\\') return Escape(out);
    if (c == '.' || c == '^' || c == '$' || c == '*' || c == '+' || c == '?') return false;
    ++at_;
    Insert(c, out);
    return true;
  }

  bool Escape(Prefixes* out) {
    if (++at_ >= pattern_.size()) return false;
    const char c = pattern_[at_++];
    if (c == 'b') {
      out->insert("");
    } else if (c == 'd') {
      Insert('0', out);
    } else if (c == 'n' || c == 't') {
      Insert(' ', out);
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      return false;
    } else {
      Insert(c, out);
    }
    return true;
  }

  static void Insert(char c, Prefixes* out) { out->insert(std::string(1, static_cast<char>(ClassOf(c)))); }

  std::string_view pattern_;
  size_t limit_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

PrefixFilter::PrefixFilter() : bitmap_(size_t{1} << (kLength * kBits - 6)) {}

Status PrefixFilter::Add(std::string_view pattern) {
  Prefixes prefixes;
  Analyser analyser(pattern, kLength);
  if (!analyser.Analyse(&prefixes)) {
    return Error{ErrorCode::kBadRule, "a value pattern uses syntax that the prefix filter cannot read, at `" +
                                          std::string(pattern.substr(analyser.error_at(), 40)) + "`"};
  }
  for (const std::string& prefix : prefixes) {
    if (prefix.empty()) return Error{ErrorCode::kBadRule, "the pattern matches nothing at all"};
    first_[static_cast<size_t>(prefix[0])] = true;
    // What is shorter than the key may go on as it likes.
    uint32_t low = 0;
    for (const char c : prefix) low = low << kBits | static_cast<uint32_t>(c);
    const uint32_t open = static_cast<uint32_t>(kBits) * static_cast<uint32_t>(kLength - prefix.size());
    for (uint32_t key = low << open, end = (low + 1) << open; key < end; ++key)
      bitmap_[key >> 6] |= uint64_t{1} << (key & 63);
  }
  return Done{};
}

uint32_t PrefixFilter::Next(std::string_view text, uint32_t from) const {
  const auto size = static_cast<uint32_t>(text.size());
  uint8_t before = from == 0 ? kSpace : ClassOf(text[from - 1]);
  for (uint32_t at = from; at < size; ++at) {
    const uint8_t now = ClassOf(text[at]);
    // A hit begins where a word or a figure does; inside a word only a figure or a sign can.
    const bool begins = now != kSpace && (now < kDigit ? before >= kDigit : now != kDigit || before != kDigit);
    before = now;
    if (!begins || !first_[now]) continue;
    uint32_t key = now;
    for (uint32_t i = 1; i < kLength; ++i) key = key << kBits | (at + i < size ? ClassOf(text[at + i]) : kSpace);
    if (bitmap_[key >> 6] >> (key & 63) & 1) return at;
  }
  return size;
}

}  // namespace attest::values
