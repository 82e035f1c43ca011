// Rule files as trees: TOML 1.0 but for dates, numbers that are not decimal, and tables that are opened bit by bit
// ([a.b] before [a]).
//
// A reader of our own, because rules are read at every start: toml++ took 230 instructions a byte, a third of all that
// is done before the first article.
#ifndef ATTEST_RULES_TOML_H_
#define ATTEST_RULES_TOML_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/rules/rule_set.h"

namespace attest {

struct TomlProblem {
  uint32_t line = 0;  // 1-based
  std::string reason;
};

// Sets `root` to the table that the file is. nullopt when the whole of it was read. Fields stand in the file's order,
// those of an inline table ({b = 1, a = 2}) in byte order of their names.
std::optional<TomlProblem> ReadToml(std::string_view text, RuleNode* root);

}  // namespace attest

#endif  // ATTEST_RULES_TOML_H_
