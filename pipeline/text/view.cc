#include "pipeline/text/view.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "pipeline/model/eight_bytes.h"

namespace attest {
namespace {

// Unicode's Stream-Safe Text Format stops at 30 non-starters. A far longer run is no language, and ordering it would be
// quadratic, so it stays as it is.
constexpr size_t kMaxRunBytes = 1024;
constexpr uint32_t kBlockBytes = 64;

// What the bytes of a text call for. One pass without branches, which compilers turn into vector code.
struct Content {
  bool ascii;
  bool carriage_returns;
};

Content Scan(std::string_view text) {
  unsigned char high = 0;
  unsigned char carriage_return = 0;
  for (const char c : text) {
    high = static_cast<unsigned char>(high | static_cast<unsigned char>(c));
    carriage_return = static_cast<unsigned char>(carriage_return | (c == '\r' ? 1 : 0));
  }
  return {high < 0x80, carriage_return != 0};
}

// The offset of the next byte that is not ASCII or is a carriage return, from `at` on; text.size() if there is none.
size_t NextSpecial(std::string_view text, size_t at) {
  for (; at + 8 <= text.size(); at += 8) {
    const uint64_t bytes = EightBytes(text.data() + at);
    if (((bytes & kHighBits) | ZeroBytes(bytes ^ '\r' * kEachByte)) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80 && text[at] != '\r') ++at;
  return at;
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct Fold {
  char32_t first;
  char32_t last;
  const char* to;
};

// Ranges, ascending. "" drops the character.
constexpr Fold kFolds[] = {
    {0x0085, 0x0085, "\n"},      // next line
    {0x00A0, 0x00A0, " "},       // no-break space
    {0x00AB, 0x00AB, "\""},      // guillemet
    {0x00AD, 0x00AD, ""},        // soft hyphen
    {0x00B4, 0x00B4, "'"},       // acute accent, typed for an apostrophe
    {0x00BB, 0x00BB, "\""},      // guillemet
    {0x02B9, 0x02B9, "'"},       // modifier letter prime
    {0x02BA, 0x02BA, "\""},      // modifier letter double prime
    {0x02BB, 0x02BD, "'"},       // modifier letter commas and apostrophe
    {0x061C, 0x061C, ""},        // Arabic letter mark
    {0x066A, 0x066A, "%"},       // Arabic percent sign
    {0x066B, 0x066B, "."},       // Arabic decimal separator
    {0x066C, 0x066C, ","},       // Arabic thousands separator
    {0x1680, 0x1680, " "},       // Ogham space mark
    {0x180B, 0x180F, ""},        // Mongolian selectors and vowel separator
    {0x2000, 0x200A, " "},       // spaces of many widths
    {0x200B, 0x200F, ""},        // zero-width space, joiners, direction marks
    {0x2010, 0x2013, "-"},       // hyphen, no-break hyphen, figure dash, en dash
    {0x2018, 0x201B, "'"},       // single quotes
    {0x201C, 0x201F, "\""},      // double quotes
    {0x2026, 0x2026, "..."},     // ellipsis
    {0x2028, 0x2028, "\n"},      // line separator
    {0x2029, 0x2029, "\n\n"},    // paragraph separator
    {0x202A, 0x202E, ""},        // direction embeddings
    {0x202F, 0x202F, " "},       // narrow no-break space
    {0x2032, 0x2032, "'"},       // prime
    {0x2033, 0x2033, "\""},      // double prime
    {0x2039, 0x203A, "'"},       // single guillemets
    {0x2043, 0x2043, "-"},       // hyphen bullet
    {0x2044, 0x2044, "/"},       // fraction slash
    {0x205F, 0x205F, " "},       // mathematical space
    {0x2060, 0x2064, ""},        // word joiner, invisible operators
    {0x2066, 0x206F, ""},        // direction isolates
    {0x2212, 0x2212, "-"},       // minus
    {0x2215, 0x2215, "/"},       // division slash
    {0x3000, 0x3000, " "},       // ideographic space
    {0xFE00, 0xFE0F, ""},        // variation selectors
    {0xFE58, 0xFE58, "-"},       // small em dash
    {0xFE63, 0xFE63, "-"},       // small hyphen
    {0xFE69, 0xFE69, "$"},       // small dollar
    {0xFE6A, 0xFE6A, "%"},       // small percent
    {0xFEFF, 0xFEFF, ""},        // byte order mark
    {0xFFE0, 0xFFE0, "\u00A2"},  // full-width cent
    {0xFFE1, 0xFFE1, "\u00A3"},  // full-width pound
    {0xFFE5, 0xFFE5, "\u00A5"},  // full-width yen
    {0xFFE6, 0xFFE6, "\u20A9"},  // full-width won
    {0xE0100, 0xE01EF, ""},      // variation selectors supplement
};
static_assert(std::is_sorted(std::begin(kFolds), std::end(kFolds),
                             [](const Fold& a, const Fold& b) { return a.last < b.first; }));

// nullptr where the table does not hold the character.
const Fold* FoldOf(char32_t c) {
  const Fold* fold = std::lower_bound(std::begin(kFolds), std::end(kFolds), c,
                                      [](const Fold& entry, char32_t value) { return entry.last < value; });
  return fold != std::end(kFolds) && fold->first <= c ? fold : nullptr;
}

// Whether NFC changes neither the character nor lets it join the one before it: the frequent blocks, without asking
// ICU.
bool IsStableStarter(char32_t c) {
  return c < 0x0300 || (c >= 0x0400 && c <= 0x0482) || (c >= 0x2010 && c <= 0x20CF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1F000 && c <= 0x1FAFF);
}

const icu::Normalizer2& Nfc() {
  static const icu::Normalizer2* const nfc = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFCInstance(status);  // fails only when ICU's own data is missing
  }();
  return *nfc;
}

struct Decoded {
  char32_t code_point;
  uint32_t length;
};

Decoded DecodeAt(std::string_view text, size_t at) {
  int32_t next = 0;
  UChar32 c = 0;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data() + at);
  U8_NEXT_OR_FFFD(bytes, next, static_cast<int32_t>(std::min<size_t>(text.size() - at, 8)), c);
  return {static_cast<char32_t>(c), static_cast<uint32_t>(next)};
}

uint32_t CountCodePoints(std::string_view text) {
  uint32_t count = 0;
  for (const char c : text) count += IsContinuation(c) ? 0 : 1;
  return count;
}

}  // namespace

// Builds the view front to back: stretches of plain ASCII are copied, everything else is looked at.
class ViewBuilder {
 public:
  using Edit = TextView::Edit;

  ViewBuilder(std::string_view source, std::string* view, std::vector<Edit>* edits)
      : source_(source), view_(*view), edits_(*edits) {}

  void Build() {
    view_.reserve(source_.size());
    size_t at = 0;
    while (at < source_.size()) {
      const size_t special = NextSpecial(source_, at);
      view_.append(source_, at, special - at);
      at = special;
      if (at < source_.size()) at += Take(at);
    }
  }

 private:
  // Folds the character at `at`; returns how many bytes of the source it took.
  size_t Take(size_t at) {
    if (source_[at] == '\r') {
      const size_t length = at + 1 < source_.size() && source_[at + 1] == '\n' ? 2 : 1;
      Replace(at, length, "\n");
      return length;
    }
    const auto [c, length] = DecodeAt(source_, at);
    char buffer[4];
    if (std::string_view to; Folded(c, at, length, buffer, &to)) {
      Replace(at, length, to);
      return length;
    }
    if (IsStableStarter(c) || (Nfc().hasBoundaryBefore(static_cast<UChar32>(c)) &&
                               u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_NFC_QUICK_CHECK) == UNORM_YES)) {
      view_.append(source_, at, length);
      return length;
    }
    return Compose(at);
  }

  // Whether the table (and what stands around the character) says what it becomes.
  bool Folded(char32_t c, size_t at, size_t length, char (&buffer)[4], std::string_view* to) const {
    const auto one = [&](char32_t ascii) {
      buffer[0] = static_cast<char>(ascii);
      *to = std::string_view(buffer, 1);
      return true;
    };
    if (c == 0x2014 || c == 0x2015) {
      *to = DashBetween(at, at + length);
      return true;
    }
    if (c == 0x00B7) {  // "£1·5m"; elsewhere a bullet
      const bool decimal = !view_.empty() && IsDigit(view_.back()) && IsDigitAt(at + length);
      return decimal && one('.');
    }
    if (c >= 0xFF01 && c <= 0xFF5E) return one(c - 0xFEE0);  // full-width ASCII
    if (const Fold* fold = FoldOf(c); fold != nullptr) {
      *to = fold->to;
      return true;
    }
    if (c < 0x0660 || IsStableStarter(c)) return false;
    const int32_t digit = u_charDigitValue(static_cast<UChar32>(c));
    return digit >= 0 && one('0' + static_cast<char32_t>(digit));
  }

  // A digit of any script, behind what is dropped.
  bool IsDigitAt(size_t at) const {
    while (at < source_.size()) {
      const auto [c, length] = DecodeAt(source_, at);
      const Fold* fold = FoldOf(c);
      if (fold == nullptr || *fold->to != '\0') return u_charDigitValue(static_cast<UChar32>(c)) >= 0;
      at += length;
    }
    return false;
  }

  // An em dash parts words even where no spaces stand around it ("a stake—its first"), but for "2010—2015".
  std::string_view DashBetween(size_t begin, size_t end) const {
    const bool open_left = view_.empty() || IsSpace(view_.back());
    const bool open_right = end >= source_.size() || IsSpace(source_[end]);
    if (!open_left && !open_right && IsDigit(view_.back()) && IsDigitAt(end)) return "-";
    if (begin == 0) return open_right ? "-" : "- ";
    if (open_left) return open_right ? "-" : "- ";
    return open_right ? " -" : " - ";
  }

  void Replace(size_t at, size_t length, std::string_view to) {
    const auto view_begin = static_cast<uint32_t>(view_.size());
    view_.append(to);
    edits_.push_back({view_begin, static_cast<uint32_t>(view_.size()), static_cast<uint32_t>(at),
                      static_cast<uint32_t>(at + length)});
  }

  // Brings the character at `at`, what it joins before it and what joins it after it into NFC.
  size_t Compose(size_t at) {
    size_t run_begin = view_.size();
    auto c = DecodeAt(source_, at).code_point;
    while (run_begin > 0 && !Nfc().hasBoundaryBefore(static_cast<UChar32>(c))) {
      std::string_view before(view_.data(), run_begin);
      --run_begin;
      while (run_begin > 0 && IsContinuation(before[run_begin])) --run_begin;
      c = DecodeAt(before, run_begin).code_point;
    }
    // The run, led back to the source; edits inside it are absorbed.
    while (!edits_.empty() && edits_.back().view_end > run_begin) {
      run_begin = std::min<size_t>(run_begin, edits_.back().view_begin);
      edits_.pop_back();
    }
    const uint32_t skew = edits_.empty() ? 0 : edits_.back().source_end - edits_.back().view_end;  // modulo 2^32
    const uint32_t source_begin = static_cast<uint32_t>(run_begin) + skew;
    std::string run = view_.substr(run_begin);
    size_t end = at;
    while (end < source_.size()) {
      const auto [next, length] = DecodeAt(source_, end);
      char buffer[4];
      std::string_view to;
      if (end > at && source_[end] != '\r' && Folded(next, end, length, buffer, &to)) {
        if (!to.empty()) break;  // a fold that yields something begins anew
      } else {
        if (end > at && Nfc().hasBoundaryBefore(static_cast<UChar32>(next))) break;
        run.append(source_, end, length);
      }
      end += length;
    }
    std::string composed;
    if (run.size() <= kMaxRunBytes) {
      UErrorCode status = U_ZERO_ERROR;
      icu::StringByteSink<std::string> sink(&composed);
      Nfc().normalizeUTF8(0, run, sink, nullptr, status);
      if (U_FAILURE(status)) composed.clear();
    }
    if (composed.empty()) composed = std::move(run);
    view_.resize(run_begin);
    if (composed == source_.substr(source_begin, end - source_begin)) {
      view_ += composed;
    } else {
      Replace(source_begin, end - source_begin, composed);
    }
    return end - at;
  }

  std::string_view source_;
  std::string& view_;
  std::vector<Edit>& edits_;
};

TextView::TextView(std::string_view source) : source_(source) {
  const Content content = Scan(source);
  ascii_ = content.ascii;
  if (content.ascii && !content.carriage_returns) return;
  ViewBuilder(source, &folded_, &edits_).Build();
  identity_ = edits_.empty();
  if (identity_) std::string().swap(folded_);
}

namespace {

// Leads a span over to the other text. An edit is one replacement; `From` says where it begins and ends on this side.
template <typename Edits, typename Edit>
Span Lead(const Edits& edits, Span span, uint32_t Edit::*from_begin, uint32_t Edit::*from_end, uint32_t Edit::*to_begin,
          uint32_t Edit::*to_end) {
  Span out = span;
  // The last edit that begins at or before the span's begin: one that replaces nothing there lies before it.
  auto after = std::upper_bound(edits.begin(), edits.end(), span.begin,
                                [&](uint32_t offset, const Edit& edit) { return offset < edit.*from_begin; });
  if (after != edits.begin()) {
    const Edit& edit = *--after;
    out.begin = span.begin < edit.*from_end ? edit.*to_begin : edit.*to_end + (span.begin - edit.*from_end);
  }
  // The last edit that begins before the span's end: one that begins just there lies behind it.
  after = std::lower_bound(edits.begin(), edits.end(), span.end,
                           [&](const Edit& edit, uint32_t offset) { return edit.*from_begin < offset; });
  if (after != edits.begin()) {
    const Edit& edit = *--after;
    out.end = span.end < edit.*from_end ? edit.*to_end : edit.*to_end + (span.end - edit.*from_end);
  }
  out.end = std::max(out.begin, out.end);
  return out;
}

Span Widen(Span span, std::string_view text) {
  while (span.begin > 0 && span.begin < text.size() && IsContinuation(text[span.begin])) --span.begin;
  while (span.end < text.size() && IsContinuation(text[span.end])) ++span.end;
  return span;
}

}  // namespace

Span TextView::ToSource(Span in_view) const {
  if (identity_) return ascii_ ? in_view : Widen(in_view, source_);
  return Widen(Lead(edits_, in_view, &Edit::view_begin, &Edit::view_end, &Edit::source_begin, &Edit::source_end),
               source_);
}

Span TextView::FromSource(Span in_source) const {
  if (identity_) return Widen(in_source, source_);
  return Widen(Lead(edits_, in_source, &Edit::source_begin, &Edit::source_end, &Edit::view_begin, &Edit::view_end),
               folded_);
}

CodePoints::CodePoints(std::string_view text, bool ascii) : text_(text), ascii_(ascii) {
  if (ascii_) return;
  counts_.reserve(text.size() / kBlockBytes + 1);
  uint32_t count = 0;
  for (size_t block = 0; block <= text.size(); block += kBlockBytes) {
    counts_.push_back(count);
    count += CountCodePoints(text.substr(block, kBlockBytes));
  }
}

uint32_t CodePoints::At(uint32_t byte_offset) const {
  if (ascii_) return byte_offset;
  const uint32_t block = byte_offset / kBlockBytes;
  return counts_[block] + CountCodePoints(text_.substr(block * kBlockBytes, byte_offset % kBlockBytes));
}

}  // namespace attest
