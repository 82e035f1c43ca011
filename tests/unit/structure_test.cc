#include "pipeline/text/structure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace attest {
namespace {

struct SentenceCase {
  const char* text;
  std::vector<std::string> sentences;
};

TEST(Structure, Sentences) {
  const SentenceCase cases[] = {
      {"Acme fell. It rose.", {"Acme fell.", "It rose."}},
      {"Acme Corp. said so. It rose.", {"Acme Corp. said so.", "It rose."}},
      {"Mr. J. Smith of Acme Inc. Holdings left.", {"Mr. J. Smith of Acme Inc. Holdings left."}},
      {"He sold to Acme Inc. The price was low.", {"He sold to Acme Inc.", "The price was low."}},
      {"U.S. Treasury yields rose 3.5 pct. \"Good,\" he said.",
       {"U.S. Treasury yields rose 3.5 pct.", "\"Good,\" he said."}},
      {"He said \"yes.\" Then he left.", {"He said \"yes.\"", "Then he left."}},
      {"It is No. 4 of Jan. 5, p. 7. OK?", {"It is No. 4 of Jan. 5, p. 7.", "OK?"}},
      {"He said no. 4 men left.", {"He said no. 4 men left."}},
      {"Why? Because! So what... Nothing.", {"Why?", "Because!", "So what...", "Nothing."}},
      {"Yahoo! Inc rose. eBay fell.", {"Yahoo! Inc rose.", "eBay fell."}},
      {"1. Acme is first.", {"1. Acme is first."}},
      {"It paid 5. The rest is due.", {"It paid 5.", "The rest is due."}},
      {"He left at 5 p.m. Monday. She left.", {"He left at 5 p.m. Monday.", "She left."}},
      {"Sales in the U.S. rose. They fell in the U.K. The rest was flat.",
       {"Sales in the U.S. rose.", "They fell in the U.K.", "The rest was flat."}},
      {"Acme (formerly Globex Inc.) rose. (It had fallen.) It is big.",
       {"Acme (formerly Globex Inc.) rose.", "(It had fallen.)", "It is big."}},
      {"In St. Louis, Lt. Gov. Jane Q. Doe spoke vs. Globex.",
       {"In St. Louis, Lt. Gov. Jane Q. Doe spoke vs. Globex."}},
      {"It sold mills, e.g. Northmill, i.e. Globex. Etc.", {"It sold mills, e.g. Northmill, i.e. Globex.", "Etc."}},
      {"\"Why?\" he asked. \"So.\" \"No!\"", {"\"Why?\" he asked.", "\"So.\"", "\"No!\""}},
      {"Acme fell. \u00c9lan rose. \u20ac5m is due.", {"Acme fell.", "\u00c9lan rose.", "\u20ac5m is due."}},
      {"It rose 4 pct. <GLX> fell. $5m is due.", {"It rose 4 pct.", "<GLX> fell.", "$5m is due."}},
      {"Shares of Acme\nInc. and Globex\nCorp. rose. They\nfell.",
       {"Shares of Acme\nInc. and Globex\nCorp. rose.", "They\nfell."}},
      {"no stop", {"no stop"}},
      {"", {}},
  };
  for (const SentenceCase& c : cases) {
    const Structure structure = FindStructure(c.text, {});
    std::vector<std::string> found;
    for (const Sentence& s : structure.sentences)
      found.push_back(std::string(c.text).substr(s.in_view.begin, s.in_view.length_bytes()));
    EXPECT_EQ(found, c.sentences) << c.text;
  }
}

// A table or data without a stop: work on a sentence may grow with the square of its length.
TEST(Structure, EndlessSentencesAreCut) {
  const auto repeated = [](std::string_view piece, size_t times) {
    std::string text;
    for (size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  struct Case {
    std::string text;
    size_t shortest;  // of all sentences but the last
  };
  const Case cases[] = {
      {repeated("profit of 12 and ", 20000), 8192 - 17},
      {repeated("Y2FwaXRhbA", 20000), 8192},          // one word
      {"x" + repeated("\u5229\u76ca", 20000), 8190},  // the cuts would fall into characters
  };
  for (const Case& c : cases) {
    const Structure structure = FindStructure(c.text, {});
    ASSERT_GT(structure.sentences.size(), 1u);
    uint32_t end = 0;
    for (const Sentence& sentence : structure.sentences) {
      const Span span = sentence.in_view;
      EXPECT_LE(span.length_bytes(), 8192u);
      if (&sentence != &structure.sentences.back()) {
        EXPECT_GE(span.length_bytes(), c.shortest);
      }
      EXPECT_NE(static_cast<unsigned char>(c.text[span.begin]) & 0xC0, 0x80) << "inside a character";
      EXPECT_EQ(c.text.find_first_not_of(' ', end), span.begin);
      end = span.end;
    }
    EXPECT_EQ(c.text.find_first_not_of(' ', end), std::string::npos);
  }
}

// Paragraphs read as their kind and words, line ends inside them as /:
//   "H" headline, "h" heading, "b" body, "x" boilerplate
std::vector<std::string> Paragraphs(const std::string& text, const std::vector<Span>& boilerplate = {}) {
  const Structure structure = FindStructure(text, boilerplate);
  std::vector<std::string> out;
  for (const Paragraph& paragraph : structure.paragraphs) {
    std::string words = text.substr(paragraph.in_view.begin, paragraph.in_view.length_bytes());
    std::replace(words.begin(), words.end(), '\n', '/');
    out.push_back(std::string(1, "bHhx"[static_cast<size_t>(paragraph.kind)]) + " " + words);
  }
  return out;
}

TEST(Structure, Paragraphs) {
  const struct {
    const char* what;
    const char* text;
    std::vector<std::string> paragraphs;
  } cases[] = {
      {"nothing", "", {}},
      {"blank", " \n\n ", {}},
      {"one line is no headline", "Acme buys Globex", {"b Acme buys Globex"}},
      {"web article",
       "Acme buys Globex\n\nAcme has bought Globex.\n\nWhat it means\n\nIt is big.\n",
       {"H Acme buys Globex", "b Acme has bought Globex.", "h What it means", "b It is big."}},
      {"one line a paragraph",
       "Acme buys Globex\nAcme has bought Globex.\nIt is big.",
       {"H Acme buys Globex", "b Acme has bought Globex.", "b It is big."}},
      {"a first sentence is no headline",
       "Acme has bought Globex.\n\nIt is big.",
       {"b Acme has bought Globex.", "b It is big."}},
      {"a last line is no heading", "Acme rose.\n\nIt fell.\n\nRead on", {"b Acme rose.", "b It fell.", "b Read on"}},
      {"figures are no heading", "A.\n\nRevenue of $4 million\n\nB.", {"b A.", "b Revenue of $4 million", "b B."}},
      {"wire copy",
       "Acme Corp said it\nagreed to buy Globex Inc for four mln\ndlrs in cash.\n    The deal will close in\nMay, Acme "
       "said.\n Newswire\n",
       {"b Acme Corp said it/agreed to buy Globex Inc for four mln/dlrs in cash.",
        "b The deal will close in/May, Acme said.", "b Newswire"}},
      {"a capital after a line end of wire copy",
       "The chairman of\nAcme said that the company had sold its\nmills to Globex.\n    It gave no price.\n",
       {"b The chairman of/Acme said that the company had sold its/mills to Globex.", "b It gave no price."}},
      {"a table of wire copy",
       "Shr profit 15 cts vs profit four cts\n    Net profit 72,000 vs 16,000\n    Revs 7,075,000 vs 2,330,000\n    "
       "NOTE: "
       "profit is before\ntax.\n",
       {"b Shr profit 15 cts vs profit four cts", "b Net profit 72,000 vs 16,000", "b Revs 7,075,000 vs 2,330,000",
        "b NOTE: profit is before/tax."}},
      {"wrapped without indents",
       "Acme has bought Globex, which makes the parts\nfor the mills that Acme runs in the north of\nthe "
       "country.\n\nThe "
       "price was not given by either of the two\ncompanies.\n",
       {"b Acme has bought Globex, which makes the parts/for the mills that Acme runs in the north of/the country.",
        "b The price was not given by either of the two/companies."}},
      {"bullets",
       "Results:\n- Revenue rose.\n\u2022 Profit fell.\n",
       {"b Results:", "b - Revenue rose.", "b \u2022 Profit fell."}},
      {"date line",
       "date 2025-01-23\n\nAcme rises\n\nAcme rose.",
       {"x date 2025-01-23", "H Acme rises", "b Acme rose."}},
      {"date before text", " date 2025-01-23 Acme rose.", {"x date 2025-01-23", "b Acme rose."}},
      {"no date line", "date 2025-01-234 Acme rose.", {"b date 2025-01-234 Acme rose."}},
  };
  for (const auto& c : cases) EXPECT_EQ(Paragraphs(c.text), c.paragraphs) << c.what;
}

TEST(Structure, BoilerplateParts) {
  const std::string text = "Acme rises\n\nThe Site - Acme rises\nCredit: Acme\nAcme rose. It fell.\nShare\n";
  const auto span = [&text](std::string_view words) {
    const auto at = static_cast<uint32_t>(text.find(words));
    return Span{at, at + static_cast<uint32_t>(words.size())};
  };
  EXPECT_EQ(Paragraphs(text, {span("The Site - Acme rises"), span("Credit: Acme"), span("Share")}),
            (std::vector<std::string>{"H Acme rises", "x The Site - Acme rises", "x Credit: Acme",
                                      "b Acme rose. It fell.", "x Share"}));
  EXPECT_EQ(Paragraphs(text, {span("It fell.\nShare")}).size(), 6u);  // it cuts where it has to
}

// The invariants of the header, on mixtures of everything.
TEST(Structure, AlwaysInOrderAndDisjoint) {
  const std::string_view pieces[] = {"Acme",   " ",  "\n", "\n\n", ". ",     "\n    ",
                                     "U.S.",   "\"", ")",  "?",    "...",    "it",
                                     "\u20ac", "- ", "1.", "\t",   "\u201d", "date 2025-01-23"};
  std::mt19937 random(20250310);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (size_t parts = random() % 40; parts > 0; --parts) text += pieces[random() % std::size(pieces)];
    std::vector<Span> boilerplate;
    if (const auto size = static_cast<uint32_t>(text.size()); size > 4 && round % 3 == 0)
      boilerplate = {{size / 4, size / 3}, {size / 2, size}};
    const Structure structure = FindStructure(text, boilerplate);
    uint32_t end = 0;
    uint32_t next_sentence = 0;
    for (size_t i = 0; i < structure.paragraphs.size(); ++i) {
      const Paragraph& paragraph = structure.paragraphs[i];
      ASSERT_LE(end, paragraph.in_view.begin) << text;
      ASSERT_EQ(paragraph.first_sentence, next_sentence) << text;
      ASSERT_LT(paragraph.first_sentence, paragraph.end_sentence) << text;
      uint32_t sentence_end = paragraph.in_view.begin;
      for (uint32_t s = paragraph.first_sentence; s < paragraph.end_sentence; ++s) {
        const Sentence& sentence = structure.sentences[s];
        ASSERT_EQ(sentence.paragraph, i) << text;
        ASSERT_FALSE(sentence.in_view.empty()) << text;
        ASSERT_LE(sentence_end, sentence.in_view.begin) << text;
        ASSERT_TRUE(paragraph.in_view.Contains(sentence.in_view)) << text;
        ASSERT_NE(text[sentence.in_view.begin], ' ') << text;
        ASSERT_NE(text[sentence.in_view.end - 1], ' ') << text;
        sentence_end = sentence.in_view.end;
      }
      ASSERT_EQ(sentence_end, paragraph.in_view.end) << text;
      next_sentence = paragraph.end_sentence;
      end = paragraph.in_view.end;
    }
    ASSERT_EQ(next_sentence, structure.sentences.size()) << text;
  }
}

}  // namespace
}  // namespace attest
