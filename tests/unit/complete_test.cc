#include "pipeline/claims/complete.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/claim_builder.h"

namespace attest {
namespace {

// Claims as claim_builder.h writes them, without document and day. All roles stand in the words; of a party that begins
// with "the_focus" the article does.
std::vector<Claim> Build(const std::vector<const char*>& lines) {
  std::vector<Claim> claims;
  for (const char* line : lines) {
    claims.push_back(BuildClaim("D1 - " + std::string(line), TestReconciler()).claim);
    claims.back().quote = {};
    for (RoleFill& fill : claims.back().roles) {
      const bool focus = !fill.parties.empty() && fill.parties.front().name.starts_with("the focus");
      fill.filled_by = focus ? "focus of the article" : "words";
    }
  }
  return claims;
}

// The roles in order, parties by name.
std::string Describe(const Claim& claim) {
  std::string all;
  for (const RoleFill& fill : claim.roles) {
    all += all.empty() ? "" : " ";
    all += fill.parties.empty() ? fill.figure.value ? fill.figure.value->ToString() : fill.text
                                : fill.parties.front().name;
  }
  return all;
}

struct CompleteCase {
  void (*complete)(std::vector<Claim>*);
  std::vector<const char*> claims;
  std::vector<std::string> completed;
};

TEST(Complete, TakesWhatAnotherClaimSays) {
  const CompleteCase cases[] = {
      // Before the claim if it is said there, the last time; else behind it.
      {CompleteDeals,
       {"ownership owner=brandt stake=30", "acquisition acquirer=brandt target=globex",
        "investment investor=brandt investee=harlow", "acquisition acquirer=brandt amount=5:GBP",
        "acquisition acquirer=brandt target=initech"},
       {"brandt globex 30", "brandt globex", "brandt harlow", "brandt harlow 5", "brandt initech"}},
      // Of the same actor, and a company.
      {CompleteDeals,
       {"acquisition acquirer=brandt target=globex", "acquisition acquirer=harlow amount=5:GBP",
        "acquisition acquirer=harlow target='a_mill"},
       {"brandt globex", "harlow 5", "harlow a mill"}},
      // What was taken from around counts as open, and is not handed on.
      {CompleteDeals,
       {"acquisition acquirer=brandt target=globex", "acquisition acquirer=brandt target=the_focus",
        "acquisition acquirer=harlow target=the_focus", "acquisition acquirer=harlow amount=5:GBP"},
       {"brandt globex", "brandt globex", "harlow the focus", "harlow 5"}},
      {TakeUpPrices,
       {"acquisition acquirer=brandt target=globex", "acquisition amount=5:GBP", "acquisition amount=6:GBP"},
       {"brandt globex 5"}},
      {TakeUpPrices, {"acquisition amount=5:GBP", "acquisition acquirer=brandt target=globex"}, {"brandt globex"}},
      {CompletePosts,
       {"appointment company=the_focus person=ann event=joins",
        "appointment company=globex person=ann role=chief event=joins",
        "appointment company=harlow person=bob event=joins"},
       {"ann globex chief joins", "ann globex chief joins", "bob harlow joins"}},
  };
  for (const CompleteCase& c : cases) {
    std::vector<Claim> claims = Build(c.claims);
    c.complete(&claims);
    std::vector<std::string> completed;
    for (const Claim& claim : claims) completed.push_back(Describe(claim));
    EXPECT_EQ(completed, c.completed) << c.claims.front();
  }
}

}  // namespace
}  // namespace attest
