#include "pipeline/ingest/boilerplate.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "pipeline/rules/regex.h"

namespace attest {
namespace {

// Longer lines are paragraphs of the article, whatever they begin with.
constexpr size_t kMaxLineBytes = 240;
// A headline may come again, with the site's name, in the first lines: "The Daily Site - Acme buys Globex".
constexpr size_t kHeadlineLines = 6;
constexpr size_t kLastLines = 6;
// A line of wrapped copy is about this long, unless it ends its paragraph.
constexpr size_t kMinFullColumns = 48;
constexpr size_t kMaxFullColumns = 100;
// The first line is a headline from this length on, and never boilerplate; shorter ones are too common to compare.
constexpr size_t kMinHeadlineBytes = 32;
constexpr size_t kMaxSiteBytes = 40;
constexpr std::string_view kSeparators[] = {" - ", " | ", ": ", " \u2013 ", " \u2014 ", " \u00B7 ", " :: "};

constexpr RegexOptions kOptions = {.longest = false, .ignore_case = true, .one_line = true};

bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

// Whether `line` is the headline with the name of a site before or after it.
bool RepeatsHeadline(std::string_view line, std::string_view headline) {
  if (headline.size() < kMinHeadlineBytes || line.size() < headline.size() ||
      line.size() > headline.size() + kMaxSiteBytes)
    return false;
  if (line == headline) return true;
  std::string_view site;
  if (line.ends_with(headline)) {
    site = line.substr(0, line.size() - headline.size());
    return std::any_of(std::begin(kSeparators), std::end(kSeparators),
                       [site](std::string_view separator) { return site.ends_with(separator); });
  }
  site = line.substr(headline.size());
  return line.starts_with(headline) &&
         std::any_of(std::begin(kSeparators), std::end(kSeparators),
                     [site](std::string_view separator) { return site.starts_with(separator); });
}

// What marking a text needs, for one after another.
struct Scratch {
  std::vector<Span> lines, in_full_lines;
  std::string joined;          // the lines that rules look at
  std::vector<uint32_t> ends;  // of the lines in it
  std::vector<char> is_marked;
};
// Of a longer text's memory nothing is kept.
constexpr size_t kMostKept = 1 << 20;

// Sets scratch->lines to the lines that are short enough, but for parts of wrapped copy: those that begin with a small
// letter after text, and full ones around them.
void FindLinesToLookAt(std::string_view text, Scratch* scratch) {
  std::vector<Span>& lines = scratch->lines;
  std::vector<Span>& in_full_lines = scratch->in_full_lines;
  lines.clear();
  in_full_lines.clear();
  bool too_wide = false;   // some line is longer than wrapped ones are
  bool runs_over = false;  // some line goes on with a small letter
  bool after_full_line = false;
  bool after_text = false;
  std::vector<Span>* latest = nullptr;  // where the line before went
  for (size_t at = 0; at < text.size();) {
    const size_t line_end = std::min(text.find('\n', at), text.size());
    size_t begin = at;
    size_t end = line_end;
    while (begin < end && IsBlank(text[begin])) ++begin;
    while (end > begin && IsBlank(text[end - 1])) --end;
    const Span line{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    const bool goes_on = after_text && begin < end && IsLower(text[begin]);
    if (goes_on && after_full_line && latest != nullptr) latest->pop_back();  // it was no whole line either
    latest = nullptr;
    if (begin < end && end - begin <= kMaxLineBytes && !goes_on) {
      latest = after_full_line && begin == at ? &in_full_lines : &lines;
      latest->push_back(line);
    }
    runs_over = runs_over || goes_on;
    after_text = begin < end;
    after_full_line = end - at >= kMinFullColumns;
    too_wide = too_wide || end - at > kMaxFullColumns;
    at = line_end + 1;
  }
  if ((too_wide || !runs_over) && !in_full_lines.empty()) {
    const size_t middle = lines.size();
    lines.insert(lines.end(), in_full_lines.begin(), in_full_lines.end());
    std::inplace_merge(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(middle), lines.end());
  }
}

}  // namespace

struct Boilerplate::Compiled {
  struct Rule {
    const RuleEntry* entry;
    std::string pattern;
  };
  // The rules that look at the same lines, as one pattern that finds them in a text of many lines: asking for each line
  // costs more than the matching.
  struct Group {
    char with = '\0';   // '\0': any line
    bool last = false;  // only the last lines
    std::string alternatives;
    std::optional<Regex> pattern;
  };

  Group& GroupOf(char with, bool last) {
    for (Group& group : groups) {
      if (group.with == with && group.last == last) return group;
    }
    return groups.emplace_back(Group{with, last, "", std::nullopt});
  }
  // What is wrong with the rules, when they cannot be compiled together.
  Error WhatIsBroken(Error together) const {
    for (const Rule& rule : each) {
      const Result<Regex> pattern = Regex::Compile(rule.pattern, kOptions);
      if (!pattern.ok())
        return rules->Broken(*rule.entry, pattern.error().message, rule.entry->body.Get("match")->line);
    }
    return together;
  }

  const RuleSet* rules = nullptr;
  std::vector<Rule> each;
  std::vector<Group> groups;
};

Boilerplate::Boilerplate(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Boilerplate::Boilerplate(Boilerplate&&) noexcept = default;
Boilerplate& Boilerplate::operator=(Boilerplate&&) noexcept = default;
Boilerplate::~Boilerplate() = default;

Result<Boilerplate> Boilerplate::Compile(const RuleSet& rules) {
  auto compiled = std::make_unique<Compiled>();
  compiled->rules = &rules;
  for (const RuleEntry* entry : rules.Entries("boilerplate")) {
    const std::string_view with = entry->body.Text("with");
    if (with.size() > 1) return rules.Broken(*entry, "`with` is not one ASCII character");
    if (entry->body.Texts("yes").empty()) return rules.Broken(*entry, "no `yes`: lines that the rule matches");
    std::string any;
    for (const std::string& match : entry->body.Texts("match")) {
      Result<std::string> expanded = rules.Expand(match, *entry);
      if (!expanded.ok()) return expanded.error();
      any += (any.empty() ? "(?:" : "|(?:") + *expanded + ")";
    }
    if (any.empty()) return rules.Broken(*entry, "no `match`: patterns for a whole line");
    const RuleNode* last = entry->body.Get("last");
    std::string& alternatives =
        compiled->GroupOf(with.empty() ? '\0' : with[0], last != nullptr && last->truth).alternatives;
    alternatives += (alternatives.empty() ? "" : "|") + any;
    compiled->each.push_back({entry, std::move(any)});
  }
  for (Compiled::Group& group : compiled->groups) {
    Result<Regex> pattern = Regex::Compile("(?m:^(?:" + std::exchange(group.alternatives, {}) + ")$)", kOptions);
    if (!pattern.ok()) return compiled->WhatIsBroken(pattern.error());
    group.pattern = *std::move(pattern);
  }
  return Boilerplate(std::move(compiled));
}

std::vector<Span> Boilerplate::Mark(std::string_view text) const {
  static thread_local Scratch scratch;
  if (scratch.joined.capacity() > kMostKept) scratch = {};
  FindLinesToLookAt(text, &scratch);
  const std::vector<Span>& lines = scratch.lines;
  const auto words = [text](Span span) { return text.substr(span.begin, span.length_bytes()); };
  std::string& joined = scratch.joined;
  joined.clear();
  std::vector<uint32_t>& ends = scratch.ends;
  ends.clear();
  size_t last_lines = 0;  // where they begin in it
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i + kLastLines == lines.size()) last_lines = joined.size();
    const bool headline = i == 0 && lines[i].length_bytes() >= kMinHeadlineBytes;
    if (!headline) joined.append(words(lines[i]));
    ends.push_back(static_cast<uint32_t>(joined.size()));
    joined.push_back('\n');
  }
  std::vector<char>& is_marked = scratch.is_marked;
  is_marked.assign(lines.size(), 0);
  for (const Compiled::Group& group : compiled_->groups) {
    if (group.with != '\0' && joined.find(group.with) == joined.npos) continue;
    Span hit{0, static_cast<uint32_t>(group.last ? last_lines : 0)};
    while (hit.end < joined.size() && group.pattern->Find(joined, hit.end, &hit)) {
      const auto line = std::lower_bound(ends.begin(), ends.end(), hit.end) - ends.begin();
      if (!hit.empty() && (group.with == '\0' || words(lines[static_cast<size_t>(line)]).find(group.with) != text.npos))
        is_marked[static_cast<size_t>(line)] = 1;
      ++hit.end;
    }
  }
  std::vector<Span> marked;
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool repeats = i > 0 && i < kHeadlineLines && RepeatsHeadline(words(lines[i]), words(lines[0]));
    if (is_marked[i] != 0 || repeats) marked.push_back(lines[i]);
  }
  return marked;
}

std::vector<Error> Boilerplate::CheckExamples() const {
  std::vector<Error> broken;
  for (const Compiled::Rule& rule : compiled_->each) {
    const Result<Regex> pattern = Regex::Compile(rule.pattern, kOptions);
    const auto check = [&](std::string_view field, bool wanted, std::string_view verdict) {
      const RuleNode* examples = rule.entry->body.Get(field);
      if (examples == nullptr) return;
      for (const RuleNode& example : examples->items) {
        // As the last line of an article. A line that is none is none for every rule.
        const bool marked = !Mark("Acme\n\n" + example.text).empty();
        if (marked == wanted && (!wanted || pattern->Matches(example.text))) continue;
        broken.push_back(
            compiled_->rules->Broken(*rule.entry, std::string(verdict) + " `" + example.text + "`", example.line));
      }
    };
    check("yes", true, "does not match its example");
    check("no", false, "a counter-example is matched:");
  }
  return broken;
}

}  // namespace attest
