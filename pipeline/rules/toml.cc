#include "pipeline/rules/toml.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace attest {
namespace {

using Kind = RuleNode::Kind;

constexpr int kMostNested = 64;  // arrays and inline tables in one another

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsBareKey(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_' || c == '-';
}
// Of all but the tab, as strings and comments must not hold them.
bool IsControl(char c) { return (c >= '\0' && c < ' ' && c != '\t') || c == '\x7F'; }

// Whether `text` is a decimal number: [+-]digits[.digits][e[+-]digits], without zeros in front.
bool IsNumber(std::string_view text) {
  const auto digits = [&text] {
    const size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  const auto sign = [&text] {
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  };
  sign();
  const bool zero = text.starts_with('0');
  const size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    sign();
    if (digits() == 0) return false;
  }
  return text.empty();
}

void AppendUtf8(uint32_t code_point, std::string* out) {
  const auto tail = [code_point](int shift) { return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) {
    out->push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out->append({static_cast<char>(0xC0 | code_point >> 6), tail(0)});
  } else if (code_point < 0x10000) {
    out->append({static_cast<char>(0xE0 | code_point >> 12), tail(6), tail(0)});
  } else {
    out->append({static_cast<char>(0xF0 | code_point >> 18), tail(12), tail(6), tail(0)});
  }
}

// Recursive descent. Functions that read return false at a problem, which is told once.
class TomlReader {
 public:
  explicit TomlReader(std::string_view text) : text_(text) {}

  bool ReadFile(RuleNode* root) {
    root->line = 1;
    RuleNode* table = root;
    while (SkipToNextLineWithWords()) {
      if (Peek() == '[') {
        table = ReadHeader(root);
        if (table == nullptr) return false;
      } else if (!ReadField(table, 0)) {
        return false;
      }
      if (!EndLine()) return false;
    }
    return !problem_;
  }
  std::optional<TomlProblem>& problem() { return problem_; }

 private:
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool StandsHere(std::string_view words) const { return text_.substr(at_, words.size()) == words; }
  bool Take(char c) {
    if (Peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  bool Fail(std::string reason) {
    if (!problem_) problem_ = {line_, std::move(reason)};
    return false;
  }
  bool FailHere(std::string_view wanted) {
    const std::string_view rest = text_.substr(at_, std::min<size_t>(text_.find_first_of("\r\n", at_) - at_, 40));
    return Fail(std::string(wanted) +
                (rest.empty() ? " before the end of the line" : " at `" + std::string(rest) + "`"));
  }

  void SkipBlanks() {
    while (Peek() == ' ' || Peek() == '\t') ++at_;
  }
  bool TakeLineEnd() {
    if (StandsHere("\r\n")) ++at_;
    if (!Take('\n')) return false;
    ++line_;
    return true;
  }
  bool SkipComment() {
    if (Peek() != '#') return true;
    const size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
    const std::string_view comment = text_.substr(at_, end - at_);
    at_ = end;
    return std::none_of(comment.begin(), comment.end(), IsControl) || Fail("a control character in a comment");
  }
  // White space, comments and line ends. False at a problem.
  bool SkipLines() {
    do {
      SkipBlanks();
      if (!SkipComment()) return false;
    } while (TakeLineEnd());
    return true;
  }
  bool SkipToNextLineWithWords() { return SkipLines() && at_ < text_.size(); }
  bool EndLine() {
    SkipBlanks();
    return SkipComment() && (at_ == text_.size() || TakeLineEnd() || FailHere("a line end is missing"));
  }

  // [a.b] or [[a.b]]: the table that the lines below it fill.
  RuleNode* ReadHeader(RuleNode* root) {
    const uint32_t line = line_;
    ++at_;
    const bool element = Take('[');
    std::vector<std::string> path;
    if (!ReadPath(&path)) return nullptr;
    if (!Take(']') || (element && !Take(']'))) return FailHere("] is missing"), nullptr;
    RuleNode* table = Descend(root, path);
    if (table == nullptr) return nullptr;
    std::string& name = path.back();
    RuleNode* node = Find(table, name);
    if (!element) {
      if (node != nullptr) return Fail(name + " is defined twice"), nullptr;
      return Add(table, std::move(name), Kind::kTable, line);
    }
    if (node == nullptr) node = Add(table, std::move(name), Kind::kArray, line);
    if (node->kind != Kind::kArray || (!node->items.empty() && node->items.back().kind != Kind::kTable))
      return Fail(path.back() + " is no array of tables"), nullptr;
    RuleNode& item = node->items.emplace_back();
    item.line = line;
    return &item;
  }

  static RuleNode* Find(RuleNode* table, std::string_view name) {
    for (auto& [key, value] : table->fields) {
      if (key == name) return &value;
    }
    return nullptr;
  }
  static RuleNode* Add(RuleNode* table, std::string name, Kind kind, uint32_t line) {
    RuleNode& node = table->fields.emplace_back(std::move(name), RuleNode{}).second;
    node.kind = kind;
    node.line = line;
    return &node;
  }
  // The table that holds the last name of `path`; of an array of tables the last one.
  RuleNode* Descend(RuleNode* table, const std::vector<std::string>& path) {
    for (size_t i = 0; i + 1 < path.size(); ++i) {
      RuleNode* next = Find(table, path[i]);
      if (next == nullptr) next = Add(table, path[i], Kind::kTable, line_);
      if (next->kind == Kind::kArray && !next->items.empty()) next = &next->items.back();
      if (next->kind != Kind::kTable) return Fail(path[i] + " is no table"), nullptr;
      table = next;
    }
    return table;
  }

  bool ReadField(RuleNode* table, int depth) {
    std::vector<std::string> path;
    if (!ReadPath(&path)) return false;
    if (!Take('=')) return FailHere("= is missing");
    SkipBlanks();
    table = Descend(table, path);
    if (table == nullptr) return false;
    if (Find(table, path.back()) != nullptr) return Fail(path.back() + " is defined twice");
    return ReadValue(&table->fields.emplace_back(std::move(path.back()), RuleNode{}).second, depth);
  }

  // Keys with stops between them, and the white space around.
  bool ReadPath(std::vector<std::string>* path) {
    do {
      SkipBlanks();
      std::string& key = path->emplace_back();
      if (Peek() == '"' || Peek() == '\'') {
        if (!ReadString(&key)) return false;
      } else {
        const size_t begin = at_;
        while (IsBareKey(Peek())) ++at_;
        if (at_ == begin) return FailHere("a key is missing");
        key = text_.substr(begin, at_ - begin);
      }
      SkipBlanks();
    } while (Take('.'));
    return true;
  }

  bool ReadValue(RuleNode* node, int depth) {
    if (depth > kMostNested) return Fail("values are nested too deep");
    node->line = line_;
    switch (Peek()) {
      case '"':
      case '\'':
        node->kind = Kind::kString;
        if (StandsHere("\"\"\"") || StandsHere("'''")) return ReadLongString(&node->text);
        return ReadString(&node->text);
      case '[':
        node->kind = Kind::kArray;
        return ReadArray(node, depth);
      case '{':
        node->kind = Kind::kTable;
        return ReadInlineTable(node, depth);
      default:
        return ReadWord(node);
    }
  }

  bool ReadArray(RuleNode* array, int depth) {
    ++at_;
    for (;;) {
      if (!SkipLines()) return false;
      if (Take(']')) return true;
      if (!ReadValue(&array->items.emplace_back(), depth + 1) || !SkipLines()) return false;
      if (!Take(',') && Peek() != ']') return FailHere("a comma is missing");
    }
  }

  bool ReadInlineTable(RuleNode* table, int depth) {
    ++at_;
    SkipBlanks();
    if (Take('}')) return true;
    do {
      if (!ReadField(table, depth + 1)) return false;
      SkipBlanks();
    } while (Take(','));
    std::sort(table->fields.begin(), table->fields.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return Take('}') || FailHere("a comma is missing");
  }

  // true, false or a number.
  bool ReadWord(RuleNode* node) {
    const size_t begin = at_;
    while (IsBareKey(Peek()) || Peek() == '.' || Peek() == '+') ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "true" || word == "false") {
      node->kind = Kind::kBool;
      node->truth = word == "true";
      return true;
    }
    node->kind = Kind::kNumber;
    node->text = word;
    if (IsNumber(word)) return true;
    at_ = begin;
    return FailHere("a value is missing");
  }

  // "…" or '…', in one line.
  bool ReadString(std::string* out) {
    const char quote = text_[at_++];
    for (;;) {
      const size_t begin = at_;
      while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\' && !IsControl(text_[at_])) ++at_;
      out->append(text_.substr(begin, at_ - begin));
      if (Take(quote)) return true;
      if (Peek() != '\\') return FailHere("a quote is missing");
      if (quote == '"') {
        if (!ReadEscape(out)) return false;
      } else {
        out->push_back(text_[at_++]);
      }
    }
  }

  // """…""" or '''…''', over any number of lines. A line end at its begin is none of it.
  bool ReadLongString(std::string* out) {
    const char quote = text_[at_];
    const std::string_view quotes = text_.substr(at_, 3);
    at_ += quotes.size();
    TakeLineEnd();
    for (;;) {
      const size_t begin = at_;
      while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\' && !IsControl(text_[at_])) ++at_;
      out->append(text_.substr(begin, at_ - begin));
      if (StandsHere(quotes)) {
        at_ += quotes.size();
        for (int i = 0; i < 2 && Take(quote); ++i) out->push_back(quote);  // those before the last three
        return true;
      }
      if (at_ == text_.size()) return Fail("the quotes at the end of a string are missing");
      if (quote == '"' && Peek() == '\\') {
        if (!(SkipEscapedLineEnds() || ReadEscape(out))) return false;
      } else if (const size_t line_end = at_; TakeLineEnd()) {
        out->append(text_.substr(line_end, at_ - line_end));
      } else if (IsControl(Peek())) {
        return Fail("a control character in a string");
      } else {
        out->push_back(text_[at_++]);
      }
    }
  }

  // A backslash at the end of a line takes all white space that follows.
  bool SkipEscapedLineEnds() {
    const size_t begin = at_++;
    SkipBlanks();
    if (!TakeLineEnd()) {
      at_ = begin;
      return false;
    }
    do {
      SkipBlanks();
    } while (TakeLineEnd());
    return true;
  }

  bool ReadEscape(std::string* out) {
    constexpr std::string_view kEscapes = "btnfr\"\\", kMeant = "\b\t\n\f\r\"\\";
    const size_t begin = at_++;
    const char c = Peek();
    ++at_;
    if (const size_t found = kEscapes.find(c); found != kEscapes.npos) {
      out->push_back(kMeant[found]);
      return true;
    }
    size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
    uint32_t code_point = 0;
    bool broken = digits == 0 || text_.size() - std::min(at_, text_.size()) < digits;
    for (; !broken && digits > 0; --digits) {
      const size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(text_[at_++]);
      broken = digit == std::string_view::npos;
      code_point = code_point << 4 | static_cast<uint32_t>(digit % 16);
    }
    if (broken || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) {
      at_ = begin;
      return FailHere("an unknown escape");
    }
    AppendUtf8(code_point, out);
    return true;
  }

  const std::string_view text_;
  size_t at_ = 0;
  uint32_t line_ = 1;
  std::optional<TomlProblem> problem_;
};

bool IsUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace

std::optional<TomlProblem> ReadToml(std::string_view text, RuleNode* root) {
  *root = {};
  if (!IsUtf8(text)) {
    for (uint32_t line = 1;; ++line) {  // the first one that is not
      const std::string_view words = text.substr(0, text.find('\n'));
      if (!IsUtf8(words)) return TomlProblem{line, "it is not UTF-8"};
      text.remove_prefix(words.size() + 1);
    }
  }
  TomlReader reader(text);
  if (!reader.ReadFile(root)) return std::move(reader.problem());
  return std::nullopt;
}

}  // namespace attest
