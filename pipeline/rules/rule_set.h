// The rule files, read and checked for form: TOML in, entries with their place out. The stages compile what is theirs.
//
// A rule file under rules/ is TOML. Everywhere:
//   [fragments]  name = '''pattern'''      named pieces, usable as {name} in any pattern of any file; may use other
//   fragments [lists]      name = ["word", …]        named word lists, usable as {@name}: an alternation, longest
//   first, words escaped
// and arrays of tables ([[rule]], [[head]], [[frame]], …), each with an `id`, which belong to the stages. Literal
// strings
// ('…', '''…''') keep patterns free of double escapes. Ids, fragments and lists are unique over all files.
#ifndef ATTEST_RULES_RULE_SET_H_
#define ATTEST_RULES_RULE_SET_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/result.h"

namespace attest {

// A value of a rule file. Wrong kinds read as empty; the stage's own checks say what is missing.
struct RuleNode {
  enum class Kind : uint8_t { kString, kNumber, kBool, kArray, kTable };
  Kind kind = Kind::kTable;
  uint32_t line = 0;                                     // 1-based, in the entry's file
  std::string text;                                      // kString; kNumber as written
  bool truth = false;                                    // kBool
  std::vector<RuleNode> items;                           // kArray
  std::vector<std::pair<std::string, RuleNode>> fields;  // kTable, in byte order of the names

  const RuleNode* Get(std::string_view field) const;             // nullptr when absent or not a table
  std::string_view Text(std::string_view field) const;           // "" when absent or not a string
  std::vector<std::string> Texts(std::string_view field) const;  // an array of strings, or one string as a list of one
};

// One [[section]] table of a rule file.
struct RuleEntry {
  std::string section;  // "rule", "head", "frame", …
  std::string id;       // ASCII, without quotes and backslashes
  std::string file;     // relative to the rules folder: "mentions/money.toml"
  RuleNode body;
};

class RuleSet {
 public:
  // Reads every *.toml below `folder`, in byte order of path. The error names file, line, rule and reason.
  static Result<RuleSet> Load(const std::string& folder);

  // The entries of a section, of all sections when it is empty, in order of file and place. Pointers live as long as
  // the RuleSet and survive a move of it.
  std::vector<const RuleEntry*> Entries(std::string_view section) const;
  // A word list; nullptr when there is none of that name.
  const std::vector<std::string>* List(std::string_view name) const;
  // The lists named "family.SUFFIX" as (SUFFIX, words), in byte order of name: a word's value stands in its list's name
  // ("month.12").
  std::vector<std::pair<std::string_view, const std::vector<std::string>*>> Lists(std::string_view family) const;
  // Replaces {name}, {@list} and {@family.*} (all lists of a family) by their groups. `entry` is who asks, for the
  // error. Counted repetitions ({2,3}) stay.
  Result<std::string> Expand(std::string_view pattern, const RuleEntry& entry) const;
  // Replaces {name} alone; {@list} and {@family.*} stay, for a reader that asks Words for them.
  Result<std::string> ExpandFragments(std::string_view pattern, const RuleEntry& entry) const;
  // The words of "@list" or "@family.*"; nullopt when there is no such list.
  std::optional<std::vector<std::string>> Words(std::string_view reference) const;

  // A path below the rules folder, for data that is no TOML (gazetteers).
  std::string PathOf(std::string_view relative) const;
  // SHA-256 over all files' names and bytes: "sha256:…". What store.json records.
  const std::string& hash() const { return hash_; }
  const std::string& folder() const { return folder_; }

  // "rules/facts/contract.toml:12: rule contract/sign: REASON"; line 0: that of the entry.
  Error Broken(const RuleEntry& entry, std::string_view reason, uint32_t line = 0) const;

 private:
  struct Fragment {
    std::string pattern;
    std::string file;
    uint32_t line = 0;
  };
  Status ReadFile(const std::string& relative, std::string_view content);
  Result<std::string> ExpandAt(std::string_view pattern, const RuleEntry& entry, bool lists, int depth) const;

  std::string folder_;
  std::string hash_;
  std::vector<std::unique_ptr<RuleEntry>> entries_;
  std::map<std::string, Fragment, std::less<>> fragments_;
  std::map<std::string, std::vector<std::string>, std::less<>> lists_;
  std::map<std::string, std::string, std::less<>> ids_;  // section/id -> file:line, to find doubles
};

}  // namespace attest

#endif  // ATTEST_RULES_RULE_SET_H_
