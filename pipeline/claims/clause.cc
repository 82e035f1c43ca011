#include "pipeline/claims/clause.h"

#include <algorithm>
#include <array>

namespace attest {
namespace {

// A noun phrase has at most so many tokens before the name or noun that it ends with.
constexpr uint32_t kMostOfNounPhrase = 16;
// What may stand between two commas in a clause ("C, the maker of valves based in Oslo, bought").
constexpr uint32_t kMostOfInsert = 20;
// Between "C's" and its noun.
constexpr uint32_t kMostOfPossessor = 8;
// Between a preposition and the name that it governs.
constexpr uint32_t kMostGoverned = 5;
// Of a name for owners, with what describes them ("the regional government").
constexpr uint32_t kMostOwnerWords = 3;

bool IsWord(const MaskToken& token, std::string_view word) { return token.letter == 0 && token.word == word; }
bool IsAdverb(const MaskToken& token) {
  return token.letter == 0 && token.word.size() > 4 && token.word.ends_with("ly") && token.word != "family" &&
         token.word != "supply";
}
bool IsGerund(const MaskToken& token) {
  return token.letter == 0 && token.word.size() > 5 && token.word.ends_with("ing");
}
bool IsOrganisation(const MaskToken& token) {
  return token.letter == 'C' || token.letter == 'N' || token.letter == 'I';
}

}  // namespace

Result<Grammar> Grammar::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  Grammar grammar;
  constexpr std::array<std::pair<std::string_view, uint32_t>, 21> kLists = {{
      {"clause.article", kArticle},
      {"clause.auxiliary", kAuxiliary},
      {"clause.be", kBe},
      {"clause.have", kHave},
      {"clause.preposition", kPreposition},
      {"clause.boundary", kBoundary},
      {"clause.relative", kRelative},
      {"clause.report", kReport},
      {"clause.verb", kVerb},
      {"clause.share", kShare},
      {"clause.control", kControl},
      {"clause.unit", kUnit},
      {"clause.team", kTeam},
      {"clause.goods", kGoods},
      {"clause.participle", kParticiple},
      {"clause.clan", kClan},
      {"verb.judge", kJudge},
      {"clause.owners", kOwners},
      {"clause.body", kBody},
      {"clause.site", kSite},
      {"role_noun", kFirm},
  }};
  for (const auto& [name, bit] : kLists) {
    const std::vector<std::string>* words = rules.List(name);
    if (words == nullptr)
      return Error{ErrorCode::kBadRule,
                   rules.folder() + ": clauses need the list " + std::string(name) + "; define it under [lists]"};
    for (const std::string& word : *words) {
      const uint32_t number = vocabulary->Add(word);
      if (number >= grammar.classes_.size()) grammar.classes_.resize(number + 1);
      grammar.classes_[number] |= bit;
    }
  }
  return grammar;
}

bool Grammar::IsParticiple(const MaskToken& token) const {
  return Is(token, kParticiple) || (token.letter == 0 && token.word.size() > 4 && token.word.ends_with("ed"));
}

VerbGroup Grammar::GroupOf(const MaskedSentence& sentence, uint32_t verb, uint32_t end, bool transitive) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  VerbGroup group{.begin = verb, .verb = verb, .end = end};
  group.infinitive = IsGerund(tokens[verb]) || IsWord(tokens[verb], "to");
  bool have = false;
  bool be = false;
  uint32_t at = verb;
  while (at > 0) {
    const MaskToken& token = tokens[at - 1];
    const bool date = (token.letter == 'D' || token.letter == 'U') && at >= 2 &&
                      (IsOrganisation(tokens[at - 2]) || Is(tokens[at - 2], kRelative));
    if (!date && !IsAdverb(token) && !Is(token, kAuxiliary)) break;
    if (Is(token, kBe) && !have) be = true;
    if (Is(token, kHave)) have = true;
    if (IsWord(token, "to")) {
      group.to = group.infinitive = true;
      --at;
      break;
    }
    --at;
  }
  group.begin = at;
  if (!IsParticiple(tokens[verb])) return group;
  bool by = false;
  for (uint32_t i = end; i < tokens.size() && i < end + kMostOfPossessor && !by; ++i) {
    if (tokens[i].letter != 0 && tokens[i].letter != 'D' && tokens[i].letter != 'M' && tokens[i].letter != 'R') break;
    if (Is(tokens[i], kVerb) || IsWord(tokens[i], ",")) break;
    by = IsWord(tokens[i], "by");
  }
  // "the unit was seized and sold"
  if (!be && !have && at == verb && at >= 2 && IsWord(tokens[at - 1], "and") && IsParticiple(tokens[at - 2])) {
    for (uint32_t i = at - 2; i-- > 0 && !be && (IsAdverb(tokens[i]) || Is(tokens[i], kAuxiliary));)
      be = Is(tokens[i], kBe);
  }
  // Without an object of its own it has one before it: "the unit, sold in 2003 to C". But "the unit that C sold to C".
  uint32_t next = end;
  while (next < tokens.size() && (IsAdverb(tokens[next]) || tokens[next].letter == 'D')) ++next;
  const bool alone =
      transitive && (next == tokens.size() || Is(tokens[next], kPreposition) || IsWord(tokens[next], ","));
  const bool relative = at >= 2 && IsNameLetter(tokens[at - 1].letter) && Is(tokens[at - 2], kRelative);
  if (be || (!have && (by || (alone && !relative)))) group.voice = Voice::kPassive;
  return group;
}

bool Grammar::IsGoverned(const std::vector<MaskToken>& tokens, uint32_t name) const {
  for (uint32_t i = name; i-- > 0 && name - i <= kMostGoverned;) {
    if (tokens[i].letter != 0 && !(tokens[i].letter == 'N' && i + 1 == name)) return false;
    // "before C agreed" is a clause.
    if (Is(tokens[i], kPreposition)) return !Is(tokens[i], kVerb);
    if (Is(tokens[i], kVerb | kBoundary | kRelative | kReport) || IsWord(tokens[i], ",") || IsWord(tokens[i], "'s"))
      return false;
  }
  return false;
}

uint32_t Grammar::BeforeInsert(const std::vector<MaskToken>& tokens, uint32_t comma) const {
  for (uint32_t i = comma; i-- > 1 && comma - i <= kMostOfInsert;) {
    if (IsWord(tokens[i], ";") || IsWord(tokens[i], ":")) break;
    if (!IsWord(tokens[i], ",") || i + 1 == comma) continue;
    if (!IsNameLetter(tokens[i - 1].letter)) continue;
    // What begins with a name of its own is a clause, but for "C, C's parent,".
    const MaskToken& first = tokens[i + 1];
    if (IsNameLetter(first.letter) && !(i + 2 < comma && IsWord(tokens[i + 2], "'s")) && i + 2 != comma) continue;
    return i - 1;
  }
  return kNoToken;
}

uint32_t Grammar::Outer(const MaskedSentence& sentence, uint32_t name) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const bool comma = name + 1 < tokens.size() && IsWord(tokens[name + 1], ",");
  const uint32_t next = name + (comma ? 2 : 1);
  if (next >= tokens.size() || tokens[next].letter != 0 || IsWord(tokens[next], "'s") ||
      Is(tokens[next], kRelative | kPreposition))
    return name;
  if (comma) {
    const uint32_t outer = BeforeInsert(tokens, name + 1);
    if (outer != kNoToken && outer + 3 < name) return outer;
  }
  return IsGoverned(tokens, name) ? kNoToken : name;
}

uint32_t Grammar::Subject(const MaskedSentence& sentence, const VerbGroup& group) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const uint32_t at = group.begin;
  const bool gerund = IsGerund(tokens[group.verb]) || IsWord(tokens[at], "being") ||
                      (at + 1 < tokens.size() && IsWord(tokens[at + 1], "being"));
  if (at == 0) return gerund ? MainSubject(sentence, group.end) : kNoToken;
  // "an agreement with C to buy C" is somebody else's.
  const bool adjacent = IsNameLetter(tokens[at - 1].letter);
  if (adjacent && !(group.infinitive && at >= 2 && IsWord(tokens[at - 2], "with"))) return at - 1;
  if (Is(tokens[at - 1], kRelative) || (at >= 2 && IsWord(tokens[at - 1], "it") && Is(tokens[at - 2], kRelative))) {
    // "C, which", "C, the Oslo firm that": what stands between describes it.
    bool apposition = false;
    for (uint32_t i = at - 1; i-- > 0 && at - i <= kMostOfNounPhrase;) {
      if (IsNameLetter(tokens[i].letter)) {
        if (tokens[i + 1].letter == 0 && tokens[i + 1].word == "based") continue;
        const bool owns = IsWord(tokens[i + 1], "'s");
        const bool follows = i + 2 == at || IsWord(tokens[i + 1], ",") || IsClan(tokens[i + 1]);
        return owns || !follows ? kNoToken : i;
      }
      if (IsWord(tokens[i], ",")) {
        if (apposition) break;
        apposition = true;
      } else if (tokens[i].letter != 0 || Is(tokens[i], kVerb | kBoundary | kRelative) ||
                 (Is(tokens[i], kPreposition) && tokens[i].word != "of")) {
        break;
      }
    }
    return kNoToken;
  }
  // "C, bought by C last year," is about the name before it.
  const bool reduced = group.voice == Voice::kPassive && (group.begin == group.verb || IsWord(tokens[at], "being"));
  if (reduced && at >= 2 && IsWord(tokens[at - 1], ",") && IsNameLetter(tokens[at - 2].letter)) return at - 2;
  uint32_t leftmost = kNoToken;
  bool shared = false;   // the subject of an earlier verb too
  bool fronted = false;  // "After buying C, C …"
  for (uint32_t i = at; i-- > 0;) {
    const MaskToken& token = tokens[i];
    if (IsWord(token, ",")) {
      const uint32_t before = BeforeInsert(tokens, i);
      if (before == kNoToken || Is(tokens[i + 1], kVerb)) {
        shared = true;
        continue;
      }
      i = before + 1;  // looked at next
      continue;
    }
    if (Is(token, kBoundary) || (leftmost != kNoToken && Is(token, kReport))) break;
    if (IsWord(token, "after") || IsWord(token, "before") || IsWord(token, "since")) {
      if (i + 1 != at) break;
      fronted = true;
      shared = true;
      continue;
    }
    if (IsWord(token, "and") || IsWord(token, "then")) {
      shared = true;
      continue;
    }
    if (!IsNameLetter(token.letter) || IsWord(tokens[i + 1], "based")) continue;
    const bool owns = i + 1 < tokens.size() && IsWord(tokens[i + 1], "'s");
    if (owns) {
      if (group.infinitive && !shared && leftmost == kNoToken && tokens[i].letter != 'P') return i;
      continue;
    }
    if (IsGoverned(tokens, i)) continue;
    if (!shared) return i;
    leftmost = i;
  }
  if (leftmost != kNoToken || !(fronted || gerund)) return leftmost;
  return MainSubject(sentence, group.end);
}

uint32_t Grammar::MainSubject(const MaskedSentence& sentence, uint32_t from) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  for (uint32_t i = from; i + 1 < tokens.size(); ++i) {
    if (IsWord(tokens[i], ",") && IsOrganisation(tokens[i + 1])) return i + 1;
    if (Is(tokens[i], kBoundary)) break;
  }
  return kNoToken;
}

uint32_t Grammar::Speaker(const MaskedSentence& sentence, uint32_t pronoun) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  uint32_t at = pronoun;
  while (at > 0 && (tokens[at - 1].letter == 'D' || Is(tokens[at - 1], kRelative | kPreposition))) --at;
  if (at == 0 || !Is(tokens[at - 1], kReport)) return kNoToken;
  return Subject(sentence, GroupOf(sentence, at - 1, at, false));
}

bool Grammar::IsPair(const MaskedSentence& sentence, uint32_t end) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const auto is = [&tokens](uint32_t i, std::initializer_list<std::string_view> words) {
    return tokens[i].letter == 0 && std::find(words.begin(), words.end(), tokens[i].word) != words.end();
  };
  // A count that is as long as "two" ("the six companies" is rarer than what this is for).
  const auto is_two = [&](uint32_t i) {
    return is(i, {"two", "both"}) || (tokens[i].letter == 'Q' && tokens[i].in_view.length_bytes() == 3);
  };
  if (end == 0) return false;
  if (!is(end - 1, {"companies", "firms", "groups", "sides"})) return is_two(end - 1) || is(end - 1, {"pair"});
  --end;
  if (end > 1 && tokens[end - 1].letter == 0 && is_two(end - 2)) return true;  // "two French firms"
  return end > 0 && (is_two(end - 1) || is(end - 1, {"the"}));
}

bool Grammar::IsPersonalPronoun(const MaskToken& token) const {
  return token.letter == 0 && (token.word == "he" || token.word == "she" || token.word == "i");
}

NounPhrase Grammar::Object(const MaskedSentence& sentence, uint32_t from) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const auto size = static_cast<uint32_t>(tokens.size());
  NounPhrase phrase;
  phrase.begin = phrase.end = from;
  uint32_t unit = kNoToken;   // the last word for a business
  uint32_t team = kNoToken;   // the last word for people
  uint32_t first = kNoToken;  // of the words that may describe it
  bool firm = false;
  bool inside = false;   // "of" or "in" was there
  bool general = false;  // "a bakery business"
  bool counted = false;  // "10 of its planes"
  bool part_of = false;  // "of" or "in" may follow
  uint32_t i = from;
  for (; i < size && i - from < kMostOfNounPhrase; ++i) {
    const MaskToken& token = tokens[i];
    if (IsNameLetter(token.letter)) {
      if (i + 1 < size && IsWord(tokens[i + 1], "'s")) {
        if (phrase.name != kNoToken) break;
        phrase.owner = i;
        general = false;
        phrase.own = true;
        first = i + 2;
        unit = kNoToken;
        ++i;
        continue;
      }
      if (token.letter == 'P') break;
      if (i + 1 < size && IsWord(tokens[i + 1], "based")) {
        ++i;
        continue;
      }
      if (token.letter == 'N') {  // "the Oslo shipping firm, C": where it is from
        uint32_t next = i + 1;
        while (next < size && next <= i + 3 && tokens[next].letter == 0 && !Is(tokens[next], kFirm)) ++next;
        if (next < size && next > i && Is(tokens[next], kFirm) && next + 1 < size &&
            (IsOrganisation(tokens[next + 1]) ||
             (IsWord(tokens[next + 1], ",") && next + 2 < size && IsOrganisation(tokens[next + 2]))))
          continue;
      }
      // "C, Oslo based C": where it is.
      if (i + 3 < size && IsWord(tokens[i + 1], ",") && IsNameLetter(tokens[i + 2].letter) &&
          IsWord(tokens[i + 3], "based")) {
        i += 3;
        continue;
      }
      phrase.name = i;
      if (i + 1 < size && IsOrganisation(tokens[i + 1]) && token.letter == 'N') continue;
      ++i;
      break;
    }
    if (token.letter == 'R' && phrase.stake == kNoToken) {
      phrase.stake = i;
      phrase.share = part_of = true;
      phrase.loose = phrase.loose || (first == from && i > from);
      continue;
    }
    if (token.letter == 'M' && phrase.amount == kNoToken) {
      phrase.amount = i;
      part_of = true;
      continue;
    }
    if (token.letter == 'D' || token.letter == 'U') continue;
    if (token.letter == 'Q') {
      counted = part_of = true;
      continue;
    }
    if (token.letter != 0) break;
    if (IsWord(token, ",")) {
      // "Norway's largest miner, C", "a small, quick rival".
      const bool named = (firm || (unit != kNoToken && unit + 1 == i)) && i + 1 < size &&
                         IsOrganisation(tokens[i + 1]) && (i + 2 == size || tokens[i + 2].letter == 0);
      const bool adjectives = i > from && i + 2 < size && tokens[i + 1].letter == 0 &&
                              !Is(tokens[i - 1], kUnit | kShare) &&
                              !Is(tokens[i + 1], kPreposition | kVerb | kRelative | kBoundary | kArticle) &&
                              phrase.stake == kNoToken && !IsGerund(tokens[i + 1]) && first != kNoToken;
      if (named || adjectives) continue;
      break;
    }
    if (Is(token, kPreposition)) {
      if (i == from) break;
      if (part_of && (token.word == "of" || token.word == "in")) {
        inside = true;
        continue;
      }
      if (IsWord(token, "of") && unit != kNoToken && unit + 1 == i) {
        const NounPhrase whole = Object(sentence, i + 1);
        if (whole.name != kNoToken && phrase.owner == kNoToken) {
          phrase.owner = whole.name;
          phrase.end = whole.end;
        }
      }
      break;
    }
    if (Is(token, kArticle)) {
      if (first != kNoToken && phrase.stake == kNoToken) phrase.loose = true;  // "had required a 40% deposit"
      first = i + 1;
      phrase.own =
          phrase.own || token.word == "its" || token.word == "their" || token.word == "his" || token.word == "her";
      general = token.word != "the" && token.word != "its" && token.word != "their" && token.word != "his";
      continue;
    }
    // "its former parent and oldest rival C", "the gloves and soaps businesses"
    const bool joins = IsWord(token, "and") && i > from && i + 1 < size && tokens[i - 1].letter == 0 &&
                       tokens[i + 1].letter == 0 && phrase.stake == kNoToken && !Is(tokens[i - 1], kUnit | kShare) &&
                       !Is(tokens[i + 1], kPreposition | kVerb | kRelative | kBoundary | kArticle | kAuxiliary) &&
                       !IsParticiple(tokens[i + 1]);
    if (joins) continue;
    if (Is(token, kVerb | kRelative | kBoundary)) break;
    if (!token.word.empty() && token.word[0] >= '0' && token.word[0] <= '9') counted = true;
    if (phrase.amount != kNoToken && IsWord(token, "worth")) counted = true;  // "M worth of lorries"
    if (Is(token, kShare)) phrase.share = phrase.capital = part_of = true;
    if (Is(token, kControl)) phrase.control = part_of = true;
    if (token.word == "outstanding") phrase.capital = true;
    if (token.word == "remaining" || token.word == "remainder" || token.word == "rest") phrase.rest = true;
    firm = Is(token, kFirm);
    if (Is(token, kUnit)) unit = i;
    if (!Is(token, kShare | kControl)) phrase.goods = Is(token, kGoods) && !Is(token, kUnit);  // the last noun tells
    if (Is(token, kTeam)) team = i;
    if (first == kNoToken) first = i;
  }
  if (phrase.name != kNoToken) phrase.goods = false;  // "steel maker C", "oil firm C"
  phrase.end = std::max(phrase.end, i);
  phrase.alone = phrase.stake != kNoToken && phrase.stake + 1 == i;
  phrase.firm = firm;
  if (phrase.name != kNoToken) {
    // "C shares", "its C unit", "C assets", "the C production unit".
    bool goods = false;
    for (uint32_t next = phrase.name + 1; next < size && next <= phrase.name + 3; ++next) {
      const MaskToken& token = tokens[next];
      if (token.letter != 0 || Is(token, kPreposition | kVerb | kRelative | kBoundary) || IsWord(token, ",")) break;
      phrase.site = phrase.site || Is(token, kSite);
      if (Is(token, kShare)) {
        phrase.share = true;
      } else if (Is(token, kGoods) && !Is(token, kUnit)) {
        goods = true;
      } else if (token.word == "assets") {
        goods = true;
      } else if (Is(token, kUnit)) {
        goods = false;
        phrase.part = true;
      } else if (next == phrase.name + 1 && (token.kinds & kPluralKind) != 0 && token.word != "plus") {
        goods = true;  // "C missiles"
      } else if (token.word != "common" && token.word != "preferred" && token.word != "ordinary" &&
                 token.word != "voting") {
        continue;
      }
      phrase.end = next + 1;
    }
    // "90% of C staff"
    const uint32_t behind = phrase.name + 1;
    if (phrase.stake != kNoToken && behind < size && tokens[behind].letter == 0 && phrase.end == behind &&
        !EndsNounPhrase(sentence, behind))
      goods = true;
    phrase.goods = phrase.goods || goods || (counted && !phrase.share);
  } else if (counted && !phrase.share) {
    phrase.goods = true;
  } else if (team != kNoToken && team + 1 == i && first != kNoToken && first < team) {
    phrase.unit_begin = first;
    phrase.unit_end = team + 1;
    phrase.team = true;
  } else if (unit != kNoToken && unit < i && !general) {
    phrase.unit_begin = first == kNoToken ? from : first;
    phrase.unit_end = unit + 1;
    if (phrase.owner != kNoToken && phrase.owner + 2 == phrase.unit_begin && tokens[phrase.owner].letter != 'I')
      phrase.unit_begin = phrase.owner;
    while (phrase.unit_begin < unit && tokens[phrase.unit_begin].letter == 'D') ++phrase.unit_begin;
    if (phrase.unit_end - phrase.unit_begin < 2) phrase.unit_end = phrase.unit_begin;
  }
  // "80% of C's shares" is a share of C, as is "C's latest round", but "C's stake in the venture" is none.
  const bool of_owner =
      (phrase.stake != kNoToken && phrase.capital && phrase.owner != kNoToken && phrase.owner > phrase.stake) ||
      (phrase.capital && !inside && phrase.owner != kNoToken && tokens[phrase.owner].letter != 'I');
  if (phrase.name == kNoToken && of_owner && !phrase.HasUnit()) {
    phrase.name = phrase.owner;
    phrase.owner = kNoToken;
  }
  return phrase;
}

std::optional<NounPhrase> Grammar::After(const MaskedSentence& sentence, uint32_t from, std::string_view preposition,
                                         uint32_t reach, bool over_commas) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const auto size = static_cast<uint32_t>(tokens.size());
  for (uint32_t i = from; i < size && i - from < reach; ++i) {
    if (IsWord(tokens[i], ",")) {
      if (!over_commas) break;
      // "sold C, which makes valves, to C", "sold C, the unit that it bought in D, to C"
      uint32_t close = i + 1;
      bool relative = false;
      for (; close < size && close - i < kMostOfInsert && !IsWord(tokens[close], ","); ++close)
        relative = relative || Is(tokens[close], kRelative);
      if (relative && close < size && IsWord(tokens[close], ",")) {
        from += close - i;
        i = close;
      }
      continue;
    }
    if (Is(tokens[i], kBoundary | kRelative | kReport)) break;
    if (!IsWord(tokens[i], preposition) || i + 1 >= size) continue;
    if (tokens[i + 1].letter == 'P') {
      NounPhrase person;
      person.begin = person.name = i + 1;
      person.end = i + 2;
      return person;
    }
    const NounPhrase phrase = Object(sentence, i + 1);
    // "to destroy C" is no phrase of this sort; "to state-run lender C" is.
    const bool plain = tokens[i + 1].letter != 0 || Is(tokens[i + 1], kArticle) ||
                       (phrase.name != kNoToken && Is(tokens[phrase.name - 1], kFirm));
    if (preposition == "to" && !plain) continue;
    if (phrase.name != kNoToken || phrase.HasUnit()) return phrase;
  }
  return std::nullopt;
}

std::optional<NounPhrase> Grammar::Before(const MaskedSentence& sentence, uint32_t end) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  for (uint32_t i = end; i-- > 0 && end - i <= kMostOfNounPhrase;) {
    if (Is(tokens[i], kBoundary | kVerb | kRelative) || IsWord(tokens[i], ",")) break;
    const bool share = tokens[i].letter == 'R' || Is(tokens[i], kShare | kControl);
    const bool owns = IsWord(tokens[i], "'s") && i > 0 && IsNameLetter(tokens[i - 1].letter);
    if (!share && !owns && !Is(tokens[i], kArticle)) continue;
    uint32_t begin = owns ? i - 1 : i;
    while (begin > 0 && (tokens[begin - 1].letter == 'R' || Is(tokens[begin - 1], kShare | kControl))) --begin;
    const NounPhrase phrase = Object(sentence, begin);
    if ((phrase.name != kNoToken || phrase.HasUnit()) && phrase.end <= end && (share || phrase.end == end))
      return phrase;
  }
  return std::nullopt;
}

std::optional<NounPhrase> Grammar::OwnersBefore(const MaskedSentence& sentence, uint32_t end) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  if (end > 0 && Is(tokens[end - 1], kRelative)) end = BeforeRelative(sentence, end);
  if (end == 0 || !Is(tokens[end - 1], kOwners)) return std::nullopt;
  NounPhrase owners;
  owners.unit_begin = end - 1;
  owners.unit_end = owners.end = end;
  while (owners.unit_begin > 0 && end - owners.unit_begin < kMostOwnerWords) {
    const MaskToken& before = tokens[owners.unit_begin - 1];
    const bool described = before.letter == 'N' || ((before.kinds & kLowerKind) != 0 && before.letter == 0 &&
                                                    !Is(before, ~uint32_t{0}) && !IsAdverb(before));
    if (!described) break;
    --owners.unit_begin;
  }
  owners.begin = owners.unit_begin;
  // "C and his family"
  if (owners.begin > 0 && Is(tokens[owners.begin - 1], kArticle) && tokens[owners.begin - 1].word != "the")
    return std::nullopt;
  return owners;
}

uint32_t Grammar::BodyBefore(const MaskedSentence& sentence, uint32_t end) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  if (end == 0) return kNoToken;
  uint32_t at = end - 1;
  if (IsOrganisation(tokens[at])) {  // "shareholders in C"
    const bool governed = at >= 2 && Is(tokens[at - 1], kPreposition) && Is(tokens[at - 2], kBody);
    return governed ? at : kNoToken;
  }
  if (!Is(tokens[at], kBody) || at == 0) return kNoToken;
  --at;
  if (IsWord(tokens[at], "'s") && at > 0) --at;
  return IsOrganisation(tokens[at]) ? at : kNoToken;
}

bool Grammar::IsClan(const MaskToken& token) const { return Is(token, kClan); }

uint32_t Grammar::BeforeRelative(const MaskedSentence& sentence, uint32_t at) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  if (at == 0 || !Is(tokens[at - 1], kRelative)) return at;
  return at >= 2 && IsWord(tokens[at - 2], ",") ? at - 2 : at - 1;
}

bool Grammar::FirmBefore(const MaskedSentence& sentence, uint32_t end) const {
  return end > 0 && Is(sentence.tokens[end - 1], kFirm);
}

uint32_t Grammar::SubjectOfNoun(const MaskedSentence& sentence, uint32_t noun) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  for (uint32_t i = noun; i-- > 0 && noun - i <= kMostOfNounPhrase;) {
    if (Is(tokens[i], kJudge | kReport | kBoundary | kRelative)) return kNoToken;
    if (IsNameLetter(tokens[i].letter)) break;
  }
  VerbGroup group;
  group.begin = group.verb = noun;
  group.end = noun + 1;
  const uint32_t subject = Subject(sentence, group);
  // People speak about bids more often than they make them.
  return subject == kNoToken || tokens[subject].letter == 'P' ? kNoToken : subject;
}

uint32_t Grammar::Antecedent(const MaskedSentence& sentence, uint32_t subject, std::string_view preposition) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  if (subject < 2 || !Is(tokens[subject - 1], kRelative)) return kNoToken;
  uint32_t at = subject - 1;
  if (!preposition.empty()) {
    if (!IsWord(tokens[at - 1], preposition)) return kNoToken;
    --at;
  }
  for (uint32_t i = at; i-- > 0 && at - i <= kMostOfPossessor;) {
    if (IsNameLetter(tokens[i].letter)) {
      const bool owns = i + 1 < tokens.size() && IsWord(tokens[i + 1], "'s");
      return owns || tokens[i].letter == 'P' ? kNoToken : i;
    }
    if (tokens[i].letter != 0 || Is(tokens[i], kVerb | kBoundary | kRelative | kPreposition)) break;
  }
  return kNoToken;
}

bool Grammar::EndsNounPhrase(const MaskedSentence& sentence, uint32_t end) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  if (end >= tokens.size() || tokens[end].letter != 0) return true;
  return Is(tokens[end],
            kPreposition | kVerb | kBoundary | kRelative | kReport | kArticle | kAuxiliary | kParticiple) ||
         IsWord(tokens[end], ",") || IsWord(tokens[end], "'s") || IsAdverb(tokens[end]) || IsParticiple(tokens[end]) ||
         tokens[end].word == "last" || tokens[end].word == "valued" || tokens[end].word == "worth";
}

bool Grammar::HasVerb(const MaskedSentence& sentence, uint32_t begin, uint32_t end) const {
  return std::any_of(sentence.tokens.begin() + begin, sentence.tokens.begin() + std::max(begin, end),
                     [this](const MaskToken& token) { return Is(token, kBe); });
}

bool Grammar::IsLacking(const MaskedSentence& sentence, uint32_t from) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  bool lacks = false;
  for (uint32_t i = from; i < tokens.size() && i < from + kMostOfPossessor; ++i) {
    if (IsWord(tokens[i], ",") || Is(tokens[i], kBoundary)) break;
    if (IsWord(tokens[i], "not") || (tokens[i].letter == 0 && tokens[i].word.ends_with("n't"))) lacks = true;
    if (IsWord(tokens[i], "own") || IsWord(tokens[i], "owned") || IsWord(tokens[i], "hold")) return lacks;
  }
  return false;
}

uint32_t Grammar::Possessor(const MaskedSentence& sentence, uint32_t noun, uint32_t* amount, uint32_t* stake) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  for (uint32_t i = noun; i-- > 0 && noun - i <= kMostOfPossessor;) {
    const MaskToken& token = tokens[i];
    if (IsWord(token, "'s")) return i > 0 && IsNameLetter(tokens[i - 1].letter) ? i - 1 : kNoToken;
    if (token.letter == 'M' && *amount == kNoToken) {
      *amount = i;
    } else if (token.letter == 'R' && *stake == kNoToken) {
      *stake = i;
    } else if (token.letter != 0 && token.letter != 'D' && token.letter != 'S' && token.letter != 'U') {
      return kNoToken;
    } else if (Is(token, kPreposition | kVerb | kBoundary | kRelative) && token.word != "over") {
      return kNoToken;
    } else if (Is(token, kArticle)) {
      return kNoToken;
    }
  }
  return kNoToken;
}

std::optional<VerbGroup> Grammar::VerbBefore(const MaskedSentence& sentence, uint32_t noun,
                                             const VocabularySet& verbs) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  bool outside = false;  // of the noun's phrase: "completed its previously announced purchase"
  for (uint32_t i = noun; i-- > 0 && noun - i <= kMostOfPossessor + 2;) {
    if (Is(tokens[i], kBoundary | kRelative) || IsWord(tokens[i], ",")) break;
    if (Is(tokens[i], kArticle) || IsWord(tokens[i], "'s") || tokens[i].letter == 'M') outside = true;
    if (tokens[i].letter == 0 && verbs.Has(tokens[i].number) && (outside || i + 1 == noun))
      return GroupOf(sentence, i, i + 1, false);
  }
  return std::nullopt;
}

}  // namespace attest
