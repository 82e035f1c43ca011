#include "pipeline/claims/fill.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

namespace attest {
namespace {

// How many plain words may stand between "C's" and its metric ("C's fast-growing cloud unit's revenue").
constexpr uint32_t kOwnerWords = 5;
// And before a period at the start of a sentence.
constexpr uint32_t kMaxOpeningWords = 4;
// An article is about a company when it has at least this share of all company mentions, and is named at the top.
constexpr double kFocusShare = 0.35;
// This one is enough where no other has half as many.
constexpr double kLeastFocusShare = 0.2;

bool IsParty(const MaskToken& token) { return token.letter == 'C' || token.letter == 'I' || token.letter == 'N'; }
constexpr std::string_view kPrepositions[] = {
    "including", "like",    "such", "as",   "with", "from",  "by",      "in",      "at",   "to",   "of",    "for",
    "than",      "against", "on",   "into", "over", "under", "through", "between", "told", "tell", "tells", "telling"};
constexpr uint32_t kMaxUnitWords = 4;
constexpr uint32_t kMaxRelativeTokens = 20;

}  // namespace

ClauseWords::ClauseWords(Vocabulary* vocabulary)
    : comma(vocabulary->Add(",")),
      possessive(vocabulary->Add("'s")),
      and_(vocabulary->Add("and")),
      of(vocabulary->Add("of")),
      to(vocabulary->Add("to")),
      according(vocabulary->Add("according")) {
  const auto set_of = [vocabulary](std::initializer_list<std::string_view> words) {
    VocabularySet set;
    for (const std::string_view word : words) set.Add(vocabulary->Add(word));
    return set;
  };
  for (const std::string_view word : kPrepositions) prepositions.Add(vocabulary->Add(word));
  never_subject = set_of({"at", "behind", "of", "on"});
  period_prepositions =
      set_of({"in", "for", "during", "on", "at", "by", "of", "to", "over", "through", "until", "since"});
  demonstratives = set_of({"that", "this", "those", "these"});
  articles = set_of({"the", "a", "an", "its"});
  clause_marks = set_of({";", ":", "but", "while", "although", "whereas", "which", "who", "compared"});
  units = set_of({"arm", "business", "division", "operation", "operations", "segment", "subsidiary", "unit", "wing",
                  "brand", "studio"});
  comparisons = set_of({"from", "than", "against", "versus"});
  relatives = set_of({"which", "who", "whose", "where", "whom"});
  predicates =
      set_of({"are",  "be",     "been", "can", "could", "had",  "has",   "have",  "is",  "may",  "might", "said",
              "says", "should", "that", "was", "were",  "when", "which", "while", "who", "will", "would"});
}

uint32_t ClaimDocument::BeforeRelativeClause(const std::vector<MaskToken>& tokens, uint32_t comma) const {
  for (uint32_t i = comma; i-- > 1 && comma - i < kMaxRelativeTokens;) {
    if (words_.relatives.Has(tokens[i].number) && tokens[i - 1].number == words_.comma) return i - 1;
  }
  return comma;
}

uint32_t ClaimDocument::UnitEnd(const std::vector<MaskToken>& tokens, uint32_t owner) const {
  if (owner + 1 >= tokens.size() || tokens[owner + 1].number != words_.possessive) return 0;
  for (uint32_t i = owner + 2; i < tokens.size() && i < owner + 3 + kMaxUnitWords && tokens[i].letter == 0; ++i) {
    if (tokens[i].number == words_.comma || words_.prepositions.Has(tokens[i].number)) return 0;
    if (i > owner + 2 && words_.units.Has(tokens[i].number)) return i;
  }
  return 0;
}

int32_t ClaimDocument::FocusEntity() const {
  if (focus_) return *focus_;
  focus_ = -1;
  std::vector<uint32_t> counts(analysis_.entities.size());
  uint32_t all = 0;
  int32_t first = -1;
  for (const Mention& mention : analysis_.mentions) {
    if (mention.kind != MentionKind::kCompany || mention.entity < 0) continue;
    ++counts[static_cast<size_t>(mention.entity)];
    ++all;
    if (first < 0) first = mention.entity;
  }
  if (all == 0) return -1;
  const auto most = std::max_element(counts.begin(), counts.end());
  const auto top = static_cast<int32_t>(most - counts.begin());
  if (top != first) return -1;
  const bool alone =
      std::count_if(counts.begin(), counts.end(), [most](uint32_t count) { return 2 * count > *most; }) == 1;
  if (*most >= (alone ? kLeastFocusShare : kFocusShare) * all) focus_ = top;
  return *focus_;
}

std::optional<Party> ClaimDocument::PartyOf(int32_t entity) const {
  if (entity < 0) return std::nullopt;
  const DocumentEntity& found = analysis_.entities[static_cast<size_t>(entity)];
  return Party{found.name, found.id};
}

bool ClaimDocument::IsPlainName(const Party& party) const {
  const auto entity = std::find_if(analysis_.entities.begin(), analysis_.entities.end(),
                                   [&party](const DocumentEntity& known) { return known.id == party.entity; });
  return entity == analysis_.entities.end() || entity->kind == MentionKind::kName;
}

Party ClaimDocument::PartyNamed(std::string_view name) const {
  if (by_name_.empty()) {
    for (const DocumentEntity& entity : analysis_.entities) by_name_.emplace(entity.name, &entity);
  }
  const auto entity = by_name_.find(name);
  return entity == by_name_.end() ? Party{std::string(name), ""} : Party{entity->second->name, entity->second->id};
}

std::optional<RoleFill> ClaimDocument::FromToken(Role role, RoleKind kind, const MaskToken& token) const {
  std::optional<RoleFill> filled(std::in_place);  // returned as it is: a fill is dear to move
  RoleFill& fill = *filled;
  fill.role = role;
  fill.filled_by = "words";
  fill.span = text_.view.ToSource(token.in_view);
  const auto words = [&] { return text_.document.text.substr(fill.span.begin, fill.span.length_bytes()); };
  if (token.letter == 'I') {
    const Reference& reference = analysis_.references[static_cast<size_t>(token.reference)];
    if (kind != RoleKind::kParty || reference.entity < 0) return std::nullopt;
    fill.parties.push_back(*PartyOf(reference.entity));
    fill.filled_by = words() + " -> " + std::string(reference.reason);
    return filled;
  }
  if (token.mentions.empty()) return std::nullopt;
  const Mention& first = analysis_.mentions[static_cast<size_t>(token.mentions.front())];
  fill.modifier = first.modifier;
  switch (kind) {
    case RoleKind::kParty:
      if (!IsNameLetter(token.letter)) return std::nullopt;
      fill.parties.reserve(static_cast<size_t>(token.mentions.count));
      for (const int32_t index : token.mentions.All()) {
        const Mention& mention = analysis_.mentions[static_cast<size_t>(index)];
        std::optional<Party> party = PartyOf(mention.entity);
        if (!party) party = Party{text_.document.text.substr(mention.span.begin, mention.span.length_bytes()), ""};
        fill.parties.push_back(*std::move(party));
      }
      return filled;
    case RoleKind::kMoney: {
      const auto* money = std::get_if<Money>(&first.value);
      if (money == nullptr) return std::nullopt;
      fill.figure = money->figure;
      fill.currency = money->currency;
      for (const int32_t index : token.equivalents.All()) {
        const auto* other = std::get_if<Money>(&analysis_.mentions[static_cast<size_t>(index)].value);
        if (other != nullptr) fill.equivalents.push_back(*other);
      }
      return filled;
    }
    case RoleKind::kNumber:
      if (const auto* percent = std::get_if<Percent>(&first.value)) {
        if (percent->unit == PercentUnit::kBasisPoints || percent->unit == PercentUnit::kPoints) return std::nullopt;
        fill.figure = percent->figure;
        return filled;
      }
      if (const auto* quantity = std::get_if<Quantity>(&first.value)) {
        fill.figure = quantity->figure;
        return filled;
      }
      return std::nullopt;
    case RoleKind::kPeriod: {
      const auto* date = std::get_if<Date>(&first.value);
      if (date == nullptr) return std::nullopt;
      fill.text = PeriodForm(*date);
      if (fill.text.empty()) fill.text = words();
      return filled;
    }
    case RoleKind::kDuration: {
      const auto* duration = std::get_if<Duration>(&first.value);
      if (duration == nullptr || duration->iso.empty() || duration->iso[1] == 'X')
        return std::nullopt;  // "several years"
      fill.text = duration->iso;
      return filled;
    }
    case RoleKind::kTerm:
    case RoleKind::kWords:
      if (IsNameLetter(token.letter)) {
        const std::optional<Party> party = PartyOf(first.entity);
        fill.text = party ? party->name : words();
      } else {
        fill.text = words();
      }
      return filled;
  }
  return std::nullopt;
}

RoleFill ClaimDocument::FromWords(Role role, RoleKind kind, const MaskedSentence& sentence, uint32_t first_token,
                                  uint32_t end_token) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  // "the station has been awarded", "a network that could": what is said of the words is no part of them.
  for (uint32_t i = first_token + 1; kind == RoleKind::kWords && i < end_token; ++i) {
    if (words_.predicates.Has(tokens[i].number)) end_token = i;
  }
  // "shareholders by", "a network in the": what the words lead up to is no part of them.
  while (kind == RoleKind::kWords && end_token > first_token + 1 &&
         (words_.prepositions.Has(tokens[end_token - 1].number) || words_.articles.Has(tokens[end_token - 1].number) ||
          tokens[end_token - 1].number == words_.and_))
    --end_token;
  RoleFill fill;
  fill.role = role;
  fill.filled_by = "words";
  fill.span =
      text_.view.ToSource({sentence.tokens[first_token].in_view.begin, sentence.tokens[end_token - 1].in_view.end});
  std::string words = text_.document.text.substr(fill.span.begin, fill.span.length_bytes());
  std::replace(words.begin(), words.end(), '\n', ' ');
  if (kind == RoleKind::kParty) {
    fill.parties.push_back({std::move(words), ""});
  } else {
    fill.text = std::move(words);
  }
  return fill;
}

std::optional<RoleFill> ClaimDocument::FromGoods(Role role, const MaskedSentence& sentence, uint32_t first_token,
                                                 uint32_t end_token) const {
  std::optional<RoleFill> fill = FromToken(role, RoleKind::kNumber, sentence.tokens[first_token]);
  if (!fill) return std::nullopt;
  uint32_t unit = first_token + 1;
  if (sentence.tokens[unit].number == words_.of) {  // "10 of the jets", "10 of its jets"
    unit += sentence.tokens[unit + 1].letter == 'I' ? 3 : 2;
  }
  const RoleFill words = FromWords(role, RoleKind::kWords, sentence, unit, end_token);
  fill->text = words.text;
  fill->span.end = words.span.end;
  return fill;
}

int32_t ClaimDocument::SubjectEntity(uint32_t sentence) const {
  const Span span = text_.structure.sentences[sentence].in_view;
  const std::string_view view = text_.view.text();
  // "Mr Howell at C", "according to C": the sentence is not about what a preposition governs.
  const auto governed = [&](uint32_t begin) {
    for (const bool article : {true, false}) {
      while (begin > span.begin && view[begin - 1] == ' ') --begin;
      uint32_t word = begin;
      while (word > span.begin && view[word - 1] >= 'a' && view[word - 1] <= 'z') --word;
      const std::string_view before = view.substr(word, begin - word);
      if (std::find(std::begin(kPrepositions), std::end(kPrepositions), before) != std::end(kPrepositions)) return true;
      if (!article || before != "the") return false;
      begin = word;
    }
    return false;
  };
  const auto mention = std::lower_bound(analysis_.mentions.begin(), analysis_.mentions.end(), span.begin,
                                        [](const Mention& m, uint32_t begin) { return m.in_view.begin < begin; });
  const auto reference = std::lower_bound(analysis_.references.begin(), analysis_.references.end(), span.begin,
                                          [](const Reference& r, uint32_t begin) { return r.in_view.begin < begin; });
  uint32_t best = span.end;
  int32_t entity = -1, aside = -1;  // aside: what a preposition governs, and so what takes that up
  for (auto it = mention; it != analysis_.mentions.end() && it->in_view.begin < best; ++it) {
    if (it->kind != MentionKind::kCompany) continue;
    if (governed(it->in_view.begin)) {
      aside = it->entity;
      continue;
    }
    best = it->in_view.begin;
    entity = it->entity;
  }
  for (auto it = reference; it != analysis_.references.end() && it->in_view.begin < best; ++it) {
    if (it->entity < 0 || (it->entity == aside && governed(it->in_view.begin))) continue;
    best = it->in_view.begin;
    entity = it->entity;
  }
  return entity;
}

std::optional<RoleFill> ClaimDocument::MainPair(Role role) const {
  if (!main_pair_) main_pair_ = FindMainPair();
  std::optional<RoleFill> fill = *main_pair_;
  if (fill) fill->role = role;
  return fill;
}

std::optional<RoleFill> ClaimDocument::FindMainPair() const {
  std::vector<std::pair<uint32_t, int32_t>> counts(analysis_.entities.size());  // with the entity
  for (size_t i = 0; i < counts.size(); ++i) counts[i].second = static_cast<int32_t>(i);
  for (const Mention& mention : analysis_.mentions) {
    if (mention.kind == MentionKind::kCompany && mention.entity >= 0)
      ++counts[static_cast<size_t>(mention.entity)].first;
  }
  std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  if (counts.size() < 2 || counts[1].first == 0) return std::nullopt;
  if (counts.size() > 2 && counts[2].first == counts[1].first) return std::nullopt;
  RoleFill fill;
  for (size_t i = 0; i < 2; ++i) fill.parties.push_back(*PartyOf(counts[i].second));
  fill.filled_by = "the two of the article";
  return fill;
}

std::optional<RoleFill> ClaimDocument::Focus(Role role, const std::vector<Party>& except) const {
  std::optional<Party> party = PartyOf(FocusEntity());
  if (!party || std::find(except.begin(), except.end(), *party) != except.end()) return std::nullopt;
  RoleFill fill;
  fill.role = role;
  fill.parties.push_back(*std::move(party));
  fill.filled_by = "focus of the article";
  return fill;
}

std::optional<RoleFill> ClaimDocument::Nearest(Role role, uint32_t in_view) const {
  const auto after = std::lower_bound(analysis_.mentions.begin(), analysis_.mentions.end(), in_view,
                                      [](const Mention& m, uint32_t begin) { return m.in_view.begin < begin; });
  for (auto it = after; it != analysis_.mentions.begin();) {
    --it;
    if (it->kind != MentionKind::kCompany) continue;
    const std::optional<Party> party = PartyOf(it->entity);
    if (!party) continue;
    RoleFill fill;
    fill.role = role;
    fill.parties.push_back(*party);
    fill.filled_by = "company named before";
    return fill;
  }
  return std::nullopt;
}

void ClaimDocument::Remember(const std::vector<Claim>& claims, size_t at, uint32_t sentence) {
  const Claim& claim = claims[at];
  const Told told{&claims, at, text_.structure.sentences[sentence].paragraph};
  if (claim.type == FactType::kChange) last_change_ = told;
  const RoleFill* measure = claim.Find(Role::kMeasure);
  const bool earnings = claim.type == FactType::kPerShare && measure != nullptr && measure->text == "earnings";
  const RoleFill* own_period = claim.Find(earnings ? Role::kDate : Role::kPeriod);
  const bool prior = own_period != nullptr && own_period->filled_by.find("before") != std::string::npos;
  if (prior) {
    // The figure before is not what analysts expect.
  } else if (earnings || claim.type == FactType::kRevenue || claim.type == FactType::kProfit)
    (earnings ? last_per_share_ : last_sum_) = told;
  for (const Role role : {Role::kCompany, Role::kWhole}) {
    const RoleFill* owner = claim.Find(role);
    if (owner == nullptr || owner->parties.empty()) continue;
    last_ = told;
    last_owner_ = role;
  }
}

const Claim* ClaimDocument::FigureBefore(uint32_t sentence, bool per_share) const {
  const Told& last = per_share ? last_per_share_ : last_sum_;
  const uint32_t paragraph = text_.structure.sentences[sentence].paragraph;
  return last.claims != nullptr && last.paragraph + 1 >= paragraph ? &last.claim() : nullptr;
}

std::optional<Claim> ClaimDocument::ChangeBefore(uint32_t sentence) const {
  if (last_change_.claims == nullptr || last_change_.paragraph != text_.structure.sentences[sentence].paragraph)
    return std::nullopt;
  Claim change;
  change.type = FactType::kChange;
  for (const Role role : {Role::kCompany, Role::kMetric}) {
    const RoleFill* fill = last_change_.claim().Find(role);
    if (fill == nullptr) return std::nullopt;
    change.roles.push_back(*fill);
  }
  return change;
}

bool ClaimDocument::HasBefore(uint32_t sentence) const {
  return FigureBefore(sentence, false) != nullptr || FigureBefore(sentence, true) != nullptr ||
         (last_change_.claims != nullptr && last_change_.paragraph == text_.structure.sentences[sentence].paragraph);
}

bool ClaimDocument::TakesUp(const MaskedSentence& sentence, uint32_t head) const {
  return head > 0 && words_.demonstratives.Has(sentence.tokens[head - 1].number) && last_.claims != nullptr &&
         last_.paragraph == text_.structure.sentences[sentence.sentence].paragraph;
}

std::optional<RoleFill> ClaimDocument::RememberedPeriod(Role role, const MaskedSentence& sentence,
                                                        uint32_t head) const {
  if (!TakesUp(sentence, head)) return std::nullopt;
  const RoleFill* period = last_.claim().Find(Role::kPeriod);
  if (period == nullptr || period->filled_by.starts_with("open")) return std::nullopt;
  RoleFill fill = *period;
  fill.role = role;
  fill.span = {};
  fill.filled_by = "period of the claim before";
  return fill;
}

std::optional<RoleFill> ClaimDocument::FromBefore(Role role, uint32_t sentence,
                                                  const std::vector<Party>& except) const {
  const auto is_new = [&except](const Party& party) {
    return std::find(except.begin(), except.end(), party) == except.end();
  };
  const uint32_t paragraph = text_.structure.sentences[sentence].paragraph;
  for (uint32_t before = sentence; before-- > text_.structure.paragraphs[paragraph].first_sentence;) {
    if (std::optional<Party> party = PartyOf(SubjectEntity(before)); party && is_new(*party)) {
      RoleFill fill;
      fill.role = role;
      fill.parties.push_back(*std::move(party));
      fill.filled_by = "topic of the paragraph";
      return fill;
    }
  }
  return Focus(role, except);
}

std::optional<RoleFill> ClaimDocument::Unit(Role role, const MaskedSentence& sentence, uint32_t owner) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const uint32_t end = UnitEnd(tokens, owner);
  if (end == 0) return std::nullopt;
  std::optional<RoleFill> fill = FromToken(role, RoleKind::kParty, tokens[owner]);
  if (!fill || fill->parties.size() != 1) return std::nullopt;
  const Span words = text_.view.ToSource({tokens[owner + 2].in_view.begin, tokens[end].in_view.end});
  std::string name = fill->parties.front().name + "'s " + text_.document.text.substr(words.begin, words.length_bytes());
  std::replace(name.begin(), name.end(), '\n', ' ');
  fill->span.end = words.end;
  fill->parties.front() = {std::move(name), ""};
  fill->filled_by = "unit";
  return fill;
}

uint32_t ClaimDocument::BeforeArticles(const std::vector<MaskToken>& tokens, uint32_t at) const {
  while (at > 0 && words_.articles.Has(tokens[at - 1].number)) --at;
  return at;
}

bool ClaimDocument::IsGoverned(const MaskedSentence& sentence, uint32_t at) const {
  const uint32_t before = BeforeArticles(sentence.tokens, at);
  return before > 0 && words_.never_subject.Has(sentence.tokens[before - 1].number);
}

std::optional<RoleFill> ClaimDocument::Subject(Role role, const MaskedSentence& sentence, uint32_t at,
                                               const std::vector<Party>& except) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  // The nearest name before the verb that no preposition governs and that owns nothing ("C's shares rose").
  std::optional<RoleFill> weak;
  for (uint32_t i = at; i-- > 0;) {
    if (tokens[i].number == words_.comma) {
      i = BeforeRelativeClause(tokens, i);
      continue;
    }
    // "C , which was weighed down by debts of M", "C , whose sales rose": what the clause is about stands before it.
    if (words_.relatives.Has(tokens[i].number) && i > 1 &&
        (tokens[i - 1].number == words_.comma || IsParty(tokens[i - 1]))) {
      const uint32_t before = IsParty(tokens[i - 1]) ? i - 1 : i - 2;
      if (tokens[before].letter == 'C' || tokens[before].letter == 'I') {
        if (std::optional<RoleFill> fill = FromToken(role, RoleKind::kParty, tokens[before]);
            fill && std::none_of(except.begin(), except.end(),
                                 [&fill](const Party& party) { return fill->parties.front() == party; })) {
          fill->filled_by = "antecedent";
          return fill;
        }
      }
    }
    if (!IsParty(tokens[i])) continue;
    if (i > 0 && tokens[i - 1].letter == 'Q') continue;  // "250,000 C chips"
    if (std::optional<RoleFill> unit = Unit(role, sentence, i)) return unit;
    if (i + 1 < tokens.size() && tokens[i + 1].number == words_.possessive) continue;
    const uint32_t before = BeforeArticles(tokens, i);
    // "According to C," says who reports.
    if (before > 1 && tokens[before - 1].number == words_.to && tokens[before - 2].number == words_.according) continue;
    const bool governed = before > 0 && words_.prepositions.Has(tokens[before - 1].number);
    if (tokens[i].letter == 'N') continue;
    std::optional<RoleFill> fill = FromToken(role, RoleKind::kParty, tokens[i]);
    if (!fill) continue;
    if (std::any_of(except.begin(), except.end(),
                    [&fill](const Party& party) { return fill->parties.front() == party; }))
      continue;
    if (!governed) {
      if (fill->filled_by == "words") fill->filled_by = "subject";
      return fill;
    }
    if (!weak) {
      weak = std::move(fill);
      weak->filled_by = "nearest name";
    }
  }
  if (std::optional<RoleFill> before = FromBefore(role, sentence.sentence, except)) return before;
  return weak;
}

bool ClaimDocument::MayOwn(const MaskedSentence& sentence) const {
  if (!has_company_) {
    has_company_ = std::any_of(analysis_.mentions.begin(), analysis_.mentions.end(),
                               [](const Mention& mention) { return mention.kind == MentionKind::kCompany; }) ||
                   std::any_of(analysis_.references.begin(), analysis_.references.end(),
                               [](const Reference& reference) { return reference.entity >= 0; });
  }
  if (*has_company_) return true;
  return (sentence.kinds & LetterBit('N')) != 0 &&
         std::any_of(sentence.tokens.begin(), sentence.tokens.end(),
                     [this](const MaskToken& token) { return token.number == words_.possessive; });
}

std::optional<RoleFill> ClaimDocument::Owner(Role role, const MaskedSentence& sentence, uint32_t at) const {
  if (TakesUp(sentence, at)) {
    RoleFill fill = *last_.claim().Find(last_owner_);
    fill.role = role;
    fill.span = {};
    fill.filled_by = "owner in the claim before";
    return fill;
  }
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const bool noun = tokens[at].letter == 'H';
  if (noun && (!tokens[at].mentions.empty() || tokens[at].reference >= 0)) {  // "profit at C"
    MaskToken owner = tokens[at];
    owner.letter = owner.reference >= 0 ? 'I' : 'C';
    if (std::optional<RoleFill> fill = FromToken(role, RoleKind::kParty, owner)) return fill;
  }
  if (noun && at > 0 && tokens[at - 1].letter == 'C') {  // "C shares"
    if (std::optional<RoleFill> fill = FromToken(role, RoleKind::kParty, tokens[at - 1])) return fill;
  }
  uint32_t words = 0;
  for (uint32_t i = at; i-- > 0 && words <= kOwnerWords; ++words) {
    if (tokens[i].number == words_.possessive && i > 0 && IsParty(tokens[i - 1])) {
      if (std::optional<RoleFill> unit = Unit(role, sentence, i - 1)) return unit;
      if (std::optional<RoleFill> fill = FromToken(role, RoleKind::kParty, tokens[i - 1])) {
        if (fill->filled_by == "words") fill->filled_by = "possessive";
        return fill;
      }
      break;
    }
    if (tokens[i].letter != 0 && tokens[i].letter != 'D') break;
    if (tokens[i].letter == 0 && (tokens[i].number == words_.comma || words_.prepositions.Has(tokens[i].number))) break;
  }
  return Subject(role, sentence, at);
}

std::optional<RoleFill> ClaimDocument::Period(Role role, const MaskedSentence& sentence, uint32_t at,
                                              const std::vector<uint32_t>& except) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const auto taken = [&except](uint32_t i) { return std::find(except.begin(), except.end(), i) != except.end(); };
  // After the figure, before the next figure or clause: "$1.9 billion in 2024".
  for (uint32_t i = at + 1; i < tokens.size(); ++i) {
    if (tokens[i].letter == 'D' && !taken(i)) return FromToken(role, RoleKind::kPeriod, tokens[i]);
    // Counts that follow one another share their period.
    if ((IsFigureLetter(tokens[i].letter) && tokens[i].letter != 'Q') || words_.clause_marks.Has(tokens[i].number) ||
        words_.comparisons.Has(tokens[i].number) || tokens[i].number == words_.comma)
      break;
  }
  // At the start: "In 2024, …", "As of the end of 2024 , …", "Reporting its results for 2024 , …".
  bool first = true;  // nothing but words before
  for (uint32_t i = 0; i < at && tokens[i].number != words_.comma && !IsFigureLetter(tokens[i].letter); ++i) {
    if (tokens[i].letter != 'D') {
      first = first && tokens[i].letter == 0 && i < kMaxOpeningWords;
      continue;
    }
    const bool adjunct = i > 0 && words_.period_prepositions.Has(tokens[i - 1].number) &&
                         std::any_of(tokens.begin() + i, tokens.begin() + at,
                                     [this](const MaskToken& token) { return token.number == words_.comma; });
    if ((first || adjunct) && !taken(i)) return FromToken(role, RoleKind::kPeriod, tokens[i]);
  }
  // Before the figure in its clause: "revenue in 2024 was $1.9 billion".
  for (uint32_t i = at; i-- > 0;) {
    if (tokens[i].letter == 'D' && !taken(i) && i > 0 &&
        (words_.period_prepositions.Has(tokens[i - 1].number) || tokens[i - 1].letter == 0)) {
      return FromToken(role, RoleKind::kPeriod, tokens[i]);
    }
    if (words_.clause_marks.Has(tokens[i].number) || tokens[i].number == words_.comma || tokens[i].letter == 'M') break;
  }
  return std::nullopt;
}

}  // namespace attest
