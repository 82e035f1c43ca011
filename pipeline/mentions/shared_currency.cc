#include "pipeline/mentions/shared_currency.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <variant>

#include "pipeline/mentions/builders.h"
#include "pipeline/mentions/view_bytes.h"
#include "pipeline/mentions/words.h"
#include "pipeline/model/eight_bytes.h"

namespace attest::values {
namespace {

// An amount in a currency says more of the document's money than the name of a country.
constexpr int kAmountWeight = 3;

// The next capital from `at` on; the view's end if none.
size_t CapitalAfter(std::string_view view, size_t at) {
  for (; at < view.size(); at += 8) {
    const uint64_t capitals = BytesIn(EightBytes(view, at), 'A', 'Z');
    if (capitals != 0) return at + BytesBefore(capitals);
  }
  return view.size();
}

}  // namespace

SharedCurrencies SharedCurrencies::Load(const RuleSet& rules) {
  SharedCurrencies shared;
  for (const auto& [word, codes] : rules.Lists("shared_by")) shared.shared_by_.At(HashWord(word)) = *codes;
  for (const auto& [code, words] : rules.Lists("currency_place")) {
    std::string upper(code);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    for (const std::string& word : *words) shared.place_.At(HashWord(word)) = upper;
  }
  return shared;
}

void SharedCurrencies::Settle(std::string_view view, std::vector<Mention>* mentions) const {
  struct Open {
    Money* money;
    const std::vector<std::string>* codes;
  };
  std::vector<Open> open;
  const auto is_sure = [](const Money& money) { return !money.currency.empty() && !money.ambiguous; };
  for (Mention& mention : *mentions) {
    auto* money = std::get_if<Money>(&mention.value);
    if (money == nullptr || is_sure(*money)) continue;
    if (const auto* codes = shared_by_.Find(HashWord(WordBefore(view, mention.in_view.end))))
      open.push_back({money, codes});
  }
  if (open.empty()) return;
  std::map<std::string, int, std::less<>> weights;
  for (const Mention& mention : *mentions) {
    if (const auto* money = std::get_if<Money>(&mention.value); money != nullptr && is_sure(*money))
      weights[money->currency] += kAmountWeight;
  }
  for (size_t at = CapitalAfter(view, 0); at < view.size();) {
    size_t end = at;
    while (end < view.size() && IsLetter(view[end])) ++end;
    if (at == 0 || !IsLetter(view[at - 1])) {
      if (const std::string* code = place_.Find(HashWord(view.substr(at, end - at)))) ++weights[*code];
    }
    at = CapitalAfter(view, end);
  }
  for (const Open& amount : open) {
    const std::string* best = nullptr;
    int most = 0, second = 0;
    for (const std::string& code : *amount.codes) {
      const auto found = weights.find(code);
      const int weight = found == weights.end() ? 0 : found->second;
      if (weight > most) {
        second = most;
        most = weight;
        best = &code;
      } else {
        second = std::max(second, weight);
      }
    }
    if (best == nullptr || most == second) continue;
    amount.money->currency = *best;
    amount.money->ambiguous = true;
  }
}

}  // namespace attest::values
