#include "pipeline/claims/modality.h"

#include <algorithm>
#include <bit>

#include "pipeline/claims/pattern.h"

namespace attest {
namespace {

// A cue further before a claim's words governs another verb.
constexpr uint32_t kCueReach = 10;

constexpr uint32_t kCoordinatedReach = 24;
// What is said of an event right after its words.
constexpr uint32_t kAfterReach = 6;

constexpr uint32_t BitOf(FactType type) { return 1u << static_cast<uint32_t>(type); }

bool BeginsClause(std::string_view word) {
  return word == "," || word == ";" || word == ":" || word == "but" || word == "while" || word == "after" ||
         word == "before" || word == "when" || word == "because";
}

bool IsRelative(const MaskToken& token) {
  return token.letter == 0 && (token.word == "that" || token.word == "which" || token.word == "who");
}

// Where the clause of the words [first, end) begins.
uint32_t ClauseStart(const MaskedSentence& sentence, uint32_t first, uint32_t end, const VocabularySet& infinitives) {
  // "could bankrupt C, which owes M", "on top of the Q jobs that went": what stands before is about another verb.
  constexpr uint32_t kAntecedent = 4;
  for (uint32_t i = first + 1; i < end && i < first + kAntecedent && sentence.tokens[first].letter != 0; ++i) {
    if (IsRelative(sentence.tokens[i])) return first;
  }
  // "will open a mill, close another and hire": the auxiliary of the first verb serves the last.
  const bool coordinated =
      first > 0 && sentence.tokens[first - 1].word == "and" && infinitives.Has(sentence.tokens[first].number);
  const uint32_t most = coordinated ? kCoordinatedReach : kCueReach;
  const uint32_t reach = first > most ? first - most : 0;
  for (uint32_t i = first; i-- > reach;) {
    const MaskToken& token = sentence.tokens[i];
    if (token.letter != 0) continue;
    if (BeginsClause(token.word) && !(coordinated && token.word == ",")) return i + 1;
  }
  return reach;
}

}  // namespace

Result<ModalityReader> ModalityReader::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  ModalityReader reader;
  const SlotPatterns slots = {{"report", LetterSlot("CN", vocabulary)}};
  const auto compile = [&](const RuleEntry& entry, std::string_view field, const Cue& kind, Cues* cues) -> Status {
    const std::vector<std::string> patterns = entry.body.Texts(field);
    if (patterns.empty()) return rules.Broken(entry, "no patterns under `" + std::string(field) + "`");
    for (const std::string& pattern : patterns) {
      Result<CompiledPattern> compiled = CompilePattern(pattern, slots, rules, entry, vocabulary);
      if (!compiled.ok()) return compiled.error();
      cues->Add(*std::move(compiled), kind, vocabulary);
    }
    return Done{};
  };
  if (const std::vector<std::string>* infinitives = rules.List("modality.infinitive")) {
    for (const std::string& word : *infinitives) reader.infinitives_.Add(vocabulary->Add(word));
  }
  static_assert(kFactTypes <= 32);
  for (const RuleEntry* entry : rules.Entries("modality")) {
    const std::optional<Modality> modality = ModalityFromName(entry->body.Text("modality"));
    if (!modality) return rules.Broken(*entry, "`modality` is one of actual, planned, forecast, possible, denied");
    Cue kind{.pattern = {}, .modality = *modality};
    for (const std::string& name : entry->body.Texts("types")) {
      const std::optional<FactType> type = FactTypeFromName(name);
      if (!type) return rules.Broken(*entry, "`types` has none of the fact catalogue's: `" + name + "`");
      kind.types |= BitOf(*type);
    }
    for (const auto& [field, place] :
         {std::pair("cues", Place::kWithin), std::pair("before", Place::kBefore), std::pair("after", Place::kAfter)}) {
      kind.place = place;
      if (entry->body.Get(field) == nullptr) continue;
      if (Status status = compile(*entry, field, kind, &reader.modalities_); !status.ok()) return status.error();
    }
  }
  for (const RuleEntry* entry : rules.Entries("attribution")) {
    const std::string_view kind = entry->body.Text("kind");
    if (kind != "report" && kind != "correction" && kind != "note")
      return rules.Broken(*entry, "`kind` is report, correction or note");
    Cues* const cues = kind == "note" ? &reader.notes_ : &reader.attributions_;
    if (Status status = compile(*entry, "cues", {.pattern = {}, .is_report = kind == "report"}, cues); !status.ok())
      return status.error();
  }
  return reader;
}

void ModalityReader::Cues::Add(CompiledPattern pattern, Cue cue, Vocabulary* vocabulary) {
  const auto number = static_cast<uint32_t>(all.size());
  cue.pattern = std::move(pattern.pattern);
  cue.words_from = pattern.needs.words_from;
  cue.words_to = pattern.needs.words_to;
  all.push_back(std::move(cue));
  if (pattern.needs.words.empty()) without_word.push_back(number);
  for (const std::string& word : pattern.needs.words) {
    const uint32_t id = vocabulary->Add(word, word_class);
    words.Add(id);
    if (id >= by_word.size()) by_word.resize(id + 1);
    by_word[id].push_back(number);
  }
}

void ModalityReader::Found::Add(size_t cue, TokenRange range) {
  uint64_t& bits = cues[cue / 64];
  const uint64_t bit = uint64_t{1} << (cue % 64);
  begins[cue] = (bits & bit) == 0
                    ? range
                    : TokenRange{std::min(begins[cue].begin, range.begin), std::max(begins[cue].end, range.end)};
  bits |= bit;
}

template <typename Visit>
bool ModalityReader::Found::Any(const Visit& visit) const {
  for (size_t word = 0; word < cues.size(); ++word) {
    for (uint64_t left = cues[word]; left != 0; left &= left - 1) {
      const size_t cue = word * 64 + static_cast<size_t>(std::countr_zero(left));
      if (visit(cue, begins[cue])) return true;
    }
  }
  return false;
}

void ModalityReader::Cues::Candidates(const MaskedSentence& sentence, uint32_t first, uint32_t end,
                                      Found* found) const {
  found->cues.assign(all.size() / 64 + 1, 0);
  found->begins.resize(all.size());
  for (const uint32_t cue : without_word) found->Add(cue, {first, end});
  for (uint32_t i = first; i < end; ++i) {
    const uint32_t number = sentence.tokens[i].number;
    if (!words.Has(number)) continue;
    for (const uint32_t cue : by_word[number]) {
      if (i < first + all[cue].words_from) continue;
      found->Add(cue, {std::max(first, i - std::min(i, all[cue].words_to)), i - all[cue].words_from + 1});
    }
  }
}

Modality ModalityReader::Read(FactType type, const MaskedSentence& sentence, uint32_t first, uint32_t end,
                              uint32_t behind) const {
  const std::vector<MaskToken>& tokens = sentence.tokens;
  const uint32_t begin = ClauseStart(sentence, first, end, infinitives_);
  uint32_t after_end = behind;
  while (after_end < tokens.size() && after_end - behind < kAfterReach &&
         (tokens[after_end].letter != 0 || !BeginsClause(tokens[after_end].word)))
    ++after_end;
  static thread_local Found found;
  modalities_.Candidates(sentence, begin, std::max(end, after_end), &found);
  static thread_local std::vector<TokenRange> nothing;  // words that say nothing
  nothing.clear();
  TokenPattern::Hit hit;
  Modality modality = Modality::kActual;
  found.Any([&](size_t number, TokenRange begins) {
    const Cue& cue = modalities_.all[number];
    if (cue.types != 0 && (cue.types & BitOf(type)) == 0) return false;
    const TokenRange scope = cue.place == Place::kAfter    ? TokenRange{behind, after_end}
                             : cue.place == Place::kBefore ? TokenRange{begin, first}
                                                           : TokenRange{begin, end};
    for (uint32_t from = std::max(scope.begin, begins.begin);
         cue.pattern.Find(sentence, from, scope.end, &hit) && hit.all.begin < begins.end; from = hit.all.begin + 1) {
      if (cue.place == Place::kBefore) {
        if (hit.all.end != first) continue;
        modality = cue.modality;
        return true;
      }
      const bool says_nothing = std::any_of(nothing.begin(), nothing.end(), [&hit](TokenRange range) {
        return hit.all.begin < range.end && range.begin < hit.all.end;
      });
      if (says_nothing) continue;
      if (cue.modality != Modality::kActual) {
        modality = cue.modality;
        return true;
      }
      nothing.push_back(hit.all);
    }
    return false;
  });
  return modality;
}

bool ModalityReader::IsCorrectionNote(const MaskedSentence& sentence) const {
  const auto all = static_cast<uint32_t>(sentence.tokens.size());
  static thread_local Found found;
  notes_.Candidates(sentence, 0, all, &found);
  TokenPattern::Hit hit;
  return found.Any([&](size_t number, TokenRange begins) {
    return notes_.all[number].pattern.Find(sentence, begins.begin, all, &hit) && hit.all.begin < begins.end;
  });
}

Attribution ModalityReader::ReadAttribution(const MaskedSentence& sentence, const Analysis& analysis) const {
  Attribution attribution;
  const auto all = static_cast<uint32_t>(sentence.tokens.size());
  static thread_local Found found;
  attributions_.Candidates(sentence, 0, all, &found);
  TokenPattern::Hit hit;
  found.Any([&](size_t number, TokenRange begins) {
    const Cue& cue = attributions_.all[number];
    if (cue.is_report ? !attribution.report.empty() : attribution.correction) return false;
    if (!cue.pattern.Find(sentence, begins.begin, all, &hit) || hit.all.begin >= begins.end) return false;
    if (!cue.is_report) attribution.correction = true;
    for (size_t g = 0; g < cue.pattern.groups().size(); ++g) {
      if (hit.groups[g].empty() || cue.pattern.groups()[g] != "report") continue;
      const MaskToken& token = sentence.tokens[hit.groups[g].begin];
      const int32_t entity = analysis.mentions[static_cast<size_t>(token.mentions.front())].entity;
      if (entity >= 0) attribution.report = analysis.entities[static_cast<size_t>(entity)].id;
    }
    return false;
  });
  return attribution;
}

}  // namespace attest
