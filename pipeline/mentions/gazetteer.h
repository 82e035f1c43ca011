// Companies known by name, with their identifiers: the gazetteers under rules/ and the user's own.
#ifndef ATTEST_MENTIONS_GAZETTEER_H_
#define ATTEST_MENTIONS_GAZETTEER_H_

#include <string>
#include <vector>

#include "pipeline/mentions/lexicon.h"
#include "pipeline/model/mention.h"
#include "pipeline/model/result.h"

namespace attest {

// What a gazetteer knows of a company.
struct KnownCompany {
  std::string name;
  std::vector<DocumentEntity::Identifier> identifiers;  // sorted
  // The whole name is a word, a given name or a place ("Target", "Harvey"): it needs evidence besides.
  bool is_word = false;
  bool from_user = false;  // a user's own list is believed as it stands
};

// Reads a list into `companies`, and its names into the lexicon's phrases. Two forms, told apart by the first byte:
// - tab-separated, with a header naming the columns: name (required), aliases (separated by |), ticker, cik, isin, lei;
//   a cell of several tickers or numbers is separated by spaces;
// - JSON Lines: {"name", "aliases"?: […], "ticker"?, "cik"?, "isin"?, "lei"?}, strings or lists of strings.
// A name that is there already gets the identifiers that it lacks. Fails with kBadRule, naming file and line.
Status ReadGazetteer(const std::string& path, bool from_user, Lexicon* lexicon, std::vector<KnownCompany>* companies);

}  // namespace attest

#endif  // ATTEST_MENTIONS_GAZETTEER_H_
