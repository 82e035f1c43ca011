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

Result<char> FigureLetter(const RuleSet& rules, const RuleEntry& entry) {
  const std::string_view kind = entry.body.Text("figure");
  if (kind.empty() || kind == "money") return 'M';
  if (kind == "percent") return 'R';
  if (kind == "quantity") return 'Q';
  return rules.Broken(entry, "`figure` is money, percent or quantity");
}

bool IsWord(const MaskToken& token, std::string_view word) { return token.letter == 0 && token.word == word; }

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

}  // namespace

Result<HeadReader> HeadReader::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  HeadReader reader;
  for (const RuleEntry* entry : rules.Entries("head")) {
    const RuleNode& body = entry->body;
    Head head{.entry = entry,
              .type = {},
              .metric = std::string(body.Text("metric")),
              .loss_metric = std::string(body.Text("loss_metric")),
              .measures = {},
              .default_measure = std::string(body.Text("default_measure")),
              .set = {},
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
    Result<char> figure = FigureLetter(rules, *entry);
    if (!figure.ok()) return figure.error();
    head.figure = *figure;
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
        for (const std::string& word : compiled->needs.words) reader.noun_words_.Add(vocabulary->Add(word));
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
  const SlotPatterns slots = {{"head", LetterSlot("H")},   {"move", LetterSlot("V")},     {"fig", LetterSlot("MRQ")},
                              {"from", LetterSlot("MRQ")}, {"pct", LetterSlot("R")},      {"factor", LetterSlot("F")},
                              {"when", LetterSlot("D")},   {"fromwhen", LetterSlot("D")}, {"owner", LetterSlot("CI")}};
  for (const RuleEntry* entry : rules.Entries("link")) {
    Result<CompiledPattern> compiled = CompilePattern(entry->body.Text("match"), slots, rules, *entry, vocabulary);
    if (!compiled.ok()) return compiled.error();
    reader.link_index_.Add(*std::move(compiled), vocabulary);
    int32_t understood = -1;
    if (const std::string_view id = entry->body.Text("head"); !id.empty()) {
      const auto head =
          std::find_if(reader.heads_.begin(), reader.heads_.end(), [id](const Head& h) { return h.entry->id == id; });
      if (head == reader.heads_.end()) return rules.Broken(*entry, "no head is named " + std::string(id));
      understood = static_cast<int32_t>(head - reader.heads_.begin());
    }
    reader.links_.push_back({entry, ReadNumber(entry->body.Get("priority")), understood});
  }
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

MaskToken HeadReader::NounToken(const MaskedSentence& sentence, const Noun& noun, const TokenPattern::Hit& hit) const {
  const Head& head = heads_[noun.head];
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
  bool figure = false, noun = false;
  for (const MaskToken& token : sentence.tokens) {
    if (token.letter == 'R') return true;
    if (token.letter == 0) {
      noun = noun || noun_words_.Has(token.number);
    } else {
      figure = figure || IsFigureLetter(token.letter);
    }
  }
  return figure && noun;
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
  if (!has_noun && std::none_of(sentence.tokens.begin(), sentence.tokens.end(),
                                [](const MaskToken& token) { return token.letter == 'R'; }))
    return;
  bool has_move = NextMove(sentence, 0, &move, &move_token);
  masked.sentence = sentence.sentence;
  uint32_t next = 0;
  while (has_noun || has_move) {
    // Of two that overlap the noun stands.
    const bool is_noun = has_noun && (!has_move || noun.begin < move.end);
    const TokenRange words = is_noun ? noun : move;
    if (words.begin >= next) {
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
      Bind(document, masked, form, hit, &taken, claims);
      from = hit.all.begin + 1;
    }
  }
}

void HeadReader::Bind(const ClaimDocument& document, const MaskedSentence& masked, uint32_t form,
                      const TokenPattern::Hit& hit, std::vector<uint32_t>* taken_figures,
                      std::vector<ReadClaim>* claims) const {
  const Link& link = links_[form];
  std::map<std::string_view, uint32_t> at;  // slot -> token
  const std::vector<std::string>& names = link_index_.pattern(form).groups();
  for (size_t g = 0; g < names.size(); ++g) {
    if (!hit.groups[g].empty()) at[names[g]] = hit.groups[g].begin;
  }
  const auto slot = [&](std::string_view name) -> std::optional<uint32_t> {
    const auto it = at.find(name);
    if (it == at.end() || std::find(taken_figures->begin(), taken_figures->end(), it->second) != taken_figures->end())
      return std::nullopt;
    return it->second;
  };
  const std::optional<uint32_t> owner_token = slot("owner");
  const std::optional<uint32_t> head_token = owner_token ? owner_token : slot("head");
  if (!head_token) return;
  const MaskToken& noun = masked.tokens[*head_token];
  const Head& head = heads_[static_cast<size_t>(owner_token ? link.understood : noun.head)];
  const bool loss = noun.loss;
  const uint32_t first = hit.all.begin, end = hit.all.end;
  const auto start = [&](FactType type) {
    ReadClaim read;
    read.claim.type = type;
    read.claim.rule = head.entry->id + "/" + link.entry->id;
    read.first_token = first;
    read.end_token = end;
    read.priority = link.priority + head.priority;
    return read;
  };
  if (!slot("fig") && !slot("from") && !slot("pct") && !slot("factor")) return;
  std::optional<RoleFill> owner = owner_token ? document.FromToken(Role::kCompany, RoleKind::kParty, noun)
                                              : document.Owner(Role::kCompany, masked, *head_token);
  if (!owner) return;
  // "up from 44%" and "to 12%" are levels, not changes.
  if (const auto change = slot("pct"); change && *change > 0) {
    const std::string_view before = masked.tokens[*change - 1].word;
    if (before == "from" || before == "to" || before == "than" || before == "at") return;
  }
  const std::optional<uint32_t> figure = slot("fig"), prior = slot("from"), percent = slot("pct"),
                                factor = slot("factor"), when = slot("when");
  std::vector<uint32_t> taken;
  if (const auto from_when = slot("fromwhen")) taken.push_back(*from_when);
  const auto add_period = [&](Claim* claim, uint32_t token, std::optional<uint32_t> own, bool search) {
    const RoleInfo* info = nullptr;
    for (const Role role : {Role::kPeriod, Role::kDate}) {
      if (FindRole(claim->type, role) != nullptr) info = FindRole(claim->type, role);
    }
    if (info == nullptr) return;
    std::optional<RoleFill> period;
    if (own) period = document.FromToken(info->role, RoleKind::kPeriod, masked.tokens[*own]);
    if (!period && search) period = document.Period(info->role, masked, token, taken);
    if (!period && search) period = document.RememberedPeriod(info->role, masked, *head_token);
    if (period) AddFill(*std::move(period), claim);
  };
  for (const bool is_prior : {false, true}) {
    const std::optional<uint32_t> token = is_prior ? prior : figure;
    if (!token || !head.type || masked.tokens[*token].letter != head.figure) continue;
    ReadClaim read = start(*head.type);
    std::optional<RoleFill> fill =
        document.FromToken(head.role, FindRole(*head.type, head.role)->kind, masked.tokens[*token]);
    if (!fill) continue;
    if (loss) {
      for (std::optional<Decimal>* number : {&fill->figure.value, &fill->figure.low, &fill->figure.high}) {
        if (*number) *number = (*number)->Negated();
      }
      std::swap(fill->figure.low, fill->figure.high);
    }
    read.claim.modifier = fill->modifier;
    AddFill(*std::move(fill), &read.claim);
    AddFill(*owner, &read.claim);
    for (const auto& [role, term] : head.set) {
      RoleFill fixed;
      fixed.role = role;
      fixed.text = term;
      fixed.filled_by = "rule";
      AddFill(std::move(fixed), &read.claim);
    }
    if (noun.detail != nullptr && FindRole(*head.type, Role::kMeasure) != nullptr) {
      RoleFill measure;
      measure.role = Role::kMeasure;
      measure.text = *noun.detail;
      measure.filled_by = "words";
      measure.span = document.text().view.ToSource(noun.in_view);
      AddFill(std::move(measure), &read.claim);
    }
    if (is_prior) {
      read.first_token = *token;
      read.end_token = std::max(*token + 1, slot("fromwhen") ? *slot("fromwhen") + 1 : 0);
      taken.clear();
      add_period(&read.claim, *token, slot("fromwhen"), false);
    } else {
      add_period(&read.claim, *token, when, true);
    }
    claims->push_back(std::move(read));
    taken_figures->push_back(*token);
  }
  const std::optional<uint32_t> size = percent ? percent : factor;
  const std::string& metric = loss ? head.loss_metric : head.metric;
  if (!size || metric.empty()) return;
  const std::optional<uint32_t> move = slot("move");
  const int sign = move ? masked.tokens[*move].sign : 1;
  if (sign == 0) return;
  ReadClaim read = start(FactType::kChange);
  std::optional<RoleFill> fill =
      document.FromToken(percent ? Role::kPercent : Role::kFactor, RoleKind::kNumber, masked.tokens[*size]);
  if (!fill) return;
  if (percent && sign < 0) {
    for (std::optional<Decimal>* number : {&fill->figure.value, &fill->figure.low, &fill->figure.high}) {
      if (*number) *number = (*number)->Negated();
    }
  }
  read.claim.modifier = fill->modifier;
  AddFill(*std::move(fill), &read.claim);
  AddFill(*owner, &read.claim);
  RoleFill what;
  what.role = Role::kMetric;
  what.text = metric;
  what.filled_by = owner_token ? "rule" : "words";
  if (!owner_token) what.span = document.text().view.ToSource(noun.in_view);
  AddFill(std::move(what), &read.claim);
  add_period(&read.claim, *size, when, true);
  claims->push_back(std::move(read));
  taken_figures->push_back(*size);
}

}  // namespace attest
