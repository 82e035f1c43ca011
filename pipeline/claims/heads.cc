#include "pipeline/claims/heads.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "pipeline/claims/pattern.h"

namespace attest {
namespace {

constexpr RegexOptions kLongest{.longest = true, .bytes = true};

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
  std::string any;
  RegexSet which(RegexSet::Anchor::kBoth, kLongest);
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
      SlotPattern slot{.source = Alternation(words), .words = {}, .all_words = std::move(words)};
      slots.emplace("measure", std::move(slot));
    }
    for (const bool loss : {false, true}) {
      for (const std::string& pattern : body.Texts(loss ? "loss" : "nouns")) {
        Result<TranslatedPattern> source = TranslatePattern(pattern, slots, rules, *entry);
        if (!source.ok()) return source.error();
        if (source->needs.words.empty() || source->needs.all_words.empty())
          return rules.Broken(*entry, "a noun is made of words, and has one of its own");
        for (const std::string& word : source->needs.words) reader.noun_words_.Add(vocabulary->Add(word));
        for (const std::string& word : source->needs.all_words) reader.row_words_.Add(vocabulary->Add(word));
        Result<Regex> regex = Regex::Compile(source->source, kLongest);
        if (!regex.ok()) return rules.Broken(*entry, regex.error().message);
        if (Result<int> added = which.Add(source->source); !added.ok())
          return rules.Broken(*entry, added.error().message);
        // Bounds only: without the captures.
        std::string plain = source->source;
        for (size_t at = plain.find("(?P<"); at != std::string::npos; at = plain.find("(?P<", at))
          plain.replace(at, plain.find('>', at) - at + 1, "(?:");
        any += (any.empty() ? "" : "|") + plain;
        reader.nouns_.push_back({reader.heads_.size(), loss, *std::move(regex)});
      }
    }
    reader.heads_.push_back(std::move(head));
  }
  std::vector<std::string> move_words;
  for (const RuleEntry* entry : rules.Entries("move")) {
    const std::string_view sign = entry->body.Text("sign");
    if (sign != "up" && sign != "down" && sign != "flat") return rules.Broken(*entry, "`sign` is up, down or flat");
    for (const std::string& word : entry->body.Texts("words")) {
      reader.moves_.emplace_back(word, sign == "up" ? 1 : sign == "down" ? -1 : 0);
      move_words.push_back(word);
      reader.move_words_.Add(vocabulary->Add(word.substr(0, word.find(' '))));
    }
  }
  std::sort(reader.moves_.begin(), reader.moves_.end());
  const SlotPatterns slots = {{"head", {"[H]", {}}},   {"move", {"[V]", {}}},     {"fig", {"[MRQ]", {}}},
                              {"from", {"[MRQ]", {}}}, {"pct", {"[R]", {}}},      {"factor", {"[F]", {}}},
                              {"when", {"[D]", {}}},   {"fromwhen", {"[D]", {}}}, {"owner", {"[CI]", {}}}};
  for (const RuleEntry* entry : rules.Entries("link")) {
    Result<TranslatedPattern> source = TranslatePattern(entry->body.Text("match"), slots, rules, *entry);
    if (!source.ok()) return source.error();
    if (const Status added = reader.link_index_.Add(*source, vocabulary); !added.ok())
      return rules.Broken(*entry, added.error().message);
    int32_t understood = -1;
    if (const std::string_view id = entry->body.Text("head"); !id.empty()) {
      const auto head =
          std::find_if(reader.heads_.begin(), reader.heads_.end(), [id](const Head& h) { return h.entry->id == id; });
      if (head == reader.heads_.end()) return rules.Broken(*entry, "no head is named " + std::string(id));
      understood = static_cast<int32_t>(head - reader.heads_.begin());
    }
    reader.links_.push_back({entry, ReadNumber(entry->body.Get("priority")), understood});
  }
  if (reader.nouns_.empty() || move_words.empty() || reader.links_.empty()) {
    return Error{
        ErrorCode::kBadRule,
        rules.folder() +
            ": [[head]], [[move]] and [[link]] entries are needed to read figures; at least one of them is missing"};
  }
  Result<Regex> any_noun = Regex::Compile(any, kLongest);
  if (!any_noun.ok()) return any_noun.error();
  Result<Regex> any_move = Regex::Compile(" " + Alternation(move_words) + " ", kLongest);
  if (!any_move.ok()) return any_move.error();
  if (Status status = which.Compile(); !status.ok()) return status.error();
  reader.any_noun_ = std::make_unique<Regex>(*std::move(any_noun));
  reader.any_move_ = std::make_unique<Regex>(*std::move(any_move));
  reader.which_noun_ = std::make_unique<RegexSet>(std::move(which));
  return reader;
}

MaskToken HeadReader::NounToken(std::string_view phrase) const {
  MaskToken token;
  std::vector<int> which;
  if (!which_noun_->Match(phrase, &which)) return token;
  const Noun& noun = nouns_[static_cast<size_t>(*std::max_element(which.begin(), which.end(), [this](int a, int b) {
    return heads_[nouns_[static_cast<size_t>(a)].head].priority < heads_[nouns_[static_cast<size_t>(b)].head].priority;
  }))];
  const Head& head = heads_[noun.head];
  token.letter = 'H';
  token.loss = noun.loss;
  token.head = static_cast<int32_t>(noun.head);
  token.detail = head.default_measure;
  std::vector<Regex::Group> groups;
  if (head.measures.empty() || !noun.pattern.FindGroups(phrase, 0, &groups)) return token;
  for (size_t g = 1; g < groups.size(); ++g) {
    if (!groups[g].set || noun.pattern.group_names()[g] != "measure") continue;
    const std::string word(phrase.substr(groups[g].span.begin, groups[g].span.length_bytes()));
    const auto measure = std::lower_bound(head.measures.begin(), head.measures.end(), std::pair(word, std::string()));
    if (measure != head.measures.end() && measure->first == word) token.detail = measure->second;
  }
  return token;
}

MaskToken HeadReader::MoveToken(std::string_view phrase) const {
  MaskToken token;
  const auto move = std::lower_bound(moves_.begin(), moves_.end(), phrase,
                                     [](const auto& entry, std::string_view words) { return entry.first < words; });
  token.letter = 'V';
  token.sign = static_cast<int8_t>(move != moves_.end() && move->first == phrase ? move->second : 0);
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

bool HeadReader::NextNoun(const MaskedSentence& sentence, uint32_t from, Span* hit) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const auto length = static_cast<uint32_t>(sentence.text.size());
  // A noun is a row of words that nouns have, one of which tells it.
  for (uint32_t begin = from; begin < tokens.size(); ++begin) {
    uint32_t end = begin;
    bool tells = false;
    for (; end < tokens.size() && tokens[end].letter == 0 && row_words_.Has(tokens[end].number); ++end)
      tells = tells || noun_words_.Has(tokens[end].number);
    for (; tells && begin < end; ++begin) {
      if (any_noun_->FindAt(sentence.text, sentence.starts[begin] - 1, length, hit)) return true;
    }
    begin = std::max(begin, end);
  }
  return false;
}

bool HeadReader::NextMove(const MaskedSentence& sentence, uint32_t from, Span* hit) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const auto length = static_cast<uint32_t>(sentence.text.size());
  for (uint32_t i = from; i < tokens.size(); ++i) {
    if (tokens[i].letter == 0 && move_words_.Has(tokens[i].number) &&
        any_move_->FindAt(sentence.text, sentence.starts[i] - 1, length, hit))
      return true;
  }
  return false;
}

void HeadReader::MaskHeads(const MaskedSentence& sentence, MaskedSentence* heads_masked) const {
  const std::string_view text = sentence.text;
  MaskedSentence& masked = *heads_masked;
  masked.tokens.clear();
  Span noun, move;
  bool has_noun = NextNoun(sentence, 0, &noun);
  if (!has_noun && std::none_of(sentence.tokens.begin(), sentence.tokens.end(),
                                [](const MaskToken& token) { return token.letter == 'R'; }))
    return;
  bool has_move = NextMove(sentence, 0, &move);
  masked.sentence = sentence.sentence;
  // Both kinds of hits begin and end with the space around their words; of two that overlap the noun stands.
  uint32_t next = 0;
  while (has_noun || has_move) {
    const bool is_noun = has_noun && (!has_move || noun.begin < move.end - 1);
    const Span hit = is_noun ? noun : move;
    const uint32_t first = sentence.TokenAt(hit.begin + 1), end = sentence.TokenAt(hit.end - 1) + 1;
    if (first >= next) {
      MaskToken token = is_noun ? NounToken(text.substr(hit.begin, hit.length_bytes()))
                                : MoveToken(text.substr(hit.begin + 1, hit.length_bytes() - 2));
      if (token.letter != 0) {
        masked.tokens.insert(masked.tokens.end(), sentence.tokens.begin() + next, sentence.tokens.begin() + first);
        token.in_view = {sentence.tokens[first].in_view.begin, sentence.tokens[end - 1].in_view.end};
        masked.tokens.push_back(token);
        next = end;
      }
    }
    if (is_noun) has_noun = NextNoun(sentence, end, &noun);
    // A movement inside a noun is passed over with it.
    if (!is_noun || (has_move && move.begin < hit.end - 1)) has_move = NextMove(sentence, end, &move);
  }
  masked.tokens.insert(masked.tokens.end(), sentence.tokens.begin() + next, sentence.tokens.end());
  for (uint32_t i = 0; i < masked.tokens.size(); ++i) {
    if (masked.tokens[i].letter == 'H') AbsorbOwner(&masked.tokens, i);
  }
  masked.Render();
}

void HeadReader::Read(const ClaimDocument& document, const MaskedSentence& masked,
                      std::vector<ReadClaim>* claims) const {
  if (masked.tokens.empty()) return;
  std::vector<FormIndex::Candidate> candidates;
  link_index_.Candidates(masked, &candidates);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [this](const auto& a, const auto& b) { return links_[a.form].priority > links_[b.form].priority; });
  std::vector<Regex::Group> groups;
  std::vector<uint32_t> taken;  // figures that a stronger link has bound
  uint32_t from = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const uint32_t form = candidates[i].form;
    if (i == 0 || candidates[i].form != candidates[i - 1].form) from = 0;
    while (link_index_.Find(masked, candidates[i], from, &groups)) {
      Bind(document, masked, form, groups, &taken, claims);
      from = masked.TokenAt(groups[0].span.begin + 1) + 1;
    }
  }
}

void HeadReader::Bind(const ClaimDocument& document, const MaskedSentence& masked, uint32_t form,
                      const std::vector<Regex::Group>& groups, std::vector<uint32_t>* taken_figures,
                      std::vector<ReadClaim>* claims) const {
  const Link& link = links_[form];
  std::map<std::string_view, uint32_t> at;  // slot -> token
  for (size_t g = 1; g < groups.size(); ++g) {
    const std::string& name = link_index_.group_names(form)[g];
    if (groups[g].set && !name.empty() && name != "aux") at[name] = masked.TokenAt(groups[g].span.begin);
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
  const uint32_t first = masked.TokenAt(groups[0].span.begin + 1);
  const uint32_t end = masked.TokenAt(groups[0].span.end - 1) + 1;
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
    if (!noun.detail.empty() && FindRole(*head.type, Role::kMeasure) != nullptr) {
      RoleFill measure;
      measure.role = Role::kMeasure;
      measure.text = std::string(noun.detail);
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
