#include "pipeline/mentions/context.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <utility>

namespace attest {
namespace {

// What may stand between two words of a context without being asked for.
constexpr uint16_t kPlain = kGapSpace | kGapHyphen | kGapStop | kGapLess | kGapGreater;

std::vector<std::string_view> SplitAt(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  size_t at = 0;
  while (at <= text.size()) {
    const size_t end = std::min(text.find(separator, at), text.size());
    if (end > at) parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

uint16_t GapOf(std::string_view sign) {
  if (sign == ",") return kGapComma;
  if (sign == "(") return kGapOpen;
  if (sign == ")") return kGapClose;
  if (sign == "\"") return kGapQuote;
  if (sign == "-") return kGapDash;
  if (sign == "'s") return kGapPossessive;
  if (sign == "<") return kGapLess;
  if (sign == ">") return kGapGreater;
  return 0;
}

std::optional<size_t> ListNamed(std::string_view name) {
  const auto found = std::find(kListNames.begin(), kListNames.end(), name);
  if (found == kListNames.end()) return std::nullopt;
  return static_cast<size_t>(found - kListNames.begin());
}

}  // namespace

Status Contexts::Add(std::string_view context, uint32_t rule, const RuleEntry& entry, const RuleSet& rules,
                     Lexicon* lexicon) {
  const std::vector<std::string_view> elements = SplitAt(context, ' ');
  const auto name = std::find(elements.begin(), elements.end(), "NAME");
  if (name == elements.end()) return rules.Broken(entry, "context `" + std::string(context) + "` has no NAME");
  // Each optional element doubles the variants.
  std::vector<Pattern> variants(1);
  const auto read = [&](auto begin, auto end, std::vector<Step> Pattern::*side) -> Status {
    uint16_t gap = 0;
    for (auto it = begin; it != end; ++it) {
      std::string_view element = *it;
      if (const uint16_t sign = GapOf(element); sign != 0) {
        gap = static_cast<uint16_t>(gap | sign);
        continue;
      }
      Step step;
      step.gap = std::exchange(gap, uint16_t{0});
      bool optional = false;
      if (element == "~") {
        step.any_small = true;
        if (it == begin)
          return rules.Broken(entry, "context `" + std::string(context) + "`: ~ cannot stand next to NAME");
      } else {
        if (element.ends_with('?')) {
          optional = true;
          element.remove_suffix(1);
        }
        for (const std::string_view part : SplitAt(element, '|')) {
          if (!part.starts_with("{@")) {
            step.words.push_back(lexicon->words.Add(part, 0));
            continue;
          }
          const std::string_view list = part.substr(2, part.size() - 3);
          if (const auto known = ListNamed(list)) {
            step.classes |= WordClasses{1} << *known;
            continue;
          }
          const std::vector<std::string>* words = rules.List(list);
          if (words == nullptr || !part.ends_with('}'))
            return rules.Broken(entry, "context `" + std::string(context) + "`: no list is named " + std::string(part));
          for (const std::string& word : *words) {
            if (word.find(' ') == word.npos) step.words.push_back(lexicon->words.Add(word, 0));
          }
        }
        std::sort(step.words.begin(), step.words.end());
      }
      const size_t count = variants.size();
      for (size_t i = 0; i < count; ++i) {
        if (optional) variants.push_back(variants[i]);
        (variants[i].*side).push_back(step);
      }
    }
    if (gap != 0) return rules.Broken(entry, "context `" + std::string(context) + "` ends in a sign");
    return Done{};
  };
  if (Status status = read(std::make_reverse_iterator(name), elements.rend(), &Pattern::left); !status.ok())
    return status;
  if (Status status = read(name + 1, elements.end(), &Pattern::right); !status.ok()) return status;
  for (Pattern& pattern : variants) {
    if (pattern.left.empty() && pattern.right.empty()) return rules.Broken(entry, "a context of NAME alone");
    if ((!pattern.left.empty() && pattern.left[0].any_small) || (!pattern.right.empty() && pattern.right[0].any_small))
      return rules.Broken(entry, "context `" + std::string(context) + "`: ~ may come to stand next to NAME");
    pattern.rule = rule;
    patterns_.push_back(std::move(pattern));
  }
  return Done{};
}

void Contexts::Index(const Lexicon& lexicon) {
  std::vector<std::vector<uint32_t>> words_of_class(kListCount);
  const auto words = static_cast<uint32_t>(lexicon.words.size());
  for (uint32_t w = 1; w < words; ++w) {
    for (WordClasses left = lexicon.words.classes(w); left != 0; left &= left - 1)
      words_of_class[static_cast<size_t>(std::countr_zero(left))].push_back(w);
  }
  NumberSets(words_of_class, words);
  IndexSide(words_of_class, words, true, &left_);
  IndexSide(words_of_class, words, false, &right_);
}

// Calls enter(word) for the words of the lexicon that a step accepts; a word may come more than once.
template <typename Step, typename Enter>
static void ForEachWord(const Step& step, const std::vector<std::vector<uint32_t>>& words_of_class,
                        const Enter& enter) {
  for (WordClasses classes = step.classes; classes != 0; classes &= classes - 1)
    for (const uint32_t word : words_of_class[static_cast<size_t>(std::countr_zero(classes))]) enter(word);
  for (const uint32_t word : step.words) enter(word);
}

void Contexts::NumberSets(const WordsOfClass& words_of_class, size_t words) {
  std::map<std::pair<WordClasses, std::vector<uint32_t>>, uint32_t> sets;
  std::vector<const Step*> samples;
  const auto number = [&](std::vector<Step>* steps) {
    for (Step& step : *steps) {
      const auto [set, fresh] = sets.emplace(std::pair(step.classes, step.words), samples.size());
      if (fresh) samples.push_back(&step);
      step.set = set->second;
    }
  };
  for (Pattern& pattern : patterns_) {
    number(&pattern.left);
    number(&pattern.right);
  }
  sets_stride_ = samples.size() / 64 + 1;
  sets_of_.assign(words * sets_stride_, 0);
  for (size_t set = 0; set < samples.size(); ++set) {
    ForEachWord(*samples[set], words_of_class,
                [&](uint32_t word) { sets_of_[word * sets_stride_ + set / 64] |= uint64_t{1} << (set % 64); });
  }
}

void Contexts::IndexSide(const WordsOfClass& words_of_class, size_t words, bool is_left, Side* side) const {
  // Counted first, then filled, each word's patterns in their order.
  std::vector<uint32_t> next(words + 1, 0);
  for (const bool fill : {false, true}) {
    std::vector<uint32_t> last(words, UINT32_MAX);  // the pattern that a word was last entered for
    for (uint32_t p = 0; p < patterns_.size(); ++p) {
      const Pattern& pattern = patterns_[p];
      // A pattern of both sides is found by its left one.
      if (is_left ? pattern.left.empty() : !pattern.left.empty()) continue;
      const std::vector<Step>& steps = is_left ? pattern.left : pattern.right;
      const Step& step = steps[0];
      uint16_t next_set = kAnyWord;
      if (steps.size() == 1 && (!is_left || pattern.right.empty())) next_set = kNoWord;
      if (steps.size() > 1 && !steps[1].any_small && steps[1].set < kAnyWord)
        next_set = static_cast<uint16_t>(steps[1].set);
      const auto enter = [&](uint32_t word) {
        if (std::exchange(last[word], p) == p) return;
        if (fill) side->entries[next[word]] = {p, step.gap, next_set};
        ++next[word];
      };
      ForEachWord(step, words_of_class, enter);
    }
    if (fill) break;
    side->begin.assign(words + 1, 0);
    for (size_t w = 0; w < words; ++w) side->begin[w + 1] = side->begin[w] + next[w];
    side->entries.resize(side->begin[words]);
    next = side->begin;
  }
}

bool Contexts::Walk(const Tokens& tokens, const std::vector<Step>& steps, size_t step, int64_t at, int64_t from,
                    int64_t to, int direction) const {
  if (step == steps.size()) return true;
  if (at < from || at >= to) return false;
  const Token& token = tokens[static_cast<uint32_t>(at)];
  // The gap between this word and the one nearer to the name.
  const uint16_t gap = direction > 0 ? token.gap : tokens[static_cast<uint32_t>(at + 1)].gap;
  const uint16_t wanted = steps[step].gap;
  const uint16_t signs = static_cast<uint16_t>(gap & ~kPlain);
  if (wanted == 0 ? signs != 0 : (gap & wanted) == 0) return false;
  if (steps[step].any_small) {
    if (Walk(tokens, steps, step + 1, at, from, to, direction)) return true;
    for (int i = 0; i < 3; ++i) {
      const int64_t here = at + i * direction;
      if (here < from || here >= to) return false;
      const Token& skipped = tokens[static_cast<uint32_t>(here)];
      if ((skipped.shape & kCapital) != 0 && !tokens.Is(static_cast<uint32_t>(here), List::kNationality)) return false;
      if (i > 0) {
        const uint16_t between = direction > 0 ? skipped.gap : tokens[static_cast<uint32_t>(here + 1)].gap;
        if ((between & ~kPlain) != 0) return false;
      }
      if (Walk(tokens, steps, step + 1, here + direction, from, to, direction)) return true;
    }
    return false;
  }
  if (!Accepts(steps[step].set, tokens.Word(static_cast<uint32_t>(at)))) return false;
  // "Jones, the retailer's boss" is no retailer.
  if (direction > 0 && step + 1 == steps.size() && (token.shape & kPossessive) != 0) return false;
  return Walk(tokens, steps, step + 1, at + direction, from, to, direction);
}

void Contexts::Match(const Tokens& tokens, uint32_t from, uint32_t to, uint32_t first, uint32_t end,
                     std::vector<uint32_t>* hits) const {
  // Calls found(entry, pattern) for what the index has of a word, and has not turned away by the next word;
  // `next_word`: 0 for none and for an unknown one.
  const auto for_each = [this](const Side& side, uint32_t word, uint16_t gap, uint32_t next_word, const auto& found) {
    for (uint32_t i = side.begin[word]; i < side.begin[word + 1]; ++i) {
      const Entry& entry = side.entries[i];
      if (entry.gap == 0 ? (gap & ~kPlain) != 0 : (gap & entry.gap) == 0) continue;
      if (entry.next_set < kAnyWord && !Accepts(entry.next_set, next_word)) continue;
      found(entry, patterns_[entry.pattern]);
    }
  };
  if (first > from) {
    const uint32_t next_word = first > from + 1 ? tokens.Word(first - 2) : 0;
    for_each(left_, tokens.Word(first - 1), tokens[first].gap, next_word,
             [&](const Entry& entry, const Pattern& pattern) {
               if (entry.next_set == kNoWord || (Walk(tokens, pattern.left, 1, int64_t{first} - 2, from, to, -1) &&
                                                 Walk(tokens, pattern.right, 0, end, from, to, 1)))
                 hits->push_back(pattern.rule);
             });
  }
  if (end < to) {
    const Token& next = tokens[end];
    const bool possessive = (next.shape & kPossessive) != 0;
    const uint32_t next_word = end + 1 < to ? tokens.Word(end + 1) : 0;
    for_each(right_, next.word, next.gap, next_word, [&](const Entry& entry, const Pattern& pattern) {
      if (entry.next_set == kNoWord ? !possessive : Walk(tokens, pattern.right, 1, int64_t{end} + 1, from, to, 1))
        hits->push_back(pattern.rule);
    });
  }
}

}  // namespace attest
