#include "pipeline/mentions/tokens.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "pipeline/model/eight_bytes.h"

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

// What a byte adds to the gap that it stands in; 0: it begins a word. After a quote or a colon a word is as good as the
// first of its sentence.
constexpr uint16_t kGapFirst = 1 << 15;
constexpr std::array<uint16_t, 256> MakeGaps() {
  std::array<uint16_t, 256> out{};
  for (size_t c = 0; c < out.size(); ++c) out[c] = kBytes[c] >= kLower ? 0 : kGapBreak;
  constexpr std::pair<std::string_view, uint16_t> kSigns[] = {
      {" \n\t\r", kGapSpace}, {",", kGapComma},     {"([", kGapOpen}, {")]", kGapClose},
      {"\"'`", kGapQuote},    {"&", kGapAmpersand}, {".", kGapStop},  {":;", kGapColon},
      {"<", kGapLess},        {">", kGapGreater},   {"/", kGapSlash}, {"-", kGapHyphen}};
  for (const auto& [signs, bits] : kSigns) {
    for (const char sign : signs) out[static_cast<unsigned char>(sign)] = bits;
  }
  for (const char sign : {'"', ':'}) out[static_cast<unsigned char>(sign)] |= kGapFirst;
  return out;
}
constexpr std::array<uint16_t, 256> kGaps = MakeGaps();

// What stands after a plain word and so ends it; what could go on with the word is kMore.
enum Ending : uint8_t { kMore, kEnds, kStops };
constexpr std::array<uint8_t, 256> MakeEndings() {
  std::array<uint8_t, 256> out{};
  for (size_t c = 0; c < 0x80; ++c) out[c] = kBytes[c] >= kLower ? kMore : kEnds;
  for (const char c : {'&', '-', '\'', '!'}) out[static_cast<unsigned char>(c)] = kMore;
  out['.'] = kStops;
  return out;
}
constexpr std::array<uint8_t, 256> kEndings = MakeEndings();

// How many of eight bytes, from the first on, are small ASCII letters.
uint32_t LettersAt(uint64_t bytes) { return BytesBefore(~BytesIn(bytes, 'a', 'z') & kHighBits); }

// Finds the words of sentences, one sentence after another.
class Scanner {
 public:
  Scanner(std::string_view text, std::span<const Mention> values)
      : text_(text), value_(values.data()), values_end_(value_ + values.size()) {
    NextValue(0);
  }
  // Room that Scan needs: two words do not touch.
  static size_t MostTokens(size_t bytes) { return bytes / 2 + 1; }

  // Writes the tokens of [at, end), and returns the end of what it has written. `seen` is called with each word's hash.
  template <typename Seen>
  Token* Scan(uint32_t at, uint32_t end, Token* token, const Seen& seen) {
    uint16_t gap = kGapBreak, first = kFirst;
    const char* const text = text_.data();
    while (at < end) {
      const auto byte = static_cast<uint8_t>(text[at]);
      if (const uint16_t bits = kGaps[byte]; bits != 0) {
        if (bits == kGapHyphen) {
          gap |= Hyphen(at, end);
        } else {
          gap |= bits & ~kGapFirst;
          if ((bits & kGapFirst) != 0) first = kFirst;
        }
        ++at;
        continue;
      }
      token->begin = at;
      token->gap = gap;
      if (const uint32_t next = PlainWord(at, end, token, &gap); next != 0) {
        at = next;
      } else {
        uint32_t length = 0;
        if (kBytes[byte] == kWide && WideLetter(text_, at, &length) == kOther) {
          gap |= kGapBreak;
          at += length;
          continue;
        }
        gap = 0;
        at = Word(at, end, token, &gap);
      }
      if (token->begin >= value_end_) NextValue(token->begin);
      const uint32_t in_value = token->end > value_begin_ ? 1 : 0;
      token->shape = static_cast<uint16_t>((token->shape | first | in_value * kInValue) & ~(in_value * kNameLike));
      first = 0;
      seen(token->hash);
      ++token;
    }
    return token;
  }

 private:
  static bool IsAlnum(uint8_t byte) { return kBytes[byte] >= kLower; }

  uint16_t Hyphen(uint32_t at, uint32_t end) const {
    const bool before = at > 0 && kBytes[ByteAt(text_, at - 1)] == kSpace;
    const bool after = at + 1 < end && kBytes[ByteAt(text_, at + 1)] == kSpace;
    return before || after ? kGapDash : kGapHyphen;
  }

  // Reads a word as most are: up to sixteen ASCII letters, of which only the first may be a capital, and nothing after
  // them that could belong to the word. Returns its end; 0 for any other word. What differs from word to word and so
  // would be guessed wrong, its length and its case, is reckoned without a branch.
  [[gnu::always_inline]] inline uint32_t PlainWord(uint32_t begin, uint32_t end, Token* token, uint16_t* gap) const {
    if (begin + 16 > text_.size()) return 0;
    const char* const text = text_.data() + begin;
    const uint64_t bytes = EightBytes(text);
    uint32_t count = LettersAt(bytes | 0x20);  // of the first byte alone
    if (count == 0) return 0;
    if (count == 8) count += LettersAt(EightBytes(text + 8));
    if (count == 16) return 0;
    token->hash = HashShortWord(text, bytes, count);
    const uint32_t at = begin + count;
    if (at > end) return 0;
    token->end = at;
    // Reckoned without a branch: what comes next in a text cannot be guessed.
    const uint32_t capital = (~bytes >> 5) & 1;
    const uint32_t initial = capital & static_cast<uint32_t>(count == 1);
    token->shape = static_cast<uint16_t>(capital * (kCapital | kNameLike) | initial * kInitials);
    const char after = at < end ? text[count] : ' ';
    if (after == ' ') {
      *gap = kGapSpace;
      return at + 1;
    }
    *gap = 0;
    const uint8_t ending = kEndings[static_cast<uint8_t>(after)];
    if (ending == kEnds) return at;
    if (ending == kMore || (at + 1 < end && IsAlnum(ByteAt(text_, at + 1)))) return 0;
    token->shape |= kDotAfter;
    return at;
  }

  // The first value that does not end before.
  void NextValue(uint32_t at) {
    while (value_ != values_end_ && value_->in_view.end <= at) ++value_;
    value_begin_ = value_ == values_end_ ? UINT32_MAX : value_->in_view.begin;
    value_end_ = value_ == values_end_ ? UINT32_MAX : value_->in_view.end;
  }

  // Reads any word; returns where to go on, which a 's may part from the word's end.
  uint32_t Word(uint32_t begin, uint32_t end, Token* token, uint16_t* next_gap) const {
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
    token->end = at;
    if (capitals >= 2 && capitals == letters) shape |= kAllCaps;
    if (capitals == letters && letters > 0 && (dots || letters == 1)) shape |= kInitials;
    token->hash = HashWord(text_.substr(begin, at - begin));
    if (at < end) {
      const char c = text_[at];
      if (c == '\'') {
        const bool s = at + 1 < end && (text_[at + 1] == 's' || text_[at + 1] == 'S') &&
                       (at + 2 == end || !IsAlnum(ByteAt(text_, at + 2)));
        if (s) {
          shape |= kPossessive;
          *next_gap = kGapPossessive;
          at += 2;
        } else if (letters > 2 && (text_[at - 1] == 's') && at + 1 < end && kBytes[ByteAt(text_, at + 1)] == kSpace) {
          shape |= kPossessive;  // "Boots' shares"; or a closing quote, which the evidence has to bear
          *next_gap = kGapPossessive;
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
            *next_gap = kGapPossessive;
            at += 2;
          }
        }
      }
    }
    token->shape = shape | ((shape & (kCapital | kInnerCapital)) != 0 ? kNameLike : 0);
    return at;
  }

  std::string_view text_;
  const Mention* value_;
  const Mention* values_end_;
  uint32_t value_begin_ = UINT32_MAX;
  uint32_t value_end_ = UINT32_MAX;
};

}  // namespace

void Tokens::Read(std::string_view view, const Structure& structure, const std::vector<Mention>& values,
                  const WordTable& words) {
  const size_t most = Scanner::MostTokens(view.size()) + structure.sentences.size();
  Token* const begin = all_.MakeRoom(most);
  Token* end = begin;
  sentence_begins_.clear();
  Scanner scanner(view, values);
  for (const Sentence& sentence : structure.sentences) {
    sentence_begins_.push_back(static_cast<uint32_t>(end - begin));
    end = scanner.Scan(sentence.in_view.begin, sentence.in_view.end, end,
                       [&words](uint64_t hash) { words.Prefetch(hash); });
  }
  sentence_begins_.push_back(static_cast<uint32_t>(end - begin));
  all_.EndAt(end);
  // The words are looked up all at once: one look-up need not wait for another.
  uint32_t* capital = capitals_.MakeRoom(size());
  uint32_t* marked = marked_.MakeRoom(size());
  for (uint32_t i = 0; i < size(); ++i) {
    Token& token = begin[i];
    const WordTable::Slot& known = words.Find(token.hash);
    token.word = known.index();
    token.classes = known.classes;
    const uint32_t shape = token.shape;
    *capital = *marked = i;
    marked += known.marked() ? 1 : 0;
    static_assert(kCapital == 1 && kInnerCapital == 1 << 2);
    capital += (shape | shape >> 2) & 1;
    const uint32_t month_day = known.classes >> static_cast<int>(List::kMonthDay) & 1;
    token.shape = static_cast<uint16_t>(shape & ~(month_day * kNameLike));
  }
  capitals_.EndAt(capital);
  marked_.EndAt(marked);
  for (const uint32_t token : capitals()) {
    if (IsNameBeforeFigure(token, values))
      begin[token].shape = static_cast<uint16_t>((begin[token].shape & ~kInValue) | kNameLike);
  }
}

bool Tokens::IsNameBeforeFigure(uint32_t token, const std::vector<Mention>& values) const {
  constexpr uint16_t kLooks = kInValue | kDigitFirst | kInnerCapital;
  const Token& word = all_[token];
  if ((word.shape & kLooks) != kLooks || (word.classes & WordTable::kPhraseHead) == 0) return false;
  const auto value = std::partition_point(
      values.begin(), values.end(), [&word](const Mention& mention) { return mention.in_view.begin < word.begin; });
  if (value == values.end() || value->kind != MentionKind::kQuantity || value->in_view != Span{word.begin, word.end})
    return false;
  if ((word.shape & (kPossessive | kDotAfter)) != 0 || token + 1 == size()) return true;
  const Token& next = all_[token + 1];
  return next.gap != kGapSpace || (next.shape & kCapital) != 0 ||
         (next.classes & (List::kSayVerb | List::kFirmVerb)) != 0;
}

bool IsInflected(std::string_view view, const Token& token) {
  const std::string_view word = view.substr(token.begin, token.end - token.begin);
  return word.size() > 5 && (word.ends_with("ing") || word.ends_with("ed") || word.ends_with("ly"));
}

void NameWords(std::string_view name, std::vector<uint64_t>* words) {
  static const uint64_t kAnd = HashWord("and");
  static thread_local std::vector<Token> tokens;
  tokens.resize(std::max(tokens.size(), Scanner::MostTokens(name.size())));
  Token* const end = Scanner(name, {}).Scan(0, static_cast<uint32_t>(name.size()), tokens.data(), [](uint64_t) {});
  words->clear();
  for (const Token* token = tokens.data(); token != end; ++token) {
    if (token->hash != kAnd) words->push_back(token->hash);
  }
}

}  // namespace attest
