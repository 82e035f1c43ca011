// What an expression stands for: the bracketed words of each text, and the company that a reader takes them for.
#include <gtest/gtest.h>

#include <string>

#include "pipeline/mentions/names.h"

namespace attest {
namespace {

struct ReferenceCase {
  const char* text;
  const char* stands_for;  // a company's main name; "" when a reader could not say, or it stands for no company
};

const ReferenceCase kCases[] = {
    // Pronouns in the sentence of their company.
    {"Orbeck Ltd said [it] would close two plants.", "Orbeck"},
    {"Orbeck Ltd said [its] sales rose.", "Orbeck"},
    {"Orbeck Ltd has cut [its] forecast for the year.", "Orbeck"},
    {"Tessin plc bought Orbeck Ltd to widen [its] range.", "Tessin"},
    {"Tessin plc signed a deal with Orbeck Ltd, [its] largest supplier.", "Tessin"},
    {"Shares in Orbeck Ltd fell after [it] warned on profits.", "Orbeck"},
    {"Orbeck Ltd's sales rose after [it] opened ten stores.", "Orbeck"},
    {"Orbeck Ltd, which makes tyres, said [it] would sue.", "Orbeck"},
    {"The chairman of Orbeck Ltd said [it] had enough cash.", "Orbeck"},
    {"After Orbeck Ltd cut prices, [it] won customers.", "Orbeck"},
    {"Orbeck Ltd employs 300 people at [its] plant in Leeds.", "Orbeck"},
    {"Analysts said Orbeck Ltd would have to sell [its] stores.", "Orbeck"},
    {"Tessin plc said Orbeck Ltd had breached [its] contract.", "Orbeck"},
    {"Orbeck Ltd filed [its] accounts in May.", "Orbeck"},
    {"Orbeck Ltd plans to double [its] output.", "Orbeck"},
    {"Orbeck Ltd is the largest customer of Tessin plc and accounts for a third of [its] sales.", "Tessin"},
    // Pronouns after the sentence of their company.
    {"Orbeck Ltd makes tyres. [It] employs 300 people.", "Orbeck"},
    {"Orbeck Ltd makes tyres. [Its] sales rose 4%.", "Orbeck"},
    {"Tessin plc has bought Orbeck Ltd. [It] said the price was fair.", "Tessin"},
    {"Tessin plc has sued Orbeck Ltd. [Its] shares fell.", "Tessin"},
    {"Orbeck Ltd lost money last year. Sales fell. [It] expects to break even.", "Orbeck"},
    {"Orbeck Ltd rose 3%. [It] has been listed since May.", "Orbeck"},
    {"Orbeck Ltd is small. In May, [it] opened a plant.", "Orbeck"},
    {"Orbeck Ltd is a retailer. [It] is planning ten stores.", "Orbeck"},
    {"Orbeck Ltd posted a loss. [It] blamed the weather.", "Orbeck"},
    // After whoever was only asked.
    {"Orbeck Ltd makes tyres. Analysts polled by Tessin plc had hoped for more. [It] expects to break even.", "Orbeck"},
    {"Orbeck Ltd makes tyres. A report in Tessin Times Inc told of a sale. [The company] employs 300 people.",
     "Orbeck"},
    {"Orbeck Ltd makes tyres. Tessin plc data show a slump. [The company] employs 300 people.", "Orbeck"},
    // No company at all.
    {"Orbeck Ltd fell. [It] is clear that the market is weak.", ""},
    {"Orbeck Ltd fell. [It] was not known who had sold.", ""},
    {"Orbeck Ltd fell. [It] takes time to mend that.", ""},
    {"Orbeck Ltd fell. [It] is likely that rates will rise.", ""},
    {"Orbeck Ltd fell. [It] emerged on Monday that rates will rise.", ""},
    {"Orbeck Ltd fell. [It]'s not a good year.", ""},
    {"Orbeck Ltd fell. [It] was a bad day for shops.", ""},
    {"[It] rained all day. Orbeck Ltd was closed.", ""},
    {"Farmers sold [their] grain to Orbeck Ltd.", ""},
    {"The workers of Orbeck Ltd said [they] would strike.", ""},
    // "They" of a company.
    {"Orbeck Ltd have said [they] will close two plants.", "Orbeck"},
    {"Orbeck Ltd are selling [their] stores.", "Orbeck"},
    // The comma behind Orbeck closes a clause about something else.
    {"Tessin plc has a plan. The plan, which also covers Orbeck Ltd, values [the company] at $5m.", "Tessin"},
    // "The company".
    {"Orbeck Ltd makes tyres. [The company] employs 300 people.", "Orbeck"},
    {"Orbeck Ltd makes tyres. [The firm] employs 300 people.", "Orbeck"},
    {"Orbeck Ltd makes tyres. [The group] employs 300 people.", "Orbeck"},
    {"Orbeck Ltd makes tyres. Ann Torvald said [the company] was well.", "Orbeck"},
    {"Orbeck Ltd said [the company] would grow.", "Orbeck"},
    {"Orbeck Ltd makes tyres. Demand is weak. [The company] cut 30 jobs.", "Orbeck"},
    {"Orbeck Ltd makes tyres. [The company's] sales rose.", "Orbeck"},
    {"Tessin plc has bought Orbeck Ltd. [The company] paid in cash.", "Tessin"},
    {"Tessin plc sued Orbeck Ltd. Tessin has lost before. [The company] said so.", "Tessin"},
    {"Orbeck Ltd makes tyres. [The Leeds-based company] employs 300 people.", "Orbeck"},
    {"Orbeck Ltd makes tyres. [The British firm] employs 300 people.", "Orbeck"},
    {"Shares in Orbeck Ltd fell. [The company] declined to comment.", "Orbeck"},
    {"Profit at Orbeck Ltd fell. Rain kept people at home. [The group] said sales were weak.", "Orbeck"},
    // Descriptions.
    {"Orbeck Ltd, the cloud provider, sued Tessin plc. Later Tessin sold [the cloud provider] chips.", "Orbeck"},
    {"The retailer Orbeck Ltd sued the brewer Tessin plc. [The brewer] won.", "Tessin"},
    {"The retailer Orbeck Ltd sued the brewer Tessin plc. [The retailer] lost.", "Orbeck"},
    {"Orbeck Ltd is a maker of tyres. Tessin plc is an airline. In May, [the airline] grew.", "Tessin"},
    {"Orbeck Ltd, a British retailer, has sued Tessin plc, a German bank. [The bank] won.", "Tessin"},
    {"Airline Orbeck Ltd has sued Tessin plc. [The airline's] shares fell.", "Orbeck"},
    {"Tessin plc, the chip maker, rose. Orbeck Ltd fell. [The chip maker] said demand was high.", "Tessin"},
    {"Orbeck Ltd sold stores. [The retailer] has 300 left.", "Orbeck"},
    {"Despite investing in Orbeck Ltd and using [the startup's] tools, Tessin plc was left out.", "Orbeck"},
    {"Tessin plc bought Orbeck Ltd, a brewer, in May. Tessin said [the brewer] was cheap.", "Orbeck"},
    // A parent that the text names.
    {"Orbeck Ltd, a unit of Tessin plc, makes tyres. It said [its parent] had agreed.", "Tessin"},
    {"Tessin plc, parent of Orbeck Ltd, fell. Orbeck said [its parent company] would sue.", "Tessin"},
    {"Orbeck Ltd's parent Tessin plc fell. Orbeck blamed [its parent's] debt.", "Tessin"},
    {"Orbeck Ltd is owned by Tessin plc. Orbeck was lent money by [its owner].", "Tessin"},
    {"Tessin plc, Orbeck Ltd's parent, fell. Orbeck said [its parent] was well.", "Tessin"},
    // Words that look like references.
    {"Orbeck Ltd makes tyres. [The company] that owns the site is foreign.", ""},
    {"Orbeck Ltd makes tyres. [The group] of banks is large.", ""},
    {"A lawyer spoke for [the company].", ""},
    {"[The firm] was not named.", ""},
};

TEST(References, StandForWhatAReaderTakesThemFor) {
  const auto rules = RuleSet::Load(std::string(ATTEST_SOURCE_DIR) + "/rules");
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  const auto finder = NameFinder::Compile(*rules, {.use_gazetteer = false, .extra_gazetteers = {}});
  ASSERT_TRUE(finder.ok()) << finder.error().message;
  int right = 0, wrong = 0, total = 0;
  std::string report;
  for (const ReferenceCase& c : kCases) {
    const std::string marked = c.text;
    const size_t open = marked.find('['), close = marked.find(']');
    Document document;
    document.text = marked.substr(0, open) + marked.substr(open + 1, close - open - 1) + marked.substr(close + 1);
    const Span place{static_cast<uint32_t>(open), static_cast<uint32_t>(close - 1)};
    Analysis analysis;
    finder->Find(DocumentText(document), &analysis);
    std::string found;
    for (const Reference& reference : analysis.references) {
      if (!reference.span.Overlaps(place) || reference.entity < 0) continue;
      EXPECT_EQ(reference.span, place) << c.text;
      EXPECT_FALSE(reference.reason.empty()) << c.text;
      found = analysis.entities[static_cast<size_t>(reference.entity)].name;
    }
    ++total;
    if (found == c.stands_for) {
      ++right;
    } else {
      wrong += found.empty() ? 0 : 1;
      report += std::string("\n  ") + c.text + " -> \"" + found + "\", expected \"" + c.stands_for + "\"";
    }
  }
  EXPECT_GE(total, 60);
  EXPECT_GE(right * 100, total * 90) << right << " of " << total << report;
  EXPECT_LE(wrong * 100, total * 3) << wrong << " wrong of " << total << report;
  if (!report.empty()) std::printf("%d of %d right, %d wrong:%s\n", right, total, wrong, report.c_str());
}

// Every pronoun once looked at all words behind each name of its sentence: cubic in its length.
TEST(References, OfOneEndlessSentenceAreFoundInTime) {
  const auto rules = RuleSet::Load(std::string(ATTEST_SOURCE_DIR) + "/rules");
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  const auto finder = NameFinder::Compile(*rules, {.use_gazetteer = false, .extra_gazetteers = {}});
  ASSERT_TRUE(finder.ok()) << finder.error().message;
  constexpr size_t kPronouns = 20000;
  Document document;
  document.text = "the tale of how";
  for (size_t i = 0; i < kPronouns; ++i) document.text += " Orbeck Ltd sold Tessin plc its tyres and";
  Analysis analysis;
  finder->Find(DocumentText(document), &analysis);
  ASSERT_EQ(analysis.references.size(), kPronouns);
  for (const Reference& reference : analysis.references) ASSERT_FALSE(reference.reason.empty());
}

struct FormCase {
  const char* text;
  const char* words;  // of the first reference
  bool possessive;
  bool pronoun;
};

TEST(References, CarryTheirForm) {
  const FormCase cases[] = {
      {"Orbeck Ltd said its sales rose.", "its", true, true},
      {"Orbeck Ltd said it was well.", "it", false, true},
      {"Orbeck Ltd fell. The company's boss left.", "The company's", true, false},
      {"Orbeck Ltd fell. The company’s boss left.", "The company’s", true, false},
      {"Orbeck Ltd, a unit of Tessin plc, fell. Its parent sued.", "Its parent", false, false},
      {"Orbeck Ltd fell. Its parent sued.", "Its", true, true},
      {"Orbeck Ltd, a unit of Tessin plc, fell. Orbeck Ltd is owned by Vexal plc. Its parent sued.", "Its", true, true},
      {"Orbeck Ltd fell. The US chip maker said so.", "The US chip maker", false, false},
  };
  const auto rules = RuleSet::Load(std::string(ATTEST_SOURCE_DIR) + "/rules");
  ASSERT_TRUE(rules.ok());
  const auto finder = NameFinder::Compile(*rules, {.use_gazetteer = false, .extra_gazetteers = {}});
  ASSERT_TRUE(finder.ok());
  for (const FormCase& c : cases) {
    Document document;
    document.text = c.text;
    Analysis analysis;
    finder->Find(DocumentText(document), &analysis);
    ASSERT_FALSE(analysis.references.empty()) << c.text;
    const Reference& reference = analysis.references[0];
    EXPECT_EQ(document.text.substr(reference.span.begin, reference.span.length_bytes()), c.words) << c.text;
    EXPECT_EQ(reference.possessive, c.possessive) << c.text;
    EXPECT_EQ(reference.pronoun, c.pronoun) << c.text;
  }
}

}  // namespace
}  // namespace attest
