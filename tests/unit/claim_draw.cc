#include "tests/unit/claim_draw.h"

#include <cstdlib>

#include "tests/unit/claim_builder.h"

namespace attest {

int Draws(int otherwise) {
  const char* const draws = std::getenv("ATTEST_DRAWS");
  return draws == nullptr ? otherwise : std::atoi(draws);
}

std::string ClaimDraw::Form() {
  static const char* const kForms[] = {"profit company=a", "investment investor=a investee=b",
                                       "contract customer=a provider=b", "offering company=a"};
  return kForms[Below(4)];
}

std::string ClaimDraw::Statement() { return Statement(Form()); }

std::string ClaimDraw::Statement(const std::string& form) {
  static const char* const kAmounts[] = {"100@0:USD", "100@2:USD", "98@0:USD",           "103@0:USD", "90..110@0:USD",
                                         "120@1:USD", "80@0:GBP",  "80@0:GBP=100@0:USD", "0@0:USD",   "-5@0:USD"};
  static const char* const kPeriods[] = {"", " period=2024", " period=2024-Q4", " period=last_year", " period=2023"};
  static const char* const kDates[] = {"", "", " date=2025-01", " date=2025-01-10", " date=2025"};
  static const char* const kModalities[] = {"", "", "", " planned", " possible", " denied", " forecast"};
  static const char* const kModifiers[] = {"", "", " about", " almost", " over", " under"};
  std::string line = form;
  if (!OneIn(8)) line.append(" amount=").append(kAmounts[Below(10)]);
  if (form.starts_with("investment") && OneIn(2)) line += " stake=" + std::to_string(10 + Below(3));
  if (form.starts_with("profit")) {
    if (OneIn(2)) line += OneIn(2) ? " measure=net" : " measure=pretax";
    line += kPeriods[Below(5)];
  } else {
    line += kDates[Below(5)];
  }
  if (form.starts_with("contract") && OneIn(2)) line += OneIn(2) ? " duration=P5Y" : " duration=P3Y";
  if (form.starts_with("offering")) line += OneIn(2) ? " event=planned" : " event=completed";
  line += kModalities[Below(7)];
  line += kModifiers[Below(6)];
  if (OneIn(6)) line += " !correction";
  if (OneIn(6)) line += " !report=wire";
  return line;
}

const char* ClaimDraw::Published(int document) {
  static const char* const kDays[] = {"2025-01-10", "2025-01-10", "2025-01-25", "2025-03-01", "-", "2024-12-20"};
  return kDays[document % 6];
}

std::vector<StoredClaim> ClaimDraw::Claims() {
  const std::string form = Form();
  std::vector<StoredClaim> claims;
  const int count = 1 + Below(12);
  for (int i = 0; i < count; ++i) {
    const int document = Below(6);
    const std::string line = "D" + std::to_string(document) + " " + Published(document) + " " + Statement(form) +
                             " !copy=L" + std::to_string(document % 4);
    claims.push_back(BuildClaim(line, TestReconciler(), static_cast<uint32_t>(Below(5))));
  }
  return claims;
}

}  // namespace attest
