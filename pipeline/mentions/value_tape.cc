#include "pipeline/mentions/value_tape.h"

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

// A word's key for the tables: up to seven letters they are it themselves.
uint64_t ShortKey(uint64_t folded) { return (folded ^ folded >> 29) * 0x9E3779B97F4A7C15u; }
uint64_t WordKey(std::string_view word) {
  if (word.size() > 7) return HashWord(word);
  uint64_t folded = 0;
  for (size_t i = 0; i < word.size(); ++i) {
    folded |= static_cast<uint64_t>(static_cast<unsigned char>(word[i]) | 0x20) << (8 * i);
  }
  return ShortKey(folded);
}

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

struct Word {
  uint32_t end;
  uint64_t key;
};

// The word or sign that begins at `at`. Most words are short and ASCII: those are read in one go.
Word ReadWord(std::string_view text, uint32_t at) {
  if constexpr (std::endian::native == std::endian::little) {
    if (at + 8 <= text.size()) {
      uint64_t bytes = 0;
      std::memcpy(&bytes, text.data() + at, sizeof(bytes));
      const uint64_t others = ~LetterBits(bytes) & kHigh;
      if (others != 0) {
        const int bits = std::countr_zero(others) & ~7;  // of the letters before the first other byte
        const uint64_t letters = bytes & ((uint64_t{1} << bits) - 1);
        if ((letters & kHigh) == 0) {
          const uint64_t folded = letters | (kFold & ((uint64_t{1} << bits) - 1));
          return {at + static_cast<uint32_t>(bits) / 8, ShortKey(folded)};
        }
      }
    }
  }
  const uint32_t end = ElementEnd(text, at);
  return {end, WordKey(text.substr(at, end - at))};
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
    uint32_t end = ElementEnd(phrase, 0);
    uint64_t hash = ElementKey(std::string_view(phrase).substr(0, end));
    filter_[hash >> 57] |= uint64_t{1} << (hash >> 51 & 63);
    Entry* entry = &words_.At(hash);
    if (end < phrase.size()) entry->leads = true;
    while (end < phrase.size()) {
      const uint32_t begin = std::exchange(end, ElementEnd(phrase, end));
      hash = HashPhrase(hash, ElementKey(std::string_view(phrase).substr(begin, end - begin)));
      entry = &phrases_.At(hash);
    }
    entry->symbol = spelling.symbol;
    entry->exact = KeepSpellings(spelling);
  }
}

char TapeWriter::SymbolOf(const Entry& entry, std::string_view spelled) const {
  if (entry.exact != 0) {
    for (const auto& [exact, symbol] : exact_[entry.exact - 1u]) {
      if (exact == spelled) return symbol;
    }
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
    const ByteKind kind = KindAt(view, at);
    if (kind == kLetter || kind == kWide) {
      const Word word = ReadWord(view, at);
      const bool touches = at == digits_end && kind == kLetter;
      const Entry* entry = MayBeKnown(word.key) ? words_.Find(word.key) : nullptr;
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
        if (entry->leads) {
          if (const uint32_t phrase_end = PhraseEnd(view, at, end, word.key, &symbol)) end = phrase_end;
        }
      }
      starts[start_count] = count;
      start_count += !touches && firsts_[static_cast<unsigned char>(symbol)];
      put(symbol, at);
      at = end;
      if (KindBefore(view, at) == kLetter) letters_end = at;
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

void BeginFilter::Add(const PatternNode& pattern, const Alphabet& alphabet) {
  Symbols all;
  all.set();
  for (const std::vector<const Symbols*>& begin : BeginsOf(pattern, alphabet)) {
    if (begin.empty()) continue;
    firsts_ |= *begin[0];
    for (size_t first = 0; first < begin[0]->size(); ++first) {
      if (!(*begin[0])[first]) continue;
      next_[first] |= begin.size() > 1 ? *begin[1] : all;
      if (begin.size() == 1 || (*begin[1])[' ']) beyond_[first] |= begin.size() > 2 ? *begin[2] : all;
    }
  }
}

bool BeginFilter::MayBegin(std::string_view symbols, size_t at) const {
  const auto first = static_cast<unsigned char>(symbols[at]);
  const char next = at + 1 < symbols.size() ? symbols[at + 1] : kBreak;
  if (next == kGlue) return true;
  if (!next_[first][static_cast<unsigned char>(next)]) return false;
  if (next != ' ') return true;
  const char beyond = at + 2 < symbols.size() ? symbols[at + 2] : kBreak;
  return beyond_[first][static_cast<unsigned char>(beyond)];
}

}  // namespace attest::values
