#include "pipeline/mentions/values.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "pipeline/mentions/builders.h"
#include "pipeline/mentions/modifier.h"
#include "pipeline/mentions/shared_currency.h"
#include "pipeline/mentions/value_automaton.h"
#include "pipeline/mentions/value_form.h"
#include "pipeline/mentions/value_tape.h"
#include "pipeline/mentions/view_bytes.h"

namespace attest {

using namespace values;  // NOLINT: the parts of this stage

namespace {

// Memory is kept from document to document up to so many symbols of a tape; an article has some hundreds.
constexpr size_t kMostSymbolsKept = 1 << 17;

// What most hits ask of a rule stands first, in two lines of a cache.
struct alignas(64) Rule {
  Builder build = nullptr;
  std::string_view id;
  MentionKind kind = MentionKind::kQuantity;
  bool trap = false;      // takes words away from other rules and yields nothing
  bool guarded = false;   // has any guard
  bool hedged = true;     // false: a hedge before it makes it no such value
  Symbols open, bounded;  // Edges of its hits
  // Guards by the words around; empty: no guard.
  WordSet after, not_after, before, not_before;
  WordSet last_after;  // what stands before when no word follows
  WordSet of;          // "of" or a determiner has to follow, and soon a word of these; or "of" and a name
  const RuleEntry* entry = nullptr;
  Pattern pattern;
};

// Whether the place is inside an address of the web ("https://example.com/?q=30%25").
bool IsInAddress(std::string_view view, uint32_t at) {
  uint32_t begin = at;
  while (begin > 0 && !IsSpace(view[begin - 1])) --begin;
  return view.substr(begin, at - begin).find("://") != view.npos;
}

bool IsSameWord(char a, char b) { return (IsDigit(a) && IsDigit(b)) || (IsLetter(a) && IsLetter(b)); }
// Of a character from U+00C0 on: a letter. A sign such as the euro's or a dash is none.
bool IsWideLetterLead(char c) { return static_cast<unsigned char>(c) >= 0xC3 && static_cast<unsigned char>(c) < 0xE0; }

// RE2's \b is ASCII: a hit must not cut a word of other letters, nor begin or end inside a figure ("1.2024").
bool CutsAtBegin(std::string_view view, uint32_t begin) {
  if (begin == 0) return false;
  const char before = view[begin - 1], first = view[begin];
  if (IsSpace(before)) return false;
  if (IsSameWord(before, first)) return true;
  if (first == '.' && (IsWordByte(before) || before == '.')) return true;  // "No.4"
  if ((IsLetter(first) || IsDigit(first)) && static_cast<unsigned char>(before) >= 0x80 && begin >= 2 &&
      IsWideLetterLead(view[begin - 2])) {
    return true;
  }
  if (!IsDigit(first)) return false;
  if (before == '.' || before == ',' || before == ':') return begin > 1 && IsDigit(view[begin - 2]);
  if (before == '$' || before == '#' || before == '_' || before == '@') return true;
  return (before == '=' || before == '%' || before == '/' || before == '&') && IsInAddress(view, begin);
}
bool CutsAtEnd(std::string_view view, Span hit) {
  if (hit.end == view.size()) return false;
  const char last = view[hit.end - 1], after = view[hit.end];
  if (IsSpace(after)) return false;
  if (IsSameWord(last, after)) return true;
  const char next = hit.end + 1 < view.size() ? view[hit.end + 1] : ' ';
  if (after == '.' && IsLetter(last) && IsLetter(next) && !IsLetter(view[hit.end - 2])) return true;  // "8 p.m."
  if (IsWordByte(last) && IsWideLetterLead(after)) return true;
  return IsDigit(last) && (after == '.' || after == ',' || after == ':' || after == '/') && IsDigit(next);
}

// Where on the tape the last word, figure or sign of a hit begins; in "80C2" the "C" alone, as more letters or digits
// touch it.
uint32_t LastWordBegin(std::string_view symbols, Span hit) {
  if (hit.end < symbols.size() && symbols[hit.end] == kGlue) {
    const size_t glue = symbols.substr(hit.begin, hit.length_bytes()).rfind(kGlue);
    if (glue != symbols.npos) return hit.begin + static_cast<uint32_t>(glue);
  }
  const auto is_sign = [&](uint32_t at) {
    const char c = symbols[at];
    return c == kBreak || (c >= ' ' && c < '\x7F' && !IsLetter(c) && !IsDigit(c));
  };
  uint32_t at = hit.end - 1;
  while (at > hit.begin && !is_sign(at) && !is_sign(at - 1)) --at;
  return at;
}

// "of its British turnover", "of Acme", "its turnover": the noun is among the next few words, before any sign.
bool IsOf(const WordSet& nouns, std::string_view view, uint32_t at) {
  constexpr int kReach = 5;
  constexpr std::string_view kOf[] = {"of", "its", "their", "his", "her", "our", "my", "your", "the", "all"};
  std::string_view word = WordAfter(view, at);
  const bool of = EqualsIgnoringCase(word, kOf[0]);
  if (std::none_of(std::begin(kOf), std::end(kOf), [word](std::string_view w) { return EqualsIgnoringCase(word, w); }))
    return false;
  for (int i = 0; i < kReach; ++i) {
    const auto end = static_cast<uint32_t>(word.data() + word.size() - view.data());
    word = WordAfter(view, end);
    if (word.empty()) return false;
    if (nouns.Has(word) || (of && i == 0 && word[0] >= 'A' && word[0] <= 'Z')) return true;
  }
  return false;
}

bool GuardsHold(const Rule& rule, std::string_view view, Span hit) {
  if (!rule.guarded) return true;
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
  if (!rule.last_after.empty() && WordAfter(view, hit.end).empty() && !rule.last_after.Has(WordBefore(view, hit.begin)))
    return false;
  return rule.of.empty() || IsOf(rule.of, view, hit.end);
}

// Whether figures that follow are of this period: it is over, not only a bound ("since March 2020"), and not what the
// last one is compared with, the same a year before.
bool IsSpokenOf(const Period& period, std::string_view before, const std::optional<Period>& last,
                std::optional<Day> published) {
  constexpr std::string_view kBounds[] = {"since", "until", "by", "before", "after", "till"};
  if (!period.begin || !last || !last->begin) return true;
  if (std::any_of(std::begin(kBounds), std::end(kBounds),
                  [before](std::string_view bound) { return EqualsIgnoringCase(before, bound); }))
    return false;
  const bool within_year = period.grain == Grain::kQuarter || period.grain == Grain::kHalf;
  const std::optional<Day>& reached = within_year ? period.end : period.begin;
  if (published && reached && *reached > *published) return false;
  return period.grain != last->grain || MovedByMonths(*last, -12).begin != period.begin;
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
  SharedCurrencies shared_currencies;
  TenseCues tense_cues;
  std::vector<Rule> entries;  // traps, money, percent, date, duration, quantity; the rules' order inside
  TapeWriter tapes;
  Automaton automaton;  // of the entries

  struct Anchors {
    uint32_t end = 0;            // of the last date read, in the view
    std::optional<Period> day;   // the last date read, if it is a day
    std::optional<Period> last;  // the last one of a month or longer
    std::optional<Period> unit;  // the last such one that figures are of
  };
  // What reading a document needs, for one after another.
  struct Scratch {
    Tape tape;
    std::vector<uint32_t> begins;  // starts of the tape where a match may begin
    std::vector<Automaton::End> ends;
    Tokens tokens;
    Built built;
    bool trap = false;
  };
  // Both append a mention, but for a trap, and are false when the words make no sense.
  bool Build(const DocumentText& text, Span hit, std::span<const uint16_t> candidates, const Anchors& anchors,
             Scratch* scratch, std::vector<Mention>* mentions) const;
  bool BuildBy(uint16_t entry, const BuildContext& context, const DocumentText& text, Scratch* scratch,
               std::vector<Mention>* mentions) const;
};

ValueFinder::ValueFinder(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
ValueFinder::ValueFinder(ValueFinder&&) noexcept = default;
ValueFinder& ValueFinder::operator=(ValueFinder&&) noexcept = default;
ValueFinder::~ValueFinder() = default;

Result<ValueFinder> ValueFinder::Compile(const RuleSet& rules) {
  std::vector<Rule> entries;
  Alphabet alphabet;
  for (const RuleEntry* entry : rules.Entries("value")) {
    Rule rule;
    rule.entry = entry;
    rule.id = entry->id;
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
    const Result<std::string> expanded = rules.ExpandFragments(match, *entry);
    if (!expanded.ok()) return expanded.error();
    Result<Pattern> pattern = alphabet.Read(*expanded, rules, *entry);
    if (!pattern.ok()) return pattern.error();
    rule.pattern = *std::move(pattern);
    for (const auto& [field, words] : {std::pair{"after", &rule.after}, std::pair{"not_after", &rule.not_after},
                                       std::pair{"before", &rule.before}, std::pair{"not_before", &rule.not_before},
                                       std::pair{"last_after", &rule.last_after}, std::pair{"of", &rule.of}}) {
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
    if (const RuleNode* hedged = entry->body.Get("hedged")) rule.hedged = hedged->truth;
    rule.guarded = !rule.after.empty() || !rule.not_after.empty() || !rule.before.empty() || !rule.not_before.empty() ||
                   !rule.last_after.empty() || !rule.of.empty();
    entries.push_back(std::move(rule));
  }
  if (entries.empty()) return Error{ErrorCode::kBadRule, rules.folder() + ": there is no [[value]] rule"};
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Rule& a, const Rule& b) { return a.trap != b.trap ? a.trap : a.kind < b.kind; });
  if (const Status closed = alphabet.Close(); !closed.ok()) return closed.error();
  EdgeTable edges(alphabet);
  Symbols firsts;
  std::vector<const PatternNode*> patterns;
  for (Rule& rule : entries) {
    const Edges& its = edges.Of(*rule.pattern);
    if (its.nullable) return rules.Broken(*rule.entry, "the pattern matches nothing at all");
    rule.open = its.open;
    rule.bounded = its.bounded;
    firsts |= its.first;
    patterns.push_back(rule.pattern.get());
  }
  Automaton automaton(patterns, alphabet, &edges);
  Result<Lexicon> lexicon = Lexicon::Load(rules);
  if (!lexicon.ok()) return lexicon.error();
  Result<ModifierTable> modifiers = ModifierTable::Load(rules);
  if (!modifiers.ok()) return modifiers.error();
  TenseCues cues;
  for (const auto& [name, tense] : {std::pair{"past_cue", Tense::kPast}, std::pair{"future_cue", Tense::kFuture}}) {
    if (const auto* list = rules.List(name)) {
      for (const std::string& word : *list) {
        cues.words.At(HashWord(word)) = tense;
        cues.filter.Add(word);
      }
    }
  }
  if (const auto* list = rules.List("future_preposition")) {
    for (const std::string& word : *list) cues.future_prepositions.Add(word);
  }
  TapeWriter tapes(alphabet, firsts, automaton.Alone());
  return ValueFinder(std::unique_ptr<Compiled>(
      new Compiled{&rules, *std::move(lexicon), *std::move(modifiers), SharedCurrencies::Load(rules), std::move(cues),
                   std::move(entries), std::move(tapes), std::move(automaton)}));
}

bool ValueFinder::Compiled::BuildBy(uint16_t entry, const BuildContext& context, const DocumentText& text,
                                    Scratch* scratch, std::vector<Mention>* mentions) const {
  const Rule& rule = entries[entry];
  Built& built = scratch->built;
  built.modifier = Modifier::kExact;
  built.trim = {};
  built.period.reset();
  if (!rule.build(context, scratch->tokens, &built)) return false;
  scratch->trap = rule.trap;
  if (rule.trap) return true;
  Mention& mention = built;
  mention.kind = rule.kind;
  mention.rule = rule.id;
  mention.in_view = {context.hit.begin + built.trim.begin, context.hit.end - built.trim.end};
  if (context.view[mention.in_view.end - 1] == '.') --mention.in_view.end;
  if (mention.modifier == Modifier::kExact && rule.kind != MentionKind::kDate) {
    mention.modifier = modifiers.Around(context.view, mention.in_view, rule.kind);
  }
  mention.span = text.view.ToSource(mention.in_view);
  mentions->push_back(std::move(mention));
  return true;
}

// `hit`: on the tape.
bool ValueFinder::Compiled::Build(const DocumentText& text, Span hit, std::span<const uint16_t> candidates,
                                  const Anchors& anchors, Scratch* scratch, std::vector<Mention>* mentions) const {
  const std::string_view view = text.view.text();
  const Span in_view = scratch->tape.ToView(hit);
  if (CutsAtEnd(view, in_view)) return false;
  const BuildContext context{.lexicon = lexicon,
                             .view = view,
                             .hit = in_view,
                             .published = text.document.published,
                             .anchor = anchors.unit ? &*anchors.unit : nullptr,
                             .anchor_last = anchors.last ? &*anchors.last : nullptr,
                             .anchor_day = anchors.day ? &*anchors.day : nullptr,
                             .anchor_end = anchors.end,
                             .cues = &tense_cues};
  const std::string_view symbols = scratch->tape.symbols();
  const bool touches = hit.end < symbols.size() && symbols[hit.end] == kGlue;
  const auto last = static_cast<unsigned char>(symbols[hit.end - 1]);
  bool tokenised = false;
  for (const uint16_t entry : candidates) {
    const Rule& rule = entries[entry];
    if (!rule.open[last] && (touches || !rule.bounded[last])) continue;
    if (!GuardsHold(rule, view, in_view)) continue;
    if (!rule.hedged && modifiers.Around(view, in_view, MentionKind::kQuantity) != Modifier::kExact) continue;
    if (!std::exchange(tokenised, true))
      Tokenise(view.substr(in_view.begin, in_view.length_bytes()), lexicon, &scratch->tokens);
    if (BuildBy(entry, context, text, scratch, mentions)) return true;
  }
  return false;
}

void ValueFinder::Find(const DocumentText& text, std::vector<Mention>* mentions) const {
  static thread_local Compiled::Scratch scratch;
  compiled_->tapes.Write(text.view.text(), &scratch.tape);
  const std::string_view symbols = scratch.tape.symbols();
  Compiled::Anchors anchors;
  if (scratch.ends.size() < symbols.size()) scratch.ends.resize(symbols.size());
  // One start in three; which one nobody can foretell.
  if (scratch.begins.size() < scratch.tape.starts().size()) scratch.begins.resize(scratch.tape.starts().size());
  size_t begins = 0;
  for (const uint32_t at : scratch.tape.starts()) {
    scratch.begins[begins] = at;
    begins += compiled_->automaton.MayBegin(symbols, at);
  }
  // More than half of them begin a mention; to move mentions is dear. The names will be put between (names.cc), one in
  // about 75 bytes of an article.
  mentions->reserve(mentions->size() + begins + text.view.text().size() / 64);
  uint32_t free = 0;  // where the last hit ended
  for (const uint32_t at : std::span(scratch.begins).first(begins)) {
    if (at < free) continue;
    if (CutsAtBegin(text.view.text(), scratch.tape.Offset(at))) continue;
    Span hit{at, at};
    bool found = false;
    // The longest reading first; where that makes no sense a shorter one may.
    const Automaton::End* end = compiled_->automaton.Walk(symbols, at, scratch.ends.data());
    auto limit = static_cast<uint32_t>(symbols.size());
    while (end != scratch.ends.data() && !found) {
      --end;
      if (end->at > limit) continue;
      hit.end = end->at;
      found = compiled_->Build(text, hit, end->rules, anchors, &scratch, mentions);
      if (!found) limit = LastWordBegin(symbols, hit);
    }
    if (!found) continue;
    free = hit.end;
    if (scratch.trap) continue;
    if (const std::optional<Period>& period = scratch.built.period) {
      const bool day = period->grain == Grain::kDay;
      anchors.end = mentions->back().in_view.end;
      anchors.day = day ? period : std::nullopt;
      if (!day && period->grain != Grain::kWeek) {
        anchors.last = period;
        const std::string_view before = WordBefore(text.view.text(), mentions->back().in_view.begin);
        if (IsSpokenOf(*period, before, anchors.unit, text.document.published)) anchors.unit = period;
      }
    }
  }
  compiled_->shared_currencies.Settle(text.view.text(), mentions);
  if (symbols.size() > kMostSymbolsKept) scratch = {};
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
