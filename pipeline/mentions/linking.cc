#include "pipeline/mentions/linking.h"

#include <algorithm>
#include <string>
#include <utility>

#include "pipeline/mentions/partners.h"

namespace attest {
namespace {

const uint64_t kAnd = HashWord("and");
constexpr double kPersonEnough = 2;
constexpr double kCompanyEnough = 2;
// What a name that is also somebody's surname needs to be a company all the same ("Bill Ford" at Ford).
constexpr double kCompanyBeyondDoubt = 6;

// The clusters that a step of the linking looks at, told once for all steps; kept from document to document.
struct Sorted {
  std::vector<uint32_t> known;    // that a gazetteer lists
  std::vector<uint32_t> several;  // of several words, persons left out
  std::vector<uint32_t> persons;  // of several words
  std::vector<uint32_t> one;      // of one word
  uint64_t lengths = 0;  // a bit for each length of a word that is a name by itself; bit 63 for all longer ones
  std::string squashed;
  KeyIndex letters;  // words by the letters that they have
};

class Linker {
 public:
  Linker(std::string_view view, const Tokens& tokens, const std::vector<Run>& runs, const KeyIndex& by_key,
         std::vector<Cluster>* clusters, Sorted* sorted)
      : view_(view), tokens_(tokens), runs_(runs), by_key_(by_key), clusters_(*clusters), sorted_(*sorted) {}

  void Link() {
    const auto count = static_cast<uint32_t>(clusters_.size());
    for (uint32_t i = 0; i < count; ++i) clusters_[i].group = i;
    for (uint32_t i = 0; i < count; ++i) {
      if (clusters_[i].ticker_of != UINT32_MAX && (clusters_[i].run_count == 1 || clusters_[i].abbreviates))
        Join(i, clusters_[i].ticker_of);
    }
    Sort();
    for (const uint32_t i : sorted_.known) Known(i);
    for (const uint32_t i : sorted_.persons) Surname(i);
    for (const uint32_t i : sorted_.several) Prefixes(i);
    for (const uint32_t i : sorted_.several) Ending(i);
    for (const uint32_t i : sorted_.several) Shortened(i);
    Initials();
    for (uint32_t i = 0; i < count; ++i) Squashed(i);
    for (const uint32_t i : sorted_.several) AfterInitials(i);
    WordBeginnings();
    Misspelt();
    for (uint32_t i = 0; i < count; ++i) clusters_[i].group = Root(i);
  }

 private:
  void Sort() {
    for (std::vector<uint32_t>* list : {&sorted_.known, &sorted_.several, &sorted_.persons, &sorted_.one})
      list->clear();
    sorted_.lengths = 0;
    for (uint32_t i = 0; i < clusters_.size(); ++i) {
      if (clusters_[i].apart) continue;
      const Run& run = Sample(i);
      if (run.company >= 0) sorted_.known.push_back(i);
      const bool one = One(i);
      (one ? sorted_.one : IsPerson(i) ? sorted_.persons : sorted_.several).push_back(i);
      // With "and" left out, which keys do not have, a name of several words may be one of one.
      bool is_word = one;
      for (uint32_t t = run.first; !is_word && t < run.core_end; ++t) is_word = tokens_[t].hash == kAnd;
      if (is_word) sorted_.lengths |= one ? LengthBit(tokens_[run.first].end - tokens_[run.first].begin) : ~uint64_t{0};
    }
  }
  static uint64_t LengthBit(size_t bytes) { return uint64_t{1} << std::min<size_t>(bytes, 63); }
  // The cluster whose name is this one word.
  uint32_t NamedBy(std::string_view word) const {
    if ((sorted_.lengths & LengthBit(word.size())) == 0) return KeyIndex::kNone;
    return by_key_.Find(HashPhrase(0, HashWord(word)));
  }

  const Run& Sample(uint32_t cluster) const { return runs_[clusters_[cluster].sample]; }
  std::string_view Word(uint32_t token) const {
    return view_.substr(tokens_[token].begin, tokens_[token].end - tokens_[token].begin);
  }
  bool IsPerson(uint32_t cluster) const {
    const Score& score = clusters_[cluster].score;
    return score.of(NameReading::kPerson) >= kPersonEnough &&
           score.of(NameReading::kPerson) > score.of(NameReading::kCompany);
  }
  bool One(uint32_t cluster) const { return Sample(cluster).core_end == Sample(cluster).first + 1; }
  // A place, a nationality, a regulator or the like is no short form of a company.
  bool IsOther(uint32_t cluster) const {
    return (Sample(cluster).classes & (List::kPlace | List::kNationality | List::kNotCompany | List::kMedia |
                                       List::kMonthDay | List::kFirstName)) != 0 &&
           clusters_[cluster].score.of(NameReading::kCompany) <
               clusters_[cluster].score.of(NameReading::kOther) + kCompanyEnough;
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
    if (!Free(cluster)) return;
    for (const uint32_t i : sorted_.known) {
      if (i == cluster) return;
      if (Sample(i).company != company || !Free(i)) continue;
      Join(cluster, i);
      return;
    }
  }

  // "Altman" after "Sam Altman"; a company of that name stays one.
  void Surname(uint32_t person) {
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
    if (score.of(NameReading::kCompany) >= kCompanyBeyondDoubt &&
        score.of(NameReading::kCompany) > score.of(NameReading::kPerson))
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
    if (IsPair(run)) return;
    uint64_t hash = 0;
    for (uint32_t i = run.first; i + 1 < run.core_end; ++i) {
      if (tokens_[i].hash == kAnd) continue;
      hash = HashPhrase(hash, tokens_[i].hash);
      const uint32_t found = by_key_.Find(hash);
      if (found == KeyIndex::kNone || found == longer || !Free(found)) continue;
      if (IsPerson(found) || IsOther(found)) continue;
      if (SameCompany(found, longer, i + 1) && Root(longer) != found) Join(found, longer);
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
    if (IsOther(longer) || IsPair(run)) return;
    const uint32_t last = run.core_end - 1;
    // The Pike of "Harrow & Pike" is a partner.
    if ((tokens_[last].gap & kGapAmpersand) != 0 || tokens_[last - 1].hash == kAnd) return;
    if ((tokens_.Classes(last) & (List::kDesignator | List::kUnitTail | List::kOtherHead | List::kFirmNoun)) != 0)
      return;
    const uint32_t found = by_key_.Find(HashPhrase(0, tokens_[last].hash));
    if (found == KeyIndex::kNone || !Free(found) || !Free(longer) || IsPerson(found) || IsOther(found)) return;
    if (clusters_[longer].first_in_body >= clusters_[found].first_in_body) return;
    if (run.company >= 0 && Sample(found).company >= 0 && run.company != Sample(found).company) return;
    if (clusters_[longer].score.of(NameReading::kCompany) < kCompanyEnough) return;
    for (uint32_t i = 0; i < clusters_.size(); ++i) {
      const Run& other = Sample(i);
      if (i != longer && i != found && other.core_end > other.first + 1 &&
          (tokens_[other.core_end - 1].hash == tokens_[last].hash || tokens_[other.first].hash == tokens_[last].hash))
        return;
    }
    Join(found, longer);
  }

  // "Couche-Tard" of "Alimentation Couche-Tard", "Orbeck Distributor" of "Orbeck Funds Distributor".
  void Shortened(uint32_t longer) {
    const Run& run = Sample(longer);
    if (run.core_end < run.first + 3 || IsOther(longer) || IsPair(run)) return;
    uint64_t rest = 0;
    for (uint32_t i = run.first + 1; i < run.core_end; ++i) {
      if (tokens_[i].hash != kAnd) rest = HashPhrase(rest, tokens_[i].hash);
    }
    const uint64_t ends = HashPhrase(HashPhrase(0, tokens_[run.first].hash), tokens_[run.core_end - 1].hash);
    for (const uint64_t key : {rest, ends}) {
      const uint32_t found = by_key_.Find(key);
      if (found == KeyIndex::kNone || One(found) || !Free(found) || IsPerson(found) || IsOther(found)) continue;
      if (run.company >= 0 && Sample(found).company >= 0 && run.company != Sample(found).company) continue;
      if (Root(longer) != found) Join(found, longer);
    }
  }

  // "ONGC": the first letters of the capitalised words, with and without those of the legal form.
  void Initials() {
    for (const uint32_t c : sorted_.one) {
      if (!Free(c) || (tokens_[Sample(c).first].shape & (kAllCaps | kInnerCapital)) == 0) continue;
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
      if (AreInitials(letters, view_, tokens_, run.first, run.core_end, run.end)) return c;
    }
    return KeyIndex::kNone;
  }

  // "TimeWarner" and "Time Warner".
  void Squashed(uint32_t cluster) {
    const Run& run = Sample(cluster);
    if (run.core_end < run.first + 2 || run.core_end > run.first + 4) return;
    size_t size = 0;
    for (uint32_t i = run.first; i < run.core_end; ++i) size += Word(i).size();
    if ((sorted_.lengths & LengthBit(size)) == 0) return;
    sorted_.squashed.clear();
    for (uint32_t i = run.first; i < run.core_end; ++i) sorted_.squashed += Word(i);
    const uint32_t found = NamedBy(sorted_.squashed);
    if (found != KeyIndex::kNone) Join(found, cluster);
  }

  // "Searle" of "G.D. Searle".
  void AfterInitials(uint32_t cluster) {
    const Run& run = Sample(cluster);
    if ((tokens_[run.first].shape & kInitials) == 0) return;
    for (uint32_t i = run.first + 1; i < run.core_end; ++i) {
      if ((tokens_[i].shape & kInitials) != 0) continue;
      const uint32_t found = by_key_.Find(HashPhrase(0, tokens_[i].hash));
      if (found != KeyIndex::kNone && !IsPerson(found)) Join(found, cluster);
    }
  }

  // "Glaxo" of "GlaxoSmithKline", "Yugansk" of "Yuganskneftegas".
  void WordBeginnings() {
    for (const uint32_t longer : sorted_.one) {
      const std::string_view whole = Word(Sample(longer).first);
      const uint16_t shape = tokens_[Sample(longer).first].shape;
      if ((shape & (kHasDot | kInitials)) == kHasDot) {
        const uint32_t base = NamedBy(whole.substr(0, whole.find('.')));
        if (base != KeyIndex::kNone && !IsPerson(base)) Join(longer, base);  // "Boots.com" of "Boots"
        continue;
      }
      if (whole.size() < 8 || (shape & kCapital) == 0) continue;
      for (size_t size = 4; size + 3 < whole.size(); ++size) {
        const bool seam = whole[size] >= 'A' && whole[size] <= 'Z';
        if (!seam && (size < 6 || whole.size() < size + 4)) continue;
        const uint32_t found = NamedBy(whole.substr(0, size));
        if (found == KeyIndex::kNone || IsPerson(found) || IsOther(found)) continue;
        if ((tokens_.Classes(Sample(found).first) & Bit(List::kCommon)) != 0) continue;
        Join(found, longer);
      }
    }
  }

  // "Yuganksneftegas" for "Yuganskneftegas": a long word of no dictionary with two letters exchanged, one left out or
  // one too many. It has the same letters, and the same first and last one.
  void Misspelt() {
    sorted_.letters.Reset(sorted_.one.size());
    for (const uint32_t c : sorted_.one) {
      const std::string_view word = Word(Sample(c).first);
      if (word.size() < kShortestMisspelt || (tokens_.Classes(Sample(c).first) & Bit(List::kCommon)) != 0) continue;
      if (IsPerson(c) || IsOther(c)) continue;
      uint64_t letters = 0;
      for (const char letter : word) letters |= uint64_t{1} << (letter & 63);
      const auto first = static_cast<unsigned char>(word.front()), last = static_cast<unsigned char>(word.back());
      const uint64_t key = HashPhrase(HashPhrase(letters, first), last);
      const uint32_t other = sorted_.letters.Add(key, c);
      if (other == c || Root(other) == Root(c)) continue;
      if (Sample(c).company >= 0 && Sample(other).company >= 0) continue;
      if (!IsSlip(word, Word(Sample(other).first))) continue;
      const bool swap = Free(other) && clusters_[other].run_count < clusters_[c].run_count;
      Join(swap ? other : c, swap ? c : other);
    }
  }
  // Are they the same but for two neighbours exchanged, or one letter?
  static bool IsSlip(std::string_view one, std::string_view two) {
    if (one.size() < two.size()) std::swap(one, two);
    if (one.size() > two.size() + 1) return false;
    size_t same = 0, same_behind = 0;
    while (same < two.size() && one[same] == two[same]) ++same;
    while (same_behind < two.size() - same && one[one.size() - 1 - same_behind] == two[two.size() - 1 - same_behind])
      ++same_behind;
    if (one.size() > two.size()) return same + same_behind == two.size();
    return same + same_behind + 2 == two.size() && one[same] == two[same + 1] && one[same + 1] == two[same];
  }

  static constexpr size_t kShortestMisspelt = 7;

  std::string_view view_;
  const Tokens& tokens_;
  const std::vector<Run>& runs_;
  const KeyIndex& by_key_;
  std::vector<Cluster>& clusters_;
  Sorted& sorted_;
};

}  // namespace

void LinkForms(std::string_view view, const Tokens& tokens, const std::vector<Run>& runs, const KeyIndex& by_key,
               std::vector<Cluster>* clusters) {
  static thread_local Sorted sorted;
  if (sorted.one.capacity() > kMostKept || sorted.several.capacity() > kMostKept) sorted = {};
  Linker(view, tokens, runs, by_key, clusters, &sorted).Link();
}

}  // namespace attest
