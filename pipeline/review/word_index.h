// Which facts hold the words that a reader searches for, without reading the facts: a million facts take some 60 MB.
#ifndef ATTEST_REVIEW_WORD_INDEX_H_
#define ATTEST_REVIEW_WORD_INDEX_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace attest {

// Facts are numbered from 0 in the order in which they are added. A word is what stands between white space, in any
// case of ASCII letters. Reading from any number of threads.
class WordIndex {
 public:
  // Words of the fact that is being added; EndFact ends it. Both before any search.
  void Add(std::string_view text);
  void EndFact();
  void EndFacts();

  // The facts that hold every word of `text`, in any order, as a part of one of theirs. Linear in the words that there
  // are when it is made, in those of a fact when it is asked.
  class Search {
   public:
    Search(const WordIndex& index, std::string_view text);
    bool asks() const { return !wanted_.empty(); }
    bool Holds(uint32_t fact) const;

   private:
    const WordIndex& index_;
    std::vector<std::vector<bool>> wanted_;  // for each word asked for: which known words it is a part of
  };

 private:
  std::string words_;             // all that are known, folded, each with a line end
  std::vector<uint64_t> begins_;  // of each in words_
  std::unordered_map<uint64_t, uint32_t> numbers_;
  std::vector<uint32_t> of_facts_;   // the words of each fact, one fact after the other
  std::vector<uint64_t> fact_ends_;  // in of_facts_
  std::vector<uint32_t> of_this_;    // of the fact that is being added
};

}  // namespace attest

#endif  // ATTEST_REVIEW_WORD_INDEX_H_
