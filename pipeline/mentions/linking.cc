#include "pipeline/mentions/linking.h"

#include <algorithm>
#include <string>

namespace attest {
namespace {

const uint64_t kAnd = HashWord("and");
constexpr double kPersonEnough = 2;
constexpr double kCompanyEnough = 2;
// What a name that is also somebody's surname needs to be a company all the same ("Bill Ford" at Ford).
constexpr double kCompanyBeyondDoubt = 6;

class Linker {
 public:
  Linker(std::string_view view, const Tokens& tokens, const std::vector<Run>& runs, const KeyIndex& by_key,
         std::vector<Cluster>* clusters)
      : view_(view), tokens_(tokens), runs_(runs), by_key_(by_key), clusters_(*clusters) {}

  void Link() {
    const auto count = static_cast<uint32_t>(clusters_.size());
    for (uint32_t i = 0; i < count; ++i) clusters_[i].group = i;
    for (uint32_t i = 0; i < count; ++i) {
      if (clusters_[i].ticker_of != UINT32_MAX && (clusters_[i].run_count == 1 || clusters_[i].abbreviates))
        Join(i, clusters_[i].ticker_of);
    }
    for (uint32_t i = 0; i < count; ++i) Known(i);
    for (uint32_t i = 0; i < count; ++i) Surname(i);
    for (uint32_t i = 0; i < count; ++i) Prefixes(i);
    for (uint32_t i = 0; i < count; ++i) Ending(i);
    Initials();
    for (uint32_t i = 0; i < count; ++i) Squashed(i);
    for (uint32_t i = 0; i < count; ++i) AfterInitials(i);
    WordBeginnings();
    for (uint32_t i = 0; i < count; ++i) clusters_[i].group = Root(i);
  }

 private:
  const Run& Sample(uint32_t cluster) const { return runs_[clusters_[cluster].sample]; }
  std::string_view Word(uint32_t token) const {
    return view_.substr(tokens_[token].begin, tokens_[token].end - tokens_[token].begin);
  }
  bool IsPerson(uint32_t cluster) const {
    const Score& score = clusters_[cluster].score;
    return score.of(Reading::kPerson) >= kPersonEnough && score.of(Reading::kPerson) > score.of(Reading::kCompany);
  }
  bool One(uint32_t cluster) const { return Sample(cluster).core_end == Sample(cluster).first + 1; }
  // A place, a nationality, a regulator or the like is no short form of a company.
  bool IsOther(uint32_t cluster) const {
    return (Sample(cluster).classes & (List::kPlace | List::kNationality | List::kNotCompany | List::kMedia |
                                       List::kMonthDay | List::kFirstName)) != 0 &&
           clusters_[cluster].score.of(Reading::kCompany) <
               clusters_[cluster].score.of(Reading::kOther) + kCompanyEnough;
  }
  uint32_t Root(uint32_t cluster) const {
    while (clusters_[cluster].group != cluster) cluster = clusters_[cluster].group;
    return cluster;
  }
  bool Free(uint32_t cluster) const { return clusters_[cluster].group == cluster; }
  void Join(uint32_t form, uint32_t whole) {
    const uint32_t root = Root(whole);
    if (root != form && Free(form)) clusters_[form].group = root;
  }

  // Names that a gazetteer lists as one company's.
  void Known(uint32_t cluster) {
    const int32_t company = Sample(cluster).company;
    if (company < 0 || !Free(cluster)) return;
    for (uint32_t i = 0; i < cluster; ++i) {
      if (Sample(i).company != company || !Free(i)) continue;
      Join(cluster, i);
      return;
    }
  }

  // "Altman" after "Sam Altman"; a company of that name stays one.
  void Surname(uint32_t person) {
    if (!IsPerson(person) || One(person)) return;
    const Run& run = Sample(person);
    // The last word, and with particles before it: "van der Veer".
    uint64_t hash = HashPhrase(0, tokens_[run.core_end - 1].hash);
    LinkSurname(hash, person);
    uint32_t from = run.core_end - 1;
    while (from > run.first + 1 && (tokens_.Classes(from - 1) & Bit(List::kParticle)) != 0) --from;
    if (from == run.core_end - 1) return;
    hash = 0;
    for (uint32_t i = from; i < run.core_end; ++i) hash = HashPhrase(hash, tokens_[i].hash);
    LinkSurname(hash, person);
  }
  void LinkSurname(uint64_t key, uint32_t person) {
    const uint32_t found = by_key_.Find(key);
    if (found == KeyIndex::kNone || found == person) return;
    const Score& score = clusters_[found].score;
    if (score.of(Reading::kCompany) >= kCompanyBeyondDoubt && score.of(Reading::kCompany) > score.of(Reading::kPerson))
      return;
    Join(found, person);
  }

  // "the Microsoft-OpenAI relationship": two names, joined for the nonce. Each stands elsewhere on its own.
  bool IsPair(const Run& run) const {
    for (uint32_t i = run.first + 1; i < run.core_end; ++i) {
      if (tokens_[i].begin == 0 || view_[tokens_[i].begin - 1] != '-') continue;
      uint64_t before = 0, after = 0;
      for (uint32_t t = run.first; t < i; ++t) before = HashPhrase(before, tokens_[t].hash);
      for (uint32_t t = i; t < run.core_end; ++t) after = HashPhrase(after, tokens_[t].hash);
      if (by_key_.Has(before) && by_key_.Has(after)) return true;
    }
    return false;
  }

  // A shorter name that begins a longer one.
  void Prefixes(uint32_t longer) {
    const Run& run = Sample(longer);
    if (run.core_end < run.first + 2 || IsPerson(longer) || IsPair(run)) return;
    uint64_t hash = 0;
    for (uint32_t i = run.first; i + 1 < run.core_end; ++i) {
      if (tokens_[i].hash == kAnd) continue;
      hash = HashPhrase(hash, tokens_[i].hash);
      const uint32_t found = by_key_.Find(hash);
      if (found == KeyIndex::kNone || found == longer || !Free(found)) continue;
      if (IsPerson(found) || IsOther(found)) continue;
      if (SameCompany(found, longer, i + 1)) {
        if (Root(longer) != found) Join(found, longer);
        return;
      }
    }
  }

  // Is the longer name, whose words from `rest` on the shorter lacks, another form of it, and not a unit or a namesake?
  bool SameCompany(uint32_t shorter, uint32_t longer, uint32_t rest) const {
    const Run& run = Sample(longer);
    if ((run.classes & (List::kPlace | List::kNotCompany | List::kMedia)) != 0) return false;
    bool trade = true, unit = false, generic = true;
    for (uint32_t i = rest; i < run.core_end; ++i) {
      trade = trade && (tokens_.Classes(i) & Bit(List::kDesignator)) != 0;
      generic = generic && tokens_.Is(i, List::kGenericTail);
      unit = unit || (tokens_.Classes(i) & (List::kUnitTail | List::kPlace | List::kNationality)) != 0;
    }
    const bool longer_first = clusters_[longer].first_in_body < clusters_[shorter].first_in_body;
    if (longer_first) return true;
    // Listed each by itself: "Siemens", "Siemens Energy".
    const int32_t other = Sample(shorter).company;
    if (run.company >= 0 && other >= 0 && run.company != other && !generic) return false;
    // Initials name many units ("SK", "SK Square"); a word seldom does, but for the words that make one.
    const bool initials = rest == run.first + 1 && (tokens_[run.first].shape & kAllCaps) != 0;
    return !unit && (trade || !initials);
  }

  // "Menatep" after "Group Menatep", "Rover" after "MG Rover": the last word, where no other name ends in it.
  void Ending(uint32_t longer) {
    const Run& run = Sample(longer);
    if (run.core_end < run.first + 2 || IsPerson(longer) || IsOther(longer) || IsPair(run)) return;
    const uint32_t last = run.core_end - 1;
    // The Pike of "Harrow & Pike" is a partner.
    if ((tokens_[last].gap & kGapAmpersand) != 0 || tokens_[last - 1].hash == kAnd) return;
    if ((tokens_.Classes(last) & (List::kDesignator | List::kUnitTail | List::kOtherHead | List::kFirmNoun)) != 0)
      return;
    const uint32_t found = by_key_.Find(HashPhrase(0, tokens_[last].hash));
    if (found == KeyIndex::kNone || !Free(found) || !Free(longer) || IsPerson(found) || IsOther(found)) return;
    if (clusters_[longer].first_in_body >= clusters_[found].first_in_body) return;
    if (run.company >= 0 && Sample(found).company >= 0 && run.company != Sample(found).company) return;
    if (clusters_[longer].score.of(Reading::kCompany) < kCompanyEnough) return;
    for (uint32_t i = 0; i < clusters_.size(); ++i) {
      const Run& other = Sample(i);
      if (i != longer && i != found && other.core_end > other.first + 1 &&
          (tokens_[other.core_end - 1].hash == tokens_[last].hash || tokens_[other.first].hash == tokens_[last].hash))
        return;
    }
    Join(found, longer);
  }

  // "ONGC": the first letters of the capitalised words, with and without those of the legal form.
  void Initials() {
    for (uint32_t c = 0; c < clusters_.size(); ++c) {
      if (!One(c) || !Free(c) || (tokens_[Sample(c).first].shape & kAllCaps) == 0) continue;
      const std::string_view word = Word(Sample(c).first);
      if (word.size() < 2 || word.size() > 6) continue;
      const uint32_t whole = Abbreviated(word, c);
      if (whole != KeyIndex::kNone && (Sample(c).classes & Bit(List::kPlace)) == 0) Join(c, whole);
    }
  }
  // The first cluster but `itself` that the letters abbreviate.
  uint32_t Abbreviated(std::string_view letters, uint32_t itself) const {
    for (uint32_t c = 0; c < clusters_.size(); ++c) {
      const Run& run = Sample(c);
      if (c == itself || run.end < run.first + 2 || IsPerson(c)) continue;
      size_t count = 0;
      for (uint32_t i = run.first; i < run.end; ++i) {
        if (i >= run.core_end && count == letters.size()) return c;
        if ((tokens_[i].shape & kCapital) == 0) continue;
        if (count == letters.size() || Word(i)[0] != letters[count]) {
          count = 0;
          break;
        }
        ++count;
      }
      if (count == letters.size()) return c;
    }
    return KeyIndex::kNone;
  }

  // "TimeWarner" and "Time Warner".
  void Squashed(uint32_t cluster) {
    const Run& run = Sample(cluster);
    if (run.core_end < run.first + 2 || run.core_end > run.first + 4) return;
    squashed_.clear();
    for (uint32_t i = run.first; i < run.core_end; ++i) squashed_ += Word(i);
    const uint32_t found = by_key_.Find(HashPhrase(0, HashWord(squashed_)));
    if (found != KeyIndex::kNone) Join(found, cluster);
  }

  // "Searle" of "G.D. Searle".
  void AfterInitials(uint32_t cluster) {
    const Run& run = Sample(cluster);
    if (run.core_end < run.first + 2 || (tokens_[run.first].shape & kInitials) == 0 || IsPerson(cluster)) return;
    for (uint32_t i = run.first + 1; i < run.core_end; ++i) {
      if ((tokens_[i].shape & kInitials) != 0) continue;
      const uint32_t found = by_key_.Find(HashPhrase(0, tokens_[i].hash));
      if (found != KeyIndex::kNone && !IsPerson(found)) Join(found, cluster);
    }
  }

  // "Glaxo" of "GlaxoSmithKline", "Yugansk" of "Yuganskneftegas".
  void WordBeginnings() {
    for (uint32_t longer = 0; longer < clusters_.size(); ++longer) {
      if (!One(longer)) continue;
      const std::string_view whole = Word(Sample(longer).first);
      const uint16_t shape = tokens_[Sample(longer).first].shape;
      if ((shape & (kHasDot | kInitials)) == kHasDot) {
        const uint32_t base = by_key_.Find(HashPhrase(0, HashWord(whole.substr(0, whole.find('.')))));
        if (base != KeyIndex::kNone && !IsPerson(base)) Join(longer, base);  // "Boots.com" of "Boots"
        continue;
      }
      if (whole.size() < 8 || (shape & kCapital) == 0) continue;
      for (size_t size = 4; size + 3 < whole.size(); ++size) {
        const bool seam = whole[size] >= 'A' && whole[size] <= 'Z';
        if (!seam && (size < 6 || whole.size() < size + 4)) continue;
        const uint32_t found = by_key_.Find(HashPhrase(0, HashWord(whole.substr(0, size))));
        if (found == KeyIndex::kNone || IsPerson(found) || IsOther(found)) continue;
        if ((tokens_.Classes(Sample(found).first) & Bit(List::kCommon)) != 0) continue;
        Join(found, longer);
      }
    }
  }

  std::string_view view_;
  const Tokens& tokens_;
  const std::vector<Run>& runs_;
  const KeyIndex& by_key_;
  std::vector<Cluster>& clusters_;
  std::string squashed_;
};

}  // namespace

void LinkForms(std::string_view view, const Tokens& tokens, const std::vector<Run>& runs, const KeyIndex& by_key,
               std::vector<Cluster>* clusters) {
  Linker(view, tokens, runs, by_key, clusters).Link();
}

}  // namespace attest
