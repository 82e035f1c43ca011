#include "pipeline/claims/heads.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "pipeline/claims/pattern.h"

namespace attest {
namespace {

int ReadNumber(const RuleNode* node) {
  int number = 0;
  if (node != nullptr) std::from_chars(node->text.data(), node->text.data() + node->text.size(), number);
  return number;
}

// The letters of the figures that a metric takes; money where the entry does not say.
Result<std::string> FigureLetters(const RuleSet& rules, const RuleEntry& entry) {
  std::string letters;
  for (const std::string& kind : entry.body.Texts("figure")) {
    if (kind != "money" && kind != "per-share" && kind != "percent" && kind != "quantity")
      return rules.Broken(entry, "`figure` is money, per-share, percent or quantity");
    letters += kind == "money" ? 'M' : kind == "per-share" ? 'S' : kind == "percent" ? 'R' : 'Q';
  }
  return letters.empty() ? "M" : letters;
}

bool IsWord(const MaskToken& token, std::string_view word) { return token.letter == 0 && token.word == word; }

// Whether a token is one of these words, or letters.
bool IsOneOf(const MaskToken* token, const std::vector<std::string>& words) {
  return token != nullptr && std::any_of(words.begin(), words.end(), [token](const std::string& word) {
           return token->letter != 0 ? word.size() == 1 && word[0] == token->letter : word == token->word;
         });
}

Result<std::optional<int>> ReadSign(const RuleSet& rules, const RuleEntry& entry) {
  const std::string_view sign = entry.body.Text("sign");
  if (!sign.empty() && sign != "up" && sign != "down") return rules.Broken(entry, "`sign` is up or down");
  return sign.empty() ? std::optional<int>() : std::optional<int>(sign == "up" ? 1 : -1);
}

// How many words may stand between a metric and its company ("profit at the German car maker C").
constexpr uint32_t kMaxOwnerWords = 4;

// "H at the retailer C": the owner goes into the head, so that links need not provide for it.
void AbsorbOwner(std::vector<MaskToken>* tokens, uint32_t head) {
  std::vector<MaskToken>& t = *tokens;
  uint32_t at = head + 1;
  if (at >= t.size() || t[at].letter != 0) return;
  if (t[at].word != "at" && t[at].word != "of" && t[at].word != "in" && t[at].word != "for") return;
  uint32_t words = 0;
  for (++at; at < t.size() && t[at].letter == 0 && words < kMaxOwnerWords; ++at, ++words) {
    if (t[at].word == "," || t[at].word == "'s") return;
  }
  if (at >= t.size() || (t[at].letter != 'C' && t[at].letter != 'I')) return;
  if (at + 1 < t.size() && IsWord(t[at + 1], "'s")) return;
  t[head].mentions = t[at].mentions;
  t[head].reference = t[at].reference;
  t.erase(t.begin() + head + 1, t.begin() + at + 1);
}

constexpr std::string_view kRelatives[] = {"which", "who", "whose", "where"};
constexpr std::string_view kAfterParticiple[] = {"at", "by", "from", "in", "of", "on"};
constexpr uint32_t kMaxAsideTokens = 20;

// "C , which trades in Oslo , rose", "C , based in Hull , rose": what says nothing in figures and stands between a
// name, or a metric, and its verb.
void DropAsides(std::vector<MaskToken>* tokens) {
  std::vector<MaskToken>& t = *tokens;
  const auto is_one_of = [](std::string_view word, const auto& words) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
  };
  for (size_t i = 0; i + 4 < t.size(); ++i) {
    if ((!IsNameLetter(t[i].letter) && t[i].letter != 'H') || !IsWord(t[i + 1], ",") || t[i + 2].letter != 0) continue;
    const bool participle =
        t[i + 2].word.ends_with("ed") && t[i + 3].letter == 0 && is_one_of(t[i + 3].word, kAfterParticiple);
    if (!participle && !is_one_of(t[i + 2].word, kRelatives)) continue;
    size_t end = i + 3;
    // Staff and the like are no figures of a metric.
    while (end < t.size() && end - i < kMaxAsideTokens && !IsWord(t[end], ",") && t[end].letter != 'H' &&
           (!IsFigureLetter(t[end].letter) || t[end].letter == 'Q'))
      ++end;
    if (end == t.size() || !IsWord(t[end], ",")) continue;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(end) + 1);
  }
}

// "shares in C in N fell", "rose on the N stock exchange to M": where it was says nothing of the metric.
void DropPlaces(std::vector<MaskToken>* tokens) {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 1; i + 1 < t.size(); ++i) {
    if (!IsWord(t[i], "in") && !IsWord(t[i], "on") && !IsWord(t[i], "at")) continue;
    size_t end = i + 1;
    if (IsWord(t[end], "the")) ++end;
    if (end >= t.size() || t[end].letter != 'N') continue;
    for (++end; end < t.size() && (IsWord(t[end], "stock") || IsWord(t[end], "exchange")); ++end) continue;
    if (end < t.size() && IsWord(t[end], "'s")) continue;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i), t.begin() + static_cast<ptrdiff_t>(end));
    --i;
  }
}

void AddSlots(const TokenPattern& pattern, const TokenPattern::Hit& hit, LinkSlots* slots) {
  for (size_t g = 0; g < pattern.groups().size(); ++g) {
    if (!hit.groups[g].empty() && pattern.groups()[g] != "aux") (*slots)[pattern.groups()[g]] = hit.groups[g].begin;
  }
}

// Tails that may follow one another; more is another statement.
constexpr int kMaxTails = 6;

}  // namespace

Result<HeadReader> HeadReader::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  HeadReader reader;
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
                    .figures = {},
                    .metric = std::string(body.Text("metric")),
                    .loss_metric = std::string(body.Text("loss_metric")),
                    .measures = {},
                    .by_verb = {},
                    .default_measure = std::string(body.Text("default_measure")),
                    .set = {},
                    .words = {},
                    .not_after = body.Texts("not_after"),
                    .not_before = body.Texts("not_before"),
                    .figure_not_after = body.Texts("figure_not_after"),
                    .at_least = at_least,
                    .without = body.Texts("without"),
                    .year_before = *year_before,
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
    Result<std::string> figures = FigureLetters(rules, *entry);
    if (!figures.ok()) return figures.error();
    head.figures = *std::move(figures);
    if (const RuleNode* verbs = body.Get("verbs")) {
      for (const auto& [metric, node] : verbs->fields) {
        for (const std::string& verb : verbs->Texts(metric)) head.by_verb.emplace_back(verb, metric);
      }
    }
    SlotPatterns slots;
    if (const RuleNode* measures = body.Get("measures")) {
      std::vector<std::string> words;
      for (const auto& [measure, node] : measures->fields) {
        for (const std::string& word : measures->Texts(measure)) {
          head.measures.emplace_back(word, measure);
          words.push_back(word);
        }
      }
      std::sort(head.measures.begin(), head.measures.end());
      SlotPattern slot = PhraseSlot(words, vocabulary);
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
        reader.nouns_.push_back({reader.heads_.size(), loss, std::move(compiled->pattern)});
      }
    }
    reader.heads_.push_back(std::move(head));
  }
  for (const RuleEntry* entry : rules.Entries("move")) {
    const std::string_view sign = entry->body.Text("sign");
    if (sign != "up" && sign != "down" && sign != "flat") return rules.Broken(*entry, "`sign` is up, down or flat");
    for (const std::string& phrase : entry->body.Texts("words")) {
      Move move{vocabulary->AddWords(phrase), static_cast<int8_t>(sign == "up" ? 1 : sign == "down" ? -1 : 0)};
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
  for (uint32_t word = 0; word <= vocabulary->size(); ++word) {
    reader.nouns_by_word_.emplace_back();
    for (uint32_t noun = 0; noun < reader.nouns_.size(); ++noun) {
      if (reader.nouns_[noun].pattern.first().words.Has(word)) reader.nouns_by_word_.back().push_back(noun);
    }
  }
  return reader;
}

Status HeadReader::CompileLinks(const RuleSet& rules, Vocabulary* vocabulary) {
  SlotPatterns slots;
  for (const auto& [slot, letters] :
       std::initializer_list<std::pair<const char*, std::string_view>>{{"head", "H"},
                                                                       {"move", "V"},
                                                                       {"fig", "MSRQ"},
                                                                       {"from", "MSRQ"},
                                                                       {"pct", "R"},
                                                                       {"pct2", "R"},
                                                                       {"factor", "F"},
                                                                       {"when", "D"},
                                                                       {"owner", "CI"},
                                                                       {"fromwhen", "D"},
                                                                       {"fromhead", "H"},
                                                                       {"eps", "S"},
                                                                       {"fromeps", "MS"},
                                                                       {"expected", "MSRQ"},
                                                                       {"other", "C"},
                                                                       {"otherfig", "MSRQ"}})
    slots.emplace(slot, LetterSlot(letters));
  for (const RuleEntry* entry : rules.Entries("link")) {
    Result<CompiledPattern> compiled = CompilePattern(entry->body.Text("match"), slots, rules, *entry, vocabulary);
    if (!compiled.ok()) return compiled.error();
    LinkTraits link{.entry = entry,
                    .priority = ReadNumber(entry->body.Get("priority")),
                    .sign = {},
                    .not_before = entry->body.Texts("not_before")};
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
    links_.push_back(std::move(link));
    link_index_.Add(*std::move(compiled), vocabulary);
  }
  for (const auto& [section, into] : {std::pair("tail", &tails_), std::pair("again", &again_)}) {
    for (const RuleEntry* entry : rules.Entries(section)) {
      Result<CompiledPattern> compiled = CompilePattern(entry->body.Text("match"), slots, rules, *entry, vocabulary);
      if (!compiled.ok()) return compiled.error();
      Result<std::optional<int>> sign = ReadSign(rules, *entry);
      if (!sign.ok()) return sign.error();
      into->push_back({std::move(compiled->pattern), std::string(entry->body.Text("after")), *sign});
    }
  }
  return Done{};
}

bool HeadReader::MayStand(const MaskToken& noun, const MaskToken* before, const MaskToken* after) const {
  const MetricHead& head = heads_[static_cast<size_t>(noun.head)];
  return !IsOneOf(before, head.not_after) && !IsOneOf(after, head.not_before);
}

MaskToken HeadReader::NounToken(const MaskedSentence& sentence, const Noun& noun, const TokenPattern::Hit& hit) const {
  const MetricHead& head = heads_[noun.head];
  MaskToken token;
  token.letter = 'H';
  token.kinds = LetterBit('H');
  token.loss = noun.loss;
  token.head = static_cast<int32_t>(noun.head);
  if (!head.default_measure.empty()) token.detail = &head.default_measure;
  for (size_t g = 0; g < noun.pattern.groups().size(); ++g) {
    if (hit.groups[g].empty() || noun.pattern.groups()[g] != "measure") continue;
    std::string words;
    for (uint32_t i = hit.groups[g].begin; i < hit.groups[g].end; ++i)
      words.append(words.empty() ? "" : " ").append(sentence.tokens[i].word);
    const auto measure = std::lower_bound(head.measures.begin(), head.measures.end(), std::pair(words, std::string()));
    if (measure != head.measures.end() && measure->first == words) token.detail = &measure->second;
  }
  return token;
}

bool HeadReader::MayHold(const MaskedSentence& sentence) const {
  // A figure, and a metric for it; or a company that rose by so much.
  constexpr uint64_t kFigures = LetterBit('M') | LetterBit('S') | LetterBit('R') | LetterBit('F') | LetterBit('Q');
  if ((sentence.kinds & LetterBit('R')) != 0) return true;
  return (sentence.kinds & kFigures) != 0 && (sentence.classes & kNounWord) != 0;
}

bool HeadReader::NextNoun(const MaskedSentence& sentence, uint32_t from, TokenRange* words, MaskToken* token) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  // A noun is a row of words that nouns have, one of which tells it.
  for (uint32_t begin = from; begin < tokens.size(); ++begin) {
    uint32_t end = begin;
    bool tells = false;
    for (; end < tokens.size() && tokens[end].letter == 0 && row_words_.Has(tokens[end].number); ++end)
      tells = tells || noun_words_.Has(tokens[end].number);
    for (; tells && begin < end; ++begin) {
      // The longest; of several the one with the highest priority, then the first.
      const Noun* best = nullptr;
      TokenPattern::Hit hit, best_hit;
      for (const uint32_t number : nouns_by_word_[tokens[begin].number]) {
        const Noun& noun = nouns_[number];
        if (!noun.pattern.LongestAt(tokens, begin, end, &hit)) continue;
        if (best != nullptr && hit.all.end < best_hit.all.end) continue;
        if (best != nullptr && hit.all.end == best_hit.all.end &&
            heads_[noun.head].priority <= heads_[best->head].priority)
          continue;
        best = &noun;
        best_hit = hit;
      }
      if (best == nullptr) continue;
      *words = best_hit.all;
      *token = NounToken(sentence, *best, best_hit);
      return true;
    }
    begin = std::max(begin, end);
  }
  return false;
}

bool HeadReader::NextMove(const MaskedSentence& sentence, uint32_t from, TokenRange* words, MaskToken* token) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  for (uint32_t i = from; i < tokens.size(); ++i) {
    if (tokens[i].number >= moves_by_word_.size()) continue;
    for (const Move& move : moves_by_word_[tokens[i].number]) {
      if (move.words.size() > tokens.size() - i ||
          !std::equal(move.words.begin(), move.words.end(), tokens.begin() + i,
                      [](uint32_t word, const MaskToken& t) { return t.number == word; }))
        continue;
      *words = {i, i + static_cast<uint32_t>(move.words.size())};
      *token = {};
      token->letter = 'V';
      token->kinds = LetterBit('V');
      token->sign = move.sign;
      return true;
    }
  }
  return false;
}

void HeadReader::MaskHeads(const MaskedSentence& sentence, MaskedSentence* heads_masked) const {
  MaskedSentence& masked = *heads_masked;
  masked.tokens.clear();
  TokenRange noun, move;
  MaskToken noun_token, move_token;
  bool has_noun = NextNoun(sentence, 0, &noun, &noun_token);
  bool has_move = NextMove(sentence, 0, &move, &move_token);
  masked.sentence = sentence.sentence;
  masked.classes = sentence.classes;
  uint32_t next = 0;
  while (has_noun || has_move) {
    // Of two that overlap the noun stands.
    const bool is_noun = has_noun && (!has_move || noun.begin < move.end);
    const TokenRange words = is_noun ? noun : move;
    const MaskToken* before = words.begin > 0 ? &sentence.tokens[words.begin - 1] : nullptr;
    const MaskToken* after = words.end < sentence.tokens.size() ? &sentence.tokens[words.end] : nullptr;
    if (words.begin >= next && (!is_noun || MayStand(noun_token, before, after))) {
      masked.tokens.insert(masked.tokens.end(), sentence.tokens.begin() + next, sentence.tokens.begin() + words.begin);
      masked.tokens.push_back(is_noun ? noun_token : move_token);
      masked.tokens.back().in_view = {sentence.tokens[words.begin].in_view.begin,
                                      sentence.tokens[words.end - 1].in_view.end};
      next = words.end;
    }
    if (is_noun) has_noun = NextNoun(sentence, words.end, &noun, &noun_token);
    // A movement inside a noun is passed over with it.
    if (!is_noun || (has_move && move.begin < words.end)) has_move = NextMove(sentence, words.end, &move, &move_token);
  }
  masked.tokens.insert(masked.tokens.end(), sentence.tokens.begin() + next, sentence.tokens.end());
  for (uint32_t i = 0; i < masked.tokens.size(); ++i) {
    if (masked.tokens[i].letter == 'H') AbsorbOwner(&masked.tokens, i);
  }
  DropPlaces(&masked.tokens);
  DropAsides(&masked.tokens);
}

void HeadReader::Read(const ClaimDocument& document, const MaskedSentence& masked,
                      std::vector<ReadClaim>* claims) const {
  if (masked.tokens.empty()) return;
  std::vector<FormIndex::Candidate> candidates;
  link_index_.Candidates(masked, &candidates);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [this](const auto& a, const auto& b) { return links_[a.form].priority > links_[b.form].priority; });
  TokenPattern::Hit hit;
  std::vector<uint32_t> taken;  // figures that a stronger link has bound
  uint32_t from = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const uint32_t form = candidates[i].form;
    if (i == 0 || candidates[i].form != candidates[i - 1].form) from = 0;
    while (link_index_.Find(masked, candidates[i], from, &hit)) {
      const uint32_t first = hit.all.begin, end = hit.all.end;
      from = first + 1;
      LinkTraits link = links_[form];
      if (IsOneOf(end < masked.tokens.size() ? &masked.tokens[end] : nullptr, link.not_before)) continue;
      LinkSlots slots;
      AddSlots(link_index_.pattern(form), hit, &slots);
      if (link.of_before) {
        BindToBefore(document, masked, link, slots, first, end, &taken, claims);
        continue;
      }
      const std::string_view subject = slots.contains("owner") ? "owner" : "head";
      const auto noun = slots.find(subject);
      if (noun == slots.end()) continue;
      const uint32_t noun_token = noun->second;
      const MetricHead& head =
          heads_[static_cast<size_t>(subject == "owner" ? link.understood : masked.tokens[noun_token].head)];
      uint32_t at = end, begin = first;
      while (true) {
        FollowTails(masked, &link, &slots, &at);
        BindFigures(document, masked, head, link, slots, begin, std::max(begin + 1, begin == first ? end : at), &taken,
                    claims);
        slots = {{subject, noun_token}};
        begin = at;
        link.sign.reset();
        if (at >= masked.tokens.size() || !Follow(again_, masked, &link, &slots, &at)) break;
      }
    }
  }
}

bool HeadReader::Follow(const std::vector<Tail>& tails, const MaskedSentence& masked, LinkTraits* link,
                        LinkSlots* slots, uint32_t* end) {
  TokenPattern::Hit hit;
  return std::any_of(tails.begin(), tails.end(), [&](const Tail& tail) {
    if (!tail.after.empty() && tail.after.find(masked.tokens[*end - 1].letter) == std::string::npos) return false;
    if (!tail.pattern.MatchAt(masked.tokens, *end, static_cast<uint32_t>(masked.tokens.size()), &hit)) return false;
    LinkSlots more;
    AddSlots(tail.pattern, hit, &more);
    // Each slot once; only a further movement tells the direction of the change beside it.
    for (const auto& [name, token] : more) {
      if (slots->contains(name) && (name != "move" || !more.contains("pct"))) return false;
    }
    if (const auto change = more.find("pct"); change != more.end() && change->second > *end) {
      // "slid to 27%" is a level.
      const MaskToken& before = masked.tokens[change->second - 1];
      if (IsWord(before, "to") || IsWord(before, "from") || IsWord(before, "at")) return false;
    }
    for (const auto& [name, token] : more) (*slots)[name] = token;
    if (tail.sign && more.contains("pct")) {
      link->sign = tail.sign;
      slots->erase("move");
    }
    *end = hit.all.end;
    return true;
  });
}

void HeadReader::FollowTails(const MaskedSentence& masked, LinkTraits* link, LinkSlots* slots, uint32_t* end) const {
  for (int step = 0; step < kMaxTails && *end < masked.tokens.size(); ++step) {
    if (!Follow(tails_, masked, link, slots, end)) return;
  }
}

}  // namespace attest
