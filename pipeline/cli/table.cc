#include "pipeline/cli/table.h"

#include <algorithm>
#include <utility>

namespace attest {
namespace {

constexpr size_t kGap = 2;
constexpr std::string_view kEllipsis = "…";

bool StartsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// The first `count` code points.
std::string_view Front(std::string_view text, size_t count) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (StartsCodePoint(text[i]) && count-- == 0) return text.substr(0, i);
  }
  return text;
}

}  // namespace

size_t CountCodePoints(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), StartsCodePoint));
}

std::vector<size_t> Table::Widths() const {
  std::vector<size_t> widths(columns_.size(), 0);
  for (const std::vector<std::string>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], CountCodePoints(row[i]));
  }
  return widths;
}

void Table::FitColumn(size_t column, size_t width_code_points) {
  const std::vector<size_t> widths = Widths();
  size_t others = kGap * (columns_.size() - 1);
  for (size_t i = 0; i < widths.size(); ++i) others += i == column ? 0 : widths[i];
  constexpr size_t kLeast = 16;
  const size_t room = width_code_points > others + kLeast ? width_code_points - others : kLeast;
  for (std::vector<std::string>& row : rows_) {
    if (column >= row.size() || CountCodePoints(row[column]) <= room) continue;
    row[column] = std::string(Front(row[column], room - 1)).append(kEllipsis);
  }
}

void Table::AppendTo(std::string* out) const {
  const std::vector<size_t> widths = Widths();
  for (const std::vector<std::string>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      const size_t padding = widths[i] - CountCodePoints(row[i]);
      if (columns_[i] == Align::kRight) out->append(padding, ' ');
      out->append(row[i]);
      if (i + 1 == row.size()) break;
      if (columns_[i] == Align::kLeft) out->append(padding, ' ');
      out->append(kGap, ' ');
    }
    out->push_back('\n');
  }
}

}  // namespace attest
