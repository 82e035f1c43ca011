#include "pipeline/mentions/value_tape.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "pipeline/mentions/words.h"

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

constexpr uint64_t kOnes = 0x0101010101010101u, kHigh = 0x80 * kOnes, kFold = 0x20 * kOnes;

// The high bit of each byte that is a letter of a word: A to Z, a to z, and whatever is beyond ASCII.
uint64_t LetterBits(uint64_t bytes) {
  const uint64_t folded = (bytes | kFold) & ~kHigh;
  const uint64_t from_a = folded + (0x80 - 'a') * kOnes, past_z = folded + (0x80 - 'z' - 1) * kOnes;
  return ((from_a & ~past_z) | bytes) & kHigh;
}

constexpr size_t kPrefix = 8;  // bytes of a word that its prefix takes in

// Of up to eight folded letters. It turns most words away, and is the key of those that are shorter.
uint64_t PrefixKey(uint64_t folded) { return (folded ^ folded >> 29) * 0x9E3779B97F4A7C15u; }
uint64_t PrefixOf(std::string_view word) {
  uint64_t folded = 0;
  for (size_t i = 0; i < std::min(word.size(), kPrefix); ++i) {
    folded |= static_cast<uint64_t>(static_cast<unsigned char>(word[i]) | 0x20) << (8 * i);
  }
  return PrefixKey(folded);
}
// A word's key for the tables.
uint64_t WordKey(std::string_view word, uint64_t prefix) { return word.size() < kPrefix ? prefix : HashWord(word); }
uint64_t WordKey(std::string_view word) { return WordKey(word, PrefixOf(word)); }

// The end of the letters, of the sign or of the white space that begins at `at`.
uint32_t ElementEnd(std::string_view text, uint32_t at) {
  const auto size = static_cast<uint32_t>(text.size());
  const ByteKind kind = KindAt(text, at);
  uint32_t end = at + 1;
  if (kind == kLetter || kind == kSpace) {
    while (end < size && KindAt(text, end) == kind) ++end;
  } else if (kind == kWide) {
    while (end < size && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  }
  return end;
}

// The letters at the begin of eight bytes, the last of them lowest.
struct Letters {
  uint64_t bytes;   // the others are zero
  uint64_t others;  // the high bit of each byte that is no letter
  bool ascii() const { return (bytes & kHigh) == 0; }
  bool none() const { return (others & 0x80) != 0; }
  bool all() const { return others == 0; }
  uint32_t count() const { return static_cast<uint32_t>(std::countr_zero(others)) / 8; }
  uint64_t prefix() const { return PrefixKey(bytes | (kFold & mask())); }
  uint64_t mask() const { return ((others & (~others + 1)) >> 7) - 1; }  // all bits when all are letters
};
Letters LettersAt(const char* text) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof(bytes));
  Letters letters{bytes, ~LetterBits(bytes) & kHigh};
  letters.bytes &= letters.mask();
  return letters;
}

struct Word {
  uint32_t end;
  uint64_t prefix;
};

// The word or sign that begins at `at`. Most words are ASCII: those are read eight letters at a time.
Word ReadWord(std::string_view text, uint32_t at) {
  if constexpr (std::endian::native == std::endian::little) {
    uint64_t prefix = 0;
    for (uint32_t end = at; end + 8 <= text.size(); end += 8) {
      const Letters letters = LettersAt(text.data() + end);
      if (!letters.ascii()) break;
      if (end == at) {
        if (letters.none()) break;
        prefix = letters.prefix();
      }
      if (!letters.all()) return {end + letters.count(), prefix};
    }
  }
  const uint32_t end = ElementEnd(text, at);
  return {end, PrefixOf(text.substr(at, end - at))};
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

TapeWriter::TapeWriter(const Alphabet& alphabet, const Symbols& firsts) {
  for (size_t c = 0; c < firsts_.size(); ++c) firsts_[c] = firsts[c];
  for (const auto& [phrase, spelling] : alphabet.words()) {
    const auto element = [text = std::string_view(phrase)](uint32_t begin, uint32_t end) {
      return text.substr(begin, end - begin);
    };
    uint32_t end = ElementEnd(phrase, 0);
    const uint64_t prefix = PrefixOf(element(0, end));
    known_.Add(prefix);
    const auto is_first = [&](char symbol) { return firsts_[static_cast<unsigned char>(symbol)]; };
    if (is_first(spelling.symbol) || std::any_of(spelling.exact.begin(), spelling.exact.end(),
                                                 [&](const auto& exact) { return is_first(exact.second); })) {
      first_.Add(prefix);
    }
    uint64_t hash = ElementKey(element(0, end));
    Entry* entry = &words_.At(hash);
    if (end < phrase.size()) {
      entry->leads = true;
      if (KindAt(phrase, end) == kSpace) {
        const uint32_t second = ElementEnd(phrase, end);
        entry->seconds |= uint64_t{1} << (PrefixOf(element(second, ElementEnd(phrase, second))) >> 58);
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
  return second < view.size() && (entry.seconds >> (ReadWord(view, second).prefix >> 58) & 1) != 0;
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

void TapeWriter::Write(std::string_view view, Tape* tape) const {
  const auto size = static_cast<uint32_t>(view.size());
  // Every symbol stands for a byte at least but kGlue, which stands between two.
  if (const size_t most = size_t{size} * 2 + 1; tape->symbols_.size() < most) {
    tape->symbols_.resize(most);
    tape->offsets_.resize(most);
    tape->starts_.resize(most);
  }
  char* const symbols = tape->symbols_.data();
  uint32_t* const offsets = tape->offsets_.data();
  uint32_t* const starts = tape->starts_.data();
  uint32_t count = 0, start_count = 0;
  const auto put = [&](char symbol, uint32_t at) {
    symbols[count] = symbol;
    offsets[count++] = at;
  };
  // Words in a row that no pattern has are one symbol, whatever stands between them: no value reaches across.
  constexpr uint32_t kNone = UINT32_MAX;
  uint32_t skipped = kNone;  // where they begin
  const auto put_skipped = [&] {
    if (skipped == kNone) return;
    put(kUnknownWord, skipped);
    skipped = kNone;
  };
  uint32_t letters_end = kNone, digits_end = kNone;  // of the last word, of the last figure
  for (uint32_t at = 0; at < size;) {
    // Most words are short and begin no value.
    if constexpr (std::endian::native == std::endian::little) {
      while (skipped != kNone && at + 9 <= size) {
        const Letters letters = LettersAt(view.data() + at);
        if (letters.none() || letters.all() || !letters.ascii() || first_.Has(letters.prefix())) break;
        letters_end = at + letters.count();
        at = letters_end + (view[letters_end] == ' ' || view[letters_end] == '\n');
      }
    }
    const ByteKind kind = KindAt(view, at);
    if (kind == kLetter || kind == kWide) {
      const Word word = ReadWord(view, at);
      const bool touches = at == digits_end && kind == kLetter;
      const Entry* entry = nullptr;
      uint64_t key = 0;
      // Behind words that no pattern has only a word that values begin with is worth a symbol.
      if ((skipped == kNone ? known_ : first_).Has(word.prefix)) {
        key = WordKey(view.substr(at, word.end - at), word.prefix);
        entry = words_.Find(key);
      }
      if (entry == nullptr && !touches) {
        if (skipped == kNone) skipped = at;
        if (kind == kLetter) letters_end = word.end;
        at = word.end + (word.end < size && view[word.end] == ' ');
        continue;
      }
      put_skipped();
      if (touches) put(kGlue, at);
      char symbol = kUnknownWord;
      uint32_t end = word.end;
      if (entry != nullptr) {
        symbol = SymbolOf(*entry, view.substr(at, end - at));
        if (entry->leads && MayGoOn(*entry, view, end)) {
          if (const uint32_t phrase_end = PhraseEnd(view, at, end, key, &symbol)) end = phrase_end;
        }
      }
      starts[start_count] = count;
      start_count += !touches && firsts_[static_cast<unsigned char>(symbol)];
      put(symbol, at);
      at = end;
      if (end == word.end ? kind == kLetter : KindBefore(view, at) == kLetter) letters_end = at;
    } else if (kind == kSpace) {
      const uint32_t end = at + 1 < size && KindAt(view, at + 1) == kSpace ? ElementEnd(view, at) : at + 1;
      if (skipped == kNone) {
        const bool gap = end == at + 1 ? view[at] == ' ' || view[at] == '\n' : IsGap(view.substr(at, end - at));
        put(gap ? ' ' : kBreak, at);
      }
      at = end;
    } else {
      const auto byte = static_cast<unsigned char>(view[at]);
      if (kind == kSign && skipped != kNone && !firsts_[byte]) {
        ++at;
        continue;
      }
      put_skipped();
      const bool touches = kind == kDigit && at == letters_end;
      if (touches) put(kGlue, at);
      starts[start_count] = count;
      start_count += !touches && firsts_[byte];
      put(view[at], at);
      ++at;
      if (kind == kDigit) {
        for (; at < size && KindAt(view, at) == kDigit; ++at) put(view[at], at);
        digits_end = at;
      }
    }
  }
  put_skipped();
  offsets[count] = size;
  tape->size_ = count;
  tape->start_count_ = start_count;
}

}  // namespace attest::values
