// What "it", "its", "the company" and "the chip maker" stand for.
#ifndef ATTEST_MENTIONS_REFERENCES_H_
#define ATTEST_MENTIONS_REFERENCES_H_

#include <string_view>

#include "pipeline/mentions/tokens.h"
#include "pipeline/model/analysis.h"
#include "pipeline/text/document_text.h"

namespace attest {

// Adds Analysis::references. Expects name mentions and entities.
void FindReferences(const DocumentText& text, const Tokens& tokens, Analysis* analysis);

}  // namespace attest

#endif  // ATTEST_MENTIONS_REFERENCES_H_
