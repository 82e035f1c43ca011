#include "pipeline/mentions/value_lexicon.h"

#include <algorithm>
#include <charconv>
#include <span>

namespace attest::values {
namespace {

// The names that a family's lists may end in, in the order of the enumeration; empty: a number.
struct Family {
  std::string_view name;
  WordClass which;
  std::vector<std::string_view> suffixes;
};

const std::vector<Family>& Families() {
  static const auto* families = new std::vector<Family>{
      {"number", WordClass::kNumber, {}},
      {"scale", WordClass::kScale, {}},
      {"ordinal", WordClass::kOrdinal, {}},
      {"fraction", WordClass::kFraction, {}},
      {"month", WordClass::kMonth, {}},
      {"weekday", WordClass::kWeekday, {}},
      {"coin", WordClass::kCoin, {}},
      {"magnitude", WordClass::kMagnitude, {}},
      {"decade", WordClass::kDecade, {}},
      {"factor", WordClass::kFactor, {}},
      {"divisor", WordClass::kFactor, {}},
      {"time_unit",
       WordClass::kUnit,
       {"hour", "day", "business_day", "week", "fortnight", "month", "quarter", "half", "year", "decade", "century",
        "weekend", "season", "minute", "second", "fiscal_year"}},
      {"direction", WordClass::kDirection, {"last", "next", "this"}},
      {"part", WordClass::kPart, {"start", "early", "mid", "late", "end", "rest"}},
      {"season", WordClass::kSeason, {"spring", "summer", "autumn", "winter"}},
      {"deictic", WordClass::kDeictic, {"today", "yesterday", "tomorrow", "day_before", "day_after"}},
      {"shift", WordClass::kShift, {"ago", "earlier", "later", "hence"}},
      {"join", WordClass::kJoin, {"to", "and", "or"}},
      {"percent_unit", WordClass::kPercent, {"percent", "points", "basis"}},
      {"filler", WordClass::kFiller, {"date"}},
  };
  return *families;
}

struct CurrencyFamily {
  std::string_view name;
  WordClass which;
};
constexpr CurrencyFamily kCurrencyFamilies[] = {
    {"currency", WordClass::kCurrency},    {"currency_million", WordClass::kMillion},
    {"currency_minor", WordClass::kMinor}, {"currency_symbol", WordClass::kSymbol},
    {"currency_code", WordClass::kCode},
};

}  // namespace

namespace {

// Without full stops and apostrophes, with one space for hyphens and line ends. Writes at most as many bytes as the
// phrase has, and returns how many.
size_t Fold(std::string_view phrase, char* to) {
  size_t size = 0;
  for (const char c : phrase) {
    if (c == '.' || c == '\'') continue;
    const bool gap = c == ' ' || c == '-' || c == '\n';
    if (gap && (size == 0 || to[size - 1] == ' ')) continue;
    to[size++] = gap ? ' ' : c;
  }
  while (size > 0 && to[size - 1] == ' ') --size;
  return size;
}
std::string Fold(std::string_view phrase) {
  std::string out(phrase.size(), '\0');
  out.resize(Fold(phrase, out.data()));
  return out;
}

}  // namespace

uint64_t Lexicon::HashOf(std::string_view phrase) {
  std::array<char, 64> folded;
  return phrase.size() > folded.size() ? HashWord(Fold(phrase))
                                       : HashWord({folded.data(), Fold(phrase, folded.data())});
}

int16_t Lexicon::CurrencyIndex(std::string_view code) {
  std::string upper(code);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c;
  if (upper == "UNKNOWN") upper.clear();
  const auto it = std::find(currencies_.begin(), currencies_.end(), upper);
  if (it != currencies_.end()) return static_cast<int16_t>(it - currencies_.begin());
  currencies_.push_back(upper);
  return static_cast<int16_t>(currencies_.size() - 1);
}

void Lexicon::Add(std::string_view word, WordClass which, int16_t value) {
  const std::string folded = Fold(word);
  Entry& entry = entries_.At(HashWord(folded));
  entry.worth.Set(which, value);
  entry.known = true;
  int& longest = entries_.At(HashWord(folded.substr(0, folded.find(' ')))).max_words;
  longest = std::max(longest, 1 + static_cast<int>(std::count(folded.begin(), folded.end(), ' ')));
}

Result<Lexicon> Lexicon::Load(const RuleSet& rules) {
  Lexicon lexicon;
  for (const Family& family : Families()) {
    for (const auto& [suffix, words] : rules.Lists(family.name)) {
      int16_t value = 0;
      if (family.suffixes.empty()) {
        const auto read = std::from_chars(suffix.data(), suffix.data() + suffix.size(), value);
        if (read.ec != std::errc() || read.ptr != suffix.data() + suffix.size()) {
          return Error{ErrorCode::kBadRule, rules.folder() + ": list " + std::string(family.name) + "." +
                                                std::string(suffix) + ": the name has to end in a number"};
        }
      } else {
        const auto it = std::find(family.suffixes.begin(), family.suffixes.end(), suffix);
        if (it == family.suffixes.end()) {
          return Error{ErrorCode::kBadRule, rules.folder() + ": list " + std::string(family.name) + "." +
                                                std::string(suffix) + ": no such member of the family"};
        }
        value = static_cast<int16_t>(it - family.suffixes.begin());
      }
      if (family.name == "divisor") value = static_cast<int16_t>(-value);
      for (const std::string& word : *words) lexicon.Add(word, family.which, value);
    }
  }
  for (const auto& [specification, words] : rules.Lists("holiday")) {
    const std::optional<Holiday> holiday = ParseHoliday(specification);
    if (!holiday) {
      return Error{ErrorCode::kBadRule, rules.folder() + ": list holiday." + std::string(specification) +
                                            ": the name says no day, such as 12_25, 11_thu_4 or easter_minus_2"};
    }
    for (const std::string& word : *words)
      lexicon.Add(word, WordClass::kHoliday, static_cast<int16_t>(lexicon.holidays_.size()));
    lexicon.holidays_.push_back(*holiday);
  }
  for (const CurrencyFamily& family : kCurrencyFamilies) {
    for (const auto& [suffix, words] : rules.Lists(family.name)) {
      const int16_t index = lexicon.CurrencyIndex(suffix);
      for (const std::string& word : *words) lexicon.Add(word, family.which, index);
    }
  }
  for (const auto& [name, words] :
       {std::pair{"word_currency", &lexicon.word_currency_},
        std::pair{"word_currency_next", &lexicon.word_currency_next_},
        std::pair{"word_currency_previous", &lexicon.word_currency_previous_}, std::pair{"moved", &lexicon.moved_}}) {
    if (const auto* list = rules.List(name)) {
      for (const std::string& word : *list) words->Add(word);
    }
  }
  if (const auto* shared = rules.List("shared_currency")) {
    for (const std::string& word : *shared) {
      if (lexicon.Find(word) != nullptr) lexicon.entries_.At(HashOf(word)).worth.Set(WordClass::kShared, 1);
    }
  }
  for (size_t c = 0; c < lexicon.signs_.size(); ++c) {
    const auto sign = static_cast<char>(c);
    if (const Entry* entry = lexicon.Find({&sign, 1}))
      lexicon.signs_[c] = static_cast<uint16_t>(entry - lexicon.entries_.values().data() + 1);
  }
  return lexicon;
}

}  // namespace attest::values
