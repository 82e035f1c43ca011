#include "pipeline/mentions/references.h"

namespace attest {

void FindReferences(const DocumentText& text, const Tokens& tokens, const Lexicon& lexicon, Analysis* analysis) {
  (void)text;
  (void)tokens;
  (void)lexicon;
  (void)analysis;
}

}  // namespace attest
