#include "pipeline/rules/toml.h"

#include <gtest/gtest.h>

#include <string>

namespace attest {
namespace {

// A tree in one line: {key@LINE=value, …}, [value, …], 'text', #number, true.
std::string Told(const RuleNode& node) {
  std::string told;
  switch (node.kind) {
    case RuleNode::Kind::kString:
      return "'" + node.text + "'";
    case RuleNode::Kind::kNumber:
      return "#" + node.text;
    case RuleNode::Kind::kBool:
      return node.truth ? "true" : "false";
    case RuleNode::Kind::kArray:
      for (const RuleNode& item : node.items) told += (told.empty() ? "" : ", ") + Told(item);
      return "[" + told + "]";
    case RuleNode::Kind::kTable:
      for (const auto& [key, value] : node.fields)
        told += (told.empty() ? "" : ", ") + key + "@" + std::to_string(value.line) + "=" + Told(value);
      return "{" + told + "}";
  }
  return told;
}

std::string Read(std::string_view text) {
  RuleNode root;
  if (const std::optional<TomlProblem> problem = ReadToml(text, &root))
    return std::to_string(problem->line) + ": " + problem->reason;
  return Told(root);
}

struct Case {
  std::string_view text, told;
};

TEST(Toml, IsReadAsItStands) {
  for (const auto& [text, told] : {
           Case{"", "{}"},
           {"# nothing\n\n \t# at all", "{}"},
           {"a = 1", "{a@1=#1}"},
           {"a = 1 # one\r\nb = -2.5e3\r\n", "{a@1=#1, b@2=#-2.5e3}"},
           {"z = true\na = false", "{z@1=true, a@2=false}"},
           {"\"two words\" = 0\n'x\\y' = 1\n1-b_C = 2", "{two words@1=#0, x\\y@2=#1, 1-b_C@3=#2}"},
           {"a.b = 1\na . \"c\" = 2", "{a@1={b@1=#1, c@2=#2}}"},
           {R"(a = "q\"b\\t\tu\u00e9\U0001F600")", "{a@1='q\"b\\t\tu\u00e9\U0001F600'}"},
           {R"(a = 'C:\n"')", "{a@1='C:\\n\"'}"},
           {"a = ''\nb = \"\"", "{a@1='', b@2=''}"},
           {"a = '''\none\ntwo'''\nb = 1", "{a@1='one\ntwo', b@4=#1}"},
           {"a = '''\\d+ isn't {x}'''''\nb = 1", "{a@1='\\d+ isn't {x}''', b@2=#1}"},
           {"a = \"\"\"\r\none \\\n\n  two\\n\"\"\"\nb = 1", "{a@1='one two\n', b@5=#1}"},
           {"a = []\nb = [1, 'x', [true],]", "{a@1=[], b@2=[#1, 'x', [true]]}"},
           {"a = [ # first\n  'x', # second\n\n  'y'\n]\nb = 1", "{a@1=['x', 'y'], b@6=#1}"},
           {"a = {}\nb = { z = 1, y.x = 'w' }", "{a@1={}, b@2={y@2={x@2='w'}, z@2=#1}}"},
           {"[a]\nb = 1\n[c.d]\ne = 2", "{a@1={b@2=#1}, c@3={d@3={e@4=#2}}}"},
           {"[[a]]\nb = 1\n[[c]]\n[[a]]\nb = 2", "{a@1=[{b@2=#1}, {b@5=#2}], c@3=[{}]}"},
           {"[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\n[[a]]\n[[a.b]]", "{a@1=[{b@2=[{c@3=#1}, {}]}, {b@6=[{}]}]}"},
       })
    EXPECT_EQ(Read(text), told) << text;
}

TEST(Toml, WhatIsBrokenIsToldWithItsLine) {
  for (const auto& [text, told] : {
           Case{"\na", "2: = is missing before the end of the line"},
           {"= 1", "1: a key is missing at `= 1`"},
           {"a = \n", "1: a value is missing before the end of the line"},
           {"a = x1", "1: a value is missing at `x1`"},
           {"a = 01", "1: a value is missing at `01`"},
           {"a = 1.", "1: a value is missing at `1.`"},
           {"a = 2024-03-01", "1: a value is missing at `2024-03-01`"},
           {"a = 1 b = 2", "1: a line end is missing at `b = 2`"},
           {"a = 'x\nb = 1", "1: a quote is missing before the end of the line"},
           {"a = \"x", "1: a quote is missing before the end of the line"},
           {"a = '''x\ny", "2: the quotes at the end of a string are missing"},
           {"a = \"\\d\"", "1: an unknown escape at `\\d\"`"},
           {"a = \"\\ud800\"", "1: an unknown escape at `\\ud800\"`"},
           {"a = \"\\u00", "1: an unknown escape at `\\u00`"},
           {"a = [1\n2]", "2: a comma is missing at `2]`"},
           {"a = [", "1: a value is missing before the end of the line"},
           {"a = {b = 1", "1: a comma is missing before the end of the line"},
           {"a = 1\na = 2", "2: a is defined twice"},
           {"[a]\n[a]", "2: a is defined twice"},
           {"a = 1\n[[a]]", "2: a is no array of tables"},
           {"a = [1]\n[[a]]", "2: a is no array of tables"},
           {"a = 1\na.b = 2", "2: a is no table"},
           {"[a", "1: ] is missing before the end of the line"},
           {"[[a]", "1: ] is missing before the end of the line"},
           {"# \x01", "1: a control character in a comment"},
           {"a = '''\x01'''", "1: a control character in a string"},
           {"a = 1\nb = '\xFF'", "2: it is not UTF-8"},
       })
    EXPECT_EQ(Read(text), told) << text;
  EXPECT_EQ(Read("a = " + std::string(100, '[')), "1: values are nested too deep");
}

// Every beginning of a file is read to a tree or a problem, whatever it breaks off in.
TEST(Toml, BrokenOffFilesAreRead) {
  const std::string text =
      "[[a]]\nb = \"x\\u00e9\" # c\nd = ['''e''', \"\"\"\\\n f\"\"\", {g = -1.5e+2}]\r\n[h.\"i\"]\n";
  for (size_t size = 0; size <= text.size(); ++size) EXPECT_FALSE(Read(text.substr(0, size)).empty());
  EXPECT_EQ(Read(text), "{a@1=[{b@2='x\u00e9', d@3=['e', 'f', {g@4=#-1.5e+2}]}], h@5={i@5={}}}");
}

}  // namespace
}  // namespace attest
