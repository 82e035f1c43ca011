#include "pipeline/claims/restated.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/claim_builder.h"

namespace attest {
namespace {

// Claims as claim_builder.h writes them, without document and day; what is left, each as "type amount modality".
struct RestatedCase {
  std::vector<const char*> claims;
  std::vector<std::string> left;
};

std::string Describe(const Claim& claim) {
  const RoleFill* amount = claim.Find(Role::kAmount);
  const RoleFill* seller = claim.Find(Role::kSeller);
  return std::string(FactTypeName(claim.type)) + (amount == nullptr ? "" : " " + amount->figure.value->ToString()) +
         (seller == nullptr ? "" : " from " + seller->parties.front().name) + " " +
         std::string(ModalityName(claim.modality));
}

TEST(Restated, MakesOneClaimOfOneEvent) {
  const RestatedCase cases[] = {
      // The first stays, with what it lacks.
      {{"acquisition acquirer=brandt target=globex", "acquisition acquirer=brandt target=globex amount=5:GBP"},
       {"acquisition 5 actual"}},
      // Two prices are two offers.
      {{"acquisition acquirer=brandt target=globex amount=5:GBP",
        "acquisition acquirer=brandt target=globex amount=6:GBP"},
       {"acquisition 5 actual", "acquisition 6 actual"}},
      {{"acquisition acquirer=brandt target=globex", "acquisition acquirer=harlow target=globex"},
       {"acquisition actual", "acquisition actual"}},
      // "The deal would" takes up what was agreed; a rejected offer is another one.
      {{"acquisition acquirer=brandt target=globex amount=5:GBP planned",
        "acquisition acquirer=brandt target=globex possible"},
       {"acquisition 5 planned"}},
      {{"acquisition acquirer=brandt target=globex amount=5:GBP planned",
        "acquisition acquirer=brandt target=globex denied"},
       {"acquisition 5 planned", "acquisition denied"}},
      // Who sold the company sold it in every claim, but nobody buys from himself.
      {{"acquisition acquirer=brandt target=globex seller=harlow",
        "acquisition acquirer=nordfjell target=globex planned"},
       {"acquisition from harlow actual", "acquisition from harlow planned"}},
      {{"acquisition acquirer=brandt target=globex seller=harlow", "acquisition acquirer=harlow target=globex planned"},
       {"acquisition from harlow actual", "acquisition planned"}},
      // Figures of one company are left alone.
      {{"profit company=acme amount=5:GBP", "profit company=acme amount=5:GBP"},
       {"profit 5 actual", "profit 5 actual"}},
  };
  for (const RestatedCase& c : cases) {
    std::vector<Claim> claims;
    for (const char* line : c.claims) claims.push_back(BuildClaim("D1 - " + std::string(line), TestReconciler()).claim);
    MergeRestated(&claims);
    std::vector<std::string> left;
    for (const Claim& claim : claims) left.push_back(Describe(claim));
    EXPECT_EQ(left, c.left) << c.claims.front();
  }
}

}  // namespace
}  // namespace attest
