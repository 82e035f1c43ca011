#include "pipeline/model/json.h"

#include <gtest/gtest.h>

#include "tests/unit/claim_builder.h"

namespace attest {
namespace {

std::string Line(const StoredClaim& claim) {
  std::string line;
  AppendStoredClaim(claim, &line);
  return line;
}

struct ClaimCase {
  const char* claim;  // as BuildClaim reads it
  const char* json;   // stands in its line
};

TEST(Json, ClaimsReadBackEqual) {
  const ClaimCase cases[] = {
      {"D - revenue company=acme amount=5:USD period=2024",
       R"("amount":{"amount":5,"currency":"USD"},"period":"2024")"},
      {"D 2025-01-10 revenue company=acme amount=5:USD", R"("published":"2025-01-10")"},
      {"D - investment investor=a+b investee=c amount=5:USD", R"("investor":[{"entity":"a","name":"a"},{)"},
      {"D - investment investor='three_founders investee=c amount=5:USD", R"("investor":{"name":"three founders"})"},
      {"D - investment investor=a investee=c amount=5..7:USD range", R"({"low":5,"high":7,"currency":"USD"})"},
      {"D - investment investor=a investee=c amount=5..:USD", R"({"low":5,"currency":"USD"})"},
      {"D - investment investor=a investee=c amount=5", R"({"amount":5,"currency":null})"},
      {"D - investment investor=a investee=c amount=600:GBP=760.5:USD=700@2:EUR about",
       R"("equivalents":[{"amount":760.5,"currency":"USD"},{"amount":700,"currency":"EUR"}])"},
      {"D - investment investor=a investee=c stake=12.5", R"("stake":12.5)"},
      {"D - investment investor=a investee=c stake=10..15", R"("stake":{"low":10,"high":15})"},
      {"D - contract customer=a provider=b amount=25:#jets duration=P5Y", R"("amount":{"quantity":25,"unit":"jets"})"},
      {"D - contract customer=a provider=b amount=25:USD duration=P5Y", R"("duration":"P5Y")"},
      {"D - contract customer=a provider=b amount=1900000000@7:USD over planned !report=wire", R"("last_digit":7)"},
      {"D - profit company=a amount=-84000000@6:GBP measure=pretax denied !correction", R"("amount":-84000000)"},
  };
  for (const ClaimCase& c : cases) {
    StoredClaim claim = BuildClaim(c.claim, TestReconciler(), 7);
    claim.quote = "caf\u00e9 \u201cgroup\u201d \"plc\" \\ \t\n\x01 \U0001F600";
    claim.role_quotes.assign(claim.role_quotes.size(), "\u00a35m \u2013 \u2018more\u2019");
    for (RoleFill& fill : claim.claim.roles) {
      fill.span = {8, 15};
      fill.filled_by = "its -> subject";
    }
    claim.claim.confidence = 0.8125;
    const std::string line = Line(claim);
    EXPECT_NE(line.find(c.json), std::string::npos) << c.claim << "\n" << line;
    const Result<StoredClaim> read = ParseStoredClaim(line);
    ASSERT_TRUE(read.ok()) << c.claim << ": " << read.error().message;
    EXPECT_EQ(Line(*read), line) << c.claim;
    EXPECT_EQ(read->quote, claim.quote);
    EXPECT_EQ(read->role_quotes, claim.role_quotes);
    EXPECT_EQ(read->claim.modifier, claim.claim.modifier) << c.claim;
    EXPECT_EQ(read->claim.modality, claim.claim.modality) << c.claim;
    for (size_t i = 0; i < claim.claim.roles.size(); ++i) {
      const RoleFill &wrote = claim.claim.roles[i], &got = read->claim.roles[i];
      EXPECT_EQ(got.figure, wrote.figure) << c.claim;
      EXPECT_EQ(got.equivalents, wrote.equivalents) << c.claim;
      EXPECT_EQ(got.parties, wrote.parties) << c.claim;
      EXPECT_EQ(got.filled_by, wrote.filled_by) << c.claim;
    }
  }
}

struct NumberCase {
  const char* json;
  const char* read;  // nullptr: refused
};

TEST(Json, FiguresAreExact) {
  const NumberCase cases[] = {
      {"5", "5"},
      {"228.9", "228.9"},
      {"123456789012345.678", "123456789012345.678"},
      {"0.123456789012345678", "0.123456789012345678"},
      {"-99999999999999.9999", "-99999999999999.9999"},
      {"9007199254740993", "9007199254740993"},
      {"0.000000000000000001", "0.000000000000000001"},
      {"1.5e3", "1500"},
      {"1e-2", "0.01"},
      {"12345678901234567890", nullptr},
      {"123456789012345678901", nullptr},
      {"123456789012345678.9", nullptr},
      {"1e30", nullptr},
      {"\"5\"", nullptr},
      {"true", nullptr},
      {"[5]", nullptr},
  };
  const std::string line = Line(BuildClaim("D - revenue company=acme amount=5:USD", TestReconciler()));
  const std::string figure = "\"amount\":5";
  for (const NumberCase& c : cases) {
    std::string other = line;
    other.replace(other.find(figure), figure.size(), std::string("\"amount\":") + c.json);
    const Result<StoredClaim> read = ParseStoredClaim(other);
    ASSERT_EQ(read.ok(), c.read != nullptr) << c.json;
    if (!read.ok()) {
      EXPECT_NE(read.error().message.find("\"amount\""), std::string::npos) << read.error().message;
      continue;
    }
    EXPECT_EQ(read->claim.Find(Role::kAmount)->figure.value->ToString(), c.read) << c.json;
    EXPECT_EQ(ParseStoredClaim(Line(*read))->claim.Find(Role::kAmount)->figure.value->ToString(), c.read) << c.json;
  }
}

TEST(Json, BrokenClaimsAreRefused) {
  const std::string line = Line(BuildClaim("D - revenue company=acme amount=5:USD", TestReconciler()));
  struct Edit {
    const char* from;
    const char* to;
    const char* said;
  };
  const Edit edits[] = {
      {"\"type\":\"revenue\"", "\"type\":\"weather\"", "weather"},
      {"\"type\":\"revenue\",", "", "type"},
      {"\"company\":", "\"companion\":", "is no role"},
      {"\"bytes\":[", "\"bytes\":[-1,", "is not a range"},
      {"\"document\":\"D\"", "\"document\":7", "is not a string"},
      {"{\"amount\":5,", "{", "is missing"},
      {"}", "", "not a JSON object"},
  };
  for (const Edit& edit : edits) {
    std::string other = line;
    ASSERT_NE(other.find(edit.from), std::string::npos) << edit.from;
    other.replace(other.find(edit.from), std::string_view(edit.from).size(), edit.to);
    const Result<StoredClaim> read = ParseStoredClaim(other);
    ASSERT_FALSE(read.ok()) << other;
    EXPECT_NE(read.error().message.find(edit.said), std::string::npos) << read.error().message;
  }
  for (const char* text : {"", "[]", "7", "{", "{}", "null", "\"x\""})
    EXPECT_FALSE(ParseStoredClaim(text).ok()) << text;
}

TEST(Json, FactsReadBackEqual) {
  struct FactCase {
    std::vector<const char*> claims;
    size_t alternatives;
  };
  const FactCase cases[] = {
      {{"A 2025-01-10 revenue company=acme amount=5.25:USD=4:EUR period=2024"}, 0},
      {{"A 2025-01-10 revenue company=acme amount=5:USD period=2024", "B 2025-01-11 revenue company=acme amount=5:USD",
        "C 2025-01-12 revenue company=acme amount=0.123456789012345678:USD period=2024"},
       1},
      {{"A 2025-01-10 revenue company=acme amount=5:USD period=2024",
        "B 2025-01-12 revenue company=acme amount=7:USD period=2024 !correction"},
       1},
      {{"A 2025-01-10 investment investor=a+b investee=c amount=5..7:USD stake=10 range planned"}, 0},
  };
  for (const FactCase& c : cases) {
    std::vector<StoredClaim> claims;
    for (const char* claim : c.claims) {
      claims.push_back(BuildClaim(claim, TestReconciler()));
      for (RoleFill& fill : claims.back().claim.roles) fill.span = {1, 3};
      claims.back().role_quotes.assign(claims.back().role_quotes.size(), "\u20ac5");
    }
    const std::vector<Fact> facts = TestReconciler().Fold(claims);
    ASSERT_EQ(facts.size(), 1u) << c.claims[0];
    EXPECT_EQ(facts[0].alternatives.size(), c.alternatives) << c.claims[0];
    std::string line, again;
    AppendFact(facts[0], &line);
    const Result<Fact> read = ParseFact(line);
    ASSERT_TRUE(read.ok()) << read.error().message << "\n" << line;
    AppendFact(*read, &again);
    EXPECT_EQ(again, line);
    EXPECT_EQ(DescribeFact(*read), DescribeFact(facts[0]));
  }
}

TEST(Appender, PiecesOfAllLengthsStandOneAfterAnother) {
  std::string expected = "{", out = expected;
  {
    Appender appender(&out);
    EXPECT_EQ(appender.back(), '{');
    for (size_t length = 0; length < 400; ++length) {
      std::string piece;
      for (size_t i = 0; i < length; ++i) piece.push_back(static_cast<char>('a' + (length + i) % 26));
      appender.append(std::string_view(piece));
      appender.append("|");
      appender.AppendNumber(length);
      appender.push_back('"');
      expected += piece + "|" + std::to_string(length) + '"';
      ASSERT_EQ(appender.back(), '"');
    }
  }
  EXPECT_EQ(out, expected);
}

TEST(Appender, ABufferIsWrittenOverFromItsBegin) {
  std::string buffer;
  for (const size_t length : {300, 10, 0, 2000}) {
    const size_t before = buffer.size();
    size_t written = 1;
    {
      Appender appender(&buffer, &written);
      appender.append(std::string(length, 'a' + static_cast<char>(length % 26)));
    }
    EXPECT_EQ(written, length);
    EXPECT_EQ(buffer.substr(0, written), std::string(length, 'a' + static_cast<char>(length % 26)));
    EXPECT_GE(buffer.size(), std::max(before, written));
  }
}

TEST(Json, StringsAreEscapedWhereverTheSignStands) {
  for (const auto& [sign, escaped] : {std::pair<char, std::string>{'"', "\\\""},
                                      {'\\', "\\\\"},
                                      {'\n', "\\n"},
                                      {'\r', "\\r"},
                                      {'\t', "\\t"},
                                      {'\x01', "\\u0001"},
                                      {'\x1f', "\\u001f"}}) {
    for (size_t length = 1; length < 40; ++length) {
      for (size_t at = 0; at < length; ++at) {
        std::string text(length, 'x');
        text[at] = sign;
        std::string out;
        AppendJsonString(text, &out);
        ASSERT_EQ(out, '"' + std::string(at, 'x') + escaped + std::string(length - at - 1, 'x') + '"');
      }
    }
  }
  std::string out;
  AppendJsonString("caf\u00e9 \u20ac5m \x7f \U0001f680 ends", &out);
  EXPECT_EQ(out, "\"caf\u00e9 \u20ac5m \x7f \U0001f680 ends\"");
}

}  // namespace
}  // namespace attest
