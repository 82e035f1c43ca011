#include "pipeline/eval/words.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <utility>

namespace attest {
namespace {

constexpr std::array<std::string_view, 31> kLegalSuffixes = {
    "a/s", "ab",           "ag",  "aps",  "asa", "bv",      "co",  "company", "corp", "corporation", "gmbh",
    "inc", "incorporated", "kg",  "kgaa", "kk",  "limited", "llc", "llp",     "lp",   "ltd",         "nv",
    "oy",  "oyj",          "plc", "pty",  "pvt", "sa",      "se",  "spa",     "srl"};
constexpr std::array<std::string_view, 6> kTitles = {"mr", "mrs", "ms", "miss", "sir", "dame"};
constexpr std::array<std::string_view, 21> kEmptyWords = {"a",  "an",  "the",   "of",   "for",  "in",  "on",
                                                          "at", "to",  "by",    "from", "with", "and", "or",
                                                          "as", "its", "their", "his",  "her",  "s",   "per"};
constexpr std::array<std::string_view, 14> kListedMetrics = {
    "assets", "costs",   "debt",         "dividend",         "loss",   "orders", "output",
    "profit", "revenue", "sales volume", "same-store sales", "shares", "staff",  "users"};

template <size_t N>
bool Holds(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::vector<std::string> Split(std::string_view plain) {
  std::vector<std::string> words;
  size_t at = 0;
  while (at < plain.size()) {
    size_t end = plain.find(' ', at);
    if (end == std::string_view::npos) end = plain.size();
    if (end > at) words.emplace_back(plain.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string Join(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined.push_back(' ');
    joined.append(word);
  }
  return joined;
}

std::string Without(std::string_view word, char unwanted) {
  std::string kept(word);
  kept.erase(std::remove(kept.begin(), kept.end(), unwanted), kept.end());
  return kept;
}

bool EndsWith(std::string_view word, std::string_view ending) {
  return word.size() >= ending.size() && word.substr(word.size() - ending.size()) == ending;
}

// What the singular of a word may be, with the word itself.
std::vector<std::string> Forms(const std::string& word, int code_points) {
  std::vector<std::string> forms = {word};
  if (code_points <= 3 || !EndsWith(word, "s") || EndsWith(word, "ss")) return forms;
  forms.push_back(word.substr(0, word.size() - 1));
  if (EndsWith(word, "ies")) {
    forms.push_back(word.substr(0, word.size() - 3) + "y");
  } else if (EndsWith(word, "ses") || EndsWith(word, "xes") || EndsWith(word, "zes") || EndsWith(word, "ches") ||
             EndsWith(word, "shes")) {
    forms.push_back(word.substr(0, word.size() - 2));
  }
  return forms;
}

// Every form of every content word.
std::set<std::string> ContentForms(std::string_view text) {
  const icu::UnicodeString plain = icu::UnicodeString::fromUTF8(PlainWords(text));
  std::set<std::string> forms;
  icu::UnicodeString word;
  const auto end_word = [&] {
    std::string utf8;
    word.toUTF8String(utf8);
    if (!utf8.empty() && !Holds(kEmptyWords, utf8)) {
      for (std::string& form : Forms(utf8, word.countChar32())) forms.insert(std::move(form));
    }
    word.remove();
  };
  for (int32_t i = 0; i < plain.length(); i = plain.moveIndex32(i, 1)) {
    const UChar32 c = plain.char32At(i);
    if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) != 0) {
      word.append(c);
    } else {
      end_word();
    }
  }
  end_word();
  return forms;
}

}  // namespace

std::string PlainWords(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  icu::UnicodeString folded = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  if (U_SUCCESS(status)) folded = nfkc->normalize(folded, status);
  folded.foldCase();
  icu::UnicodeString plain;
  bool space = false;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    UChar32 c = folded.char32At(i);
    if (u_isUWhiteSpace(c)) {
      space = true;
      continue;
    }
    if (space && !plain.isEmpty()) plain.append(u' ');
    space = false;
    plain.append(c == 0x2019 || c == 0x2018 ? UChar32{'\''} : c);
  }
  std::string utf8;
  plain.toUTF8String(utf8);
  return utf8;
}

std::string FoldName(std::string_view name, NameSort sort) {
  std::string plain = PlainWords(name);
  std::replace(plain.begin(), plain.end(), ',', ' ');
  std::vector<std::string> words = Split(plain);
  if (words.size() > 1 && words.front() == "the") words.erase(words.begin());
  if (sort == NameSort::kPerson) {
    while (words.size() > 1 && Holds(kTitles, Without(words.front(), '.'))) words.erase(words.begin());
    return Join(words);
  }
  const auto is_suffix = [](const std::string& word) { return Holds(kLegalSuffixes, Without(word, '.')); };
  while (words.size() > 1 && is_suffix(words.back())) {
    words.pop_back();
    if (words.size() > 1 && (words.back() == "&" || words.back() == "and")) words.pop_back();
  }
  return Join(words);
}

bool ShareContentWord(std::string_view a, std::string_view b) {
  if (PlainWords(a) == PlainWords(b)) return true;
  const std::set<std::string> forms = ContentForms(a);
  const std::set<std::string> others = ContentForms(b);
  return std::any_of(others.begin(), others.end(), [&](const std::string& form) { return forms.count(form) > 0; });
}

std::string FoldMetric(std::string_view metric) {
  std::string plain = PlainWords(metric);
  if (IsListedMetric(plain)) return plain;
  if (plain == "sales" || plain == "turnover" || plain == "revenues") return "revenue";
  std::string_view noun = plain;
  for (const std::string_view measure : {"net ", "pretax ", "pre-tax ", "operating ", "gross "}) {
    if (noun.substr(0, measure.size()) == measure) {
      noun.remove_prefix(measure.size());
      break;
    }
  }
  if (noun == "profit" || noun == "profits" || noun == "earnings") return "profit";
  return plain;
}

bool IsListedMetric(std::string_view folded) { return Holds(kListedMetrics, folded); }

void AliasIndex::Add(const std::vector<std::string>& names) {
  for (const std::string& name : names) companies_of_[FoldName(name)].insert(count_);
  ++count_;
}

bool AliasIndex::Same(std::string_view a, std::string_view b) const {
  const std::string x = FoldName(a);
  const std::string y = FoldName(b);
  if (x == y) return true;
  const auto of_x = companies_of_.find(x);
  const auto of_y = companies_of_.find(y);
  if (of_x == companies_of_.end() || of_y == companies_of_.end()) return false;
  return std::any_of(of_x->second.begin(), of_x->second.end(),
                     [&](int company) { return of_y->second.count(company) > 0; });
}

std::string AliasIndex::KeyOf(std::string_view name) const {
  std::string folded = FoldName(name);
  const auto known = companies_of_.find(folded);
  return known == companies_of_.end() ? folded : "#" + std::to_string(*known->second.begin());
}

}  // namespace attest
