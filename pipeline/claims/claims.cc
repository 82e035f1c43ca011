#include "pipeline/claims/claims.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "pipeline/claims/confidence.h"
#include "pipeline/claims/examples.h"
#include "pipeline/claims/fill.h"
#include "pipeline/claims/frames.h"
#include "pipeline/claims/heads.h"
#include "pipeline/claims/mask.h"
#include "pipeline/claims/modality.h"
#include "pipeline/claims/periods.h"
#include "pipeline/claims/restated.h"

namespace attest {
namespace {

bool HasRequiredRoles(const Claim& claim) {
  uint32_t needed = 0, filled = 0;  // a bit a group
  for (const RoleInfo& info : Info(claim.type).roles) {
    if (info.required_group == 0) continue;
    needed |= 1u << info.required_group;
    if (claim.Find(info.role) != nullptr) filled |= 1u << info.required_group;
  }
  const RoleFill* members = claim.Find(Role::kMembers);
  if (claim.type == FactType::kVenture && members != nullptr && members->parties.size() < 2) return false;
  return needed == filled;
}

// A company in two roles of one claim is a misreading ("C bought C").
bool PartiesDiffer(const Claim& claim) {
  std::vector<std::string_view> seen;
  for (const RoleFill& fill : claim.roles) {
    const RoleInfo* info = FindRole(claim.type, fill.role);
    if (info == nullptr || info->kind != RoleKind::kParty || info->key != KeyPart::kParty) continue;
    for (const Party& party : fill.parties) {
      const std::string_view who = party.entity.empty() ? party.name : party.entity;
      if (std::find(seen.begin(), seen.end(), who) != seen.end()) return false;
      seen.push_back(who);
    }
  }
  return true;
}

// The figure whose hedge is the claim's.
const RoleFill* MainFigure(const Claim& claim) {
  for (const RoleFill& fill : claim.roles) {
    const RoleInfo* info = FindRole(claim.type, fill.role);
    if (info != nullptr && info->key == KeyPart::kFigure) return &fill;
  }
  return nullptr;
}

// What only one claim of a sentence may be read from: figures; a contract's term where it has no figure, and the goods
// that it is about; whose post it is.
bool IsReadOnce(const RoleInfo& info) {
  return info.key == KeyPart::kFigure || (info.key == KeyPart::kQualifier && info.required_group > 0) ||
         info.role == Role::kPerson || info.role == Role::kSubject || info.role == Role::kMembers;
}

bool SameStatement(const Claim& a, const Claim& b) {
  return a.type == b.type && a.modality == b.modality && a.roles.size() == b.roles.size() &&
         std::equal(a.roles.begin(), a.roles.end(), b.roles.begin(), [](const RoleFill& x, const RoleFill& y) {
           return x.role == y.role && x.parties == y.parties && x.figure == y.figure && x.currency == y.currency &&
                  x.text == y.text;
         });
}

// Whether a headline's claim adds nothing to `known`: the same figure (headlines are loose about what it is of), or,
// where it has none, the same type.
bool Repeats(const Claim& claim, const Claim& known) {
  const RoleFill* figure = MainFigure(claim);
  if (figure == nullptr) return claim.type == known.type;
  const RoleFill* known_figure = MainFigure(known);
  return known_figure != nullptr && figure->role == known_figure->role &&
         figure->figure.value == known_figure->figure.value && figure->figure.low == known_figure->figure.low;
}

// Articles name a post once ("OpenAI Chief Executive Officer Sam Altman") and then only the person ("Altman was
// fired"): what an appointment leaves open, or had to take from a subject, comes from where the person's post is
// spelled out.
void CompletePosts(std::vector<Claim>* claims) {
  const auto spelled_out = [](const RoleFill* fill) {
    return fill != nullptr && FillClass(fill->filled_by) == "words";
  };
  std::map<Party, const Claim*> posts;
  for (const Claim& claim : *claims) {
    if (claim.type != FactType::kAppointment || claim.Find(Role::kPerson) == nullptr) continue;
    if (spelled_out(claim.Find(Role::kCompany)) && spelled_out(claim.Find(Role::kRole)))
      posts.emplace(claim.Find(Role::kPerson)->parties.front(), &claim);
  }
  for (Claim& claim : *claims) {
    if (claim.type != FactType::kAppointment || claim.Find(Role::kPerson) == nullptr) continue;
    const auto post = posts.find(claim.Find(Role::kPerson)->parties.front());
    if (post == posts.end() || post->second == &claim) continue;
    for (const Role role : {Role::kCompany, Role::kRole}) {
      const RoleFill* own = claim.Find(role);
      if (own != nullptr && own->filled_by != "topic of the paragraph" && own->filled_by != "focus of the article" &&
          own->filled_by != "subject")
        continue;
      std::erase_if(claim.roles, [role](const RoleFill& fill) { return fill.role == role; });
      RoleFill fill = *post->second->Find(role);
      fill.span = {};
      fill.filled_by = "post named elsewhere";
      AddFill(std::move(fill), &claim);
    }
  }
}

// Who acts and on whom, of the types that relate companies by what one buys or holds of the other.
struct Deal {
  FactType type;
  Role actor, object;
};
constexpr Deal kDeals[] = {{FactType::kAcquisition, Role::kAcquirer, Role::kTarget},
                           {FactType::kInvestment, Role::kInvestor, Role::kInvestee},
                           {FactType::kOwnership, Role::kOwner, Role::kOwned}};
const Deal* FindDeal(FactType type) {
  const auto deal =
      std::find_if(std::begin(kDeals), std::end(kDeals), [type](const Deal& d) { return d.type == type; });
  return deal == std::end(kDeals) ? nullptr : &*deal;
}
// Whether the words name it, or a reference that stands for it; else it was taken from what is around.
bool IsSaid(const RoleFill* fill) {
  return fill != nullptr && (fill->filled_by == "words" || fill->filled_by.find(" -> ") != std::string::npos);
}

constexpr uint32_t kPriceReachBytes = 400;  // the next sentence or two

// "The deal is worth M": of the purchase that was spoken of last, where its price is not known yet.
void TakeUpPrices(std::vector<Claim>* claims) {
  Claim* last = nullptr;
  std::vector<bool> spent(claims->size());
  for (size_t i = 0; i < claims->size(); ++i) {
    Claim& claim = (*claims)[i];
    if (claim.type != FactType::kAcquisition) continue;
    if (claim.Find(Role::kTarget) != nullptr || claim.Find(Role::kAcquirer) != nullptr) {
      last = &claim;
      continue;
    }
    spent[i] = true;
    const RoleFill* price = claim.Find(Role::kAmount);
    if (price == nullptr || last == nullptr || last->Find(Role::kAmount) != nullptr ||
        claim.quote.begin > last->quote.end + kPriceReachBytes)
      continue;
    AddFill(*price, last);
    last->modifier = claim.modifier;
  }
  size_t i = 0;
  std::erase_if(*claims, [&](const Claim&) { return spent[i++]; });
}

// "Its offer", "a 30% stake": of whom is said where the two stand together, before that or, in a headline's wake,
// behind it.
void CompleteDeals(std::vector<Claim>* claims) {
  for (size_t i = 0; i < claims->size(); ++i) {
    Claim& claim = (*claims)[i];
    const Deal* deal = FindDeal(claim.type);
    if (deal == nullptr || claim.Find(deal->actor) == nullptr || IsSaid(claim.Find(deal->object))) continue;
    const RoleFill* known = nullptr;
    for (size_t j = 0; j < claims->size() && (known == nullptr || j < i); ++j) {
      const Deal* other = FindDeal((*claims)[j].type);
      if (other == nullptr || j == i) continue;
      const RoleFill* actor = (*claims)[j].Find(other->actor);
      const RoleFill* object = (*claims)[j].Find(other->object);
      if (actor != nullptr && IsSaid(object) && !object->parties.front().entity.empty() &&
          actor->parties == claim.Find(deal->actor)->parties)
        known = object;
    }
    if (known == nullptr) continue;
    RoleFill fill = *known;
    fill.role = deal->object;
    fill.span = {};
    fill.filled_by = "party named elsewhere";
    std::erase_if(claim.roles, [deal](const RoleFill& own) { return own.role == deal->object; });
    AddFill(std::move(fill), &claim);
  }
}

}  // namespace

struct ClaimReader::Compiled {
  const RuleSet* rules;
  std::unique_ptr<const Vocabulary> vocabulary;
  Masker masker;
  FrameReader frames;
  HeadReader heads;
  ModalityReader modality;
  Confidence confidence;

  // What reading a sentence needs, for one after another.
  struct Scratch {
    MaskedSentence sentence, heads_masked;
    std::vector<FormIndex::Candidate> candidates;
  };
  // Reads scratch->sentence, which is not rendered yet.
  void ReadSentence(ClaimDocument* document, Scratch* scratch, std::vector<Claim>* claims,
                    std::vector<std::string>* trace) const;
  void Finish(const ClaimDocument& document, const MaskedSentence& sentence, const MaskedSentence& heads_masked,
              ReadClaim read, bool from_head, const Attribution& attribution, std::vector<Claim>* claims,
              std::vector<std::string>* trace) const;
};

ClaimReader::ClaimReader(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
ClaimReader::ClaimReader(ClaimReader&&) noexcept = default;
ClaimReader& ClaimReader::operator=(ClaimReader&&) noexcept = default;
ClaimReader::~ClaimReader() = default;

Result<ClaimReader> ClaimReader::Compile(const RuleSet& rules) {
  auto vocabulary = std::make_unique<Vocabulary>();
  Result<Masker> masker = Masker::Compile(rules, vocabulary.get());
  if (!masker.ok()) return masker.error();
  Result<FrameReader> frames = FrameReader::Compile(rules, vocabulary.get());
  if (!frames.ok()) return frames.error();
  Result<HeadReader> heads = HeadReader::Compile(rules, vocabulary.get());
  if (!heads.ok()) return heads.error();
  Result<ModalityReader> modality = ModalityReader::Compile(rules, vocabulary.get());
  if (!modality.ok()) return modality.error();
  Result<Confidence> confidence = Confidence::Compile(rules);
  if (!confidence.ok()) return confidence.error();
  return ClaimReader(
      std::make_unique<Compiled>(Compiled{&rules, std::move(vocabulary), *std::move(masker), *std::move(frames),
                                          *std::move(heads), *std::move(modality), *std::move(confidence)}));
}

void ClaimReader::Compiled::Finish(const ClaimDocument& document, const MaskedSentence& sentence,
                                   const MaskedSentence& heads_masked, ReadClaim read, bool from_head,
                                   const Attribution& attribution, std::vector<Claim>* claims,
                                   std::vector<std::string>* trace) const {
  const MaskedSentence& masked = from_head ? heads_masked : sentence;
  Claim& claim = read.claim;
  const bool to_complete =
      read.recall || (claim.type == FactType::kAppointment && claim.Find(Role::kPerson) != nullptr);
  if ((!HasRequiredRoles(claim) && !to_complete) || !PartiesDiffer(claim)) {
    if (trace != nullptr)
      trace->push_back("dropped: " + claim.rule + ": a required role is open, or one company would be both parties");
    return;
  }
  for (const Role role : {Role::kDate, Role::kPeriod}) {
    if (FindRole(claim.type, role) == nullptr || claim.Find(role) != nullptr || from_head) continue;
    if (std::optional<RoleFill> period = document.Period(role, masked, read.end_token - 1, {}))
      AddFill(*std::move(period), &claim);
  }
  const bool scoped = read.scope_end > 0;
  claim.modality = read.modality ? *read.modality
                                 : modality.Read(claim.type, masked, scoped ? read.scope_begin : read.first_token,
                                                 scoped ? read.scope_end : read.end_token, read.end_token);
  if (claim.modality == Modality::kActual && read.otherwise) claim.modality = *read.otherwise;
  if (claim.modality != Modality::kActual) {
    for (const auto& [role, term] : read.set_planned) {
      const auto fill = std::find_if(claim.roles.begin(), claim.roles.end(),
                                     [role = role](const RoleFill& known) { return known.role == role; });
      if (fill != claim.roles.end()) fill->text = term;
    }
  }
  claim.attribution = attribution;
  if (const RoleFill* figure = MainFigure(claim))
    claim.modifier = figure->figure.IsRange() ? Modifier::kRange : figure->modifier;
  const Span in_view{masked.tokens[read.first_token].in_view.begin, masked.tokens[read.end_token - 1].in_view.end};
  claim.quote = document.text().view.ToSource(in_view);
  if (trace != nullptr) {
    trace->push_back("rule " + claim.rule + " read:" +
                     masked.text.substr(masked.starts[read.first_token] - 1,
                                        masked.starts[read.end_token] - masked.starts[read.first_token] + 1));
    for (const RoleFill& fill : claim.roles)
      trace->push_back(std::string(RoleName(fill.role)) + ": " + PrintFill(claim.type, fill) + " (" + fill.filled_by +
                       ")");
    trace->push_back("modality: " + std::string(ModalityName(claim.modality)));
  }
  claims->push_back(std::move(claim));
}

void ClaimReader::Compiled::ReadSentence(ClaimDocument* document, Scratch* scratch, std::vector<Claim>* claims,
                                         std::vector<std::string>* trace) const {
  MaskedSentence& sentence = scratch->sentence;
  frames.Candidates(sentence, &scratch->candidates);
  const bool may_hold_heads = heads.MayHold(sentence);
  if (trace == nullptr && scratch->candidates.empty() && !may_hold_heads && !frames.MayHold(sentence)) return;
  std::vector<ReadClaim> framed, headed;
  frames.Read(*document, sentence, scratch->candidates, &framed);
  MaskedSentence& heads_masked = scratch->heads_masked;
  heads_masked.tokens.clear();
  if (may_hold_heads) {
    heads.MaskHeads(*document, sentence, trace != nullptr, &heads_masked);
    heads.Read(*document, heads_masked, &headed);
  }
  if (trace != nullptr) {
    sentence.Render();
    trace->push_back("sentence:" + sentence.text);
    if (!heads_masked.tokens.empty()) {
      heads_masked.Render();
      trace->push_back("metrics: " + heads_masked.text);
    }
  }
  if (framed.empty() && headed.empty()) return;
  const Attribution attribution = modality.ReadAttribution(sentence, document->analysis());
  struct Candidate {
    ReadClaim* read;
    bool from_head;
  };
  std::vector<Candidate> candidates;
  for (ReadClaim& read : framed) candidates.push_back({&read, false});
  for (ReadClaim& read : headed) candidates.push_back({&read, true});
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.read->priority > b.read->priority; });
  const size_t before = claims->size();
  // One reading a figure: the first claim that takes it keeps it, with those that share it.
  std::map<Span, uint32_t> taken;
  for (const Candidate& candidate : candidates) {
    const Claim& claim = candidate.read->claim;
    std::vector<Span> figures;
    for (const RoleFill& fill : claim.roles) {
      const RoleInfo* info = FindRole(claim.type, fill.role);
      if (info != nullptr && IsReadOnce(*info) && !fill.span.empty()) figures.push_back(fill.span);
    }
    const uint32_t shared = candidate.read->shared;
    if (std::any_of(figures.begin(), figures.end(), [&taken, shared](Span span) {
          const auto by = taken.find(span);
          return by != taken.end() && (shared == 0 || by->second != shared);
        }))
      continue;
    if (HasRequiredRoles(claim)) {
      for (const Span span : figures) taken.emplace(span, shared);
    }
    Finish(*document, sentence, heads_masked, std::move(*candidate.read), candidate.from_head, attribution, claims,
           trace);
  }
  for (size_t i = before; i < claims->size(); ++i) document->Remember((*claims)[i], sentence.sentence);
}

void ClaimReader::Read(const DocumentText& text, Analysis* analysis, std::vector<std::string>* trace) const {
  ClaimDocument document(text, *analysis);
  const Structure& structure = text.structure;
  std::vector<Claim> body, top;
  static thread_local Compiled::Scratch scratch;
  size_t mention = 0, reference = 0;
  const std::vector<Mention>& mentions = analysis->mentions;
  for (uint32_t s = 0; s < structure.sentences.size(); ++s) {
    const Span span = structure.sentences[s].in_view;
    const ParagraphKind kind = structure.paragraphs[structure.sentences[s].paragraph].kind;
    while (mention < mentions.size() && mentions[mention].in_view.begin < span.begin) ++mention;
    // Every claim has a name or a figure in its words.
    if (kind == ParagraphKind::kBoilerplate || mention == mentions.size() ||
        mentions[mention].in_view.begin >= span.end)
      continue;
    compiled_->masker.Mask(text, *analysis, s, &mention, &reference, &scratch.sentence);
    const bool heading = kind == ParagraphKind::kHeadline || kind == ParagraphKind::kHeading;
    compiled_->ReadSentence(&document, &scratch, heading ? &top : &body, trace);
  }
  for (Claim& claim : top) {
    if (std::none_of(body.begin(), body.end(), [&claim](const Claim& known) { return Repeats(claim, known); }))
      body.push_back(std::move(claim));
  }
  FillOpenPeriods(text, *analysis, &body);
  CompletePosts(&body);
  TakeUpPrices(&body);
  CompleteDeals(&body);
  MergeRestated(&body);
  std::vector<Claim>& claims = analysis->claims;
  for (Claim& claim : body) {
    if (HasRequiredRoles(claim) && std::none_of(claims.begin(), claims.end(),
                                                [&claim](const Claim& known) { return SameStatement(claim, known); }))
      claims.push_back(std::move(claim));
  }
  for (Claim& claim : claims) claim.confidence = compiled_->confidence.Of(claim);
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.quote, a.type, a.rule) < std::tie(b.quote, b.type, b.rule);
  });
}

double ClaimReader::min_confidence() const { return compiled_->confidence.least(); }

std::vector<Error> ClaimReader::CheckExamples(const Analyse& analyse) const {
  std::vector<Error> broken;
  for (const std::string_view section : {"frame", "head", "link", "modality"}) {
    for (const RuleEntry* entry : compiled_->rules->Entries(section))
      CheckClaimExamples(*compiled_->rules, *entry, analyse, &broken);
  }
  return broken;
}

}  // namespace attest
