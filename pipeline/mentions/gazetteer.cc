#include "pipeline/mentions/gazetteer.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "pipeline/mentions/tokens.h"

namespace attest {
namespace {

constexpr std::array<std::string_view, 4> kSchemes = {"cik", "isin", "lei", "ticker"};

// Calls visit(part, number), parts counted from 0, until one returns false. An empty text is one empty part.
template <typename Visit>
void ForEachPart(std::string_view text, char separator, const Visit& visit) {
  size_t at = 0;
  for (size_t number = 0;; ++number) {
    const size_t end = std::min(text.find(separator, at), text.size());
    if (!visit(text.substr(at, end - at), number) || end == text.size()) return;
    at = end + 1;
  }
}

Error At(const std::string& path, size_t line, const std::string& reason) {
  return {ErrorCode::kBadRule, path + ":" + std::to_string(line) + ": " + reason};
}

// The kSchemes' name for it, which lives as long as the program; empty for any other word.
std::string_view SchemeNamed(std::string_view name) {
  const auto found = std::find(kSchemes.begin(), kSchemes.end(), name);
  return found == kSchemes.end() ? std::string_view() : *found;
}

}  // namespace

// Enters one list's companies, a row at a time.
class Gazetteer::Builder {
 public:
  Builder(bool from_user, Lexicon* lexicon, Gazetteer* gazetteer)
      : from_user_(from_user), lexicon_(*lexicon), gazetteer_(*gazetteer) {}

  // Begins a row. False when the name has no word but "and".
  bool Company(std::string_view name) {
    company_ = -1;
    if (!Enter(name)) return false;
    if (!Current().is_word) Current().from_user = Current().from_user || from_user_;
    return true;
  }
  bool Alias(std::string_view alias) { return Enter(alias); }
  // `scheme` and `values` outlive the gazetteer.
  void Identifiers(std::string_view scheme, std::string_view values) {
    gazetteer_.cells_.push_back({scheme, values, 0});
    const auto cell = static_cast<uint32_t>(gazetteer_.cells_.size());
    KnownCompany& company = Current();
    if (company.first_cell == 0)
      company.first_cell = cell;
    else
      gazetteer_.cells_[company.last_cell - 1].next = cell;
    company.last_cell = cell;
  }

 private:
  KnownCompany& Current() { return gazetteer_.companies_[static_cast<size_t>(company_)]; }

  // Leads the name to the row's company, which the first name of the row decides: the one that bears it already, or a
  // new one.
  bool Enter(std::string_view name) {
    NameWords(name, &words_);
    if (words_.empty()) return false;
    PhraseTable::Phrase& phrase = lexicon_.AddPhrase(words_);
    if (company_ < 0) company_ = phrase.company;
    if (company_ < 0) {
      company_ = static_cast<int32_t>(gazetteer_.companies_.size());
      gazetteer_.companies_.push_back({.is_word = words_.size() == 1 && IsWord(words_[0]), .from_user = from_user_});
    }
    phrase.company = company_;
    phrase.possessive = name.ends_with("'s");
    return true;
  }
  bool IsWord(uint64_t word) const {
    return (lexicon_.words.Find(word).classes &
            (List::kCommon | List::kFunction | List::kFirstName | List::kPlace | List::kNationality | List::kMonthDay |
             List::kNotCompany | List::kDesignator | List::kFirmNoun | List::kTitle | List::kMedia |
             List::kIndustry)) != 0;
  }

  bool from_user_;
  Lexicon& lexicon_;
  Gazetteer& gazetteer_;
  int32_t company_ = -1;
  std::vector<uint64_t> words_;
};

Status Gazetteer::Read(const std::string& path, bool from_user, Lexicon* lexicon) {
  std::string& text = texts_.emplace_back();
  if (!ReadBytes(path, &text)) return Error{ErrorCode::kBadRule, path + ": the gazetteer cannot be read"};
  std::string_view bytes = text;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  Builder builder(from_user, lexicon, this);
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == bytes.npos) return Done{};
  return bytes[first] == '{' ? ReadJsonLines(path, bytes, &builder) : ReadTable(path, bytes, &builder);
}

Status Gazetteer::ReadTable(const std::string& path, std::string_view bytes, Builder* builder) {
  constexpr size_t kNoColumn = SIZE_MAX;
  size_t columns = 0, name_column = kNoColumn, aliases_column = kNoColumn;
  std::vector<std::string_view> scheme_of;  // by column; empty: none
  std::string_view reason;
  size_t bad_line = 0;
  std::vector<std::string_view> cells;
  ForEachPart(bytes, '\n', [&](std::string_view line, size_t number) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#') return true;
    const auto fail = [&](std::string_view why) {
      reason = why;
      bad_line = number + 1;
      return false;
    };
    cells.clear();
    ForEachPart(line, '\t', [&](std::string_view cell, size_t) {
      cells.push_back(cell);
      return true;
    });
    if (columns == 0) {
      columns = cells.size();
      for (size_t i = 0; i < columns; ++i) {
        if (cells[i] == "name") name_column = i;
        if (cells[i] == "aliases") aliases_column = i;
        scheme_of.push_back(SchemeNamed(cells[i]));
      }
      return name_column != kNoColumn || fail("the header line names no column `name`");
    }
    if (cells.size() > columns) return fail("more cells than the header line has columns");
    if (name_column >= cells.size() || cells[name_column].empty()) return fail("a row without a name");
    if (!builder->Company(cells[name_column])) return fail("a name without a word in it");
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      if (!scheme_of[i].empty()) builder->Identifiers(scheme_of[i], cells[i]);
      if (i != aliases_column) continue;
      ForEachPart(cells[i], '|', [&](std::string_view alias, size_t) {
        return builder->Alias(alias) || fail("an alias without a word in it");
      });
    }
    return bad_line == 0;
  });
  if (bad_line > 0) return At(path, bad_line, std::string(reason));
  return Done{};
}

Status Gazetteer::ReadJsonLines(const std::string& path, std::string_view bytes, Builder* builder) {
  simdjson::dom::parser parser;
  std::string reason;
  size_t bad_line = 0;
  ForEachPart(bytes, '\n', [&](std::string_view line, size_t number) {
    if (line.find_first_not_of(" \t\r") == line.npos) return true;
    const auto fail = [&](std::string why) {
      reason = std::move(why);
      bad_line = number + 1;
      return false;
    };
    simdjson::dom::object row;
    std::string_view name;
    if (parser.parse(line.data(), line.size()).get(row) != simdjson::SUCCESS) return fail("not a JSON object");
    if (row["name"].get(name) != simdjson::SUCCESS) return fail("a row without a `name` that is a string");
    if (!builder->Company(name)) return fail("a name without a word in it");
    // Calls use(value) on the strings of a field, one or a list.
    const auto strings = [&](std::string_view field, const auto& use) {
      simdjson::dom::element value;
      if (row[field].get(value) != simdjson::SUCCESS || value.is_null()) return true;
      std::string_view text;
      if (value.get(text) == simdjson::SUCCESS) return use(text);
      simdjson::dom::array list;
      if (value.get(list) != simdjson::SUCCESS)
        return fail("`" + std::string(field) + "` is no string or list of strings");
      for (const simdjson::dom::element item : list) {
        if (item.get(text) != simdjson::SUCCESS)
          return fail("`" + std::string(field) + "` is no string or list of strings");
        if (!use(text)) return false;
      }
      return true;
    };
    if (!strings("aliases", [&](std::string_view alias) {
          return builder->Alias(alias) || fail("an alias without a word in it");
        }))
      return false;
    return std::all_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) {
      return strings(scheme, [&](std::string_view value) {
        builder->Identifiers(scheme, texts_.emplace_back(value));
        return true;
      });
    });
  });
  if (bad_line > 0) return At(path, bad_line, reason);
  return Done{};
}

std::vector<DocumentEntity::Identifier> Gazetteer::IdentifiersOf(int32_t index) const {
  std::vector<DocumentEntity::Identifier> identifiers;
  for (uint32_t at = company(index).first_cell; at != 0; at = cells_[at - 1].next) {
    const Cell& cell = cells_[at - 1];
    ForEachPart(cell.values, ' ', [&](std::string_view value, size_t) {
      const bool has = std::any_of(identifiers.begin(), identifiers.end(), [&](const auto& other) {
        return cell.scheme == other.scheme && (cell.scheme != "ticker" || value == other.value);
      });
      if (!value.empty() && !has) identifiers.push_back({std::string(cell.scheme), std::string(value)});
      return true;
    });
  }
  std::sort(identifiers.begin(), identifiers.end(),
            [](const auto& a, const auto& b) { return std::tie(a.scheme, a.value) < std::tie(b.scheme, b.value); });
  return identifiers;
}

}  // namespace attest
