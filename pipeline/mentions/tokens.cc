#include "pipeline/mentions/tokens.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace attest {
namespace {

enum Byte : uint8_t { kOther, kSpace, kLower, kUpper, kDigit, kWide };

constexpr std::array<uint8_t, 256> MakeBytes() {
  std::array<uint8_t, 256> out{};
  for (int c = 'a'; c <= 'z'; ++c) out[static_cast<size_t>(c)] = kLower;
  for (int c = 'A'; c <= 'Z'; ++c) out[static_cast<size_t>(c)] = kUpper;
  for (int c = '0'; c <= '9'; ++c) out[static_cast<size_t>(c)] = kDigit;
  for (int c = 0x80; c < 0x100; ++c) out[static_cast<size_t>(c)] = kWide;
  for (const char c : {' ', '\n', '\t', '\r'}) out[static_cast<unsigned char>(c)] = kSpace;
  return out;
}
constexpr std::array<uint8_t, 256> kBytes = MakeBytes();

uint8_t ByteAt(std::string_view text, size_t at) { return static_cast<unsigned char>(text[at]); }

// What a UTF-8 letter outside ASCII is, and its length; kOther for signs, currencies and punctuation.
Byte WideLetter(std::string_view text, size_t at, uint32_t* length) {
  const uint8_t lead = ByteAt(text, at);
  const uint8_t next = at + 1 < text.size() ? ByteAt(text, at + 1) : 0;
  *length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (at + *length > text.size()) *length = static_cast<uint32_t>(text.size() - at);
  switch (lead) {
    case 0xC2:
    case 0xE2:
      return kOther;  // Latin-1 signs; general punctuation and currencies
    case 0xC3:
      return next < 0x9F && next != 0x97 ? kUpper : next == 0xB7 || next == 0x97 ? kOther : kLower;
    case 0xC4:
      return next < 0xB9 ? (next % 2 == 0 ? kUpper : kLower) : (next % 2 == 1 ? kUpper : kLower);
    case 0xC5:
      return next < 0x89 || next > 0xB8 ? (next % 2 == 1 ? kUpper : kLower) : (next % 2 == 0 ? kUpper : kLower);
    case 0xCE:
      return next < 0xAC ? kUpper : kLower;
    case 0xD0:
      return next < 0xB0 ? kUpper : kLower;
    default:
      return lead >= 0xF0 ? kOther : kLower;
  }
}

constexpr std::array<uint16_t, 256> MakeGaps() {
  std::array<uint16_t, 256> out{};
  for (uint16_t& bits : out) bits = kGapBreak;
  constexpr std::pair<std::string_view, uint16_t> kSigns[] = {
      {" \n\t\r", kGapSpace}, {",", kGapComma},     {"([", kGapOpen}, {")]", kGapClose},
      {"\"'`", kGapQuote},    {"&", kGapAmpersand}, {".", kGapStop},  {":;", kGapColon},
      {"<", kGapLess},        {">", kGapGreater},   {"/", kGapSlash}, {"-", kGapHyphen}};
  for (const auto& [signs, bits] : kSigns) {
    for (const char sign : signs) out[static_cast<unsigned char>(sign)] = bits;
  }
  return out;
}
constexpr std::array<uint16_t, 256> kGaps = MakeGaps();

constexpr uint64_t kOnes = 0x0101010101010101u, kHigh = 0x80 * kOnes;

// How many of the eight bytes at `at`, from the first on, are small ASCII letters; the first may be a capital.
uint32_t LettersAt(uint64_t bytes) {
  const uint64_t folded = bytes | 0x20;  // of the first byte alone
  const uint64_t low = folded & ~kHigh;
  const uint64_t from_a = low + (0x80 - 'a') * kOnes, past_z = low + (0x80 - 'z' - 1) * kOnes;
  const uint64_t others = ~(from_a & ~past_z & ~folded) & kHigh;
  return static_cast<uint32_t>(std::countr_zero(others)) / 8;  // 64 / 8 when all are letters
}

// The eight bytes in memory order, the first in the lowest place whatever the machine's own order.
uint64_t EightBytes(const char* at) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof(bytes));
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  return bytes;
}

class Scanner {
 public:
  // `words`: the table that the tokens will be looked up in soon; nullptr when in none.
  Scanner(std::string_view text, const WordTable* words, std::vector<Token>* out)
      : text_(text), words_(words), out_(out) {}

  // Appends the tokens of [at, end); their word and classes are left to who looks them up, a sentence at a time.
  void Scan(uint32_t at, uint32_t end) {
    gap_ = kGapBreak;
    first_ = true;
    while (at < end) {
      const uint8_t kind = kBytes[ByteAt(text_, at)];
      if (kind == kLower || kind == kUpper) {
        at = PlainWord(at, end, kind == kUpper);
      } else if (kind == kDigit) {
        at = Word(at, end);
      } else if (kind == kWide) {
        uint32_t length = 0;
        if (WideLetter(text_, at, &length) != kOther) {
          at = Word(at, end);
        } else {
          gap_ |= kGapBreak;
          at += length;
        }
      } else {
        const char c = text_[at];
        uint16_t gap = kGaps[static_cast<unsigned char>(c)];
        if (gap == kGapHyphen) {
          const bool before = at > 0 && kBytes[ByteAt(text_, at - 1)] == kSpace;
          const bool after = at + 1 < end && kBytes[ByteAt(text_, at + 1)] == kSpace;
          if (before || after) gap = kGapDash;
        }
        gap_ |= gap;
        if (c == '"' || c == ':') first_ = true;
        ++at;
      }
    }
  }

 private:
  static bool IsAlnum(uint8_t byte) { return kBytes[byte] >= kLower; }

  // Most words: ASCII letters, of which only the first may be a capital, and nothing after them that could belong to
  // the word. Any other goes to Word.
  uint32_t PlainWord(uint32_t begin, uint32_t end, bool capital) {
    uint32_t at = begin;
    uint64_t bytes = 0;
    uint32_t count = 0;
    do {
      if (at + 8 > text_.size()) return Word(begin, end);
      bytes = EightBytes(text_.data() + at);
      // After the first eight bytes a capital is none of the word's beginning.
      if (at > begin && kBytes[ByteAt(text_, at)] == kUpper) return Word(begin, end);
      count = LettersAt(bytes);
      at += count;
    } while (count == 8);
    if (at > end) return Word(begin, end);
    Token token;
    if (at < end) {
      const char c = text_[at];
      switch (c) {
        case ' ':
        case ',':
        case '\n':
          break;
        case '.':
          if (at + 1 < end && IsAlnum(ByteAt(text_, at + 1))) return Word(begin, end);
          token.shape |= kDotAfter;
          break;
        case '&':
        case '-':
        case '\'':
        case '!':
          return Word(begin, end);
        default:
          if (IsAlnum(static_cast<uint8_t>(c))) return Word(begin, end);
      }
    }
    token.begin = begin;
    token.end = at;
    const uint32_t size = at - begin;
    if (capital) token.shape |= size == 1 ? kCapital | kInitials : kCapital;
    if (first_) token.shape |= kFirst;
    token.hash =
        size < 8 ? HashShortWord(bytes & ((uint64_t{1} << (8 * size)) - 1), size) : HashWord(text_.substr(begin, size));
    token.gap = std::exchange(gap_, uint16_t{0});
    Append(token);
    if (at == end || text_[at] != ' ') return at;
    gap_ = kGapSpace;
    return at + 1;
  }

  void Append(const Token& token) {
    if (words_ != nullptr) words_->Prefetch(token.hash);
    first_ = false;
    out_->push_back(token);
  }

  uint32_t Word(uint32_t begin, uint32_t end) {
    Token token;
    token.begin = begin;
    uint32_t letters = 0, capitals = 0, segment = 0, at = begin;
    bool small_before = false, dots = false;
    uint16_t shape = 0;
    const auto letter = [&](bool upper) {
      if (upper) {
        ++capitals;
        if (letters == 0 && at == begin) shape |= kCapital;
        if (small_before) shape |= kInnerCapital;
      } else {
        small_before = true;
      }
      ++letters;
      ++segment;
    };
    while (at < end) {
      const uint8_t byte = ByteAt(text_, at);
      const uint8_t kind = kBytes[byte];
      if (kind == kLower) {
        const uint32_t from = at;
        do ++at;
        while (at < end && kBytes[ByteAt(text_, at)] == kLower);
        letters += at - from;
        segment += at - from;
        small_before = true;
      } else if (kind == kUpper) {
        letter(true);
        ++at;
      } else if (kind == kDigit) {
        shape |= kHasDigit | (at == begin ? kDigitFirst : 0);
        small_before = true;
        ++segment;
        ++at;
      } else if (kind == kWide) {
        uint32_t length = 0;
        const Byte wide = WideLetter(text_, at, &length);
        if (wide == kOther) break;
        letter(wide == kUpper);
        at += length;
      } else if (at + 1 < end && IsAlnum(ByteAt(text_, at + 1))) {
        const uint8_t next = kBytes[ByteAt(text_, at + 1)];
        if (byte == '&') {
          small_before = false;  // AT&T
        } else if (byte == '.') {
          // An initial, or a name like "Boots.com"; a missing space after a full stop is none.
          if (segment != 1 && next == kUpper && capitals != letters) break;
          if ((shape & kDigitFirst) != 0) break;
          dots = dots || segment == 1;
          shape |= kHasDot;
          small_before = false;
          segment = 0;
        } else if (byte == '-') {
          // "low-cost" is one word, "Paris-based" two, and so is "Rolls-Royce".
          if ((shape & (kCapital | kHasDigit)) != 0 || capitals > 0 || next != kLower) break;
        } else if (byte == '\'') {
          if (letters > 2 || next != kUpper) break;  // L'Oréal, O'Neill
          small_before = false;
        } else {
          break;
        }
        ++at;
      } else {
        break;
      }
    }
    token.end = at;
    if (capitals >= 2 && capitals == letters) shape |= kAllCaps;
    if (capitals == letters && letters > 0 && (dots || letters == 1)) shape |= kInitials;
    if (first_) shape |= kFirst;
    token.hash = HashWord(text_.substr(begin, at - begin));
    token.gap = std::exchange(gap_, uint16_t{0});
    if (at < end) {
      const char c = text_[at];
      if (c == '\'') {
        const bool s = at + 1 < end && (text_[at + 1] == 's' || text_[at + 1] == 'S') &&
                       (at + 2 == end || !IsAlnum(ByteAt(text_, at + 2)));
        if (s) {
          shape |= kPossessive;
          gap_ = kGapPossessive;
          at += 2;
        } else if (letters > 2 && (text_[at - 1] == 's') && at + 1 < end && kBytes[ByteAt(text_, at + 1)] == kSpace) {
          shape |= kPossessive;  // "Boots' shares"; or a closing quote, which the evidence has to bear
          gap_ = kGapPossessive;
          ++at;
        }
      } else if (c == '.') {
        shape |= kDotAfter;
      } else if (c == '!') {
        const bool goes_on = at + 2 < end && (kBytes[ByteAt(text_, at + 2)] == kLower || text_[at + 1] == '\'');
        if (goes_on && (shape & kCapital) != 0) {
          shape |= kBang;
          ++at;
          if (text_[at] == '\'' && at + 1 < end && text_[at + 1] == 's') {
            shape |= kPossessive;
            gap_ = kGapPossessive;
            at += 2;
          }
        }
      }
    }
    token.shape = shape;
    Append(token);
    return at;
  }

  std::string_view text_;
  const WordTable* words_;
  std::vector<Token>* out_;
  uint16_t gap_ = kGapBreak;
  bool first_ = true;
};

}  // namespace

bool IsInflected(std::string_view view, const Token& token) {
  const std::string_view word = view.substr(token.begin, token.end - token.begin);
  return word.size() > 5 && (word.ends_with("ing") || word.ends_with("ed") || word.ends_with("ly"));
}

void Tokenise(std::string_view view, const Structure& structure, const std::vector<Mention>& values,
              const WordTable& words, Tokens* tokens) {
  std::vector<Token>& all = tokens->all;
  all.clear();
  all.reserve(view.size() / 5 + 8);
  tokens->sentence_begins.clear();
  Scanner scanner(view, &words, &all);
  size_t value = 0;
  for (const Sentence& sentence : structure.sentences) {
    const size_t begin = all.size();
    tokens->sentence_begins.push_back(static_cast<uint32_t>(begin));
    scanner.Scan(sentence.in_view.begin, sentence.in_view.end);
    for (size_t i = begin; i < all.size(); ++i) {
      Token& token = all[i];
      const WordTable::Slot& known = words.Find(token.hash);
      token.word = known.index;
      token.classes = known.classes;
      while (value < values.size() && values[value].in_view.end <= token.begin) ++value;
      if (value < values.size() && values[value].in_view.begin < token.end) token.shape |= kInValue;
    }
  }
  tokens->sentence_begins.push_back(static_cast<uint32_t>(all.size()));
}

void NameWords(std::string_view name, std::vector<uint64_t>* words) {
  static const uint64_t kAnd = HashWord("and");
  static thread_local std::vector<Token> tokens;
  tokens.clear();
  Scanner(name, nullptr, &tokens).Scan(0, static_cast<uint32_t>(name.size()));
  words->clear();
  for (const Token& token : tokens) {
    if (token.hash != kAnd) words->push_back(token.hash);
  }
}

}  // namespace attest
