#include "pipeline/mentions/references.h"

#include <algorithm>
#include <utility>

#include "pipeline/mentions/lexicon.h"

namespace attest {
namespace {

// What a company does in its sentence.
constexpr uint32_t kMostOfRelative = 8;  // tokens between "which" and its object
enum class Place : uint8_t { kSubject, kPossessor, kObject };

// A company's name or a resolved reference.
struct Event {
  uint32_t first = 0;  // token
  uint32_t end = 0;
  uint32_t sentence = 0;
  int32_t entity = -1;
  Place place = Place::kSubject;
};

// A company is called by a noun: "Acme, the cloud provider".
struct Description {
  uint64_t noun = 0;  // the word's hash
  int32_t entity = -1;
};

// A company is said to be another's.
struct Parenthood {
  int32_t child = -1;
  int32_t parent = -1;
};

struct Choice {
  int32_t entity = -1;
  std::string_view reason = "none or several fit";
};

constexpr uint32_t kMostBetween = 6;  // words between two companies of which one is said to be the other's

constexpr uint32_t kReach = 4;  // sentences that "the company" reaches back

// What has been read of a document so far; the memory is kept for the next.
struct Scratch {
  std::vector<Event> events;
  std::vector<Description> described;
  std::vector<int> weight;  // mentions of each entity
  std::vector<Parenthood> parents;
};

class Resolver {
 public:
  Resolver(const DocumentText& text, const Tokens& tokens, std::span<const PlacedCompany> companies, Scratch* scratch,
           Analysis* analysis)
      : text_(text),
        view_(text.view.text()),
        tokens_(tokens),
        companies_(companies),
        events_(scratch->events),
        described_(scratch->described),
        weight_(scratch->weight),
        parents_(scratch->parents),
        analysis_(*analysis) {
    events_.clear();
    described_.clear();
    Enter(0);
  }

  void Resolve() {
    weight_.assign(analysis_.entities.size(), 0);
    for (const PlacedCompany& company : companies_) {
      if (!IsSource(company)) ++weight_[static_cast<size_t>(company.entity)];
    }
    for (const uint32_t token : tokens_.marked()) {
      if (token >= done_ && MayBegin(token)) Expression(token);
    }
  }

 private:
  const Token& At(uint32_t token) const { return tokens_[token]; }
  std::string_view Word(uint32_t token) const { return view_.substr(At(token).begin, At(token).end - At(token).begin); }
  bool Is(uint32_t token, List list) const { return (tokens_.Classes(token) & Bit(list)) != 0; }
  bool IsOneOf(uint32_t token, const uint64_t* begin, const uint64_t* end) const {
    return std::find(begin, end, At(token).hash) != end;
  }
  template <size_t n>
  bool Any(uint32_t token, const uint64_t (&hashes)[n]) const {
    return IsOneOf(token, hashes, hashes + n);
  }
  bool Plain(uint32_t token) const { return (At(token).gap & ~(kGapSpace | kGapHyphen)) == 0; }

  // Most articles are told by the next word alone to begin no expression.
  bool MayBegin(uint32_t token) const {
    return Any(token, kIt) ||
           (token + 1 < tokens_.size() && (Is(token + 1, List::kRoleNoun) || MayDescribe(token + 1)));
  }
  // What may stand between "the" and its noun.
  bool MayDescribe(uint32_t token) const {
    return (tokens_.Classes(token) &
            (List::kNationality | List::kPlace | List::kReferenceAdjective | List::kIndustry)) != 0 ||
           Any(token, kBased);
  }

  // Reads the expression that a word may begin, after the names before it.
  void Expression(uint32_t token) {
    while (end_ <= token) Enter(sentence_ + 1);
    NamesBefore(token);
    if (heading_) return;
    while (mention_ < analysis_.mentions.size() && analysis_.mentions[mention_].in_view.end <= At(token).begin)
      ++mention_;
    const bool inside =
        mention_ < analysis_.mentions.size() && analysis_.mentions[mention_].in_view.begin <= At(token).begin;
    if (!inside) done_ = (Any(token, kIt) ? Pronoun(token) : Nominal(token)) + 1;
  }

  void Enter(uint32_t sentence) {
    NamesBefore(end_);
    sentence_ = sentence;
    begin_ = tokens_.SentenceBegin(sentence);
    end_ = tokens_.SentenceEnd(sentence);
    const uint32_t paragraph = text_.structure.sentences[sentence].paragraph;
    heading_ = text_.structure.paragraphs[paragraph].kind != ParagraphKind::kBody;
  }
  // Takes note of the companies of the sentence up to a token.
  void NamesBefore(uint32_t token) {
    for (; company_ < companies_.size() && companies_[company_].first < token; ++company_) {
      const PlacedCompany& company = companies_[company_];
      if (company.end <= done_) continue;  // inside an expression
      if (IsSource(company)) continue;
      const uint32_t first = std::max(company.first, done_);
      Describe(first, company.end, company.entity);
      events_.push_back({first, company.end, sentence_, company.entity, PlaceOf(first, company.end)});
    }
  }

  // The first of the words that say what a company is, in front of its name: "the US chip maker Acme".
  uint32_t DescribedFrom(uint32_t first, uint32_t least) const {
    while (first > least && Plain(first) &&
           ((tokens_.Classes(first - 1) & (List::kNationality | List::kFirmNoun | List::kIndustry)) != 0 ||
            Any(first - 1, kDeterminers) || Any(first - 1, kArticles)))
      --first;
    return first;
  }
  // "A report in Acme", "Acme data", "analysts polled by Acme", "told Acme": who is asked, and not spoken of.
  bool IsSource(const PlacedCompany& company) const {
    if (company.end < tokens_.size() && At(company.end).gap == kGapSpace && Any(company.end, kSurveys)) return true;
    const uint32_t first = DescribedFrom(company.first, 0);
    if (first == 0 || !Plain(first)) return false;
    if (Any(first - 1, kTells)) return true;
    if (first == 1 || !Plain(first - 1)) return false;
    return (Any(first - 1, kIn) && Any(first - 2, kArticle)) || (Any(first - 1, kBy) && Any(first - 2, kAsked)) ||
           (Any(first - 1, kOfSource) && (Any(first - 2, kSurveys) || Any(first - 2, kAnalysts)));
  }

  // By the word before it: the object of a preposition or of a verb; else a subject, or whose something is.
  Place PlaceOf(uint32_t first, uint32_t end) const {
    if (end < tokens_.size() && end < end_ && (At(end).gap & kGapPossessive) != 0) return Place::kPossessor;
    const uint32_t before = DescribedFrom(first, begin_);
    if (before == begin_) return Place::kSubject;
    if ((At(before).gap & (kGapComma | kGapQuote | kGapOpen | kGapDash)) != 0)
      return FollowedByVerb(end) ? Place::kSubject : Place::kObject;
    if (Any(before - 1, kPrepositions)) return LeadsSentence(before - 1) ? Place::kSubject : Place::kObject;
    // The comma behind it closes that clause.
    if (end < end_ && (At(end).gap & kGapComma) != 0 && InRelative(before)) return Place::kObject;
    return FollowedByVerb(end) ? Place::kSubject : Place::kObject;
  }
  // Whether a relative clause began right before: "Globex, which also bought Acme".
  bool InRelative(uint32_t first) const {
    for (uint32_t i = first; i > begin_ && first - i < kMostOfRelative; --i) {
      if ((At(i).gap & kGapComma) != 0) return false;
      if (Any(i - 1, kWhich)) return true;
    }
    return false;
  }
  bool FollowedByVerb(uint32_t end) const {
    if (end >= end_) return false;
    if ((At(end).gap & kGapComma) != 0) return true;  // a description follows
    return Plain(end) && (tokens_.Classes(end) & (List::kSayVerb | List::kFirmVerb)) != 0;
  }
  // "Shares in Acme", "The chairman of Acme": the noun phrase that begins the sentence.
  bool LeadsSentence(uint32_t preposition) const {
    return preposition <= begin_ + 4 && preposition > begin_ && Any(preposition, kNounPrepositions);
  }

  // Remembers what kind of company the text calls it: "Acme, the cloud provider", "chip maker Acme".
  void Describe(uint32_t first, uint32_t end, int32_t entity) {
    if (first > begin_ && Plain(first)) {
      if (Is(first - 1, List::kRoleNoun)) described_.push_back({At(first - 1).hash, entity});
    }
    if (end + 1 >= end_) return;
    uint32_t at = end;
    const bool comma = (At(at).gap & kGapComma) != 0;
    if (!comma && !(Plain(at) && Any(at, kBe))) return;
    if (!comma) ++at;
    for (uint32_t i = at; i < std::min(at + 9, end_); ++i) {
      if (i > at && (At(i).gap & (kGapComma | kGapOpen | kGapDash)) != 0) break;
      if (Any(i, kWhich) || (Any(i, kPrepositions) && !Any(i, kNounPrepositions))) break;
      if (Is(i, List::kRoleNoun) && (At(i).shape & kPossessive) == 0) {
        const bool goes_on = i + 1 < end_ && Plain(i + 1) && Is(i + 1, List::kRoleNoun);
        if (!goes_on) described_.push_back({At(i).hash, entity});
      }
    }
  }

  uint32_t Pronoun(uint32_t i) {
    const bool its = Any(i, kIts), it = Any(i, kItAlone);
    const bool plural = !its && !it;
    if (it && Expletive(i)) return i;
    const Choice choice = plural ? Plural(i) : ChoosePronoun(i, it);
    if (plural && choice.entity < 0) return i;
    if (its) {
      if (const uint32_t last = Parent(i, choice); last > i) return last;
    }
    Add(i, i + 1, choice, its || Any(i, kTheir), true);
    return i;
  }

  // "its parent", "its parent company": where the text says once whose parent is who. Returns the last token read;
  // `its` where it does not, so that "its" alone stands for the company that it may.
  uint32_t Parent(uint32_t its, const Choice& child) {
    if (child.entity < 0 || its + 1 >= end_ || !Plain(its + 1) || !Any(its + 1, kParent)) return its;
    uint32_t last = its + 1;
    if (last + 1 < end_ && Plain(last + 1) && (At(last).shape & kPossessive) == 0 && Is(last + 1, List::kGroupNoun))
      ++last;
    // "its parent Globex" names it.
    if (last + 1 < end_ && (At(last).shape & kPossessive) == 0 && (At(last + 1).gap & ~(kGapSpace | kGapComma)) == 0 &&
        (At(last + 1).shape & (kCapital | kInnerCapital)) != 0)
      return its;
    const int32_t parent = ParentOf(child.entity);
    if (parent < 0) return its;
    Add(its, last + 1, {parent, "the parent that the text names"}, (At(last).shape & kPossessive) != 0, false);
    return last;
  }
  // -1: the text does not say, or says it of several.
  int32_t ParentOf(int32_t child) {
    if (!parents_read_) ReadParents();
    parents_read_ = true;
    int32_t found = -1;
    for (const Parenthood& known : parents_) {
      if (known.child != child || known.parent == found) continue;
      if (found >= 0) return -1;
      found = known.parent;
    }
    return found;
  }
  void ReadParents() {
    parents_.clear();
    for (size_t c = 0; c + 1 < companies_.size(); ++c) {
      const PlacedCompany& one = companies_[c];
      const PlacedCompany& two = companies_[c + 1];
      if (one.entity == two.entity || two.first < one.end || two.first > one.end + kMostBetween) continue;
      bool parent = false, unit = false, broken = false;
      for (uint32_t i = one.end; i < two.first; ++i) {
        parent = parent || Any(i, kParent);
        unit = unit || Any(i, kUnits);
        broken = broken || (At(i).gap & (kGapBreak | kGapDash | kGapQuote)) != 0;
      }
      if (broken || (At(two.first).gap & kGapBreak) != 0) continue;
      const bool apposed = (At(one.end).gap & kGapComma) != 0;
      if (two.first == one.end) {
        // "Globex, Acme's parent"
        const bool behind = two.end < tokens_.size() && (At(two.end).gap & kGapPossessive) != 0;
        if (apposed && behind && Any(two.end, kParent)) parents_.push_back({two.entity, one.entity});
        continue;
      }
      const bool of = Any(two.first - 1, kOfBy);
      // "Acme's parent Globex"; "Globex, parent of Acme"; "Acme, a unit of Globex", "Acme, owned by Globex"
      if (parent && !of && (At(one.end).gap & kGapPossessive) != 0) parents_.push_back({one.entity, two.entity});
      if (of && (apposed || Any(one.end, kBe)) && parent != unit)
        parents_.push_back(parent ? Parenthood{two.entity, one.entity} : Parenthood{one.entity, two.entity});
    }
  }

  // "It is clear that", "it takes time".
  bool Expletive(uint32_t it) const {
    uint32_t next = it + 1;
    if (next >= end_) return false;
    if ((At(next).gap & kGapPossessive) != 0) {
      // "It's": is or has.
      return !(Any(next, kAdverbs) || IsInflected(view_, At(next))) || Any(next, kExpletiveWords);
    }
    if (!Plain(next)) return false;
    if (next + 1 < end_ && Any(next + 1, kOver)) return false;  // "it took over C"
    if (Any(next, kExpletiveVerbs)) return true;
    if (Is(next, List::kSayVerb)) return false;
    while (next < end_ && Any(next, kAuxiliaries)) ++next;
    if (next >= end_) return false;
    if (next > it + 1 && Any(next, kExpletiveVerbs)) return true;
    if (!Any(next, kBe)) return false;
    ++next;
    while (next < end_ && Any(next, kAdverbs)) ++next;
    if (next >= end_) return true;
    if (Any(next, kExpletiveWords)) return true;
    if (Any(next, kArticles) || Any(next, kDeterminers) || Any(next, kOneOf)) {
      for (uint32_t i = next + 1; i < std::min(next + 6, end_); ++i) {
        if (Is(i, List::kFirmNoun)) return false;
      }
      return true;
    }
    return false;
  }

  Choice ChoosePronoun(uint32_t pronoun, bool it) {
    const uint32_t accounts = AccountsBefore(pronoun);
    const Event* possessor = nullptr;
    const Event* only = nullptr;
    bool several = false;
    for (auto event = events_.rbegin(); event != events_.rend() && event->sentence == sentence_; ++event) {
      // "Acme, which accounts for a third of its sales": not Acme's sales.
      if (event->entity < 0 || event->end < accounts) continue;
      if (event->place == Place::kSubject) return {event->entity, "subject of the sentence"};
      if (possessor == nullptr && event->place == Place::kPossessor) possessor = &*event;
      if (only != nullptr && only->entity != event->entity) several = true;
      if (only == nullptr) only = &*event;
    }
    if (possessor != nullptr) return {possessor->entity, "possessor in the sentence"};
    const bool acts =
        it && pronoun + 1 < end_ && (tokens_.Classes(pronoun + 1) & (List::kSayVerb | List::kFirmVerb)) != 0;
    const bool first = pronoun <= begin_ + 3;
    const Choice before = SubjectBefore(2, acts || !it);
    if (only != nullptr && !several) {
      // Only an object so far: of it or of what was spoken of before.
      if (before.entity < 0 || before.entity == only->entity) return {only->entity, "only company of the sentence"};
      return before;
    }
    if (several) return before;
    if (it && !first && !acts) return {};  // "The deal means that it will …"
    return before;
  }
  // The token behind the last one of the sentence before `token` that says what accounts for what; 0 if there is none.
  // Each token is looked at once, however many pronouns a sentence has.
  uint32_t AccountsBefore(uint32_t token) {
    if (accounts_known_ < begin_) {
      accounts_ = 0;
      accounts_known_ = begin_;
    }
    for (; accounts_known_ < token; ++accounts_known_) {
      if (Any(accounts_known_, kAccounts)) accounts_ = accounts_known_ + 1;
    }
    return accounts_;
  }

  // The subject of the sentence before, or of the one before that where that has none.
  Choice SubjectBefore(uint32_t reach, bool objects) const {
    const Event* fallback = nullptr;
    bool several = false;
    uint32_t here = sentence_;
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
      if (event->entity < 0 || event->sentence == sentence_) continue;
      if (sentence_ - event->sentence > reach) break;
      if (event->sentence != here) {
        if (fallback != nullptr) break;
        here = event->sentence;
      }
      // The first subject of that sentence, so go on through it.
      const Event* subject = nullptr;
      for (auto same = event; same != events_.rend() && same->sentence == here; ++same) {
        if (same->entity < 0) continue;
        if (same->place != Place::kObject) subject = &*same;
        if (fallback != nullptr && fallback->entity != same->entity) several = true;
        fallback = &*same;
      }
      if (subject != nullptr)
        return {subject->entity,
                sentence_ - here == 1 ? "subject of the sentence before" : "subject of an earlier sentence"};
      break;
    }
    if (fallback != nullptr && objects && !several) return {fallback->entity, "only company of the sentence before"};
    return {};
  }

  // "They" and "their" stand for a company only where its verb is plural ("Acme have said").
  Choice Plural(uint32_t pronoun) const {
    for (auto event = events_.rbegin(); event != events_.rend() && event->sentence == sentence_; ++event) {
      if (event->entity < 0 || event->place != Place::kSubject || event->end >= pronoun) continue;
      if (Plain(event->end) && Any(event->end, kPluralVerbs) && !Listed(*event))
        return {event->entity, "subject with a plural verb"};
    }
    return {};
  }
  bool Listed(const Event& event) const {
    return event.first > begin_ && (Any(event.first - 1, kAnd) || (At(event.first).gap & kGapComma) != 0);
  }

  // "the company", "the US chip maker", "the Leeds-based firm". Returns the last token read.
  uint32_t Nominal(uint32_t the) {
    uint32_t at = the + 1;
    bool based = false;
    for (uint32_t steps = 0; at < end_ && steps < 5; ++steps, ++at) {
      if (!Plain(at)) return the;
      if (Is(at, List::kRoleNoun)) {
        const bool goes_on = at + 1 < end_ && Plain(at + 1) && (At(at).shape & kPossessive) == 0 &&
                             ((Is(at + 1, List::kRoleNoun)) || (At(at + 1).gap & kGapHyphen) != 0);
        if (!goes_on) break;
        continue;
      }
      if (Any(at, kBased)) {
        based = true;
        continue;
      }
      if (!MayDescribe(at)) return the;
    }
    if (at >= end_ || !Is(at, List::kRoleNoun)) return the;
    const uint32_t end = at + 1;
    if ((At(at).shape & kCapital) != 0) return the;
    // "the company Acme", "the group of banks", "the company that makes", "the retailer and the bank"
    if (end < end_ && Plain(end) && (At(at).shape & kPossessive) == 0) {
      if ((At(end).shape & (kCapital | kInnerCapital)) != 0) return the;
      if (Any(end, kOfThat)) return the;
    }
    const bool plain_noun = Is(at, List::kGroupNoun) && at == the + 1;
    const Choice choice = plain_noun || based || Is(at, List::kGroupNoun) ? Company(the) : Described(the, at);
    const bool possessive = (At(at).shape & kPossessive) != 0;
    Add(the, end, choice, possessive, false);
    return at;
  }

  // The most recent company spoken of: in the sentence before the words, then the subjects before, then the focus.
  Choice Company(uint32_t the) const {
    Choice here = InSentence(the);
    if (here.entity >= 0) return here;
    const Choice before = SubjectBefore(1, false);
    if (before.entity >= 0) return before;
    const int32_t focus = Focus();
    const Choice earlier = SubjectBefore(kReach, true);
    if (earlier.entity >= 0 && (focus < 0 || earlier.entity == focus ||
                                weight_[static_cast<size_t>(focus)] < 2 * weight_[static_cast<size_t>(earlier.entity)]))
      return earlier;
    if (focus >= 0) return {focus, "the company that the article is about"};
    return earlier;
  }
  Choice InSentence(uint32_t before) const {
    const Event* subject = nullptr;
    const Event* only = nullptr;
    bool several = false;
    for (auto event = events_.rbegin(); event != events_.rend() && event->sentence == sentence_; ++event) {
      if (event->entity < 0 || event->end > before) continue;
      if (subject == nullptr && event->place != Place::kObject) subject = &*event;
      if (only != nullptr && only->entity != event->entity) several = true;
      only = &*event;
    }
    if (subject != nullptr) return {subject->entity, "subject of the sentence"};
    if (only != nullptr && !several) {
      const Choice earlier = SubjectBefore(1, false);
      if (earlier.entity < 0 || earlier.entity == only->entity) return {only->entity, "only company of the sentence"};
      return earlier;
    }
    return {};
  }

  // "the chip maker": the company that the text has called so; else as for "the company", among those not described
  // otherwise.
  Choice Described(uint32_t the, uint32_t noun) const {
    std::vector<int32_t> fitting;
    for (const Description& description : described_) {
      if (description.noun == At(noun).hash) fitting.push_back(description.entity);
    }
    if (!fitting.empty()) {
      std::sort(fitting.begin(), fitting.end());
      fitting.erase(std::unique(fitting.begin(), fitting.end()), fitting.end());
      if (fitting.size() == 1) return {fitting[0], "described by that noun"};
      for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
        if (std::binary_search(fitting.begin(), fitting.end(), event->entity))
          return {event->entity, "last company described by that noun"};
      }
    }
    // The nearest company of the sentence so far, if there is but one; then as for any company.
    return Company(the);
  }

  // The company with at least twice the mentions of any other; with one company there is nothing to choose.
  int32_t Focus() const {
    int32_t best = -1;
    int second = 0;
    for (size_t i = 0; i < weight_.size(); ++i) {
      if (best < 0 || weight_[i] > weight_[static_cast<size_t>(best)]) {
        second = best < 0 ? 0 : weight_[static_cast<size_t>(best)];
        best = static_cast<int32_t>(i);
      } else {
        second = std::max(second, weight_[i]);
      }
    }
    if (best < 0 || weight_[static_cast<size_t>(best)] == 0) return -1;
    return weight_[static_cast<size_t>(best)] >= 2 * second ? best : -1;
  }

  void Add(uint32_t first, uint32_t end, const Choice& choice, bool possessive, bool pronoun) {
    Reference reference;
    reference.in_view = {At(first).begin, At(end - 1).end};
    if (possessive && !pronoun)
      reference.in_view.end += At(end - 1).end < view_.size() && end < tokens_.size() ? SuffixLength(end - 1) : 0;
    reference.span = text_.view.ToSource(reference.in_view);
    reference.entity = choice.entity;
    reference.possessive = possessive;
    reference.pronoun = pronoun;
    reference.reason = choice.reason;
    if (choice.entity >= 0) {
      const Place place = possessive ? Place::kPossessor : PlaceOf(first, end);
      events_.push_back({first, end, sentence_, choice.entity, place});
    }
    analysis_.references.push_back(reference);
  }
  uint32_t SuffixLength(uint32_t token) const {
    const size_t at = At(token).end;
    return at + 1 < view_.size() && (view_[at + 1] == 's' || view_[at + 1] == 'S') ? 2 : 1;
  }

  static inline const uint64_t kIt[] = {HashWord("it"), HashWord("its"), HashWord("they"), HashWord("their")};
  static inline const uint64_t kItAlone[] = {HashWord("it")};
  static inline const uint64_t kIts[] = {HashWord("its")};
  static inline const uint64_t kTheir[] = {HashWord("their")};
  static inline const uint64_t kOver[] = {HashWord("over"), HashWord("control")};
  static inline const uint64_t kParent[] = {HashWord("parent"), HashWord("owner")};
  static inline const uint64_t kUnits[] = {HashWord("unit"),     HashWord("subsidiary"), HashWord("arm"),
                                           HashWord("division"), HashWord("owned"),      HashWord("controlled")};
  static inline const uint64_t kOfBy[] = {HashWord("of"), HashWord("by")};
  static inline const uint64_t kAnd[] = {HashWord("and")};
  static inline const uint64_t kDeterminers[] = {HashWord("the"), HashWord("this")};
  static inline const uint64_t kArticles[] = {HashWord("a"), HashWord("an")};
  static inline const uint64_t kOneOf[] = {HashWord("one"), HashWord("just"), HashWord("part")};
  static inline const uint64_t kBe[] = {HashWord("is"),   HashWord("was"),   HashWord("be"),
                                        HashWord("been"), HashWord("isn't"), HashWord("wasn't")};
  static inline const uint64_t kWhich[] = {HashWord("which"), HashWord("who"), HashWord("that"), HashWord("whose")};
  static inline const uint64_t kBased[] = {HashWord("based"), HashWord("listed"), HashWord("owned")};
  static inline const uint64_t kOfThat[] = {HashWord("of"), HashWord("that"), HashWord("which"), HashWord("whose")};
  static inline const uint64_t kAccounts[] = {HashWord("accounts"), HashWord("accounted"), HashWord("accounting")};
  static inline const uint64_t kPluralVerbs[] = {HashWord("have"), HashWord("are"), HashWord("were"), HashWord("say")};
  static inline const uint64_t kNounPrepositions[] = {HashWord("of"), HashWord("in"), HashWord("at"), HashWord("for")};
  static inline const uint64_t kPrepositions[] = {
      HashWord("of"),      HashWord("in"),   HashWord("for"),    HashWord("with"), HashWord("by"),
      HashWord("from"),    HashWord("to"),   HashWord("at"),     HashWord("on"),   HashWord("against"),
      HashWord("between"), HashWord("over"), HashWord("than"),   HashWord("like"), HashWord("including"),
      HashWord("into"),    HashWord("via"),  HashWord("through")};
  static inline const uint64_t kIn[] = {HashWord("in")};
  static inline const uint64_t kBy[] = {HashWord("by")};
  static inline const uint64_t kArticle[] = {HashWord("report"),   HashWord("reports"),   HashWord("article"),
                                             HashWord("articles"), HashWord("interview"), HashWord("column")};
  static inline const uint64_t kTells[] = {HashWord("told"), HashWord("tells"), HashWord("telling"), HashWord("citing"),
                                           HashWord("quoting")};
  static inline const uint64_t kAsked[] = {HashWord("surveyed"), HashWord("polled"),  HashWord("compiled"),
                                           HashWord("gathered"), HashWord("cited"),   HashWord("collected"),
                                           HashWord("quoted"),   HashWord("tracked"), HashWord("interviewed")};
  static inline const uint64_t kOfSource[] = {HashWord("from"), HashWord("by"), HashWord("at"), HashWord("of")};
  static inline const uint64_t kSurveys[] = {HashWord("data"),      HashWord("poll"),    HashWord("survey"),
                                             HashWord("estimates"), HashWord("polls"),   HashWord("surveys"),
                                             HashWord("consensus"), HashWord("research")};
  static inline const uint64_t kAnalysts[] = {HashWord("analyst"),    HashWord("analysts"),   HashWord("economist"),
                                              HashWord("economists"), HashWord("strategist"), HashWord("strategists"),
                                              HashWord("broker"),     HashWord("brokers"),    HashWord("researcher"),
                                              HashWord("researchers")};
  static inline const uint64_t kAuxiliaries[] = {
      HashWord("will"), HashWord("would"), HashWord("may"),    HashWord("might"), HashWord("could"), HashWord("can"),
      HashWord("has"),  HashWord("had"),   HashWord("should"), HashWord("must"),  HashWord("also")};
  static inline const uint64_t kAdverbs[] = {
      HashWord("now"),       HashWord("also"),   HashWord("still"),    HashWord("since"), HashWord("already"),
      HashWord("currently"), HashWord("widely"), HashWord("expected"), HashWord("being"), HashWord("been")};
  static inline const uint64_t kExpletiveVerbs[] = {
      HashWord("comes"),    HashWord("came"),   HashWord("emerged"), HashWord("emerges"),  HashWord("follows"),
      HashWord("followed"), HashWord("means"),  HashWord("seems"),   HashWord("seemed"),   HashWord("appears"),
      HashWord("appeared"), HashWord("turns"),  HashWord("turned"),  HashWord("happened"), HashWord("depends"),
      HashWord("matters"),  HashWord("takes"),  HashWord("took"),    HashWord("costs"),    HashWord("rained"),
      HashWord("looks"),    HashWord("remains")};
  static inline const uint64_t kExpletiveWords[] = {
      HashWord("clear"),         HashWord("unclear"),    HashWord("likely"),    HashWord("unlikely"),
      HashWord("possible"),      HashWord("impossible"), HashWord("not"),       HashWord("too"),
      HashWord("hard"),          HashWord("difficult"),  HashWord("easy"),      HashWord("important"),
      HashWord("time"),          HashWord("hoped"),      HashWord("thought"),   HashWord("understood"),
      HashWord("reported"),      HashWord("announced"),  HashWord("estimated"), HashWord("feared"),
      HashWord("true"),          HashWord("known"),      HashWord("said"),      HashWord("believed"),
      HashWord("revealed"),      HashWord("necessary"),  HashWord("only"),      HashWord("never"),
      HashWord("why"),           HashWord("what"),       HashWord("how"),       HashWord("that"),
      HashWord("disappointing"), HashWord("good"),       HashWord("bad"),       HashWord("best"),
      HashWord("better"),        HashWord("early"),      HashWord("late"),      HashWord("no"),
      HashWord("all"),           HashWord("in"),         HashWord("as"),        HashWord("more"),
      HashWord("very"),          HashWord("so"),         HashWord("certain"),   HashWord("worth"),
      HashWord("natural"),       HashWord("doubtful"),   HashWord("premature")};

  const DocumentText& text_;
  std::string_view view_;
  const Tokens& tokens_;
  std::span<const PlacedCompany> companies_;
  std::vector<Event>& events_;
  std::vector<Description>& described_;
  std::vector<int>& weight_;
  std::vector<Parenthood>& parents_;
  bool parents_read_ = false;
  Analysis& analysis_;
  size_t mention_ = 0, company_ = 0;
  uint32_t done_ = 0;                           // the token after the latest expression
  uint32_t accounts_ = 0, accounts_known_ = 0;  // AccountsBefore, and up to which token it is known
  uint32_t begin_ = 0, end_ = 0, sentence_ = 0;
  bool heading_ = false;
};

}  // namespace

void MarkReferences(WordTable* words) {
  for (const char* word : {"it", "its", "they", "their", "the", "this"}) words->Mark(word);
}

void FindReferences(const DocumentText& text, const Tokens& tokens, std::span<const PlacedCompany> companies,
                    Analysis* analysis) {
  static thread_local Scratch scratch;
  if (scratch.events.capacity() > kMostKept) scratch = {};
  if (tokens.sentences() > 0 && !companies.empty()) Resolver(text, tokens, companies, &scratch, analysis).Resolve();
}

}  // namespace attest
