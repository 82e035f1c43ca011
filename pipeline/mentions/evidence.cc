#include "pipeline/mentions/evidence.h"

#include <algorithm>
#include <charconv>

namespace attest {
namespace {

const uint64_t kOf = HashWord("of");

constexpr std::array<std::string_view, kReadings> kReadingNames = {"company", "person", "other"};

Result<NameRule> ReadRule(const RuleEntry& entry, const RuleSet& rules) {
  NameRule rule;
  rule.id = entry.id;
  const std::string_view reading = entry.body.Text("for");
  const auto known = std::find(kReadingNames.begin(), kReadingNames.end(), reading);
  if (known == kReadingNames.end())
    return rules.Broken(entry, "`for` is \"company\", \"person\" or \"other\", not \"" + std::string(reading) + "\"");
  rule.reading = static_cast<Reading>(known - kReadingNames.begin());
  const RuleNode* weight = entry.body.Get("weight");
  if (weight == nullptr || weight->kind != RuleNode::Kind::kNumber) return rules.Broken(entry, "`weight` is a number");
  const std::string& digits = weight->text;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), rule.weight).ec != std::errc())
    return rules.Broken(entry, "`weight` is a number, not " + digits);
  return rule;
}

}  // namespace

Result<Evidence> Evidence::Load(const RuleSet& rules, Lexicon* lexicon) {
  Evidence evidence;
  for (const RuleEntry* entry : rules.Entries("name")) {
    Result<NameRule> rule = ReadRule(*entry, rules);
    if (!rule.ok()) return rule.error();
    const auto index = static_cast<uint32_t>(evidence.rules_.size());
    evidence.rules_.push_back(*rule);
    const std::vector<std::string> contexts = entry->body.Texts("context");
    const std::string_view sign = entry->body.Text("sign");
    if (contexts.empty() == sign.empty()) return rules.Broken(*entry, "a name rule has either `context` or `sign`");
    for (const std::string& context : contexts) {
      if (Status status = evidence.contexts_.Add(context, index, *entry, rules, lexicon); !status.ok())
        return status.error();
    }
    if (sign.empty()) continue;
    const auto known = std::find(kSignNames.begin(), kSignNames.end(), sign);
    if (known == kSignNames.end()) return rules.Broken(*entry, "no sign is named \"" + std::string(sign) + "\"");
    evidence.of_sign_[static_cast<size_t>(known - kSignNames.begin())].push_back(index);
  }
  evidence.contexts_.Index(*lexicon);
  return evidence;
}

namespace {

// "(NASDAQ: ACME)", "(ACME.O)", "<ACME>" right after the name.
bool HasTicker(const Tokens& tokens, const Run& run) {
  if (run.end >= tokens.size()) return false;
  const Token& next = tokens[run.end];
  if ((next.gap & (kGapOpen | kGapLess)) == 0 || (next.shape & (kAllCaps | kInitials)) == 0) return false;
  if (run.end + 1 >= tokens.size()) return false;
  const Token& after = tokens[run.end + 1];
  if ((next.gap & kGapLess) != 0) return (after.gap & kGapGreater) != 0;
  return (after.gap & kGapColon) != 0 && (after.shape & (kAllCaps | kCapital)) != 0;
}

}  // namespace

void Evidence::Collect(std::string_view view, const Tokens& tokens, const Gazetteer& gazetteer, const Run& run,
                       std::vector<uint32_t>* hits) const {
  const auto add = [this, hits](Sign sign) { Add(sign, hits); };
  const Token& first = tokens[run.first];
  const uint32_t last = run.core_end - 1;
  const WordClasses classes = tokens.Classes(run.first);
  const bool one = run.core_end == run.first + 1;
  if ((run.flags & kRunLegal) != 0) add(Sign::kLegalForm);
  if (run.company >= 0) {
    const KnownCompany& known = gazetteer.company(run.company);
    // A word of the user's list gets no evidence from being there.
    if (!known.is_word)
      add(known.from_user ? Sign::kUserKnown : Sign::kKnown);
    else if (!known.from_user)
      add(Sign::kKnownWord);
  }
  if (HasTicker(tokens, run)) add(Sign::kTicker);
  if ((run.flags & kRunOwnPossessive) != 0) add(Sign::kOwnPossessive);
  if ((first.gap & kGapLess) != 0) add(Sign::kAngled);
  if ((run.flags & kRunTitled) != 0) add(Sign::kTitled);
  if ((run.flags & kRunPersonTitle) != 0) add(Sign::kPersonTitle);
  if ((run.flags & kRunPostAfter) != 0) add(Sign::kPostAfter);
  if ((run.classes & Bit(List::kPlace)) != 0) add(Sign::kPlace);
  if ((run.classes & Bit(List::kNationality)) != 0) add(Sign::kNationality);
  if ((run.classes & Bit(List::kMedia)) != 0) add(Sign::kMedia);
  if ((run.classes & (List::kNotCompany | List::kPost | List::kMonthDay)) != 0) add(Sign::kNotCompany);
  bool ampersand = false, inner = false;
  for (uint32_t i = run.first; i < run.core_end; ++i) {
    if (i > run.first && (tokens[i].gap & kGapAmpersand) != 0) ampersand = true;
    if ((tokens[i].shape & kInnerCapital) != 0) inner = true;
  }
  if (one && view.substr(first.begin, first.end - first.begin).find('&') != view.npos) ampersand = true;
  if (ampersand) add(Sign::kAmpersand);
  if (inner && (first.shape & kInitials) == 0) add(Sign::kInnerCapital);
  if (one) {
    if ((first.shape & kAllCaps) != 0 && (run.flags & kRunHeading) == 0) add(Sign::kAllCaps);
    if ((first.shape & kHasDot) != 0 && (first.shape & kInitials) == 0) add(Sign::kDomain);
    if ((classes & (List::kCommon | List::kFunction)) != 0 && (first.shape & kAllCaps) == 0) add(Sign::kWord);
    if ((classes & Bit(List::kFirmNoun)) != 0) add(Sign::kNotCompany);
    if ((classes & Bit(List::kFirstName)) != 0) add(Sign::kGivenNameAlone);
    if ((first.shape & kHasDigit) != 0 && run.company < 0) add(Sign::kCode);
    if (tokens.Word(run.first) == 0 && (first.shape & (kAllCaps | kHasDigit | kFirst)) == 0 &&
        (run.flags & kRunHeading) == 0)
      add(Sign::kUnknownWord);
  } else {
    const bool trade = tokens.Is(last, List::kDesignator);
    const bool of = tokens[run.first + 1].hash == kOf;
    if (trade && (run.classes & Bit(List::kNotCompany)) == 0 && !((classes & Bit(List::kOtherHead)) != 0 && of))
      add(Sign::kDesignator);
    if (tokens.Is(last, List::kOtherHead)) add(Sign::kOtherHead);
    if (tokens.Is(last, List::kNationality)) add(Sign::kNationality);
    if ((classes & Bit(List::kOtherHead)) != 0 && (of || !(trade || (run.flags & kRunLegal) != 0))) add(Sign::kOfOther);
    const bool company_like = trade || ampersand || (run.flags & kRunLegal) != 0;
    // "Kimberly-Clark" is no Kimberly.
    const bool hyphen = run.core_end == run.first + 2 && (tokens[last].gap & kGapHyphen) != 0;
    if (!company_like && !hyphen && (classes & Bit(List::kFirstName)) != 0) add(Sign::kGivenName);
    if (!company_like && (first.shape & kInitials) != 0) add(Sign::kInitials);
    if (!company_like && run.core_end == run.first + 2 && tokens.Word(run.first) == 0 && tokens.Word(last) == 0)
      add(Sign::kTwoWords);
  }
  const uint32_t from = tokens.SentenceBegin(run.sentence), to = tokens.SentenceEnd(run.sentence);
  // "the Dutch group Acme", "bought Britain's Acme", "rival the Range": what is before the article or the adjective
  // counts.
  uint32_t left = run.first;
  while (left > from && (tokens.Classes(left - 1) & Bit(List::kNationality)) != 0 &&
         (tokens[left].gap & ~kGapSpace) == 0)
    --left;
  if (left == run.first && left > from && tokens[left - 1].end - tokens[left - 1].begin == 3 &&
      view.substr(tokens[left - 1].begin, 3) == "The")
    --left;
  contexts_.Match(tokens, from, to, left, run.end, hits);
}

Score Evidence::Weigh(std::span<uint32_t> hits) const {
  std::sort(hits.begin(), hits.end());
  Score score;
  for (size_t i = 0; i < hits.size(); ++i) {
    const NameRule& rule = rules_[hits[i]];
    double weight = rule.weight;
    if (i > 0 && hits[i - 1] == hits[i]) weight = i > 1 && hits[i - 2] == hits[i] ? 0 : weight / 2;
    score.sum[static_cast<size_t>(rule.reading)] += weight;
    if (weight > score.heaviest && rule.reading != Reading::kOther) {
      score.heaviest = weight;
      score.rule = rule.id;
    }
  }
  return score;
}

}  // namespace attest
