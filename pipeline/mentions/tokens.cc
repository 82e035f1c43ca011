#include "pipeline/mentions/tokens.h"

#include <algorithm>
#include <array>

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

uint16_t GapBit(char c) {
  switch (c) {
    case ',':
      return kGapComma;
    case '(':
    case '[':
      return kGapOpen;
    case ')':
    case ']':
      return kGapClose;
    case '"':
    case '\'':
    case '`':
      return kGapQuote;
    case '&':
      return kGapAmpersand;
    case '.':
      return kGapStop;
    case ':':
    case ';':
      return kGapColon;
    case '<':
      return kGapLess;
    case '>':
      return kGapGreater;
    case '/':
      return kGapSlash;
    default:
      return kGapBreak;
  }
}

class Scanner {
 public:
  Scanner(std::string_view text, const WordTable& words, std::vector<Token>* out)
      : text_(text), words_(words), out_(out) {}

  // Appends the tokens of [at, end); their word and classes are left to who looks them up, a sentence at a time.
  void Scan(uint32_t at, uint32_t end) {
    gap_ = kGapBreak;
    first_ = true;
    while (at < end) {
      const uint8_t kind = kBytes[ByteAt(text_, at)];
      if (kind == kLower || kind == kUpper || kind == kDigit) {
        at = Word(at, end);
        continue;
      }
      if (kind == kSpace) {
        gap_ |= kGapSpace;
        ++at;
        continue;
      }
      if (kind == kWide) {
        uint32_t length = 0;
        if (WideLetter(text_, at, &length) != kOther) {
          at = Word(at, end);
        } else {
          gap_ |= kGapBreak;
          at += length;
        }
        continue;
      }
      const char c = text_[at];
      if (c == '-') {
        const bool before = at > 0 && kBytes[ByteAt(text_, at - 1)] == kSpace;
        const bool after = at + 1 < end && kBytes[ByteAt(text_, at + 1)] == kSpace;
        gap_ |= before || after ? kGapDash : kGapHyphen;
      } else {
        gap_ |= GapBit(c);
        if (c == '"' || c == ':') first_ = true;
      }
      ++at;
    }
  }

 private:
  static bool IsAlnum(uint8_t byte) { return kBytes[byte] >= kLower; }

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
    const std::string_view word = text_.substr(begin, at - begin);
    if (word.size() > 5 && (word.ends_with("ing") || word.ends_with("ed") || word.ends_with("ly"))) shape |= kInflected;
    token.hash = HashWord(word);
    words_.Prefetch(token.hash);
    token.gap = gap_;
    gap_ = 0;
    first_ = false;
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
    out_->push_back(token);
    return at;
  }

  std::string_view text_;
  const WordTable& words_;
  std::vector<Token>* out_;
  uint16_t gap_ = kGapBreak;
  bool first_ = true;
};

}  // namespace

uint32_t Tokens::SentenceOf(uint32_t token) const {
  const auto after = std::upper_bound(sentence_begins.begin(), sentence_begins.end(), token);
  return static_cast<uint32_t>(after - sentence_begins.begin()) - 1;
}

Tokens Tokenise(std::string_view view, const Structure& structure, const std::vector<Span>& values,
                const WordTable& words) {
  Tokens tokens;
  tokens.all.reserve(view.size() / 5 + 8);
  tokens.sentence_begins.reserve(structure.sentences.size() + 1);
  Scanner scanner(view, words, &tokens.all);
  size_t value = 0;
  for (const Sentence& sentence : structure.sentences) {
    const auto begin = static_cast<uint32_t>(tokens.all.size());
    tokens.sentence_begins.push_back(begin);
    scanner.Scan(sentence.in_view.begin, sentence.in_view.end);
    for (size_t i = begin; i < tokens.all.size(); ++i) {
      Token& token = tokens.all[i];
      const WordTable::Slot& known = words.Find(token.hash);
      token.word = known.index;
      token.classes = known.classes;
      while (value < values.size() && values[value].end <= token.begin) ++value;
      if (value < values.size() && values[value].begin < token.end) token.shape |= kInValue;
    }
  }
  tokens.sentence_begins.push_back(static_cast<uint32_t>(tokens.all.size()));
  return tokens;
}

std::vector<uint64_t> NameWords(std::string_view name) {
  static const uint64_t kAnd = HashWord("and");
  static const auto& none = *new WordTable();
  std::vector<Token> tokens;
  Scanner scanner(name, none, &tokens);
  scanner.Scan(0, static_cast<uint32_t>(name.size()));
  std::vector<uint64_t> words;
  for (const Token& token : tokens) {
    if (token.hash != kAnd) words.push_back(token.hash);
  }
  return words;
}

}  // namespace attest
