#include "pipeline/mentions/value_tape.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "pipeline/mentions/words.h"
#include "pipeline/model/eight_bytes.h"

namespace attest::values {
namespace {

enum ByteKind : uint8_t { kSign, kSpace, kDigit, kLetter, kWide };

constexpr std::array<uint8_t, 256> kKinds = [] {
  std::array<uint8_t, 256> out{};
  for (int c = 'a'; c <= 'z'; ++c) out[static_cast<size_t>(c)] = kLetter;
  for (int c = 'A'; c <= 'Z'; ++c) out[static_cast<size_t>(c)] = kLetter;
  for (int c = '0'; c <= '9'; ++c) out[static_cast<size_t>(c)] = kDigit;
  for (int c = 0x80; c < 0x100; ++c) out[static_cast<size_t>(c)] = kLetter;
  // Sequences that begin so are signs: Latin-1 signs, punctuation and currencies, full-width forms.
  for (const int c : {0xC2, 0xE2, 0xEF}) out[static_cast<size_t>(c)] = kWide;
  for (const char c : {' ', '\n', '\t', '\r'}) out[static_cast<unsigned char>(c)] = kSpace;
  return out;
}();

ByteKind KindAt(std::string_view text, size_t at) {
  return static_cast<ByteKind>(kKinds[static_cast<unsigned char>(text[at])]);
}

// Of the character that ends at `end`.
ByteKind KindBefore(std::string_view text, uint32_t end) {
  uint32_t at = end - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return KindAt(text, at);
}

constexpr uint64_t kFold = 0x20 * kEachByte;
constexpr size_t kPrefix = 8;  // bytes of a word that its prefix takes in

std::string_view Piece(std::string_view text, uint32_t begin, uint32_t end) {
  return {text.data() + begin, size_t{end} - begin};
}

// Of up to eight folded letters. It turns most words away, and is the key of those that are shorter.
uint64_t PrefixKey(uint64_t folded) { return (folded ^ folded >> 29) * 0x9E3779B97F4A7C15u; }
uint64_t PrefixOf(std::string_view word) {
  const uint64_t folded = EightBytes(word, 0) | kFold;
  return PrefixKey(word.size() < kPrefix ? folded & ((uint64_t{1} << (8 * word.size())) - 1) : folded);
}
// A word's key for the tables.
uint64_t WordKey(std::string_view word, uint64_t prefix) {
  return word.size() < kPrefix ? prefix ^ prefix >> 32 : HashWord(word);
}
uint64_t WordKey(std::string_view word) { return WordKey(word, PrefixOf(word)); }

// The letters at the begin of eight bytes that are all ASCII.
class Letters {
 public:
  explicit Letters(uint64_t bytes) : folded_(bytes | kFold) { letters_ = BytesIn(folded_, 'a', 'z') | ~kHighBits; }
  static bool AreAscii(uint64_t bytes) { return (bytes & kHighBits) == 0; }
  bool all() const { return letters_ + 1 == 0; }
  // What follows holds unless all are.
  bool none() const { return (letters_ & 0x80) == 0; }
  uint32_t count() const { return static_cast<uint32_t>(std::countr_zero(letters_ + 1)) / 8; }
  uint64_t prefix() const { return PrefixKey(folded_ & (letters_ ^ (letters_ + 1)) >> 8); }
  // Of a word that begins with eight letters.
  uint64_t full_prefix() const { return PrefixKey(folded_); }

 private:
  uint64_t folded_;
  uint64_t letters_;  // the high bit of each byte that is one, and all lower bits
};

// The end of the letters from `at` on, of ASCII and beyond.
uint32_t LettersEnd(std::string_view text, uint32_t at) {
  while (true) {
    const uint64_t bytes = EightBytes(text, at);
    if (!Letters::AreAscii(bytes)) break;
    const Letters letters(bytes);
    if (!letters.all()) return at + letters.count();
    at += 8;
  }
  while (at < text.size() && KindAt(text, at) == kLetter) ++at;
  return at;
}

// The end of the letters, of the sign or of the white space that begins at `at`.
uint32_t ElementEnd(std::string_view text, uint32_t at) {
  const auto size = static_cast<uint32_t>(text.size());
  const ByteKind kind = KindAt(text, at);
  if (kind == kLetter) return LettersEnd(text, at);
  uint32_t end = at + 1;
  if (kind == kSpace) {
    while (end < size && KindAt(text, end) == kSpace) ++end;
  } else if (kind == kWide) {
    while (end < size && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  }
  return end;
}

struct Word {
  uint32_t end;
  uint64_t prefix;
};

// The word or sign that begins at `at`. Most words are short and ASCII.
inline Word ReadWord(std::string_view text, uint32_t at) {
  const uint64_t bytes = EightBytes(text, at);
  if (Letters::AreAscii(bytes)) {
    const Letters letters(bytes);
    if (letters.all()) return {LettersEnd(text, at + 8), letters.full_prefix()};
    if (!letters.none()) return {at + letters.count(), letters.prefix()};
  }
  const uint32_t end = ElementEnd(text, at);
  return {end, PrefixOf(Piece(text, at, end))};
}

// The words of a value may stand on two lines of wrapped copy, not in two paragraphs.
bool IsGap(std::string_view space) {
  const size_t line = space.find('\n');
  if (line == space.npos) return space.size() <= 3 && space.find_first_not_of(' ') == space.npos;
  return line <= 1 && space.size() - line <= 3 && space.find_first_not_of(' ', line + 1) == space.npos &&
         (line == 0 || space[0] == ' ');
}

constexpr uint64_t kGapKey = 0xD6E8FEB86659FD93u;
uint64_t ElementKey(std::string_view element) { return KindAt(element, 0) == kSpace ? kGapKey : WordKey(element); }

}  // namespace

uint16_t TapeWriter::KeepSpellings(const Alphabet::Spelling& spelling) {
  if (spelling.exact.empty()) return 0;
  exact_.push_back(spelling.exact);
  return static_cast<uint16_t>(exact_.size());
}

TapeWriter::TapeWriter(const Alphabet& alphabet, const Symbols& firsts, const Symbols& alone) {
  for (size_t c = 0; c < firsts_.size(); ++c) {
    firsts_[c] = firsts[c];
    skipped_[c] = kKinds[c] == kSpace || (kKinds[c] == kSign && !firsts[c]);
  }
  for (const auto& [phrase, spelling] : alphabet.words()) {
    const auto element = [text = std::string_view(phrase)](uint32_t begin, uint32_t end) {
      return text.substr(begin, end - begin);
    };
    uint32_t end = ElementEnd(phrase, 0);
    const uint64_t prefix = PrefixOf(element(0, end));
    known_.Add(prefix);
    // Whether it is one of the symbols in any spelling.
    const auto has = [&its = spelling](const Symbols& symbols) {
      const auto one = [&](char symbol) { return symbols[static_cast<unsigned char>(symbol)]; };
      return one(its.symbol) ||
             std::any_of(its.exact.begin(), its.exact.end(), [&](const auto& exact) { return one(exact.second); });
    };
    if (has(firsts)) first_.Add(prefix);
    uint64_t hash = ElementKey(element(0, end));
    Entry* entry = &words_.At(hash);
    entry->alone |= end == phrase.size() && has(alone);
    if (end < phrase.size()) {
      entry->leads = true;
      if (KindAt(phrase, end) == kSpace) {
        const uint32_t second = ElementEnd(phrase, end);
        entry->seconds |= Entry::BitOf(PrefixOf(element(second, ElementEnd(phrase, second))));
      } else {
        entry->leads_glued = true;
      }
    }
    while (end < phrase.size()) {
      const uint32_t begin = std::exchange(end, ElementEnd(phrase, end));
      hash = HashPhrase(hash, ElementKey(element(begin, end)));
      entry = &phrases_.At(hash);
    }
    entry->symbol = spelling.symbol;
    entry->exact = KeepSpellings(spelling);
  }
}

bool TapeWriter::MayGoOn(const Entry& entry, std::string_view view, uint32_t at) {
  if (at >= view.size()) return false;
  if (KindAt(view, at) != kSpace) return entry.leads_glued;
  const uint32_t second = ElementEnd(view, at);
  return second < view.size() && entry.MayLeadTo(ReadWord(view, second).prefix);
}

char TapeWriter::SymbolAsSpelled(const Entry& entry, std::string_view spelled) const {
  for (const auto& [exact, symbol] : exact_[entry.exact - 1u]) {
    if (exact == spelled) return symbol;
  }
  return entry.symbol;
}

uint32_t TapeWriter::PhraseEnd(std::string_view view, uint32_t begin, uint32_t end, uint64_t hash, char* symbol) const {
  uint32_t longest = 0;
  while (end < view.size()) {
    const uint32_t next = ElementEnd(view, end);
    const std::string_view element = view.substr(end, next - end);
    if (KindAt(view, end) == kSpace && !IsGap(element)) break;
    hash = HashPhrase(hash, ElementKey(element));
    const Entry* entry = phrases_.Find(hash);
    if (entry == nullptr) break;
    end = next;
    const char its = SymbolOf(*entry, view.substr(begin, end - begin));
    if (its == kUnknownWord) continue;
    longest = end;
    *symbol = its;
  }
  return longest;
}

bool TapeWriter::IsIdle(std::string_view view, uint32_t begin, uint32_t end, uint64_t prefix) const {
  const Entry* entry = words_.Find(WordKey(Piece(view, begin, end), prefix));
  if (entry == nullptr) return true;
  if (entry->alone || end + 1 >= view.size() || view[end] != ' ' || KindAt(view, end + 1) != kLetter) return false;
  const uint64_t next = ReadWord(view, end + 1).prefix;
  return !known_.Has(next) && !entry->MayLeadTo(next);
}

uint32_t TapeWriter::Skip(std::string_view view, uint32_t at) const {
  while (at < view.size()) {
    if (skipped_[static_cast<unsigned char>(view[at])]) {
      ++at;
      continue;
    }
    const uint64_t bytes = EightBytes(view, at);
    if (!Letters::AreAscii(bytes)) {
      if (const ByteKind kind = KindAt(view, at); kind != kLetter && kind != kWide) return at;
      const Word word = ReadWord(view, at);
      if (first_.Has(word.prefix)) return at;
      at = word.end;
      continue;
    }
    const Letters letters(bytes);
    if (letters.all()) {
      if (first_.Has(letters.full_prefix())) return at;
      at = LettersEnd(view, at + 8);
    } else {
      if (letters.none()) return at;
      const uint32_t end = at + letters.count();
      if (const uint64_t prefix = letters.prefix(); first_.Has(prefix) && !IsIdle(view, at, end, prefix)) return at;
      at = end;
    }
  }
  return at;
}

// What is written of a tape.
struct TapeWriter::Pen {
  char* symbols;
  uint32_t* offsets;
  uint32_t* starts;
  uint32_t count = 0, start_count = 0;

  void Put(char symbol, uint32_t at) {
    symbols[count] = symbol;
    offsets[count++] = at;
  }
  // Most words and figures stand apart by one space; returns where to go on.
  uint32_t PutSpace(std::string_view view, uint32_t at) {
    if (at + 1 >= view.size() || view[at] != ' ' || KindAt(view, at + 1) == kSpace) return at;
    Put(' ', at);
    return at + 1;
  }
  void PutFirst(char symbol, uint32_t at, bool may_begin) {
    starts[start_count] = count;
    start_count += may_begin;
    Put(symbol, at);
  }
};

inline uint32_t TapeWriter::WriteWord(std::string_view view, uint32_t at, Pen* pen) const {
  const Word word = ReadWord(view, at);
  const bool touches = at > 0 && KindAt(view, at - 1) == kDigit && KindAt(view, at) == kLetter;
  const Entry* entry = nullptr;
  uint64_t key = 0;
  if (known_.Has(word.prefix)) {
    key = WordKey(Piece(view, at, word.end), word.prefix);
    entry = words_.Find(key);
  }
  if (touches) pen->Put(kGlue, at);
  if (entry == nullptr) {
    pen->Put(kUnknownWord, at);
    return touches ? word.end : Skip(view, word.end);
  }
  char symbol = SymbolOf(*entry, Piece(view, at, word.end));
  uint32_t end = word.end;
  if (entry->leads && MayGoOn(*entry, view, end)) {
    if (const uint32_t phrase_end = PhraseEnd(view, at, end, key, &symbol)) end = phrase_end;
  }
  pen->PutFirst(symbol, at, !touches && firsts_[static_cast<unsigned char>(symbol)]);
  return pen->PutSpace(view, end);
}

void TapeWriter::Write(std::string_view view, Tape* tape) const {
  const auto size = static_cast<uint32_t>(view.size());
  // Every symbol stands for a byte at least but kGlue, which stands between two.
  if (const size_t most = size_t{size} * 2 + Tape::kBreaksBehind + 1; tape->symbols_.size() < most) {
    tape->symbols_.resize(most);
    tape->offsets_.resize(most);
    tape->starts_.resize(most);
  }
  Pen pen{tape->symbols_.data(), tape->offsets_.data(), tape->starts_.data()};
  for (uint32_t at = 0; at < size;) {
    const ByteKind kind = KindAt(view, at);
    if (kind == kLetter || kind == kWide) {
      at = WriteWord(view, at, &pen);
    } else if (kind == kSpace) {
      const uint32_t end = at + 1 < size && KindAt(view, at + 1) == kSpace ? ElementEnd(view, at) : at + 1;
      const bool gap = end == at + 1 ? view[at] == ' ' || view[at] == '\n' : IsGap(Piece(view, at, end));
      pen.Put(gap ? ' ' : kBreak, at);
      at = end;
    } else {
      const bool touches = kind == kDigit && at > 0 && KindBefore(view, at) == kLetter;
      if (touches) pen.Put(kGlue, at);
      pen.PutFirst(view[at], at, !touches && firsts_[static_cast<unsigned char>(view[at])]);
      ++at;
      if (kind == kDigit) {
        for (; at < size && KindAt(view, at) == kDigit; ++at) pen.Put(view[at], at);
        at = pen.PutSpace(view, at);
      }
    }
  }
  for (uint32_t i = 0; i < Tape::kBreaksBehind; ++i) pen.Put(kBreak, size);
  pen.offsets[pen.count] = size;
  tape->size_ = pen.count;
  tape->start_count_ = pen.start_count;
}

}  // namespace attest::values
