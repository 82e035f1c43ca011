// Companies known by name, with their identifiers: the gazetteers under rules/ and the user's own.
#ifndef ATTEST_MENTIONS_GAZETTEER_H_
#define ATTEST_MENTIONS_GAZETTEER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/mentions/lexicon.h"
#include "pipeline/model/mention.h"
#include "pipeline/model/result.h"

namespace attest {

// What a gazetteer knows of a company.
struct KnownCompany {
  // The whole name is a word, a given name or a place ("Target", "Harvey"): it needs evidence besides.
  bool is_word = false;
  bool from_user = false;   // a user's own list is believed as it stands, but for words
  uint32_t first_cell = 0;  // 1 + the first of its Cells; 0: none
  uint32_t last_cell = 0;
};

// Const after the last Read; safe from any number of threads.
class Gazetteer {
 public:
  // Reads a list, and its names into the lexicon's phrases. Two forms, told apart by the first byte:
  // - tab-separated, with a header naming the columns: name (required), aliases (separated by |), ticker, cik, isin,
  //   lei; a cell of several tickers or numbers is separated by spaces; other columns are not read;
  // - JSON Lines: {"name", "aliases"?: […], "ticker"?, "cik"?, "isin"?, "lei"?}, strings or lists of strings.
  // A name that is there already gets the identifiers that it lacks. Fails with kBadRule, naming file, line and reason.
  Status Read(const std::string& path, bool from_user, Lexicon* lexicon);

  const KnownCompany& company(int32_t index) const { return companies_[static_cast<size_t>(index)]; }
  // Sorted; of one scheme only tickers may be several.
  std::vector<DocumentEntity::Identifier> IdentifiersOf(int32_t company) const;

 private:
  class Builder;
  Status ReadTable(const std::string& path, std::string_view bytes, Builder* builder);
  Status ReadJsonLines(const std::string& path, std::string_view bytes, Builder* builder);

  // Identifiers as listed, split when somebody asks: few of the companies of a list come up in a run.
  struct Cell {
    std::string_view scheme;
    std::string_view values;  // separated by spaces
    uint32_t next = 0;        // 1 + the company's next; 0: none
  };
  std::vector<KnownCompany> companies_;
  std::vector<Cell> cells_;
  std::deque<std::string> texts_;  // the files' bytes, which the cells view
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_GAZETTEER_H_
