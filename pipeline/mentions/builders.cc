#include "pipeline/mentions/builders.h"

#include <algorithm>

namespace attest::values {
namespace {

struct Named {
  std::string_view name;
  Builder build;
};
constexpr Named kBuilders[] = {
    {"date", BuildDate},         {"duration", BuildDuration}, {"factor", BuildFactor},
    {"money", BuildMoney},       {"nothing", BuildNothing},   {"percent", BuildPercent},
    {"quantity", BuildQuantity}, {"share", BuildShare},       {"year", BuildYear},
};

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

Builder FindBuilder(std::string_view name) {
  for (const Named& builder : kBuilders) {
    if (builder.name == name) return builder.build;
  }
  return nullptr;
}

std::string_view WordBefore(std::string_view view, uint32_t offset) {
  size_t end = offset;
  if (end > 0 && (view[end - 1] == ' ' || view[end - 1] == '\n')) --end;
  if (end > 0 && end < offset && view[end - 1] == '.') --end;  // "No. 4"
  size_t begin = end;
  while (begin > 0 && IsWordByte(view[begin - 1])) --begin;
  return view.substr(begin, end - begin);
}

std::string_view WordAfter(std::string_view view, uint32_t offset) {
  size_t begin = offset;
  if (begin < view.size() && (view[begin] == ' ' || view[begin] == '\n' || view[begin] == '-')) ++begin;
  size_t end = begin;
  while (end < view.size() && IsWordByte(view[end])) ++end;
  return view.substr(begin, end - begin);
}

bool EqualsIgnoringCase(std::string_view word, std::string_view lower) {
  return word.size() == lower.size() && std::equal(word.begin(), word.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
         });
}

Tense BuildContext::TenseAround() const {
  constexpr size_t kBefore = 80, kAfter = 40;
  const auto ends_sentence = [this](size_t at) {
    return ((view[at] == '.' || view[at] == '?' || view[at] == '!') &&
            (at + 1 == view.size() || view[at + 1] == ' ' || view[at + 1] == '\n')) ||
           (view[at] == '\n' && at + 1 < view.size() && view[at + 1] == '\n');
  };
  const auto tense_of = [this](std::string_view word) {
    if (future_words->Has(word)) return Tense::kFuture;
    if (past_words->Has(word) || (word.size() > 4 && word.ends_with("ed"))) return Tense::kPast;
    return Tense::kOpen;
  };
  // The nearest word before decides, then the nearest behind.
  for (size_t end = hit.begin; end > 0 && hit.begin - end < kBefore && !ends_sentence(end - 1);) {
    size_t begin = end;
    while (begin > 0 && IsWordByte(view[begin - 1])) --begin;
    if (begin == end) {
      --end;
      continue;
    }
    if (const Tense tense = tense_of(view.substr(begin, end - begin)); tense != Tense::kOpen) return tense;
    end = begin;
  }
  for (size_t begin = hit.end; begin < view.size() && begin - hit.end < kAfter && !ends_sentence(begin);) {
    size_t end = begin;
    while (end < view.size() && IsWordByte(view[end])) ++end;
    if (begin == end) {
      ++begin;
      continue;
    }
    if (const Tense tense = tense_of(view.substr(begin, end - begin)); tense != Tense::kOpen) return tense;
    begin = end;
  }
  return Tense::kOpen;
}

bool BuildNothing(const BuildContext&, const Tokens&, Built*) { return true; }

bool BuildQuantity(const BuildContext& context, const Tokens& tokens, Built* built) {
  Reader reader{tokens};
  auto low = ReadAmount(&reader);
  if (!low) return false;
  Quantity quantity;
  if (!reader.done() && (reader.Is(WordClass::kJoin) || reader.IsSign('-'))) {
    ++reader.at;
    const auto high = ReadAmount(&reader);
    const auto range = high ? ToRange(*low, *high) : std::nullopt;
    if (!range) return false;
    quantity.figure = *range;
    built->modifier = Modifier::kRange;
  } else {
    quantity.figure = ToFigure(*low);
  }
  if (reader.TakeSign('+')) built->modifier = Modifier::kOver;
  if (!reader.done()) return false;
  // What is counted follows as a word; a figure before a sign or at a line's end is a table's or a list's.
  const std::string_view next = WordAfter(context.view, context.hit.end);
  if (next.empty() || (next[0] >= '0' && next[0] <= '9')) return false;
  built->kind = MentionKind::kQuantity;
  built->value = quantity;
  return true;
}

}  // namespace attest::values
