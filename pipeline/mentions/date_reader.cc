#include "pipeline/mentions/date_reader.h"

#include <algorithm>
#include <array>

namespace attest::values {
namespace {

namespace chrono = std::chrono;

constexpr int kMaxDepth = 4;
constexpr int kLastMonths = 4;       // a month so far back is "last June", nearer ones are of last year
constexpr int kWeekPartDays = 3;     // Monday to Wednesday, Friday to Sunday
constexpr int kReportDays = 120;     // so long a quarter that is over is still being reported
constexpr int kNearFutureDays = 75;  // a date without a year so little ahead is not that of last year

std::optional<Grain> GrainOf(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kDay:
    case TimeUnit::kBusinessDay:
      return Grain::kDay;
    case TimeUnit::kWeek:
      return Grain::kWeek;
    case TimeUnit::kMonth:
      return Grain::kMonth;
    case TimeUnit::kQuarter:
      return Grain::kQuarter;
    case TimeUnit::kHalf:
      return Grain::kHalf;
    case TimeUnit::kYear:
    case TimeUnit::kFiscalYear:
      return Grain::kYear;
    case TimeUnit::kDecade:
      return Grain::kDecade;
    case TimeUnit::kCentury:
      return Grain::kCentury;
    default:
      return std::nullopt;
  }
}

char LetterOf(Grain grain) {
  constexpr std::array<char, 9> kLetters = {'D', 'W', 'M', 'Q', 'H', 'Y', 'E', 'C', 'S'};
  return kLetters[static_cast<size_t>(grain)];
}

// A period moved by so many units of another grain: a quarter by a year, a year by a quarter.
Period MovedBy(const Period& period, Grain grain, int count) {
  switch (grain) {
    case Grain::kDay:
      return MovedByDays(period, count);
    case Grain::kWeek:
      return MovedByDays(period, 7 * count);
    case Grain::kMonth:
      return MovedByMonths(period, count);
    case Grain::kQuarter:
      return MovedByMonths(period, 3 * count);
    case Grain::kHalf:
      return MovedByMonths(period, 6 * count);
    case Grain::kYear:
      return MovedByMonths(period, 12 * count);
    case Grain::kDecade:
      return MovedByMonths(period, 120 * count);
    default:
      return MovedByMonths(period, 1200 * count);
  }
}

Period DayPeriod(Day day) { return PeriodAt(day, Grain::kDay); }
Period Span_(std::optional<Day> begin, std::optional<Day> end) { return {Grain::kSpan, begin, end}; }

std::optional<int> SmallWhole(const Decimal& number) {
  if (!number.IsWhole() || number.IsNegative() || number.digits() > 4000) return std::nullopt;
  return static_cast<int>(number.digits());
}

int FullYear(int two_digits) { return two_digits < 50 ? 2000 + two_digits : 1900 + two_digits; }

// Pieces of a relative timex; the number takes two digits.
struct Padded {
  int number;
};
void AppendPart(std::string_view text, std::string* out) { out->append(text); }
void AppendPart(Grain grain, std::string* out) { out->push_back(LetterOf(grain)); }
void AppendPart(int number, std::string* out) { out->append(std::to_string(number)); }
void AppendPart(Padded padded, std::string* out) {
  if (padded.number < 10) out->push_back('0');
  AppendPart(padded.number, out);
}

}  // namespace

DateReader::DateReader(const BuildContext& context, const Tokens& tokens) : context_(context), tokens_(tokens) {}

Day DateReader::reference() {
  depends_ = true;
  constexpr Day kStandIn = Day(chrono::year(2000) / 6 / 15);
  return context_.published.value_or(kStandIn);
}

// Only asked for where the publication date is unknown.
template <typename... Parts>
void DateReader::Note(const Parts&... parts) {
  if (!context_.published && relative_.empty()) (AppendPart(parts, &relative_), ...);
}

const Period* DateReader::CountedFrom(bool back) const {
  const Period* last = context_.anchor_last;
  const bool ahead = last != nullptr && last->begin && context_.published && *last->begin > *context_.published;
  return !back || (ahead && context_.AnchoredInSentence()) ? last : context_.anchor;
}

size_t DateReader::SkipFillers(size_t from, size_t to) const {
  while (from < to && token(from).Is(WordClass::kFiller)) ++from;
  return from;
}

std::optional<TimeUnit> DateReader::UnitAt(size_t i, size_t to) const {
  if (i >= to || !token(i).Is(WordClass::kUnit)) return std::nullopt;
  return static_cast<TimeUnit>(token(i).Of(WordClass::kUnit));
}

std::optional<Decimal> DateReader::ReadCount(size_t* at, size_t to) const {
  Reader reader{tokens_, *at};
  if (const auto amount = ReadAmount(&reader); amount && reader.at <= to) {
    *at = reader.at;
    return amount->value;
  }
  if (*at < to && (IsWord(*at, "a") || IsWord(*at, "an") || IsWord(*at, "the"))) {
    ++*at;
    return Decimal(1);
  }
  return std::nullopt;
}

int DateReader::ReadYearWords(size_t* at, size_t to) const {
  const auto number = [&](size_t i) {
    return i < to && token(i).Is(WordClass::kNumber) ? token(i).Of(WordClass::kNumber) : -1;
  };
  size_t i = *at;
  const int century = number(i);
  if (century >= 10 && century <= 20) {
    size_t j = i + 1;
    if (j < to && token(j).IsSign('-')) ++j;
    int rest = -1;
    if (IsWord(j, "hundred") && j < to) {
      ++j;
      if (IsWord(j, "and")) ++j;
      rest = 0;
      if (number(j) > 0) rest = number(j++);
    } else if (number(j) >= 10) {
      rest = number(j++);
    }
    if (rest >= 20 && rest % 10 == 0) {
      size_t k = j;
      if (k < to && token(k).IsSign('-')) ++k;
      if (number(k) > 0 && number(k) < 10) {
        rest += number(k);
        j = k + 1;
      }
    }
    if (rest >= 0) {
      *at = j;
      return century * 100 + rest;
    }
  }
  Reader reader{tokens_, *at};
  if (const auto amount = ReadAmount(&reader); amount && amount->spelled && amount->scale <= 3 && reader.at <= to) {
    const auto year = SmallWhole(amount->value);
    if (year && *year >= 1000 && *year < 3000) {
      *at = reader.at;
      return *year;
    }
  }
  return 0;
}

std::optional<Period> DateReader::Read(size_t from, size_t to, int depth) {
  if (depth > kMaxDepth) return std::nullopt;
  while (from < to && (token(from).Is(WordClass::kFiller) || token(from).IsSign(',')) &&
         !(UnitAt(from + 1, to) && to - from <= 3) && !IsWord(from, "year")) {
    ++from;
  }
  while (to > from && token(to - 1).IsSign(',')) --to;
  if (from >= to) return std::nullopt;
  if (token(from).kind == Token::Kind::kFigure) {
    if (auto period = ReadNumeric(from, to)) return period;
  } else if (token(from).Is(WordClass::kDeictic)) {
    if (auto period = ReadDeictic(from, to)) return period;
  }
  Fields fields;
  if (ReadFields(from, to, &fields)) {
    if (auto period = Resolve(fields, nullptr)) return period;
  }
  if (auto period = ReadSeveral(from, to)) return period;
  if (auto period = ReadShifted(from, to, depth)) return period;
  if (auto period = ReadPart(from, to, depth)) return period;
  if (auto period = ReadStretch(from, to, depth)) return period;
  if (auto period = ReadDirected(from, to, depth)) return period;
  if (auto period = ReadRange(from, to, depth)) return period;
  return ReadInContainer(from, to, depth);
}

std::optional<Period> DateReader::ReadNumeric(size_t from, size_t to) {
  // Straight from the text: the figures' points and commas are the date's own.
  const std::string_view text =
      context_.view.substr(context_.hit.begin + token(from).begin, token(to - 1).end - token(from).begin);
  std::array<int, 3> parts{};
  std::array<size_t, 3> lengths{};
  size_t count = 0;
  char mark = '\0';
  for (size_t at = 0; at < text.size();) {
    size_t stop = at;
    int number = 0;
    while (stop < text.size() && text[stop] >= '0' && text[stop] <= '9' && stop - at < 8)
      number = number * 10 + (text[stop++] - '0');
    if (stop == at || count == 3) return std::nullopt;
    parts[count] = number;
    lengths[count++] = stop - at;
    at = stop;
    while (at < text.size() && text[at] == ' ') ++at;
    if (at == text.size()) break;
    if (text[at] != '/' && text[at] != '-' && text[at] != '.') return std::nullopt;
    if (mark != '\0' && text[at] != mark) return std::nullopt;
    mark = text[at++];
    while (at < text.size() && text[at] == ' ') ++at;
    if (at == text.size()) return std::nullopt;
  }
  const auto day = [](int y, int m, int d) -> std::optional<Period> {
    const auto found = FromCivil(y, m, d);
    if (!found) return std::nullopt;
    return DayPeriod(*found);
  };
  if (count == 1) {
    if (lengths[0] == 8) return day(parts[0] / 10000, parts[0] / 100 % 100, parts[0] % 100);
    return std::nullopt;
  }
  if (count == 3) {
    if (lengths[0] == 4 && lengths[1] <= 2 && lengths[2] <= 2) return day(parts[0], parts[1], parts[2]);
    if (lengths[0] > 2 || lengths[1] > 2 || (lengths[2] != 4 && lengths[2] != 2)) return std::nullopt;
    if (mark == '.' && lengths[2] == 2 && (lengths[0] != 2 || lengths[1] != 2)) return std::nullopt;  // 3.12.10
    const int year = lengths[2] == 2 ? FullYear(parts[2]) : parts[2];
    if (mark == '.') {
      if (auto found = day(year, parts[1], parts[0])) return found;
      return day(year, parts[0], parts[1]);
    }
    auto month_first = day(year, parts[0], parts[1]);
    if (!month_first) return day(year, parts[1], parts[0]);
    ambiguous_ = parts[1] <= 12 && parts[0] != parts[1];
    return month_first;
  }
  if (mark == '.') return std::nullopt;
  if (lengths[0] == 4 && lengths[1] <= 2 && parts[1] >= 1 && parts[1] <= 12 &&
      (lengths[1] == 2 ? mark == '-' && parts[1] <= 12 : true)) {
    // "2014-10", "2015-3"; "2004/05" and "1997-98" are spans of years.
    if (mark == '-') return PeriodAt(*FromCivil(parts[0], parts[1], 1), Grain::kMonth);
  }
  if (lengths[1] == 4 && lengths[0] <= 2 && parts[0] >= 1 && parts[0] <= 12)
    return PeriodAt(*FromCivil(parts[1], parts[0], 1), Grain::kMonth);
  if (lengths[0] == 4 && lengths[1] == 2 && (parts[0] + 1) % 100 == parts[1]) {
    return Span_(FromCivil(parts[0], 1, 1), FromCivil(parts[0] + 2, 1, 1));
  }
  if (mark == '/' && lengths[0] <= 2 && lengths[1] <= 2 && parts[0] >= 1 && parts[1] >= 1) {
    Fields fields;
    fields.month = parts[0];
    fields.day = parts[1];
    if (fields.month > 12) std::swap(fields.month, fields.day);
    ambiguous_ = fields.day <= 12 && fields.day != fields.month;
    return Resolve(fields, nullptr);
  }
  return std::nullopt;
}

std::optional<Period> DateReader::ReadDeictic(size_t from, size_t to) {
  if (!token(from).Is(WordClass::kDeictic) || to - from != 1) return std::nullopt;
  constexpr std::array<int, 5> kDays = {0, -1, 1, -2, 2};
  const auto which = static_cast<size_t>(token(from).Of(WordClass::kDeictic));
  Note("P", std::abs(kDays[which]), kDays[which] < 0 ? "D-AGO" : kDays[which] > 0 ? "D-HENCE" : "D-THIS");
  return DayPeriod(reference() + chrono::days(kDays[which]));
}

bool DateReader::ReadFields(size_t from, size_t to, Fields* fields) const {
  const auto figure = [&](size_t i) { return i < to ? token(i).Whole() : -1; };
  const auto is_suffix = [&](size_t i) {
    return i < to && token(i).glued && (IsWord(i, "st") || IsWord(i, "nd") || IsWord(i, "rd") || IsWord(i, "th"));
  };
  const auto set = [](int* field, int value) { return *field == 0 && value > 0 && (*field = value, true); };
  const auto set_year = [&](size_t i) {
    const int digits = token(i).digits;
    const int number = token(i).Whole();
    if (digits == 4 && number >= 1000 && number < 3000) return set(&fields->year, number);
    // Two digits are a year after "'" or in "31-Oct-74" and "April of 87".
    const bool marked = i > from && (token(i - 1).IsSign('\'') || IsWord(i - 1, "fy") || IsWord(i - 1, "of") ||
                                     (token(i).glued && (IsWord(i - 1, "q") || IsWord(i - 1, "h"))) ||
                                     (i > from + 1 && token(i - 1).IsSign('-') && token(i - 2).Is(WordClass::kMonth)));
    return digits == 2 && marked && set(&fields->year, FullYear(number));
  };
  // "third quarter", "3rd quarter", "Q3", "3Q", "second half"; n is what stands before the unit.
  const auto set_unit = [&](TimeUnit unit, int n) {
    switch (unit) {
      case TimeUnit::kQuarter:
        return n <= 4 && set(&fields->quarter, n);
      case TimeUnit::kHalf:
        return n <= 2 && set(&fields->half, n);
      case TimeUnit::kMonth:
        return n <= 12 && set(&fields->month, n);
      case TimeUnit::kDay:
        return n <= 31 && set(&fields->day, n);
      case TimeUnit::kWeek:
        return n <= 53 && set(&fields->week, n);
      case TimeUnit::kCentury:
        if (fields->any() || n > 30) return false;
        fields->week = -n;
        return true;
      default:
        return false;
    }
  };
  for (size_t i = from; i < to;) {
    const Token& t = token(i);
    const int number = t.Whole();
    if (t.Is(WordClass::kFiller) || (t.kind == Token::Kind::kSign && i > from && i + 1 < to &&
                                     std::string_view(",-/.(").find(t.text[0]) != std::string_view::npos)) {
      ++i;
    } else if (t.Is(WordClass::kMonth) && fields->month == 0) {
      fields->month = t.Of(WordClass::kMonth);
      ++i;
    } else if (t.Is(WordClass::kWeekday) && fields->weekday == 0) {
      fields->weekday = t.Of(WordClass::kWeekday);
      ++i;
    } else if (t.Is(WordClass::kHoliday) && fields->holiday < 0) {
      fields->holiday = t.Of(WordClass::kHoliday);
      ++i;
    } else if (t.Is(WordClass::kSeason) && fields->season < 0) {
      fields->season = t.Of(WordClass::kSeason);
      ++i;
    } else if (t.Is(WordClass::kDecade) && fields->decade < 0) {
      fields->decade = 1900 + t.Of(WordClass::kDecade);
      ++i;
    } else if (t.IsSign('\'') && figure(i + 1) >= 0 && token(i + 1).digits == 2) {
      if (IsWord(i + 2, "s")) {
        fields->decade = FullYear(figure(i + 1));
        i += 3;
      } else {
        if (!set_year(i + 1)) return false;
        i += 2;
      }
    } else if (t.kind == Token::Kind::kFigure && is_suffix(i + 1)) {
      size_t next = SkipFillers(i + 2, to);
      if (next < to && token(next).IsSign('-')) ++next;
      if (const auto unit = UnitAt(next, to)) {
        if (!set_unit(*unit, number)) return false;
        i = next + 1;
      } else if (next == i + 2 && next < to && token(next).Is(WordClass::kWeekday)) {
        if (number > 5 || !set(&fields->nth, number)) return false;
        i = next;
      } else {
        if (number > 31 || !set(&fields->day, number)) return false;
        i += 2;
      }
    } else if (t.kind == Token::Kind::kFigure) {
      if (number < 0) return false;
      if (IsWord(i + 1, "s") && i + 1 < to && token(i + 1).glued && number % 10 == 0 &&
          (t.digits == 4 || t.digits == 2)) {
        fields->decade = t.digits == 4 ? number : FullYear(number);
        i += 2;
      } else if (i + 1 < to && token(i + 1).glued && (IsWord(i + 1, "q") || IsWord(i + 1, "h"))) {
        if (!set_unit(IsWord(i + 1, "q") ? TimeUnit::kQuarter : TimeUnit::kHalf, number)) return false;
        i += 2;
      } else if (t.digits == 4) {
        if (!set_year(i)) return false;
        ++i;
        if (i < to && (token(i).IsSign('/') || token(i).IsSign('-')) && figure(i + 1) >= 0 &&
            token(i + 1).digits == 2 && (number + 1) % 100 == figure(i + 1) && fields->month == 0) {
          fields->year = number + 1;  // "the 2024/25 financial year"
          i += 2;
        }
      } else if (fields->day == 0 && number >= 1 && number <= 31 && (fields->quarter == 0 && fields->half == 0)) {
        fields->day = number;
        ++i;
      } else {
        if (!set_year(i)) return false;
        ++i;
      }
    } else if (t.kind == Token::Kind::kWord && (IsWord(i, "q") || IsWord(i, "h")) && figure(i + 1) > 0) {
      if (!set_unit(IsWord(i, "q") ? TimeUnit::kQuarter : TimeUnit::kHalf, figure(i + 1))) return false;
      i += 2;
    } else if (IsWord(i, "fy") && i + 1 < to && figure(token(i + 1).IsSign('\'') ? i + 2 : i + 1) >= 0) {
      const size_t at = i + (token(i + 1).IsSign('\'') ? 2 : 1);
      if (!set_year(at)) return false;
      i = at + 1;
      if (i + 1 < to && (token(i).IsSign('-') || token(i).IsSign('/')) && token(i + 1).digits == 2 &&
          (fields->year + 1) % 100 == figure(i + 1)) {
        ++fields->year;  // "FY 2024-25"
        i += 2;
      }
    } else if (i == from && IsWord(i, "last") && i + 2 < to && token(i + 1).Is(WordClass::kWeekday)) {
      fields->nth = -1;  // "the last Friday of May"
      ++i;
    } else if (t.Is(WordClass::kOrdinal)) {
      size_t next = SkipFillers(i + 1, to);
      if (next < to && token(next).IsSign('-')) ++next;
      const auto unit = UnitAt(next, to);
      if (unit) {
        if (!set_unit(*unit, t.Of(WordClass::kOrdinal))) return false;
        i = next + 1;
      } else if (next < to && IsWord(next, "half") && t.Of(WordClass::kOrdinal) <= 2 &&
                 set(&fields->half, t.Of(WordClass::kOrdinal))) {
        i = next + 1;
      } else if (next == i + 1 && next < to && token(next).Is(WordClass::kWeekday)) {
        if (t.Of(WordClass::kOrdinal) > 5 || !set(&fields->nth, t.Of(WordClass::kOrdinal))) return false;
        i = next;
      } else {
        if (!set(&fields->day, t.Of(WordClass::kOrdinal))) return false;
        ++i;
      }
    } else if (UnitAt(i, to) == TimeUnit::kWeek && figure(i + 1) > 0 && token(i + 1).digits <= 2) {
      if (!set(&fields->week, figure(i + 1))) return false;
      i += 2;
    } else if ((UnitAt(i, to) == TimeUnit::kYear || UnitAt(i, to) == TimeUnit::kFiscalYear) &&
               (i == from || (i + 1 == to && fields->year != 0) || token(i - 1).Is(WordClass::kFiller)) &&
               to - from > 1) {
      ++i;  // "the year 2008", "the 2024/25 financial year"
    } else if ((UnitAt(i, to) == TimeUnit::kMonth || UnitAt(i, to) == TimeUnit::kQuarter) && i + 1 == to &&
               fields->month != 0) {
      ++i;  // "April month", "the March quarter"
      if (UnitAt(i - 1, to) == TimeUnit::kQuarter && fields->month % 3 == 0 && fields->day == 0) {
        fields->quarter = fields->month / 3;
        fields->month = 0;
      }
    } else if (t.Is(WordClass::kNumber)) {
      size_t next = i;
      if (const int year = ReadYearWords(&next, to)) {
        if (!set(&fields->year, year)) return false;
        i = next;
      } else {
        Reader reader{tokens_, i};
        const auto amount = ReadAmount(&reader);
        const auto day = amount ? SmallWhole(amount->value) : std::nullopt;
        if (!day || *day > 31 || reader.at > to || !set(&fields->day, *day)) return false;
        i = reader.at;
      }
    } else {
      return false;
    }
  }
  return fields->any();
}

std::optional<Period> DateReader::InYear(const Fields& fields, int year) const {
  if (fields.holiday >= 0) {
    if (fields.month != 0 || fields.day != 0) return std::nullopt;
    return HolidayIn(context_.lexicon.holiday(fields.holiday), year);
  }
  if (fields.nth != 0) {
    const auto day = NthWeekday(year, fields.month, fields.weekday, fields.nth);
    if (!day || fields.day != 0) return std::nullopt;
    return DayPeriod(*day);
  }
  if (fields.month != 0 && fields.day != 0) {
    const auto day = FromCivil(year, fields.month, fields.day);
    if (!day) return std::nullopt;
    return DayPeriod(*day);
  }
  if (fields.month != 0) return PeriodAt(*FromCivil(year, fields.month, 1), Grain::kMonth);
  if (fields.quarter != 0) return PeriodAt(*FromCivil(year, fields.quarter * 3, 1), Grain::kQuarter);
  if (fields.half != 0) return PeriodAt(*FromCivil(year, fields.half * 6, 1), Grain::kHalf);
  if (fields.week > 0) {
    const Period first = PeriodAt(*FromCivil(year, 1, 4), Grain::kWeek);  // ISO: the week with January 4
    return MovedByDays(first, 7 * (fields.week - 1));
  }
  if (fields.season >= 0) {
    // Northern seasons by whole months; winter is that which begins in the year.
    const auto begin = FromCivil(year, 3 + 3 * fields.season, 1);
    return Period{Grain::kSpan, begin, AddMonths(*begin, 3)};
  }
  return PeriodAt(*FromCivil(year, 1, 1), Grain::kYear);
}

std::optional<Period> DateReader::Resolve(const Fields& fields, const Period* container) {
  if (fields.week < 0) return PeriodAt(*FromCivil((-fields.week - 1) * 100, 1, 1), Grain::kCentury);
  if (fields.decade >= 0) {
    if (fields.year || fields.month || fields.day) return std::nullopt;
    return PeriodAt(*FromCivil(fields.decade, 1, 1), Grain::kDecade);
  }
  if (fields.year != 0) {
    if (fields.day != 0 && fields.month == 0) return std::nullopt;
    return InYear(fields, fields.year);
  }
  if (container != nullptr && container->begin) {
    const Civil at = ToCivil(*container->begin);
    if (container->grain == Grain::kYear || container->grain == Grain::kSpan) {
      if (!fields.month && !fields.quarter && !fields.half && !fields.week && fields.season < 0 && fields.holiday < 0)
        return std::nullopt;
      return InYear(fields, at.year);
    }
    if (container->grain == Grain::kWeek && fields.weekday && !fields.month) {
      return DayPeriod(*container->begin + chrono::days(fields.weekday - 1));
    }
    if (container->grain == Grain::kMonth && fields.nth) {
      const auto day = NthWeekday(at.year, at.month, fields.weekday, fields.nth);
      return day ? std::optional(DayPeriod(*day)) : std::nullopt;
    }
    if (container->grain == Grain::kMonth && fields.day) {
      const auto day = FromCivil(at.year, at.month, fields.day);
      if (!day) return std::nullopt;
      return DayPeriod(*day);
    }
    return std::nullopt;
  }
  const Day today = reference();
  const Civil now = ToCivil(today);
  if (fields.holiday >= 0) {
    Note("XXXX");
    const auto [past, future] = AroundToday(fields);
    if (!past || !future) return past ? past : future;
    const bool ahead = NearestDay(past->begin, future->begin).begin == future->begin;
    return ahead ? future : past;
  }
  if (fields.nth != 0) {
    if (fields.month == 0) return std::nullopt;
    Note("XXXX");
    const auto [past, future] = AroundToday(fields);
    if (!past || !future) return past ? past : future;
    return NearestDay(past->begin, future->begin);
  }
  if (fields.month != 0 && fields.day != 0) {
    relative_.clear();
    Note("XXXX-", Padded{fields.month}, "-", Padded{fields.day});
    std::optional<Day> past, future;
    for (int year = now.year - 2; year <= now.year + 2; ++year) {
      const auto day = FromCivil(year, fields.month, fields.day);
      // A weekday that does not fit rules a year out.
      if (!day || (fields.weekday && WeekdayOf(*day) != fields.weekday)) continue;
      if (*day <= today) past = day;
      if (*day >= today && !future) future = day;
    }
    if (!past && !future && fields.weekday) {  // the weekday is wrong
      Fields without = fields;
      without.weekday = 0;
      return Resolve(without, container);
    }
    if (!past && !future) return std::nullopt;
    return NearestDay(past, future);
  }
  if (fields.month != 0) {
    relative_.clear();
    Note("XXXX-", Padded{fields.month});
    const int ahead = (fields.month - now.month + 12) % 12;
    const Tense tense = context_.TenseAround();
    const bool future = ahead == 0 || tense == Tense::kFuture || (ahead <= 2 && tense == Tense::kOpen);
    return MovedByMonths(PeriodAt(today, Grain::kMonth), future ? ahead : ahead - 12);
  }
  if (fields.quarter != 0 || fields.half != 0 || fields.season >= 0 || fields.week > 0) {
    if (fields.quarter) {
      Note("XXXX-Q", fields.quarter);
    } else if (fields.half) {
      Note("XXXX-H", fields.half);
    } else {
      Note("XXXX");
    }
    auto period = InYear(fields, now.year);
    if (!period) return std::nullopt;
    if (*period->begin > today) {
      if (context_.TenseAround() != Tense::kFuture) period = InYear(fields, now.year - 1);
    } else if (today - *period->end > chrono::days(kReportDays) && context_.TenseAround() == Tense::kFuture) {
      period = InYear(fields, now.year + 1);
    }
    return period;
  }
  if (fields.weekday != 0 && fields.day == 0) {
    Note("XXXX-WXX-", fields.weekday);
    const int back = (WeekdayOf(today) - fields.weekday + 7) % 7;
    const bool future = context_.TenseAround() == Tense::kFuture;
    return DayPeriod(today - chrono::days(back == 0 || !future ? back : back - 7));
  }
  if (fields.day != 0) {
    Note("XXXX-XX-", Padded{fields.day});
    // The nearest such day on the side that the words speak of.
    const bool future = context_.TenseAround() == Tense::kFuture;
    for (int months = 0; months < 24; ++months) {
      const Period month = MovedByMonths(PeriodAt(today, Grain::kMonth), future ? months : -months);
      const Civil at = ToCivil(*month.begin);
      const auto day = FromCivil(at.year, at.month, fields.day);
      if (!day || (fields.weekday && WeekdayOf(*day) != fields.weekday)) continue;
      if (future ? *day >= today : *day <= today) return DayPeriod(*day);
    }
  }
  return std::nullopt;
}

std::pair<std::optional<Period>, std::optional<Period>> DateReader::AroundToday(const Fields& fields) {
  const Day today = reference();
  const int now = ToCivil(today).year;
  std::optional<Period> past, future;
  for (int year = now - 1; year <= now + 1; ++year) {
    const auto period = InYear(fields, year);
    if (!period) continue;
    if (*period->begin <= today) past = period;
    if (*period->begin >= today && !future) future = period;
  }
  return {past, future};
}

Period DateReader::NearestDay(std::optional<Day> past, std::optional<Day> future) {
  if (!past || !future) return DayPeriod(past ? *past : *future);
  const Tense tense = context_.TenseAround();
  const int ahead = static_cast<int>((*future - reference()).count());
  const bool near = ahead <= kNearFutureDays && (tense != Tense::kPast || ahead <= 7);
  return DayPeriod(tense == Tense::kFuture || near ? *future : *past);
}

std::optional<Period> DateReader::ReadSeveral(size_t from, size_t to) {
  size_t at = from + 1;
  int step = 0;
  bool beside = false;  // of the period that is spoken of
  if (token(from).Is(WordClass::kDirection)) {
    const auto direction = static_cast<Direction>(token(from).Of(WordClass::kDirection));
    step = direction == Direction::kLast ? -1 : direction == Direction::kNext ? 1 : 0;
  } else if (token(from).Is(WordClass::kShift)) {
    const auto shift = static_cast<Shift>(token(from).Of(WordClass::kShift));
    step = shift == Shift::kEarlier ? -1 : shift == Shift::kLater ? 1 : 0;
    beside = true;
  }
  if (step == 0) return std::nullopt;
  const auto count = ReadCount(&at, to);
  const auto n = count ? SmallWhole(*count) : std::nullopt;
  const auto unit = UnitAt(at, to);
  const auto grain = unit ? GrainOf(*unit) : std::nullopt;
  if (!n || *n < 1 || !grain || at + 1 != to) return std::nullopt;
  Note("P", *n, *grain, step < 0 ? "-LAST" : "-NEXT");
  // Whole units, the current one left out.
  const Period* anchor = *grain == Grain::kDay || *grain == Grain::kWeek ? context_.anchor_day : context_.anchor;
  if (beside && anchor != nullptr && anchor->begin && anchor->end) {
    shifted_ = true;
    const Period far = MovedBy(Span_(anchor->begin, anchor->end), *grain, step * *n);
    return step < 0 ? Span_(far.begin, anchor->begin) : Span_(anchor->end, far.end);
  }
  const Period current = PeriodAt(reference(), *grain);
  const Period far = Moved(current, step * *n);
  return step < 0 ? Span_(far.begin, current.begin) : Span_(current.end, far.end);
}

std::optional<Period> DateReader::ReadShifted(size_t from, size_t to, int depth) {
  // "two years ago", "a year earlier", "the year before", "2 weeks and 2 days ago", "three weeks from tomorrow".
  size_t at = from;
  if (to - from >= 2 && token(from).Is(WordClass::kShift) && UnitAt(from + 1, to)) {
    // "the previous year", "the following day"
    const auto grain = GrainOf(*UnitAt(from + 1, to));
    if (!grain || from + 2 != to) return std::nullopt;
    const int step = static_cast<Shift>(token(from).Of(WordClass::kShift)) == Shift::kEarlier ? -1 : 1;
    Note("P1", *grain, step < 0 ? "-LAST" : "-NEXT");
    shifted_ = true;
    const Period* anchor = *grain == Grain::kDay ? context_.anchor_day : CountedFrom(step < 0);
    if (anchor != nullptr && anchor->begin) return Moved(PeriodAt(*anchor->begin, *grain), step);
    return Moved(PeriodAt(reference(), *grain), step);
  }
  if (at < to && (IsWord(at, "the"))) ++at;
  if (at < to && (IsWord(at, "comparable") || IsWord(at, "corresponding") || IsWord(at, "same"))) ++at;
  const size_t counted = at;
  auto count = ReadCount(&at, to);
  if (!count) {
    // "the year before", "year-ago"
    const auto follows = [&](std::string_view word) { return counted + 2 < to && IsWord(counted + 1, word); };
    if (UnitAt(counted, to) && (counted > from || (counted + 1 < to && token(counted + 1).IsSign('-')) ||
                                follows("after") || follows("before"))) {
      count = Decimal(1);
    } else {
      return std::nullopt;
    }
  }
  if (at < to && token(at).IsSign('-')) ++at;
  const auto unit = UnitAt(at, to);
  if (!unit) return std::nullopt;
  auto grain = GrainOf(*unit);
  auto n = SmallWhole(*count);
  if (*unit == TimeUnit::kFortnight && n) {
    grain = Grain::kWeek;
    *n *= 2;
  }
  if (!grain || !n) return std::nullopt;
  ++at;
  if (IsWord(at, "or") && IsWord(at + 1, "so")) at += 2;
  if (at < to && token(at).IsSign('-')) ++at;
  int more_days = 0;
  if (IsWord(at, "and") && at < to) {
    size_t ahead = at + 1;
    const auto second = ReadCount(&ahead, to);
    const auto days = second ? SmallWhole(*second) : std::nullopt;
    if (days && UnitAt(ahead, to) == TimeUnit::kDay) {
      more_days = *days;
      at = ahead + 1;
    }
  }
  if (at >= to) {
    // "will be back in two days"
    if (from == 0 || !IsWord(from - 1, "in") || context_.TenseAround() != Tense::kFuture) return std::nullopt;
    Note("P", *n, *grain, "-HENCE");
    shifted_ = true;
    if (*grain == Grain::kDay || *grain == Grain::kWeek) return MovedBy(DayPeriod(reference()), *grain, *n);
    return Moved(PeriodAt(reference(), *grain), *n);
  }
  if (IsWord(at, "from") || ((IsWord(at, "after") || IsWord(at, "before")) && at + 1 < to)) {
    const bool back = IsWord(at, "before");
    const auto base = Read(at + 1, to, depth + 1);
    if (!base || !base->begin) return std::nullopt;
    const Period moved = MovedBy(DayPeriod(*base->begin), *grain, back ? -*n : *n);
    return MovedByDays(moved, back ? -more_days : more_days);
  }
  if (!token(at).Is(WordClass::kShift)) return std::nullopt;
  // "the year-ago quarter", "the year-earlier period"
  const auto of = UnitAt(at + 1, to);
  const bool named = at + 2 == to && (of || IsWord(at + 1, "period"));
  if (at + 1 != to && !named) return std::nullopt;
  const auto shift = static_cast<Shift>(token(at).Of(WordClass::kShift));
  const bool back = shift == Shift::kAgo || shift == Shift::kEarlier;
  const int step = back ? -*n : *n;
  Note("P", *n, *grain, back ? "-AGO" : "-HENCE");
  shifted_ = true;
  const bool day_like = *grain == Grain::kDay || *grain == Grain::kWeek;
  const Period* anchor = day_like ? context_.anchor_day : CountedFrom(back);
  // "Two years later" counts from what the story told last: without a date in its sentence it is a length of time.
  if (shift == Shift::kLater && !named && !context_.AnchoredInSentence()) return std::nullopt;
  if (named && of) {
    const auto its = GrainOf(*of);
    if (!its) return std::nullopt;
    const bool same = anchor != nullptr && anchor->begin && anchor->grain == *its;
    return MovedBy(same ? *anchor : Moved(PeriodAt(reference(), *its), -1), *grain, step);
  }
  // "a year ago" beside a quarter is that quarter's a year before, as figures are compared.
  const bool compares =
      *grain == Grain::kYear && *n == 1 && anchor != nullptr && anchor->begin &&
      (anchor->grain == Grain::kQuarter || anchor->grain == Grain::kHalf || anchor->grain == Grain::kSpan);
  if ((shift == Shift::kAgo && !compares) || shift == Shift::kHence) {
    const Day today = reference();
    if (*grain == Grain::kWeek || *grain == Grain::kDay || more_days > 0) {
      return MovedByDays(MovedBy(DayPeriod(today), *grain, step), back ? -more_days : more_days);
    }
    return Moved(PeriodAt(today, *grain), step);
  }
  if (anchor != nullptr && anchor->begin) return MovedBy(*anchor, *grain, step);
  return Moved(PeriodAt(reference(), *grain), step);
}

std::optional<Period> DateReader::ReadSamePeriod(size_t from, size_t to, int depth) {
  const auto names = [&](size_t i) { return i < to && (UnitAt(i, to) || IsWord(i, "period") || IsWord(i, "stretch")); };
  const Period* anchor = context_.anchor;
  std::optional<int> year, before;
  size_t unit_at = from;
  if (from + 2 == to && token(from).digits == 4 && names(from + 1)) {  // "1988 quarter"
    year = token(from).Whole();
    unit_at = from + 1;
  } else if (names(from + 1) && from + 2 < to &&
             (IsWord(from, "same") || IsWord(from, "corresponding") || IsWord(from, "comparable") ||
              IsWord(from, "equivalent"))) {  // "same quarter of 2024", "same period last year"
    unit_at = from + 1;
    size_t in_at = from + 2;
    if (IsWord(in_at, "of") || IsWord(in_at, "in") || IsWord(in_at, "for")) ++in_at;
    const auto in = Read(in_at, to, depth + 1);
    if (!in || !in->begin) return std::nullopt;
    if (in->grain != Grain::kYear) return in;  // "a year earlier" is that period by itself
    if (anchor == nullptr || !anchor->begin) return in;
    year = ToCivil(*in->begin).year;
    if (year == ToCivil(*anchor->begin).year) before = 1;     // of last year was what is compared
  } else if (from + 2 == to && IsWord(from + 1, "period")) {  // "latest period"
    return anchor == nullptr ? std::nullopt : std::optional(*anchor);
  } else if (from + 4 == to && token(from + 1).IsSign('-') && UnitAt(from + 2, to) == TimeUnit::kYear &&
             names(from + 3) && (IsWord(from, "prior") || IsWord(from, "previous"))) {  // "prior-year quarter"
    unit_at = from + 3;
    before = 1;
  }
  if ((!year && !before) || anchor == nullptr || !anchor->begin) return std::nullopt;
  const auto unit = UnitAt(unit_at, to);
  if (unit == TimeUnit::kQuarter && anchor->grain != Grain::kQuarter && anchor->grain != Grain::kSpan)
    return std::nullopt;
  return MovedByMonths(*anchor, before ? -12 : 12 * (*year - ToCivil(*anchor->begin).year));
}

std::optional<Period> DateReader::ReadDirected(size_t from, size_t to, int depth) {
  size_t at = from;
  if (at < to && IsWord(at, "the")) ++at;
  if (at >= to) return std::nullopt;
  // "the week", "the year": this one, in "the end of the year".
  if (at > from && UnitAt(at, to) && at + 1 == to && depth > 0) {
    const auto grain = GrainOf(*UnitAt(at, to));
    if (!grain) return std::nullopt;
    Note("P1", *grain, "-THIS");
    return PeriodAt(reference(), *grain);
  }
  if (at > from && UnitAt(at, to) == TimeUnit::kWeekend && at + 1 == to) {  // "over the weekend"
    const bool future = context_.TenseAround() == Tense::kFuture;
    Note(future ? "P1WE-NEXT" : "P1WE-LAST");
    const Period week = PeriodAt(reference(), Grain::kWeek);
    const Day saturday = *week.begin + chrono::days(5);
    const Day begin = future || saturday <= reference() ? saturday : saturday - chrono::days(7);
    return Span_(begin, begin + chrono::days(2));
  }
  if (auto period = ReadSamePeriod(at, to, depth)) return period;
  // "December last": rare; "the three months of last year" is a container's.
  if (!token(at).Is(WordClass::kDirection)) return std::nullopt;
  auto direction = static_cast<Direction>(token(at).Of(WordClass::kDirection));
  bool nearest = IsWord(at, "past") || IsWord(at, "coming");
  ++at;
  if (at < to && token(at).Is(WordClass::kDirection)) {  // "this past Wednesday", "this coming May"
    direction = static_cast<Direction>(token(at).Of(WordClass::kDirection));
    nearest = true;
    ++at;
  }
  at = SkipFillers(at, to);
  if (at < to && token(at).IsSign('-')) ++at;
  if (at >= to) return std::nullopt;
  const int step = direction == Direction::kLast ? -1 : direction == Direction::kNext ? 1 : 0;
  const std::string_view suffix = step < 0 ? "-LAST" : step > 0 ? "-NEXT" : "-THIS";
  if (const auto unit = UnitAt(at, to)) {
    if (at + 1 != to) return std::nullopt;
    if (*unit == TimeUnit::kWeekend) {
      Note("P1WE", suffix);
      const Period week = Moved(PeriodAt(reference(), Grain::kWeek), step);
      return Span_(*week.begin + chrono::days(5), week.end);
    }
    if (*unit == TimeUnit::kFortnight) {
      Note("P2W", suffix);
      const Day today = reference();
      return step < 0 ? Span_(today - chrono::days(14), today) : Span_(today, today + chrono::days(14));
    }
    const auto grain = GrainOf(*unit);
    if (!grain) return std::nullopt;
    Note("P1", *grain, suffix);
    return Moved(PeriodAt(reference(), *grain), step);
  }
  Fields fields;
  if (!ReadFields(at, to, &fields)) return std::nullopt;
  if (fields.year) return Resolve(fields, nullptr);
  const Day today = reference();
  const Civil now = ToCivil(today);
  if (fields.weekday && !fields.month && !fields.day) {
    Note("XXXX-WXX-", fields.weekday);
    if (nearest) {
      const int back = (WeekdayOf(today) - fields.weekday + 6) % 7 + 1;
      return DayPeriod(today + chrono::days(step > 0 ? (back == 7 ? 7 : 7 - back) : -back));
    }
    const Period week = Moved(PeriodAt(today, Grain::kWeek), step);
    return DayPeriod(*week.begin + chrono::days(fields.weekday - 1));
  }
  if (fields.holiday >= 0) {
    Note("XXXX", suffix);
    const auto [past, future] = AroundToday(fields);
    if (step == 0) return InYear(fields, now.year);
    return step < 0 ? past : future;
  }
  auto period = InYear(fields, now.year);
  if (!period || !period->begin || !period->end) return std::nullopt;
  if (fields.month) Note("XXXX-", Padded{fields.month});
  // "last March" is last year's, "next March" next year's; "this coming March" is the nearest. Some months on, last
  // June is this year's.
  if (step < 0 && fields.month && !fields.day && now.month - fields.month >= kLastMonths) return period;
  if (step < 0 && (!nearest || *period->end > today)) period = InYear(fields, now.year - 1);
  if (step > 0 && (!nearest || *period->begin <= today)) period = InYear(fields, now.year + 1);
  return period;
}

std::optional<Period> DateReader::ReadPart(size_t from, size_t to, int depth) {
  size_t at = from;
  if (at < to && IsWord(at, "the")) ++at;
  if (at >= to) return std::nullopt;
  // "year-end", "year-end 2024"
  if (UnitAt(at, to) && at + 1 < to) {
    size_t after = at + 1;
    if (token(after).IsSign('-')) ++after;
    if (after < to && token(after).Is(WordClass::kPart) &&
        static_cast<PartOf>(token(after).Of(WordClass::kPart)) == PartOf::kEnd) {
      const auto grain = GrainOf(*UnitAt(at, to));
      if (!grain) return std::nullopt;
      std::optional<Period> whole;
      if (after + 1 == to) {
        Note("P1", *grain, "-THIS");
        whole = PeriodAt(reference(), *grain);
      } else {
        whole = Read(after + 1, to, depth + 1);
      }
      if (!whole || !whole->end) return std::nullopt;
      return DayPeriod(*whole->end - chrono::days(1));
    }
  }
  if (!token(at).Is(WordClass::kPart)) return std::nullopt;
  const auto part = static_cast<PartOf>(token(at).Of(WordClass::kPart));
  ++at;
  if (at < to && token(at).IsSign('-')) ++at;
  if (IsWord(at, "of")) ++at;
  if (at >= to) return std::nullopt;
  // "later in the day" is a time; "at the end of the day" none at all.
  if (IsWord(at, "the") && at + 2 == to && UnitAt(at + 1, to) == TimeUnit::kDay) return std::nullopt;
  const auto whole = Read(at, to, depth + 1);
  if (!whole || !whole->begin || !whole->end) return std::nullopt;
  const bool week = whole->grain == Grain::kWeek;
  switch (part) {
    case PartOf::kStart:
      if (week) return Span_(whole->begin, *whole->begin + chrono::days(kWeekPartDays));
      return DayPeriod(*whole->begin);
    case PartOf::kEnd:
      if (week) return Span_(*whole->end - chrono::days(kWeekPartDays), whole->end);
      return DayPeriod(*whole->end - chrono::days(1));
    default:
      return whole;  // the unit without its modifier, as TIMEX3's mod leaves the value alone
  }
}

std::optional<Period> DateReader::ReadStretch(size_t from, size_t to, int depth) {
  // "the three months to March", "the quarter ended June 30", "the first nine months of 2004", "the week of October 6".
  size_t at = from;
  if (at < to && IsWord(at, "the")) ++at;
  bool first = false, last = false;
  if (at < to && token(at).Is(WordClass::kOrdinal) && token(at).Of(WordClass::kOrdinal) == 1) {
    first = true;
    ++at;
  } else if (at + 1 < to && token(at).Is(WordClass::kOrdinal) && UnitAt(at + 1, to) == TimeUnit::kQuarter) {
    ++at;  // "the second quarter ended June 30"
  } else if (at < to && token(at).Is(WordClass::kDirection) &&
             static_cast<Direction>(token(at).Of(WordClass::kDirection)) == Direction::kLast) {
    last = true;
    ++at;
  }
  const auto count = ReadCount(&at, to);
  if (at < to && token(at).IsSign('-')) ++at;
  while (at < to && (token(at).Is(WordClass::kFiller) && !UnitAt(at, to))) ++at;
  const auto unit = UnitAt(at, to);
  const auto grain = unit ? GrainOf(*unit) : std::nullopt;
  if (!grain) return std::nullopt;
  const auto n = count ? SmallWhole(*count) : std::optional(1);
  if (!n || *n == 0) return std::nullopt;
  ++at;
  if (at + 1 >= to) return std::nullopt;
  if (IsWord(at, "period")) ++at;
  const bool ends = IsWord(at, "ended") || IsWord(at, "ending") || token(at).Is(WordClass::kJoin) ||
                    IsWord(at, "that") || IsWord(at, "which");
  const bool inside = IsWord(at, "of") || IsWord(at, "in");
  const bool begins = IsWord(at, "beginning") || IsWord(at, "starting") || IsWord(at, "from");
  if (!ends && !inside && !begins) return std::nullopt;
  ++at;
  const bool not_over = IsWord(at, "ends");
  while (at < to &&
         (IsWord(at, "ends") || IsWord(at, "ended") || IsWord(at, "in") || IsWord(at, "on") || IsWord(at, "ending")))
    ++at;
  if (at < to && IsWord(at, "end")) ++at;
  if (at < to && token(at).IsSign('-')) ++at;
  auto base = Read(at, to, depth + 1);
  if (!base || !base->begin || !base->end) return std::nullopt;
  if (inside) {
    if (*grain == Grain::kWeek && !first && !last && *n == 1) return PeriodAt(*base->begin, Grain::kWeek);
    if (last && *n == 1 && *grain == Grain::kWeek) {
      // A week belongs where its Thursday is, as in ISO 8601.
      return PeriodAt(*base->end - chrono::days((WeekdayOf(*base->end) - 4 + 6) % 7 + 1), Grain::kWeek);
    }
    if (first) return Span_(base->begin, MovedBy(Span_(base->begin, base->begin), *grain, *n).end);
    if (last) return Span_(MovedBy(Span_(base->end, base->end), *grain, -*n).begin, base->end);
    return std::nullopt;
  }
  if (begins) {
    return Span_(base->begin, MovedBy(Span_(base->begin, base->begin), *grain, *n).end);
  }
  // "the year that ends in May" is not over.
  if (not_over && depends_ && *base->end <= reference()) base = MovedByMonths(*base, 12);
  return Span_(MovedBy(Span_(base->end, base->end), *grain, -*n).begin, base->end);
}

std::optional<Period> DateReader::ReadRange(size_t from, size_t to, int depth) {
  const bool between = IsWord(from, "between");
  if (from < to && (IsWord(from, "from") || between)) ++from;
  // "the July-September quarter"
  size_t end = to;
  if (end > from && (UnitAt(end - 1, end) == TimeUnit::kQuarter || IsWord(end - 1, "period"))) --end;
  for (size_t k = from + 1; k + 1 < end; ++k) {
    if (!token(k).Is(WordClass::kJoin) && !token(k).IsSign('-') && !token(k).IsSign('~')) continue;
    if (!between && IsWord(k, "and")) continue;
    size_t next = k + 1;  // where the end is said
    if (token(k).IsSign('-') && next + 1 < end && token(next).Is(WordClass::kJoin) && token(next + 1).IsSign('-'))
      next += 2;  // "January-to-March"
    Fields left, right;
    std::optional<Period> low, high;
    const bool left_plain = ReadFields(from, k, &left);
    const bool right_plain = ReadFields(next, end, &right);
    if (left_plain && right_plain && left.only_day() && right.only_day()) continue;
    if (left_plain && right_plain) {
      if (left.decade >= 0 || right.decade >= 0 || left.week < 0 || right.week < 0) {
        low = Resolve(left, nullptr);
        high = Resolve(right, nullptr);
      } else {
        // What one side lacks the other gives: "July 13-15", "13-15 July", "June-August 1992", "1997-98".
        if (left.day && !left.month && !left.weekday) left.month = right.month;
        if (right.day && !right.month && !right.weekday) {
          if (left.month == 0 && left.year != 0) {
            return std::nullopt;
          }
          right.month = left.month;
        }
        bool wraps = false;
        if (!left.year && right.year) left.year = right.year;
        if (!right.year && left.year) right.year = left.year;
        low = Resolve(left, nullptr);
        if (low && !right.year) {
          high = InYear(right, ToCivil(*low->begin).year);
          if (right.weekday && !right.month) high = Resolve(right, nullptr);
          if (high && *high->begin < *low->begin && !right.weekday) high = InYear(right, ToCivil(*low->begin).year + 1);
        } else {
          high = Resolve(right, nullptr);
          wraps = low && high && *high->begin < *low->begin && left.month;
          if (wraps) low = InYear(left, left.year - 1);
        }
      }
    } else {
      low = Read(from, k, depth + 1);
      high = low ? Read(next, end, depth + 1) : std::nullopt;
    }
    if (!low || !high || !low->begin || !high->end || *high->end <= *low->begin) continue;
    return Span_(low->begin, high->end);
  }
  return std::nullopt;
}

std::optional<Period> DateReader::ReadInContainer(size_t from, size_t to, int depth) {
  // "this year's third quarter", where "year's" is one token, "2024's third quarter"
  for (size_t k = from + 1; k + 1 < to; ++k) {
    const bool apart = token(k).IsSign('\'') && IsWord(k + 1, "s");
    if (!apart && !token(k).text.ends_with("'s")) continue;
    Fields fields;
    if (!ReadFields(k + (apart ? 2 : 1), to, &fields)) continue;
    const auto container = Read(from, apart ? k : k + 1, depth + 1);
    if (container) return Resolve(fields, &*container);
  }
  // "December of last year", "Saturday last week", "the first quarter of this year", "the fourth quarter of the year".
  for (size_t k = from + 1; k < to; ++k) {
    if (!token(k).Is(WordClass::kDirection) && !IsWord(k, "the") && !token(k).Is(WordClass::kShift)) continue;
    Fields fields;
    if (!ReadFields(from, k, &fields)) continue;
    const auto container = Read(k, to, depth + 1);
    if (!container) continue;
    return Resolve(fields, &*container);
  }
  return std::nullopt;
}

}  // namespace attest::values
