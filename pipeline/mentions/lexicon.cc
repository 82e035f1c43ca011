#include "pipeline/mentions/lexicon.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

#include "pipeline/mentions/tokens.h"

namespace attest {

Result<Lexicon> Lexicon::Load(const RuleSet& rules) {
  Lexicon lexicon;
  std::vector<uint64_t> words;
  for (size_t i = 0; i < kListNames.size(); ++i) {
    const std::vector<std::string>* list = rules.List(kListNames[i]);
    if (list == nullptr) {
      return Error{ErrorCode::kBadRule, rules.folder() + ": no file defines lists." + std::string(kListNames[i]) +
                                            ", which names are told apart by"};
    }
    const WordClasses bit = WordClasses{1} << i;
    for (const std::string& entry : *list) {
      if (entry.find(' ') == entry.npos) {
        lexicon.words.Add(entry, bit);
        continue;
      }
      NameWords(entry, &words);
      if (words.empty())
        return Error{ErrorCode::kBadRule, "lists." + std::string(kListNames[i]) + ": `" + entry + "` has no letter"};
      lexicon.AddPhrase(words).classes |= bit;
    }
  }
  if (const std::vector<std::string>* exchanges = rules.List("exchange"); exchanges != nullptr) {
    for (const std::string& word : *exchanges) lexicon.exchanges.At(HashWord(word)) = 1;
  }
  if (const std::vector<std::string>* systems = rules.List("legal_system"); systems != nullptr) {
    constexpr size_t kMostSystems = 32;
    if (systems->size() > kMostSystems)
      return Error{ErrorCode::kBadRule, "lists.legal_system: there are more than 32 systems of law"};
    for (size_t i = 0; i < systems->size(); ++i) {
      NameWords((*systems)[i], &words);
      for (const uint64_t word : words) lexicon.legal_systems.At(word) |= uint32_t{1} << i;
    }
  }
  // Names that are words too ("Apple", "Visa") are words for us, whatever the list of common words has.
  if (const std::vector<std::string>* also = rules.List("also_word"); also != nullptr) {
    for (const std::string& word : *also) lexicon.words.Add(word, Bit(List::kCommon));
  }
  const std::string path = rules.PathOf("gazetteers/common_words.txt");
  std::string bytes;
  if (!ReadBytes(path, &bytes)) return Error{ErrorCode::kBadRule, path + ": the list of common words cannot be read"};
  const std::string_view text = bytes;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    if (end > at && text[at] != '#') lexicon.words.Add(text.substr(at, end - at), Bit(List::kCommon));
    at = end + 1;
  }
  return lexicon;
}

bool ReadBytes(const std::string& path, std::string* bytes) {
  std::ifstream in(path, std::ios::binary);
  std::array<char, 1 << 14> part;
  while (in.read(part.data(), part.size()) || in.gcount() > 0)
    bytes->append(part.data(), static_cast<size_t>(in.gcount()));
  return in.eof() && !in.bad();
}

}  // namespace attest
