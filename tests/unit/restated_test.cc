#include "pipeline/claims/restated.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "pipeline/claims/frames.h"
#include "tests/unit/claim_builder.h"
#include "tests/unit/claim_draw.h"

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

// What MergeRestated says of itself, one claim held against every other.
std::vector<Claim> MergeOneByOne(const std::vector<Claim>& claims) {
  const auto is_event = [](const Claim& claim) {
    return claim.type == FactType::kAcquisition || claim.type == FactType::kInvestment;
  };
  const auto same_parties = [](const Claim& a, const Claim& b) {
    return std::all_of(a.roles.begin(), a.roles.end(), [&](const RoleFill& fill) {
      if (FindRole(a.type, fill.role)->key != KeyPart::kParty) return true;
      const RoleFill* other = b.Find(fill.role);
      return other != nullptr && other->parties == fill.parties;
    });
  };
  const auto figures_agree = [](const Claim& a, const Claim& b) {
    return std::all_of(a.roles.begin(), a.roles.end(), [&](const RoleFill& fill) {
      if (FindRole(a.type, fill.role)->key != KeyPart::kFigure) return true;
      const RoleFill* other = b.Find(fill.role);
      return other == nullptr || (other->figure == fill.figure && other->currency == fill.currency);
    });
  };
  std::vector<Claim> merged;
  for (const Claim& claim : claims) {
    const auto known = std::find_if(merged.begin(), merged.end(), [&](const Claim& other) {
      return is_event(claim) && other.type == claim.type && other.modality == claim.modality &&
             same_parties(other, claim) && figures_agree(other, claim);
    });
    if (known == merged.end()) {
      merged.push_back(claim);
      continue;
    }
    const bool had_figure = MainFigure(*known) != nullptr;
    for (const RoleFill& fill : claim.roles) AddFill(fill, &*known);
    if (!had_figure && MainFigure(*known) != nullptr) known->modifier = claim.modifier;
  }
  std::vector<bool> taken_up;
  for (const Claim& claim : merged) {
    const bool may_be = is_event(claim) && claim.modality != Modality::kDenied && MainFigure(claim) == nullptr;
    taken_up.push_back(may_be && std::any_of(merged.begin(), merged.end(), [&](const Claim& other) {
                         return other.type == claim.type && other.modality != claim.modality &&
                                same_parties(other, claim) && (MainFigure(other) != nullptr || &other < &claim);
                       }));
  }
  for (Claim& claim : merged) {
    const RoleFill* target = claim.Find(Role::kTarget);
    if (claim.type != FactType::kAcquisition || target == nullptr || claim.Find(Role::kSeller) != nullptr) continue;
    const RoleFill* buyer = claim.Find(Role::kAcquirer);
    const auto other = std::find_if(merged.begin(), merged.end(), [&](const Claim& sale) {
      const RoleFill* seller = sale.Find(Role::kSeller);
      return sale.type == claim.type && seller != nullptr && sale.Find(Role::kTarget) != nullptr &&
             sale.Find(Role::kTarget)->parties == target->parties &&
             (buyer == nullptr || seller->parties != buyer->parties);
    });
    if (other != merged.end()) AddFill(*other->Find(Role::kSeller), &claim);
  }
  std::vector<Claim> left;
  for (size_t i = 0; i < merged.size(); ++i) {
    if (!taken_up[i]) left.push_back(merged[i]);
  }
  return left;
}

std::string DescribeAll(const std::vector<Claim>& claims) {
  std::string all;
  for (const Claim& claim : claims) {
    for (const Role role : {Role::kAcquirer, Role::kInvestor, Role::kTarget, Role::kInvestee}) {
      if (const RoleFill* fill = claim.Find(role)) all += fill->parties.front().name + " ";
    }
    all += Describe(claim) + " " + std::string(ModifierName(claim.modifier)) + "\n";
  }
  return all;
}

TEST(Restated, IsAsOneClaimHeldAgainstEveryOther) {
  ClaimDraw draw(7);
  const auto party = [&draw](const char* role) {
    return draw.OneIn(6) ? std::string() : std::string(" ") + role + "=" + "abc"[draw.Below(3)];
  };
  static const char* const kAmounts[] = {"", "", " amount=5:GBP", " amount=6:GBP", " amount=5:GBP stake=20"};
  static const char* const kModalities[] = {"", "", " planned", " possible", " denied", " over"};
  for (int i = 0; i < Draws(300); ++i) {
    std::vector<Claim> claims;
    std::string lines;
    for (int count = draw.Below(14); count > 0; --count) {
      std::string line = draw.OneIn(4)   ? "investment" + party("investor") + party("investee")
                         : draw.OneIn(6) ? "profit company=a"
                                         : "acquisition" + party("acquirer") + party("target");
      if (line.starts_with("acquisition") && draw.OneIn(3)) line += party("seller");
      line += kAmounts[draw.Below(line.starts_with("profit") ? 4 : 5)];
      line += kModalities[draw.Below(6)];
      claims.push_back(BuildClaim("D1 - " + line, TestReconciler()).claim);
      lines += line + "\n";
    }
    const std::string expected = DescribeAll(MergeOneByOne(claims));
    MergeRestated(&claims);
    ASSERT_EQ(DescribeAll(claims), expected) << lines;
  }
}

TEST(Restated, HeadlinesAddWhatIsNew) {
  const struct {
    std::vector<const char*> headlines, known;
    std::vector<std::string> all;
  } kCases[] = {
      // Of whatever it is, the figure is known.
      {{"profit company=acme amount=5:GBP"}, {"revenue company=acme amount=5:GBP"}, {"revenue 5 actual"}},
      {{"profit company=acme amount=5:GBP"},
       {"revenue company=acme amount=6:GBP"},
       {"revenue 6 actual", "profit 5 actual"}},
      {{"acquisition acquirer=brandt target=globex"},
       {"acquisition acquirer=brandt target=globex amount=5:GBP"},
       {"acquisition 5 actual"}},
      // The second headline repeats the first; what is left out says nothing.
      {{"acquisition acquirer=brandt target=globex", "acquisition acquirer=brandt target=globex"},
       {},
       {"acquisition actual"}},
      {{"acquisition acquirer=brandt target=globex amount=5:GBP", "acquisition acquirer=brandt target=globex"},
       {"revenue company=acme amount=5:GBP"},
       {"revenue 5 actual", "acquisition actual"}},
  };
  const auto build = [](const std::vector<const char*>& lines) {
    std::vector<Claim> claims;
    for (const char* line : lines) claims.push_back(BuildClaim("D1 - " + std::string(line), TestReconciler()).claim);
    return claims;
  };
  for (const auto& c : kCases) {
    std::vector<Claim> claims = build(c.known);
    AddHeadlines(build(c.headlines), &claims);
    std::vector<std::string> all;
    for (const Claim& claim : claims) all.push_back(Describe(claim));
    EXPECT_EQ(all, c.all) << c.headlines.front();
  }
}

TEST(Restated, OfTheSameStatementTheFirstStays) {
  const char* const kLines[] = {"profit company=acme amount=5:GBP",
                                "profit company=acme amount=5:USD",
                                "profit company=acme amount=5:GBP planned",
                                "profit company=globex amount=5:GBP",
                                "profit company=acme amount=5:GBP period=2024",
                                "revenue company=acme amount=5:GBP"};
  std::vector<Claim> claims;
  for (int again = 0; again < 3; ++again) {
    for (const char* line : kLines) {
      claims.push_back(BuildClaim("D1 - " + std::string(line), TestReconciler()).claim);
      claims.back().quote.begin = static_cast<uint32_t>(claims.size());
    }
  }
  DropSameStatements(&claims);
  ASSERT_EQ(claims.size(), std::size(kLines));
  for (size_t i = 0; i < claims.size(); ++i) EXPECT_EQ(claims[i].quote.begin, i + 1);
}

}  // namespace
}  // namespace attest
