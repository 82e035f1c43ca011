// Dates and periods from their words. A reader of token ranges: every method reads [from, to) whole or fails.
#ifndef ATTEST_MENTIONS_DATE_READER_H_
#define ATTEST_MENTIONS_DATE_READER_H_

#include <optional>
#include <string>
#include <utility>

#include "pipeline/mentions/builders.h"

namespace attest::values {

// Reads one hit. Values that depend on the publication date are worked out from a stand-in where it is unknown, and
// `depends` is set: the caller then leaves them unresolved with `relative` as their timex.
class DateReader {
 public:
  DateReader(const BuildContext& context, const Tokens& tokens);

  std::optional<Period> Read() { return Read(0, tokens_.size(), 0); }
  bool depends() const { return depends_; }
  const std::string& relative() const { return relative_; }  // "P1W-LAST", "XXXX-12"; "XXXX" where nothing is known
  // True for "a year earlier" and its like, which are no anchors for others.
  bool shifted() const { return shifted_; }
  bool ambiguous() const { return ambiguous_; }

 private:
  // What a date names of itself.
  struct Fields {
    int weekday = 0, month = 0, day = 0, year = 0, quarter = 0, half = 0, week = 0;
    int nth = 0;      // of the weekdays in the month; -1: the last one
    int decade = -1;  // first year of it, or of its place in the century
    int season = -1;
    int16_t holiday = -1;
    bool only_day() const { return day && !(weekday || month || year || quarter || half || week); }
    bool any() const {
      return weekday || month || day || year || quarter || half || week || decade >= 0 || season >= 0 || holiday >= 0;
    }
  };

  std::optional<Period> Read(size_t from, size_t to, int depth);
  std::optional<Period> ReadNumeric(size_t from, size_t to);
  std::optional<Period> ReadDeictic(size_t from, size_t to);
  std::optional<Period> ReadShifted(size_t from, size_t to, int depth);
  std::optional<Period> ReadSeveral(size_t from, size_t to);  // "last two weeks"
  // "the 1988 quarter", "the same quarter of 2024", "the prior-year period"
  std::optional<Period> ReadSamePeriod(size_t from, size_t to, int depth);
  std::optional<Period> ReadDirected(size_t from, size_t to, int depth);
  std::optional<Period> ReadPart(size_t from, size_t to, int depth);
  std::optional<Period> ReadStretch(size_t from, size_t to, int depth);  // "the three months to March"
  std::optional<Period> ReadRange(size_t from, size_t to, int depth);
  std::optional<Period> ReadInContainer(size_t from, size_t to, int depth);
  bool ReadFields(size_t from, size_t to, Fields* fields) const;
  std::optional<Period> Resolve(const Fields& fields, const Period* container);
  std::optional<Period> InYear(const Fields& fields, int year) const;
  // The period from which to count: back from what figures are of, on from what was named last.
  const Period* CountedFrom(bool back) const;
  // The last one that began until the day of publication, and the next one from then on.
  std::pair<std::optional<Period>, std::optional<Period>> AroundToday(const Fields& fields);
  // Of two dates around the day of publication the one that the words speak of.
  Period NearestDay(std::optional<Day> past, std::optional<Day> future);

  std::optional<Decimal> ReadCount(size_t* at, size_t to) const;
  int ReadYearWords(size_t* at, size_t to) const;  // "nineteen ninety-three"; 0 when none
  size_t SkipFillers(size_t from, size_t to) const;
  const Token& token(size_t i) const { return tokens_[i]; }
  bool IsWord(size_t i, std::string_view word) const { return i < tokens_.size() && Reader{tokens_, i}.IsWord(word); }
  std::optional<TimeUnit> UnitAt(size_t i, size_t to) const;
  Day reference();  // sets depends_
  template <typename... Parts>
  void Note(const Parts&... parts);  // the first that is noted stays

  const BuildContext& context_;
  const Tokens& tokens_;
  bool depends_ = false;
  bool ambiguous_ = false;
  bool shifted_ = false;
  std::string relative_;
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_DATE_READER_H_
