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

constexpr std::string_view kThe("\x13\x07\x04\x1B", 4);  // "the " in classes

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
      if (std::all_of(out->begin(), out->end(), [this](const std::string& s) { return Closed(s); })) return Skip();
      Prefixes piece;
      if (!Atom(&piece) || !Repeat(&piece)) return false;
      Append(piece, out);
    }
    return true;
  }

  // To the end of this alternative: what begins is known, most of a pattern need not be read.
  bool Skip() {
    int depth = 0;
    for (bool in_class = false; at_ < pattern_.size(); ++at_) {
      const char c = pattern_[at_];
      if (c == '\\') {
        ++at_;
      } else if (in_class) {
        in_class = c != ']';
      } else if (c == '[') {
        in_class = true;
      } else if (c == '(') {
        ++depth;
      } else if (depth == 0 && (c == '|' || c == ')')) {
        return true;
      } else if (c == ')') {
        --depth;
      }
    }
    return depth == 0 && at_ == pattern_.size();
  }

  void Append(const Prefixes& tail, Prefixes* out) const {
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

  // How much of a string tells enough: up to a digit or a sign, `limit_` characters, the latter behind "the ".
  size_t Enough(const std::string& s) const {
    const size_t enough = s.starts_with(kThe) ? kThe.size() + limit_ : limit_;
    for (size_t i = 0; i < std::min(enough, s.size()); ++i) {
      const auto code = static_cast<unsigned char>(s[i]);
      if (code == kDigit || code > kSpace) return i + 1;
    }
    return enough;
  }
  bool Closed(const std::string& s) const { return s.size() >= Enough(s); }
  std::string Cut(std::string s) const {
    if (const size_t enough = Enough(s); s.size() > enough) s.resize(enough);
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

  // Signs and bytes beyond ASCII stand for themselves: no class has their numbers.
  static void Insert(char c, Prefixes* out) {
    const uint8_t its = ClassOf(c);
    out->insert(std::string(1, its > kSpace ? c : static_cast<char>(its)));
  }

  std::string_view pattern_;
  size_t limit_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

PrefixFilter::PrefixFilter()
    : bitmap_(size_t{1} << (kLength * kBits - 6)), behind_the_(bitmap_.size()), words_(bitmap_.size()) {}

void PrefixFilter::Mark(std::string_view prefix, Bitmap* bitmap) {
  // What is shorter than the key may go on as it likes.
  prefix = prefix.substr(0, kLength);
  uint32_t low = 0;
  for (const char c : prefix) {
    const auto code = static_cast<unsigned char>(c);
    low = low << kBits | (code > kSpace ? ClassOf(c) : code);
  }
  const uint32_t open = static_cast<uint32_t>(kBits) * static_cast<uint32_t>(kLength - prefix.size());
  const uint32_t first = low << open, end = (low + 1) << open;
  if (open > 6) {
    std::fill(bitmap->begin() + (first >> 6), bitmap->begin() + (end >> 6), ~uint64_t{0});
    return;
  }
  for (uint32_t key = first; key < end; ++key) (*bitmap)[key >> 6] |= uint64_t{1} << (key & 63);
}

Status PrefixFilter::Add(std::string_view pattern) {
  Prefixes prefixes;
  Analyser analyser(pattern, kLength);
  if (!analyser.Analyse(&prefixes)) {
    return Error{ErrorCode::kBadRule, "a value pattern uses syntax that the prefix filter cannot read, at `" +
                                          std::string(pattern.substr(analyser.error_at(), 40)) + "`"};
  }
  for (const std::string& prefix : prefixes) {
    if (prefix.empty()) return Error{ErrorCode::kBadRule, "the pattern matches nothing at all"};
    const auto code = static_cast<unsigned char>(prefix[0]);
    for (size_t byte = 0; byte < first_.size(); ++byte) {
      if (code > kSpace ? byte == code : kClassOf[byte] == code) first_[byte] = true;
    }
    Mark(prefix, &bitmap_);
    if (prefix.starts_with(kThe)) Mark(std::string_view(prefix).substr(kThe.size()), &behind_the_);
  }
  AddWords(pattern);
  return Done{};
}

void PrefixFilter::AddWords(std::string_view pattern) {
  const auto is_letter = [&](size_t i) { return i < pattern.size() && ClassOf(pattern[i]) < kDigit; };
  bool in_class = false;
  for (size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '\\') {
      at += 2;  // a sign, or a class without letters
    } else if (pattern.substr(at).starts_with("(?")) {
      at = std::min(pattern.size(), pattern.find(':', at)) + 1;  // (?:  (?i:  (?-i:
    } else if (!is_letter(at)) {
      in_class = c == '[' || (in_class && c != ']');
      ++at;
    } else if (in_class) {
      const bool range = is_letter(at + 2) && pattern[at + 1] == '-';
      for (char letter = c; letter <= (range ? pattern[at + 2] : c); ++letter) Mark(std::string(1, letter), &words_);
      at += range ? 3 : 1;
    } else {
      size_t end = at + 1;
      while (is_letter(end)) ++end;
      // A letter that may be missing or come again is a run of its own.
      const bool counted =
          end < pattern.size() && std::string_view("?*+{").find(pattern[end]) != std::string_view::npos;
      if (counted && end - at > 1) --end;
      Mark(pattern.substr(at, end - at), &words_);
      at = end;
    }
  }
}

bool PrefixFilter::Holds(const Bitmap& bitmap, std::string_view text, uint32_t at) const {
  uint32_t key = 0;
  for (uint32_t i = at; i < at + kLength; ++i) key = key << kBits | (i < text.size() ? ClassOf(text[i]) : kSpace);
  return bitmap[key >> 6] >> (key & 63) & 1;
}

uint32_t PrefixFilter::Next(std::string_view text, uint32_t from) const {
  const auto size = static_cast<uint32_t>(text.size());
  uint8_t before = from == 0 ? kSpace : ClassOf(text[from - 1]);
  for (uint32_t at = from; at < size; ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const uint8_t now = kClassOf[byte];
    // A hit begins where a word or a figure does; inside a word only a figure or a sign can.
    const bool begins = now < kDigit ? before >= kDigit : now != before || now > kSpace;
    before = now;
    if (!begins || !first_[byte] || !Holds(bitmap_, text, at)) continue;
    if (now == kThe[0] && at + kThe.size() < size && ClassOf(text[at + 1]) == kThe[1] &&
        ClassOf(text[at + 2]) == kThe[2] && ClassOf(text[at + 3]) == kThe[3] &&
        !Holds(behind_the_, text, at + static_cast<uint32_t>(kThe.size()))) {
      continue;
    }
    return at;
  }
  return size;
}

uint32_t PrefixFilter::LoneFigureEnd(std::string_view text, uint32_t at) const {
  const auto size = static_cast<uint32_t>(text.size());
  const auto is_digit = [&](uint32_t i) { return i < size && kClassOf[static_cast<unsigned char>(text[i])] == kDigit; };
  if (!is_digit(at) || (at > 0 && ClassOf(text[at - 1]) < kDigit)) return 0;
  uint32_t end = at + 1;
  while (end < size && (is_digit(end) || ((text[end] == '.' || text[end] == ',') && is_digit(end + 1)))) ++end;
  uint32_t next = end;
  while (next < size && kClassOf[static_cast<unsigned char>(text[next])] == kSpace) ++next;
  if (next == size) return end;
  if (is_digit(next)) return 0;
  const bool letter = ClassOf(text[next]) < kDigit;
  return next == end || !letter || Holds(words_, text, next) ? 0 : end;
}

}  // namespace attest::values
