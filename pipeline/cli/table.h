// Text in columns, for people.
#ifndef ATTEST_CLI_TABLE_H_
#define ATTEST_CLI_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace attest {

enum class Align { kLeft, kRight };

// Collects rows and prints them aligned, two spaces between columns. Widths count code points.
class Table {
 public:
  // One entry a column; rows have as many cells or fewer.
  explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}

  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  // Shortens the cells of one column, with an ellipsis, until the table fits.
  void FitColumn(size_t column, size_t width_code_points);
  void AppendTo(std::string* out) const;

 private:
  std::vector<size_t> Widths() const;

  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// How many code points a UTF-8 text has.
size_t CountCodePoints(std::string_view text);

}  // namespace attest

#endif  // ATTEST_CLI_TABLE_H_
