#include "pipeline/claims/heads.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "pipeline/claims/pattern.h"

namespace attest {
namespace {

int ReadNumber(const RuleNode* node) {
  int number = 0;
  if (node != nullptr) std::from_chars(node->text.data(), node->text.data() + node->text.size(), number);
  return number;
}

// The letters of the figures that a metric takes; money where the entry does not say.
Result<uint64_t> FigureLetters(const RuleSet& rules, const RuleEntry& entry) {
  uint64_t letters = 0;
  for (const std::string& kind : entry.body.Texts("figure")) {
    if (kind != "money" && kind != "per-share" && kind != "percent" && kind != "quantity")
      return rules.Broken(entry, "`figure` is money, per-share, percent or quantity");
    letters |= LetterBit(kind == "money" ? 'M' : kind == "per-share" ? 'S' : kind == "percent" ? 'R' : 'Q');
  }
  return letters == 0 ? LetterBit('M') : letters;
}

uint64_t LetterBits(std::string_view letters) {
  uint64_t bits = 0;
  for (const char letter : letters) bits |= LetterBit(letter);
  return bits;
}

bool IsLetter(std::string_view word) { return word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z'; }

VocabularySet WordSet(const std::vector<std::string>& words, Vocabulary* vocabulary) {
  VocabularySet set;
  for (const std::string& word : words) set.Add(vocabulary->Add(word));
  return set;
}

// Of words and letters.
TokenTest TestOf(const std::vector<std::string>& words, Vocabulary* vocabulary) {
  TokenTest test;
  for (const std::string& word : words) {
    if (IsLetter(word)) {
      test.kinds |= LetterBit(word[0]);
    } else {
      test.words.Add(vocabulary->Add(word));
    }
  }
  return test;
}

Result<std::optional<int>> ReadSign(const RuleSet& rules, const RuleEntry& entry) {
  const std::string_view sign = entry.body.Text("sign");
  if (!sign.empty() && sign != "up" && sign != "down") return rules.Broken(entry, "`sign` is up or down");
  return sign.empty() ? std::optional<int>() : std::optional<int>(sign == "up" ? 1 : -1);
}

// How many words may stand between a metric and its company ("profit at the German car maker C").
constexpr uint32_t kMaxOwnerWords = 4;
constexpr uint32_t kMaxAsideTokens = 20;

// The slots by their names in patterns, and what fills them.
struct SlotName {
  std::string_view name;
  LinkSlot slot;
  std::string_view letters;
};
constexpr SlotName kSlotNames[] = {{"head", LinkSlot::kHead, "H"},         {"move", LinkSlot::kMove, "V"},
                                   {"fig", LinkSlot::kFig, "MSRQ"},        {"from", LinkSlot::kFrom, "MSRQ"},
                                   {"pct", LinkSlot::kPct, "R"},           {"pct2", LinkSlot::kPct2, "R"},
                                   {"factor", LinkSlot::kFactor, "F"},     {"when", LinkSlot::kWhen, "D"},
                                   {"owner", LinkSlot::kOwner, "CI"},      {"fromwhen", LinkSlot::kFromwhen, "D"},
                                   {"fromhead", LinkSlot::kFromhead, "H"}, {"eps", LinkSlot::kEps, "S"},
                                   {"fromeps", LinkSlot::kFromeps, "MS"},  {"expected", LinkSlot::kExpected, "MSRQ"},
                                   {"other", LinkSlot::kOther, "C"},       {"otherfig", LinkSlot::kOtherfig, "MSRQ"}};
static_assert(std::size(kSlotNames) == kLinkSlots);

std::vector<LinkSlot> SlotsOf(const TokenPattern& pattern) {
  std::vector<LinkSlot> slots;
  for (const std::string& group : pattern.groups()) {
    const auto slot = std::find_if(std::begin(kSlotNames), std::end(kSlotNames),
                                   [&group](const SlotName& known) { return known.name == group; });
    slots.push_back(slot->slot);  // there are no groups but for slots
  }
  return slots;
}

LinkSlots Bound(const std::vector<LinkSlot>& groups, const TokenPattern::Hit& hit) {
  LinkSlots slots;
  for (size_t g = 0; g < groups.size(); ++g) {
    if (!hit.groups[g].empty()) slots.Set(groups[g], hit.groups[g].begin);
  }
  return slots;
}

// One past the last figure that no link has bound; 0 for none.
uint32_t EndOfFigures(const std::vector<MaskToken>& tokens, const std::vector<uint32_t>& taken) {
  auto end = static_cast<uint32_t>(tokens.size());
  while (end > 0 && ((tokens[end - 1].kinds & kFigureLetters) == 0 ||
                     std::find(taken.begin(), taken.end(), end - 1) != taken.end()))
    --end;
  return end;
}

// Tails that may follow one another; more is another statement.
constexpr int kMaxTails = 6;

}  // namespace

Result<HeadReader> HeadReader::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  HeadReader reader;
  const auto set_of = [vocabulary](const std::vector<std::string>& list) { return WordSet(list, vocabulary); };
  reader.comma_ = vocabulary->Add(",");
  reader.possessive_ = vocabulary->Add("'s");
  reader.the_ = vocabulary->Add("the");
  reader.before_owner_ = set_of({"at", "for", "in", "of"});
  reader.before_place_ = set_of({"at", "in", "on"});
  reader.exchange_ = set_of({"exchange", "stock"});
  reader.relatives_ = set_of({"where", "which", "who", "whose"});
  reader.after_participle_ = set_of({"at", "by", "from", "in", "of", "on"});
  const std::vector<std::string>* year_before = rules.List("period.year_before");
  if (year_before == nullptr)
    return Error{ErrorCode::kBadRule, rules.folder() + ": the list period.year_before is needed to read figures"};
  for (const RuleEntry* entry : rules.Entries("head")) {
    const RuleNode& body = entry->body;
    std::optional<Decimal> at_least;
    if (const RuleNode* bound = body.Get("at_least")) {
      at_least = Decimal::Parse(bound->text);
      if (!at_least) return rules.Broken(*entry, "`at_least` is a number");
    }
    MetricHead head{.entry = entry,
                    .type = {},
                    .metric = std::string(body.Text("metric")),
                    .loss_metric = std::string(body.Text("loss_metric")),
                    .measures = {},
                    .by_verb = {},
                    .default_measure = std::string(body.Text("default_measure")),
                    .set = {},
                    .words = {},
                    .not_after = TestOf(body.Texts("not_after"), vocabulary),
                    .not_before = TestOf(body.Texts("not_before"), vocabulary),
                    .figure_not_after = set_of(body.Texts("figure_not_after")),
                    .at_least = at_least,
                    .without = set_of(body.Texts("without")),
                    .year_before = year_before,
                    .priority = ReadNumber(body.Get("priority"))};
    if (const std::string_view type = body.Text("type"); !type.empty()) {
      head.type = FactTypeFromName(type);
      if (!head.type)
        return rules.Broken(*entry, "`type` is none of the fact catalogue's: `" + std::string(type) + "`");
      const std::string_view role_name = body.Text("role").empty() ? "amount" : body.Text("role");
      const std::optional<Role> role = RoleFromName(role_name);
      if (!role || FindRole(*head.type, *role) == nullptr)
        return rules.Broken(*entry, "the type has no role `" + std::string(role_name) + "`");
      head.role = *role;
      if (const std::string_view words = body.Text("words"); !words.empty()) {
        head.words = RoleFromName(words);
        if (!head.words || FindRole(*head.type, *head.words) == nullptr)
          return rules.Broken(*entry, "the type has no role `" + std::string(words) + "`");
      }
      if (const RuleNode* set = body.Get("set")) {
        for (const auto& [name, term] : set->fields) {
          const std::optional<Role> fixed = RoleFromName(name);
          if (!fixed || FindRole(*head.type, *fixed) == nullptr)
            return rules.Broken(*entry, "the type has no role `" + name + "`");
          head.set.emplace_back(*fixed, term.text);
        }
      }
    } else if (head.metric.empty()) {
      return rules.Broken(*entry, "a head needs `type`, `metric` or both");
    }
    Result<uint64_t> figures = FigureLetters(rules, *entry);
    if (!figures.ok()) return figures.error();
    head.figures = *figures;
    if (const RuleNode* verbs = body.Get("verbs")) {
      for (const auto& [metric, node] : verbs->fields) {
        for (const std::string& verb : verbs->Texts(metric)) head.by_verb.emplace_back(vocabulary->Add(verb), metric);
      }
    }
    SlotPatterns slots;
    if (const RuleNode* measures = body.Get("measures")) {
      std::vector<std::string> names;
      for (const auto& [measure, node] : measures->fields) {
        for (const std::string& name : measures->Texts(measure)) {
          head.measures.emplace_back(name, measure);
          names.push_back(name);
        }
      }
      std::sort(head.measures.begin(), head.measures.end());
      SlotPattern slot = PhraseSlot(names, vocabulary);
      slot.words.clear();
      slots.emplace("measure", std::move(slot));
    }
    for (const bool loss : {false, true}) {
      for (const std::string& pattern : body.Texts(loss ? "loss" : "nouns")) {
        Result<CompiledPattern> compiled = CompilePattern(pattern, slots, rules, *entry, vocabulary);
        if (!compiled.ok()) return compiled.error();
        if (compiled->needs.words.empty() || compiled->needs.all_words.empty())
          return rules.Broken(*entry, "a noun is made of words, and has one of its own");
        for (const std::string& word : compiled->needs.words) reader.noun_words_.Add(vocabulary->Add(word, kNounWord));
        for (const std::string& word : compiled->needs.all_words) reader.row_words_.Add(vocabulary->Add(word));
        Noun noun{reader.heads_.size(), loss, std::move(compiled->pattern), set_of(compiled->needs.words), {}};
        const std::vector<std::string>& groups = noun.pattern.groups();
        const auto measure = std::find(groups.begin(), groups.end(), "measure");
        if (measure != groups.end()) noun.measure = static_cast<size_t>(measure - groups.begin());
        reader.nouns_.push_back(std::move(noun));
      }
    }
    reader.takes_.push_back(head.Takes());
    reader.heads_.push_back(std::move(head));
  }
  for (const RuleEntry* entry : rules.Entries("move")) {
    const std::string_view sign = entry->body.Text("sign");
    if (sign != "up" && sign != "down" && sign != "flat") return rules.Broken(*entry, "`sign` is up, down or flat");
    for (const std::string& phrase : entry->body.Texts("words")) {
      const RuleNode* of_shares = entry->body.Get("shares");
      Move move{vocabulary->AddWords(phrase),
                static_cast<int8_t>(sign == "up"     ? 1
                                    : sign == "down" ? -1
                                                     : 0),
                of_shares == nullptr || of_shares->truth};
      if (move.words.empty()) return rules.Broken(*entry, "a movement without words");
      if (move.words[0] >= reader.moves_by_word_.size()) reader.moves_by_word_.resize(move.words[0] + 1);
      reader.moves_by_word_[move.words[0]].push_back(std::move(move));
    }
  }
  for (std::vector<Move>& moves : reader.moves_by_word_) {
    std::stable_sort(moves.begin(), moves.end(),
                     [](const Move& a, const Move& b) { return a.words.size() > b.words.size(); });
  }
  if (const Status links = reader.CompileLinks(rules, vocabulary); !links.ok()) return links.error();
  if (reader.nouns_.empty() || reader.moves_by_word_.empty() || reader.links_.empty()) {
    return Error{
        ErrorCode::kBadRule,
        rules.folder() +
            ": [[head]], [[move]] and [[link]] entries are needed to read figures; at least one of them is missing"};
  }
  reader.CountUses(vocabulary);
  return reader;
}

void HeadReader::CountUses(Vocabulary* vocabulary) {
  nouns_by_word_.resize(vocabulary->size() + 1);
  nouns_alone_.resize(vocabulary->size() + 1);
  uses_.resize(vocabulary->size() + 1);
  for (uint32_t noun = 0; noun < nouns_.size(); ++noun) {
    for (const uint32_t word : nouns_[noun].pattern.first().words) nouns_by_word_[word].push_back(noun);
  }
  MaskedSentence alone;
  alone.tokens.resize(1);
  TokenPattern::Hit hit;
  for (uint32_t word = 0; word < uses_.size(); ++word) {
    alone.tokens[0].number = word;
    alone.places.Begin(*vocabulary);
    nouns_alone_[word] = NounAt(alone, 0, 1, &hit);
    const auto mark = [&](bool has, uint8_t use) { uses_[word] |= has ? use : 0; };
    mark(row_words_.Has(word), kInNoun);
    mark(noun_words_.Has(word), kTellsNoun);
    mark(word < moves_by_word_.size() && !moves_by_word_[word].empty(), kBeginsMove);
    mark(headless_words_.Has(word), kHeadless);
    mark(before_place_.Has(word), kPlaces);
  }
}

Status HeadReader::CompileLinks(const RuleSet& rules, Vocabulary* vocabulary) {
  SlotPatterns slots;
  for (const SlotName& slot : kSlotNames) slots.emplace(slot.name, LetterSlot(slot.letters, vocabulary));
  std::vector<std::pair<LinkTraits, CompiledPattern>> links;
  for (const RuleEntry* entry : rules.Entries("link")) {
    Result<CompiledPattern> compiled = CompilePattern(entry->body.Text("match"), slots, rules, *entry, vocabulary);
    if (!compiled.ok()) return compiled.error();
    LinkTraits link{.entry = entry,
                    .priority = ReadNumber(entry->body.Get("priority")),
                    .sign = {},
                    .not_before = TestOf(entry->body.Texts("not_before"), vocabulary)};
    if (const std::string_view id = entry->body.Text("head"); !id.empty()) {
      const auto head =
          std::find_if(heads_.begin(), heads_.end(), [id](const MetricHead& h) { return h.entry->id == id; });
      link.of_before = id == "before";
      if (head == heads_.end() && !link.of_before) return rules.Broken(*entry, "no head is named " + std::string(id));
      if (!link.of_before) link.understood = static_cast<int32_t>(head - heads_.begin());
      for (const std::string& word : compiled->needs.words) noun_words_.Add(vocabulary->Add(word, kNounWord));
    }
    const RuleNode* loss = entry->body.Get("loss");
    link.loss = loss != nullptr && loss->truth;
    Result<std::optional<int>> sign = ReadSign(rules, *entry);
    if (!sign.ok()) return sign.error();
    link.sign = *sign;
    links.emplace_back(std::move(link), *std::move(compiled));
  }
  std::stable_sort(links.begin(), links.end(),
                   [](const auto& a, const auto& b) { return a.first.priority > b.first.priority; });
  for (auto& [traits, compiled] : links) {
    GroupSlots groups = SlotsOf(compiled.pattern);
    if (std::find(groups.begin(), groups.end(), LinkSlot::kHead) == groups.end()) {
      headless_.push_back({traits.of_before, WordSet(compiled.needs.words, vocabulary), compiled.needs.letters});
      headless_words_.AddAll(headless_.back().words);
    }
    links_.push_back({std::move(traits), std::move(groups)});
    link_index_.Add(std::move(compiled), vocabulary);
  }
  for (const auto& [section, into] : {std::pair("tail", &tails_), std::pair("again", &again_)}) {
    for (const RuleEntry* entry : rules.Entries(section)) {
      Result<CompiledPattern> compiled = CompilePattern(entry->body.Text("match"), slots, rules, *entry, vocabulary);
      if (!compiled.ok()) return compiled.error();
      Result<std::optional<int>> sign = ReadSign(rules, *entry);
      if (!sign.ok()) return sign.error();
      Tail tail{.pattern = std::move(compiled->pattern),
                .groups = {},
                .after = LetterBits(entry->body.Text("after")),
                .sign = *sign};
      tail.groups = SlotsOf(tail.pattern);
      if (!compiled->needs.letters.empty()) tail.needed = compiled->needs.letters.back();
      into->push_back(std::move(tail));
    }
  }
  return Done{};
}

bool HeadReader::MayStand(const MaskToken& noun, const MaskToken* before, const MaskToken* after) const {
  const MetricHead& head = heads_[static_cast<size_t>(noun.head)];
  return !(before != nullptr && head.not_after.Fits(*before)) && !(after != nullptr && head.not_before.Fits(*after));
}

MaskToken HeadReader::NounToken(const MaskedSentence& sentence, const Noun& noun, const TokenPattern::Hit& hit) const {
  const MetricHead& head = heads_[noun.head];
  MaskToken token;
  token.letter = 'H';
  token.kinds = LetterBit('H');
  token.loss = noun.loss;
  token.head = static_cast<int32_t>(noun.head);
  if (!head.default_measure.empty()) token.detail = &head.default_measure;
  if (noun.measure && !hit.groups[*noun.measure].empty()) {
    std::string words;
    for (uint32_t i = hit.groups[*noun.measure].begin; i < hit.groups[*noun.measure].end; ++i)
      words.append(words.empty() ? "" : " ").append(sentence.tokens[i].word);
    const auto measure = std::lower_bound(head.measures.begin(), head.measures.end(), std::pair(words, std::string()));
    if (measure != head.measures.end() && measure->first == words) token.detail = &measure->second;
  }
  return token;
}

bool HeadReader::MayHold(const MaskedSentence& sentence) const {
  // A figure, and a metric for it; or a company that rose by so much.
  if ((sentence.kinds & LetterBit('R')) != 0) return true;
  return (sentence.kinds & kFigureLetters) != 0 && (sentence.classes & kNounWord) != 0;
}

const HeadReader::Noun* HeadReader::NounAt(const MaskedSentence& sentence, uint32_t begin, uint32_t end,
                                           TokenPattern::Hit* hit) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  // The longest; of several the one with the highest priority, then the first.
  const Noun* best = nullptr;
  TokenPattern::Hit next;
  for (const uint32_t number : nouns_by_word_[tokens[begin].number]) {
    const Noun& noun = nouns_[number];
    if (std::none_of(tokens.begin() + begin, tokens.begin() + end,
                     [&noun](const MaskToken& word) { return noun.tells.Has(word.number); }))
      continue;
    if (!noun.pattern.LongestAt(sentence, begin, end, &next)) continue;
    if (best != nullptr && next.all.end < hit->all.end) continue;
    if (best != nullptr && next.all.end == hit->all.end && heads_[noun.head].priority <= heads_[best->head].priority)
      continue;
    best = &noun;
    *hit = next;
  }
  return best;
}

bool HeadReader::NextNoun(const MaskedSentence& sentence, const Uses& uses, uint32_t from, Mark* found) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  // A noun is a row of words that nouns have, one of which tells it.
  for (uint32_t begin = from; begin < tokens.size(); ++begin) {
    uint32_t end = begin;
    uint8_t row = 0;
    for (; end < tokens.size() && (uses[end] & kInNoun) != 0; ++end) row |= uses[end];
    for (; (row & kTellsNoun) != 0 && begin < end; ++begin) {
      TokenPattern::Hit hit;
      const bool alone = begin + 1 == end;
      const Noun* noun = alone ? nouns_alone_[tokens[begin].number] : NounAt(sentence, begin, end, &hit);
      if (noun == nullptr) continue;
      if (alone) hit = {{begin, end}, {}};
      *found = {hit.all, NounToken(sentence, *noun, hit)};
      return true;
    }
    begin = std::max(begin, end);
  }
  return false;
}

bool HeadReader::NextMove(const MaskedSentence& sentence, const Uses& uses, uint32_t from, Mark* found) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  for (uint32_t i = from; i < tokens.size(); ++i) {
    if ((uses[i] & kBeginsMove) == 0) continue;
    for (const Move& move : moves_by_word_[tokens[i].number]) {
      if (move.words.size() > tokens.size() - i ||
          !std::equal(move.words.begin(), move.words.end(), tokens.begin() + i,
                      [](uint32_t word, const MaskToken& t) { return t.number == word; }))
        continue;
      *found = {{i, i + static_cast<uint32_t>(move.words.size())}, {}};
      found->token.letter = 'V';
      found->token.kinds = LetterBit('V');
      found->token.sign = move.sign;
      found->token.of_shares = move.of_shares;
      return true;
    }
  }
  return false;
}

void HeadReader::FindMarks(const MaskedSentence& sentence, const Uses& uses, std::vector<Mark>* marks) const {
  marks->clear();
  const std::vector<MaskToken>& tokens = sentence.tokens;
  Mark noun, move;
  bool has_noun = (sentence.classes & kNounWord) != 0 && NextNoun(sentence, uses, 0, &noun);
  bool has_move = NextMove(sentence, uses, 0, &move);
  uint32_t next = 0;
  while (has_noun || has_move) {
    // Of two that overlap the noun stands.
    const bool is_noun = has_noun && (!has_move || noun.words.begin < move.words.end);
    const Mark& mark = is_noun ? noun : move;
    const TokenRange words = mark.words;
    const MaskToken* before = words.begin > 0 ? &tokens[words.begin - 1] : nullptr;
    const MaskToken* after = words.end < tokens.size() ? &tokens[words.end] : nullptr;
    if (words.begin >= next && (!is_noun || MayStand(mark.token, before, after))) {
      marks->push_back(mark);
      marks->back().token.in_view = {tokens[words.begin].in_view.begin, tokens[words.end - 1].in_view.end};
      next = words.end;
    }
    if (is_noun) has_noun = NextNoun(sentence, uses, words.end, &noun);
    // A movement inside a noun is passed over with it.
    if (!is_noun || (has_move && move.words.begin < words.end)) has_move = NextMove(sentence, uses, words.end, &move);
  }
}

bool HeadReader::MayLink(const ClaimDocument& document, const MaskedSentence& sentence, const Uses& uses,
                         const std::vector<Mark>& marks) const {
  uint64_t letters = sentence.kinds;
  for (const Mark& mark : marks) {
    const int32_t head = mark.token.head;
    if (head >= 0 && (takes_[static_cast<size_t>(head)] & sentence.kinds) != 0) return true;
    letters |= mark.token.kinds;
  }
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const bool word = std::any_of(uses.begin(), uses.end(), [](uint8_t use) { return (use & kHeadless) != 0; });
  return std::any_of(headless_.begin(), headless_.end(), [&](const Headless& link) {
    if (!link.words.empty() && !word) return false;
    const bool has_letters =
        std::all_of(link.letters.begin(), link.letters.end(), [letters](uint64_t any) { return (letters & any) != 0; });
    if (!has_letters || (link.of_before && !document.HasBefore(sentence.sentence))) return false;
    return link.words.empty() || std::any_of(tokens.begin(), tokens.end(),
                                             [&link](const MaskToken& token) { return link.words.Has(token.number); });
  });
}

// "H at the retailer C": the owner goes into the head, so that links need not provide for it.
void HeadReader::AbsorbOwner(std::vector<MaskToken>* tokens, uint32_t head) const {
  std::vector<MaskToken>& t = *tokens;
  uint32_t at = head + 1;
  if (at >= t.size() || !before_owner_.Has(t[at].number)) return;
  uint32_t words = 0;
  for (++at; at < t.size() && t[at].letter == 0 && words < kMaxOwnerWords; ++at, ++words) {
    if (t[at].number == comma_ || t[at].number == possessive_) return;
  }
  if (at >= t.size() || (t[at].letter != 'C' && t[at].letter != 'I')) return;
  if (at + 1 < t.size() && t[at + 1].number == possessive_) return;
  t[head].mentions = t[at].mentions;
  t[head].reference = t[at].reference;
  t.erase(t.begin() + head + 1, t.begin() + at + 1);
}

// "C , which trades in Oslo , rose", "C , based in Hull , rose": what says nothing in figures and stands between a
// name, or a metric, and its verb.
void HeadReader::DropAsides(std::vector<MaskToken>* tokens) const {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 0; i + 4 < t.size(); ++i) {
    if (t[i + 1].number != comma_ || (!IsNameLetter(t[i].letter) && t[i].letter != 'H') || t[i + 2].letter != 0)
      continue;
    const bool participle = t[i + 2].word.ends_with("ed") && after_participle_.Has(t[i + 3].number);
    if (!participle && !relatives_.Has(t[i + 2].number)) continue;
    size_t end = i + 3;
    // Staff and the like are no figures of a metric.
    while (end < t.size() && end - i < kMaxAsideTokens && t[end].number != comma_ && t[end].letter != 'H' &&
           (!IsFigureLetter(t[end].letter) || t[end].letter == 'Q'))
      ++end;
    if (end == t.size() || t[end].number != comma_) continue;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(end) + 1);
  }
}

// "shares in C in N fell", "rose on the N stock exchange to M": where it was says nothing of the metric.
void HeadReader::DropPlaces(std::vector<MaskToken>* tokens) const {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 1; i + 1 < t.size(); ++i) {
    if ((UsesOf(t[i]) & kPlaces) == 0) continue;
    size_t end = i + 1;
    if (t[end].number == the_) ++end;
    if (end >= t.size() || t[end].letter != 'N') continue;
    for (++end; end < t.size() && exchange_.Has(t[end].number); ++end) continue;
    if (end < t.size() && t[end].number == possessive_) continue;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i), t.begin() + static_cast<ptrdiff_t>(end));
    --i;
  }
}

void HeadReader::MaskHeads(const ClaimDocument& document, const MaskedSentence& sentence, bool always,
                           MaskedSentence* heads_masked) const {
  MaskedSentence& masked = *heads_masked;
  masked.tokens.clear();
  if (!always && !document.MayOwn(sentence) && !document.HasBefore(sentence.sentence)) return;
  static thread_local Uses uses;
  static thread_local std::vector<Mark> marks;
  uses.resize(sentence.tokens.size());
  std::transform(sentence.tokens.begin(), sentence.tokens.end(), uses.begin(),
                 [this](const MaskToken& token) { return UsesOf(token); });
  FindMarks(sentence, uses, &marks);
  if (!always && !MayLink(document, sentence, uses, marks)) return;
  masked.sentence = sentence.sentence;
  masked.classes = sentence.classes;
  masked.kinds = sentence.kinds;
  auto next = sentence.tokens.begin();
  for (const Mark& mark : marks) {
    masked.kinds |= mark.token.kinds;
    masked.tokens.insert(masked.tokens.end(), next, sentence.tokens.begin() + mark.words.begin);
    masked.tokens.push_back(mark.token);
    next = sentence.tokens.begin() + mark.words.end;
  }
  masked.tokens.insert(masked.tokens.end(), next, sentence.tokens.end());
  for (uint32_t i = 0; i < masked.tokens.size(); ++i) {
    if (masked.tokens[i].letter == 'H') AbsorbOwner(&masked.tokens, i);
  }
  if ((sentence.kinds & LetterBit('N')) != 0) DropPlaces(&masked.tokens);
  DropAsides(&masked.tokens);
}

void HeadReader::Read(const ClaimDocument& document, const MaskedSentence& masked,
                      std::vector<ReadClaim>* claims) const {
  if (masked.tokens.empty()) return;
  static thread_local std::vector<FormIndex::Candidate> candidates;
  link_index_.Candidates(masked, &candidates);
  if (candidates.empty()) return;
  std::vector<uint32_t> taken;  // figures that a stronger link has bound
  // Without a figure there is no claim: what begins behind the last one, or has none in it and none behind, is passed
  // over.
  uint32_t figures_end = EndOfFigures(masked.tokens, taken);
  const auto is_free = [&](uint32_t at) {
    return (masked.tokens[at].kinds & kFigureLetters) != 0 && std::find(taken.begin(), taken.end(), at) == taken.end();
  };
  uint32_t from = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const auto& [form, hit] = candidates[i];
    if (i == 0 || form != candidates[i - 1].form) from = 0;
    if (from < figures_end) {
      const uint32_t first = hit.all.begin, end = hit.all.end;
      from = first + 1;
      const auto& [link, groups] = links_[form];
      if (end < masked.tokens.size() && link.not_before.Fits(masked.tokens[end])) continue;
      LinkSlots slots = Bound(groups, hit);
      if (end >= figures_end && !slots.AnyToken(is_free)) continue;
      slots.sign = link.sign;
      if (link.of_before) {
        BindToBefore(document, masked, link, slots, first, end, &taken, claims);
        figures_end = EndOfFigures(masked.tokens, taken);
        continue;
      }
      const LinkSlot subject = slots.Has(LinkSlot::kOwner) ? LinkSlot::kOwner : LinkSlot::kHead;
      if (!slots.Has(subject)) continue;
      if (const auto move = slots.At(LinkSlot::kMove);
          subject == LinkSlot::kOwner && move && !masked.tokens[*move].of_shares)
        continue;
      const uint32_t noun_token = slots.Token(subject);
      const MetricHead& head =
          heads_[static_cast<size_t>(subject == LinkSlot::kOwner ? link.understood : masked.tokens[noun_token].head)];
      const auto may_take = [&, takes = takes_[static_cast<size_t>(&head - heads_.data())]](uint32_t figure) {
        return (masked.tokens[figure].kinds & takes) != 0 && is_free(figure);
      };
      bool may_read = slots.AnyToken(may_take);
      for (uint32_t figure = end; figure < figures_end && !may_read; ++figure) may_read = may_take(figure);
      if (!may_read) continue;
      uint32_t at = end, begin = first;
      while (true) {
        FollowTails(masked, &slots, &at);
        BindFigures(document, masked, head, link, slots, begin, std::max(begin + 1, begin == first ? end : at), &taken,
                    claims);
        figures_end = EndOfFigures(masked.tokens, taken);
        slots = {};
        slots.Set(subject, noun_token);
        begin = at;
        if (at >= figures_end || !Follow(again_, masked, &slots, &at)) break;
      }
    }
  }
}

bool HeadReader::Follow(const std::vector<Tail>& tails, const MaskedSentence& masked, LinkSlots* slots, uint32_t* end) {
  const std::vector<MaskToken>& tokens = masked.tokens;
  const uint32_t at = *end;
  uint64_t ahead = 0;  // the kinds of the tokens from there on
  for (size_t i = at; i < tokens.size(); ++i) ahead |= tokens[i].kinds;
  TokenPattern::Hit hit;
  for (const Tail& tail : tails) {
    if ((tail.needed != 0 && (tail.needed & ahead) == 0) ||
        (tail.after != 0 && (tail.after & tokens[at - 1].kinds) == 0) ||
        !tail.pattern.MatchAt(masked, at, static_cast<uint32_t>(tokens.size()), &hit))
      continue;
    const LinkSlots more = Bound(tail.groups, hit);
    // Each slot once; only a further movement tells the direction of the change beside it.
    const uint32_t twice = slots->filled() & more.filled();
    if (twice != 0 && (twice != LinkSlots::BitOf(LinkSlot::kMove) || !more.Has(LinkSlot::kPct))) continue;
    if (const auto change = more.At(LinkSlot::kPct); change && *change > at) {
      // "slid to 27%" is a level.
      const MaskToken& before = tokens[*change - 1];
      if (before.letter == 0 && (before.word == "to" || before.word == "from" || before.word == "at")) continue;
    }
    slots->SetAll(more);
    if (tail.sign && more.Has(LinkSlot::kPct)) {
      slots->sign = tail.sign;
      slots->Erase(LinkSlot::kMove);
    }
    *end = hit.all.end;
    return true;
  }
  return false;
}

void HeadReader::FollowTails(const MaskedSentence& masked, LinkSlots* slots, uint32_t* end) const {
  for (int step = 0; step < kMaxTails && *end < masked.tokens.size(); ++step) {
    if (!Follow(tails_, masked, slots, end)) return;
  }
}

}  // namespace attest
