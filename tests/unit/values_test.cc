#include "pipeline/mentions/values.h"

#include <gtest/gtest.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/mentions/calendar.h"
#include "pipeline/mentions/holiday.h"
#include "pipeline/mentions/value_automaton.h"
#include "pipeline/mentions/value_form.h"
#include "pipeline/mentions/value_tape.h"
#include "pipeline/mentions/value_tokens.h"
#include "pipeline/model/json.h"

namespace attest {
namespace {

const RuleSet& Rules() {
  static const auto* rules = [] {
    Result<RuleSet> loaded = RuleSet::Load(ATTEST_SOURCE_DIR "/rules");
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().message);
    return new RuleSet(std::move(*loaded));
  }();
  return *rules;
}

const ValueFinder& Finder() {
  static const auto* finder = [] {
    Result<ValueFinder> compiled = ValueFinder::Compile(Rules());
    EXPECT_TRUE(compiled.ok()) << (compiled.ok() ? "" : compiled.error().message);
    return new ValueFinder(std::move(*compiled));
  }();
  return *finder;
}

// "[words] kind value; …" of every mention, in order.
std::string Read(std::string_view text, std::string_view published) {
  Document document;
  document.text = text;
  document.published = ParseDay(published);
  const DocumentText structured(document);
  std::vector<Mention> mentions;
  Finder().Find(structured, &mentions);
  std::string out;
  for (const Mention& m : mentions) {
    if (!out.empty()) out += "; ";
    out += "[" + document.text.substr(m.span.begin, m.span.length_bytes()) + "] ";
    out += MentionKindName(m.kind);
    out += " " + ValueForm(m);
  }
  return out;
}

struct Case {
  const char* text;
  const char* found;
  const char* published = "2025-06-18";  // a Wednesday
};

void Check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(Read(c.text, c.published), c.found) << c.text;
}

TEST(Values, RuleExamplesHold) {
  for (const Error& error : Finder().CheckExamples()) ADD_FAILURE() << error.message;
}

TEST(Values, ReadsFigures) {
  const Result<values::Lexicon> lexicon = values::Lexicon::Load(Rules());
  ASSERT_TRUE(lexicon.ok()) << lexicon.error().message;
  struct {
    const char* text;
    const char* value;
    int last_digit;
  } const cases[] = {
      {"1,900", "1900", 0},
      {"1.9 billion", "1900000000", 8},
      {"350 million", "350000000", 6},
      {"2.3", "2.3", -1},
      {"12,34,567.89", "1234567.89", -2},
      {"1.000.000,50", "1000000.5", -2},
      {"12-3/4", "12.75", -2},
      {"2 1/2 million", "2500000", 4},
      {"twenty-five", "25", 0},
      {"three hundred and fifty", "350", 0},
      {"two and a half million", "2500000", 5},
      {"half a billion", "500000000", 8},
      {"two dozen", "24", 0},
      {"a hundred thousand", "100000", 5},
      {"one million two hundred thousand", "1200000", 5},
      {"5 lakh crore", "5000000000000", 12},
  };
  for (const auto& c : cases) {
    values::Tokens tokens;
    values::Tokenise(c.text, *lexicon, &tokens);
    values::Reader reader{tokens};
    const auto amount = values::ReadAmount(&reader);
    ASSERT_TRUE(amount.has_value()) << c.text;
    EXPECT_TRUE(reader.done()) << c.text;
    EXPECT_EQ(amount->value.ToString(), c.value) << c.text;
    EXPECT_EQ(amount->last_digit, c.last_digit) << c.text;
  }
}

TEST(Values, ReadsMoney) {
  Check({
      // Behind words without a value only what a value may begin with is read: no sign, nor the phrase behind it.
      {"It had ¢Canadian dollars 1,234 then.", "[dollars 1,234] money 1234 USD"},
      {"It raised $1.9bn.", "[$1.9bn] money 1900000000 USD"},
      {"a fee of £84 million.", "[£84 million] money 84000000 GBP"},
      {"net of 18.5 mln\ndlrs", "[18.5 mln\ndlrs] money 18500000 USD"},
      {"at 530p a share", "[530p] money 5.3 GBP"},
      {"bids of A$5 mln or more", "[A$5 mln] money 5000000 AUD over"},
      {"between $1.2 million and $3 million", "[$1.2 million and $3 million] money 1200000..3000000 USD"},
      {"from $5 million to $7 million", "[$5 million] money 5000000 USD; [$7 million] money 7000000 USD"},
      {"almost $14 billion", "[$14 billion] money 14000000000 USD almost"},
      {"paid 15-20 usd", "[15-20 usd] money 15..20 USD"},
      {"sold for 1.5 trillion won", "[1.5 trillion won] money 1500000000000 KRW"},
      {"It cost 5 million U.S. dollars.", "[5 million U.S. dollars] money 5000000 USD"},
      {"at 68 U.S. cents a share", "[68 U.S. cents] money 0.68 USD"},
      {"It earned Sfr 310 million.", "[Sfr 310 million] money 310000000 CHF"},
      {"worth one point five million dollars", "[one point five million dollars] money 1500000 USD"},
      {"three quarters of a billion dollars", "[three quarters of a billion dollars] money 750000000 USD"},
      {"They lost millions of pounds.", "[millions of pounds] money 1000000..10000000 GBP"},
      {"hundreds of millions of dollars", "[hundreds of millions of dollars] money 100000000..1000000000 USD"},
      {"It cost 5 millions of dollars.", "[5 millions of dollars] money 5000000 USD"},
      {"a $1.2T plan", "[$1.2T] money 1200000000000 USD"},
      {"a $2bn+ bill", "[$2bn+] money 2000000000 USD over"},
      {"the $1bn-plus deal", "[$1bn] money 1000000000 USD over"},
      {"It had net cash of minus £3m.", "[minus £3m] money -3000000 GBP"},
      // Grouping by spaces and apostrophes.
      {"It cost 1 500 000 €.", "[1 500 000 €] money 1500000 EUR"},
      {"Sales were SEK 4 512 million.", "[SEK 4 512 million] money 4512000000 SEK"},
      {"It cost CHF 1'250'000.", "[CHF 1'250'000] money 1250000 CHF"},
      {"It cost 2 500,50 euros.", "[2 500,50 euros] money 2500.5 EUR"},
      // A dash between two sums is no minus.
      {"It will cost $5m-$7m.", "[$5m-$7m] money 5000000..7000000 USD"},
      {"at £1.50-£1.70 each", "[£1.50-£1.70] money 1.5..1.7 GBP"},
      {"a FY25-$5m loss", "[FY25] date 2025; [$5m] money 5000000 USD"},
      // Ends of a range, and steps of a change.
      {"It revised sales for 2024 to 381 million euros.", "[2024] date 2024; [381 million euros] money 381000000 EUR"},
      {"priced at 150p to 170p", "[150p to 170p] money 1.5..1.7 GBP"},
      {"Shares rose 5p to 170p.", "[5p] money 0.05 GBP; [170p] money 1.7 GBP"},
      {"The bid was raised by £22m to £75m.", "[£22m] money 22000000 GBP; [£75m] money 75000000 GBP"},
      {"It will cut costs by £22m to £25m.", "[£22m to £25m] money 22000000..25000000 GBP"},
      // Hedges, with or without a space.
      {"worth c.£5m, ~£6m or >£7m",
       "[£5m] money 5000000 GBP about; [£6m] money 6000000 GBP about; "
       "[£7m] money 7000000 GBP over"},
      {"Sales topped £5m.", "[£5m] money 5000000 GBP over"},
      {"a shade under £5m", "[£5m] money 5000000 GBP almost"},
      {"north of £5m", "[£5m] money 5000000 GBP over"},
      {"not exceeding £5m", "[£5m] money 5000000 GBP under"},
  });
}

TEST(Values, ReadsPercentages) {
  Check({
      {"up 5-7% so", "[5-7%] percent 5..7"},
      {"fell by 12.5\npercent", "[12.5\npercent] percent 12.5"},
      {"cut by 25 basis points", "[25 basis points] percent 0.25 in basis points"},
      {"sales more than doubled", "[doubled] percent 2 times over"},
      {"two-thirds of it", "[two-thirds] percent 66.666666666666666"},
      {"half of Acme", "[half] percent 50"},
      {"half of the session", ""},
      {"see https://example.com/?q=30%25", ""},
      {"the 2010 percentage rise", "[2010] date 2010"},
      {"It lost half its value.", "[half] percent 50"},
      {"More than half the workforce left.", "[half] percent 50 over"},
      {"half the time", ""},
      {"It sold a one-third stake.", "[one-third] percent 33.333333333333333"},
      {"It sold a third stake.", ""},
      {"about one-tenth of revenue", "[one-tenth] percent 10 about"},
      {"nine out of ten customers", "[nine out of ten] percent 90"},
      {"4 in 10 workers", "[4 in 10] percent 40"},
      {"a quarter-point cut in rates", "[quarter-point] percent 0.25 points"},
      {"a half-percentage-point rise", "[half-percentage-point] percent 0.5 points"},
      {"a half-point lead", ""},
      {"Rates rose a full percentage point.", "[percentage point] percent 1 points"},
  });
}

TEST(Values, SettlesSharedCurrencies) {
  Check({
      {"The Stockholm group earned 5 billion crowns.", "[5 billion crowns] money 5000000000 SEK"},
      {"It paid 5 crowns for 1 Norwegian krone.", "[5 crowns] money 5 NOK; [1 Norwegian krone] money 1 NOK"},
      {"It lost €5m; the payout is 30 cents.", "[€5m] money 5000000 EUR; [30 cents] money 0.3 EUR"},
      {"It lost $5m; the payout is 30 cents.", "[$5m] money 5000000 USD; [30 cents] money 0.3 USD"},
      // Nothing, or as much for one as for another, leaves them open.
      {"It earned 5 crowns.", "[5 crowns] money 5"},
      {"Sweden and Denmark gave 5 crowns.", "[5 crowns] money 5"},
  });
}

TEST(Values, ReadsDates) {
  Check({
      {"It said on Tuesday that", "[Tuesday] date 2025-06-17"},
      {"It will meet on Friday.", "[Friday] date 2025-06-20"},
      {"It fell in December.", "[December] date 2024-12"},
      {"It is due by December.", "[December] date 2025-12"},
      {"in the three months to March", "[the three months to March] date 2025-01-01/2025-03-31"},
      {"sales in the July-September quarter", "[the July-September quarter] date 2024-07-01/2024-09-30", "2024-11-08"},
      {"in the first quarter of 2026", "[the first quarter of 2026] date 2026-Q1"},
      {"at the end of 2024", "[the end of 2024] date 2024-12-31"},
      {"on 29 February 2024", "[29 February 2024] date 2024-02-29"},
      {"in the second half of 2024", "[the second half of 2024] date 2024-H2"},
      {"in the third half of 2024", "[2024] date 2024"},
      {"In the first quarter of 2024 it lost less than a year earlier.",
       "[the first quarter of 2024] date 2024-Q1; [a year earlier] date 2023-Q1"},
      {"since last week", "[last week] date 2025-W24"},
      {"since last week", "[last week] date P1W-LAST", ""},
      {"in December", "[December] date XXXX-12", ""},
      {"in March 2020", "[March 2020] date 2020-03", ""},
      // What the words right beside the date say, before what is said elsewhere in the sentence.
      {"Ahead of the vote, the board on Sunday issued a warning.", "[Sunday] date 2025-06-15"},
      {"It raised its bid by 22% in October.", "[22%] percent 22; [October] date 2024-10"},
      {"Rules to be published in October will tell.", "[October] date 2025-10"},
      {"Oct 3", "[Oct 3] date 2025-10-03"},
      {"the first Monday of the month", "[the first Monday of the month] date 2025-06-02"},
      {"It rose in the first quarter of 2025 from the same quarter of 2023.",
       "[the first quarter of 2025] date 2025-Q1; [the same quarter of 2023] date 2023-Q1"},
      {"Founded almost two years ago, it grew.", "[two years] duration P2Y almost"},
      {"Founded more than 20 years ago, it grew.", "[20 years] duration P20Y over"},
      {"Talks began nearly a year ago.", "[a year ago] date 2024"},
      {"It was founded in 1887.", "[1887] date 1887"},
      {"in 1800 homes", "[1800] quantity 1800"},
      {"a mood of the '80s", "[the '80s] date 198"},
      {"up in 1Q24 and 2H'24", "[1Q24] date 2024-Q1; [2H'24] date 2024-H2"},
      {"up in Q1 FY25", "[Q1 FY25] date 2025-Q1"},
      {"up in FY 2024-25", "[FY 2024-25] date 2025"},
      {"up in the September quarter", "[the September quarter] date 2024-Q3"},
      {"up in the June 2023 quarter", "[the June 2023 quarter] date 2023-Q2"},
      {"for the January-to-March period", "[the January-to-March period] date 2025-01-01/2025-03-31"},
      {"It earned £5m in the third quarter of 2024, up from £4m in the same period a year earlier.",
       "[£5m] money 5000000 GBP; [the third quarter of 2024] date 2024-Q3; [£4m] money 4000000 GBP; "
       "[the same period a year earlier] date 2023-Q3"},
      {"It earned £5m in the third quarter, up from £4m in the same period last year.",
       "[£5m] money 5000000 GBP; [the third quarter] date 2024-Q3; [£4m] money 4000000 GBP; "
       "[the same period last year] date 2023-Q3"},
      {"It rose in the first quarter of 2025. Sales in the latest period fell.",
       "[the first quarter of 2025] date 2025-Q1; [the latest period] date 2025-Q1"},
      {"It will last two weeks.", "[two weeks] duration P2W"},
      // What figures are of: no period that is only a bound, is not over, or is what another is compared with.
      {"It rose in the first quarter of 2025, its best since March 2020. A year earlier it fell.",
       "[the first quarter of 2025] date 2025-Q1; [March 2020] date 2020-03; [A year earlier] date 2024-Q1"},
      {"It rose in the first quarter of 2025 from the first quarter of 2024. In the prior-year period it fell.",
       "[the first quarter of 2025] date 2025-Q1; [the first quarter of 2024] date 2024-Q1; "
       "[the prior-year period] date 2024-Q1"},
      {"It will spend £1m in 2027 and £2m the year after.",
       "[£1m] money 1000000 GBP; [2027] date 2027; [£2m] money 2000000 GBP; [the year after] date 2028"},
      {"A year or so ago it fell.", "[A year or so ago] date 2024"},
      {"It shut the day after Thanksgiving.", "[the day after Thanksgiving] date 2024-11-29"},
      {"At the end of the day it fell.", ""},
      {"The bonds mature in five years.", "[in five years] date 2030"},
      {"The fair is to be held in March.", "[March] date 2026-03"},
      {"It set a record in March.", "[March] date 2025-03"},
      {"It is set for September.", "[September] date 2025-09"},
  });
}

TEST(Values, ReadsNamedDays) {
  Check({
      {"It opened on Thanksgiving Day.", "[Thanksgiving Day] date 2024-11-28"},
      {"It will shut on Good Friday.", "[Good Friday] date 2026-04-03"},
      {"on veterans' day 2024", "[veterans' day 2024] date 2024-11-11"},
      {"orthodox easter 2024", "[orthodox easter 2024] date 2024-05-05"},
      {"Eid al-Fitr 2018", "[Eid al-Fitr 2018] date 2018-06-15"},
      {"chinese new year 2018", "[chinese new year 2018] date 2018-02-16"},
      {"Hanukkah 2018", "[Hanukkah 2018] date 2018-12-02/2018-12-09"},
      {"Victoria Day 2024", "[Victoria Day 2024] date 2024-05-20"},
      {"Victoria Day 2026", "[Victoria Day 2026] date 2026-05-18"},
      {"Midsummer Eve 2025", "[Midsummer Eve 2025] date 2025-06-20"},
      {"Giving Tuesday 2024", "[Giving Tuesday 2024] date 2024-12-03"},
      {"Chuseok 2024", "[Chuseok 2024] date 2024-09-17"},
      {"a plant outside of Corpus Christi", ""},
      {"a record Christmas for shops", ""},
  });
}

TEST(Holiday, SpecificationsAreChecked) {
  for (const char* good :
       {"12_25", "11_thu_4", "5_mon_last", "5_mon_from_18", "easter_minus_2", "hebrew_3_25_minus_1_for_8"})
    EXPECT_TRUE(values::ParseHoliday(good)) << good;
  for (const char* bad :
       {"", "12", "12_25_", "11_thu", "11_thu_0", "5_mon_from_0", "easter_2", "mayan_1_1", "12_25_for_0"})
    EXPECT_FALSE(values::ParseHoliday(bad)) << bad;
}

TEST(Values, ReadsDurations) {
  Check({
      {"a five-year deal", "[five-year] duration P5Y"},
      {"within 90 days", "[90 days] duration P90D"},
      {"for two to three weeks", "[two to three weeks] duration P2W..P3W"},
      {"in the past decade", "[the past decade] duration P10Y"},
      {"over five years", "[five years] duration P5Y"},
      {"a three-to-five-year plan", "[three-to-five-year] duration P3Y..P5Y"},
      {"It took a couple of years.", "[a couple of years] duration P2Y"},
      {"a decade-long fight", "[decade-long] duration P10Y"},
      {"for several years", "[several years] duration PXY"},
      {"over the next few weeks", "[the next few weeks] duration PXW"},
      {"for a year and a quarter", "[a year and a quarter] duration P1.25Y"},
      {"for the same nine months", "[the same nine months] duration P9M"},
      {"for less than five years", "[five years] duration P5Y under"},
      {"no longer than 18 months", "[18 months] duration P18M under"},
  });
}

TEST(Values, LeavesTrapsAlone) {
  Check({
      {"A Boeing 747 took off.", ""},
      {"Under Section 230 it may.", ""},
      {"Channel 4 says so.", ""},
      {"Theresa May spoke.", ""},
      {"May I ask why?", ""},
      {"The penny whistle.", ""},
      {"Open 24/7.", ""},
      {"won 3-2.", ""},
      {"No one knows.", ""},
      {"at 8 p.m.", ""},
      {"the $PATH variable", ""},
      {"café5 and naïve", ""},
      {"The engines of the B52 and the Q7 next year.", "[next year] date 2026"},
      {"The A350 wing.", ""},
      {"A 401(k) plan.", ""},
      {"A \u00a35 note.", "[\u00a35] money 5 GBP"},
      {"She is 100% committed.", ""},
      {"A million reasons.", ""},
      {"Call 555-0134 or +44 20 7946 0958.", ""},
      {"Version 2.1.3 is out.", ""},
      {"They won 3-1 at home.", ""},
      {"They have won 12 medals.", "[12] quantity 12"},
      {"The dollar fell.", ""},
      {"20th Century Studios made it.", ""},
      {"The Vision 2030 plan.", ""},
      {"Euro 2024 begins.", ""},
      {"It weighs 180 pounds.", "[180] quantity 180"},
  });
}

TEST(Values, ReadsEveryCurrencyInUse) {
  UErrorCode status = U_ZERO_ERROR;
  UEnumeration* codes = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);
  ASSERT_TRUE(U_SUCCESS(status));
  while (const char* code = uenum_next(codes, nullptr, &status)) {
    std::array<UChar, 4> wide{};
    u_charsToUChars(code, wide.data(), 3);
    int32_t length = 0;
    const UChar* plural = ucurr_getPluralName(wide.data(), "en", nullptr, "other", &length, &status);
    std::string name;
    icu::UnicodeString(plural, length).findAndReplace("&", "and").toUTF8String(name);
    if (name.find('(') != std::string::npos) continue;  // no longer in use
    EXPECT_EQ(Read("It cost 25 million " + name + " more.", "2025-06-18"),
              "[25 million " + name + "] money 25000000 " + code);
    EXPECT_EQ(Read("It cost " + std::string(code) + " 25 million more.", "2025-06-18"),
              "[" + std::string(code) + " 25 million] money 25000000 " + code);
  }
  uenum_close(codes);
}

TEST(Values, SaysWhatIsAmbiguous) {
  const auto json = [](std::string_view text) {
    Document document;
    document.text = text;
    std::vector<Mention> mentions;
    Finder().Find(DocumentText(document), &mentions);
    std::string out;
    for (const Mention& mention : mentions) AppendMentionValue(mention, &out);
    return out;
  };
  EXPECT_EQ(json("On 03/04/2004."),
            R"({"start":"2004-03-04","end":"2004-03-05","timex":"2004-03-04","ambiguous":true})");
  EXPECT_EQ(json("On 13/04/2004."), R"({"start":"2004-04-13","end":"2004-04-14","timex":"2004-04-13"})");
  EXPECT_EQ(json("It paid 5 million dollars."), R"({"amount":5000000,"currency":"USD","ambiguous":true})");
  EXPECT_EQ(json("It paid 5 million Canadian dollars."), R"({"amount":5000000,"currency":"CAD"})");
}

TEST(Calendar, MovesAndNames) {
  const auto day = [](const char* iso) { return *ParseDay(iso); };
  using values::Grain;
  struct {
    values::Period period;
    const char* timex;
  } const cases[] = {
      {values::PeriodAt(day("2025-01-01"), Grain::kWeek), "2025-W01"},
      {values::PeriodAt(day("2024-12-31"), Grain::kWeek), "2025-W01"},
      {values::Moved(values::PeriodAt(day("2025-02-18"), Grain::kQuarter), -1), "2024-Q4"},
      {values::Moved(values::PeriodAt(day("2025-02-18"), Grain::kHalf), 1), "2025-H2"},
      {values::MovedByMonths(values::PeriodAt(day("2024-02-29"), Grain::kDay), 12), "2025-02-28"},
      {values::PeriodAt(day("1999-05-05"), Grain::kDecade), "199"},
      {values::Moved(values::PeriodAt(day("2024-03-31"), Grain::kMonth), -1), "2024-02"},
  };
  for (const auto& c : cases) EXPECT_EQ(values::TimexOf(c.period), c.timex);
}

std::vector<values::Automaton::End> WalkFrom(const values::Automaton& automaton, std::string_view symbols,
                                             uint32_t at) {
  std::vector<values::Automaton::End> ends(symbols.size() - at);
  ends.resize(static_cast<size_t>(automaton.Walk(symbols, at, ends.data()) - ends.data()));
  return ends;
}

// The first hit of a pattern over a text's tape, in the text's words; "" for none.
std::string FirstHit(std::string_view pattern, std::string_view text) {
  const RuleEntry& entry = *Rules().Entries("value").front();
  values::Alphabet alphabet;
  const Result<values::Pattern> node = alphabet.Read(pattern, Rules(), entry);
  if (!node.ok()) return node.error().message;
  if (const Status closed = alphabet.Close(); !closed.ok()) return closed.error().message;
  values::EdgeTable edges(alphabet);
  const values::Automaton automaton({node->get()}, alphabet, &edges);
  const values::TapeWriter writer(alphabet, edges.Of(**node).first, automaton.Alone());
  values::Tape tape;
  writer.Write(text, &tape);
  for (const uint32_t at : tape.starts()) {
    const auto ends = WalkFrom(automaton, tape.symbols(), at);
    if (ends.empty()) continue;
    EXPECT_TRUE(automaton.MayBegin(tape.symbols(), at)) << pattern << ": " << text;
    const Span words = tape.ToView({at, ends.back().at});
    return std::string(text.substr(words.begin, words.length_bytes()));
  }
  return "";
}

TEST(ValueAutomaton, TellsEveryEndAndItsRules) {
  const RuleEntry& entry = *Rules().Entries("value").front();
  values::Alphabet alphabet;
  std::vector<values::Pattern> nodes;
  for (const char* pattern : {R"(\d+)", R"(\d{2,3}%)", R"(\d+(?:\.\d+)?%?)", R"(\d\d(?:ab){1,2})"}) {
    Result<values::Pattern> node = alphabet.Read(pattern, Rules(), entry);
    ASSERT_TRUE(node.ok());
    nodes.push_back(*std::move(node));
  }
  ASSERT_TRUE(alphabet.Close().ok());
  std::vector<const values::PatternNode*> patterns;
  for (const values::Pattern& node : nodes) patterns.push_back(node.get());
  values::EdgeTable edges(alphabet);
  const values::Automaton automaton(patterns, alphabet, &edges);
  const auto walk = [&](std::string_view symbols) {
    std::string out;
    for (const values::Automaton::End& end : WalkFrom(automaton, symbols, 0)) {
      out += (out.empty() ? "" : " ") + std::to_string(end.at) + ":";
      for (const uint16_t rule : end.rules) out += std::to_string(rule);
    }
    return out;
  };
  // The second time the states are there.
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(walk("12%"), "1:02 2:02 3:12");
    EXPECT_EQ(walk("1.25%"), "1:02 3:2 4:2 5:2");
    EXPECT_EQ(walk("1234%"), "1:02 2:02 3:02 4:02 5:2");
    EXPECT_EQ(walk("%"), "");
  }
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  const values::Automaton shared(patterns, alphabet, &edges);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (const std::string_view symbols : {"12%", "1.25%", "123%", "1234%"}) {
        const auto ends = WalkFrom(shared, symbols, 0);
        wrong += ends.empty() || ends.back().at != symbols.size();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(ValueTape, PatternsMatchWordsAsTheyWouldText) {
  const struct {
    const char* pattern;
    const char* text;
    const char* hit;
  } cases[] = {
      {R"(\b\d+ (?:years?|decades?)\b)", "some 12 walls, 13 YEARS on", "13 YEARS"},
      {R"(\b\d+ (?:years?|decades?)\b)", "some 12  years", "12  years"},
      {R"(\b\d+ (?:years?|decades?)\b)", "some 12\nyears", "12\nyears"},
      {R"(\b\d+ (?:years?|decades?)\b)", "some 12\n\n\n\nyears", ""},
      {R"(\b\d+ (?:years?|decades?)\b)", "some A12 years", ""},
      {R"(\b\d+ ab?cde\b)", "some 12 acde", "12 acde"},
      {R"(\b\d+ [xz]eta\b)", "12 yeta, 13 zeta", "13 zeta"},
      {R"(\b\d+(?: centur(?:y|ies)|%))", "3% in 2 centuries", "3%"},
      {R"(\b(?:the )?(?:last|next) week\b)", "the nest, the next week", "the next week"},
      {R"(\bfy ?'?\d\d\b)", "fan of fy'25 and fy26", "fy'25"},
      {R"(\bfy ?'?\d\d\b)", "fan of fy26", "fy26"},
      {R"((?-i:May|MAY)\b ?\d)", "may 5, MAY 6", "MAY 6"},
      {R"(\bmay\b[ -]?\d)", "MAY7, may-8", "may-8"},
      {R"(€ ?\d+)", "cost € 5", "€ 5"},
      {R"(\d+½)", "some 5½ of 6", "5½"},
      {R"(\d+ {@percent_unit.*})", "7 per cent", "7 per cent"},
      {R"(\d+ {@percent_unit.*})", "7 percentage\npoints", "7 percentage\npoints"},
      {R"({@currency_symbol.*}\d+)", "US$5", "US$5"},
      {R"({@currency_symbol.*} ?\d+)", "U.S. $ 5", "U.S. $ 5"},
      {R"((?:a[)(]|b)(?-i:(?:a[)(]|b))\d)", "bB5 bA(5 BA)5 A(b5", "A(b5"},
      {R"((?:\(a|b\)) (?:\(a|b\)))", "a) b) (a b", "b) (a"},
  };
  for (const auto& c : cases) EXPECT_EQ(FirstHit(c.pattern, c.text), c.hit) << c.pattern << ": " << c.text;
}

TEST(ValueTape, WhatAPatternMayNotUseIsNamed) {
  for (const char* pattern : {"a.b", "^a", "a$", "[^a]", "(?P<name>a)", "\\w", "(a", "{@no_such_list}"}) {
    const RuleEntry& entry = *Rules().Entries("value").front();
    values::Alphabet alphabet;
    EXPECT_FALSE(alphabet.Read(pattern, Rules(), entry).ok()) << pattern;
  }
}

TEST(ValueFinder, FiguresThatTouchLettersAndPoints) {
  EXPECT_EQ(Read("a dividend of .125 dlrs", "2024-03-25"), "[.125 dlrs] money 0.125 USD");
  EXPECT_EQ(Read("the CF6-80C2 engine", "2024-03-25"), "[80] quantity 80");
  EXPECT_EQ(Read("contracts for MAY7 closed", "2024-03-25"), "");
  EXPECT_EQ(Read("12,345,6789 shares", "2024-03-25"), "");  // no grouping has a group of four
  EXPECT_EQ(Read("18 dlrs a barrel...1987 was better", "2024-03-25"), "[18 dlrs] money 18 USD; [1987] date 1987");
}

}  // namespace
}  // namespace attest
