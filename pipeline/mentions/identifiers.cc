#include "pipeline/mentions/identifiers.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

namespace attest {
namespace {

constexpr size_t kIsinBytes = 12, kLeiBytes = 20;

bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
// A is 10, Z is 35.
int ValueOf(char c) { return IsDigit(c) ? c - '0' : c - 'A' + 10; }

// What may stand between a company and its identifier, or the other way round.
const uint64_t kLabels[] = {
    HashWord("isin"),       HashWord("lei"),
    HashWord("code"),       HashWord("codes"),
    HashWord("number"),     HashWord("no"),
    HashWord("identifier"), HashWord("legal"),
    HashWord("entity"),     HashWord("international"),
    HashWord("securities"), HashWord("identification"),
    HashWord("is"),         HashWord("with"),
    HashWord("under"),      HashWord("the"),
    HashWord("and"),        HashWord("shares"),
    HashWord("share"),      HashWord("ordinary"),
    HashWord("common"),     HashWord("stock"),
    HashWord("whose"),      HashWord("has"),
};

bool IsLabel(const Token& token) {
  return std::find(std::begin(kLabels), std::end(kLabels), token.hash) != std::end(kLabels);
}

class IdentifierReader {
 public:
  IdentifierReader(const DocumentText& text, const Tokens& tokens, std::span<const PlacedCompany> companies,
                   Analysis* analysis)
      : view_(text.view.text()), tokens_(tokens), companies_(companies), analysis_(*analysis) {}

  void Read() {
    for (const uint32_t token : tokens_.capitals()) {
      const uint32_t bytes = tokens_[token].end - tokens_[token].begin;
      if ((bytes != kIsinBytes && bytes != kLeiBytes) || (tokens_[token].shape & kHasDigit) == 0) continue;
      const std::string_view word = view_.substr(tokens_[token].begin, bytes);
      const bool isin = IsIsin(word) && !word.starts_with("XS");
      if (!isin && !IsLei(word)) continue;
      const int32_t entity = BearerOf(token);
      if (entity >= 0) AddIdentifier(isin ? "isin" : "lei", word, &analysis_.entities[static_cast<size_t>(entity)]);
    }
  }

 private:
  int32_t BearerOf(uint32_t token) {
    while (sentence_ + 1 < tokens_.sentences() && tokens_.SentenceEnd(sentence_) <= token) ++sentence_;
    while (next_ < companies_.size() && companies_[next_].first <= token) ++next_;
    const uint32_t begin = tokens_.SentenceBegin(sentence_), end = tokens_.SentenceEnd(sentence_);
    const bool before = next_ > 0 && companies_[next_ - 1].end > begin;
    const bool behind = next_ < companies_.size() && companies_[next_].first < end;
    if (before && StandsBehind(companies_[next_ - 1].end, token)) return companies_[next_ - 1].entity;
    if (behind && IsOf(token, companies_[next_].first)) return companies_[next_].entity;
    return !before && !behind && OnlyLabels(begin, token) ? OnlyCompany() : -1;
  }
  // In the brackets that open behind the name, or with only labels between.
  bool StandsBehind(uint32_t name_end, uint32_t token) const {
    if (name_end >= token) return name_end == token;
    if (OnlyLabels(name_end, token)) return true;
    if ((tokens_[name_end].gap & kGapOpen) == 0) return false;
    for (uint32_t i = name_end + 1; i <= token; ++i) {
      if ((tokens_[i].gap & kGapClose) != 0) return false;
    }
    return true;
  }
  bool OnlyLabels(uint32_t begin, uint32_t end) const {
    for (uint32_t i = begin; i < end; ++i) {
      if (!IsLabel(tokens_[i])) return false;
    }
    return true;
  }
  // "GB00B03MLX29 of Acme plc"
  bool IsOf(uint32_t token, uint32_t name) const {
    static const uint64_t kOf = HashWord("of"), kFor = HashWord("for");
    return name == token + 2 && (tokens_[token + 1].hash == kOf || tokens_[token + 1].hash == kFor);
  }
  // The one that the document names; -1 if there are several.
  int32_t OnlyCompany() {
    if (!only_) {
      const bool only = std::all_of(companies_.begin(), companies_.end(), [this](const PlacedCompany& company) {
        return company.entity == companies_[0].entity;
      });
      only_ = only ? companies_[0].entity : -1;
    }
    return *only_;
  }

  std::string_view view_;
  const Tokens& tokens_;
  std::span<const PlacedCompany> companies_;
  Analysis& analysis_;
  uint32_t sentence_ = 0;
  size_t next_ = 0;              // the first company behind the token
  std::optional<int32_t> only_;  // OnlyCompany, once it was asked for
};

}  // namespace

bool IsIsin(std::string_view word) {
  if (word.size() != kIsinBytes || !IsCapital(word[0]) || !IsCapital(word[1]) || !IsDigit(word.back())) return false;
  // Luhn's sum over the digits of all values, from the last on.
  int sum = 0;
  bool twice = false;
  for (size_t i = word.size(); i-- > 0;) {
    if (!IsCapital(word[i]) && !IsDigit(word[i])) return false;
    for (int value = ValueOf(word[i]), digits = IsDigit(word[i]) ? 1 : 2; digits > 0; --digits, value /= 10) {
      const int digit = value % 10 * (twice ? 2 : 1);
      sum += digit / 10 + digit % 10;
      twice = !twice;
    }
  }
  return sum % 10 == 0;
}

bool IsLei(std::string_view word) {
  if (word.size() != kLeiBytes || !IsDigit(word[18]) || !IsDigit(word[19])) return false;
  int rest = 0;  // modulo 97, as ISO 7064 has it
  for (const char c : word) {
    if (!IsCapital(c) && !IsDigit(c)) return false;
    rest = (rest * (IsDigit(c) ? 10 : 100) + ValueOf(c)) % 97;
  }
  return rest == 1;
}

void AddIdentifier(std::string_view scheme, std::string_view value, DocumentEntity* entity) {
  std::vector<DocumentEntity::Identifier>& all = entity->identifiers;
  const auto place =
      std::lower_bound(all.begin(), all.end(), std::tie(scheme, value), [](const auto& one, const auto& key) {
        return std::tuple<std::string_view, std::string_view>(one.scheme, one.value) < key;
      });
  if (place != all.end() && place->scheme == scheme && place->value == value) return;
  all.insert(place, {std::string(scheme), std::string(value)});
}

void ReadIdentifiers(const DocumentText& text, const Tokens& tokens, std::span<const PlacedCompany> companies,
                     Analysis* analysis) {
  if (tokens.sentences() > 0 && !companies.empty()) IdentifierReader(text, tokens, companies, analysis).Read();
}

}  // namespace attest
