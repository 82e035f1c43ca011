// Which names of a document are forms of one: "SoftBank Group Corp.", "SoftBank"; "Oil & Natural Gas Corp", "ONGC";
// "Time Warner", "TimeWarner"; "Sam Altman", "Altman".
#ifndef ATTEST_MENTIONS_LINKING_H_
#define ATTEST_MENTIONS_LINKING_H_

#include <string_view>
#include <vector>

#include "pipeline/mentions/evidence.h"
#include "pipeline/mentions/key_index.h"
#include "pipeline/mentions/runs.h"

namespace attest {

// All mentions of one name: runs with equal keys.
struct Cluster {
  uint64_t key = 0;
  uint32_t first_run = 0;  // the runs are chained in text order
  uint32_t last_run = 0;
  uint32_t run_count = 0;
  Hits hits;                            // the evidence
  Score score;                          // what that comes to
  uint32_t sample = 0;                  // the run that shows it best: outside of headings, the longest
  uint32_t first_in_body = UINT32_MAX;  // token; UINT32_MAX when only headings have it
  uint32_t ticker_of = UINT32_MAX;      // the cluster whose ticker or abbreviation it is
  bool abbreviates = false;             // its letters are in that name, so that it is no ticker alone
  uint32_t group = 0;                   // the cluster that it is a form of, or itself
  uint32_t legal_systems = 0;           // of its runs' legal forms (Lexicon)
  bool apart = false;                   // of a company that the document tells from another one of its name
};

// Sets Cluster::group. Expects scores, and the clusters' numbers by their keys; links companies and unknown names among
// themselves, and surnames to persons.
void LinkForms(std::string_view view, const Tokens& tokens, const std::vector<Run>& runs, const KeyIndex& by_key,
               std::vector<Cluster>* clusters);

}  // namespace attest

#endif  // ATTEST_MENTIONS_LINKING_H_
