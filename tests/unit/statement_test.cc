#include "pipeline/model/statement.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "pipeline/model/json.h"

namespace attest {
namespace {

struct Case {
  std::string_view type;
  std::string_view roles;
  std::string_view modifier;
  std::string_view modality;
  std::string_view says;
};

std::string Said(const Case& c) {
  const std::string line = std::string("{\"id\":\"f-0000000000000\",\"key\":\"k\",\"type\":\"") + std::string(c.type) +
                           "\",\"roles\":" + std::string(c.roles) + ",\"modifier\":\"" + std::string(c.modifier) +
                           "\",\"modality\":\"" + std::string(c.modality) +
                           "\",\"status\":\"single\",\"confidence\":0.5,\"sources\":1,\"alternatives\":[],"
                           "\"citations\":[],\"fulfils\":null,\"review\":null}";
  const Result<Fact> fact = ParseFact(line);
  if (!fact.ok()) return fact.error().message;
  return Statement(fact->type, fact->roles, fact->modifier, fact->modality);
}

TEST(Statement, SaysFactsInPlainWords) {
  const Case kCases[] = {
      {"contract",
       R"({"customer":{"name":"OpenAI"},"provider":{"name":"CoreWeave"},"amount":{"amount":11900000000,"currency":"USD"},"duration":"P5Y"})",
       "exact", "actual", "OpenAI signed a contract with CoreWeave worth $11.9 billion over 5 years"},
      {"contract", R"({"provider":{"name":"Globex"},"amount":{"amount":5000000,"currency":"GBP"}})", "exact", "planned",
       "Globex will win a contract worth £5 million (planned)"},
      {"acquisition",
       R"({"acquirer":{"name":"Acme"},"target":{"name":"Globex"},"seller":{"name":"Halden"},"stake":51})", "exact",
       "possible", "Acme may buy 51% of Globex from Halden (possible)"},
      {"acquisition", R"({"acquirer":{"name":"Acme"},"target":{"name":"Globex"}})", "exact", "denied",
       "Acme did not buy Globex (denied)"},
      {"per_share", R"({"company":{"name":"Acme"},"amount":{"amount":4.05,"currency":"GBP"},"measure":"offer"})",
       "exact", "denied", "Offer at Acme was not £4.05 a share (denied)"},
      {"profit", R"({"company":{"name":"Acme"},"amount":{"amount":-5000000,"currency":"EUR"},"measure":"pretax"})",
       "about", "actual", "Acme made a pretax loss of about €5 million"},
      {"profit", R"({"company":{"name":"Acme"},"amount":{"amount":5000000,"currency":"EUR"},"period":"2024"})", "exact",
       "actual", "Acme made a profit of €5 million (2024)"},
      {"change", R"({"company":{"name":"Acme"},"metric":"revenue","percent":-12})", "almost", "actual",
       "Revenue at Acme fell almost 12%"},
      {"change", R"({"company":{"name":"Acme"},"metric":"users","percent":4})", "exact", "forecast",
       "Users at Acme will rise 4% (forecast)"},
      {"change", R"({"company":{"name":"Acme"},"metric":"revenue","factor":8})", "about", "actual",
       "Revenue at Acme changed by a factor of about 8"},
      {"metric", R"({"company":{"name":"Acme"},"unit":"shops"})", "exact", "actual", "Acme had ? shops"},
      {"change", R"({"company":{"name":"Acme"},"metric":"iPhones","percent":4})", "exact", "actual",
       "iPhones at Acme rose 4%"},
      {"profit", R"({"company":{"name":"Acme"},"amount":{"amount":5000000,"currency":"EUR"},"measure":"operating"})",
       "exact", "forecast", "Acme will make an operating profit of €5 million (forecast)"},
      {"valuation", R"({"company":{"name":"Acme"},"amount":{"amount":5000000000,"currency":"USD"}})", "exact", "denied",
       "Acme was not valued at $5 billion (denied)"},
      {"per_share", R"({"company":{"name":"Acme"},"amount":{"amount":27.4,"currency":"USD"},"measure":"price"})",
       "exact", "denied", "Price at Acme was not $27.40 a share (denied)"},
      {"offering", R"({"company":{"name":"Acme"},"event":"filed"})", "exact", "actual", "Acme filed for an offering"},
      {"offering", R"({"company":{"name":"Acme"},"event":"planned","amount":{"amount":5000000,"currency":"EUR"}})",
       "exact", "planned", "Acme will hold an offering of €5 million (planned)"},
      {"headcount", R"({"company":{"name":"Acme"},"event":"cuts","count":380})", "exact", "planned",
       "Acme will cut 380 jobs (planned)"},
      {"headcount", R"({"company":{"name":"Acme"},"event":"cuts","percent":5})", "exact", "denied",
       "Acme did not cut 5% of its jobs (denied)"},
      {"headcount", R"({"company":{"name":"Acme"},"event":"employs","count":11900})", "about", "actual",
       "Acme employs about 11,900 staff"},
      {"appointment", R"({"person":{"name":"Ann Lee"},"company":{"name":"Acme"},"role":"chief executive"})", "exact",
       "actual", "Ann Lee is chief executive of Acme"},
      {"appointment",
       R"({"person":{"name":"Ann Lee"},"company":{"name":"Acme"},"role":"chief executive","event":"joins","date":"2025-09"})",
       "exact", "planned", "Ann Lee will become chief executive of Acme (September 2025) (planned)"},
      {"appointment",
       R"({"person":{"name":"Ann Lee"},"company":{"name":"Acme"},"role":"chief executive","event":"leaves"})", "exact",
       "actual", "Ann Lee left as chief executive of Acme"},
      {"appointment",
       R"({"person":{"name":"Ann Lee"},"company":{"name":"Acme"},"role":"chief executive","event":"holds"})", "exact",
       "denied", "Ann Lee is not chief executive of Acme (denied)"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Said(c), c.says);
}

TEST(Statement, SaysPeriodsInPlainWords) {
  const std::pair<std::string_view, std::string_view> kPeriods[] = {
      {"2024", "2024"},
      {"2025-Q2", "second quarter of 2025"},
      {"2025-09", "September 2025"},
      {"2025-11-03", "3 November 2025"},
      {"2025-01-01/2025-06-30", "January to June 2025"},
      {"2024-03-01/2025-02-28", "March 2024 to February 2025"},
      {"2025-01-20/2025-01-26", "20 January 2025 to 26 January 2025"},
      {"the three months to December", "the three months to December"},
      {"2025-13", "2025-13"},
      {"2025-Q5", "2025-Q5"},
  };
  for (const auto& [period, said] : kPeriods) {
    RoleFill fill;
    fill.role = Role::kPeriod;
    fill.text = period;
    EXPECT_EQ(RoleText(FactType::kRevenue, fill, Modifier::kExact), said);
  }
}

}  // namespace
}  // namespace attest
