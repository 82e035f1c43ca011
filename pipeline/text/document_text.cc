#include "pipeline/text/document_text.h"

#include <vector>

namespace attest {
namespace {

std::vector<Span> InView(const TextView& view, const std::vector<Span>& spans) {
  std::vector<Span> mapped;
  mapped.reserve(spans.size());
  for (const Span span : spans) mapped.push_back(view.FromSource(span));
  return mapped;
}

}  // namespace

DocumentText::DocumentText(const Document& source)
    : document(source), view(source.text), structure(FindStructure(view.text(), InView(view, source.boilerplate))) {}

}  // namespace attest
