// Which of many patterns can match a sentence at all, from the words and letters that it holds.
//
// A set of all patterns in one automaton was tried and dropped: with gaps in them, and every subset of the patterns
// that matched so far a state of its own, building states took most of the time of a run.
#ifndef ATTEST_CLAIMS_FORM_INDEX_H_
#define ATTEST_CLAIMS_FORM_INDEX_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pipeline/claims/mask.h"
#include "pipeline/claims/pattern.h"
#include "pipeline/rules/regex.h"

namespace attest {

inline constexpr uint32_t kNoTrigger = UINT32_MAX;

// A compiled pattern that knows what it begins with, so that only tokens that can begin it are tried.
class Form {
 public:
  // The error is that of Regex::Compile.
  static Result<Form> Compile(const TranslatedPattern& translated);

  // The first hit that begins at token `from` or later. `trigger`: the token of the word that made the form a
  // candidate, or kNoTrigger. False if none.
  bool Find(const MaskedSentence& sentence, uint32_t from, uint32_t trigger, std::vector<Regex::Group>* groups) const;
  const std::vector<std::string>& group_names() const { return pattern_.group_names(); }

 private:
  Form(Regex pattern, const PatternNeeds& needs);
  bool MayBegin(const MaskToken& token) const;

  Regex pattern_;
  uint32_t first_letters_;
  uint32_t names_before_;
  std::vector<std::string> first_words_;  // sorted
};

// Filled while rules are compiled; then const and safe from any number of threads.
class FormIndex {
 public:
  // Forms are numbered from 0 in the order of adding.
  void Add(PatternNeeds needs);

  struct Candidate {
    uint32_t form;
    uint32_t trigger;  // a token whose word the form needs, or kNoTrigger
    auto operator<=>(const Candidate&) const = default;
  };
  // Replaces `candidates` by the forms whose needs the sentence meets, ascending by form and trigger.
  void Candidates(const MaskedSentence& sentence, std::vector<Candidate>* candidates) const;

 private:
  std::vector<std::vector<uint32_t>> letters_;
  std::unordered_map<std::string, std::vector<uint32_t>, StringHash, std::equal_to<>> by_word_;
  std::vector<uint32_t> without_word_;
};

}  // namespace attest

#endif  // ATTEST_CLAIMS_FORM_INDEX_H_
