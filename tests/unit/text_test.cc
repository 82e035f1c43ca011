#include <gtest/gtest.h>

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

}  // namespace
}  // namespace attest
