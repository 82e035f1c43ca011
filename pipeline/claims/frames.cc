#include "pipeline/claims/frames.h"

#include <algorithm>
#include <charconv>

#include "pipeline/claims/pattern.h"

namespace attest {
namespace {

// Extras are looked for this many tokens beyond the core; more is another clause.
constexpr uint32_t kExtraReach = 14;

// Of a bid, what became of it stands behind it: "the offer from C was rejected".
constexpr uint32_t kOutcomeReach = 7;
// Between a noun and the preposition of its object: "a bid of M for C", "its purchase last year of C".
constexpr uint32_t kNounReach = 6;
constexpr uint32_t kAgentReach = 12, kPhraseReach = 16;
constexpr uint32_t kRealisedReach = 8;
// A noun or verb so near to the begin of its sentence may stand before its subject.
constexpr uint32_t kFrontedReach = 5;
constexpr int kControl = 50;  // percent

// Slots may be numbered: "members2" is one more of the members.
std::string_view WithoutNumber(std::string_view slot) {
  while (!slot.empty() && slot.back() >= '0' && slot.back() <= '9') slot.remove_suffix(1);
  return slot;
}

// As AddFill; but where the role is filled with parties, it gets those of `fill` that it lacks.
void AddParties(RoleFill fill, Claim* claim) {
  const auto known = std::find_if(claim->roles.begin(), claim->roles.end(),
                                  [&fill](const RoleFill& other) { return other.role == fill.role; });
  if (known == claim->roles.end()) return AddFill(std::move(fill), claim);
  for (Party& party : fill.parties) {
    if (std::find(known->parties.begin(), known->parties.end(), party) == known->parties.end())
      known->parties.push_back(std::move(party));
  }
}

// Whether an open role still wants a party: a venture has two members.
bool WantsParty(const Claim& claim, Role role) {
  const RoleFill* known = claim.Find(role);
  return known == nullptr || (role == Role::kMembers && known->parties.size() < 2);
}

constexpr std::string_view kBeforePart[] = {"also", "and",  "are",  "as",    "believe", "believes", "but",  "had",
                                            "has",  "have", "if",   "is",    "of",      "said",     "say",  "says",
                                            "that", "was",  "were", "where", "which",   "while",    "with", "its"};

// Of a noun's clause that goes on at token `at` the end, `reach` at most.
uint32_t OutcomeEnd(const MaskedSentence& sentence, uint32_t at, uint32_t reach) {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  while (at < tokens.size() && at < reach &&
         !(tokens[at].letter == 0 && (tokens[at].word == "," || tokens[at].word == ";")))
    ++at;
  return at;
}

// Whether the party of a role is in the claim under another role too, or its part.
bool Repeats(const Claim& claim, Role role) {
  const RoleFill* own = claim.Find(role);
  return own != nullptr && !own->parties.empty() &&
         std::any_of(claim.roles.begin(), claim.roles.end(), [own](const RoleFill& fill) {
           if (fill.role == own->role) return false;
           return std::any_of(own->parties.begin(), own->parties.end(), [&fill](const Party& party) {
             return fill.text == party.name ||
                    std::find(fill.parties.begin(), fill.parties.end(), party) != fill.parties.end();
           });
         });
}

}  // namespace

void AddFill(RoleFill&& fill, Claim* claim) {
  const auto at = std::lower_bound(claim->roles.begin(), claim->roles.end(), fill.role,
                                   [](const RoleFill& f, Role role) { return f.role < role; });
  if (at != claim->roles.end() && at->role == fill.role) return;
  constexpr size_t kUsual = 5;  // room for them at once: a fill is dear to move
  if (claim->roles.empty()) {
    claim->roles.reserve(kUsual);
    claim->roles.push_back(std::move(fill));
  } else {
    claim->roles.insert(at, std::move(fill));
  }
}

bool FillFromGroup(const ClaimDocument& document, const MaskedSentence& sentence, FactType type, Role role,
                   TokenRange group, Claim* claim) {
  const RoleInfo* info = FindRole(type, role);
  if (info == nullptr || group.empty()) return false;
  std::optional<RoleFill> fill;
  if (role == Role::kPart && sentence.tokens[group.begin].letter == 0) {
    // "said that own-label products": what a part is called begins behind these.
    for (uint32_t i = group.begin; i < group.end; ++i) {
      if (std::find(std::begin(kBeforePart), std::end(kBeforePart), sentence.tokens[i].word) != std::end(kBeforePart))
        group.begin = i + 1;
    }
    if (group.empty()) return false;
  }
  if (group.end == group.begin + 1 && sentence.tokens[group.begin].letter != 0) {
    fill = document.FromToken(role, info->kind, sentence.tokens[group.begin]);
  } else if (info->kind == RoleKind::kMoney && sentence.tokens[group.begin].letter == 'Q') {
    fill = document.FromGoods(role, sentence, group.begin, group.end);
  } else if (info->kind == RoleKind::kWords || info->kind == RoleKind::kParty || info->kind == RoleKind::kTerm ||
             info->kind == RoleKind::kPeriod) {
    fill = document.FromWords(role, info->kind, sentence, group.begin, group.end);
  }
  if (!fill) return false;
  AddParties(*std::move(fill), claim);
  return true;
}

Result<FrameReader> FrameReader::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  FrameReader reader;
  Result<Grammar> grammar = Grammar::Compile(rules, vocabulary);
  if (!grammar.ok()) return grammar.error();
  reader.grammar_ = *std::move(grammar);
  if (const std::vector<std::string>* realised = rules.List("verb.realised")) {
    for (const std::string& word : *realised) reader.realised_.Add(vocabulary->Add(word));
  }
  for (const RuleEntry* entry : rules.Entries("frame")) {
    if (Status status = reader.Add(rules, *entry, vocabulary); !status.ok()) return status.error();
  }
  std::stable_sort(reader.triggers_.begin(), reader.triggers_.end(), [](const Trigger& a, const Trigger& b) {
    return a.first != b.first ? a.first < b.first : a.words > b.words;
  });
  return reader;
}

void FrameReader::Finish(const Vocabulary& vocabulary) {
  index_.Finish(vocabulary);
  triggers_begin_.clear();
  size_t at = 0;
  for (uint32_t word = 0; word <= vocabulary.size() + 1; ++word) {
    while (at < triggers_.size() && triggers_[at].first < word) ++at;
    triggers_begin_.push_back(static_cast<uint16_t>(at));
  }
}

Status FrameReader::Add(const RuleSet& rules, const RuleEntry& entry, Vocabulary* vocabulary) {
  const RuleNode& body = entry.body;
  const std::optional<FactType> type = FactTypeFromName(body.Text("type"));
  if (!type)
    return rules.Broken(entry, "`type` is none of the fact catalogue's: `" + std::string(body.Text("type")) + "`");
  Frame frame{.entry = &entry,
              .type = *type,
              .set = {},
              .set_planned = {},
              .open = {},
              .does = {},
              .done_to = {},
              .nearest = {},
              .focus = {},
              .needs = {},
              .guard = body.Texts("guard"),
              .without = body.Texts("without"),
              .at_least = {},
              .below = {},
              .extras = {},
              .modality = {},
              .otherwise = {}};
  const auto role_of = [&](std::string_view name) -> Result<Role> {
    const std::optional<Role> role = RoleFromName(WithoutNumber(name));
    if (!role || FindRole(*type, *role) == nullptr)
      return rules.Broken(entry,
                          "the type " + std::string(FactTypeName(*type)) + " has no role `" + std::string(name) + "`");
    return *role;
  };
  SlotPatterns slots;
  if (const RuleNode* roles = body.Get("roles")) {
    for (const auto& [name, spec] : roles->fields) {
      if (Result<Role> role = role_of(name); !role.ok()) return role.error();
      Result<SlotPattern> slot = CompileSlot(spec.text, rules, entry, vocabulary);
      if (!slot.ok()) return slot.error();
      slots.emplace(name, *slot);
    }
  }
  for (const auto& [field, into] : {std::pair("set", &frame.set), std::pair("set_planned", &frame.set_planned)}) {
    const RuleNode* fixed = body.Get(field);
    if (fixed == nullptr) continue;
    for (const auto& [name, term] : fixed->fields) {
      Result<Role> role = role_of(name);
      if (!role.ok()) return role.error();
      into->emplace_back(*role, term.text);
    }
  }
  for (const auto& [field, into] : {std::pair("open", &frame.open), std::pair("nearest", &frame.nearest),
                                    std::pair("focus", &frame.focus), std::pair("needs", &frame.needs)}) {
    for (const std::string& name : body.Texts(field)) {
      Result<Role> role = role_of(name);
      if (!role.ok()) return role.error();
      into->push_back(*role);
    }
  }
  for (const auto& [field, into] : {std::pair("does", &frame.does), std::pair("done_to", &frame.done_to)}) {
    if (body.Text(field).empty()) continue;
    Result<Role> role = role_of(body.Text(field));
    if (!role.ok()) return role.error();
    *into = *role;
  }
  if (const RuleNode* extras = body.Get("extras")) {
    for (const auto& [name, patterns] : extras->fields) {
      Result<Role> role = role_of(name);
      if (!role.ok()) return role.error();
      for (const std::string& pattern : extras->Texts(name)) {
        Result<CompiledPattern> compiled = CompilePattern(pattern, slots, rules, entry, vocabulary);
        if (!compiled.ok()) return compiled.error();
        frame.extras.push_back({*role, std::move(compiled->pattern)});
      }
    }
  }
  for (const auto& [field, into] : {std::pair("at_least", &frame.at_least), std::pair("below", &frame.below)}) {
    const RuleNode* bounds = body.Get(field);
    if (bounds == nullptr) continue;
    for (const auto& [name, bound] : bounds->fields) {
      Result<Role> role = role_of(name);
      if (!role.ok()) return role.error();
      const std::optional<Decimal> number = Decimal::Parse(bound.text);
      if (!number) return rules.Broken(entry, "`" + std::string(field) + "` takes numbers");
      into->emplace_back(*role, *number);
    }
  }
  if (const std::string_view modality = body.Text("modality"); !modality.empty()) {
    frame.modality = ModalityFromName(modality);
    if (!frame.modality) return rules.Broken(entry, "`modality` is one of actual, planned, forecast, possible, denied");
  }
  if (const std::string_view otherwise = body.Text("otherwise"); !otherwise.empty()) {
    frame.otherwise = ModalityFromName(otherwise);
    if (!frame.otherwise) return rules.Broken(entry, "`otherwise` is one of planned, forecast, possible, denied");
  }
  if (const RuleNode* priority = body.Get("priority")) {
    std::from_chars(priority->text.data(), priority->text.data() + priority->text.size(), frame.priority);
  }
  if (Status status = AddRelation(rules, entry, vocabulary, &frame); !status.ok()) return status;
  const std::vector<std::string> patterns = body.Texts("forms");
  if (patterns.empty() && !frame.relation.subject && !frame.relation.object)
    return rules.Broken(entry, "no forms: give `forms`, or `subject`, `object` and `verb` or `noun`");
  for (const std::string& pattern : patterns) {
    Result<CompiledPattern> compiled = CompilePattern(pattern, slots, rules, entry, vocabulary);
    if (!compiled.ok()) return compiled.error();
    index_.Add(*std::move(compiled), vocabulary);
    frame_of_form_.push_back(frames_.size());
  }
  frames_.push_back(std::move(frame));
  return Done{};
}

Status FrameReader::AddRelation(const RuleSet& rules, const RuleEntry& entry, Vocabulary* vocabulary, Frame* frame) {
  const RuleNode& body = entry.body;
  if (const RuleNode* recall = body.Get("recall")) frame->relation.recall = recall->truth;
  if (body.Text("subject").empty() && body.Text("object").empty()) return Done{};
  Relation& relation = frame->relation;
  const auto role_of = [&](std::string_view name) -> Result<Role> {
    const std::optional<Role> role = RoleFromName(name);
    if (!role || FindRole(frame->type, *role) == nullptr)
      return rules.Broken(
          entry, "the type " + std::string(FactTypeName(frame->type)) + " has no role `" + std::string(name) + "`");
    return *role;
  };
  for (const auto& [field, into] : {std::pair("subject", &relation.subject), std::pair("object", &relation.object),
                                    std::pair("share", &relation.share), std::pair("price", &relation.price)}) {
    const std::string_view name = body.Text(field);
    if (name.empty()) continue;
    const Result<Role> role = role_of(name);
    if (!role.ok()) return role.error();
    *into = *role;
  }
  if (const RuleNode* after = body.Get("after")) {
    for (const auto& [preposition, name] : after->fields) {
      const Result<Role> role = role_of(name.text);
      if (!role.ok()) return role.error();
      relation.after.emplace_back(preposition, *role);
    }
  }
  relation.acts = !body.Text("noun_verb").empty();
  relation.verb_object = body.Texts("verb_object");
  relation.noun_object = body.Texts("noun_object");
  if (relation.noun_object.empty()) relation.noun_object.emplace_back("of");
  relation.named_object = body.Text("noun_name") == "object";
  relation.named_subject = body.Text("noun_name") == "subject";
  constexpr std::pair<std::string_view, Takes> kTakes[] = {{"", Takes::kAny},
                                                           {"control", Takes::kControl},
                                                           {"majority", Takes::kMajority},
                                                           {"minority", Takes::kMinority},
                                                           {"share", Takes::kShare}};
  const auto takes = std::find_if(std::begin(kTakes), std::end(kTakes),
                                  [&body](const auto& known) { return known.first == body.Text("takes"); });
  if (takes == std::end(kTakes)) return rules.Broken(entry, "`takes` is one of control, majority, minority, share");
  relation.takes = takes->second;
  const auto list_of = [&](std::string_view field) -> Result<const std::vector<std::string>*> {
    const std::string_view name = body.Text(field);
    if (name.empty()) return static_cast<const std::vector<std::string>*>(nullptr);
    const std::vector<std::string>* list = rules.List(name);
    if (list == nullptr) return rules.Broken(entry, "no list is named " + std::string(name));
    return list;
  };
  for (const auto& [field, into] :
       {std::pair("noun_verb", &relation.noun_verb), std::pair("noun_receive", &relation.noun_receive),
        std::pair("noun_body", &relation.noun_body)}) {
    const auto list = list_of(field);
    if (!list.ok()) return list.error();
    if (*list == nullptr) continue;
    for (const std::string& word : **list) into->Add(vocabulary->Add(word));
  }
  for (const std::string_view field : {"verb", "noun"}) {
    const auto list = list_of(field);
    if (!list.ok()) return list.error();
    if (*list == nullptr) continue;
    for (const std::string& phrase : **list) {
      const std::vector<uint32_t> words = vocabulary->AddWords(phrase);
      if (words.empty()) return rules.Broken(entry, "a phrase of `" + std::string(field) + "` has no words");
      triggers_.push_back({.first = vocabulary->Add(phrase.substr(0, phrase.find(' ')), kRelationWord),
                           .further = static_cast<uint32_t>(trigger_words_.size()),
                           .words = static_cast<uint16_t>(words.size()),
                           .frame = static_cast<uint16_t>(frames_.size()),
                           .noun = field == "noun"});
      if (triggers_.size() > UINT16_MAX) return rules.Broken(entry, "there are too many words for verbs and nouns");
      trigger_words_.insert(trigger_words_.end(), words.begin() + 1, words.end());
    }
  }
  return Done{};
}

void FrameReader::Read(const ClaimDocument& document, const MaskedSentence& sentence,
                       const std::vector<FormIndex::Candidate>& candidates, std::vector<ReadClaim>* claims) const {
  uint32_t from = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    // Hits of a form do not overlap.
    const auto& [form, hit] = candidates[i];
    if (i == 0 || form != candidates[i - 1].form) from = 0;
    if (hit.all.begin < from) continue;
    Match(document, sentence, candidates[i], claims);
    from = hit.all.end;
  }
  if (!MayHold(sentence)) return;
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const auto size = static_cast<uint32_t>(tokens.size());
  const uint16_t* const begins = triggers_begin_.data();
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t number = tokens[i].number;
    uint32_t longest = 0;
    for (uint32_t at = begins[number]; at != begins[number + 1]; ++at) {
      const Trigger& trigger = triggers_[at];
      // Of "buy out" and "buy" the longer is meant.
      if (trigger.words < longest) break;
      if (trigger.words > size - i) continue;
      const auto further = trigger_words_.begin() + trigger.further;
      if (trigger.words > 1 &&
          !std::equal(further, further + trigger.words - 1, tokens.begin() + i + 1,
                      [](uint32_t word, const MaskToken& token) { return token.letter == 0 && token.number == word; }))
        continue;
      longest = trigger.words;
      ReadTrigger(document, sentence, trigger, i, claims);
    }
  }
}

bool FrameReader::MayHold(const MaskedSentence& sentence) const { return (sentence.classes & kRelationWord) != 0; }

std::optional<FrameReader::Arguments> FrameReader::OfVerb(const MaskedSentence& sentence, const Frame& frame,
                                                          uint32_t begin, uint32_t end, ReadClaim* read) const {
  Arguments arguments;
  const std::vector<std::string>& verb_object = frame.relation.verb_object;
  const VerbGroup group = grammar_.GroupOf(sentence, begin, end, verb_object.empty());
  const uint32_t subject = grammar_.Subject(sentence, group);
  read->scope_begin = group.begin;
  read->scope_end = end;
  if (!frame.relation.object) {  // "C went public"
    if (group.voice == Voice::kPassive) return std::nullopt;
    arguments.subject = subject;
    const NounPhrase object = grammar_.Object(sentence, end);
    if (frame.relation.price) arguments.price = object.amount;
    return arguments;
  }
  if (group.to) {
    // "to buy" is nothing done, unless something was done for it: "paid M to buy".
    const uint32_t from = begin > kRealisedReach ? begin - kRealisedReach : 0;
    const bool realised =
        std::any_of(sentence.tokens.begin() + from, sentence.tokens.begin() + begin,
                    [this](const MaskToken& token) { return token.letter == 0 && realised_.Has(token.number); });
    if (!realised && !read->otherwise) read->otherwise = Modality::kPossible;
  }
  if (group.voice == Voice::kPassive && !verb_object.empty()) {  // "M was paid for C by C"
    for (const std::string& preposition : verb_object) {
      if (!arguments.object) arguments.object = grammar_.After(sentence, end, preposition, kAgentReach, false);
    }
    if (const std::optional<NounPhrase> agent = grammar_.After(sentence, end, "by", kAgentReach, false))
      arguments.subject = agent->name;
    if (group.begin > 0 && sentence.tokens[group.begin - 1].letter == 'M') arguments.price = group.begin - 1;
  } else if (group.voice == Voice::kPassive) {
    NounPhrase patient;
    patient.name = subject;
    patient.begin = group.begin;
    patient.end = end;
    // "80% of C was sold": the noun phrase before the verb.
    const std::optional<NounPhrase> before = grammar_.Before(sentence, grammar_.BeforeRelative(sentence, group.begin));
    if (before && (subject == kNoToken || (before->share && before->name == subject))) {
      patient = *before;
    } else if (subject == kNoToken) {
      return std::nullopt;
    } else {
      patient.begin = subject;
    }
    if (patient.stake == kNoToken && frame.relation.share) {  // "C is 70% owned by C"
      for (uint32_t i = group.begin; i < begin; ++i) {
        if (sentence.tokens[i].letter == 'R') patient.stake = i;
      }
      if (begin > 0 && sentence.tokens[begin - 1].letter == 'R') patient.stake = begin - 1;
      patient.share = patient.stake != kNoToken;
    }
    patient.end = std::max(patient.end, end);
    arguments.object = patient;
    if (const std::optional<NounPhrase> agent = grammar_.After(sentence, end, "by", kAgentReach, true)) {
      arguments.subject = agent->name;
      if (agent->name == kNoToken) arguments.team = *agent;
      read->end_token = std::max(read->end_token, agent->end);
    }
  } else {
    arguments.subject = subject;
    if (arguments.team = grammar_.OwnersBefore(sentence, group.begin); arguments.team) arguments.subject = kNoToken;
    arguments.open_subject = subject == kNoToken && grammar_.FirmBefore(sentence, group.begin);
    NounPhrase direct = grammar_.Object(sentence, end);
    const auto antecedent = [&](std::string_view preposition) {
      if (subject == kNoToken) return;
      direct.name = grammar_.Antecedent(sentence, subject, preposition);
      if (direct.name == kNoToken) return;
      direct.begin = std::min(direct.name, direct.begin);
      arguments.object = direct;
    };
    if (verb_object.empty()) {
      const bool object = direct.name != kNoToken || direct.HasUnit() || direct.owner != kNoToken || direct.capital;
      if (object) {
        arguments.object = direct;
      } else {
        antecedent("");
      }
      if (!arguments.object) arguments.object = direct;
    } else {
      arguments.price = direct.amount;
      if (direct.name != kNoToken && direct.amount == kNoToken && direct.name + 1 < sentence.tokens.size() &&
          sentence.tokens[direct.name + 1].letter == 'M') {  // "paid C M for C"
        arguments.indirect = direct.name;
        arguments.price = direct.name + 1;
      }
      for (const std::string& preposition : verb_object) {
        if (arguments.object) break;
        arguments.object = grammar_.After(sentence, end, preposition, kAgentReach, false);
      }
      for (const std::string& preposition : verb_object) {
        if (!arguments.object) antecedent(preposition);
      }
    }
  }
  read->scope_end = std::max(end, read->end_token);
  return arguments;
}

std::optional<FrameReader::Arguments> FrameReader::OfNoun(const MaskedSentence& sentence, const Frame& frame,
                                                          uint32_t begin, uint32_t end, ReadClaim* read) const {
  const Relation& relation = frame.relation;
  const std::vector<MaskToken>& tokens = sentence.tokens;
  if (!grammar_.EndsNounPhrase(sentence, end)) return std::nullopt;
  // "An offer to buy C": the verb says it all.
  if (relation.recall && end < tokens.size() && tokens[end].letter == 0 && tokens[end].word == "to")
    return std::nullopt;
  Arguments arguments;
  read->scope_begin = begin;
  uint32_t possessor = grammar_.Possessor(sentence, begin, &arguments.price, &arguments.share);
  if (!relation.object || !relation.subject) return OfOneParty(sentence, frame, begin, end, possessor, read, arguments);
  uint32_t at = end;
  for (const std::string& preposition : relation.noun_object) {
    std::optional<NounPhrase> object = grammar_.After(sentence, end, preposition, kNounReach, false);
    if (!object) continue;
    at = object->end;
    arguments.object = std::move(object);
    break;
  }
  for (const std::string_view preposition : {"by", "from"}) {
    if (arguments.subject != kNoToken) break;
    if (preposition == "from" && arguments.object &&
        std::any_of(relation.after.begin(), relation.after.end(),
                    [](const auto& phrase) { return phrase.first == "from"; }))
      break;
    for (const uint32_t from : {at, end}) {
      const std::optional<NounPhrase> agent = grammar_.After(sentence, from, preposition, kNounReach, false);
      // "C's offer was topped by C"
      if (agent && possessor != kNoToken && grammar_.HasVerb(sentence, from, agent->begin)) continue;
      if (!agent || agent->name == kNoToken || (arguments.object && agent->name == arguments.object->name)) continue;
      arguments.subject = agent->name;
      read->end_token = std::max(read->end_token, agent->end);
      break;
    }
  }
  const auto as_object = [&arguments, begin, end](uint32_t name) {
    NounPhrase object;
    object.name = name;
    object.begin = std::min(name, begin);
    object.end = end;
    arguments.object = object;
  };
  const bool named = begin > 0 && (tokens[begin - 1].letter == 'C' || tokens[begin - 1].letter == 'N');
  if (possessor != kNoToken) {
    if (arguments.subject == kNoToken) {
      arguments.subject = possessor;
    } else if (!arguments.object) {
      as_object(possessor);
    }
    read->first_token = std::min(read->first_token, possessor);
  }
  if (named && !arguments.object && relation.named_object) as_object(begin - 1);
  if (named && arguments.subject == kNoToken && relation.named_subject) arguments.subject = begin - 1;
  if (arguments.subject == kNoToken && (arguments.object || relation.recall)) {
    if (const auto verb = grammar_.VerbBefore(sentence, begin, relation.noun_verb)) {
      arguments.subject = grammar_.Subject(sentence, *verb);
      arguments.open_subject = arguments.subject == kNoToken && grammar_.FirmBefore(sentence, verb->begin);
      read->scope_begin = verb->begin;
    } else if (arguments.object && relation.acts) {
      arguments.subject = grammar_.SubjectOfNoun(sentence, begin);
    }
  } else if (arguments.subject != kNoToken && !arguments.object) {
    uint32_t receiver = kNoToken;
    auto verb = grammar_.VerbBefore(sentence, begin, relation.noun_body);
    if (verb) receiver = grammar_.BodyBefore(sentence, verb->begin);
    if (receiver == kNoToken) {
      verb = grammar_.VerbBefore(sentence, begin, relation.noun_receive);
      if (verb && verb->voice == Voice::kActive) {
        receiver = grammar_.BodyBefore(sentence, verb->begin);
        if (receiver == kNoToken) receiver = grammar_.Subject(sentence, *verb);
        read->scope_begin = verb->begin;
      }
    }
    if (receiver != kNoToken) as_object(receiver);
  }
  read->scope_end = OutcomeEnd(sentence, std::max({end, at, read->end_token}), end + kOutcomeReach);
  return arguments;
}

FrameReader::Arguments FrameReader::OfOneParty(const MaskedSentence& sentence, const Frame& frame, uint32_t begin,
                                               uint32_t end, uint32_t possessor, ReadClaim* read,
                                               Arguments arguments) const {
  const Relation& relation = frame.relation;
  const std::vector<MaskToken>& tokens = sentence.tokens;
  NounPhrase party;
  party.begin = begin;
  party.end = end;
  party.name = possessor;
  for (const std::string& preposition : relation.noun_object) {
    if (party.name != kNoToken) break;
    if (const std::optional<NounPhrase> phrase = grammar_.After(sentence, end, preposition, kNounReach, false))
      party = *phrase;
  }
  if (party.name == kNoToken && begin > 0 && (tokens[begin - 1].letter == 'C' || tokens[begin - 1].letter == 'N'))
    party.name = begin - 1;
  if (party.name == kNoToken) {
    if (const auto verb = grammar_.VerbBefore(sentence, begin, relation.noun_verb)) {
      party.name = grammar_.Subject(sentence, *verb);
      read->scope_begin = verb->begin;
    }
  }
  read->scope_end = OutcomeEnd(sentence, std::max(end, read->end_token), end + kOutcomeReach);
  if (relation.object) {
    arguments.object = party;
  } else {
    arguments.subject = party.name;
  }
  return arguments;
}

void FrameReader::ReadTrigger(const ClaimDocument& document, const MaskedSentence& sentence, const Trigger& trigger,
                              uint32_t begin, std::vector<ReadClaim>* claims) const {
  const Frame& frame = frames_[trigger.frame];
  const Relation& relation = frame.relation;
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const uint32_t end = begin + trigger.words;
  ReadClaim read;
  read.otherwise = frame.otherwise;
  read.first_token = begin;
  read.end_token = end;
  const std::optional<Arguments> arguments =
      trigger.noun ? OfNoun(sentence, frame, begin, end, &read) : OfVerb(sentence, frame, begin, end, &read);
  if (!arguments || HasUnwanted(frame, sentence, read.scope_begin, end)) return;
  const uint32_t share =
      arguments->object && arguments->object->stake != kNoToken ? arguments->object->stake : arguments->share;
  const auto fill_token = [&](Role role, uint32_t token) {
    std::optional<RoleFill> fill = document.FromToken(role, FindRole(frame.type, role)->kind, tokens[token]);
    if (!fill) return false;
    AddFill(*std::move(fill), &read.claim);
    read.first_token = std::min(read.first_token, token);
    read.end_token = std::max(read.end_token, token + 1);
    return true;
  };
  std::vector<Role> left_open;
  // A reference that turns out to be a party already, or nobody, is open.
  const auto fill_party = [&](Role role, uint32_t token) {
    if (tokens[token].letter == 'N' && token + 1 < tokens.size() && grammar_.IsClan(tokens[token + 1])) {
      AddFill(document.FromWords(role, RoleKind::kParty, sentence, token, token + 2), &read.claim);
      return;
    }
    bool done = fill_token(role, token);
    if (tokens[token].letter == 'I' && !done && begin < kFrontedReach) {
      // "Following its purchase by C, C …"
      const uint32_t main = grammar_.MainSubject(sentence, end);
      done = main != kNoToken && fill_token(role, main);
    }
    const RoleFill* object = relation.object && role == relation.subject ? read.claim.Find(*relation.object) : nullptr;
    if (done && object != nullptr && object->filled_by.find(" -> ") != std::string::npos && Repeats(read.claim, role)) {
      // "It was considering a bid for the firm": who acts is told more surely than whom.
      std::erase_if(read.claim.roles, [&](const RoleFill& fill) { return fill.role == *relation.object; });
      left_open.push_back(*relation.object);
      read.recall = read.recall || relation.recall;
    } else if (tokens[token].letter == 'I' && (!done || Repeats(read.claim, role))) {
      std::erase_if(read.claim.roles, [role](const RoleFill& fill) { return fill.role == role; });
      left_open.push_back(role);
    }
  };
  // "The wine business" reads like a reference to a company, but is a part of one where it is what is sold.
  const auto is_unit = [&](uint32_t token) {
    if (tokens[token].letter != 'I') return false;
    const Span words = tokens[token].in_view;
    const std::string_view text = document.text().view.text().substr(words.begin, words.length_bytes());
    return text.ends_with(" business") && std::count(text.begin(), text.end(), ' ') >= 2;
  };
  const auto fill_words = [&](Role role, const NounPhrase& phrase) {
    AddFill(document.FromWords(role, RoleKind::kParty, sentence, phrase.unit_begin, phrase.unit_end), &read.claim);
    read.end_token = std::max(read.end_token, phrase.unit_end);
  };
  const auto may_be_open = [&frame](Role role) {
    return std::find(frame.open.begin(), frame.open.end(), role) != frame.open.end();
  };
  bool recall = false;
  bool subject_is_object = false;
  if (relation.object) {
    if (!arguments->object) {
      recall = relation.recall && arguments->subject != kNoToken;
      if (!recall && !may_be_open(*relation.object)) return;
    } else {
      const NounPhrase& object = *arguments->object;
      if (object.goods || (object.loose && object.stake != kNoToken)) return;
      if (object.site && relation.takes == Takes::kAny) return;
      const bool has_share = object.share || object.control || share != kNoToken;
      bool control = object.control || !has_share;
      if (share != kNoToken) {
        const std::optional<RoleFill> stake = document.FromToken(Role::kStake, RoleKind::kNumber, tokens[share]);
        if (stake && stake->figure.value)
          control =
              *stake->figure.value >= Decimal(kControl) || object.rest || grammar_.IsLacking(sentence, object.end);
      }
      if ((relation.takes == Takes::kControl || relation.takes == Takes::kMajority) && !control) return;
      if (relation.takes == Takes::kMajority && !object.share && share == kNoToken) return;
      if (relation.takes == Takes::kMinority && (control || !has_share)) return;
      if (relation.takes == Takes::kShare && !has_share) return;
      if (object.name != kNoToken && is_unit(object.name)) {
        RoleFill fill = document.FromWords(*relation.object, RoleKind::kParty, sentence, object.name, object.name + 1);
        std::string& name = fill.parties.front().name;
        name.erase(0, name.find(' ') + 1);
        AddFill(std::move(fill), &read.claim);
        read.first_token = std::min(read.first_token, object.name);
      } else if (object.name != kNoToken) {
        fill_party(*relation.object, object.name);
      } else if (object.HasUnit()) {
        fill_words(*relation.object, object);
      } else if (object.capital || (relation.takes == Takes::kShare && (object.alone || object.firm))) {
        if (relation.takes == Takes::kShare && !relation.recall && !may_be_open(*relation.object)) return;
        if (relation.subject == Role::kSeller && object.stake != kNoToken && !object.own &&
            arguments->subject != kNoToken) {
          // "C sold a 15% stake to C": new shares, or old ones, of its own.
          fill_party(*relation.object, arguments->subject);
          subject_is_object = true;
        } else {
          left_open.push_back(*relation.object);
          read.recall = true;
        }
      } else if (relation.takes != Takes::kShare && relation.recall && arguments->subject != kNoToken) {
        recall = true;
      } else {
        return;
      }
      read.end_token = std::max(read.end_token, object.end);
      if (relation.price && arguments->price == kNoToken && object.amount != kNoToken)
        fill_token(*relation.price, object.amount);
      // "India's United Breweries" and "its rival C" are nobody's; "C's bakery unit" is C's.
      const bool owned = object.HasUnit() || object.part ||
                         (object.share && (object.stake == kNoToken || object.owner < object.stake));
      if (object.owner != kNoToken && owned && tokens[object.owner].letter != 'I' &&
          relation.subject != Role::kSeller && FindRole(frame.type, Role::kSeller) != nullptr)
        fill_party(Role::kSeller, object.owner);
    }
  }
  if (relation.subject) {
    if (subject_is_object) {
      // it is in the claim
    } else if (arguments->subject != kNoToken) {
      fill_party(*relation.subject, arguments->subject);
    } else if (arguments->team) {
      fill_words(*relation.subject, *arguments->team);
    } else if (arguments->open_subject) {
      left_open.push_back(*relation.subject);
    } else if (!may_be_open(*relation.subject) && FindRole(frame.type, *relation.subject)->required_group > 0) {
      return;
    }
  }
  if (recall) {
    if (read.claim.Find(*relation.subject) == nullptr) return;
    read.recall = true;
    // What the article is about is what companies bid for in it; people offer many things.
    if (may_be_open(*relation.object) || tokens[arguments->subject].letter != 'P')
      left_open.push_back(*relation.object);
  }
  if (arguments->indirect != kNoToken && relation.subject != Role::kSeller &&
      FindRole(frame.type, Role::kSeller) != nullptr)
    fill_party(Role::kSeller, arguments->indirect);
  if (relation.share && share != kNoToken) fill_token(*relation.share, share);
  if (relation.price && arguments->price != kNoToken) fill_token(*relation.price, arguments->price);
  const uint32_t behind = std::max(end, arguments->object ? arguments->object->end : end);
  for (const auto& [preposition, role] : relation.after) {
    for (const uint32_t from : {behind, end}) {
      if (read.claim.Find(role) != nullptr) break;
      const std::optional<NounPhrase> phrase = grammar_.After(sentence, from, preposition, kPhraseReach, true);
      if (!phrase || phrase->goods) continue;
      if (phrase->name == kNoToken) {
        if (phrase->team) fill_words(role, *phrase);
        continue;
      }
      if (phrase->name == arguments->subject || (arguments->object && arguments->object->name == phrase->name))
        continue;
      fill_party(role, phrase->name);
      read.end_token = std::max(read.end_token, phrase->end);
      read.scope_end = std::max(read.scope_end, phrase->end);
    }
  }
  const RoleFill* target = read.claim.Find(Role::kTarget);
  const RoleFill* acquirer = read.claim.Find(Role::kAcquirer);
  if (const RoleFill* seller = read.claim.Find(Role::kSeller)) {
    // "A stake that it agreed to sell to C": what is sold is not the seller.
    if (target != nullptr && target->parties == seller->parties) return;
    if (acquirer != nullptr && acquirer->parties == seller->parties)
      std::erase_if(read.claim.roles, [](const RoleFill& fill) { return fill.role == Role::kSeller; });
  }
  AddTraits(frame, &read);
  Complete(document, sentence, frame, std::move(left_open), &read);
  if (HasNeeds(frame, read.claim)) claims->push_back(std::move(read));
}

void FrameReader::AddTraits(const Frame& frame, ReadClaim* read) {
  read->claim.type = frame.type;
  read->claim.rule = frame.entry->id;
  read->modality = frame.modality;
  read->set_planned = frame.set_planned;
  read->priority = frame.priority;
}

bool FrameReader::HasUnwanted(const Frame& frame, const MaskedSentence& sentence, uint32_t begin, uint32_t end) {
  if (frame.without.empty()) return false;
  if (begin > 0) --begin;
  return std::any_of(sentence.tokens.begin() + begin, sentence.tokens.begin() + end, [&frame](const MaskToken& token) {
    return token.letter == 0 &&
           std::find(frame.without.begin(), frame.without.end(), token.word) != frame.without.end();
  });
}

bool FrameReader::HasNeeds(const Frame& frame, const Claim& claim) {
  return std::all_of(frame.needs.begin(), frame.needs.end(),
                     [&claim](Role role) { return claim.Find(role) != nullptr; });
}

bool FrameReader::InBounds(const Frame& frame, const Claim& claim) {
  // Of a range the end that a bound is for.
  const auto figure = [&claim](Role role, std::optional<Decimal> Figure::*end) {
    const RoleFill* fill = claim.Find(role);
    if (fill == nullptr) return std::optional<Decimal>();
    return fill->figure.value ? fill->figure.value : fill->figure.*end;
  };
  for (const auto& [role, bound] : frame.at_least) {
    if (const std::optional<Decimal> value = figure(role, &Figure::low); value && *value < bound) return false;
  }
  for (const auto& [role, bound] : frame.below) {
    if (const std::optional<Decimal> value = figure(role, &Figure::high); value && *value >= bound) return false;
  }
  return true;
}

void FrameReader::Complete(const ClaimDocument& document, const MaskedSentence& sentence, const Frame& frame,
                           std::vector<Role> left_open, ReadClaim* read) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const uint32_t core_end = read->end_token;
  const uint32_t reach_begin = read->first_token > kExtraReach ? read->first_token - kExtraReach : 0;
  TokenPattern::Hit found;
  for (const Extra& extra : frame.extras) {
    if (read->claim.Find(extra.role) != nullptr) continue;
    // What was found lies within the clause, and the clause goes on from there.
    const uint32_t reach_end = std::min<uint32_t>(static_cast<uint32_t>(tokens.size()), read->end_token + kExtraReach);
    const std::pair<uint32_t, uint32_t> windows[] = {{read->first_token, reach_end}, {reach_begin, core_end}};
    for (const auto& [begin, end] : windows) {
      if (begin >= end) continue;
      if (!extra.pattern.Find(sentence, begin, end, &found)) continue;
      bool done = false;
      for (size_t g = 0; g < extra.pattern.groups().size() && !done; ++g) {
        const TokenRange group = found.groups[g];
        if (group.empty() || WithoutNumber(extra.pattern.groups()[g]) != RoleName(extra.role)) continue;
        // "M to its customers" is nothing for it.
        if (tokens[group.begin].letter == 'I' && group.end < tokens.size() && tokens[group.end].word == "'s") continue;
        done = FillFromGroup(document, sentence, frame.type, extra.role, group, &read->claim);
        if (done && Repeats(read->claim, extra.role)) {  // "a contract to mend C's bridge was given to C"
          std::erase_if(read->claim.roles, [&extra](const RoleFill& fill) { return fill.role == extra.role; });
          done = false;
        }
        if (done && begin == read->first_token) read->end_token = std::max(read->end_token, group.end);
      }
      if (done) break;
    }
  }
  for (const auto& [role, term] : frame.set) {
    RoleFill fill;
    fill.role = role;
    fill.text = term;
    fill.filled_by = "rule";
    AddFill(std::move(fill), &read->claim);
  }
  for (const Role role : frame.focus) {
    if (read->claim.Find(role) != nullptr) continue;
    if (std::optional<RoleFill> fill = document.Focus(role, {})) AddFill(*std::move(fill), &read->claim);
  }
  for (const Role role : frame.nearest) {
    if (read->claim.Find(role) != nullptr) continue;
    if (std::optional<RoleFill> fill = document.Nearest(role, tokens[read->first_token].in_view.begin))
      AddFill(*std::move(fill), &read->claim);
  }
  if ((frame.does || frame.done_to) && tokens[read->first_token].letter == 0) {
    const VerbGroup group = grammar_.GroupOf(sentence, read->first_token, read->first_token + 1, true);
    const std::optional<Role> role = group.voice == Voice::kActive ? frame.does : frame.done_to;
    uint32_t subject = grammar_.Subject(sentence, group);
    if (subject != kNoToken && document.IsPronoun(tokens[subject])) {
      if (const uint32_t speaker = grammar_.Speaker(sentence, subject); speaker != kNoToken) subject = speaker;
    }
    // A name that is no company's is a place where it stands behind a comma ("C, based in N, N, employs").
    const bool is_party =
        subject != kNoToken && (tokens[subject].letter == 'C' || tokens[subject].letter == 'I' ||
                                (tokens[subject].letter == 'N' && (subject == 0 || tokens[subject - 1].word != ",")));
    // What a person does is left to the person.
    const bool person = (subject != kNoToken && tokens[subject].letter == 'P') ||
                        (group.begin > 0 && grammar_.IsPersonalPronoun(tokens[group.begin - 1]));
    if (role && person && read->claim.Find(*role) == nullptr) return;
    if (role == Role::kMembers && read->claim.Find(*role) == nullptr && grammar_.IsPair(sentence, group.begin)) {
      if (std::optional<RoleFill> pair = document.MainPair(*role)) AddFill(*std::move(pair), &read->claim);
    }
    if (role && is_party && WantsParty(read->claim, *role)) {
      FillFromGroup(document, sentence, frame.type, *role, {subject, subject + 1}, &read->claim);
      if (Repeats(read->claim, *role))
        std::erase_if(read->claim.roles, [role](const RoleFill& fill) { return fill.role == *role; });
    }
  }
  left_open.insert(left_open.end(), frame.open.begin(), frame.open.end());
  for (const Role role : left_open) {
    if (!WantsParty(read->claim, role)) continue;
    std::vector<Party> parties;
    for (const RoleFill& fill : read->claim.roles)
      parties.insert(parties.end(), fill.parties.begin(), fill.parties.end());
    // A part is a party too where it is a company ("Microsoft accounted for 62% of its revenue").
    if (const RoleFill* part = read->claim.Find(Role::kPart)) parties.push_back(document.PartyNamed(part->text));
    // What another claim may name is here that or what the article is about, not what happens to stand near.
    const bool recalled =
        frame.relation.recall &&
        (frame.relation.object ? frame.relation.object == role
                               : std::find(frame.open.begin(), frame.open.end(), role) != frame.open.end());
    std::optional<RoleFill> fill =
        recalled ? document.Focus(role, parties) : document.Subject(role, sentence, read->first_token, parties);
    if (fill) AddParties(*std::move(fill), &read->claim);
  }
}

void FrameReader::Match(const ClaimDocument& document, const MaskedSentence& sentence,
                        const FormIndex::Candidate& candidate, std::vector<ReadClaim>* claims) const {
  const Frame& frame = frames_[frame_of_form_[candidate.form]];
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const std::vector<std::string>& names = index_.pattern(candidate.form).groups();
  const TokenPattern::Hit& hit = candidate.hit;
  ReadClaim read;
  read.otherwise = frame.otherwise;
  read.recall = frame.relation.recall;
  read.first_token = hit.all.begin;
  read.end_token = hit.all.end;
  std::vector<Role> left_open;
  const auto guarded = [&](uint32_t i) {
    return i < tokens.size() && tokens[i].letter == 0 &&
           std::find(frame.guard.begin(), frame.guard.end(), tokens[i].word) != frame.guard.end();
  };
  // "bought C's lorries" is not buying C.
  const bool owns = !frame.guard.empty() && read.end_token + 1 < tokens.size() && tokens[read.end_token].word == "'s";
  // "an option to buy 900 new shares" ends in what is guarded against.
  if (owns || guarded(read.end_token) || guarded(read.end_token - 1)) return;
  if (HasUnwanted(frame, sentence, read.first_token, read.end_token)) return;
  uint32_t first = hit.all.begin;
  if (!names.empty() && !hit.groups[0].empty() && hit.groups[0].begin == first && hit.groups[0].end == first + 1 &&
      IsNameLetter(tokens[first].letter)) {
    first = grammar_.Outer(sentence, first);
    if (first == kNoToken && frame.type != FactType::kAppointment) return;
    if (first == kNoToken) first = hit.all.begin;
    read.first_token = first;
  }
  bool filled = true;
  // Names first: a reference that turns out to be a party already, or nobody, is open.
  for (const bool references : {false, true}) {
    for (size_t g = 0; g < names.size(); ++g) {
      TokenRange group = hit.groups[g];
      if (!group.empty() && group.begin == hit.all.begin && first != hit.all.begin) group = {first, first + 1};
      if (group.empty() || (tokens[group.begin].letter == 'I') != references) continue;
      const std::optional<Role> role = RoleFromName(WithoutNumber(names[g]));
      const bool done = role && FillFromGroup(document, sentence, frame.type, *role, group, &read.claim);
      if (references && role && (!done || Repeats(read.claim, *role))) {
        if (done) std::erase_if(read.claim.roles, [role](const RoleFill& fill) { return fill.role == *role; });
        const MaskToken& token = tokens[group.begin];
        if (*role == Role::kPart && !document.analysis().references[static_cast<size_t>(token.reference)].pronoun) {
          // "the US business accounts for half of C's sales": a part of C by what it is called.
          AddFill(document.FromWords(*role, RoleKind::kWords, sentence, group.begin, group.end), &read.claim);
          continue;
        }
        left_open.push_back(*role);
      } else {
        filled = filled && done;
      }
    }
  }
  if (!filled || !InBounds(frame, read.claim)) return;
  AddTraits(frame, &read);
  Complete(document, sentence, frame, std::move(left_open), &read);
  if (HasNeeds(frame, read.claim)) claims->push_back(std::move(read));
}

}  // namespace attest
