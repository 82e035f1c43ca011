// The line that `attest extract` writes for a document.
//
// One JSON object, RFC 8259, without spaces, keys in this order:
//   id           the input's own id; the document's where it has none
//   document     DocumentId of the text
//   published    ISO day, or null
//   fingerprint  MinHash of the article (facts/fingerprint.h); null where there are no claims
//   mentions     [{kind, start, end, bytes: [begin, end], text, value, modifier, rule, entity?}], in text order.
//                start and end count code points, bytes UTF-8 bytes; both are half-open ranges of the text.
//                `value` is null for names; `entity` stands at companies and persons. kName is left out.
//   companies    [{name, entity, aliases}], in order of first mention
//   claims       [{start, end, bytes, type, roles, modifier, modality, quote, fills, rule, confidence, …}]: where the
//                quote stands and the claim's own fields (AppendClaimFields); with the document's fields above it is
//                all that reconciling takes.
#ifndef ATTEST_CLI_EXTRACT_LINE_H_
#define ATTEST_CLI_EXTRACT_LINE_H_

#include <string>

#include "pipeline/model/analysis.h"
#include "pipeline/model/appender.h"
#include "pipeline/text/document_text.h"

namespace attest {

// Appends the line and its line end.
void AppendExtractLine(const DocumentText& text, const Analysis& analysis, Appender* out);
std::string ExtractLine(const DocumentText& text, const Analysis& analysis);

}  // namespace attest

#endif  // ATTEST_CLI_EXTRACT_LINE_H_
