// A hit of a value rule, cut into figures, words and signs with what they are worth.
#ifndef ATTEST_MENTIONS_VALUE_TOKENS_H_
#define ATTEST_MENTIONS_VALUE_TOKENS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/mentions/value_lexicon.h"
#include "pipeline/model/value.h"

namespace attest::values {

struct Token {
  enum class Kind : uint8_t { kFigure, kWord, kSign };
  Kind kind = Kind::kSign;
  bool glued = false;  // no space before it
  int8_t last_digit = 0;
  int8_t digits = 0;             // kFigure of digits only, without grouping or point: how many; else 0
  uint32_t begin = 0, end = 0;   // bytes of the hit
  std::string_view text;         // as in the view
  const Worth* worth = nullptr;  // nullptr: no list has it
  Decimal value;                 // kFigure

  bool Is(WordClass which) const { return worth != nullptr && worth->Is(which); }
  int16_t Of(WordClass which) const { return worth->Of(which); }
  bool IsSign(char c) const { return kind == Kind::kSign && text.size() == 1 && text[0] == c; }
  bool IsWord(std::string_view lower) const {
    return kind == Kind::kWord && text.size() == lower.size() && IsSpelled(lower);
  }
  // A figure of digits only; its value as int, else -1.
  int Whole() const;

 private:
  bool IsSpelled(std::string_view lower) const;  // of the same size
};

using Tokens = std::vector<Token>;

// Words of a phrase that the lexicon has are one token, longest phrase first. Cheap: no allocation but the vector's.
void Tokenise(std::string_view text, const Lexicon& lexicon, Tokens* tokens);

// A position in a token list, moved on by what reads from it.
struct Reader {
  const Tokens& tokens;
  size_t at = 0;

  bool done() const { return at >= tokens.size(); }
  const Token* peek(size_t ahead = 0) const { return at + ahead < tokens.size() ? &tokens[at + ahead] : nullptr; }
  bool Is(WordClass which, size_t ahead = 0) const {
    const Token* token = peek(ahead);
    return token != nullptr && token->Is(which);
  }
  bool IsSign(char c, size_t ahead = 0) const {
    const Token* token = peek(ahead);
    return token != nullptr && token->IsSign(c);
  }
  bool IsWord(std::string_view lower, size_t ahead = 0) const {
    const Token* token = peek(ahead);
    return token != nullptr && token->IsWord(lower);
  }
  bool TakeSign(char c) { return IsSign(c) && (++at, true); }
  bool TakeWord(std::string_view lower) { return IsWord(lower) && (++at, true); }
};

// A figure with what its words and scale say: "1.9 billion", "two and a half", "12-3/4", "a dozen", "half a million".
struct Amount {
  Decimal value;
  int8_t last_digit = 0;
  int8_t scale = 0;      // the power of ten of the scale word; 0 without one
  bool spelled = false;  // no digit in it
};
std::optional<Amount> ReadAmount(Reader* reader);
// "half", "a half", "three quarters", "one-third" at the reader; moves past it.
std::optional<Decimal> ReadFraction(Reader* reader);
// value * 10^scale, with last_digit moved along; nullopt when out of range.
std::optional<Amount> Scaled(const Amount& amount, int scale);
Figure ToFigure(const Amount& amount);
// A range whose low end lacks the scale of its high end gets it ("5-7m") if it is not above the high end then.
std::optional<Figure> ToRange(const Amount& low, const Amount& high);
// n/d as a decimal, to 15 digits where it is periodic.
std::optional<Decimal> Quotient(int64_t numerator, int64_t denominator);

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_VALUE_TOKENS_H_
