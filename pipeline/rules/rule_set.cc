#include "pipeline/rules/rule_set.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pipeline/model/hash.h"
#include "pipeline/rules/regex.h"

namespace attest {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxFragmentDepth = 16;  // deeper nesting is a cycle

std::string Place(const std::string& folder, const std::string& file, uint32_t line) {
  return folder + "/" + file + ":" + std::to_string(line);
}

// Takes the strings out of `node`.
RuleNode Convert(toml::node& node) {
  RuleNode out;
  out.line = node.source().begin.line;
  if (auto* table = node.as_table()) {
    out.kind = RuleNode::Kind::kTable;
    out.fields.reserve(table->size());
    for (auto&& [key, value] : *table) out.fields.emplace_back(std::string(key.str()), Convert(value));
    // toml++ sorts keys; the file's order is the reader's order.
    const auto stands_before = [](const auto& a, const auto& b) { return a.second.line < b.second.line; };
    if (!std::is_sorted(out.fields.begin(), out.fields.end(), stands_before))
      std::stable_sort(out.fields.begin(), out.fields.end(), stands_before);
  } else if (auto* array = node.as_array()) {
    out.kind = RuleNode::Kind::kArray;
    out.items.reserve(array->size());
    for (auto& item : *array) out.items.push_back(Convert(item));
  } else if (auto* text = node.as_string()) {
    out.kind = RuleNode::Kind::kString;
    out.text = std::move(text->get());
  } else if (const auto* truth = node.as_boolean()) {
    out.kind = RuleNode::Kind::kBool;
    out.truth = truth->get();
  } else {
    out.kind = RuleNode::Kind::kNumber;
    constexpr int kDigits = 6;
    std::array<char, 32> number;
    char* end = number.data();
    if (const auto* whole = node.as_integer())
      end = std::to_chars(end, number.data() + number.size(), whole->get()).ptr;
    if (const auto* real = node.as_floating_point())
      end = std::to_chars(end, number.data() + number.size(), real->get(), std::chars_format::general, kDigits).ptr;
    out.text.assign(number.data(), end);
  }
  return out;
}

// Ids stand in the output as they are.
bool IsId(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

bool IsName(std::string_view text) {
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == text.npos;
}

}  // namespace

const RuleNode* RuleNode::Get(std::string_view field) const {
  for (const auto& [key, value] : fields) {
    if (key == field) return &value;
  }
  return nullptr;
}

std::string_view RuleNode::Text(std::string_view field) const {
  const RuleNode* node = Get(field);
  return node != nullptr && node->kind == Kind::kString ? std::string_view(node->text) : std::string_view();
}

std::vector<std::string> RuleNode::Texts(std::string_view field) const {
  std::vector<std::string> out;
  const RuleNode* node = Get(field);
  if (node == nullptr) return out;
  if (node->kind == Kind::kString) out.push_back(node->text);
  for (const RuleNode& item : node->items) {
    if (item.kind == Kind::kString) out.push_back(item.text);
  }
  return out;
}

Result<RuleSet> RuleSet::Load(const std::string& folder) {
  RuleSet set;
  set.folder_ = folder;
  std::vector<std::string> files;
  std::error_code failed;
  for (auto it = fs::recursive_directory_iterator(folder, failed); !failed && it != fs::recursive_directory_iterator();
       it.increment(failed)) {
    if (it->is_regular_file()) files.push_back(fs::relative(it->path(), folder).generic_string());
  }
  if (failed)
    return Error{ErrorCode::kBadRule,
                 folder + ": the rules folder cannot be read: " + failed.message() + "; name another with --rules"};
  std::sort(files.begin(), files.end());
  Sha256 hash;
  bool any = false;
  for (const std::string& file : files) {
    std::ifstream in(fs::path(folder) / file, std::ios::binary);
    std::ostringstream content;
    content << in.rdbuf();
    if (!in) return Error{ErrorCode::kBadRule, (fs::path(folder) / file).string() + ": the file cannot be read"};
    hash.Add(file).Add(std::string_view("\0", 1)).Add(content.view());
    if (!file.ends_with(".toml")) continue;
    any = true;
    if (Status status = set.ReadFile(file, content.view()); !status.ok()) return status.error();
  }
  if (!any)
    return Error{ErrorCode::kBadRule, folder + ": no rule files (*.toml) in this folder; name another with --rules"};
  set.hash_ = "sha256:" + hash.Hex();
  return set;
}

Status RuleSet::ReadFile(const std::string& relative, std::string_view content) {
  toml::parse_result parsed = toml::parse(content);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return Error{ErrorCode::kBadRule, Place(folder_, relative, error.source().begin.line) +
                                          ": not TOML: " + std::string(error.description())};
  }
  RuleNode root = Convert(parsed.table());
  for (auto& [section, node] : root.fields) {
    if (section == "fragments" || section == "lists") {
      for (const auto& [name, value] : node.fields) {
        const std::string place = Place(folder_, relative, value.line);
        if (!IsName(name))
          return Error{ErrorCode::kBadRule,
                       place + ": " + section + "." + name + ": a name is made of a-z, 0-9, _ and ."};
        if (section == "fragments") {
          if (value.kind != RuleNode::Kind::kString)
            return Error{ErrorCode::kBadRule, place + ": fragment " + name + " is not a string"};
          if (!fragments_.emplace(name, Fragment{value.text, relative, value.line}).second) {
            return Error{ErrorCode::kBadRule, place + ": fragment " + name + " is defined twice, first in " +
                                                  fragments_.find(name)->second.file};
          }
        } else {
          std::vector<std::string> words = node.Texts(name);
          if (words.empty())
            return Error{ErrorCode::kBadRule, place + ": list " + name + " is empty or not a list of strings"};
          if (!lists_.emplace(name, std::move(words)).second)
            return Error{ErrorCode::kBadRule, place + ": list " + name + " is defined twice"};
        }
      }
      continue;
    }
    if (node.kind != RuleNode::Kind::kArray) {
      return Error{ErrorCode::kBadRule, Place(folder_, relative, node.line) + ": [" + section +
                                            "] is neither [fragments], [lists] nor an array of tables ([[" + section +
                                            "]])"};
    }
    for (RuleNode& item : node.items) {
      const std::string place = Place(folder_, relative, item.line);
      std::string id(item.Text("id"));
      auto entry = std::make_unique<RuleEntry>(RuleEntry{section, std::move(id), relative, std::move(item)});
      if (entry->id.empty()) return Error{ErrorCode::kBadRule, place + ": a [[" + section + "]] without an id"};
      if (!IsId(entry->id)) return Broken(*entry, "an id is ASCII, without quotes and backslashes");
      const auto [known, added] = ids_.emplace(section + " " + entry->id, place);
      if (!added) return Broken(*entry, "the id is used twice, first at " + known->second);
      entries_.push_back(std::move(entry));
    }
  }
  return Done{};
}

std::vector<const RuleEntry*> RuleSet::Entries(std::string_view section) const {
  std::vector<const RuleEntry*> out;
  for (const auto& entry : entries_) {
    if (section.empty() || entry->section == section) out.push_back(entry.get());
  }
  return out;
}

const std::vector<std::string>* RuleSet::List(std::string_view name) const {
  const auto it = lists_.find(name);
  return it == lists_.end() ? nullptr : &it->second;
}

std::vector<std::pair<std::string_view, const std::vector<std::string>*>> RuleSet::Lists(
    std::string_view family) const {
  const std::string prefix = std::string(family) + ".";
  std::vector<std::pair<std::string_view, const std::vector<std::string>*>> out;
  for (auto it = lists_.lower_bound(prefix); it != lists_.end() && it->first.starts_with(prefix); ++it) {
    out.emplace_back(std::string_view(it->first).substr(prefix.size()), &it->second);
  }
  return out;
}

std::optional<std::vector<std::string>> RuleSet::Words(std::string_view reference) const {
  if (!reference.starts_with('@')) return std::nullopt;
  reference.remove_prefix(1);
  std::vector<std::string> words;
  if (reference.ends_with(".*")) {
    reference.remove_suffix(2);
    for (const auto& [suffix, members] : Lists(reference)) words.insert(words.end(), members->begin(), members->end());
    if (words.empty()) return std::nullopt;
  } else {
    const std::vector<std::string>* members = List(reference);
    if (members == nullptr) return std::nullopt;
    words = *members;
  }
  return words;
}

Result<std::string> RuleSet::Expand(std::string_view pattern, const RuleEntry& entry) const {
  return ExpandAt(pattern, entry, true, 0);
}

Result<std::string> RuleSet::ExpandFragments(std::string_view pattern, const RuleEntry& entry) const {
  return ExpandAt(pattern, entry, false, 0);
}

Result<std::string> RuleSet::ExpandAt(std::string_view pattern, const RuleEntry& entry, bool lists, int depth) const {
  if (depth > kMaxFragmentDepth)
    return Broken(entry,
                  "fragments are nested too deep, or in a circle, at `" + std::string(pattern.substr(0, 80)) + "`");
  std::string out;
  size_t at = 0;
  while (at < pattern.size()) {
    const size_t open = pattern.find('{', at);
    if (open == std::string_view::npos) break;
    const size_t close = pattern.find('}', open);
    const bool escaped = open > 0 && (pattern[open - 1] == '\\' || (open > 1 && pattern.substr(open - 2, 2) == "\\p"));
    const std::string_view inside =
        close == std::string_view::npos ? std::string_view() : pattern.substr(open + 1, close - open - 1);
    const bool list = inside.starts_with('@');
    const bool family = list && inside.ends_with(".*");
    const std::string_view name = inside.substr(list, inside.size() - list - (family ? 2 : 0));
    if (escaped || !IsName(name)) {  // \{, \p{L}, {2,3}
      out.append(pattern.substr(at, open + 1 - at));
      at = open + 1;
      continue;
    }
    out.append(pattern.substr(at, open - at));
    at = close + 1;
    if (list && !lists) {
      out.append(pattern.substr(open, at - open));
    } else if (list) {
      std::optional<std::vector<std::string>> words = Words(inside);
      if (!words) return Broken(entry, "no list is named {" + std::string(inside) + "}");
      out += Alternation(*std::move(words));
    } else {
      const auto fragment = fragments_.find(name);
      if (fragment == fragments_.end()) return Broken(entry, "no fragment is named {" + std::string(name) + "}");
      Result<std::string> inner = ExpandAt(fragment->second.pattern, entry, lists, depth + 1);
      if (!inner.ok()) return inner;
      out += "(?:" + *inner + ")";
    }
  }
  if (at < pattern.size()) out.append(pattern.substr(at));
  return out;
}

std::string RuleSet::PathOf(std::string_view relative) const { return (fs::path(folder_) / relative).generic_string(); }

Error RuleSet::Broken(const RuleEntry& entry, std::string_view reason, uint32_t line) const {
  return {ErrorCode::kBadRule, Place(folder_, entry.file, line == 0 ? entry.body.line : line) + ": " + entry.section +
                                   " " + entry.id + ": " + std::string(reason)};
}

}  // namespace attest
