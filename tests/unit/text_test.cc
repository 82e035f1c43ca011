#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "pipeline/text/view.h"

namespace attest {
namespace {

struct ViewCase {
  const char* what;
  std::string source;
  std::string view;
  // A piece of the view, and the piece of the source that it stands for.
  std::string piece;
  std::string from;
};

const std::vector<ViewCase>& ViewCases() {
  static const std::vector<ViewCase> cases = {
      {"plain", "Acme paid $5 million.", "Acme paid $5 million.", "$5 million", "$5 million"},
      {"accents stay", "Nestl\u00e9 paid \u20ac5m", "Nestl\u00e9 paid \u20ac5m", "\u20ac5m", "\u20ac5m"},
      {"CR LF", "one\r\ntwo\r\n", "one\ntwo\n", "two", "two"},
      {"lone CR", "one\rtwo", "one\ntwo", "two", "two"},
      {"curly quotes", "it\u2019s \u201cbig\u201d", "it's \"big\"", "\"big\"", "\u201cbig\u201d"},
      {"no-break space", "$5\u00a0million more", "$5 million more", "$5 million", "$5\u00a0million"},
      {"thin space", "12\u2009000\u202fkm", "12 000 km", "12 000", "12\u2009000"},
      {"soft hyphen", "the com\u00adpany paid", "the company paid", "company", "com\u00adpany"},
      {"beside a soft hyphen", "ab\u00adcd", "abcd", "cd", "cd"},
      {"NFD", "Nestle\u0301 paid", "Nestl\u00e9 paid", "Nestl\u00e9", "Nestle\u0301"},
      {"NFD with a soft hyphen", "Nestle\u00ad\u0301 paid", "Nestl\u00e9 paid", "Nestl\u00e9", "Nestle\u00ad\u0301"},
      {"marks in order", "a\u0323\u0302b", "\u1eadb", "b", "b"},
      {"Angstrom", "5 \u212b", "5 \u00c5", "\u00c5", "\u212b"},
      {"full width", "\uff35\uff33\uff04\uff11\uff12\uff0e\uff15 and \uff15\uff05", "US$12.5 and 5%", "$12.5",
       "\uff04\uff11\uff12\uff0e\uff15"},
      {"Arabic digits", "\u0661\u0662\u066b\u0665\u066a", "12.5%", "12.5", "\u0661\u0662\u066b\u0665"},
      {"Devanagari digits", "\u0967\u0966", "10", "10", "\u0967\u0966"},
      {"superscripts and fractions stay", "10\u00b2 and 5\u00bd%", "10\u00b2 and 5\u00bd%", "5\u00bd%", "5\u00bd%"},
      {"BOM inside", "one \ufefftwo", "one two", "two", "two"},
      {"emoji", "up \U0001f680 5%", "up \U0001f680 5%", "5%", "5%"},
      {"ZWJ emoji", "\U0001f469\u200d\U0001f4bb got $5", "\U0001f469\U0001f4bb got $5", "$5", "$5"},
      {"keycap", "1\ufe0f\u20e3 Acme", "1\u20e3 Acme", "Acme", "Acme"},
      {"right to left", "\u200f\u05e9\u05dc\u05d5\u05dd $5", "\u05e9\u05dc\u05d5\u05dd $5", "$5", "$5"},
      {"em dash alone", "Acme \u2014 a move", "Acme - a move", "a move", "a move"},
      {"em dash without spaces", "in Acme\u2014a move", "in Acme - a move", "Acme", "Acme"},
      {"em dash between figures", "2010\u20142015", "2010-2015", "2010-2015", "2010\u20142015"},
      {"en dash", "$5\u2013$7 million", "$5-$7 million", "$5-$7", "$5\u2013$7"},
      {"minus", "\u22125%", "-5%", "-5%", "\u22125%"},
      {"ellipsis", "well\u2026 no", "well... no", "well...", "well\u2026"},
      {"decimal middle dot", "\u00a31\u00b75m \u00b7 up", "\u00a31.5m \u00b7 up", "1.5m", "1\u00b75m"},
      {"fraction slash", "1\u20442", "1/2", "1/2", "1\u20442"},
      {"Hangul jamo", "\u1112\u1161\u11ab $5", "\ud55c $5", "\ud55c", "\u1112\u1161\u11ab"},
      {"Chinese", "\u4e2d\u56fd $5", "\u4e2d\u56fd $5", "$5", "$5"},
      {"nothing", "", "", "", ""},
  };
  return cases;
}

Span Find(std::string_view text, std::string_view piece) {
  const size_t at = text.find(piece);
  return {static_cast<uint32_t>(at), static_cast<uint32_t>(at + piece.size())};
}

bool IsBoundary(std::string_view text, uint32_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

TEST(TextView, FoldsAndLeadsBack) {
  for (const ViewCase& c : ViewCases()) {
    SCOPED_TRACE(c.what);
    const TextView view(c.source);
    EXPECT_EQ(view.text(), c.view);
    EXPECT_EQ(view.identity(), c.source == c.view);
    const Span back = view.ToSource(Find(c.view, c.piece));
    EXPECT_EQ(c.source.substr(back.begin, back.length_bytes()), c.from);
    EXPECT_EQ(view.FromSource(back), Find(c.view, c.piece));
  }
}

TEST(TextView, LeadsBackInCodePoints) {
  const struct {
    const char* source;
    const char* piece;  // of the view
    Span code_points;   // of the source
  } cases[] = {
      {"Acme paid $5m", "$5m", {10, 13}},
      {"\u20ac5m \u2014 \u20ac6m", "\u20ac6m", {6, 9}},
      {"\U0001f469\u200d\U0001f4bb $5", "$5", {4, 6}},
      {"Nestle\u0301 paid", "Nestl\u00e9", {0, 7}},
      {"a\r\nb\u00ad\u00a0$5", "$5", {6, 8}},
      {"\u05e9\u05dc\u05d5\u05dd \uff15\uff05", "5%", {5, 7}},
  };
  for (const auto& c : cases) {
    const TextView view(c.source);
    const CodePoints code_points(view.source(), view.ascii());
    EXPECT_EQ(code_points.Of(view.ToSource(Find(view.text(), c.piece))), c.code_points) << c.source;
  }
}

TEST(TextView, LongTextsCountAcrossBlocks) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "ab\u20ac\u00e9\U0001f680";
  const CodePoints code_points(text, false);
  uint32_t count = 0;
  for (uint32_t at = 0; at < text.size(); ++at) {
    if (!IsBoundary(text, at)) continue;
    EXPECT_EQ(code_points.At(at), count++) << at;
  }
  EXPECT_EQ(code_points.At(static_cast<uint32_t>(text.size())), 1000u);
}

// Mixtures of what the cases hold. Every span of a view leads to a span of the source on code point boundaries whose
// own view holds the words, and back to a span around it; longer spans lead to longer ones; a view is its own view.
TEST(TextView, AnyMixtureLeadsBack) {
  std::mt19937 random(20250310);
  const auto below = [&random](size_t limit) { return static_cast<size_t>(random() % limit); };
  for (int round = 0; round < 3000; ++round) {
    std::string source;
    for (size_t parts = below(8); parts > 0; --parts) {
      const std::string& from = ViewCases()[below(ViewCases().size())].source;
      std::vector<uint32_t> bounds;
      for (uint32_t at = 0; at <= from.size(); ++at) {
        if (IsBoundary(from, at)) bounds.push_back(at);
      }
      const uint32_t begin = bounds[below(bounds.size())];
      const uint32_t end = bounds[below(bounds.size())];
      source += from.substr(std::min(begin, end), std::max(begin, end) - std::min(begin, end));
    }
    const TextView view(source);
    const std::string_view text = view.text();
    const TextView again(text);
    EXPECT_EQ(again.text(), text) << source;
    const auto size = static_cast<uint32_t>(text.size());
    Span before;
    for (uint32_t begin = 0; begin <= size; ++begin) {
      const uint32_t end = begin + static_cast<uint32_t>(below(size - begin + 1));
      const Span span{begin, end};
      const Span back = view.ToSource(span);
      ASSERT_LE(back.begin, back.end);
      ASSERT_LE(back.end, source.size());
      EXPECT_TRUE(IsBoundary(source, back.begin) && IsBoundary(source, back.end)) << source;
      EXPECT_GE(back.begin, before.begin) << source;
      before = back;
      EXPECT_TRUE(view.ToSource({begin, size}).Contains(back)) << source;
      if (span.empty()) continue;
      EXPECT_TRUE(view.FromSource(back).Contains(span)) << source;
      const TextView piece(std::string_view(source).substr(back.begin, back.length_bytes()));
      const std::string_view words = text.substr(begin, end - begin);
      // A dash at an edge has lost what stood around it, and with it its spaces.
      if (source.find("\u2014") == std::string::npos && source.find("\u00b7") == std::string::npos) {
        EXPECT_NE(piece.text().find(words), std::string_view::npos) << source << " [" << words << "]";
      }
    }
  }
}

}  // namespace
}  // namespace attest
