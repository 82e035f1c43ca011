#include "pipeline/mentions/lexicon.h"

#include <fstream>
#include <string>

#include "pipeline/mentions/tokens.h"

namespace attest {

Result<Lexicon> Lexicon::Load(const RuleSet& rules) {
  Lexicon lexicon;
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
      const std::vector<uint64_t> words = NameWords(entry);
      if (words.empty())
        return Error{ErrorCode::kBadRule, "lists." + std::string(kListNames[i]) + ": `" + entry + "` has no letter"};
      lexicon.phrases.Add(words).classes |= bit;
    }
  }
  // Names that are words too ("Apple", "Visa") are words for us, whatever the list of common words has.
  if (const std::vector<std::string>* also = rules.List("also_word"); also != nullptr) {
    for (const std::string& word : *also) lexicon.words.Add(word, Bit(List::kCommon));
  }
  const std::string path = rules.PathOf("gazetteers/common_words.txt");
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::kBadRule, path + ": the list of common words cannot be read"};
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') lexicon.words.Add(line, Bit(List::kCommon));
  }
  return lexicon;
}

}  // namespace attest
