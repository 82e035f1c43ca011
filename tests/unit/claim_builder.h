// Claims and facts in one line of text each, for tables of cases.
#ifndef ATTEST_TESTS_UNIT_CLAIM_BUILDER_H_
#define ATTEST_TESTS_UNIT_CLAIM_BUILDER_H_

#include <string>
#include <string_view>

#include "pipeline/facts/reconcile.h"
#include "pipeline/model/claim.h"
#include "pipeline/model/fact.h"

namespace attest {

// "D1 2025-01-10 profit company=acme amount=1900000000@8:GBP measure=net planned over !correction !report=wire
// !copy=D0": document, publication day or "-", type, roles, then modality, modifier and marks. A money is
// value@last_digit:CURRENCY, a range low..high; "=600:GBP=760:USD" adds an equivalent. Lists of parties are joined by
// "+". Words have "_" for spaces. `place` is where the quote begins. A document's fingerprint is its name's, or, with
// !copy=NAME, that of NAME.
StoredClaim BuildClaim(std::string_view line, const Reconciler& reconciler, uint32_t place = 0);

// "conflict 2 amount=5:GBP period=2024 planned over D1,D3 / 6:GBP 1 D2": status, sources, roles but the parties,
// modality and modifier unless actual and exact, citing documents; each alternative after a slash ("~" before a
// superseded one).
std::string DescribeFact(const Fact& fact);

// The project's own rules.
const Reconciler& TestReconciler();

}  // namespace attest

#endif  // ATTEST_TESTS_UNIT_CLAIM_BUILDER_H_
