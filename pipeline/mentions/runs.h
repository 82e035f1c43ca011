// Where capitalised names may stand: runs of words, cut at titles, possessives and words that belong to no name.
#ifndef ATTEST_MENTIONS_RUNS_H_
#define ATTEST_MENTIONS_RUNS_H_

#include <string_view>
#include <vector>

#include "pipeline/mentions/lexicon.h"
#include "pipeline/mentions/tokens.h"

namespace attest {

enum RunFlag : uint16_t {
  kRunLegal = 1 << 0,          // ends in a legal form
  kRunSoftFirst = 1 << 1,      // the first word may be none of the name ("Unlike Acme", "German Acme")
  kRunSoft = 1 << 2,           // a single word that any sentence could begin with; a name only if one elsewhere
  kRunTitled = 1 << 3,         // a title stands before ("Chairman")
  kRunPersonTitle = 1 << 4,    // one that only persons bear ("Mr")
  kRunPossessive = 1 << 5,     // 's follows
  kRunOwnPossessive = 1 << 6,  // the 's belongs to the name: "Macy's"
  kRunHeading = 1 << 7,        // in a headline or heading with capitals throughout
  kRunPostAfter = 1 << 8,      // a capitalised post follows ("Acme Chief Executive")
};

// One possible name. Token indices into Tokens::all.
struct Run {
  uint32_t first = 0;
  uint32_t core_end = 0;  // without legal forms; > first
  uint32_t end = 0;
  uint32_t sentence = 0;
  uint16_t flags = 0;
  int32_t company = -1;     // the gazetteer's company of exactly the core, or -1
  WordClasses classes = 0;  // of the core as a phrase, or of its only word
  uint64_t key = 0;         // of the core; equal for names that fold alike, "and" left out
};

// Replaces what `runs` holds and keeps its memory.
void FindRuns(std::string_view view, const Lexicon& lexicon, const Tokens& tokens, std::vector<Run>* runs);

// The key, classes and company of [first, core_end).
void Describe(const Tokens& tokens, const Lexicon& lexicon, Run* run);

}  // namespace attest

#endif  // ATTEST_MENTIONS_RUNS_H_
