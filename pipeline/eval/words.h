// How the evaluation compares words and names: by what they say, not by how they are written.
#ifndef ATTEST_EVAL_WORDS_H_
#define ATTEST_EVAL_WORDS_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace attest {

// NFKC, case-folded, single quotes straightened, white space single.
std::string PlainWords(std::string_view text);

// Plain, without a leading "the" and legal suffixes. Of a person: without "Mr", "Sir" and the like.
enum class NameSort { kOrganisation, kPerson };
std::string FoldName(std::string_view name, NameSort sort = NameSort::kOrganisation);

// True when the texts are equal or share a content word, singular or plural ("of", "a", "the" are no content).
bool ShareContentWord(std::string_view a, std::string_view b);

// The catalogue's name of a metric ("turnover" is "revenue"), or else the plain words.
std::string FoldMetric(std::string_view metric);
// Whether a folded metric is in the catalogue's list: such a one has to agree as a whole.
bool IsListedMetric(std::string_view folded);

// Which names of a document mean the same company.
class AliasIndex {
 public:
  // The name and all aliases of one company.
  void Add(const std::vector<std::string>& names);
  // Equal after folding, or names of one company.
  bool Same(std::string_view a, std::string_view b) const;
  // One text for all names of a company; the folded name of an unknown one.
  std::string KeyOf(std::string_view name) const;

 private:
  std::map<std::string, std::set<int>, std::less<>> companies_of_;  // folded name -> companies
  int count_ = 0;
};

}  // namespace attest

#endif  // ATTEST_EVAL_WORDS_H_
