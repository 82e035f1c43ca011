// Which period a figure belongs to where its own words leave that open: the one that the article reports on.
#ifndef ATTEST_CLAIMS_PERIODS_H_
#define ATTEST_CLAIMS_PERIODS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/analysis.h"
#include "pipeline/model/claim.h"
#include "pipeline/text/document_text.h"

namespace attest {

// The same period of the year before, from a period in ISO form ("2004-Q4" -> "2003-Q4"); empty for words.
std::string YearBefore(std::string_view period);

// What the words around a figure say of its period.
enum class PeriodKind : uint8_t { kAny, kDay, kMonth, kQuarter, kHalf, kYear };
inline constexpr size_t kPeriodKinds = 6;
// "for the full year", "quarterly"; kAny where they say nothing. `words` are in any case.
PeriodKind KindInWords(std::string_view words);

// A period that is left open, to be filled at the end of the document. `before`: of the year before the one meant.
RoleFill OpenPeriod(Role role, PeriodKind kind, bool before);

// Fills open periods, or takes them out: a figure of results has the period of the nearest one of its company that
// tells, of its kind, else that of any other company's, else the one that the article calls the one of the results; in
// an article without a date, "the fourth quarter" is of the year that its figures tell; a price, or a move of shares,
// the day that is named last before it, within a week of publication. Claims are in text order.
void FillOpenPeriods(const DocumentText& text, const Analysis& analysis, std::vector<Claim>* claims);

}  // namespace attest

#endif  // ATTEST_CLAIMS_PERIODS_H_
