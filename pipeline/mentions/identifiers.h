// Identifiers that a text gives of its companies: "Acme plc (ISIN: GB00B03MLX29, LEI 21380068P1DRHMJ8KU70)".
#ifndef ATTEST_MENTIONS_IDENTIFIERS_H_
#define ATTEST_MENTIONS_IDENTIFIERS_H_

#include <span>
#include <string_view>

#include "pipeline/mentions/references.h"
#include "pipeline/mentions/tokens.h"
#include "pipeline/model/analysis.h"
#include "pipeline/text/document_text.h"

namespace attest {

// ISO 6166: two letters, nine letters or digits, and a check digit. All capitals.
bool IsIsin(std::string_view word);

// ISO 17442: eighteen letters or digits and two check digits. All capitals.
bool IsLei(std::string_view word);

// Adds to DocumentEntity::identifiers, which stays sorted, unless it is there.
void AddIdentifier(std::string_view scheme, std::string_view value, DocumentEntity* entity);

// Adds the ISINs and LEIs of the text to the companies that they stand beside: in brackets behind the name, with
// nothing but words like "code" and "is" between, before "of" and the name, or on a line of their own in a document
// with but one company. Of any other nobody is said to be the bearer; nor of an XS number, which is a bond's.
// `companies`: their mentions, in order.
void ReadIdentifiers(const DocumentText& text, const Tokens& tokens, std::span<const PlacedCompany> companies,
                     Analysis* analysis);

}  // namespace attest

#endif  // ATTEST_MENTIONS_IDENTIFIERS_H_
