// Paragraphs, headlines and sentences of a view.
//
// Own splitter, because a break iterator ends a sentence at every hard line end of wire copy and at "Corp.".
#ifndef ATTEST_TEXT_STRUCTURE_H_
#define ATTEST_TEXT_STRUCTURE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/model/span.h"

namespace attest {

enum class ParagraphKind : uint8_t {
  kBody,
  kHeadline,     // the first paragraph when it is one short line without a full stop
  kHeading,      // a later such line between paragraphs ("Strategic Implications")
  kBoilerplate,  // marked by ingest; no mention of it makes a claim
};

struct Paragraph {
  Span in_view;  // without surrounding white space
  ParagraphKind kind = ParagraphKind::kBody;
  uint32_t first_sentence = 0;  // indices into Structure::sentences
  uint32_t end_sentence = 0;
};

struct Sentence {
  Span in_view;  // without surrounding white space; may hold line ends of wrapped copy
  uint32_t paragraph = 0;
};

struct Structure {
  std::vector<Paragraph> paragraphs;  // in order, disjoint
  std::vector<Sentence> sentences;    // in order, disjoint, each inside its paragraph
};

// A paragraph ends at a blank line, before an indented line, and at a line end where lines are not wrapped. A sentence
// ends at . ! ? (with closing quotes and brackets) before white space and a capital, digit or quote, but not after an
// abbreviation ("Corp. said", "U.S. sales", "Mr. Smith", "No. 4", initials). One of more than 8 KB, a table or data, is
// cut into several. Linear in the text.
// `boilerplate`: spans of the view, sorted and disjoint.
Structure FindStructure(std::string_view view, const std::vector<Span>& boilerplate);

}  // namespace attest

#endif  // ATTEST_TEXT_STRUCTURE_H_
