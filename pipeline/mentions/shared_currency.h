// Whose crowns, pesos or cents: a word that several countries have for their money is led back to one of them by what
// else the document says: amounts with a code or a full name, and the countries that it speaks of.
#ifndef ATTEST_MENTIONS_SHARED_CURRENCY_H_
#define ATTEST_MENTIONS_SHARED_CURRENCY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/mentions/hash_map.h"
#include "pipeline/model/mention.h"
#include "pipeline/rules/rule_set.h"

namespace attest::values {

// From the lists shared_by.WORD (the codes of those who share it) and currency_place.CODE (words for its country).
// Const once loaded; safe from any number of threads.
class SharedCurrencies {
 public:
  static SharedCurrencies Load(const RuleSet& rules);

  // Sets the currency of the amounts that one of the shared words gives, where the evidence is for one of them alone;
  // such a currency stays marked as ambiguous.
  void Settle(std::string_view view, std::vector<Mention>* mentions) const;

 private:
  HashMap<std::vector<std::string>> shared_by_;  // by the word
  HashMap<std::string> place_;                   // the code, by the word for the country
};

}  // namespace attest::values

#endif  // ATTEST_MENTIONS_SHARED_CURRENCY_H_
