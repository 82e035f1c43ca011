#include "pipeline/mentions/values.h"

#include <algorithm>
#include <string>
#include <utility>

#include "pipeline/mentions/builders.h"
#include "pipeline/mentions/modifier.h"
#include "pipeline/mentions/prefix_filter.h"
#include "pipeline/mentions/value_form.h"
#include "pipeline/rules/regex.h"

namespace attest {

using namespace values;  // NOLINT: the parts of this stage

namespace {

// What a space of a pattern stands for: the words of a value may stand on two lines of wrapped copy, not in two
// paragraphs.
constexpr std::string_view kGap = "(?: {1,3}| ?\\n {0,2})";

std::string WithGaps(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      if (pattern[i + 1] == ' ' && !in_class) {
        out += kGap;
      } else {
        out.append(pattern.substr(i, 2));
      }
      ++i;
      continue;
    }
    if (pattern[i] == '[' && !in_class) {
      // "[ -]": a class with a space is a gap or the rest of it.
      const size_t close = pattern.find(']', i + 1);
      const std::string_view members = pattern.substr(i + 1, close - i - 1);
      if (const size_t space = members.find(' '); close != pattern.npos && space != members.npos) {
        std::string rest(members);
        rest.erase(space, 1);
        out += "(?:" + std::string(kGap) + "|[" + rest + "])";
        i = close;
        continue;
      }
      in_class = true;
    }
    if (pattern[i] == ']') in_class = false;
    if (pattern[i] == ' ' && !in_class) {
      out += kGap;
    } else {
      out.push_back(pattern[i]);
    }
  }
  return out;
}

struct Rule {
  const RuleEntry* entry = nullptr;
  MentionKind kind = MentionKind::kQuantity;
  bool trap = false;  // takes words away from other rules and yields nothing
  Builder build = nullptr;
  std::string pattern;
  // Guards by the words around; empty: no guard.
  WordSet after, not_after, before, not_before;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80;
}

// RE2's \b is ASCII: a hit must not cut a word of other letters, nor begin or end inside a figure ("1.2024").
bool CutsAWord(std::string_view view, Span hit) {
  const char first = view[hit.begin], last = view[hit.end - 1];
  const auto same_word = [](char a, char b) { return (IsDigit(a) && IsDigit(b)) || (IsLetter(a) && IsLetter(b)); };
  if (hit.begin > 0 && same_word(view[hit.begin - 1], first)) return true;
  if (hit.end < view.size() && same_word(last, view[hit.end])) return true;
  if (hit.begin > 0) {
    const char before = view[hit.begin - 1];
    if (IsWordByte(first) && static_cast<unsigned char>(first) < 0x80 && static_cast<unsigned char>(before) >= 0x80) {
      // A sign such as the euro's or a dash is no letter.
      if (static_cast<unsigned char>(before) >= 0x80 && hit.begin >= 2 &&
          static_cast<unsigned char>(view[hit.begin - 2]) >= 0xC3 &&
          static_cast<unsigned char>(view[hit.begin - 2]) < 0xE0) {
        return true;
      }
    }
    if (IsDigit(first)) {
      const bool digit_before = hit.begin > 1 && IsDigit(view[hit.begin - 2]);
      if ((before == '.' || before == ',' || before == ':') && digit_before) return true;
      if (before == '$' || before == '#' || before == '_' || before == '@') return true;
    }
  }
  if (hit.end + 1 < view.size() && view[hit.end] == '.' && IsLetter(last) && IsLetter(view[hit.end + 1]) &&
      !IsLetter(view[hit.end - 2])) {
    return true;  // "8 p.m."
  }
  if (hit.end < view.size()) {
    const char after = view[hit.end];
    if (IsWordByte(last) && static_cast<unsigned char>(after) >= 0xC3 && static_cast<unsigned char>(after) < 0xE0)
      return true;
    if (IsDigit(last) && (after == '.' || after == ',' || after == ':' || after == '/') && hit.end + 1 < view.size() &&
        IsDigit(view[hit.end + 1])) {
      return true;
    }
  }
  return false;
}

// Where the last word, figure or sign of a hit begins.
uint32_t WordBegin(std::string_view view, Span hit) {
  uint32_t at = hit.end - 1;
  while (at > hit.begin && IsWordByte(view[at]) && IsWordByte(view[at - 1])) --at;
  return at;
}

bool GuardsHold(const Rule& rule, std::string_view view, Span hit) {
  if (!rule.after.empty() || !rule.not_after.empty()) {
    const std::string_view word = WordBefore(view, hit.begin);
    if (!rule.after.empty() && !rule.after.Has(word)) return false;
    if (rule.not_after.Has(word)) return false;
  }
  if (!rule.before.empty() || !rule.not_before.empty()) {
    const std::string_view word = WordAfter(view, hit.end);
    if (!rule.before.empty() && !rule.before.Has(word)) return false;
    if (rule.not_before.Has(word)) return false;
  }
  return true;
}

// A figure that no date can be: the rules see only that it is a figure.
bool IsPlainFigure(std::string_view words) {
  size_t digits = 0, points = 0, commas = 0;
  for (const char c : words) {
    digits += IsDigit(c);
    points += c == '.';
    commas += c == ',';
  }
  if (digits + points + commas != words.size() || points > 1) return false;
  return points + commas > 0 ? IsDigit(words[0]) && digits <= 12 : digits != 4 && digits != 8;
}

std::vector<int> RulesOfPlainFigures(const RegexSet& which) {
  std::vector<int> common;
  for (const std::string_view sample : {"7", "31", "99", "123", "12345", "1,234", "12,345,678", "1.5", "12.75"}) {
    std::vector<int> rules;
    which.Match(sample, &rules);
    if (!common.empty() && rules != common) return {};
    common = std::move(rules);
  }
  return common;
}

std::optional<MentionKind> KindFromName(std::string_view name) {
  for (const MentionKind kind : {MentionKind::kMoney, MentionKind::kPercent, MentionKind::kDate, MentionKind::kDuration,
                                 MentionKind::kQuantity}) {
    if (MentionKindName(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace

struct ValueFinder::Compiled {
  const RuleSet* rules;
  Lexicon lexicon;
  ModifierTable modifiers;
  WordSet future_words, past_words;
  std::vector<Rule> entries;  // traps, money, percent, date, duration, quantity; the rules' order inside
  PrefixFilter starts;        // where a hit may begin
  Regex bounds;               // any rule's hit from there, the longest
  RegexSet which;             // whose it is

  // The rules for a figure alone that is neither of four nor eight digits nor has two points; empty when the patterns
  // tell such figures apart, so that each has to be asked for.
  std::vector<int> plain_figure;

  struct Anchors {
    std::optional<Period> day;   // the last date read, if it is a day
    std::optional<Period> unit;  // the last one of a month or longer
  };
  bool Build(const DocumentText& text, Span hit, const Anchors& anchors, Tokens* tokens, std::vector<int>* candidates,
             Mention* mention, Built* built, bool* trap) const;
};

ValueFinder::ValueFinder(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
ValueFinder::ValueFinder(ValueFinder&&) noexcept = default;
ValueFinder& ValueFinder::operator=(ValueFinder&&) noexcept = default;
ValueFinder::~ValueFinder() = default;

Result<ValueFinder> ValueFinder::Compile(const RuleSet& rules) {
  std::vector<Rule> entries;
  for (const RuleEntry* entry : rules.Entries("value")) {
    Rule rule;
    rule.entry = entry;
    const std::string_view kind = entry->body.Text("kind");
    rule.trap = kind == "none";
    if (const auto known = KindFromName(kind)) {
      rule.kind = *known;
    } else if (!rule.trap) {
      return rules.Broken(*entry, "kind is one of money, percent, date, duration, quantity, none");
    }
    const std::string_view builder = rule.trap ? std::string_view("nothing") : entry->body.Text("builder");
    rule.build = FindBuilder(builder);
    if (rule.build == nullptr) return rules.Broken(*entry, "no builder is named `" + std::string(builder) + "`");
    const std::string_view match = entry->body.Text("match");
    if (match.empty()) return rules.Broken(*entry, "there is no match");
    const Result<std::string> expanded = rules.Expand(match, *entry);
    if (!expanded.ok()) return expanded.error();
    rule.pattern = WithGaps(*expanded);
    for (const auto& [field, words] : {std::pair{"after", &rule.after}, std::pair{"not_after", &rule.not_after},
                                       std::pair{"before", &rule.before}, std::pair{"not_before", &rule.not_before}}) {
      for (const std::string& word : entry->body.Texts(field)) {
        if (!word.starts_with("@")) {
          words->Add(word);
          continue;
        }
        const auto* list = rules.List(std::string_view(word).substr(1));
        if (list == nullptr) return rules.Broken(*entry, std::string(field) + ": no list is named " + word);
        for (const std::string& member : *list) words->Add(member);
      }
    }
    entries.push_back(std::move(rule));
  }
  if (entries.empty()) return Error{ErrorCode::kBadRule, rules.folder() + ": there is no [[value]] rule"};
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Rule& a, const Rule& b) { return a.trap != b.trap ? a.trap : a.kind < b.kind; });
  std::string all;
  PrefixFilter starts;
  RegexSet which(RegexSet::Anchor::kBoth, {.ignore_case = true, .max_mem = int64_t{256} << 20});
  for (const Rule& rule : entries) {
    if (!all.empty()) all += '|';
    all += "(?:" + rule.pattern + ")";
    if (const Status added = starts.Add(rule.pattern); !added.ok())
      return rules.Broken(*rule.entry, added.error().message);
    if (const auto added = which.Add(rule.pattern); !added.ok())
      return rules.Broken(*rule.entry, added.error().message);
  }
  if (Status status = which.Compile(); !status.ok()) return status.error();
  Result<Regex> bounds = Regex::Compile(all, {.ignore_case = true, .max_mem = int64_t{512} << 20});
  if (!bounds.ok()) return bounds.error();
  std::vector<int> plain_figure = RulesOfPlainFigures(which);
  Result<Lexicon> lexicon = Lexicon::Load(rules);
  if (!lexicon.ok()) return lexicon.error();
  Result<ModifierTable> modifiers = ModifierTable::Load(rules);
  if (!modifiers.ok()) return modifiers.error();
  WordSet future, past;
  for (const auto& [name, words] : {std::pair{"future_cue", &future}, std::pair{"past_cue", &past}}) {
    if (const auto* list = rules.List(name)) {
      for (const std::string& word : *list) words->Add(word);
    }
  }
  return ValueFinder(std::unique_ptr<Compiled>(new Compiled{
      &rules, *std::move(lexicon), *std::move(modifiers), std::move(future), std::move(past), std::move(entries),
      std::move(starts), *std::move(bounds), std::move(which), std::move(plain_figure)}));
}

bool ValueFinder::Compiled::Build(const DocumentText& text, Span hit, const Anchors& anchors, Tokens* tokens,
                                  std::vector<int>* candidates, Mention* mention, Built* built, bool* trap) const {
  const std::string_view view = text.view.text();
  const std::string_view words = view.substr(hit.begin, hit.length_bytes());
  if (plain_figure.empty() || !IsPlainFigure(words)) {
    candidates->clear();
    if (!which.Match(words, candidates)) return false;
  } else {
    *candidates = plain_figure;
  }
  Tokenise(words, lexicon, tokens);
  const BuildContext context{.lexicon = lexicon,
                             .view = view,
                             .hit = hit,
                             .published = text.document.published,
                             .anchor = anchors.unit ? &*anchors.unit : nullptr,
                             .anchor_day = anchors.day ? &*anchors.day : nullptr,
                             .future_words = &future_words,
                             .past_words = &past_words};
  for (const int index : *candidates) {
    const Rule& rule = entries[static_cast<size_t>(index)];
    if (!GuardsHold(rule, view, hit)) continue;
    *built = Built();
    if (!rule.build(context, *tokens, built)) continue;
    *trap = rule.trap;
    if (rule.trap) return true;
    mention->kind = rule.kind;
    mention->rule = rule.entry->id;
    mention->in_view = {hit.begin + built->trim.begin, hit.end - built->trim.end};
    if (view[mention->in_view.end - 1] == '.') --mention->in_view.end;
    mention->modifier = built->modifier;
    if (mention->modifier == Modifier::kExact && rule.kind != MentionKind::kDate) {
      mention->modifier = modifiers.Around(view, mention->in_view, rule.kind);
    }
    mention->span = text.view.ToSource(mention->in_view);
    mention->value = std::move(built->value);
    return true;
  }
  return false;
}

void ValueFinder::Find(const DocumentText& text, std::vector<Mention>* mentions) const {
  const std::string_view view = text.view.text();
  const auto size = static_cast<uint32_t>(view.size());
  Compiled::Anchors anchors;
  Tokens tokens;
  std::vector<int> candidates;
  Mention mention;
  Built built;
  for (uint32_t at = compiled_->starts.Next(view, 0); at < size;) {
    Span hit{at, size};
    bool found = false, trap = false;
    const auto build = [&] {
      return !CutsAWord(view, hit) &&
             compiled_->Build(text, hit, anchors, &tokens, &candidates, &mention, &built, &trap);
    };
    if (const uint32_t end = compiled_->starts.LoneFigureEnd(view, at)) {
      hit.end = end;
      found = build();
    } else {
      // The longest reading first; where that makes no sense a shorter one may.
      while (!found && compiled_->bounds.FindAt(view, at, hit.end, &hit) && !hit.empty()) {
        found = build();
        if (!found) hit.end = WordBegin(view, hit);
      }
    }
    if (!found || trap) {
      at = compiled_->starts.Next(view, found ? hit.end : at + 1);
      continue;
    }
    at = compiled_->starts.Next(view, hit.end);
    if (built.period) {
      const bool day = built.period->grain == Grain::kDay;
      anchors.day = day ? built.period : std::nullopt;
      if (!day && built.period->grain != Grain::kWeek) anchors.unit = built.period;
    }
    mentions->push_back(mention);
  }
}

std::vector<Error> ValueFinder::CheckExamples() const {
  std::vector<Error> broken;
  for (const Rule& rule : compiled_->entries) {
    const RuleEntry& entry = *rule.entry;
    const auto fail = [&](std::string_view example, const std::string& reason) {
      broken.push_back(compiled_->rules->Broken(entry, "example `" + std::string(example) + "`: " + reason));
    };
    Document document;
    document.published = ParseDay(entry.body.Text("published"));
    if (entry.body.Texts("yes").empty() && !rule.trap) fail("", "a rule has at least one");
    for (const std::string& example : entry.body.Texts("yes")) {
      const size_t arrow = example.rfind(" => ");
      const size_t open = example.find('['), close = example.find(']');
      if (arrow == std::string::npos || open == std::string::npos || close == std::string::npos || close < open ||
          arrow < close) {
        fail(example, "the form is: words [value] words => value");
        continue;
      }
      document.text = example.substr(0, open) + example.substr(open + 1, close - open - 1) +
                      example.substr(close + 1, arrow - close - 1);
      const std::string expected = example.substr(arrow + 4);
      std::vector<Mention> mentions;
      const DocumentText text(document);
      Find(text, &mentions);
      const Span span{static_cast<uint32_t>(open), static_cast<uint32_t>(close - 1)};
      const auto it = std::find_if(mentions.begin(), mentions.end(), [&](const Mention& m) { return m.span == span; });
      if (it == mentions.end()) {
        std::string seen;
        for (const Mention& m : mentions)
          seen += " `" + document.text.substr(m.span.begin, m.span.length_bytes()) + "`";
        fail(example, "no mention with this span; found:" + (seen.empty() ? " none" : seen));
        continue;
      }
      const std::string got = ValueForm(*it);
      if (got != expected) fail(example, "reads " + got);
      if (it->rule != entry.id) fail(example, "read by " + std::string(it->rule));
    }
    for (const std::string& example : entry.body.Texts("no")) {
      document.text = example;
      std::vector<Mention> mentions;
      const DocumentText text(document);
      Find(text, &mentions);
      for (const Mention& m : mentions) {
        if (rule.trap || m.rule == entry.id) {
          fail(example, "read `" + document.text.substr(m.span.begin, m.span.length_bytes()) + "` as " + ValueForm(m) +
                            " by " + std::string(m.rule));
        }
      }
    }
  }
  return broken;
}

}  // namespace attest
