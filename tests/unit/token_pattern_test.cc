#include "pipeline/claims/token_pattern.h"

#include <gtest/gtest.h>

#include <deque>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "pipeline/claims/form_index.h"
#include "pipeline/claims/pattern.h"

namespace attest {
namespace {

// "C 's sales rose R": upper-case letters, and words of lower-case letters, as a masked sentence has them.
MaskedSentence Parse(std::string_view text, const Vocabulary& vocabulary) {
  MaskedSentence sentence;
  while (!text.empty()) {
    const size_t space = std::min(text.find(' '), text.size());
    MaskToken& token = sentence.tokens.emplace_back();
    token.word = text.substr(0, space);
    if (text[0] >= 'A' && text[0] <= 'Z') {
      token.letter = text[0];
      token.kinds = LetterBit(token.letter);
      token.word = {};
    } else {
      token.number = vocabulary.Find(token.word).number;
      sentence.classes |= vocabulary.Find(token.word).classes;
      if (text[0] >= 'a' && text[0] <= 'z') token.kinds = kWordKind | kLowerKind | (space >= 4 ? kNounKind : 0);
    }
    sentence.kinds |= token.kinds;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  sentence.places.Begin(vocabulary);
  return sentence;
}

class TokenPatternTest : public testing::Test {
 protected:
  void SetUp() override {
    Result<RuleSet> loaded = RuleSet::Load(ATTEST_SOURCE_DIR "/rules");
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    rules_ = *std::move(loaded);
    for (const auto& [slot, letters] :
         {std::pair("who", "CI"), std::pair("whom", "C"), std::pair("pct", "R"), std::pair("fig", "MSRQ")})
      slots_.emplace(slot, LetterSlot(letters, &vocabulary_));
    slots_.emplace("words", *CompileSlot("words", *rules_, entry_, &vocabulary_));
    slots_.emplace("phrase", *CompileSlot("phrase", *rules_, entry_, &vocabulary_));
  }
  CompiledPattern Compile(std::string_view pattern) {
    Result<CompiledPattern> compiled = CompilePattern(pattern, slots_, *rules_, entry_, &vocabulary_);
    EXPECT_TRUE(compiled.ok()) << pattern;
    return *std::move(compiled);
  }
  std::optional<RuleSet> rules_;
  RuleEntry entry_;
  SlotPatterns slots_;
  Vocabulary vocabulary_;
};

std::string Print(const TokenPattern& pattern, const TokenPattern::Hit& hit) {
  std::string out = std::to_string(hit.all.begin) + "-" + std::to_string(hit.all.end);
  for (size_t g = 0; g < pattern.groups().size(); ++g) {
    if (hit.groups[g].empty()) continue;
    out +=
        " " + pattern.groups()[g] + " " + std::to_string(hit.groups[g].begin) + "-" + std::to_string(hit.groups[g].end);
  }
  return out;
}

TEST_F(TokenPatternTest, BracesAroundNoNameAreBroken) {
  EXPECT_FALSE(CompilePattern("{1,3}", slots_, *rules_, entry_, &vocabulary_).ok());
}

TEST_F(TokenPatternTest, FindsTheFirstHitThatThePatternNames) {
  const struct {
    const char* pattern;
    const char* sentence;
    const char* hit;  // empty: none
  } cases[] = {
      {"{who} bought {whom}", "C bought C", "0-3 who 0-1 whom 2-3"},
      {"{who} bought {whom}", "yesterday I bought C in D", "1-4 who 1-2 whom 3-4"},
      {"{who} bought {whom}", "C bought M", ""},
      {"{who} bought {whom}", "C bought", ""},
      // One of several words; rows of elements; what may be left out.
      {"rose|fell by? {pct}", "C fell R", "1-3 pct 2-3"},
      {"rose|fell by? {pct}", "C rose by R", "1-4 pct 3-4"},
      {"(was sold|went) to {whom}", "it went to C", "1-4 whom 3-4"},
      {"(was sold|went) to {whom}", "it was sold to C", "1-5 whom 4-5"},
      {"(was sold|went) to {whom}", "it was to C", ""},
      {"paid (a total of)? {fig}", "C paid M", "1-3 fig 2-3"},
      {"paid (a total of)? {fig}", "C paid a total of M", "1-6 fig 5-6"},
      {"paid (a total of)? {fig}", "C paid a total M", ""},
      // A group that is left out stays unset.
      {"{who} rose ({pct} to)? {fig}", "C rose R", "0-3 who 0-1 fig 2-3"},
      {"{who} rose ({pct} to)? {fig}", "C rose R to M", "0-5 who 0-1 pct 2-3 fig 4-5"},
      // Gaps are as short as will do, and hold a reference with its 's; rows of words are as long as they can be.
      {"sold ... to {whom}", "C sold the firm to it to C", "1-8 whom 7-8"},
      {"sold ... to {whom}", "sold I 's units to C", "0-6 whom 5-6"},
      {"sold ... to {whom}", "sold C to C", ""},
      {"sold {words} to", "C sold the firm to it to C", "1-5 words 2-4"},
      {"about {phrase}", "worries about the cost of oil and coal", "1-6 phrase 2-6"},
  };
  for (const auto& c : cases) {
    const CompiledPattern compiled = Compile(c.pattern);
    const MaskedSentence sentence = Parse(c.sentence, vocabulary_);
    TokenPattern::Hit hit;
    const bool found = compiled.pattern.Find(sentence, 0, static_cast<uint32_t>(sentence.tokens.size()), &hit);
    EXPECT_EQ(found ? Print(compiled.pattern, hit) : "", c.hit) << c.pattern << " in " << c.sentence;
  }
}

TEST_F(TokenPatternTest, KeepsToItsEndAndTakesTheLongestWhereAsked) {
  const CompiledPattern compiled = Compile("profit (before tax)? margin?");
  const CompiledPattern shortest = Compile("profit (|before) ...");
  const MaskedSentence sentence = Parse("its profit before tax margin rose", vocabulary_);
  TokenPattern::Hit hit;
  EXPECT_FALSE(compiled.pattern.MatchAt(sentence, 0, 6, &hit));
  ASSERT_TRUE(compiled.pattern.MatchAt(sentence, 1, 6, &hit));
  EXPECT_EQ(hit.all.end, 5u);
  ASSERT_TRUE(compiled.pattern.MatchAt(sentence, 1, 4, &hit));
  EXPECT_EQ(hit.all.end, 4u);
  ASSERT_TRUE(compiled.pattern.LongestAt(sentence, 1, 3, &hit));
  EXPECT_EQ(hit.all.end, 2u);
  ASSERT_TRUE(shortest.pattern.MatchAt(sentence, 1, 6, &hit));
  EXPECT_EQ(hit.all.end, 2u);
  ASSERT_TRUE(shortest.pattern.LongestAt(sentence, 1, 5, &hit));
  EXPECT_EQ(hit.all.end, 5u);
}

// Wherever in a sentence, however long it is.
TEST_F(TokenPatternTest, FindsHitsInLongSentences) {
  const CompiledPattern compiled = Compile("{who} bought {whom}");
  FormIndex index(kFormWord);
  index.Add(Compile("{who} bought {whom}"), &vocabulary_);
  index.Add(Compile("{who} ... {whom}"), &vocabulary_);
  index.Finish(vocabulary_);
  for (uint32_t before = 0; before < 200; ++before) {
    std::string text;
    for (uint32_t i = 0; i < before; ++i) text += i % 70 == 20 ? "C " : "then ";
    const MaskedSentence sentence = Parse(text + "C bought C again and again", vocabulary_);
    TokenPattern::Hit hit;
    const auto size = static_cast<uint32_t>(sentence.tokens.size());
    ASSERT_TRUE(compiled.pattern.Find(sentence, 0, size, &hit)) << before;
    EXPECT_EQ(hit.all.begin, before);
    EXPECT_FALSE(compiled.pattern.Find(sentence, before + 1, size, &hit)) << before;
    std::vector<FormIndex::Candidate> candidates;
    index.Candidates(sentence, &candidates);
    ASSERT_GE(candidates.size(), 2u) << before;
    EXPECT_EQ(candidates[0].form, 0u);
    EXPECT_EQ(candidates[0].hit.all.begin, before);
    EXPECT_EQ(candidates.back().form, 1u);
    EXPECT_EQ(candidates.back().hit.all.begin, before);
  }
}

// The index turns no form away that matches, and tells of none that does not.
TEST_F(TokenPatternTest, IndexFindsWhatPatternsMatch) {
  const std::string_view patterns[] = {"{who} bought {whom}",
                                       "{who} (has|had) bought|acquired ... {whom} for {fig}",
                                       "{fig} was paid for {whom}",
                                       "bid of {fig} by {who}",
                                       "{who} 's bid",
                                       "the? bid|offer ... {whom}",
                                       "{who} ... {pct}",
                                       "{who} ... stake",
                                       "stake of {pct} in {whom}"};
  FormIndex index(kFormWord);
  std::vector<CompiledPattern> compiled;
  for (const std::string_view pattern : patterns) {
    index.Add(Compile(pattern), &vocabulary_);
    compiled.push_back(Compile(pattern));
  }
  index.Finish(vocabulary_);
  const std::string_view words[] = {"C",   "I 's", "I",  "M",  "R",  "bought", "acquired", "had",   "for", "paid",
                                    "was", "bid",  "of", "by", "in", "stake",  "the",      "offer", "'s",  "then"};
  std::minstd_rand random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (size_t i = 0, size = 3 + random() % 10; i < size; ++i)
      text.append(i == 0 ? "" : " ").append(words[random() % std::size(words)]);
    const MaskedSentence sentence = Parse(text, vocabulary_);
    std::vector<std::pair<uint32_t, uint32_t>> expected, found;  // form and begin
    TokenPattern::Hit hit;
    for (uint32_t form = 0; form < compiled.size(); ++form) {
      for (uint32_t at = 0; at < sentence.tokens.size(); ++at) {
        if (compiled[form].pattern.MatchAt(sentence, at, static_cast<uint32_t>(sentence.tokens.size()), &hit))
          expected.emplace_back(form, at);
      }
    }
    std::vector<FormIndex::Candidate> candidates;
    index.Candidates(sentence, &candidates);
    for (const FormIndex::Candidate& candidate : candidates)
      found.emplace_back(candidate.form, candidate.hit.all.begin);
    ASSERT_EQ(found, expected) << text;
  }
}

}  // namespace
}  // namespace attest
