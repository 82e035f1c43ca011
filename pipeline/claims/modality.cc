#include "pipeline/claims/modality.h"

#include <algorithm>

#include "pipeline/claims/pattern.h"

namespace attest {
namespace {

// A cue further before a claim's words governs another verb.
constexpr uint32_t kCueReach = 8;

// What is said of an event right after its words.
constexpr uint32_t kAfterReach = 6;

constexpr uint32_t BitOf(FactType type) { return 1u << static_cast<uint32_t>(type); }

bool BeginsClause(std::string_view word) {
  return word == "," || word == ";" || word == ":" || word == "but" || word == "while" || word == "after" ||
         word == "before" || word == "when" || word == "because";
}

bool IsRelative(const MaskToken& token) { return token.letter == 0 && (token.word == "which" || token.word == "who"); }

// Where the clause of the words [first, end) begins.
uint32_t ClauseStart(const MaskedSentence& sentence, uint32_t first, uint32_t end) {
  // "could bankrupt C, which owes M": what stands before C is about another verb.
  const uint32_t relative = first + 1 < end && sentence.tokens[first + 1].word == "," ? first + 2 : first + 1;
  if (relative < end && IsRelative(sentence.tokens[relative])) return first;
  const uint32_t reach = first > kCueReach ? first - kCueReach : 0;
  for (uint32_t i = first; i-- > reach;) {
    const MaskToken& token = sentence.tokens[i];
    if (token.letter != 0) continue;
    if (BeginsClause(token.word)) return i + 1;
  }
  return reach;
}

}  // namespace

Result<ModalityReader> ModalityReader::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  ModalityReader reader;
  const SlotPatterns slots = {{"report", LetterSlot("CN")}};
  const auto compile = [&](const RuleEntry& entry, std::string_view field) -> Result<std::vector<Cue>> {
    std::vector<Cue> out;
    for (const std::string& pattern : entry.body.Texts(field)) {
      Result<CompiledPattern> compiled = CompilePattern(pattern, slots, rules, entry, vocabulary);
      if (!compiled.ok()) return compiled.error();
      Cue cue{.pattern = std::move(compiled->pattern), .words = {}};
      for (const std::string& word : compiled->needs.words) cue.words.push_back(vocabulary->Add(word));
      out.push_back(std::move(cue));
    }
    if (out.empty()) return rules.Broken(entry, "no patterns under `" + std::string(field) + "`");
    return out;
  };
  static_assert(kFactTypes <= 32);
  for (const RuleEntry* entry : rules.Entries("modality")) {
    const std::optional<Modality> modality = ModalityFromName(entry->body.Text("modality"));
    if (!modality) return rules.Broken(*entry, "`modality` is one of actual, planned, forecast, possible, denied");
    uint32_t types = 0;
    for (const std::string& name : entry->body.Texts("types")) {
      const std::optional<FactType> type = FactTypeFromName(name);
      if (!type) return rules.Broken(*entry, "`types` has none of the fact catalogue's: `" + name + "`");
      types |= BitOf(*type);
    }
    for (const std::string_view field : {"cues", "after"}) {
      if (field == "after" && entry->body.Get(field) == nullptr) continue;
      Result<std::vector<Cue>> cues = compile(*entry, field);
      if (!cues.ok()) return cues.error();
      for (Cue& cue : *cues) {
        cue.modality = *modality;
        cue.types = types;
        cue.after = field == "after";
        reader.cues_.push_back(std::move(cue));
      }
    }
  }
  for (const RuleEntry* entry : rules.Entries("attribution")) {
    const bool correction = entry->body.Text("kind") == "correction";
    if (!correction && entry->body.Text("kind") != "report")
      return rules.Broken(*entry, "`kind` is report or correction");
    Result<std::vector<Cue>> cues = compile(*entry, "cues");
    if (!cues.ok()) return cues.error();
    for (Cue& cue : *cues) (correction ? reader.corrections_ : reader.reports_).push_back(std::move(cue));
  }
  return reader;
}

bool ModalityReader::MayHold(const Cue& cue, const MaskedSentence& sentence, uint32_t first, uint32_t end) {
  if (cue.words.empty()) return true;
  return std::any_of(sentence.tokens.begin() + first, sentence.tokens.begin() + end, [&cue](const MaskToken& token) {
    return token.letter == 0 && std::find(cue.words.begin(), cue.words.end(), token.number) != cue.words.end();
  });
}

Modality ModalityReader::Read(FactType type, const MaskedSentence& sentence, uint32_t first, uint32_t end,
                              uint32_t behind) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const uint32_t begin = ClauseStart(sentence, first, end);
  uint32_t after_end = behind;
  while (after_end < tokens.size() && after_end - behind < kAfterReach &&
         (tokens[after_end].letter != 0 || !BeginsClause(tokens[after_end].word)))
    ++after_end;
  std::vector<TokenRange> nothing;  // words that say nothing
  TokenPattern::Hit hit;
  for (const Cue& cue : cues_) {
    if (cue.types != 0 && (cue.types & BitOf(type)) == 0) continue;
    const TokenRange scope = cue.after ? TokenRange{behind, after_end} : TokenRange{begin, end};
    if (!MayHold(cue, sentence, scope.begin, scope.end)) continue;
    for (uint32_t from = scope.begin; cue.pattern.Find(tokens, from, scope.end, &hit); from = hit.all.begin + 1) {
      const bool says_nothing = std::any_of(nothing.begin(), nothing.end(), [&hit](TokenRange range) {
        return hit.all.begin < range.end && range.begin < hit.all.end;
      });
      if (says_nothing) continue;
      if (cue.modality != Modality::kActual) return cue.modality;
      nothing.push_back(hit.all);
    }
  }
  return Modality::kActual;
}

Attribution ModalityReader::ReadAttribution(const MaskedSentence& sentence, const Analysis& analysis) const {
  Attribution attribution;
  TokenPattern::Hit hit;
  const auto all = static_cast<uint32_t>(sentence.tokens.size());
  for (const Cue& cue : reports_) {
    if (!MayHold(cue, sentence, 0, all) || !cue.pattern.Find(sentence.tokens, 0, all, &hit)) continue;
    for (size_t g = 0; g < hit.groups.size(); ++g) {
      if (hit.groups[g].empty() || cue.pattern.groups()[g] != "report") continue;
      const MaskToken& token = sentence.tokens[hit.groups[g].begin];
      const int32_t entity = analysis.mentions[static_cast<size_t>(token.mentions.front())].entity;
      if (entity >= 0) attribution.report = analysis.entities[static_cast<size_t>(entity)].id;
    }
    if (!attribution.report.empty()) break;
  }
  for (const Cue& cue : corrections_) {
    attribution.correction =
        attribution.correction || (MayHold(cue, sentence, 0, all) && cue.pattern.Find(sentence.tokens, 0, all, &hit));
  }
  return attribution;
}

}  // namespace attest
