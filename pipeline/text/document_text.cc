#include "pipeline/text/document_text.h"

#include <vector>

namespace attest {
namespace {

Structure StructureOf(const TextView& view, const std::vector<Span>& boilerplate) {
  if (view.identity()) return FindStructure(view.text(), boilerplate);
  std::vector<Span> in_view;
  in_view.reserve(boilerplate.size());
  for (const Span span : boilerplate) in_view.push_back(view.FromSource(span));
  return FindStructure(view.text(), in_view);
}

}  // namespace

DocumentText::DocumentText(const Document& source)
    : document(source), view(source.text), structure(StructureOf(view, source.boilerplate)) {}

}  // namespace attest
