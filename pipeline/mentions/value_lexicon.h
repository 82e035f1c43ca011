// The words that value builders understand, with what each is worth. Loaded from the rules' list families: the word
// "december" of the list "month.12" is worth 12 as a month. A word may be worth something in several classes
// ("second", "quarter", "m").
#ifndef ATTEST_MENTIONS_VALUE_LEXICON_H_
#define ATTEST_MENTIONS_VALUE_LEXICON_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/mentions/hash_map.h"
#include "pipeline/mentions/holiday.h"
#include "pipeline/mentions/words.h"
#include "pipeline/rules/rule_set.h"

namespace attest::values {

enum class WordClass : uint8_t {
  kNumber,     // number.7: seven
  kScale,      // scale.6: million; the value is the power of ten
  kOrdinal,    // ordinal.3: third
  kFraction,   // fraction.3: third; the value is the denominator
  kMonth,      // month.12
  kWeekday,    // weekday.1: Monday (ISO 8601)
  kUnit,       // time_unit.year …: see TimeUnit
  kDirection,  // direction.last, .next, .this: see Direction
  kPart,       // part.start, .early, .mid, .late, .end, .rest: see PartOf
  kSeason,     // season.spring …: 0 to 3
  kDeictic,    // deictic.today …: see Deictic
  kShift,      // shift.ago, .earlier, .later, .hence: see Shift
  kJoin,       // join.to, .and, .until: what stands between the ends of a range
  kCurrency,   // currency.usd: index into Lexicon::currencies
  kMillion,    // currency_million.eur: a code that says millions, "MEUR"
  kMinor,      // currency_minor.usd: a hundredth of it
  kSymbol,     // currency_symbol.usd
  kCode,       // currency_code.usd
  kCoin,       // coin.5: so many hundredths of a dollar
  kPercent,    // percent_unit.percent, .points, .basis
  kFactor,     // factor.2: doubled is 2; divisor.2: halved is -2
  kFiller,     // filler.date: words inside a date that change nothing ("the", "of", "year")
  kHoliday,    // holiday.12_25: index for Lexicon::holiday
  kMagnitude,  // magnitude.2: hundreds of; the value is the power of ten
  kDecade,     // decade.90: the nineties
  kShared,     // shared_currency: several countries call their money so ("dollar", "franc")
  kCount
};

enum class TimeUnit : int16_t {
  kHour,
  kDay,
  kBusinessDay,
  kWeek,
  kFortnight,
  kMonth,
  kQuarter,
  kHalf,
  kYear,
  kDecade,
  kCentury,
  kWeekend,
  kSeason,
  kMinute,
  kSecond,
  kFiscalYear
};
enum class Direction : int16_t { kLast, kNext, kThis };
enum class PartOf : int16_t { kStart, kEarly, kMid, kLate, kEnd, kRest };
enum class Deictic : int16_t { kToday, kYesterday, kTomorrow, kDayBefore, kDayAfter };
enum class Shift : int16_t { kAgo, kEarlier, kLater, kHence };
enum class Join : int16_t { kTo, kAnd, kOr };

// Turns most words that were not added away by length and first letter, whatever their case.
class WordFilter {
 public:
  void Add(std::string_view word) { sizes_[Row(word)] |= Bit(word); }
  bool MayHave(std::string_view word) const { return (sizes_[Row(word)] & Bit(word)) != 0; }

 private:
  static size_t Row(std::string_view word) { return word.empty() ? 0 : static_cast<unsigned char>(word[0]) & 0x1F; }
  static uint32_t Bit(std::string_view word) { return uint32_t{1} << std::min<size_t>(word.size(), 31); }
  std::array<uint32_t, 32> sizes_{};
};

// Words, whatever their case.
class WordSet {
 public:
  void Add(std::string_view word) {
    words_.At(HashWord(word)) = true;
    filter_.Add(word);
  }
  bool empty() const { return words_.empty(); }
  bool Has(std::string_view word) const { return filter_.MayHave(word) && words_.Find(HashWord(word)) != nullptr; }

 private:
  HashMap<char> words_;
  WordFilter filter_;
};

// What a word or phrase is worth in each class; kNone where it is not of the class.
class Worth {
 public:
  static constexpr int16_t kNone = INT16_MIN;
  Worth() { values_.fill(kNone); }
  bool Is(WordClass which) const { return values_[static_cast<size_t>(which)] != kNone; }
  int16_t Of(WordClass which) const { return values_[static_cast<size_t>(which)]; }
  void Set(WordClass which, int16_t value) { values_[static_cast<size_t>(which)] = value; }

 private:
  std::array<int16_t, static_cast<size_t>(WordClass::kCount)> values_;
};

// Const once loaded; safe from any number of threads.
class Lexicon {
 public:
  static Result<Lexicon> Load(const RuleSet& rules);

  struct alignas(64) Entry {  // one line of a cache
    Worth worth;
    bool known = false;  // a phrase of a list, not only the begin of one
    int max_words = 0;   // of the longest phrase that begins with this word
  };
  // nullptr for a word that no list has and no phrase begins with. Case, full stops and apostrophes do not count; a
  // hyphen or a line end is a space: "U.S." is "us".
  const Entry* Find(std::string_view phrase) const { return entries_.Find(HashOf(phrase)); }
  // The same of a word without full stops, apostrophes, hyphens and white space, and of an ASCII sign.
  const Entry* FindPlain(std::string_view word) const { return entries_.Find(HashWord(word)); }
  const Entry* FindSign(char sign) const {
    const uint16_t place = signs_[static_cast<unsigned char>(sign) & 0x7F];
    return place == 0 ? nullptr : &entries_.values()[place - 1u];
  }
  const Holiday& holiday(int16_t index) const { return holidays_[static_cast<size_t>(index)]; }
  std::string_view currency(int16_t index) const { return currencies_[static_cast<size_t>(index)]; }
  // Currency words that are English words first ("won"), and what stands behind, or before, them then.
  const WordSet& word_currency() const { return word_currency_; }
  const WordSet& word_currency_next() const { return word_currency_next_; }
  const WordSet& word_currency_previous() const { return word_currency_previous_; }
  // Verbs and adverbs of change: "X to Y" behind them is no range ("rose 5p to 170p").
  const WordSet& moved() const { return moved_; }

 private:
  static uint64_t HashOf(std::string_view phrase);
  int16_t CurrencyIndex(std::string_view code);
  void Add(std::string_view word, WordClass which, int16_t value);

  HashMap<Entry> entries_;
  std::array<uint16_t, 128> signs_{};  // by ASCII sign: 1 + the place of its entry; 0: none
  WordSet word_currency_, word_currency_next_, word_currency_previous_, moved_;
  std::vector<std::string> currencies_;
  std::vector<Holiday> holidays_;
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_VALUE_LEXICON_H_
