#include "pipeline/mentions/runs.h"

#include <algorithm>
#include <array>
#include <span>

namespace attest {
namespace {

const uint64_t kAnd = HashWord("and");

// The gap inside a name: white space, a hyphen, an ampersand or the full stop of an abbreviation.
constexpr uint16_t kJoining = kGapSpace | kGapHyphen | kGapAmpersand | kGapStop;

class RunFinder {
 public:
  RunFinder(std::string_view view, const Lexicon& lexicon, const Tokens& tokens, std::vector<Run>* runs)
      : view_(view), lexicon_(lexicon), tokens_(tokens), runs_(*runs) {}

  void Find() {
    const std::span<const uint32_t> capitals = tokens_.capitals();
    for (const uint32_t token : capitals) {
      if ((tokens_.Classes(token) & WordTable::kPhraseHead) == 0) continue;
      const uint64_t hash = HashPhrase(0, tokens_[token].hash);
      lexicon_.phrases.Prefetch(hash);
      if (token + 1 < tokens_.size()) lexicon_.phrases.Prefetch(HashPhrase(hash, tokens_[token + 1].hash));
    }
    size_t next = 0;
    for (uint32_t s = 0; s < tokens_.sentences() && next < capitals.size(); ++s) {
      sentence_ = s;
      const uint32_t begin = tokens_.SentenceBegin(s), end = tokens_.SentenceEnd(s);
      bool judged = false;
      heading_ = false;
      const size_t first_capital = next;
      for (uint32_t done = begin; next < capitals.size() && capitals[next] < end; ++next) {
        const uint32_t first = capitals[next];
        if (first < done) continue;
        if (!NameLike(first)) {
          done = std::max(done, OverFigure(first, done));
          continue;
        }
        if (!judged) {
          heading_ = IsTitleCase(begin, end, capitals.subspan(first_capital));
          judged = true;
        }
        done = From(first, end);
      }
    }
  }

 private:
  bool Is(uint32_t token, List list) const { return tokens_.Is(token, list); }
  bool Has(uint32_t token, uint16_t shape) const { return (tokens_[token].shape & shape) != 0; }
  bool Joined(uint32_t token, uint16_t gap) const { return (tokens_[token].gap & ~gap) == 0; }

  bool NameLike(uint32_t token) const { return Has(token, kNameLike); }
  // A word that carries no name: "The", "When". "US" and "IT" in capitals are no function words.
  bool Function(uint32_t token) const { return Is(token, List::kFunction) && !Has(token, kAllCaps); }

  // The end of the longest known phrase of several words from `first` on, in the sentence; else that of the word.
  uint32_t PhraseEnd(uint32_t first) {
    // Most words begin no phrase; that needs no memory of what has been asked.
    if ((tokens_.Classes(first) & WordTable::kPhraseHead) == 0) return first + 1;
    Known& known = known_[first % known_.size()];
    if (known.first != first) known = {first, FindPhraseEnd(first)};
    return known.end;
  }
  uint32_t FindPhraseEnd(uint32_t first) const {
    const uint32_t end = std::min(tokens_.SentenceEnd(sentence_), first + 10);
    uint64_t hash = HashPhrase(0, tokens_[first].hash);
    uint32_t found = first + 1;
    for (uint32_t i = first + 1; i < end && Joined(i, kJoining); ++i) {
      if (tokens_[i].hash == kAnd) continue;
      hash = HashPhrase(hash, tokens_[i].hash);
      const PhraseTable::Phrase* phrase = lexicon_.phrases.Find(hash);
      if (phrase == nullptr) break;
      if (phrase->is_end && (NameLike(i) || phrase->company < 0 || Has(i, kInValue))) found = i + 1;
    }
    return found;
  }

  // "Sunday Telegraph", "7-Eleven": a known name that begins with what reads as a date or figure. Returns its end, or
  // `from` if there is none.
  uint32_t OverFigure(uint32_t capital, uint32_t from) {
    const bool figure_before = capital > from && capital > tokens_.SentenceBegin(sentence_) &&
                               Has(capital - 1, kInValue) && Joined(capital, kGapSpace | kGapHyphen);
    for (const uint32_t first : {capital - (figure_before ? 1 : 0), capital}) {
      const uint32_t end = PhraseEnd(first);
      if (end <= capital || end < first + 2) continue;
      Run run;
      run.first = first;
      run.sentence = sentence_;
      run.end = run.core_end = end;
      while (run.end < tokens_.SentenceEnd(sentence_) && Is(run.end, List::kLegalForm) && Has(run.end, kCapital) &&
             Joined(run.end, kJoining | kGapComma))
        ++run.end;
      run.flags =
          static_cast<uint16_t>((run.end > end ? kRunLegal : 0) | (Has(run.end - 1, kPossessive) ? kRunPossessive : 0));
      Describe(tokens_, lexicon_, &run);
      if (run.company < 0 && (run.classes & Bit(List::kMedia)) == 0) continue;
      runs_.push_back(run);
      return run.end;
    }
    return from;
  }

  WordClasses PhraseClasses(uint32_t first, uint32_t end) const {
    uint64_t hash = 0;
    for (uint32_t i = first; i < end; ++i) {
      if (tokens_[i].hash != kAnd) hash = HashPhrase(hash, tokens_[i].hash);
    }
    const PhraseTable::Phrase* phrase = lexicon_.phrases.Find(hash);
    return phrase == nullptr ? 0 : phrase->classes;
  }

  bool IsCompany(uint32_t first, uint32_t end) const {
    Run run;
    run.first = first;
    run.core_end = end;
    Describe(tokens_, lexicon_, &run);
    return run.company >= 0;
  }

  // Most words of a headline in capitals: only words that are in no dictionary count there. `with_capital`: the tokens
  // that have a capital, from the sentence on.
  bool IsTitleCase(uint32_t begin, uint32_t end, std::span<const uint32_t> with_capital) const {
    const auto has = [&](uint32_t count) { return count <= with_capital.size() && with_capital[count - 1] < end; };
    if (!has(3)) return false;
    uint32_t capitals = 0, small = 0;
    for (uint32_t i = begin; i < end; ++i) {
      if (small > 0 && !has(std::max(5u, 4 * small))) return false;  // whatever comes
      if (tokens_[i].end - tokens_[i].begin < 4 && !Has(i, kAllCaps) && (Has(i, kCapital) || !Is(i, List::kFirmVerb)))
        continue;
      if (Has(i, kDigitFirst | kInValue)) continue;
      ++(Has(i, kCapital | kInnerCapital) ? capitals : small);
    }
    // "Tarn Kestor Oil & Gas Corp (TKOG) rose.": no headline ends in a full stop.
    if (small > 0 && Has(end - 1, kDotAfter)) return false;
    return capitals >= 3 && (small == 0 || (capitals >= 5 && capitals >= 4 * small));
  }

  // Reads the run that begins at `first` and returns where to go on.
  uint32_t From(uint32_t first, uint32_t end) {
    uint16_t flags = heading_ ? kRunHeading : 0;
    while (true) {
      const uint32_t phrase = PhraseEnd(first);
      if (phrase > first + 1) {
        if ((PhraseClasses(first, phrase) & Bit(List::kPost)) == 0) break;
        flags |= kRunTitled;  // "Chief executive Ann Lee"
        if (!runs_.empty() && runs_.back().end == first && Joined(first, kGapSpace))
          runs_.back().flags |= kRunPostAfter;
        first = phrase;
        if (first >= end || !NameLike(first) || !Joined(first, kGapSpace)) return first;
        continue;
      }
      if (Function(first)) {
        // "First Boston", amid a sentence or told by the rest of the document; "The" is added by who knows the name.
        const bool more =
            first + 1 < end && NameLike(first + 1) && Joined(first + 1, kGapSpace) && !Is(first + 1, List::kTitle);
        const bool names = !heading_ && Is(first, List::kNameStart) && (more || !Has(first, kFirst));
        // "On-Line Systems"
        const bool hyphen = !heading_ && first + 1 < end && NameLike(first + 1) && Joined(first + 1, kGapHyphen);
        if (!names && !hyphen) return first + 1;
        break;
      }
      // "US Acme" and "U.S. Banks", but "US Airways".
      if ((tokens_.Classes(first) & (List::kPlace | List::kNotCompany)) != 0 && Has(first, kAllCaps | kInitials) &&
          first + 1 < end && NameLike(first + 1) && Joined(first + 1, kGapSpace | kGapStop) &&
          (!Is(first + 1, List::kDesignator) || Is(first + 1, List::kFunction)))
        return first + 1;
      if (!Is(first, List::kTitle)) break;
      if (first + 1 < end && Is(first + 1, List::kDesignator) && NameLike(first + 1) && Joined(first + 1, kJoining))
        break;
      flags |= kRunTitled;
      if (Is(first, List::kPersonTitle)) flags |= kRunPersonTitle;
      if (!runs_.empty() && runs_.back().end == first && Joined(first, kGapSpace)) runs_.back().flags |= kRunPostAfter;
      ++first;
      if (first >= end || !NameLike(first) || !Joined(first, kGapSpace | kGapStop | kGapHyphen)) return first;
    }
    if (heading_ && Is(first, List::kCommon) && !Has(first, kInnerCapital) && PhraseEnd(first) <= first + 1 &&
        !Has(first, kAllCaps)) {
      if (!HeadingName(first, end)) return first + 1;
    }
    uint32_t last = Extend(first, end);
    if (heading_ && last == first && Is(first, List::kCommon) && !Has(first, kAllCaps)) flags |= kRunSoft;
    Run run;
    run.first = first;
    run.sentence = sentence_;
    run.end = last + 1;
    run.core_end = CoreEnd(first, run.end);
    if (run.core_end < run.end || legal_inside_) flags |= kRunLegal;
    if (Has(last, kPossessive)) flags |= kRunPossessive;
    const bool one = run.core_end == first + 1 && run.end == run.core_end;
    const bool known = PhraseEnd(first) > first + 1;
    if (one && (Is(first, List::kNationality) || Is(first, List::kMonthDay))) return run.end;
    if (!known && (flags & kRunTitled) == 0) {
      const bool hyphen = first + 1 < run.end && (tokens_[first + 1].gap & kGapHyphen) != 0;
      if (Has(first, kFirst) && !Has(first, kAllCaps | kInnerCapital) && (Ordinary(first) || Function(first)) &&
          !(hyphen && Function(first)))
        flags |= one ? kRunSoft : kRunSoftFirst;
      else if (!one && (Is(first, List::kNationality) || Is(first, List::kPrefix) ||
                        (Is(first, List::kInitialStrip) && !hyphen && (heading_ || Has(first, kFirst)))))
        flags |= kRunSoftFirst;
    }
    if (one && Is(first, List::kLegalForm) && !Has(first, kAllCaps)) return run.end;  // "Company", "Co"
    run.flags = flags;
    Describe(tokens_, lexicon_, &run);
    runs_.push_back(run);
    return run.end;
  }

  // A word of a heading that is no name by itself begins one here: a designator or legal form ends the capitals.
  bool HeadingName(uint32_t first, uint32_t end) const {
    uint32_t i = first;
    while (i + 1 < end && NameLike(i + 1) && Joined(i + 1, kJoining) && i < first + 5) {
      ++i;
      if (Is(i, List::kLegalForm)) return true;
    }
    return false;
  }

  // Any sentence could begin with this word.
  bool Ordinary(uint32_t token) const {
    if ((tokens_.Classes(token) & (List::kCommon | List::kInitialStrip)) != 0) return true;
    return tokens_.Word(token) == 0 && IsInflected(view_, tokens_[token]);
  }

  uint32_t CoreEnd(uint32_t first, uint32_t end) const {
    uint32_t core = end;
    while (core > first + 1 && Is(core - 1, List::kLegalForm)) --core;
    while (core > first + 1 && core < end && tokens_[core - 1].hash == kAnd) --core;
    return core;
  }

  uint32_t Extend(uint32_t first, uint32_t end) {
    uint32_t last = PhraseEnd(first) - 1;
    bool legal = Is(last, List::kLegalForm) && last > first;
    legal_inside_ = false;
    while (last + 1 < end) {
      const uint32_t next = last + 1;
      const Token& t = tokens_[next];
      if (Has(last, kPossessive | kBang)) break;
      if (NameLike(next) && Is(next, List::kLegalForm) && last >= first && (t.gap & ~(kJoining | kGapComma)) == 0) {
        last = next;
        legal = true;
        continue;
      }
      if (Is(next, List::kLowerLegalForm) && Joined(next, kGapSpace)) {
        last = next;
        legal = true;
        continue;
      }
      if ((t.gap & kGapOpen) != 0 && next + 1 < end && NameLike(next) && (tokens_[next + 1].gap & kGapClose) != 0 &&
          Is(next + 1, List::kLegalForm) && NameLike(next + 1)) {
        last = next + 1;
        legal = true;
        continue;
      }
      if (NameLike(next) && Joined(next, kJoining) && !legal) {
        if ((t.gap & kGapAmpersand) == 0 && (t.gap & kGapHyphen) == 0 && Stops(first, next)) break;
        if (Has(next, kHasDigit) && IsCompany(first, next)) break;  // "Acme A320"
        const uint32_t more = PhraseEnd(next);
        // A known name after a possible one begins a name of its own, but for the words of trades.
        last = next;
        if (more > next + 1 && (tokens_.Classes(next) & Bit(List::kDesignator)) == 0) last = more - 1;
        continue;
      }
      if (next + 1 < end && NameLike(next + 1) && Joined(next, kGapSpace) && Joined(next + 1, kGapSpace) &&
          !Has(next, kCapital)) {
        if (JoinsAcross(first, last, next, end, legal)) {
          last = next + 1;
          legal_inside_ = legal_inside_ || legal;
          legal = false;
          continue;
        }
        if (Is(next, List::kParticle) && !legal) {
          last = next + 1;
          continue;
        }
      }
      if (next + 2 < end && Is(next, List::kParticle) && Is(next + 1, List::kParticle) && NameLike(next + 2) &&
          !legal && Joined(next, kGapSpace) && Joined(next + 1, kGapSpace) && Joined(next + 2, kGapSpace)) {
        last = next + 2;
        continue;
      }
      break;
    }
    return last;
  }

  // A capitalised word that begins something new.
  bool Stops(uint32_t first, uint32_t next) {
    // "Orbeck Traders", where Traders alone would begin a sentence.
    if (Function(next) && !Is(next, List::kNameStart) &&
        (heading_ || (tokens_.Classes(next) & (List::kDesignator | List::kParticle)) == 0))
      return true;
    if (Is(next, List::kTitle) && !Is(next, List::kDesignator)) return true;
    const uint32_t phrase = PhraseEnd(next);
    if (phrase > next + 1 && (PhraseClasses(next, phrase) & (List::kPost | List::kNotCompany)) != 0) return true;
    if (Is(next, List::kNotCompany) && !Is(next, List::kDesignator) && Has(next, kAllCaps)) return true;
    if (Is(next, List::kPlainUnit)) return true;
    if (heading_ && Is(next, List::kCommon) && !Has(next, kInnerCapital | kAllCaps)) {
      // "Acme Motors Recalls Cars": a trade's word goes with the name, any other begins the predicate.
      return !Is(next, List::kDesignator) || Is(first, List::kCommon);
    }
    return false;
  }

  // "of" and "and" inside a name.
  bool JoinsAcross(uint32_t first, uint32_t last, uint32_t next, uint32_t end, bool legal) const {
    if (tokens_[next].hash == kOf) {
      if (legal) return NamesItsPlace(first, last, next + 1);
      for (uint32_t i = first; i <= last; ++i) {
        if (Is(i, List::kLeadOf)) return true;
      }
      return false;
    }
    if (legal || tokens_[next].hash != kAnd) return false;
    if (Is(next + 1, List::kAndTail)) return true;
    // "Ogden Gas and Electric Corp": a trade's word after "and", and a form of company at the end.
    if ((tokens_.Classes(next + 1) & (List::kCommon | List::kDesignator)) == 0 || Is(next + 1, List::kNationality))
      return false;
    for (uint32_t i = next + 1; i < end && NameLike(i) && i < next + 5; ++i) {
      if (i > next + 1 && !Joined(i, kJoining)) return false;
      if (Is(i, List::kLegalForm)) return true;
    }
    return Is(next + 1, List::kDesignator) && Is(last, List::kDesignator);
  }

  // "Corrections Corp of America", "Shipping Co of India": words of the dictionary are told apart by the place; "Orbeck
  // Corp of Dallas" is a company and where it is.
  bool NamesItsPlace(uint32_t first, uint32_t last, uint32_t place) const {
    if (tokens_[place].hash == kAmerica) return true;
    if ((tokens_.Classes(place) & Bit(List::kPlace)) == 0) return false;
    for (uint32_t i = first; i <= last; ++i) {
      if ((tokens_.Classes(i) & (List::kCommon | List::kLegalForm | List::kDesignator)) == 0) return false;
    }
    return true;
  }

  static inline const uint64_t kOf = HashWord("of");
  static inline const uint64_t kAmerica = HashWord("America");
  std::string_view view_;
  const Lexicon& lexicon_;
  const Tokens& tokens_;
  std::vector<Run>& runs_;
  uint32_t sentence_ = 0;
  // The latest answers of PhraseEnd, which is asked of a token again and again.
  struct Known {
    uint32_t first = UINT32_MAX;
    uint32_t end = 0;
  };
  std::array<Known, 8> known_;
  bool heading_ = false;
  bool legal_inside_ = false;  // the run that was read last: "Shipping Corp of India"
};

}  // namespace

void Describe(const Tokens& tokens, const Lexicon& lexicon, Run* run) {
  uint64_t hash = 0;
  uint32_t words = 0;
  for (uint32_t i = run->first; i < run->core_end; ++i) {
    if (tokens[i].hash == kAnd) continue;
    hash = HashPhrase(hash, tokens[i].hash);
    ++words;
  }
  run->key = hash;
  run->company = -1;
  run->classes = words == 1 ? tokens.Classes(run->first) : 0;
  run->flags &= static_cast<uint16_t>(~kRunOwnPossessive);
  // Most names begin with a word that no phrase begins with ("and" is left out of those).
  const Token& first = tokens[run->first];
  if ((first.classes & WordTable::kPhraseHead) == 0 && first.hash != kAnd) return;
  const PhraseTable::Phrase* phrase = lexicon.phrases.Find(hash);
  if (phrase == nullptr || !phrase->is_end) return;
  run->classes |= phrase->classes;
  run->company = phrase->company;
  if (phrase->possessive && (run->flags & kRunPossessive) != 0) run->flags |= kRunOwnPossessive;
}

void FindRuns(std::string_view view, const Lexicon& lexicon, const Tokens& tokens, std::vector<Run>* runs) {
  runs->clear();
  RunFinder(view, lexicon, tokens, runs).Find();
}

}  // namespace attest
