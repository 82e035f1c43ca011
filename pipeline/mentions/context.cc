#include "pipeline/mentions/context.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>
#include <unordered_map>
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
  FindRoles(NumberSets(), lexicon);
  IndexSide(true, &left_);
  IndexSide(false, &right_);
}

// Gives equal sets of words one number. Returns a step for each number.
std::vector<const Contexts::Step*> Contexts::NumberSets() {
  std::map<std::pair<WordClasses, std::vector<uint32_t>>, uint32_t> numbers;
  std::vector<const Step*> sets;
  for (Pattern& pattern : patterns_) {
    for (std::vector<Step>* steps : {&pattern.left, &pattern.right}) {
      for (Step& step : *steps) {
        const auto [number, fresh] =
            numbers.emplace(std::pair(step.classes, step.words), static_cast<uint32_t>(sets.size()));
        if (fresh) sets.push_back(&step);
        step.set = number->second;
      }
    }
  }
  return sets;
}

void Contexts::FindRoles(const std::vector<const Step*>& sets, const Lexicon& lexicon) {
  const size_t words = lexicon.words.size();
  sets_stride_ = sets.size() / 64 + 1;
  std::vector<uint64_t> rows(words * sets_stride_);
  std::array<std::vector<size_t>, kListCount> sets_of_list;
  for (size_t set = 0; set < sets.size(); ++set) {
    const auto bit = uint64_t{1} << (set % 64);
    for (const uint32_t word : sets[set]->words) rows[word * sets_stride_ + set / 64] |= bit;
    for (WordClasses lists = sets[set]->classes; lists != 0; lists &= lists - 1)
      sets_of_list[static_cast<size_t>(std::countr_zero(lists))].push_back(set);
  }
  for (uint32_t word = 1; word < words; ++word) {
    for (WordClasses lists = lexicon.words.classes(word); lists != 0; lists &= lists - 1) {
      for (const size_t set : sets_of_list[static_cast<size_t>(std::countr_zero(lists))])
        rows[word * sets_stride_ + set / 64] |= uint64_t{1} << (set % 64);
    }
  }
  // By the bytes of their rows.
  std::unordered_map<std::string_view, uint16_t> roles;
  role_of_.assign(words, 0);
  for (size_t word = 0; word < words; ++word) {
    const uint64_t* const row = rows.data() + word * sets_stride_;
    if (word > 0 && std::all_of(row, row + sets_stride_, [](uint64_t bits) { return bits == 0; })) continue;
    const std::string_view key(reinterpret_cast<const char*>(row), sets_stride_ * sizeof(uint64_t));
    const auto [role, fresh] = roles.emplace(key, static_cast<uint16_t>(roles.size()));
    if (fresh) sets_of_.insert(sets_of_.end(), row, row + sets_stride_);
    role_of_[word] = role->second;
  }
}

void Contexts::IndexSide(bool is_left, Side* side) const {
  const size_t roles = sets_of_.size() / sets_stride_;
  for (uint32_t role = 0; role < roles; ++role) {
    side->begin.push_back(static_cast<uint32_t>(side->entries.size()));
    for (uint32_t p = 0; p < patterns_.size(); ++p) {
      const Pattern& pattern = patterns_[p];
      // A pattern of both sides is found by its left one.
      if (is_left ? pattern.left.empty() : !pattern.left.empty()) continue;
      const std::vector<Step>& steps = is_left ? pattern.left : pattern.right;
      if (!Accepts(steps[0].set, role)) continue;
      uint16_t next_set = kAnyWord;
      if (steps.size() == 1 && (!is_left || pattern.right.empty())) next_set = kNoWord;
      if (steps.size() > 1 && !steps[1].any_small) next_set = static_cast<uint16_t>(steps[1].set);
      side->entries.push_back({p, steps[0].gap, next_set});
    }
  }
  side->begin.push_back(static_cast<uint32_t>(side->entries.size()));
}

namespace {

// What parts a word from the one before it. A figure's own signs ("$2.5", "42%") part nothing.
uint16_t SignsBefore(const Tokens& tokens, uint32_t token) {
  const auto signs = static_cast<uint16_t>(tokens[token].gap & ~kPlain);
  if (signs != kGapBreak || token == 0) return signs;
  return ((tokens[token].shape | tokens[token - 1].shape) & kInValue) != 0 ? 0 : signs;
}

// "a Maryland designer", "the Pinelli family's holding company": a description's capitals are a place's or an owner's.
bool MayBeSkipped(const Tokens& tokens, uint32_t token) {
  if ((tokens.Classes(token) & (List::kNationality | List::kPlace)) != 0) return true;
  if ((tokens[token].shape & kPossessive) != 0) return true;
  return token + 1 < tokens.size() && tokens[token + 1].gap == kGapSpace &&
         (tokens[token + 1].shape & (kPossessive | kCapital)) == kPossessive;
}

}  // namespace

bool Contexts::Walk(const Tokens& tokens, const std::vector<Step>& steps, size_t step, int64_t at, int64_t from,
                    int64_t to, int direction) const {
  if (step == steps.size()) return true;
  if (at < from || at >= to) return false;
  const Token& token = tokens[static_cast<uint32_t>(at)];
  // The gap between this word and the one nearer to the name.
  const uint16_t gap = direction > 0 ? token.gap : tokens[static_cast<uint32_t>(at + 1)].gap;
  const uint16_t wanted = steps[step].gap;
  const uint16_t signs = SignsBefore(tokens, static_cast<uint32_t>(direction > 0 ? at : at + 1));
  if (wanted == 0 ? signs != 0 : (gap & wanted) == 0) return false;
  if (steps[step].any_small) {
    if (Walk(tokens, steps, step + 1, at, from, to, direction)) return true;
    for (int i = 0; i < 3; ++i) {
      const int64_t here = at + i * direction;
      if (here < from || here >= to) return false;
      const auto skipped = static_cast<uint32_t>(here);
      if ((tokens[skipped].shape & kCapital) != 0 && !MayBeSkipped(tokens, skipped)) return false;
      const uint16_t between = SignsBefore(tokens, direction > 0 ? skipped : skipped + 1);
      if (i > 0 && (between & ~kGapPossessive) != 0) return false;
      if (Walk(tokens, steps, step + 1, here + direction, from, to, direction)) return true;
    }
    return false;
  }
  if (!Accepts(steps[step].set, RoleOf(tokens.Word(static_cast<uint32_t>(at))))) return false;
  // "Jones, the retailer's boss" is no retailer.
  if (direction > 0 && step + 1 == steps.size() && (token.shape & kPossessive) != 0) return false;
  return Walk(tokens, steps, step + 1, at + direction, from, to, direction);
}

void Contexts::Match(const Tokens& tokens, uint32_t from, uint32_t to, uint32_t first, uint32_t end, Hits* hits) const {
  // Calls found(entry, pattern) for what the index has of a word, and has not turned away by the role of the next.
  const auto for_each = [this](const Side& side, uint32_t word, uint16_t gap, uint32_t next_role, const auto& found) {
    const uint32_t role = RoleOf(word);
    for (uint32_t i = side.begin[role]; i < side.begin[role + 1]; ++i) {
      const Entry& entry = side.entries[i];
      if (entry.gap == 0 ? (gap & ~kPlain) != 0 : (gap & entry.gap) == 0) continue;
      if (entry.next_set < kAnyWord && !Accepts(entry.next_set, next_role)) continue;
      found(entry, patterns_[entry.pattern]);
    }
  };
  if (first > from) {
    const uint32_t next_role = first > from + 1 ? RoleOf(tokens.Word(first - 2)) : 0;
    for_each(left_, tokens.Word(first - 1), tokens[first].gap, next_role,
             [&](const Entry& entry, const Pattern& pattern) {
               if (entry.next_set == kNoWord || (Walk(tokens, pattern.left, 1, int64_t{first} - 2, from, to, -1) &&
                                                 Walk(tokens, pattern.right, 0, end, from, to, 1)))
                 hits->Add(pattern.rule);
             });
  }
  if (end < to) {
    const Token& next = tokens[end];
    const bool possessive = (next.shape & kPossessive) != 0;
    const uint32_t next_role = end + 1 < to ? RoleOf(tokens.Word(end + 1)) : 0;
    for_each(right_, next.word, next.gap, next_role, [&](const Entry& entry, const Pattern& pattern) {
      if (entry.next_set == kNoWord ? !possessive : Walk(tokens, pattern.right, 1, int64_t{end} + 1, from, to, 1))
        hits->Add(pattern.rule);
    });
  }
}

}  // namespace attest
