// A document's words, with what the name stage asks of them again and again.
#ifndef ATTEST_MENTIONS_TOKENS_H_
#define ATTEST_MENTIONS_TOKENS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/mentions/lexicon.h"
#include "pipeline/mentions/words.h"
#include "pipeline/model/mention.h"
#include "pipeline/text/structure.h"

namespace attest {

// What stands between a word and the one before it in its sentence, besides white space.
enum Gap : uint16_t {
  kGapSpace = 1 << 0,  // white space of any sort
  kGapComma = 1 << 1,
  kGapOpen = 1 << 2,   // ( or [
  kGapClose = 1 << 3,  // ) or ]
  kGapQuote = 1 << 4,
  kGapHyphen = 1 << 5,     // "Rolls-Royce"
  kGapDash = 1 << 6,       // a dash with space around it
  kGapAmpersand = 1 << 7,  // "Marks & Spencer"
  kGapStop = 1 << 8,       // . of an abbreviation
  kGapColon = 1 << 9,      // : or ;
  kGapLess = 1 << 10,      // < before a name in wire copy
  kGapGreater = 1 << 11,   // >
  kGapSlash = 1 << 12,
  kGapPossessive = 1 << 13,  // the word before bears 's
  kGapBreak = 1 << 14,       // anything else, a figure's sign, or a sentence's beginning
};

enum Shape : uint16_t {
  kCapital = 1 << 0,       // begins with a capital letter
  kAllCaps = 1 << 1,       // two or more letters, all of them capitals
  kInnerCapital = 1 << 2,  // a capital after a small letter or a digit: "CoreWeave", "eBay", "3M"
  kDigitFirst = 1 << 3,
  kHasDigit = 1 << 4,
  kInitials = 1 << 5,    // "J.P", "U.S", "W"
  kDotAfter = 1 << 6,    // a full stop follows directly
  kPossessive = 1 << 7,  // 's or s' follows
  kBang = 1 << 8,        // ! follows, and a small letter after it: "Yahoo! said"
  kFirst = 1 << 9,       // of its sentence, or after an opening quote or a colon
  kInValue = 1 << 10,    // part of a value mention
  kHasDot = 1 << 11,     // "Boots.com"
  kNameLike = 1 << 12,   // could be (part of) a name by its looks
};

struct Token {
  uint32_t begin = 0;  // in the view; 's, full stops and quotes are outside
  uint32_t end = 0;
  uint64_t hash = 0;
  uint16_t gap = 0;  // Gap bits between the token before and this
  uint16_t shape = 0;
  uint32_t word = 0;  // in the WordTable; 0: unknown
  WordClasses classes = 0;
};

// Who keeps memory from document to document gives it back after one of more tokens; an article has some hundreds.
inline constexpr size_t kMostKept = 1 << 16;

// A document's tokens. An object serves one thread.
class Tokens {
 public:
  // Replaces what was there and keeps its memory. `values`: sorted and disjoint.
  void Read(std::string_view view, const Structure& structure, const std::vector<Mention>& values,
            const WordTable& words);

  uint32_t size() const { return all_.size(); }
  const Token& operator[](uint32_t token) const { return all_[token]; }
  uint32_t Word(uint32_t token) const { return all_[token].word; }
  WordClasses Classes(uint32_t token) const { return all_[token].classes; }
  bool Is(uint32_t token, List list) const { return (Classes(token) & Bit(list)) != 0; }

  uint32_t sentences() const { return static_cast<uint32_t>(sentence_begins_.size()) - 1; }
  uint32_t SentenceBegin(uint32_t sentence) const { return sentence_begins_[sentence]; }
  uint32_t SentenceEnd(uint32_t sentence) const { return sentence_begins_[sentence + 1]; }
  // The tokens that have a capital, in order.
  std::span<const uint32_t> capitals() const { return capitals_.All(); }
  // The tokens that the WordTable has marked, in order.
  std::span<const uint32_t> marked() const { return marked_.All(); }

 private:
  // A vector that leaves the checks for room to its user.
  template <typename Item>
  class Buffer {
   public:
    // Forgets all items; up to `most` may be written where it points.
    Item* MakeRoom(size_t most) {
      if (most > capacity_) {
        capacity_ = most * 2;
        items_ = std::make_unique_for_overwrite<Item[]>(capacity_);
      }
      size_ = 0;
      return items_.get();
    }
    // What has been written there.
    void EndAt(const Item* end) { size_ = static_cast<uint32_t>(end - items_.get()); }
    uint32_t size() const { return size_; }
    const Item& operator[](size_t at) const { return items_[at]; }
    std::span<const Item> All() const { return {items_.get(), size_}; }

   private:
    std::unique_ptr<Item[]> items_;
    uint32_t size_ = 0;
    size_t capacity_ = 0;
  };

  // "3M" is a name that gazetteers have, or three million; a figure where what it counts follows.
  bool IsNameBeforeFigure(uint32_t token, const std::vector<Mention>& values) const;

  Buffer<Token> all_;
  std::vector<uint32_t> sentence_begins_;  // one more at the end
  Buffer<uint32_t> capitals_, marked_;
};

// Ends like a verb's form or an adverb: -ing, -ed, -ly.
bool IsInflected(std::string_view view, const Token& token);

// The words' hashes of a name out of any document, for keys: "and" is left out. Replaces what `words` holds.
void NameWords(std::string_view name, std::vector<uint64_t>* words);

}  // namespace attest

#endif  // ATTEST_MENTIONS_TOKENS_H_
