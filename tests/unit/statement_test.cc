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
       "exact", "denied", "offer at Acme was not £4.05 a share (denied)"},
      {"profit", R"({"company":{"name":"Acme"},"amount":{"amount":-5000000,"currency":"EUR"},"measure":"pretax"})",
       "about", "actual", "Acme made a pretax loss of about €5 million"},
      {"profit", R"({"company":{"name":"Acme"},"amount":{"amount":5000000,"currency":"EUR"},"period":"2024"})", "exact",
       "actual", "Acme made profit of €5 million (2024)"},
      {"change", R"({"company":{"name":"Acme"},"metric":"revenue","percent":-12})", "almost", "actual",
       "revenue at Acme fell almost 12%"},
      {"change", R"({"company":{"name":"Acme"},"metric":"users","percent":4})", "exact", "forecast",
       "users at Acme will rise 4% (forecast)"},
      {"change", R"({"company":{"name":"Acme"},"metric":"revenue","factor":8})", "about", "actual",
       "revenue at Acme changed by a factor of about 8"},
      {"metric", R"({"company":{"name":"Acme"},"unit":"shops"})", "exact", "actual", "Acme had ? shops"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Said(c), c.says);
}

}  // namespace
}  // namespace attest
