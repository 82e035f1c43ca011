// Names of several partners, which a run of capitals alone does not hold: "Harrow, Pike and Tessin Inc",
// "Gulf and Western", "the law firm Shearman and Sterling"; and names that their abbreviation holds together:
// "the National Company for Cooperative Insurance (NCCI)".
#ifndef ATTEST_MENTIONS_PARTNERS_H_
#define ATTEST_MENTIONS_PARTNERS_H_

#include <string_view>
#include <vector>

#include "pipeline/mentions/key_index.h"
#include "pipeline/mentions/lexicon.h"
#include "pipeline/mentions/runs.h"
#include "pipeline/mentions/tokens.h"

namespace attest {

// Joins runs that are one name. Most lists are of several companies, so that something has to tell: a legal form that
// only the last one bears, a verb in the singular, what one firm alone can be, or a name that always comes in two. A
// partner that the document has named by itself before is none. `elsewhere` and `pairs` are scratch.
void JoinPartners(std::string_view view, const Lexicon& lexicon, const Tokens& tokens, KeyIndex* elsewhere,
                  KeyIndex* pairs, std::vector<Run>* runs);

// Do the letters stand for the words [first, end)? They are the first letters of the words with a capital, in order; of
// the trades at the end and the legal forms, from `legal` on, some or none. An & stands for "and", and small words may
// have letters too ("BofA").
bool AreInitials(std::string_view letters, std::string_view view, const Tokens& tokens, uint32_t first, uint32_t legal,
                 uint32_t end);

}  // namespace attest

#endif  // ATTEST_MENTIONS_PARTNERS_H_
