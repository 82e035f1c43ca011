#include "pipeline/text/structure.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <iterator>

namespace attest {
namespace {

// A headline or heading is at most this long; the longest of 21,578 newswire headlines has 106 bytes.
constexpr uint32_t kMaxHeadlineBytes = 140;
constexpr uint32_t kMaxHeadingBytes = 80;
// Wire copy wraps at 60 to 80 columns. Longer lines are paragraphs.
constexpr uint32_t kMaxWrapColumns = 100;
// Ten times the longest sentence of newswire that is one. What runs on longer is a table, a list or data, and is cut,
// since the work on a sentence may grow with the square of its length.
constexpr uint32_t kMaxSentenceBytes = 8192;

// Words that a full stop belongs to, lower case, sorted. Never the end of a sentence: a name or figure follows.
constexpr std::string_view kBeforeNames[] = {
    "adm", "approx", "atty", "brig", "ca",  "capt", "cf",   "cmdr", "col",    "cpl", "det",  "dr",  "e.g",
    "fr",  "gen",    "gov",  "hon",  "i.e", "insp", "lt",   "maj",  "messrs", "mme", "mr",   "mrs", "ms",
    "mt",  "prof",   "rep",  "reps", "rev", "sen",  "sens", "sgt",  "sr",     "st",  "supt", "v",   "vs",
};
// Likewise, but they may also end a sentence: then a word that opens sentences follows.
constexpr std::string_view kAbbreviations[] = {
    "ala",  "alex", "apr",  "ariz", "ark",  "assn", "aug",  "ave", "benj", "bldg", "blvd", "bros", "calif",
    "chas", "cia",  "cie",  "co",   "colo", "conn", "corp", "cos", "dec",  "del",  "dept", "dist", "div",
    "dlrs", "edw",  "est",  "etc",  "feb",  "fla",  "ft",   "ga",  "geo",  "govt", "ill",  "inc",  "incl",
    "ind",  "int",  "intl", "jan",  "jos",  "jr",   "jul",  "jun", "kan",  "ky",   "la",   "lp",   "ltd",
    "mar",  "mass", "md",   "mfg",  "mich", "minn", "miss", "mo",  "mont", "natl", "neb",  "nev",  "nov",
    "oct",  "okla", "ont",  "ore",  "penn", "ph",   "plc",  "pty", "que",  "rd",   "robt", "sec",  "sep",
    "sept", "tel",  "tenn", "tex",  "thos", "univ", "va",   "vt",  "wash", "wis",  "wm",   "wyo",
};
// These take a figure ("No. 4", "pp. 12"); before anything else they are words.
constexpr std::string_view kBeforeFigures[] = {"art", "ch", "fig", "figs", "no", "nos", "op", "p", "para", "pp", "vol"};
// Words that open a sentence rather than go on with a name, lower case, sorted.
constexpr std::string_view kOpeners[] = {
    "a",         "about",        "according", "additionally", "after",   "all",       "also",        "although",
    "an",        "analysts",     "and",       "another",      "any",     "as",        "at",          "because",
    "before",    "both",         "but",       "by",           "despite", "during",    "each",        "earlier",
    "even",      "every",        "excluding", "few",          "for",     "from",      "furthermore", "he",
    "her",       "here",         "his",       "how",          "however", "i",         "if",          "in",
    "including", "instead",      "investors", "it",           "its",     "last",      "later",       "like",
    "many",      "meanwhile",    "more",      "moreover",     "most",    "much",      "neither",     "no",
    "nor",       "not",          "now",       "officials",    "on",      "once",      "one",         "only",
    "or",        "other",        "others",    "our",          "over",    "revenue",   "sales",       "separately",
    "several",   "shareholders", "shares",    "she",          "since",   "so",        "some",        "still",
    "such",      "that",         "the",       "their",        "then",    "there",     "these",       "they",
    "this",      "those",        "though",    "through",      "thus",    "to",        "today",       "under",
    "unlike",    "until",        "we",        "what",         "when",    "where",     "whether",     "which",
    "while",     "who",          "why",       "with",         "without", "yesterday", "yet",         "you",
    "your",
};
// What goes on after "Yahoo!".
constexpr std::string_view kLegalForms[] = {"co", "corp", "inc", "ltd", "plc"};

bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLetter(char c) { return IsLower(c) || IsUpper(c); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordByte(char c) { return IsLetter(c) || IsDigit(c); }
bool IsHigh(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }
bool IsClosing(char c) { return c == '"' || c == '\'' || c == ')' || c == ']' || c == '}' || c == '>'; }

constexpr size_t kMaxWordBytes = 16;

// A sorted list of lower-case words. Most words are told apart by their length and first letter.
template <size_t N>
class WordList {
 public:
  explicit constexpr WordList(const std::string_view (&words)[N]) : words_(words) {
    for (const std::string_view word : words_) firsts_[word.size()] |= FirstBit(word[0]);
  }

  constexpr bool IsSorted() const { return std::is_sorted(std::begin(words_), std::end(words_)); }

  // Whether it has `word`, whatever its case.
  bool Has(std::string_view word) const {
    if (word.empty() || word.size() > kMaxWordBytes || (firsts_[word.size()] & FirstBit(word[0])) == 0) return false;
    std::array<char, kMaxWordBytes> lower;
    for (size_t i = 0; i < word.size(); ++i)
      lower[i] = IsUpper(word[i]) ? static_cast<char>(word[i] - 'A' + 'a') : word[i];
    return std::binary_search(std::begin(words_), std::end(words_), std::string_view(lower.data(), word.size()));
  }

 private:
  // The same for both cases of a letter.
  static constexpr uint32_t FirstBit(char first) { return uint32_t{1} << (static_cast<unsigned char>(first) & 31); }

  const std::string_view (&words_)[N];
  std::array<uint32_t, kMaxWordBytes + 1> firsts_{};  // by length
};

constexpr WordList kBeforeNameList(kBeforeNames);
constexpr WordList kAbbreviationList(kAbbreviations);
constexpr WordList kBeforeFigureList(kBeforeFigures);
constexpr WordList kOpenerList(kOpeners);
constexpr WordList kLegalFormList(kLegalForms);
static_assert(kBeforeNameList.IsSorted() && kAbbreviationList.IsSorted() && kBeforeFigureList.IsSorted() &&
              kOpenerList.IsSorted() && kLegalFormList.IsSorted());

constexpr uint32_t kBlockBytes = 64;

// A bit for each of 64 bytes that is a line end or a stop.
#ifdef __SSE2__
uint64_t MarksOf(const char* bytes) {
  uint64_t marks = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
    const auto is = [part](char c) { return _mm_cmpeq_epi8(part, _mm_set1_epi8(c)); };
    const __m128i any = _mm_or_si128(_mm_or_si128(is('\n'), is('.')), _mm_or_si128(is('!'), is('?')));
    marks |= static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(any))) << (16 * i);
  }
  return marks;
}
#else
uint64_t MarksOf(const char* bytes) {
  uint64_t marks = 0;
  for (uint32_t i = 0; i < kBlockBytes; ++i) {
    const char c = bytes[i];
    marks |= static_cast<uint64_t>(c == '\n' || c == '.' || c == '!' || c == '?') << i;
  }
  return marks;
}
#endif

struct Line {
  uint32_t begin = 0;  // after the indent
  uint32_t end = 0;    // before trailing white space
  uint32_t indent = 0;
  bool blank() const { return begin == end; }
  uint32_t columns() const { return indent + end - begin; }
};

// What splitting a text needs, for one after another.
struct Scratch {
  std::vector<Line> lines;
  std::vector<uint32_t> stops;
};
// Of the memory for a text of more lines nothing is kept.
constexpr size_t kMostKept = 1 << 16;

class Splitter {
 public:
  Splitter(std::string_view text, const std::vector<Span>& boilerplate, Scratch* scratch)
      : text_(text), boilerplate_(boilerplate), lines_(scratch->lines), stops_(scratch->stops) {}

  Structure Split() {
    Scan();
    FindWrapping();
    FindParagraphs();
    CutAtBoilerplate();
    NameHeadlines();
    FindSentences();
    return std::move(structure_);
  }

 private:
  // One pass over the bytes: lines, and where sentences may end.
  void Scan() {
    const auto size = static_cast<uint32_t>(text_.size());
    lines_.clear();
    stops_.clear();
    uint32_t begin = 0;
    for (uint32_t block = 0; block < size; block += kBlockBytes) {
      for (uint64_t marks = Marks(block); marks != 0; marks &= marks - 1) {
        const uint32_t at = block + static_cast<uint32_t>(std::countr_zero(marks));
        if (text_[at] == '\n') {
          AddLine(begin, at);
          begin = at + 1;
        } else if (at + 1 == size || !IsWordByte(text_[at + 1])) {
          stops_.push_back(at);
        }
      }
    }
    AddLine(begin, size);
  }

  // A bit for each byte of the block that ends a line or may end a sentence.
  uint64_t Marks(uint32_t block) const {
    const size_t length = std::min<size_t>(kBlockBytes, text_.size() - block);
    if (length == kBlockBytes) return MarksOf(text_.data() + block);
    char padded[kBlockBytes] = {};
    std::memcpy(padded, text_.data() + block, length);
    return MarksOf(padded);
  }

  void AddLine(uint32_t begin, uint32_t end) {
    Line line{begin, end, 0};
    while (line.begin < line.end && IsBlank(text_[line.begin])) ++line.begin;
    while (line.end > line.begin && IsBlank(text_[line.end - 1])) --line.end;
    line.indent = line.begin - begin;
    lines_.push_back(line);
  }

  // Lines are wrapped when hardly any is longer than a column of copy and some sentence runs over a line end.
  void FindWrapping() {
    uint32_t full = 0, longer = 0, run_over = 0, ends = 0;  // ends: where the next line is not indented
    for (size_t i = 0; i < lines_.size(); ++i) {
      const Line& line = lines_[i];
      if (line.blank()) continue;
      if (line.columns() > kMaxWrapColumns) {
        ++longer;
      } else {
        ++full;
        columns_ = std::max(columns_, line.columns());
      }
      if (i > 0 && !lines_[i - 1].blank() && line.indent == 0) {
        ++ends;
        if (IsLower(text_[line.begin])) ++run_over;
      }
    }
    wrapped_ = run_over > 0 && longer * 8 <= full && run_over * 4 >= ends;
  }

  bool IsBullet(const Line& line) const {
    if (line.end - line.begin < 2) return false;
    const char c = text_[line.begin];
    if ((c == '-' || c == '*') && text_[line.begin + 1] == ' ') return true;
    const std::string_view start = text_.substr(line.begin, 3);
    return start == "\u2022" || start == "\u25AA" || start == "\u25CF" || start == "\u2023" ||
           text_.substr(line.begin, 2) == "\u00B7";
  }

  // Whether the words of `line` go on in `next`.
  bool RunsOver(const Line& line, const Line& next) const {
    if (!wrapped_ || line.blank() || (next.indent > 0 && next.indent != line.indent) || IsBullet(next)) return false;
    const bool lower = IsLower(text_[next.begin]);
    if (next.indent == 0 && lower) return true;
    // A full line: the next word did not fit.
    uint32_t room = columns_ - std::min(columns_, line.columns());
    for (uint32_t at = next.begin; at < next.end && room > 0 && !IsBlank(text_[at]); ++at) --room;
    if (next.indent > 0) return room == 0 && lower;
    const char last = text_[line.end - 1];
    return room == 0 || (last != '.' && last != '!' && last != '?' && last != ':' && last != '"');
  }

  void FindParagraphs() {
    structure_.paragraphs.reserve(lines_.size() / 2 + 1);
    for (size_t i = 0; i < lines_.size(); ++i) {
      const Line& line = lines_[i];
      if (line.blank()) continue;
      if (i > 0 && RunsOver(lines_[i - 1], line)) {
        structure_.paragraphs.back().in_view.end = line.end;
      } else {
        Add({line.begin, line.end}, ParagraphKind::kBody);
      }
    }
  }

  void Add(Span span, ParagraphKind kind) {
    while (span.begin < span.end && IsBlank(text_[span.begin])) ++span.begin;
    while (span.end > span.begin && IsBlank(text_[span.end - 1])) --span.end;
    if (!span.empty()) structure_.paragraphs.push_back({span, kind, 0, 0});
  }

  // The leading line "date 2025-01-23" of an article, which ingest reads: its length, 0 if there is none.
  uint32_t DateLineBytes(std::string_view text) const {
    constexpr std::string_view kShape = "date 0000-00-00";
    if (text.size() < kShape.size()) return 0;
    for (size_t i = 0; i < kShape.size(); ++i) {
      if (kShape[i] == '0' ? !IsDigit(text[i]) : text[i] != kShape[i]) return 0;
    }
    return text.size() == kShape.size() || IsBlank(text[kShape.size()]) ? static_cast<uint32_t>(kShape.size()) : 0;
  }

  // The usual case: each cut is a paragraph of its own, and nothing moves. False leaves the work to the caller.
  bool AreParagraphs(const std::vector<Span>& cuts) {
    auto paragraph = structure_.paragraphs.begin();
    for (const Span cut : cuts) {
      while (paragraph != structure_.paragraphs.end() && paragraph->in_view < cut) ++paragraph;
      if (paragraph == structure_.paragraphs.end() || paragraph->in_view != cut) return false;
      paragraph->kind = ParagraphKind::kBoilerplate;
    }
    return true;
  }

  void CutAtBoilerplate() {
    if (structure_.paragraphs.empty()) return;
    const Span first = structure_.paragraphs.front().in_view;
    const uint32_t date = DateLineBytes(text_.substr(first.begin, first.length_bytes()));
    if (date == 0) return CutAt(boilerplate_);
    std::vector<Span> cuts = boilerplate_;
    cuts.insert(cuts.begin(), {first.begin, first.begin + date});
    CutAt(cuts);
  }
  void CutAt(const std::vector<Span>& cuts) {
    if (AreParagraphs(cuts)) return;
    std::vector<Paragraph> whole;
    whole.swap(structure_.paragraphs);
    size_t next = 0;
    for (const Paragraph& paragraph : whole) {
      uint32_t at = paragraph.in_view.begin;
      while (next < cuts.size() && cuts[next].end <= at) ++next;
      for (size_t i = next; i < cuts.size() && cuts[i].begin < paragraph.in_view.end; ++i) {
        const uint32_t begin = std::max(at, cuts[i].begin);
        const uint32_t end = std::max(begin, std::min(paragraph.in_view.end, cuts[i].end));
        Add({at, begin}, ParagraphKind::kBody);
        Add({begin, end}, ParagraphKind::kBoilerplate);
        at = end;
      }
      Add({at, paragraph.in_view.end}, ParagraphKind::kBody);
    }
  }

  // One line that ends without a stop, a comma or the like.
  bool IsTitle(Span span, uint32_t max_bytes) const {
    if (span.length_bytes() > max_bytes) return false;
    const std::string_view words = text_.substr(span.begin, span.length_bytes());
    const char last = words.back();
    if (last == '.' || last == ',' || last == ';' || last == ':' || words.find('\n') != words.npos) return false;
    return std::any_of(words.begin(), words.end(), [](char c) { return IsLetter(c) || IsHigh(c); });
  }

  void NameHeadlines() {
    std::vector<Paragraph>& paragraphs = structure_.paragraphs;
    bool first = true;
    for (size_t i = 0; i + 1 < paragraphs.size(); ++i) {
      Paragraph& paragraph = paragraphs[i];
      if (paragraph.kind == ParagraphKind::kBoilerplate) continue;
      if (StandsApart(paragraph.in_view.end, paragraphs[i + 1].in_view.begin)) {
        if (first && IsTitle(paragraph.in_view, kMaxHeadlineBytes)) {
          paragraph.kind = ParagraphKind::kHeadline;
        } else if (!first && IsHeading(paragraph.in_view) &&
                   StandsApart(paragraphs[i - 1].in_view.end, paragraph.in_view.begin)) {
          paragraph.kind = ParagraphKind::kHeading;
        }
      }
      first = false;
    }
  }

  // Whether the white space between two paragraphs parts a title from text: a blank line; in a text that is not wrapped
  // a line end will do. An indent alone parts paragraphs of wire copy, and the rows of its tables.
  bool StandsApart(uint32_t begin, uint32_t end) const {
    const std::string_view gap = text_.substr(begin, end - begin);
    const size_t line_end = gap.rfind('\n');
    if (line_end == gap.npos) return true;
    return gap.find('\n') != line_end || (!wrapped_ && gap.size() - line_end <= 2);
  }

  // Rows of figures ("Shr 39 cts vs 50 cts") are no headings, nor are items of a list.
  bool IsHeading(Span span) const {
    if (!IsTitle(span, kMaxHeadingBytes) || IsBullet({span.begin, span.end, 0}) || IsLower(text_[span.begin]))
      return false;
    const std::string_view words = text_.substr(span.begin, span.length_bytes());
    if (words.find_first_of("$%") != words.npos || words.find("\u20AC") != words.npos ||
        words.find("\u00A3") != words.npos)
      return false;
    return std::count_if(words.begin(), words.end(), IsDigit) <= 4;
  }

  void FindSentences() {
    structure_.sentences.reserve(structure_.paragraphs.size() + stops_.size() / 2);
    auto stop = stops_.begin();
    for (size_t i = 0; i < structure_.paragraphs.size(); ++i) {
      Paragraph& paragraph = structure_.paragraphs[i];
      const Span span = paragraph.in_view;
      paragraph.first_sentence = static_cast<uint32_t>(structure_.sentences.size());
      uint32_t begin = span.begin;
      while (stop != stops_.end() && *stop < span.begin) ++stop;
      for (; stop != stops_.end() && *stop < span.end; ++stop) {
        if (*stop < begin) continue;  // inside a run of stops
        uint32_t end = *stop + 1;
        while (end < span.end && (text_[end] == '.' || text_[end] == '!' || text_[end] == '?')) ++end;
        const bool run = end - *stop > 1;
        while (end < span.end && IsClosing(text_[end])) ++end;
        if (end == span.end || !IsBlank(text_[end])) continue;
        uint32_t next = end;
        while (next < span.end && IsBlank(text_[next])) ++next;
        if (!Ends(begin, *stop, end, next, span.end, run)) continue;
        AddSentence({begin, end}, static_cast<uint32_t>(i));
        begin = next;
      }
      if (begin < span.end) AddSentence({begin, span.end}, static_cast<uint32_t>(i));
      paragraph.end_sentence = static_cast<uint32_t>(structure_.sentences.size());
    }
  }

  // Cuts one that is too long between two words, or between two characters of a word that is too long itself.
  void AddSentence(Span span, uint32_t paragraph) {
    while (span.length_bytes() > kMaxSentenceBytes) {
      const uint32_t most = span.begin + kMaxSentenceBytes;
      uint32_t end = most;
      while (end > span.begin && !IsBlank(text_[end])) --end;
      uint32_t next = end;
      if (end == span.begin) {
        end = most;
        while (!U8_IS_SINGLE(text_[end]) && !U8_IS_LEAD(text_[end])) --end;
        next = end;
      } else {
        while (IsBlank(text_[next])) ++next;
        while (IsBlank(text_[end - 1])) --end;
      }
      structure_.sentences.push_back({{span.begin, end}, paragraph});
      span.begin = next;
    }
    structure_.sentences.push_back({span, paragraph});
  }

  // What can open a sentence: a capital, digit, quote, bracket or sign; "eBay" too.
  bool OpensSentence(uint32_t at, uint32_t limit) const {
    const char c = text_[at];
    if (IsLower(c)) return at + 2 < limit && (IsUpper(text_[at + 1]) || IsUpper(text_[at + 2]));
    if (c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == ')' || c == ']' || c == '-' ||
        c == '/' || c == '&' || c == '%')
      return false;
    if (!IsHigh(c)) return true;
    int32_t next = 0;
    UChar32 code_point = 0;
    U8_NEXT(reinterpret_cast<const uint8_t*>(text_.data() + at), next, static_cast<int32_t>(limit - at), code_point);
    return code_point >= 0 && !u_islower(code_point);
  }

  std::string_view WordAt(uint32_t begin, uint32_t limit) const {
    uint32_t end = begin;
    while (end < limit && (IsLetter(text_[end]) || IsHigh(text_[end]))) ++end;
    return text_.substr(begin, end - begin);
  }

  // The word that a stop ends, with stops inside it: "U.S", "Corp". `from` is where the sentence begins.
  std::string_view WordBefore(uint32_t stop, uint32_t from) const {
    uint32_t begin = stop;
    while (begin > from && stop - begin <= kMaxWordBytes &&
           (IsLetter(text_[begin - 1]) || text_[begin - 1] == '.' || IsHigh(text_[begin - 1])))
      --begin;
    return text_.substr(begin, stop - begin);
  }

  bool Ends(uint32_t begin, uint32_t stop, uint32_t end, uint32_t next, uint32_t limit, bool run) const {
    if (!OpensSentence(next, limit)) return false;
    if (text_[stop] != '.') {
      return end > stop + 1 || !kLegalFormList.Has(WordAt(next, limit));
    }
    if (run) return true;
    const std::string_view word = WordBefore(stop, begin);
    if (word.empty()) {
      // "1. First item": the number of a list.
      uint32_t digits = stop;
      while (digits > begin && IsDigit(text_[digits - 1])) --digits;
      return !(digits == begin && stop - begin <= 2 && stop > begin);
    }
    if (end > stop + 1 && text_[end - 1] != ')') return true;  // a closing quote stands between
    if (kBeforeNameList.Has(word)) return false;
    if (kBeforeFigureList.Has(word)) return !IsDigit(text_[next]);
    const bool initials = word.size() == 1 ? IsUpper(word[0]) : word.find('.') != word.npos;
    if (!initials && !kAbbreviationList.Has(word)) return true;
    if (!initials && IsLower(word[0]) && word != "etc") return !IsDigit(text_[next]);
    uint32_t opener = next;
    while (opener < limit && (text_[opener] == '"' || text_[opener] == '\'' || text_[opener] == '(')) ++opener;
    return opener > next || kOpenerList.Has(WordAt(opener, limit));
  }

  std::string_view text_;
  const std::vector<Span>& boilerplate_;
  Structure structure_;
  std::vector<Line>& lines_;
  std::vector<uint32_t>& stops_;
  uint32_t columns_ = 0;
  bool wrapped_ = false;
};

}  // namespace

Structure FindStructure(std::string_view view, const std::vector<Span>& boilerplate) {
  static thread_local Scratch scratch;
  if (scratch.lines.capacity() > kMostKept || scratch.stops.capacity() > kMostKept) scratch = {};
  return Splitter(view, boilerplate, &scratch).Split();
}

}  // namespace attest
