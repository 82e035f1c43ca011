#include "pipeline/claims/claims.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <variant>

#include "pipeline/claims/complete.h"
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

// A note about a correction stands so near to an article's begin or end.
constexpr uint32_t kNoteSentences = 4;

const Figure* FigureOf(const Value& value) {
  if (const auto* money = std::get_if<Money>(&value)) return &money->figure;
  if (const auto* percent = std::get_if<Percent>(&value)) return &percent->figure;
  if (const auto* quantity = std::get_if<Quantity>(&value)) return &quantity->figure;
  return nullptr;
}

// `figures`: what the article's note says to be corrected, wherever it states it.
void MarkCorrected(const std::vector<Decimal>& figures, std::vector<Claim>* claims) {
  for (Claim& claim : *claims) {
    const RoleFill* main = MainFigure(claim);
    if (main == nullptr || !main->figure.value) continue;
    if (std::find(figures.begin(), figures.end(), *main->figure.value) != figures.end())
      claim.attribution.correction = true;
  }
}

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
  const auto parties_of = [&claim](const RoleFill& fill) {
    const RoleInfo* info = fill.parties.empty() ? nullptr : FindRole(claim.type, fill.role);
    const bool counts = info != nullptr && info->kind == RoleKind::kParty && info->key == KeyPart::kParty;
    return counts ? std::span<const Party>(fill.parties) : std::span<const Party>();
  };
  const auto who = [](const Party& party) -> std::string_view {
    return party.entity.empty() ? party.name : party.entity;
  };
  for (const RoleFill& fill : claim.roles) {
    const std::span<const Party> parties = parties_of(fill);
    for (const Party& party : parties) {
      const auto is_same = [&](const Party& other) { return who(other) == who(party); };
      // Each against those before it.
      if (std::any_of(parties.data(), &party, is_same)) return false;
      for (const RoleFill* before = claim.roles.data(); before != &fill; ++before) {
        const std::span<const Party> others = parties_of(*before);
        if (std::any_of(others.begin(), others.end(), is_same)) return false;
      }
    }
  }
  return true;
}

// Facts about countries are none of companies: types whose parties are no places.
bool IsOfCompanies(FactType type) {
  switch (type) {
    case FactType::kAcquisition:
    case FactType::kInvestment:
    case FactType::kOwnership:
    case FactType::kFundingRound:
    case FactType::kOffering:
    case FactType::kValuation:
    case FactType::kVenture:
    case FactType::kRevenue:
    case FactType::kProfit:
    case FactType::kDebt:
    case FactType::kChange:
    case FactType::kMetric:
    case FactType::kPerShare:
    case FactType::kMarketShare:
    case FactType::kShareOf:
    case FactType::kHeadcount:
      return true;
    default:
      return false;
  }
}

// What only one claim of a sentence may be read from: figures; a contract's term where it has no figure, and the goods
// that it is about; whose post it is.
bool IsReadOnce(const RoleInfo& info) {
  return info.key == KeyPart::kFigure || (info.key == KeyPart::kQualifier && info.required_group > 0) ||
         info.role == Role::kPerson || info.role == Role::kSubject || info.role == Role::kMembers;
}

}  // namespace

struct ClaimReader::Compiled {
  const RuleSet* rules;
  std::unique_ptr<const Vocabulary> vocabulary;
  ClauseWords clause_words;
  Masker masker;
  FrameReader frames;
  HeadReader heads;
  ModalityReader modality;
  Confidence confidence;
  std::unordered_set<std::string_view> places;  // countries, towns and their people, as they are written

  // Takes out the parties that are places.
  void DropPlaces(const ClaimDocument& document, Claim* claim) const;

  // A claim and what it was read from.
  struct Candidate {
    ReadClaim* read;
    bool from_head;
  };
  // A figure, and the claim that was read from it.
  struct Taken {
    Span span;
    FactType type;
    uint32_t shared;
  };
  // What reading a sentence needs, for one after another.
  struct Scratch {
    MaskedSentence sentence, heads_masked;
    std::vector<FormIndex::Candidate> forms;
    std::vector<ReadClaim> framed, headed;
    std::vector<Candidate> candidates;
    std::vector<Span> figures;
    std::vector<Taken> taken;
  };
  // Reads scratch->sentence, as it was masked.
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
  ClauseWords clause_words(vocabulary.get());
  Result<Masker> masker = Masker::Compile(rules, vocabulary.get());
  if (!masker.ok()) return masker.error();
  Result<FrameReader> frames = FrameReader::Compile(rules, vocabulary.get());
  if (!frames.ok()) return frames.error();
  Result<HeadReader> heads = HeadReader::Compile(rules, vocabulary.get());
  if (!heads.ok()) return heads.error();
  Result<ModalityReader> modality = ModalityReader::Compile(rules, vocabulary.get());
  if (!modality.ok()) return modality.error();
  frames->Finish(*vocabulary);
  heads->Finish(*vocabulary);
  Result<Confidence> confidence = Confidence::Compile(rules);
  if (!confidence.ok()) return confidence.error();
  std::unordered_set<std::string_view> places;
  for (const std::string_view list : {"place", "nationality"}) {
    if (const std::vector<std::string>* names = rules.List(list)) places.insert(names->begin(), names->end());
  }
  return ClaimReader(std::make_unique<Compiled>(
      Compiled{&rules, std::move(vocabulary), std::move(clause_words), *std::move(masker), *std::move(frames),
               *std::move(heads), *std::move(modality), *std::move(confidence), std::move(places)}));
}

void ClaimReader::Compiled::DropPlaces(const ClaimDocument& document, Claim* claim) const {
  if (!IsOfCompanies(claim->type)) return;
  for (RoleFill& fill : claim->roles) {
    std::erase_if(fill.parties,
                  [&](const Party& party) { return places.count(party.name) > 0 && document.IsPlainName(party); });
  }
  std::erase_if(claim->roles, [claim](const RoleFill& fill) {
    return fill.parties.empty() && FindRole(claim->type, fill.role)->kind == RoleKind::kParty;
  });
}

void ClaimReader::Compiled::Finish(const ClaimDocument& document, const MaskedSentence& sentence,
                                   const MaskedSentence& heads_masked, ReadClaim read, bool from_head,
                                   const Attribution& attribution, std::vector<Claim>* claims,
                                   std::vector<std::string>* trace) const {
  const MaskedSentence& masked = from_head ? heads_masked : sentence;
  Claim& claim = read.claim;
  DropPlaces(document, &claim);
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
  sentence.places.Begin(*vocabulary);
  frames.Candidates(sentence, &scratch->forms);
  const bool may_hold_heads = heads.MayHold(sentence);
  if (trace == nullptr && scratch->forms.empty() && !may_hold_heads && !frames.MayHold(sentence)) return;
  std::vector<ReadClaim>& framed = scratch->framed;
  std::vector<ReadClaim>& headed = scratch->headed;
  framed.clear();
  headed.clear();
  frames.Read(*document, sentence, scratch->forms, &framed);
  MaskedSentence& heads_masked = scratch->heads_masked;
  heads_masked.tokens.clear();
  if (may_hold_heads) {
    heads.MaskHeads(*document, sentence, trace != nullptr, &heads_masked);
    heads_masked.places.Begin(*vocabulary);
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
  std::vector<Candidate>& candidates = scratch->candidates;
  candidates.clear();
  for (ReadClaim& read : framed) candidates.push_back({&read, false});
  for (ReadClaim& read : headed) candidates.push_back({&read, true});
  if (candidates.size() > 1) {
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.read->priority > b.read->priority; });
  }
  const size_t before = claims->size();
  // One reading a figure: the first claim that takes it keeps it, with those that share it.
  std::vector<Taken>& taken = scratch->taken;
  taken.clear();
  for (const Candidate& candidate : candidates) {
    const Claim& claim = candidate.read->claim;
    std::vector<Span>& figures = scratch->figures;
    figures.clear();
    for (const RoleFill& fill : claim.roles) {
      if (fill.span.empty()) continue;
      const RoleInfo* info = FindRole(claim.type, fill.role);
      if (info != nullptr && IsReadOnce(*info)) figures.push_back(fill.span);
    }
    const uint32_t shared = candidate.read->shared;
    // "The offer values C at M": the price of one purchase, and what the company is worth.
    const auto both = [&claim](FactType type) {
      return (type == FactType::kAcquisition && claim.type == FactType::kValuation) ||
             (type == FactType::kValuation && claim.type == FactType::kAcquisition);
    };
    const auto find = [&](Span span) {
      return std::find_if(taken.begin(), taken.end(),
                          [&](const Taken& by) { return by.span == span && !both(by.type); });
    };
    if (std::any_of(figures.begin(), figures.end(), [&](Span span) {
          const auto by = find(span);
          return by != taken.end() && (shared == 0 || by->shared != shared);
        }))
      continue;
    if (HasRequiredRoles(claim)) {
      for (const Span span : figures) {
        if (find(span) == taken.end()) taken.push_back({span, claim.type, shared});
      }
    }
    Finish(*document, sentence, heads_masked, std::move(*candidate.read), candidate.from_head, attribution, claims,
           trace);
  }
  for (size_t i = before; i < claims->size(); ++i) document->Remember(*claims, i, sentence.sentence);
}

void ClaimReader::Read(const DocumentText& text, Analysis* analysis, std::vector<std::string>* trace) const {
  ClaimDocument document(compiled_->clause_words, text, *analysis);
  const Structure& structure = text.structure;
  std::vector<Claim> body, top;
  std::vector<Decimal> corrected;  // figures that the article says to be corrected
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
    const size_t first_mention = mention;
    compiled_->masker.Mask(text, *analysis, s, &mention, &reference, &scratch.sentence);
    if ((scratch.sentence.classes & kNoteWord) != 0 &&
        (s < kNoteSentences || s + kNoteSentences >= structure.sentences.size())) {
      scratch.sentence.places.Begin(*compiled_->vocabulary);
      if (compiled_->modality.IsCorrectionNote(scratch.sentence)) {
        for (size_t m = first_mention; m < mention; ++m) {
          if (const Figure* figure = FigureOf(mentions[m].value); figure != nullptr && figure->value)
            corrected.push_back(*figure->value);
        }
      }
    }
    const bool heading = kind == ParagraphKind::kHeadline || kind == ParagraphKind::kHeading;
    compiled_->ReadSentence(&document, &scratch, heading ? &top : &body, trace);
  }
  AddHeadlines(std::move(top), &body);
  if (body.empty()) return;
  if (!corrected.empty()) MarkCorrected(corrected, &body);
  FillOpenPeriods(text, *analysis, &body);
  CompletePosts(&body);
  TakeUpPrices(&body);
  CompleteDeals(&body);
  MergeRestated(&body);
  std::vector<Claim>& claims = analysis->claims;
  for (Claim& claim : body) {
    if (HasRequiredRoles(claim)) claims.push_back(std::move(claim));
  }
  DropSameStatements(&claims);
  for (Claim& claim : claims) claim.confidence = compiled_->confidence.Of(claim);
  const auto before = [](const Claim& a, const Claim& b) {
    return std::tie(a.quote, a.type, a.rule) < std::tie(b.quote, b.type, b.rule);
  };
  if (!std::is_sorted(claims.begin(), claims.end(), before)) std::stable_sort(claims.begin(), claims.end(), before);
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
