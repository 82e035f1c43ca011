#include "pipeline/mentions/evidence.h"

#include <algorithm>
#include <bit>
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
  rule.reading = static_cast<NameReading>(known - kReadingNames.begin());
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
    evidence.of_sign_[static_cast<size_t>(known - kSignNames.begin())].Add(index);
  }
  evidence.contexts_.Index(*lexicon);
  return evidence;
}

namespace {

// "(NASDAQ: ACME)", "(ACME.O)", "<ACME>" right after the name.
bool HasTicker(std::string_view view, const Tokens& tokens, const Run& run) {
  if (run.end >= tokens.size()) return false;
  const Token& next = tokens[run.end];
  if ((next.gap & (kGapOpen | kGapLess)) == 0 || (next.shape & (kAllCaps | kInitials)) == 0) return false;
  if ((next.gap & kGapLess) != 0) return next.end < view.size() && view[next.end] == '>';
  if (run.end + 1 >= tokens.size()) return false;
  const Token& after = tokens[run.end + 1];
  return (after.gap & kGapColon) != 0 && (after.shape & (kAllCaps | kCapital)) != 0;
}

}  // namespace

void Evidence::Collect(std::string_view view, const Tokens& tokens, const Gazetteer& gazetteer, const Run& run,
                       Hits* hits) const {
  // A bit for each sign: which of them a name bears cannot be guessed, so there is no branch for each.
  uint32_t signs = 0;
  static_assert(kSignNames.size() <= 32);
  const auto mark = [&signs](Sign sign, bool is) { signs |= static_cast<uint32_t>(is) << static_cast<int>(sign); };
  const auto has = [](WordClasses some, WordClasses wanted) { return (some & wanted) != 0; };
  const Token& first = tokens[run.first];
  const uint32_t last = run.core_end - 1;
  const WordClasses classes = tokens.Classes(run.first);
  const bool one = run.core_end == run.first + 1;
  const bool legal = (run.flags & kRunLegal) != 0, heading = (run.flags & kRunHeading) != 0;
  if (run.company >= 0) {
    const KnownCompany& known = gazetteer.company(run.company);
    // A word of the user's list gets no evidence from being there.
    mark(known.from_user ? Sign::kUserKnown : Sign::kKnown, !known.is_word);
    mark(Sign::kKnownWord, known.is_word && !known.from_user);
  }
  mark(Sign::kTicker, HasTicker(view, tokens, run));
  mark(Sign::kLegalForm, legal);
  mark(Sign::kOwnPossessive, (run.flags & kRunOwnPossessive) != 0);
  mark(Sign::kAngled, (first.gap & kGapLess) != 0);
  mark(Sign::kTitled, (run.flags & kRunTitled) != 0);
  mark(Sign::kPersonTitle, (run.flags & kRunPersonTitle) != 0);
  mark(Sign::kPostAfter, (run.flags & kRunPostAfter) != 0);
  mark(Sign::kPlace, has(run.classes, Bit(List::kPlace)));
  mark(Sign::kNationality, has(run.classes, Bit(List::kNationality)));
  mark(Sign::kMedia, has(run.classes, Bit(List::kMedia)));
  bool not_company = has(run.classes, List::kNotCompany | List::kPost | List::kMonthDay);
  uint16_t gaps = 0, shapes = first.shape;
  WordClasses inside = 0;  // of all words but the last
  for (uint32_t i = run.first + 1; i < run.core_end; ++i) {
    gaps |= tokens[i].gap;
    shapes |= tokens[i].shape;
    inside |= tokens.Classes(i - 1);
  }
  const bool ampersand =
      (gaps & kGapAmpersand) != 0 || (one && view.substr(first.begin, first.end - first.begin).find('&') != view.npos);
  const bool initials = (first.shape & kInitials) != 0;
  mark(Sign::kAmpersand, ampersand);
  // "M15X" is a code: its capitals follow figures alone.
  mark(Sign::kInnerCapital, (shapes & kInnerCapital) != 0 && !initials && !(one && (first.shape & kAllCaps) != 0));
  if (one) {
    const bool all_caps = (first.shape & kAllCaps) != 0, digits = (first.shape & kHasDigit) != 0;
    mark(Sign::kAllCaps, all_caps && !heading);
    mark(Sign::kDomain, (first.shape & kHasDot) != 0 && !initials);
    mark(Sign::kWord, has(classes, List::kCommon | List::kFunction) && !all_caps);
    mark(Sign::kGivenNameAlone, has(classes, Bit(List::kFirstName)));
    mark(Sign::kCode, digits && run.company < 0);
    mark(Sign::kUnknownWord,
         tokens.Word(run.first) == 0 && !all_caps && !digits && (first.shape & kFirst) == 0 && !heading);
    // Once for the phrase and once for the word.
    if (has(classes, Bit(List::kFirmNoun))) {
      if (not_company) Add(Sign::kNotCompany, hits);
      not_company = true;
    }
  } else {
    const WordClasses tail = tokens.Classes(last);
    const bool trade = has(tail, Bit(List::kDesignator)), other_head = has(classes, Bit(List::kOtherHead));
    const bool of = tokens[run.first + 1].hash == kOf;
    mark(Sign::kDesignator, trade && !has(run.classes, Bit(List::kNotCompany)) && !(other_head && of));
    mark(Sign::kTradeInside, has(inside, Bit(List::kDesignator)) && !heading);
    mark(Sign::kOtherHead, has(tail, Bit(List::kOtherHead)));
    mark(Sign::kOfOther, other_head && (of || !(trade || legal)));
    const bool company_like = trade || ampersand || legal;
    const bool two = run.core_end == run.first + 2;
    // "Kimberly-Clark" is no Kimberly.
    const bool hyphen = two && (tokens[last].gap & kGapHyphen) != 0;
    mark(Sign::kGivenName, !company_like && !hyphen && has(classes, Bit(List::kFirstName)));
    // "J. Smith", "Noble O. Smith"
    const bool middle = run.core_end == run.first + 3 && (tokens[run.first + 1].shape & kInitials) != 0;
    mark(Sign::kInitials, !company_like && (initials || middle));
    mark(Sign::kTwoWords, !company_like && two && tokens.Word(run.first) == 0 && tokens.Word(last) == 0);
    if (has(tail, Bit(List::kNationality))) {
      if (has(run.classes, Bit(List::kNationality))) Add(Sign::kNationality, hits);
      mark(Sign::kNationality, true);
    }
  }
  mark(Sign::kNotCompany, not_company);
  for (; signs != 0; signs &= signs - 1) Add(static_cast<Sign>(std::countr_zero(signs)), hits);
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

Score Evidence::Weigh(const Hits& hits) const {
  Score score;
  for (size_t i = 0; i < hits.size(); ++i) {
    const Hits::Set& set = hits[i];
    for (uint64_t left = set.once; left != 0; left &= left - 1) {
      const auto at = static_cast<size_t>(std::countr_zero(left));
      const NameRule& rule = rules_[i * 64 + at];
      double& sum = score.sum[static_cast<size_t>(rule.reading)];
      sum += rule.weight;
      if ((set.again >> at & 1) != 0) sum += rule.weight / 2;
      if (rule.weight > score.heaviest && rule.reading != NameReading::kOther) {
        score.heaviest = rule.weight;
        score.rule = rule.id;
      }
    }
  }
  return score;
}

}  // namespace attest
