#include "pipeline/mentions/value_tokens.h"

#include <algorithm>
#include <array>

#include "pipeline/mentions/view_bytes.h"

namespace attest::values {
namespace {

bool IsWordLetter(char c) { return IsOneOf(c, kLetterByte | kWideByte); }
bool IsLetterOrSign(char c) { return IsOneOf(c, kLetterByte | kWideByte | kWideSignByte); }
bool IsGap(char c) { return IsSpace(c) || c == '\t'; }

size_t Utf8Length(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

constexpr int64_t kMostDigits = 1'000'000'000'000'000'000;

// How the separators of a run of digits, points and commas are meant; reads as much as makes sense.
struct Run {
  size_t length = 0;
  Decimal value;
  int8_t last_digit = 0;
  int8_t digits = 0;
};

std::optional<Run> ReadRun(std::string_view text) {
  // Most are digits alone, or with one point.
  constexpr size_t kShort = 17;
  size_t end = 0, points = 0;
  int64_t plain = 0;
  Run run;
  const auto is_separator = [&](size_t at) {
    if (at + 1 >= text.size() || !IsDigit(text[at + 1])) return false;
    // "1'900'000", as the Swiss write
    const auto is_group = [&] {
      return at + 3 < text.size() && IsDigit(text[at + 2]) && IsDigit(text[at + 3]) &&
             (at + 4 == text.size() || !IsDigit(text[at + 4]));
    };
    return text[at] == '.' || text[at] == ',' || (text[at] == '\'' && is_group());
  };
  for (; end < text.size() && end <= kShort; ++end) {
    if (IsDigit(text[end])) {
      plain = plain * 10 + (text[end] - '0');
      run.last_digit = static_cast<int8_t>(run.last_digit - (points > 0));
    } else if (text[end] == '.' && end > 0 && points == 0 && is_separator(end)) {
      points = 1;
    } else {
      break;
    }
  }
  if (end > 0 && end <= kShort && !is_separator(end)) {
    run.value = Decimal::Of(plain, -run.last_digit).value_or(Decimal());
    run.length = end;
    run.digits = static_cast<int8_t>(points == 0 ? end : 0);
    return run;
  }
  run = {};
  end = 0;
  while (end < text.size() && (IsDigit(text[end]) || is_separator(end))) ++end;
  if (end == 0) return std::nullopt;
  // Groups of digits between separators.
  struct Group {
    size_t begin, end;
    char before;
  };
  std::array<Group, 16> groups;
  size_t count = 0;
  char before = '\0';
  for (size_t at = 0; at < end && count < groups.size();) {
    if (!IsDigit(text[at])) {
      before = text[at++];
      continue;
    }
    size_t stop = at;
    while (stop < end && IsDigit(text[stop])) ++stop;
    groups[count++] = {at, stop, before};
    at = stop;
  }
  const auto length = [&](size_t i) { return groups[i].end - groups[i].begin; };
  // The separator that groups, if any: commas by twos or threes, or points by threes where there are several.
  size_t whole = 1;
  bool leading_point = groups[0].before == '.';
  if (!leading_point && count > 1) {
    const char mark = groups[1].before;
    size_t same = 1;
    while (same < count && groups[same].before == mark && (length(same) == 3 || (mark == ',' && length(same) == 2)))
      ++same;
    const bool last_is_three = length(same - 1) == 3;
    const bool many = same > 2 || (same < count && groups[same].before != mark);
    if (same > 1 && last_is_three && length(0) <= 3 && (mark != '.' || many)) whole = same;
  }
  size_t fraction = 0;
  if (leading_point) {
    whole = 0;
    fraction = 1;
  } else if (whole < count && (groups[whole].before == '.' || (whole > 1 && groups[whole].before == ',') ||
                               (whole == 1 && count == 2 && groups[1].before == ',' && length(1) <= 2))) {
    fraction = 1;
  }
  // More digits than a figure can have are no figure.
  int64_t number = 0;
  for (size_t i = 0; i < whole + fraction; ++i) {
    for (const char c : text.substr(groups[i].begin, length(i))) {
      if (number >= kMostDigits / 10) return std::nullopt;
      number = number * 10 + (c - '0');
    }
  }
  if (fraction != 0) run.last_digit = static_cast<int8_t>(-static_cast<int>(length(whole)));
  const auto value = Decimal::Of(number, -run.last_digit);
  if (!value) return std::nullopt;
  run.value = *value;
  run.length = groups[whole + fraction - 1].end;
  if (whole == 1 && fraction == 0) run.digits = static_cast<int8_t>(std::min<size_t>(length(0), 100));
  return run;
}

// ½ and its like in UTF-8: C2 BC..BE are 1/4, 1/2, 3/4; E2 85 93..9E thirds, fifths, sixths, eighths.
struct Vulgar {
  std::string_view text;
  int numerator, denominator;
};
constexpr Vulgar kVulgar[] = {{"½", 1, 2}, {"¼", 1, 4}, {"¾", 3, 4}, {"⅓", 1, 3}, {"⅔", 2, 3}, {"⅕", 1, 5}, {"⅖", 2, 5},
                              {"⅗", 3, 5}, {"⅘", 4, 5}, {"⅛", 1, 8}, {"⅜", 3, 8}, {"⅝", 5, 8}, {"⅞", 7, 8}};

}  // namespace

int Token::Whole() const {
  if (kind != Kind::kFigure || digits == 0 || digits > 9) return -1;
  return static_cast<int>(value.digits());
}

bool Token::IsSpelled(std::string_view lower) const {
  return std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b | 0x20 : b); });
}

void Tokenise(std::string_view text, const Lexicon& lexicon, Tokens* tokens) {
  tokens->clear();
  const auto piece = [text](size_t begin, size_t end) { return std::string_view(text.data() + begin, end - begin); };
  size_t at = 0;
  bool gap = true;
  while (at < text.size()) {
    if (IsGap(text[at])) {
      gap = true;
      ++at;
      continue;
    }
    Token& token = tokens->emplace_back();
    token.glued = !gap;
    token.begin = static_cast<uint32_t>(at);
    gap = false;
    const auto finish = [&](size_t end) {
      token.end = static_cast<uint32_t>(end);
      token.text = piece(at, end);
      at = end;
    };
    if (IsDigit(text[at]) || (text[at] == '.' && at + 1 < text.size() && IsDigit(text[at + 1]) && !token.glued)) {
      if (const auto run = ReadRun(text.substr(at))) {
        token.kind = Token::Kind::kFigure;
        token.value = run->value;
        token.last_digit = run->last_digit;
        token.digits = run->digits;
        finish(at + run->length);
        continue;
      }
    }
    const Vulgar* vulgar = std::end(kVulgar);
    if (IsOneOf(text[at], kWideSignByte)) {
      vulgar = std::find_if(std::begin(kVulgar), std::end(kVulgar),
                            [&](const Vulgar& v) { return text.substr(at).starts_with(v.text); });
    }
    if (vulgar != std::end(kVulgar)) {
      token.kind = Token::Kind::kFigure;
      token.value = Quotient(vulgar->numerator, vulgar->denominator).value_or(Decimal());
      token.last_digit = -1;
      finish(at + vulgar->text.size());
      continue;
    }
    if (IsWordLetter(text[at])) {
      // Phrases of several words, then this word; full stops inside are folded away ("u.s.").
      bool plain = true;
      const auto word_end = [&](size_t from) {
        size_t end = from;
        while (true) {
          while (end < text.size() && IsWordLetter(text[end])) ++end;
          if (end == from || end + 1 >= text.size() || (text[end] != '.' && text[end] != '\'') ||
              !IsLetterOrSign(text[end + 1])) {
            return end;
          }
          plain = false;
          ++end;
        }
      };
      std::array<size_t, 6> ends;
      size_t words = 0;
      ends[words++] = word_end(at);
      const std::string_view word = piece(at, ends[0]);
      const Lexicon::Entry* first = plain ? lexicon.FindPlain(word) : lexicon.Find(word);
      const size_t most = first == nullptr ? 0 : static_cast<size_t>(first->max_words);
      while (words < most && words < ends.size()) {
        size_t next = ends[words - 1];
        if (next < text.size() && (text[next] == '.' || text[next] == '\'')) ++next;  // "veterans' day"
        const size_t start = next;
        while (next < text.size() && (IsGap(text[next]) || text[next] == '-')) ++next;
        if (next == start || next >= text.size() || !IsLetterOrSign(text[next])) break;
        ends[words] = word_end(next);
        ++words;
      }
      token.kind = Token::Kind::kWord;
      size_t end = ends[0];
      if (first != nullptr && first->known) token.worth = &first->worth;
      for (; words > 1; --words) {
        if (const Lexicon::Entry* phrase = lexicon.Find(piece(at, ends[words - 1]));
            phrase != nullptr && phrase->known) {
          token.worth = &phrase->worth;
          end = ends[words - 1];
          break;
        }
      }
      // "us$", "hk$": letters and sign together are a symbol.
      const size_t gap_length = end < text.size() && text[end] == ' ' ? 1 : 0;  // "US $5"
      for (size_t sign = 1; sign <= 3 && end + gap_length + sign <= text.size(); ++sign) {
        if (text[end + gap_length] != '$' && !IsOneOf(text[end + gap_length], kWideSignByte)) break;
        const auto* symbol = lexicon.Find(piece(at, end + gap_length + sign));
        if (symbol != nullptr && symbol->worth.Is(WordClass::kSymbol)) {
          token.worth = &symbol->worth;
          end += gap_length + sign;
          break;
        }
      }
      finish(end);
      if (at < text.size() && text[at] == '.' && (at + 1 == text.size() || !IsDigit(text[at + 1]))) ++at;
      continue;
    }
    const size_t length = std::min(Utf8Length(text[at]), text.size() - at);
    if (const auto* sign = IsAscii(text[at]) ? lexicon.FindSign(text[at]) : lexicon.Find(piece(at, at + length));
        sign != nullptr && sign->known) {
      token.worth = &sign->worth;
    }
    finish(at + length);
  }
}

std::optional<Decimal> Quotient(int64_t numerator, int64_t denominator) {
  constexpr int kDigits = 15;
  if (denominator == 0) return std::nullopt;
  int64_t digits = numerator / denominator;
  int64_t rest = numerator % denominator;
  int scale = 0;
  while (rest != 0 && scale < kDigits && digits < 100'000'000'000'000'000) {
    rest *= 10;
    digits = digits * 10 + rest / denominator;
    rest %= denominator;
    ++scale;
  }
  return Decimal::Of(digits, scale);
}

std::optional<Amount> Scaled(const Amount& amount, int scale) {
  const auto value = amount.value.TimesPowerOfTen(scale);
  if (!value) return std::nullopt;
  Amount out = amount;
  out.value = *value;
  out.last_digit = static_cast<int8_t>(amount.last_digit + scale);
  return out;
}

namespace {

bool IsScale(const Reader& reader, size_t ahead = 0) { return reader.Is(WordClass::kScale, ahead); }

}  // namespace

std::optional<Decimal> ReadFraction(Reader* reader) {
  size_t ahead = 0;
  int64_t numerator = 1;
  if (reader->IsWord("a") || reader->IsWord("an")) {
    ahead = 1;
  } else if (reader->Is(WordClass::kNumber)) {
    numerator = reader->peek()->Of(WordClass::kNumber);
    ahead = 1;
  }
  if (ahead == 1 && reader->IsSign('-', 1)) ahead = 2;
  const Token* word = reader->peek(ahead);
  if (word == nullptr || !word->Is(WordClass::kFraction)) return std::nullopt;
  const auto quotient = Quotient(numerator, word->Of(WordClass::kFraction));
  if (quotient) reader->at += ahead + 1;
  return quotient;
}

namespace {

// Three digits behind a space, with or without decimals.
bool IsThousand(const Token* token) {
  constexpr size_t kGroup = 3;
  if (token == nullptr || token->kind != Token::Kind::kFigure || token->glued || token->text.size() < kGroup)
    return false;
  return std::all_of(token->text.begin(), token->text.begin() + kGroup, IsDigit) &&
         (token->digits == kGroup || token->text[kGroup] == ',' || token->text[kGroup] == '.');
}

// Digits, with "1/2" after a space or hyphen, or "1/2" alone.
std::optional<Amount> ReadDigits(Reader* reader) {
  const Token* token = reader->peek();
  if (token == nullptr || token->kind != Token::Kind::kFigure) return std::nullopt;
  Amount amount{.value = token->value, .last_digit = token->last_digit};
  // "1 500 000"
  for (bool small = token->digits > 0 && token->digits <= 3; small && IsThousand(reader->peek(1)); ++reader->at) {
    const Token& group = *reader->peek(1);
    const auto thousands = amount.value.TimesPowerOfTen(3);
    const auto sum = thousands ? thousands->Plus(group.value) : std::nullopt;
    if (!sum) return std::nullopt;
    amount = {.value = *sum, .last_digit = group.last_digit};
    small = group.digits == 3;
  }
  if (const Token* next = reader->peek(1); next == nullptr || next->kind == Token::Kind::kWord) {
    ++reader->at;
    return amount;
  }
  const auto fraction = [&](size_t ahead) -> std::optional<Decimal> {
    const Token* n = reader->peek(ahead);
    const Token* d = reader->peek(ahead + 2);
    if (n == nullptr || d == nullptr || !reader->IsSign('/', ahead + 1) || !reader->peek(ahead + 1)->glued)
      return std::nullopt;
    if (n->Whole() <= 0 || d->Whole() <= n->Whole() || d->Whole() > 100) return std::nullopt;
    return Quotient(n->Whole(), d->Whole());
  };
  if (const auto alone = fraction(0)) {
    reader->at += 3;
    return Amount{.value = *alone, .last_digit = -2};
  }
  ++reader->at;
  const size_t skip = reader->IsSign('-') ? 1 : 0;
  if (const auto more = fraction(skip); more && token->value.IsWhole()) {
    if (const auto sum = amount.value.Plus(*more)) {
      amount = {.value = *sum, .last_digit = -2};
      reader->at += skip + 3;
    }
  } else if (const Token* next = reader->peek(); next != nullptr && next->glued && next->kind == Token::Kind::kFigure &&
                                                 next->last_digit == -1 &&
                                                 static_cast<unsigned char>(next->text[0]) >= 0x80) {
    if (const auto sum = amount.value.Plus(next->value)) {  // 5½
      amount = {.value = *sum, .last_digit = -1};
      ++reader->at;
    }
  }
  return amount;
}

}  // namespace

std::optional<Amount> ReadAmount(Reader* reader) {
  if (reader->done()) return std::nullopt;
  const size_t start = reader->at;
  const bool negative = reader->peek()->kind != Token::Kind::kFigure &&
                        (reader->TakeSign('-') || reader->TakeWord("minus") || reader->TakeWord("negative"));
  Amount out;
  bool any = false;
  Decimal total, group;  // total: finished scales; group: what the next scale multiplies
  int8_t last_scale = 0;
  const auto apply_scales = [&]() -> bool {
    while (IsScale(*reader) || (reader->IsSign('-') && IsScale(*reader, 1))) {
      if (reader->IsSign('-')) ++reader->at;
      const int16_t scale = reader->peek()->Of(WordClass::kScale);
      const auto scaled = group.TimesPowerOfTen(scale);
      if (!scaled) return false;
      group = *scaled;
      last_scale = static_cast<int8_t>(last_scale + scale);
      ++reader->at;
      // "two and a half million", "3.5 hundred thousand": scales stack.
    }
    return true;
  };
  if (auto digits = ReadDigits(reader)) {
    group = digits->value;
    // "2 million", "48,5 M", "12 and a half"; a scale may be glued or hyphenated.
    if (reader->IsWord("and")) {
      Reader ahead = *reader;
      ++ahead.at;
      if (ahead.IsWord("a") || ahead.IsWord("one") || ahead.Is(WordClass::kFraction)) {
        if (const auto fraction = ReadFraction(&ahead)) {
          if (const auto sum = group.Plus(*fraction)) {
            group = *sum;
            digits->last_digit = -1;
            reader->at = ahead.at;
          }
        }
      }
    }
    if (!apply_scales()) return std::nullopt;
    out.value = group;
    out.last_digit = static_cast<int8_t>(digits->last_digit + last_scale);
    out.scale = last_scale;
    if (negative) out.value = out.value.Negated();
    return out;
  }
  // Spelled out.
  out.spelled = true;
  int8_t final_scale = 0;
  while (!reader->done()) {
    size_t skip = 0;
    if (any && (reader->IsWord("and") || reader->IsSign('-'))) skip = reader->IsWord("and", 1) ? 2 : 1;
    if (skip > 0) {
      // "two and a half", "eight and one third", "six-and-a-half".
      Reader ahead = *reader;
      ahead.at += skip;
      ahead.TakeSign('-');
      if (!(ahead.Is(WordClass::kNumber) && !ahead.Is(WordClass::kFraction, 1)) || ahead.Is(WordClass::kFraction)) {
        if (const auto fraction = ReadFraction(&ahead)) {
          const auto sum = group.Plus(*fraction);
          if (!sum) return std::nullopt;
          group = *sum;
          out.last_digit = -1;
          reader->at = ahead.at;
          last_scale = 0;
          if (!apply_scales()) return std::nullopt;
          final_scale = last_scale;
          if (last_scale > 0) {
            const auto closed = total.Plus(group);
            if (!closed) return std::nullopt;
            total = *closed;
            group = Decimal();
          }
          continue;
        }
      }
    }
    if (!any) {
      // "half a billion", "a quarter of a million", "three quarters of a billion", "half a dozen"
      Reader ahead = *reader;
      const auto fraction = ReadFraction(&ahead);
      ahead.TakeWord("of");
      if (!ahead.TakeWord("a")) ahead.TakeWord("an");
      if (fraction && ahead.Is(WordClass::kNumber)) {
        const auto value = fraction->Times(Decimal(ahead.peek()->Of(WordClass::kNumber)));
        if (!value) break;
        group = *value;
        any = true;
        reader->at = ahead.at + 1;
        continue;
      }
      if (fraction && IsScale(ahead)) {
        group = *fraction;
        out.last_digit = -1;
        any = true;
        reader->at = ahead.at;
      }
    }
    const bool article = reader->IsWord("a", skip) || reader->IsWord("an", skip);
    if (article && (any || !(IsScale(*reader, skip + 1) || reader->Is(WordClass::kNumber, skip + 1) ||
                             reader->Is(WordClass::kFraction, skip + 1)))) {
      break;
    }
    if (article) {
      ++reader->at;
      if (IsScale(*reader)) {
        group = Decimal(1);
        any = true;
      } else {
        continue;
      }
    } else if (reader->Is(WordClass::kNumber, skip)) {
      reader->at += skip;
      const int64_t number = reader->peek()->Of(WordClass::kNumber);
      if (any && reader->IsWord("dozen")) {  // two dozen
        const auto product = group.Times(Decimal(number));
        if (!product) return std::nullopt;
        group = *product;
        ++reader->at;
        continue;
      }
      if (any && group.IsWhole() && !group.IsZero()) {
        // "twenty five", "one hundred five" add; "nineteen eighty" does not make a sum.
        const int64_t have = group.digits();
        const bool fits = number < 10 ? have % 10 == 0 : number < 100 && have % 100 == 0;
        if (!fits) {
          reader->at -= skip;
          break;
        }
      }
      const auto sum = group.Plus(Decimal(number));
      if (!sum) return std::nullopt;
      group = *sum;
      any = true;
      ++reader->at;
      // "three point five"
      if (reader->IsWord("point") && reader->Is(WordClass::kNumber, 1)) {
        ++reader->at;
        int places = 0;
        while (reader->Is(WordClass::kNumber) && reader->peek()->Of(WordClass::kNumber) < 10) {
          ++places;
          const auto digit = Decimal::Of(reader->peek()->Of(WordClass::kNumber), places);
          const auto more = digit ? group.Plus(*digit) : std::nullopt;
          if (!more) return std::nullopt;
          group = *more;
          ++reader->at;
        }
        out.last_digit = static_cast<int8_t>(-places);
      }
    } else if (!any && IsScale(*reader)) {
      group = Decimal(1);
      any = true;
    } else if (!IsScale(*reader)) {
      break;
    }
    if (IsScale(*reader)) {
      last_scale = 0;
      // "hundred" scales the group and stays in it; thousand and above close it.
      if (!apply_scales()) return std::nullopt;
      final_scale = last_scale;
      if (last_scale > 2) {
        const auto sum = total.Plus(group);
        if (!sum) return std::nullopt;
        total = *sum;
        group = Decimal();
      }
    }
  }
  if (!any) {
    reader->at = start;
    return std::nullopt;
  }
  const auto sum = total.Plus(group);
  if (!sum) return std::nullopt;
  out.value = negative ? sum->Negated() : *sum;
  out.scale = group.IsZero() ? final_scale : int8_t{0};
  out.last_digit = static_cast<int8_t>(out.last_digit + out.scale);
  return out;
}

Figure ToFigure(const Amount& amount) {
  Figure figure;
  figure.value = amount.value;
  figure.last_digit = amount.last_digit;
  return figure;
}

std::optional<Figure> ToRange(const Amount& low, const Amount& high) {
  Amount start = low;
  if (low.scale == 0 && high.scale != 0) {
    if (const auto scaled = Scaled(low, high.scale); scaled && scaled->value <= high.value) start = *scaled;
  }
  if (high.value < start.value) return std::nullopt;
  Figure figure;
  figure.low = start.value;
  figure.high = high.value;
  figure.last_digit = std::min(start.last_digit, high.last_digit);
  return figure;
}

}  // namespace attest::values
