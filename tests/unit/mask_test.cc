#include "pipeline/claims/mask.h"

#include <gtest/gtest.h>

#include <string>

namespace attest {
namespace {

struct Marked {
  Document document;
  Analysis analysis;
};

// "{C Globex Corp} rose {R 12%}": the words in braces are a mention of the kind that the letter stands for; {I …} is a
// reference, {i …} a possessive pronoun.
Marked Parse(std::string_view marked) {
  Marked out;
  for (size_t at = 0; at < marked.size(); ++at) {
    if (marked[at] != '{') {
      out.document.text.push_back(marked[at]);
      continue;
    }
    const size_t close = marked.find('}', at);
    const char letter = marked[at + 1];
    const std::string_view words = marked.substr(at + 3, close - at - 3);
    const auto begin = static_cast<uint32_t>(out.document.text.size());
    out.document.text.append(words);
    const Span span{begin, static_cast<uint32_t>(out.document.text.size())};
    at = close;
    if (letter == 'I' || letter == 'i') {
      Reference reference;
      reference.span = reference.in_view = span;
      reference.pronoun = reference.possessive = letter == 'i';
      out.analysis.references.push_back(reference);
      continue;
    }
    Mention mention;
    mention.span = mention.in_view = span;
    switch (letter) {
      case 'C':
        mention.kind = MentionKind::kCompany;
        break;
      case 'P':
        mention.kind = MentionKind::kPerson;
        break;
      case 'N':
        mention.kind = MentionKind::kName;
        break;
      case 'M':
        mention.kind = MentionKind::kMoney;
        mention.value = Money{};
        break;
      case 'R':
        mention.kind = MentionKind::kPercent;
        mention.value = Percent{};
        break;
      case 'F':
        mention.kind = MentionKind::kPercent;
        mention.value = Percent{.figure = {}, .unit = PercentUnit::kFactor};
        break;
      case 'D':
        mention.kind = MentionKind::kDate;
        break;
      case 'U':
        mention.kind = MentionKind::kDuration;
        break;
      default:
        mention.kind = MentionKind::kQuantity;
        break;
    }
    out.analysis.mentions.push_back(mention);
  }
  return out;
}

struct MaskCase {
  const char* marked;
  const char* masked;
};

TEST(Mask, TakesSentencesApart) {
  Result<RuleSet> rules = RuleSet::Load(ATTEST_SOURCE_DIR "/rules");
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  Vocabulary vocabulary;
  Result<Masker> masker = Masker::Compile(*rules, &vocabulary);
  ASSERT_TRUE(masker.ok()) << masker.error().message;
  const MaskCase cases[] = {
      {"{C Globex} has inked a {U five-year}, {M $9bn} deal with {C Acme}.", " C has inked a U , M deal with C "},
      // Hedges go into the figure.
      {"{C Globex} raised more than {M $9m}, or just over {R 5%}.", " C raised M , or R "},
      // Possessives, of names and of pronouns.
      {"{C Globex}'s sales and {i its} profit", " C 's sales and I 's profit "},
      {"{C Barclays}' sales", " C 's sales "},
      {"{I the firm}'s debt", " I 's debt "},
      // Amounts that the text equates are one.
      {"paid {M £6m} ({M $8m}; {M €7m}) for it", " paid M for it "},
      {"paid {M £6m} ({R 8%}) for it", " paid M , R , for it "},
      // Lists of names are one letter; a comma alone joins nothing.
      {"launched by {C Globex}, {C Acme} and {C Harlow}", " launched by C "},
      {"With {C Globex}, {C Acme} has a partner", " with C , C has a partner "},
      {"{C Globex} and {P Ann Lee} met", " C and P met "},
      // Appositions go, also at the end; what holds a figure stays.
      {"{C Globex}, a maker of valves, fell", " C fell "},
      {"It bought {C Globex}, a maker of valves", " it bought C "},
      {"{C Globex}, a maker with {M $9m} of sales, fell", " C , a maker with M of sales , fell "},
      // So does where a company is.
      {"{C Globex} of {N Toronto} sued {C Acme} of {N Harlow}", " C sued C of N "},
      {"{C Globex} of {N Canada}'s", " C of N 's "},
      // Brackets and dashes are commas.
      {"{C Globex} (which owns {R 6%}) fell", " C , which owns R , fell "},
      {"It fell - at {D noon} - again", " it fell , at D , again "},
      // Words keep their inner marks.
      {"a pre-tax loss, don't ask", " a pre-tax loss , don't ask "},
      {"1,200 tonnes, at&t 2nd-half u.s. its 9,a b,c", " 1,200 tonnes , at&t 2nd-half u.s its 9 , a b , c "},
      // Of any length, and up to the end of the text; of letters that are not ASCII too.
      {"ABCDEFG Abcdefgh abcdefghI abcdefghijklmnop Abcdefghijklmnopq's end",
       " abcdefg abcdefgh abcdefghi abcdefghijklmnop abcdefghijklmnopq 's end "},
      {"the café abcdeé éa", " the café abcdeé éa "},
  };
  MaskedSentence masked;
  for (const MaskCase& c : cases) {
    const Marked marked = Parse(c.marked);
    const DocumentText text(marked.document);
    ASSERT_FALSE(text.structure.sentences.empty()) << c.marked;
    size_t mention = 0, reference = 0;
    masker->Mask(text, marked.analysis, 0, &mention, &reference, &masked);
    masked.Render();
    EXPECT_EQ(masked.text, c.masked) << c.marked;
    // Every token knows where it stands.
    for (const MaskToken& token : masked.tokens) EXPECT_LE(token.in_view.end, marked.document.text.size()) << c.marked;
  }
}

}  // namespace
}  // namespace attest
