// A document together with what stage 2 made of its text; what stages 3 and 4 read.
#ifndef ATTEST_TEXT_DOCUMENT_TEXT_H_
#define ATTEST_TEXT_DOCUMENT_TEXT_H_

#include "pipeline/model/document.h"
#include "pipeline/text/structure.h"
#include "pipeline/text/view.h"

namespace attest {

// Borrows the document, which must outlive it. Immutable; safe to share between threads.
struct DocumentText {
  explicit DocumentText(const Document& document);

  const Document& document;
  TextView view;
  Structure structure;
};

}  // namespace attest

#endif  // ATTEST_TEXT_DOCUMENT_TEXT_H_
