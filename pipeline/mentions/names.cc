#include "pipeline/mentions/names.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <unordered_map>
#include <utility>

#include "pipeline/mentions/entity_id.h"
#include "pipeline/mentions/evidence.h"
#include "pipeline/mentions/gazetteer.h"
#include "pipeline/mentions/lexicon.h"
#include "pipeline/mentions/linking.h"
#include "pipeline/mentions/references.h"
#include "pipeline/mentions/runs.h"

namespace attest {
namespace {

// All in capitals, as headlines of releases are.
bool IsUpper(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// A name is a company or a person from this sum of evidence on.
constexpr double kEnough = 2;

MentionKind KindOf(const Score& score) {
  const double company = score.of(Reading::kCompany), person = score.of(Reading::kPerson);
  const double other = score.of(Reading::kOther);
  if (company >= kEnough && company >= person && company > other) return MentionKind::kCompany;
  if (person >= kEnough && person > other) return MentionKind::kPerson;
  return MentionKind::kName;
}

}  // namespace

struct NameFinder::Compiled {
  Lexicon lexicon;
  std::vector<KnownCompany> companies;
  Evidence evidence;
  std::vector<const RuleEntry*> entries;
};

namespace {

// One document on its way through the stage.
class Reader {
 public:
  Reader(const DocumentText& text, const Lexicon& lexicon, const std::vector<KnownCompany>& companies,
         const Evidence& evidence, Analysis* analysis)
      : text_(text),
        view_(text.view.text()),
        lexicon_(lexicon),
        companies_(companies),
        evidence_(evidence),
        analysis_(*analysis) {}

  void Read() {
    std::vector<Span> values;
    values.reserve(analysis_.mentions.size());
    for (const Mention& mention : analysis_.mentions) values.push_back(mention.in_view);
    tokens_ = Tokenise(view_, text_.structure, values, lexicon_.words);
    runs_ = FindRuns(tokens_, lexicon_);
    Settle();
    Gather();
    OwnPossessives();
    Weigh();
    Tickers();
    LinkForms(view_, tokens_, runs_, &clusters_);
    Decide();
    Emit();
    FindReferences(text_, tokens_, &analysis_);
  }

 private:
  const Token& At(uint32_t token) const { return tokens_.all[token]; }

  // Decides by the rest of the document whether the first word of "Unlike Acme", "German Acme" is part of the name,
  // and whether a word at a sentence's head or in a headline is a name at all.
  void Settle() {
    std::unordered_map<uint64_t, bool> sure;
    sure.reserve(runs_.size() * 2);
    for (const Run& run : runs_) {
      if ((run.flags & (kRunSoft | kRunSoftFirst | kRunHeading)) == 0) sure.emplace(run.key, true);
    }
    std::vector<Run> kept;
    kept.reserve(runs_.size());
    for (Run run : runs_) {
      const bool known = sure.contains(run.key);
      if ((run.flags & kRunSoft) != 0 && !known && run.company < 0) continue;
      if (!known && run.company < 0 && Halve(run, sure, &kept)) continue;
      if ((run.flags & kRunHeading) != 0 && !known && run.company < 0) {
        run = KnownPart(run, sure);
      } else if ((run.flags & kRunSoftFirst) != 0 && !known) {
        const Run rest = Part(run, run.first + 1, run.end);
        if (rest.first < rest.core_end && (sure.contains(rest.key) || !FirstBelongs(run, rest))) run = rest;
      }
      kept.push_back(run);
    }
    runs_ = std::move(kept);
  }

  // The run's words [first, end), which lie inside it.
  Run Part(const Run& run, uint32_t first, uint32_t end) const {
    Run part = run;
    part.first = first;
    while (part.first < run.core_end && (At(part.first).shape & (kCapital | kInnerCapital)) == 0) ++part.first;
    part.end = end;
    part.core_end = std::min(run.core_end, end);
    if (end < run.end) part.flags &= static_cast<uint16_t>(~(kRunLegal | kRunPossessive | kRunPostAfter));
    if (part.first < part.core_end) Describe(tokens_, lexicon_, &part);
    return part;
  }

  // "Acme-Globex" are two where each of them is known by itself.
  bool Halve(const Run& run, const std::unordered_map<uint64_t, bool>& sure, std::vector<Run>* kept) const {
    for (uint32_t i = run.first + 1; i < run.core_end; ++i) {
      if ((At(i).gap & kGapHyphen) == 0) continue;
      const Run left = Part(run, run.first, i), right = Part(run, i, run.end);
      const auto known = [&](const Run& part) {
        return part.first < part.core_end &&
               (sure.contains(part.key) ||
                (part.company >= 0 && !companies_[static_cast<size_t>(part.company)].is_word));
      };
      if (!known(left) || !known(right)) continue;
      kept->push_back(left);
      kept->push_back(right);
      return true;
    }
    return false;
  }

  // Of a heading's capitals the longest part that the rest of the document knows; else all of them.
  Run KnownPart(const Run& run, const std::unordered_map<uint64_t, bool>& sure) const {
    for (uint32_t size = run.core_end - run.first; size-- > 1;) {
      for (uint32_t first = run.first; first + size <= run.core_end; ++first) {
        const Run part = Part(run, first, first + size == run.core_end ? run.end : first + size);
        if (part.first == first && sure.contains(part.key)) return part;
      }
    }
    return run;
  }

  // No other mention tells: do the words themselves? `rest` is the run without its first word.
  bool FirstBelongs(const Run& run, const Run& rest) const {
    const Token& first = At(run.first);
    if (run.company >= 0) return true;
    if (rest.company >= 0 && !companies_[static_cast<size_t>(rest.company)].is_word) return false;
    if ((first.classes & (List::kInitialStrip | List::kPrefix | List::kFirmNoun)) != 0 || first.word == 0) return false;
    if ((first.classes & Bit(List::kFirstName)) != 0) return true;
    const Token& second = At(rest.first);
    if ((first.classes & Bit(List::kFunction)) != 0) return (run.flags & kRunLegal) != 0;
    const bool plain = (second.classes & (List::kDesignator | List::kCommon | List::kOtherHead)) != 0;
    if ((first.classes & Bit(List::kNationality)) != 0) return plain;
    return plain || (run.flags & kRunLegal) != 0 || (At(run.core_end - 1).classes & Bit(List::kDesignator)) != 0;
  }

  void Gather() {
    std::unordered_map<uint64_t, uint32_t> of_key;
    of_key.reserve(runs_.size() * 2);
    cluster_of_.resize(runs_.size());
    for (uint32_t r = 0; r < runs_.size(); ++r) {
      const Run& run = runs_[r];
      const auto [known, added] = of_key.emplace(run.key, static_cast<uint32_t>(clusters_.size()));
      if (added) {
        clusters_.emplace_back();
        clusters_.back().key = run.key;
        clusters_.back().sample = r;
      }
      Cluster& cluster = clusters_[known->second];
      cluster_of_[r] = known->second;
      cluster.runs.push_back(r);
      const bool heading = (run.flags & kRunHeading) != 0;
      if (!heading && cluster.first_in_body == UINT32_MAX) cluster.first_in_body = run.first;
      const Run& sample = runs_[cluster.sample];
      const bool sample_heading = (sample.flags & kRunHeading) != 0;
      if ((sample_heading && !heading) ||
          (sample_heading == heading && run.end - run.first > sample.end - sample.first))
        cluster.sample = r;
    }
  }

  // A name that always bears 's, also where nothing of it follows ("Harper's has said"), owns it.
  void OwnPossessives() {
    for (Cluster& cluster : clusters_) {
      bool always = true, alone = false;
      for (const uint32_t r : cluster.runs) {
        const Run& run = runs_[r];
        if ((run.flags & kRunPossessive) == 0) {
          always = false;
          break;
        }
        if (run.end >= tokens_.all.size()) continue;
        const Token& next = At(run.end);
        const bool verb = (next.classes & (List::kFirmVerb | List::kSayVerb)) != 0 &&
                          (next.gap & ~(kGapSpace | kGapPossessive)) == 0 && (next.classes & Bit(List::kFirmNoun)) == 0;
        if (verb || (next.gap & (kGapComma | kGapClose)) != 0) alone = true;
      }
      if (!always || !alone) continue;
      for (const uint32_t r : cluster.runs) runs_[r].flags |= kRunOwnPossessive;
    }
  }

  // "Acme Corp <ACM>": the letters are another name of the company before them.
  void Tickers() {
    for (uint32_t r = 0; r + 1 < runs_.size(); ++r) {
      const Run& ticker = runs_[r + 1];
      if (runs_[r].end != ticker.first || ticker.end != ticker.first + 1) continue;
      const Token& token = At(ticker.first);
      if ((token.gap & (kGapLess | kGapOpen)) == 0 || (token.shape & (kAllCaps | kInitials)) == 0) continue;
      if (ticker.end >= tokens_.all.size() || (At(ticker.end).gap & (kGapGreater | kGapClose)) == 0) continue;
      const bool bracketed = (token.gap & kGapLess) != 0;
      if (!bracketed && (token.shape & kHasDot) == 0) continue;
      clusters_[cluster_of_[r + 1]].ticker_of = cluster_of_[r];
    }
  }

  void Weigh() {
    for (Cluster& cluster : clusters_) {
      for (const uint32_t r : cluster.runs) evidence_.Collect(view_, tokens_, companies_, runs_[r], &cluster.hits);
      if (cluster.runs.size() >= 3) evidence_.Add(Sign::kRepeated, &cluster.hits);
      cluster.score = evidence_.Weigh(&cluster.hits);
    }
  }

  // The forms of a name add up; then what stands in a list with companies.
  void Decide() {
    std::vector<std::vector<uint32_t>> hits(clusters_.size());
    for (const Cluster& cluster : clusters_) {
      std::vector<uint32_t>& group = hits[cluster.group];
      const bool surname =
          &clusters_[cluster.group] != &cluster && KindOf(clusters_[cluster.group].score) == MentionKind::kPerson;
      // "Altman said" speaks for a company only as long as nobody knows Sam Altman.
      if (!surname) group.insert(group.end(), cluster.hits.begin(), cluster.hits.end());
    }
    scores_.resize(clusters_.size());
    for (uint32_t c = 0; c < clusters_.size(); ++c) {
      if (clusters_[c].group == c) scores_[c] = evidence_.Weigh(&hits[c]);
    }
    std::vector<uint32_t> listed;
    for (uint32_t r = 0; r + 1 < runs_.size(); ++r) {
      if (!Listed(runs_[r], runs_[r + 1])) continue;
      const uint32_t one = clusters_[cluster_of_[r]].group, two = clusters_[cluster_of_[r + 1]].group;
      const bool first = KindOf(scores_[one]) == MentionKind::kCompany,
                 second = KindOf(scores_[two]) == MentionKind::kCompany;
      if (first != second) listed.push_back(first ? two : one);
    }
    for (const uint32_t c : listed) {
      evidence_.Add(Sign::kInList, &hits[c]);
      scores_[c] = evidence_.Weigh(&hits[c]);
    }
  }

  // "A, B", "A and B", "A or B", and nothing else between.
  bool Listed(const Run& one, const Run& two) const {
    if (one.end == two.first)
      return (At(two.first).gap & ~(kGapComma | kGapSpace)) == 0 && (At(two.first).gap & kGapComma) != 0;
    if (one.end + 1 != two.first) return false;
    const std::string_view word = view_.substr(At(one.end).begin, At(one.end).end - At(one.end).begin);
    return (word == "and" || word == "or") && (At(two.first).gap & ~kGapSpace) == 0 &&
           (At(one.end).gap & ~(kGapSpace | kGapComma)) == 0;
  }

  Span SpanOf(const Run& run) const {
    Span span{At(run.first).begin, At(run.end - 1).end};
    const Token& last = At(run.end - 1);
    if ((run.flags & kRunOwnPossessive) != 0) span.end += 2;
    if ((last.shape & kBang) != 0) span.end += 1;
    if ((last.shape & kDotAfter) != 0) {
      const bool sentence_end = run.end == tokens_.all.size() || (At(run.end).gap & kGapStop) == 0;
      const bool abbreviation =
          (last.shape & kInitials) != 0 || IsShortForm(view_.substr(last.begin, last.end - last.begin));
      if (abbreviation && (!sentence_end || dotted_ || (last.shape & kHasDot) != 0)) span.end += 1;
    }
    // "The Range": the article in capitals amid a sentence is part of the name.
    if (run.first > 0 && (run.flags & kRunHeading) == 0) {
      const Token& before = At(run.first - 1);
      if ((At(run.first).gap & ~kGapSpace) == 0 && (before.shape & (kCapital | kFirst)) == kCapital &&
          view_.substr(before.begin, before.end - before.begin) == "The")
        span.begin = before.begin;
    }
    return span;
  }

  static bool IsShortForm(std::string_view word) {
    return word == "Inc" || word == "Corp" || word == "Co" || word == "Ltd" || word == "Cos" || word == "Bros";
  }

  // Does the document write "Corp." or "Corp"? Mentions amid a sentence tell; those at its end cannot.
  void FindDots() {
    uint32_t with = 0, without = 0;
    for (const Run& run : runs_) {
      if ((run.flags & kRunLegal) == 0 || run.end >= tokens_.all.size()) continue;
      const Token& last = At(run.end - 1);
      const std::string_view word = view_.substr(last.begin, last.end - last.begin);
      if (!IsShortForm(word)) continue;
      const bool dot = (last.shape & kDotAfter) != 0;
      const bool inside = (At(run.end).gap & kGapBreak) == 0;
      if (inside) ++(dot ? with : without);
    }
    dotted_ = with > 0 || without == 0;
  }

  void Emit() {
    FindDots();
    std::vector<int32_t> entity_of(clusters_.size(), -1);
    std::vector<Mention> names;
    names.reserve(runs_.size());
    for (uint32_t r = 0; r < runs_.size(); ++r) {
      const uint32_t group = clusters_[cluster_of_[r]].group;
      Mention mention;
      mention.in_view = SpanOf(runs_[r]);
      mention.span = text_.view.ToSource(mention.in_view);
      mention.kind = KindOf(scores_[group]);
      mention.rule = scores_[group].rule;
      if (entity_of[group] < 0) {
        entity_of[group] = static_cast<int32_t>(analysis_.entities.size());
        analysis_.entities.emplace_back();
        analysis_.entities.back().kind = mention.kind;
      }
      mention.entity = entity_of[group];
      AddForm(mention, runs_[r], &analysis_.entities[static_cast<size_t>(mention.entity)]);
      names.push_back(mention);
    }
    for (DocumentEntity& entity : analysis_.entities) {
      std::sort(entity.aliases.begin(), entity.aliases.end());
      entity.id = EntityId(entity.name);
    }
    Merge(std::move(names));
  }

  void AddForm(const Mention& mention, const Run& run, DocumentEntity* entity) const {
    const std::string_view source = text_.document.text;
    const std::string form(source.substr(mention.span.begin, mention.span.length_bytes()));
    if (std::find(entity->aliases.begin(), entity->aliases.end(), form) != entity->aliases.end()) return;
    entity->aliases.push_back(form);
    // The name is the form without its legal suffix: up to the end of the core's last word.
    std::string name = form;
    if (run.core_end < run.end) {
      const Span core = text_.view.ToSource({mention.in_view.begin, At(run.core_end - 1).end});
      name.resize(core.length_bytes());
    }
    std::replace(name.begin(), name.end(), '\n', ' ');
    name.erase(std::unique(name.begin(), name.end(), [](char x, char y) { return x == ' ' && y == ' '; }), name.end());
    // A heading's capitals are worth less than the body's.
    const bool heading = (run.flags & kRunHeading) != 0;
    const bool spelled_better =
        !heading && name.size() == entity->name.size() && IsUpper(entity->name) && !IsUpper(name);
    if (entity->name.empty() || spelled_better || (!heading && name.size() > entity->name.size())) entity->name = name;
    if (run.company >= 0 && entity->identifiers.empty())
      entity->identifiers = companies_[static_cast<size_t>(run.company)].identifiers;
  }

  // Names between the values; a name that holds a quantity ("3M") takes its place, any other value wins.
  void Merge(std::vector<Mention> names) {
    std::vector<Mention> merged;
    merged.reserve(names.size() + analysis_.mentions.size());
    const std::vector<Mention>& values = analysis_.mentions;
    size_t value = 0;
    for (Mention& name : names) {
      while (value < values.size() && values[value].in_view.end <= name.in_view.begin)
        merged.push_back(values[value++]);
      if (value < values.size() && values[value].in_view.Overlaps(name.in_view)) {
        if (values[value].kind != MentionKind::kQuantity || !name.in_view.Contains(values[value].in_view)) continue;
        ++value;
      }
      if (!merged.empty() && merged.back().in_view.Overlaps(name.in_view)) continue;
      merged.push_back(std::move(name));
    }
    merged.insert(merged.end(), values.begin() + static_cast<std::ptrdiff_t>(value), values.end());
    analysis_.mentions = std::move(merged);
  }

  const DocumentText& text_;
  std::string_view view_;
  const Lexicon& lexicon_;
  const std::vector<KnownCompany>& companies_;
  const Evidence& evidence_;
  Analysis& analysis_;
  Tokens tokens_;
  std::vector<Run> runs_;
  std::vector<uint32_t> cluster_of_;  // a run's
  std::vector<Cluster> clusters_;
  std::vector<Score> scores_;  // of groups
  bool dotted_ = true;
};

}  // namespace

NameFinder::NameFinder(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
NameFinder::NameFinder(NameFinder&&) noexcept = default;
NameFinder& NameFinder::operator=(NameFinder&&) noexcept = default;
NameFinder::~NameFinder() = default;

Result<NameFinder> NameFinder::Compile(const RuleSet& rules, const NameOptions& options) {
  Result<Lexicon> lexicon = Lexicon::Load(rules);
  if (!lexicon.ok()) return lexicon.error();
  auto compiled = std::make_unique<Compiled>();
  compiled->lexicon = *std::move(lexicon);
  std::vector<std::pair<std::string, bool>> files;
  if (options.use_gazetteer) {
    for (const std::string_view file : {"gazetteers/well_known.tsv", "gazetteers/companies.tsv"})
      files.emplace_back(rules.PathOf(file), false);
  }
  for (const std::string& file : options.extra_gazetteers) files.emplace_back(file, true);
  for (const auto& [file, from_user] : files) {
    if (Status status = ReadGazetteer(file, from_user, &compiled->lexicon, &compiled->companies); !status.ok())
      return status.error();
  }
  Result<Evidence> evidence = Evidence::Load(rules, &compiled->lexicon);
  if (!evidence.ok()) return evidence.error();
  compiled->evidence = *std::move(evidence);
  compiled->entries = rules.Entries("name");
  return NameFinder(std::move(compiled));
}

void NameFinder::Find(const DocumentText& text, Analysis* analysis) const {
  Reader(text, compiled_->lexicon, compiled_->companies, compiled_->evidence, analysis).Read();
}

namespace {

// The bracketed part of an example, and the example without the brackets.
std::optional<Span> Unbracket(std::string_view example, std::string* plain) {
  const size_t open = example.find('['), close = example.find(']');
  if (open == example.npos || close == example.npos || close < open) return std::nullopt;
  *plain = std::string(example.substr(0, open));
  *plain += example.substr(open + 1, close - open - 1);
  *plain += example.substr(close + 1);
  return Span{static_cast<uint32_t>(open), static_cast<uint32_t>(close - 1)};
}

}  // namespace

std::vector<Error> NameFinder::CheckExamples() const {
  std::vector<Error> broken;
  for (const RuleEntry* entry : compiled_->entries) {
    const auto fail = [&](const std::string& reason) {
      broken.push_back({ErrorCode::kBadRule,
                        entry->file + ":" + std::to_string(entry->body.line) + ": name " + entry->id + ": " + reason});
    };
    for (const bool wanted : {true, false}) {
      for (const std::string& example : entry->body.Texts(wanted ? "yes" : "no")) {
        Document document;
        const std::optional<Span> place = Unbracket(example, &document.text);
        if (!place) {
          fail("example `" + example + "` has no bracketed name");
          continue;
        }
        Analysis analysis;
        Find(DocumentText(document), &analysis);
        bool found = false;
        for (const Mention& mention : analysis.mentions)
          found = found || (mention.span == *place && MentionKindName(mention.kind) == entry->body.Text("for"));
        const std::string_view reading = entry->body.Text("for");
        if (reading == "other") {
          found = true;
          for (const Mention& mention : analysis.mentions) {
            if (mention.span.Overlaps(*place) && mention.kind != MentionKind::kName) found = false;
          }
          if (found != (wanted || true)) fail("example `" + example + "` is read as a company or a person");
          continue;
        }
        if (found != wanted)
          fail("example `" + example + "` is " + (wanted ? "not " : "") + "read as " + std::string(reading));
      }
    }
  }
  return broken;
}

}  // namespace attest
