#include "pipeline/mentions/gazetteer.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "pipeline/mentions/tokens.h"

namespace attest {
namespace {

constexpr std::array<std::string_view, 4> kSchemes = {"cik", "isin", "lei", "ticker"};

std::vector<std::string_view> SplitAt(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  size_t at = 0;
  while (true) {
    const size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    if (end == text.size()) return parts;
    at = end + 1;
  }
}

struct Row {
  std::string_view name;
  std::vector<std::string_view> aliases;
  std::vector<DocumentEntity::Identifier> identifiers;
};

class Builder {
 public:
  Builder(bool from_user, Lexicon* lexicon, std::vector<KnownCompany>* companies)
      : from_user_(from_user), lexicon_(lexicon), companies_(companies) {}

  void Add(const Row& row) {
    int32_t company = Enter(row.name, -1);
    for (const std::string_view alias : row.aliases) Enter(alias, company);
    KnownCompany& known = (*companies_)[static_cast<size_t>(company)];
    known.from_user = known.from_user || from_user_;
    for (const DocumentEntity::Identifier& identifier : row.identifiers) {
      const bool has = std::any_of(known.identifiers.begin(), known.identifiers.end(), [&](const auto& other) {
        return identifier == other || (identifier.scheme == other.scheme && identifier.scheme != "ticker");
      });
      if (!has) known.identifiers.push_back(identifier);
    }
    const auto order = [](const auto& a, const auto& b) {
      return std::tie(a.scheme, a.value) < std::tie(b.scheme, b.value);
    };
    std::sort(known.identifiers.begin(), known.identifiers.end(), order);
  }

 private:
  // The company of the name: `company` itself, or if that is -1 one that has the name, or a new one.
  int32_t Enter(std::string_view name, int32_t company) {
    std::vector<uint64_t> words = NameWords(name);
    if (words.empty()) return company;
    const bool possessive = name.ends_with("'s");
    PhraseTable::Phrase& phrase = lexicon_->phrases.Add(words);
    if (company < 0) company = phrase.company;
    if (company < 0) {
      company = static_cast<int32_t>(companies_->size());
      companies_->push_back({std::string(name), {}, words.size() == 1 && IsWord(words[0]), from_user_});
    }
    phrase.company = company;
    phrase.possessive = possessive;
    return company;
  }
  bool IsWord(uint64_t word) const {
    return (lexicon_->words.Find(word).classes &
            (List::kCommon | List::kFunction | List::kFirstName | List::kPlace | List::kNationality | List::kMonthDay |
             List::kNotCompany | List::kDesignator | List::kFirmNoun | List::kTitle | List::kMedia |
             List::kIndustry)) != 0;
  }

  bool from_user_;
  Lexicon* lexicon_;
  std::vector<KnownCompany>* companies_;
};

Error At(const std::string& path, size_t line, const std::string& reason) {
  return {ErrorCode::kBadRule, path + ":" + std::to_string(line) + ": " + reason};
}

Status ReadTable(const std::string& path, std::string_view bytes, Builder* builder) {
  std::vector<std::string_view> header;
  size_t number = 0;
  for (std::string_view line : SplitAt(bytes, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string_view> cells = SplitAt(line, '\t');
    if (header.empty()) {
      header = cells;
      if (std::find(header.begin(), header.end(), "name") == header.end())
        return At(path, number, "the header line names no column `name`");
      continue;
    }
    if (cells.size() > header.size()) return At(path, number, "more cells than the header line has columns");
    Row row;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      if (header[i] == "name") row.name = cells[i];
      if (header[i] == "aliases") row.aliases = SplitAt(cells[i], '|');
      if (std::find(kSchemes.begin(), kSchemes.end(), header[i]) == kSchemes.end()) continue;
      for (const std::string_view value : SplitAt(cells[i], ' ')) {
        if (!value.empty()) row.identifiers.push_back({std::string(header[i]), std::string(value)});
      }
    }
    if (row.name.empty()) return At(path, number, "a row without a name");
    builder->Add(row);
  }
  return Done{};
}

Status ReadJsonLines(const std::string& path, std::string_view bytes, Builder* builder) {
  size_t number = 0;
  for (const std::string_view line : SplitAt(bytes, '\n')) {
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
    const auto name = json.is_object() ? json.find("name") : json.end();
    if (!json.is_object() || name == json.end() || !name->is_string() || name->get_ref<const std::string&>().empty())
      return At(path, number, "not a JSON object with a `name`");
    Row row;
    row.name = name->get_ref<const std::string&>();
    const auto strings = [&json](std::string_view field) {
      std::vector<std::string_view> out;
      const auto found = json.find(field);
      if (found == json.end()) return out;
      if (found->is_string()) out.push_back(found->get_ref<const std::string&>());
      if (found->is_array()) {
        for (const auto& item : *found) {
          if (item.is_string()) out.push_back(item.get_ref<const std::string&>());
        }
      }
      return out;
    };
    row.aliases = strings("aliases");
    for (const std::string_view scheme : kSchemes) {
      for (const std::string_view value : strings(scheme))
        row.identifiers.push_back({std::string(scheme), std::string(value)});
    }
    builder->Add(row);
  }
  return Done{};
}

}  // namespace

Status ReadGazetteer(const std::string& path, bool from_user, Lexicon* lexicon, std::vector<KnownCompany>* companies) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::kBadRule, path + ": the gazetteer cannot be read"};
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  Builder builder(from_user, lexicon, companies);
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == bytes.npos) return Done{};
  return bytes[first] == '{' ? ReadJsonLines(path, bytes, &builder) : ReadTable(path, bytes, &builder);
}

}  // namespace attest
