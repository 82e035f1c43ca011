#include "pipeline/claims/frames.h"

#include <algorithm>
#include <charconv>

#include "pipeline/claims/pattern.h"

namespace attest {
namespace {

// Extras are looked for this many tokens beyond the core; more is another clause.
constexpr uint32_t kExtraReach = 14;

std::string Slot(std::string_view role) { return "{" + std::string(role) + "}"; }

// The forms that follow from subject, verb, object and noun.
std::vector<std::string> GeneratedForms(const RuleNode& body) {
  std::vector<std::string> forms;
  const std::string_view subject = body.Text("subject"), object = body.Text("object"), verb = body.Text("verb"),
                         noun = body.Text("noun");
  if (subject.empty() || object.empty()) return forms;
  const std::string s = Slot(subject), o = Slot(object);
  if (!verb.empty()) {
    const std::string v = "{@" + std::string(verb) + "}";
    forms.push_back(s + " ,? {aux} " + v + " {np} " + o);
    forms.push_back(o + " ,? {aux} {@claim.be} ... " + v + " .... by {np} " + s);
    forms.push_back(o + " ,? " + v + " .... by {np} " + s);
  }
  if (!noun.empty()) {
    const std::string n = "{@" + std::string(noun) + "}";
    forms.push_back(s + " 's ... " + n + " (of|for) {np} " + o);
    forms.push_back(n + " of {np} " + o + " .... by {np} " + s);
    forms.push_back(s + " .... {@claim.make} .... " + n + " (of|for) {np} " + o);
    forms.push_back(o + " 's ... " + n + " by {np} " + s);
  }
  return forms;
}

// Whether the party of a role is in the claim under another role too, or its part.
bool Repeats(const Claim& claim, Role role) {
  const RoleFill* own = claim.Find(role);
  return own != nullptr && !own->parties.empty() &&
         std::any_of(claim.roles.begin(), claim.roles.end(), [own](const RoleFill& fill) {
           if (fill.role == own->role) return false;
           return fill.text == own->parties.front().name ||
                  std::find(fill.parties.begin(), fill.parties.end(), own->parties.front()) != fill.parties.end();
         });
}

}  // namespace

void AddFill(RoleFill fill, Claim* claim) {
  const auto at = std::lower_bound(claim->roles.begin(), claim->roles.end(), fill.role,
                                   [](const RoleFill& f, Role role) { return f.role < role; });
  if (at != claim->roles.end() && at->role == fill.role) return;
  claim->roles.insert(at, std::move(fill));
}

bool FillFromGroup(const ClaimDocument& document, const MaskedSentence& sentence, FactType type, Role role,
                   TokenRange group, Claim* claim) {
  const RoleInfo* info = FindRole(type, role);
  if (info == nullptr || group.empty()) return false;
  std::optional<RoleFill> fill;
  if (group.end == group.begin + 1 && sentence.tokens[group.begin].letter != 0) {
    fill = document.FromToken(role, info->kind, sentence.tokens[group.begin]);
  } else if (info->kind == RoleKind::kWords || info->kind == RoleKind::kParty || info->kind == RoleKind::kTerm ||
             info->kind == RoleKind::kPeriod) {
    fill = document.FromWords(role, info->kind, sentence, group.begin, group.end);
  }
  if (!fill) return false;
  AddFill(*std::move(fill), claim);
  return true;
}

Result<FrameReader> FrameReader::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  FrameReader reader;
  for (const RuleEntry* entry : rules.Entries("frame")) {
    if (Status status = reader.Add(rules, *entry, vocabulary); !status.ok()) return status.error();
  }
  return reader;
}

Status FrameReader::Add(const RuleSet& rules, const RuleEntry& entry, Vocabulary* vocabulary) {
  const RuleNode& body = entry.body;
  const std::optional<FactType> type = FactTypeFromName(body.Text("type"));
  if (!type)
    return rules.Broken(entry, "`type` is none of the fact catalogue's: `" + std::string(body.Text("type")) + "`");
  Frame frame{.entry = &entry,
              .type = *type,
              .set = {},
              .open = {},
              .nearest = {},
              .guard = body.Texts("guard"),
              .at_least = {},
              .below = {},
              .extras = {},
              .modality = {}};
  const auto role_of = [&](std::string_view name) -> Result<Role> {
    const std::optional<Role> role = RoleFromName(name);
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
  if (const RuleNode* fixed = body.Get("set")) {
    for (const auto& [name, term] : fixed->fields) {
      Result<Role> role = role_of(name);
      if (!role.ok()) return role.error();
      frame.set.emplace_back(*role, term.text);
    }
  }
  for (const auto& [field, into] : {std::pair("open", &frame.open), std::pair("nearest", &frame.nearest)}) {
    for (const std::string& name : body.Texts(field)) {
      Result<Role> role = role_of(name);
      if (!role.ok()) return role.error();
      into->push_back(*role);
    }
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
  if (const RuleNode* priority = body.Get("priority")) {
    std::from_chars(priority->text.data(), priority->text.data() + priority->text.size(), frame.priority);
  }
  std::vector<std::string> patterns = body.Texts("forms");
  for (std::string& form : GeneratedForms(body)) patterns.push_back(std::move(form));
  if (patterns.empty())
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

void FrameReader::Read(const ClaimDocument& document, const MaskedSentence& sentence,
                       const std::vector<FormIndex::Candidate>& candidates, std::vector<ReadClaim>* claims) const {
  uint32_t from = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (i == 0 || candidates[i].form != candidates[i - 1].form) from = 0;
    from = Match(document, sentence, candidates[i], from, claims);
  }
}

bool FrameReader::InBounds(const Frame& frame, const Claim& claim) {
  const auto figure = [&claim](Role role) {
    const RoleFill* fill = claim.Find(role);
    return fill == nullptr ? std::optional<Decimal>() : fill->figure.value;
  };
  for (const auto& [role, bound] : frame.at_least) {
    if (const std::optional<Decimal> value = figure(role); value && *value < bound) return false;
  }
  for (const auto& [role, bound] : frame.below) {
    if (const std::optional<Decimal> value = figure(role); value && *value >= bound) return false;
  }
  return true;
}

uint32_t FrameReader::Match(const ClaimDocument& document, const MaskedSentence& sentence,
                            const FormIndex::Candidate& candidate, uint32_t from,
                            std::vector<ReadClaim>* claims) const {
  const Frame& frame = frames_[frame_of_form_[candidate.form]];
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const std::vector<std::string>& names = index_.pattern(candidate.form).groups();
  TokenPattern::Hit hit, found;
  while (index_.Find(sentence, candidate, from, &hit)) {
    ReadClaim read;
    read.claim.type = frame.type;
    read.claim.rule = frame.entry->id;
    read.first_token = hit.all.begin;
    read.end_token = hit.all.end;
    from = read.end_token;
    read.modality = frame.modality;
    read.priority = frame.priority;
    std::vector<Role> left_open;
    const auto guarded = [&](uint32_t i) {
      return i < tokens.size() && tokens[i].letter == 0 &&
             std::find(frame.guard.begin(), frame.guard.end(), tokens[i].word) != frame.guard.end();
    };
    // "bought C's lorries" is not buying C.
    const bool owns = !frame.guard.empty() && read.end_token + 1 < tokens.size() && tokens[read.end_token].word == "'s";
    if (owns || guarded(read.end_token)) continue;
    bool filled = true;
    // Names first: a reference that turns out to be a party already, or nobody, is open.
    for (const bool references : {false, true}) {
      for (size_t g = 0; g < names.size(); ++g) {
        const TokenRange group = hit.groups[g];
        if (group.empty() || (tokens[group.begin].letter == 'I') != references) continue;
        const std::optional<Role> role = RoleFromName(names[g]);
        const bool done = role && FillFromGroup(document, sentence, frame.type, *role, group, &read.claim);
        if (references && role && (!done || Repeats(read.claim, *role))) {
          std::erase_if(read.claim.roles, [role](const RoleFill& fill) { return fill.role == *role; });
          left_open.push_back(*role);
        } else {
          filled = filled && done;
        }
      }
    }
    if (!filled || !InBounds(frame, read.claim)) continue;
    const uint32_t reach_end = std::min<uint32_t>(static_cast<uint32_t>(tokens.size()), read.end_token + kExtraReach);
    const uint32_t reach_begin = read.first_token > kExtraReach ? read.first_token - kExtraReach : 0;
    for (const Extra& extra : frame.extras) {
      if (read.claim.Find(extra.role) != nullptr) continue;
      const std::pair<uint32_t, uint32_t> windows[] = {{read.first_token, reach_end}, {reach_begin, read.first_token}};
      for (const auto& [begin, end] : windows) {
        if (begin >= end) continue;
        if (!extra.pattern.Find(tokens, begin, end, &found)) continue;
        bool done = false;
        for (size_t g = 0; g < found.groups.size() && !done; ++g) {
          const TokenRange group = found.groups[g];
          if (group.empty() || extra.pattern.groups()[g] != RoleName(extra.role)) continue;
          done = FillFromGroup(document, sentence, frame.type, extra.role, group, &read.claim);
          if (done && begin == read.first_token) read.end_token = std::max(read.end_token, group.end);
        }
        if (done) break;
      }
    }
    for (const auto& [role, term] : frame.set) {
      RoleFill fill;
      fill.role = role;
      fill.text = term;
      fill.filled_by = "rule";
      AddFill(std::move(fill), &read.claim);
    }
    for (const Role role : frame.nearest) {
      if (read.claim.Find(role) != nullptr) continue;
      if (std::optional<RoleFill> fill = document.Nearest(role, tokens[read.first_token].in_view.begin))
        AddFill(*std::move(fill), &read.claim);
    }
    left_open.insert(left_open.end(), frame.open.begin(), frame.open.end());
    for (const Role role : left_open) {
      if (read.claim.Find(role) != nullptr) continue;
      std::vector<Party> parties;
      for (const RoleFill& fill : read.claim.roles)
        parties.insert(parties.end(), fill.parties.begin(), fill.parties.end());
      // A part is a party too where it is a company ("Microsoft accounted for 62% of its revenue").
      if (const RoleFill* part = read.claim.Find(Role::kPart)) parties.push_back(document.PartyNamed(part->text));
      if (std::optional<RoleFill> fill = document.Subject(role, sentence, read.first_token, parties))
        AddFill(*std::move(fill), &read.claim);
    }
    claims->push_back(std::move(read));
  }
  return from;
}

}  // namespace attest
