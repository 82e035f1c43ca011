#include "pipeline/mentions/partners.h"

#include <algorithm>
#include <utility>

namespace attest {
namespace {

const uint64_t kAndWord = HashWord("and");

// What joins a run to the next one.
enum class Link : uint8_t { kNone, kComma, kAnd };

class Joiner {
 public:
  Joiner(std::string_view view, const Lexicon& lexicon, const Tokens& tokens, KeyIndex* elsewhere, KeyIndex* pairs,
         std::vector<Run>* runs)
      : view_(view), lexicon_(lexicon), tokens_(tokens), elsewhere_(*elsewhere), pairs_(*pairs), runs_(*runs) {}

  void Join() {
    bool pair = false, letters = false;
    for (uint32_t r = 0; r + 1 < runs_.size(); ++r) {
      const Run& one = runs_[r];
      const Run& two = runs_[r + 1];
      if (two.first > one.end + 1) continue;
      const Token& next = tokens_[one.end];
      if (two.first > one.end)
        pair = pair || next.hash == kAndWord;
      else
        pair = pair || ((next.gap & kGapComma) != 0 && (two.flags & kRunLegal) != 0);
      letters = letters || (next.gap & (kGapOpen | kGapLess)) != 0;
    }
    if (!pair && !letters) return;
    pairs_.Reset(3 * runs_.size());
    if (letters) Abbreviated();
    if (!pair) return;
    FindElsewhere();
    for (uint32_t r = 0; r + 1 < runs_.size(); ++r) NotePair(r);
    size_t kept = 0;
    for (uint32_t r = 0; r < runs_.size();) {
      const uint32_t last = NameEnd(r);
      Run run = runs_[r];
      if (last > r) run = Whole(r, last);
      runs_[kept++] = run;
      r = last + 1;
    }
    runs_.resize(kept);
  }

 private:
  Link LinkAfter(uint32_t r) const {
    const Run& one = runs_[r];
    const Run& two = runs_[r + 1];
    if (one.sentence != two.sentence || (one.flags & kRunHeading) != 0 || two.first > one.end + 1) return Link::kNone;
    const uint16_t gap = tokens_[one.end].gap;
    if ((tokens_[one.end - 1].shape & kPossessive) != 0) return Link::kNone;
    if (one.end == two.first) return (gap & ~kGapSpace) == kGapComma ? Link::kComma : Link::kNone;
    const bool plain = (gap & ~kGapSpace) == 0 && (tokens_[two.first].gap & ~kGapSpace) == 0;
    return plain && tokens_[one.end].hash == kAndWord ? Link::kAnd : Link::kNone;
  }
  // The names that stand by themselves, outside of any list, and where first.
  void FindElsewhere() {
    elsewhere_.Reset(runs_.size());
    bool listed = false;
    for (uint32_t r = 0; r < runs_.size(); ++r) {
      const bool goes_on = r + 1 < runs_.size() && LinkAfter(r) != Link::kNone;
      if (!listed && !goes_on && (runs_[r].flags & kRunHeading) == 0) elsewhere_.Add(runs_[r].key, r);
      listed = goes_on;
    }
  }
  bool NamedBefore(uint32_t r) const {
    const uint32_t first = elsewhere_.Find(runs_[r].key);
    return first != KeyIndex::kNone && first < r;
  }
  bool Named(uint32_t r) const {
    return elsewhere_.Has(runs_[r].key) || elsewhere_.Has(HashPhrase(0, tokens_[runs_[r].first].hash));
  }

  bool Legal(uint32_t r) const { return (runs_[r].flags & kRunLegal) != 0; }
  bool One(uint32_t r) const { return runs_[r].end == runs_[r].first + 1; }
  // Could be a partner's name, and is no company that anybody knows.
  bool Partner(uint32_t r, uint32_t most_words) const {
    const Run& run = runs_[r];
    return run.company < 0 && run.core_end - run.first <= most_words && (run.flags & (kRunTitled | kRunSoft)) == 0 &&
           (run.classes & (List::kPlace | List::kNationality | List::kMedia | List::kNotCompany | List::kMonthDay)) ==
               0;
  }
  // "Peabody and Co", "Lufkin & Jenrette"
  bool HasPartners(uint32_t r) const {
    const Run& run = runs_[r];
    if (run.company >= 0) return false;
    for (uint32_t i = run.first + 1; i < run.end; ++i) {
      if (tokens_[i].hash == kAndWord || (tokens_[i].gap & kGapAmpersand) != 0) return true;
    }
    return false;
  }

  // Of "A and B" in all its forms: "Gulf and Western", "Gulf and Western Industries".
  uint64_t PairKey(const Run& one, const Run& two) const {
    return HashPhrase(one.key, tokens_[two.first].hash) ^ kPair;
  }
  uint64_t PairKey(uint32_t r) const { return PairKey(runs_[r], runs_[r + 1]); }

  // Decides whether "A and B" is one name, in all its forms.
  void NotePair(uint32_t r) {
    if (LinkAfter(r) != Link::kAnd || Legal(r) || !Partner(r, 2) || !Partner(r + 1, 4)) return;
    const bool listed = (r > 0 && LinkAfter(r - 1) == Link::kComma && !Legal(r - 1)) || NamedBefore(r) || Named(r + 1);
    if (listed) return;
    const uint32_t first = runs_[r].first, end = runs_[r + 1].end;
    const bool opens = (tokens_[first].shape & kFirst) != 0;
    const bool singular = end < tokens_.size() && (tokens_[end].gap & ~kGapSpace) == 0 && Any(end, kSingular);
    const bool is_one = (Legal(r + 1) && One(r) && !opens && !After(r, kOfSeveral)) ||
                        (singular && (opens || After(r, kClauses))) ||
                        (!opens && tokens_.Is(first - 1, List::kRoleNoun) && (tokens_[first].gap & ~kGapSpace) == 0) ||
                        (After(r, kAt) && OfPerson(r));
    const uint64_t key = PairKey(r);
    // Or a second time together, and never apart.
    const bool again = pairs_.Add(key ^ kSeen, r) != r;
    if (is_one || again) pairs_.Add(key, r);
  }
  template <size_t n>
  bool Any(uint32_t token, const uint64_t (&hashes)[n]) const {
    return std::find(hashes, hashes + n, tokens_[token].hash) != hashes + n;
  }
  // Does one of the words stand before the run?
  template <size_t n>
  bool After(uint32_t r, const uint64_t (&hashes)[n]) const {
    const uint32_t first = runs_[r].first;
    return first > 0 && (tokens_[first].gap & ~kGapSpace) == 0 && Any(first - 1, hashes);
  }
  // "Ann Torvald of A and B", "a lawyer at A and B"
  bool OfPerson(uint32_t r) const {
    const uint32_t of = runs_[r].first - 1;
    if (of == 0 || (tokens_[of].gap & ~kGapSpace) != 0) return false;
    if (tokens_.Is(of - 1, List::kPost)) return true;
    if (r == 0) return false;
    const Run& person = runs_[r - 1];
    return person.end == of && person.company < 0 && person.end == person.first + 2 &&
           (tokens_.Classes(person.first) & Bit(List::kFirstName)) != 0;
  }

  // The last run of the name that begins with run `r`; `r` itself where nothing joins it to others.
  uint32_t NameEnd(uint32_t r) const {
    if (r + 1 >= runs_.size() || Legal(r)) return r;
    const Link link = LinkAfter(r);
    if (link == Link::kNone) return r;
    if (link == Link::kAnd) return pairs_.Has(PairKey(r)) ? r + 1 : r;
    // "Harris, Upham and Co"
    if (HasPartners(r + 1) && (Legal(r + 1) || tokens_.Is(runs_[r + 1].end - 1, List::kAndTail)))
      return Partner(r, 2) && !NamedBefore(r) && !After(r, kOfSeveral) ? r + 1 : r;
    // "Harrow, Pike and Tessin Inc", "Harrow, Pike, Tessin Inc": all by one word, nothing of a list before or after.
    if (r > 0 && LinkAfter(r - 1) != Link::kNone && !Legal(r - 1)) return r;
    if (!Partner(r, 2) || NamedBefore(r)) return r;
    for (uint32_t last = r + 1; last < runs_.size(); ++last) {
      if (!Partner(last, Legal(last) ? 3 : 1) || Named(last)) return r;
      if (!Legal(last)) {
        if (last + 1 >= runs_.size() || LinkAfter(last) == Link::kNone) return r;
        continue;
      }
      return last > r + 1 ? last : r;
    }
    return r;
  }

  Run Whole(uint32_t first, uint32_t last) const {
    Run run = runs_[last];
    run.first = runs_[first].first;
    run.flags = static_cast<uint16_t>((run.flags & ~(kRunSoft | kRunSoftFirst)) | (runs_[first].flags & kRunSoftFirst));
    Describe(tokens_, lexicon_, &run);
    return run;
  }

  // "the National Company for Cooperative Insurance (NCCI)", "Gulf and Western Inc <GW>": the letters in brackets are
  // those of the names on both sides of a small word.
  void Abbreviated() {
    size_t kept = 0;
    for (uint32_t r = 0; r < runs_.size(); ++r, ++kept) {
      runs_[kept] = runs_[r];
      if (r + 1 >= runs_.size() || kept == 0) continue;
      const Token& letters = tokens_[runs_[r + 1].first];
      if ((letters.gap & (kGapOpen | kGapLess)) == 0 || runs_[r + 1].first != runs_[r].end || !One(r + 1)) continue;
      const Run& before = runs_[kept - 1];
      const Run& name = runs_[kept];
      if (before.sentence != name.sentence || name.first > before.end + 2 || name.first == before.end) continue;
      const std::string_view word = view_.substr(letters.begin, letters.end - letters.begin);
      if (word.size() < 2 || word.size() > 6 || AreInitials(word, view_, tokens_, name.first, name.core_end, name.end))
        continue;
      bool small = true;
      for (uint32_t i = before.end; i < name.first; ++i)
        small = small && (tokens_[i].gap & ~kGapSpace) == 0 && Any(i, kSmall);
      if (!small || !AreInitials(word, view_, tokens_, before.first, name.core_end, name.end)) continue;
      pairs_.Add(PairKey(before, name), r);
      Run whole = name;
      whole.first = before.first;
      whole.flags |= before.flags & kRunSoftFirst;
      Describe(tokens_, lexicon_, &whole);
      runs_[--kept] = whole;
    }
    runs_.resize(kept);
  }

  static constexpr uint64_t kPair = 0x9e3779b97f4a7c15, kSeen = 0xc2b2ae3d27d4eb4f;
  static inline const uint64_t kOfSeveral[] = {HashWord("between"),   HashWord("both"), HashWord("include"),
                                               HashWord("including"), HashWord("like"), HashWord("as"),
                                               HashWord("includes"),  HashWord("are")};
  static inline const uint64_t kSingular[] = {
      HashWord("is"),      HashWord("was"),      HashWord("has"),   HashWord("says"),  HashWord("plans"),
      HashWord("expects"), HashWord("owns"),     HashWord("makes"), HashWord("sells"), HashWord("runs"),
      HashWord("employs"), HashWord("operates"), HashWord("does"),  HashWord("wants"), HashWord("buys")};
  static inline const uint64_t kClauses[] = {HashWord("that"),    HashWord("said"),  HashWord("says"),
                                             HashWord("because"), HashWord("while"), HashWord("if"),
                                             HashWord("when"),    HashWord("but"),   HashWord("where")};
  static inline const uint64_t kAt[] = {HashWord("of"), HashWord("at"), HashWord("from"), HashWord("with")};
  static inline const uint64_t kSmall[] = {kAndWord,       HashWord("of"), HashWord("for"), HashWord("the"),
                                           HashWord("in"), HashWord("on"), HashWord("to")};

  std::string_view view_;
  const Lexicon& lexicon_;
  const Tokens& tokens_;
  KeyIndex& elsewhere_;
  KeyIndex& pairs_;
  std::vector<Run>& runs_;
};

}  // namespace

bool AreInitials(std::string_view letters, std::string_view view, const Tokens& tokens, uint32_t first, uint32_t legal,
                 uint32_t end) {
  size_t count = 0;
  const auto small = [](char c) { return static_cast<char>(c | 0x20); };
  for (uint32_t i = first; i < end; ++i) {
    while (count < letters.size() && letters[count] == '&') ++count;
    if (count == letters.size() && (i >= legal || (i > first && tokens.Is(i, List::kDesignator)))) continue;
    const bool fits = count < letters.size() && small(view[tokens[i].begin]) == small(letters[count]);
    if ((tokens[i].shape & kCapital) == 0) {
      // "BOA", "BofA": a small word's first letter, or all of them, unless the letter is the next word's.
      if (!fits || (i + 1 < end && small(view[tokens[i + 1].begin]) == small(letters[count]))) continue;
      const std::string_view word = view.substr(tokens[i].begin, tokens[i].end - tokens[i].begin);
      count += letters.substr(count).starts_with(word) ? word.size() : 1;
      continue;
    }
    if (!fits) return false;
    ++count;
  }
  return count == letters.size();
}

void JoinPartners(std::string_view view, const Lexicon& lexicon, const Tokens& tokens, KeyIndex* elsewhere,
                  KeyIndex* pairs, std::vector<Run>* runs) {
  if (runs->size() >= 2) Joiner(view, lexicon, tokens, elsewhere, pairs, runs).Join();
}

}  // namespace attest
