// Periods of results: the year before, and what words say of a period's kind.
#include "pipeline/claims/periods.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace attest {
namespace {

TEST(Periods, TheYearBefore) {
  const struct {
    std::string_view period, before;
  } kCases[] = {
      {"2004", "2003"},
      {"2004-Q4", "2003-Q4"},
      {"2004-12", "2003-12"},
      {"2004-02-29", "2003-02-28"},
      {"2024-10-01/2025-09-30", "2023-10-01/2024-09-30"},
      {"the fourth quarter", ""},
      {"", ""},
  };
  for (const auto& c : kCases) EXPECT_EQ(YearBefore(c.period), c.before) << c.period;
}

TEST(Periods, KindInWords) {
  const struct {
    std::string_view words;
    PeriodKind kind;
  } kCases[] = {
      {"Annual pre-tax profit fell", PeriodKind::kYear},
      {"turnover for the quarter was", PeriodKind::kQuarter},
      {"Interim profit", PeriodKind::kHalf},
      {"sales rose", PeriodKind::kAny},
  };
  for (const auto& c : kCases) EXPECT_EQ(KindInWords(c.words), c.kind) << c.words;
}

// A figure of a company with a period in ISO form, or an open one: "quarter?", "day?".
struct Told {
  const char* company;
  const char* period;
  bool forecast = false;
};

TEST(Periods, OpenOnesAreThoseOfTheNearestResults) {
  const struct {
    std::vector<Told> told;
    std::vector<std::string> filled;
  } kCases[] = {
      // The nearest before of the kind and the company; else the next behind.
      {{{"a", "2024"}, {"a", "2024-Q4"}, {"b", "2023-Q3"}, {"a", "quarter?"}, {"a", "2023-Q4"}},
       {"2024", "2024-Q4", "2023-Q3", "2024-Q4", "2023-Q4"}},
      {{{"a", "quarter?"}, {"b", "2023-Q3"}, {"a", "2024"}, {"a", "2024-Q1"}, {"a", "2024-Q2"}},
       {"2024-Q1", "2023-Q3", "2024", "2024-Q1", "2024-Q2"}},
      {{{"a", "any?"}, {"a", "quarter?"}, {"b", "2024"}}, {"", "", "2024"}},
      // A year ends with its last quarter.
      {{{"a", "2024-Q4"}, {"a", "year?"}}, {"2024-Q4", "2024"}},
      {{{"a", "2024-Q3"}, {"a", "year?"}}, {"2024-Q3", ""}},
      // What is forecast dates forecasts alone.
      {{{"a", "2024"}, {"a", "2025", true}, {"a", "year?"}}, {"2024", "2025", "2024"}},
      {{{"a", "2024"}, {"a", "2025", true}, {"a", "year?", true}}, {"2024", "2025", "2025"}},
      // Another company's quarter, where the own is told nowhere.
      {{{"b", "2024-Q4"}, {"a", "quarter?"}, {"a", "any?"}}, {"2024-Q4", "2024-Q4", ""}},
  };
  Document document;
  document.published = ParseDay("2025-03-10");
  const DocumentText text(document);
  for (const auto& c : kCases) {
    std::vector<Claim> claims;
    for (const Told& told : c.told) {
      Claim claim;
      claim.type = FactType::kRevenue;
      if (told.forecast) claim.modality = Modality::kForecast;
      RoleFill company, period;
      company.role = Role::kCompany;
      company.parties = {{told.company, told.company}};
      period.role = Role::kPeriod;
      period.text = told.period;
      if (period.text == "any?") period = OpenPeriod(Role::kPeriod, PeriodKind::kAny, false);
      if (period.text == "quarter?") period = OpenPeriod(Role::kPeriod, PeriodKind::kQuarter, false);
      if (period.text == "year?") period = OpenPeriod(Role::kPeriod, PeriodKind::kYear, false);
      claim.roles = {company, period};
      claims.push_back(claim);
    }
    FillOpenPeriods(text, Analysis{}, &claims);
    std::vector<std::string> filled;
    for (const Claim& claim : claims) {
      const RoleFill* period = claim.Find(Role::kPeriod);
      filled.push_back(period == nullptr ? "" : period->text);
    }
    EXPECT_EQ(filled, c.filled);
  }
}

// "Acme Announces Second Quarter 2024 Results", without a figure.
TEST(Periods, OpenOnesAreThoseThatTheArticleStates) {
  const struct {
    const char* text;
    const char* published;  // or nullptr
    const char* words;      // the period in it: the second quarter of 2024
    PeriodKind kind;
    const char* period;
  } kCases[] = {
      {"Second quarter 2024 results", "2024-08-06", "Second quarter 2024", PeriodKind::kAny, "2024-Q2"},
      {"Second quarter 2024 results", nullptr, "Second quarter 2024", PeriodKind::kQuarter, "2024-Q2"},
      {"Second quarter 2024 results", "2024-08-06", "Second quarter 2024", PeriodKind::kYear, nullptr},
      {"Second quarter 2024 results", "2024-05-06", "Second quarter 2024", PeriodKind::kAny, nullptr},  // not over yet
      {"A flood in the second quarter of 2024", "2024-08-06", "second quarter of 2024", PeriodKind::kAny, nullptr},
  };
  for (const auto& c : kCases) {
    Document document;
    document.text = c.text;
    if (c.published != nullptr) document.published = ParseDay(c.published);
    const DocumentText text(document);
    Mention mention;
    mention.kind = MentionKind::kDate;
    mention.in_view.begin = static_cast<uint32_t>(document.text.find(c.words));
    mention.in_view.end = mention.in_view.begin + static_cast<uint32_t>(std::string_view(c.words).size());
    Date date;
    date.begin = ParseDay("2024-04-01");
    date.end = ParseDay("2024-07-01");
    mention.value = date;
    Analysis analysis;
    analysis.mentions.push_back(mention);
    Claim claim;
    claim.type = FactType::kRevenue;
    RoleFill company;
    company.role = Role::kCompany;
    company.parties = {{"a", "a"}};
    claim.roles = {company, OpenPeriod(Role::kPeriod, c.kind, false)};
    std::vector<Claim> claims = {claim};
    FillOpenPeriods(text, analysis, &claims);
    const RoleFill* period = claims[0].Find(Role::kPeriod);
    EXPECT_STREQ(period == nullptr ? nullptr : period->text.c_str(), c.period) << c.text;
  }
}

TEST(Periods, SharesHaveTheDayThatTheirParagraphNames) {
  Document document;
  document.text = "Acme rose on Friday.\n\nOn Monday it fell. It is 2 June, 1999.\n\nIt rose.";
  document.published = ParseDay("2025-03-12");
  const DocumentText text(document);
  Analysis analysis;
  const auto name_day = [&](std::string_view words, const char* iso) {
    Mention mention;
    mention.kind = MentionKind::kDate;
    mention.span.begin = static_cast<uint32_t>(document.text.find(words));
    mention.span.end = mention.span.begin + static_cast<uint32_t>(words.size());
    Date date;
    date.timex = iso;
    date.begin = ParseDay(iso);
    date.end = *date.begin + std::chrono::days(1);
    mention.value = date;
    analysis.mentions.push_back(mention);
  };
  name_day("Friday", "2025-03-07");
  name_day("Monday", "2025-03-10");
  name_day("2 June, 1999", "1999-06-02");  // too far away
  const struct {
    std::string_view quote;
    const char* day;
  } kCases[] = {{"Acme rose", "2025-03-12"},
                {"Acme rose on Friday.", "2025-03-07"},
                {"it fell", "2025-03-10"},
                {"It is", "2025-03-10"},
                {"It rose", "2025-03-12"}};
  for (const auto& c : kCases) {
    Claim claim;
    claim.type = FactType::kPerShare;
    claim.quote.begin = static_cast<uint32_t>(document.text.find(c.quote));
    claim.quote.end = claim.quote.begin + static_cast<uint32_t>(c.quote.size());
    claim.roles.push_back(OpenPeriod(Role::kDate, PeriodKind::kDay, false));
    std::vector<Claim> claims = {claim};
    FillOpenPeriods(text, analysis, &claims);
    ASSERT_NE(claims[0].Find(Role::kDate), nullptr);
    EXPECT_EQ(claims[0].Find(Role::kDate)->text, c.day) << c.quote;
  }
}

}  // namespace
}  // namespace attest
