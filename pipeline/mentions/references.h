// What "it", "its", "the company" and "the chip maker" stand for.
#ifndef ATTEST_MENTIONS_REFERENCES_H_
#define ATTEST_MENTIONS_REFERENCES_H_

#include <cstdint>
#include <span>

#include "pipeline/mentions/tokens.h"
#include "pipeline/model/analysis.h"
#include "pipeline/text/document_text.h"

namespace attest {

// A company's mention in the document's tokens.
struct PlacedCompany {
  uint32_t first = 0;
  uint32_t end = 0;
  int32_t entity = -1;
};

// Marks the words by which FindReferences finds its expressions.
void MarkReferences(WordTable* words);

// Adds Analysis::references. Expects name mentions and entities; `companies`: the mentions of companies, in order.
void FindReferences(const DocumentText& text, const Tokens& tokens, std::span<const PlacedCompany> companies,
                    Analysis* analysis);

}  // namespace attest

#endif  // ATTEST_MENTIONS_REFERENCES_H_
