#include "pipeline/mentions/names.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "pipeline/mentions/evidence.h"
#include "pipeline/mentions/gazetteer.h"
#include "pipeline/mentions/identifiers.h"
#include "pipeline/mentions/key_index.h"
#include "pipeline/mentions/lexicon.h"
#include "pipeline/mentions/linking.h"
#include "pipeline/mentions/naming.h"
#include "pipeline/mentions/partners.h"
#include "pipeline/mentions/references.h"
#include "pipeline/mentions/runs.h"

namespace attest {
namespace {

// The longest names have about a dozen words. In longer runs of capitals (a page in capitals) no parts are looked for
// that have more: trying all would take a time that grows with the cube of the run.
constexpr uint32_t kMostNameWords = 16;

// A name is a company or a person from this sum of evidence on.
constexpr double kEnough = 2;

MentionKind KindOf(const Score& score) {
  const double company = score.of(NameReading::kCompany), person = score.of(NameReading::kPerson);
  const double other = score.of(NameReading::kOther);
  if (company >= kEnough && company >= person && company > other) return MentionKind::kCompany;
  if (person >= kEnough && person > other) return MentionKind::kPerson;
  return MentionKind::kName;
}

const uint64_t kThe = HashWord("the");
constexpr uint64_t kOther = 0x9e3779b97f4a7c15;  // makes a key of a name the one of a namesake

// What a cluster and those that are forms of it come to.
struct Group {
  uint32_t first_member = UINT32_MAX;  // cluster
  uint32_t next_member = UINT32_MAX;   // of the group that this cluster is in
  uint32_t listed = 0;                 // how often it stands in a list with companies
  uint32_t of_person = 0;              // how often a person is said to be of it
  int32_t entity = -1;
  MentionKind kind = MentionKind::kName;
  std::string_view rule;
  void Is(const Score& score) {
    kind = KindOf(score);
    rule = score.rule;
  }
};

}  // namespace

struct NameFinder::Compiled {
  Lexicon lexicon;
  Gazetteer gazetteer;
  Evidence evidence;
  std::vector<const RuleEntry*> entries;
};

namespace {

// Where a run stands among those of its cluster.
struct Place {
  uint32_t cluster = 0;
  uint32_t next = UINT32_MAX;  // the cluster's next run; UINT32_MAX after the last
};

// A name's mention to be.
struct PlacedName {
  Span span;
  Span in_view;
  const Group* group = nullptr;
  uint32_t values_before = 0;
};

// What a document's reading needs besides its result; kept from document to document, so that little is allocated.
struct Workspace {
  Tokens tokens;
  std::vector<Run> runs, settled;
  std::vector<Place> places;  // by run
  std::vector<Cluster> clusters;
  std::vector<Group> groups;  // by cluster; a group's is that of the cluster that the others are forms of
  std::vector<PlacedName> names;
  std::vector<PlacedCompany> companies;
  KeyIndex keys, pairs;
  Naming naming;
};

// One document on its way through the stage.
class Reader {
 public:
  Reader(const DocumentText& text, const Lexicon& lexicon, const Gazetteer& gazetteer, const Evidence& evidence,
         Workspace* workspace, Analysis* analysis)
      : text_(text),
        view_(text.view.text()),
        lexicon_(lexicon),
        gazetteer_(gazetteer),
        evidence_(evidence),
        work_(*workspace),
        tokens_(workspace->tokens),
        runs_(workspace->runs),
        clusters_(workspace->clusters),
        keys_(workspace->keys),
        analysis_(*analysis) {}

  void Read() {
    tokens_.Read(view_, text_.structure, analysis_.mentions, lexicon_.words);
    FindRuns(view_, lexicon_, tokens_, &runs_);
    JoinPartners(view_, lexicon_, tokens_, &keys_, &work_.pairs, &runs_);
    Settle();
    Gather();
    OwnPossessives();
    Weigh();
    Tickers();
    LinkForms(view_, tokens_, runs_, keys_, &clusters_);
    Decide();
    Emit();
    FindReferences(text_, tokens_, work_.companies, &analysis_);
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  const Token& At(uint32_t token) const { return tokens_[token]; }

  // Decides by the rest of the document whether the first word of "Unlike Acme", "German Acme" is part of the name,
  // and whether a word at a sentence's head or in a headline is a name at all.
  void Settle() {
    keys_.Reset(runs_.size());
    for (const Run& run : runs_) {
      if ((run.flags & (kRunSoft | kRunSoftFirst | kRunHeading)) == 0) keys_.Add(run.key, 0);
    }
    std::vector<Run>& kept = work_.settled;
    kept.clear();
    for (const Run& run : runs_) {
      if (InListing(run)) continue;
      if ((run.flags & (kRunSoft | kRunSoftFirst | kRunHeading)) == 0) {
        kept.push_back(run);
        continue;
      }
      const bool known = keys_.Has(run.key);
      if (!known && (run.company < 0 || IsListedWord(run.company))) {
        if ((run.flags & kRunSoft) != 0 || Halve(run)) continue;
        if ((run.flags & kRunHeading) != 0) {
          kept.push_back(KnownPart(run));
          continue;
        }
      }
      kept.push_back(!known && (run.flags & kRunSoftFirst) != 0 ? WithoutFirst(run) : run);
    }
    runs_.swap(kept);
  }

  // A word of the user's list that no other list has: at a sentence's head ("Together, the companies") it tells
  // nothing.
  bool IsListedWord(int32_t company) const {
    return gazetteer_.company(company).is_word && gazetteer_.company(company).from_user;
  }

  // "NASDAQ: ACME": of the exchange's token that of the ticker; kNone where no listing begins.
  uint32_t TickerAt(uint32_t exchange) const {
    if (exchange + 1 >= tokens_.size() || (At(exchange).gap & (kGapOpen | kGapComma | kGapColon)) == 0) return kNone;
    if (lexicon_.exchanges.Find(At(exchange).hash) == nullptr) return kNone;
    // "Nasdaq GS", "NYSE American"
    const bool two = (At(exchange + 1).gap & ~kGapSpace) == 0 && (At(exchange + 1).shape & kCapital) != 0;
    const uint32_t ticker = exchange + (two ? 2 : 1);
    if (ticker >= tokens_.size() || (At(ticker).gap & ~kGapSpace) != kGapColon) return kNone;
    const Token& token = At(ticker);
    const bool looks_so = (token.shape & (kAllCaps | kInitials | kDigitFirst)) != 0 && token.end - token.begin <= 8;
    const bool ends = ticker + 1 == tokens_.size() || (At(ticker + 1).gap & (kGapClose | kGapColon | kGapComma)) != 0;
    return looks_so && ends ? ticker : kNone;
  }
  std::string_view Words(const Run& run) const {
    return view_.substr(At(run.first).begin, At(run.end - 1).end - At(run.first).begin);
  }
  // The exchange, the ticker of a listing in brackets behind a name, and an identifier are no names of their own.
  bool InListing(const Run& run) const {
    const std::string_view word = Words(run);
    if (IsIsin(word) || IsLei(word)) return true;
    // Hardly ever is there the ticker's colon.
    uint16_t gaps = 0;
    for (uint32_t at = run.first - (run.first > 0 ? 1 : 0); at < std::min(run.first + 3, tokens_.size()); ++at)
      gaps |= At(at).gap;
    if ((gaps & kGapColon) == 0) return false;
    for (uint32_t at = run.first; at != kNone && at + 3 > run.first; at = at == 0 ? kNone : at - 1) {
      if (const uint32_t ticker = TickerAt(at); ticker != kNone && run.end <= ticker + 1) return true;
    }
    return false;
  }

  // The run without its first word, where that is none of the name.
  Run WithoutFirst(const Run& run) const {
    const Run rest = Part(run, run.first + 1, run.end);
    if (rest.first >= rest.core_end || tokens_.Is(rest.first, List::kLegalForm)) return run;
    return keys_.Has(rest.key) || !FirstBelongs(run, rest) ? rest : run;
  }

  // The run's words [first, end), which lie inside it.
  Run Part(const Run& run, uint32_t first, uint32_t end) const {
    Run part = run;
    part.first = first;
    while (part.first < run.core_end && (At(part.first).shape & (kCapital | kInnerCapital)) == 0) ++part.first;
    part.end = end;
    part.core_end = std::min(run.core_end, end);
    if (end < run.end) part.flags &= static_cast<uint16_t>(~(kRunLegal | kRunPossessive | kRunPostAfter));
    if (part.first < part.core_end) Describe(tokens_, lexicon_, &part);
    return part;
  }

  // "Acme-Globex" are two where each of them is known by itself.
  bool Halve(const Run& run) {
    if (run.core_end - run.first > kMostNameWords) return false;
    for (uint32_t i = run.first + 1; i < run.core_end; ++i) {
      if ((At(i).gap & kGapHyphen) == 0) continue;
      const Run left = Part(run, run.first, i), right = Part(run, i, run.end);
      const auto known = [&](const Run& part) {
        return part.first < part.core_end &&
               (keys_.Has(part.key) || (part.company >= 0 && !gazetteer_.company(part.company).is_word));
      };
      if (!known(left) || !known(right)) continue;
      work_.settled.push_back(left);
      work_.settled.push_back(right);
      return true;
    }
    return false;
  }

  // Of a heading's capitals the longest part that the rest of the document knows; else all of them.
  Run KnownPart(const Run& run) const {
    for (uint32_t size = std::min(run.core_end - run.first, kMostNameWords + 1); size-- > 1;) {
      for (uint32_t first = run.first; first + size <= run.core_end; ++first) {
        const Run part = Part(run, first, first + size == run.core_end ? run.end : first + size);
        if (part.first != first || !keys_.Has(part.key)) continue;
        // "Orbeck Robotics" where the body says "Orbeck Robotics, Inc." at first and Orbeck then.
        uint32_t end = part.core_end;
        while (end < run.core_end && tokens_.Is(end, List::kDesignator)) ++end;
        return end == part.core_end ? part : Part(run, first, end == run.core_end ? run.end : end);
      }
    }
    return run;
  }

  // No other mention tells: do the words themselves? `rest` is the run without its first word.
  bool FirstBelongs(const Run& run, const Run& rest) const {
    const WordClasses first = tokens_.Classes(run.first);
    if (run.company >= 0) return true;
    if (rest.company >= 0 && !gazetteer_.company(rest.company).is_word) return false;
    if ((first & (List::kInitialStrip | List::kPrefix | List::kFirmNoun)) != 0) return false;
    // "Surprisingly Acme"; "Allied Freight" may be one.
    if (tokens_.Word(run.first) == 0 && view_[At(run.first).end - 1] == 'y') return false;
    if ((first & Bit(List::kFirstName)) != 0) return true;
    if ((first & Bit(List::kFunction)) != 0) return (run.flags & kRunLegal) != 0;
    const bool plain = (tokens_.Classes(rest.first) & (List::kDesignator | List::kCommon | List::kOtherHead)) != 0;
    // "American Orbeck Insurance Co"; of other nations that is said of a company rather.
    if ((first & Bit(List::kNationality)) != 0)
      return plain || ((first & Bit(List::kNameStart)) != 0 && (run.flags & kRunLegal) != 0);
    return plain || (run.flags & kRunLegal) != 0 || (tokens_.Classes(run.core_end - 1) & Bit(List::kDesignator)) != 0;
  }

  // Where the headline ends; 0 if there is none.
  uint32_t HeadlineEnd() const {
    for (const Paragraph& paragraph : text_.structure.paragraphs) {
      if (paragraph.kind == ParagraphKind::kHeadline) return paragraph.in_view.end;
      if (paragraph.kind != ParagraphKind::kBoilerplate) break;  // a date line or the like may stand before
    }
    return 0;
  }

  void Gather() {
    const auto count = static_cast<uint32_t>(runs_.size());
    keys_.Reset(count);
    clusters_.clear();
    work_.places.assign(count, {});
    const uint32_t headline_end = HeadlineEnd();
    for (uint32_t r = 0; r < count; ++r) {
      const Run& run = runs_[r];
      const uint32_t systems = (run.flags & kRunLegal) == 0 ? 0 : LegalSystems(run);
      uint64_t key = run.key;
      const bool apart = IsApart(run, systems, &key);
      const uint32_t c = keys_.Add(key, static_cast<uint32_t>(clusters_.size()));
      work_.places[r].cluster = c;
      const bool heading = (run.flags & kRunHeading) != 0;
      if (c == clusters_.size()) {
        Cluster& cluster = clusters_.emplace_back();
        cluster.key = key;
        cluster.apart = apart;
        cluster.first_run = cluster.last_run = cluster.sample = r;
      } else {
        work_.places[std::exchange(clusters_[c].last_run, r)].next = r;
      }
      Cluster& cluster = clusters_[c];
      ++cluster.run_count;
      cluster.legal_systems |= systems;
      if (!heading && cluster.first_in_body == UINT32_MAX && At(run.first).begin >= headline_end)
        cluster.first_in_body = run.first;
      const Run& sample = runs_[cluster.sample];
      const bool sample_heading = (sample.flags & kRunHeading) != 0;
      if ((sample_heading && !heading) ||
          (sample_heading == heading && run.end - run.first > sample.end - sample.first))
        cluster.sample = r;
    }
  }

  uint32_t LegalSystems(const Run& run) const {
    uint32_t systems = 0;
    for (uint32_t i = run.core_end; i < run.end; ++i) {
      if (const uint32_t* of = lexicon_.legal_systems.Find(At(i).hash); of != nullptr) systems |= *of;
    }
    return systems;
  }
  // Is the run of another company than those of its name before? Then `key` becomes that company's.
  bool IsApart(const Run& run, uint32_t systems, uint64_t* key) const {
    const uint32_t base = keys_.Find(run.key);
    if (base == KeyIndex::kNone) return false;
    const uint64_t other = HashPhrase(run.key, kOther + systems);
    const bool of_two_systems =
        systems != 0 && clusters_[base].legal_systems != 0 && (systems & clusters_[base].legal_systems) == 0;
    if (!of_two_systems && !(systems != 0 && keys_.Has(other)) && !SaidToBeAnother(run)) return false;
    *key = other;
    return true;
  }
  // "Merck, unrelated to Merck & Co"
  bool SaidToBeAnother(const Run& run) const {
    static const uint64_t kNot[] = {HashWord("unrelated"),  HashWord("related"),  HashWord("relation"),
                                    HashWord("confused"),   HashWord("distinct"), HashWord("connected"),
                                    HashWord("connection"), HashWord("separate")};
    static const uint64_t kTo[] = {HashWord("to"), HashWord("of"), HashWord("with"), HashWord("from")};
    const auto is = [this](uint32_t token, std::span<const uint64_t> words) {
      return (At(token + 1).gap & ~kGapSpace) == 0 &&
             std::find(words.begin(), words.end(), At(token).hash) != words.end();
    };
    return run.first >= 2 && is(run.first - 1, kTo) && is(run.first - 2, kNot);
  }

  // A name that always bears 's, also where nothing of it follows ("Harper's has said"), owns it.
  void OwnPossessives() {
    for (const Cluster& cluster : clusters_) {
      bool always = true, alone = false;
      for (uint32_t r = cluster.first_run; r != kNone; r = work_.places[r].next) {
        const Run& run = runs_[r];
        if ((run.flags & kRunPossessive) == 0) {
          always = false;
          break;
        }
        if (run.end >= tokens_.size()) continue;
        const Token& next = At(run.end);
        const bool verb = (tokens_.Classes(run.end) & (List::kFirmVerb | List::kSayVerb)) != 0 &&
                          (next.gap & ~(kGapSpace | kGapPossessive)) == 0 && !tokens_.Is(run.end, List::kFirmNoun);
        if (verb || (next.gap & (kGapComma | kGapClose)) != 0) alone = true;
      }
      if (!always || !alone) continue;
      for (uint32_t r = cluster.first_run; r != kNone; r = work_.places[r].next) runs_[r].flags |= kRunOwnPossessive;
    }
  }

  // "Acme Corp <ACM>": the letters are another name of the company before them.
  void Tickers() {
    for (uint32_t r = 0; r + 1 < runs_.size(); ++r) {
      const Run& ticker = runs_[r + 1];
      if (runs_[r].end != ticker.first || ticker.end != ticker.first + 1) continue;
      const Token& token = At(ticker.first);
      if ((token.gap & (kGapLess | kGapOpen)) == 0 || (token.shape & (kAllCaps | kInitials | kInnerCapital)) == 0)
        continue;
      // From the text: where the sentence ends, no further word bears the bracket as its gap.
      if (token.end >= view_.size() || (view_[token.end] != '>' && view_[token.end] != ')')) continue;
      const bool bracketed = (token.gap & kGapLess) != 0;
      const bool abbreviates = Abbreviates(token, runs_[r]);
      const bool is_ticker = (token.shape & kInnerCapital) == 0 && (bracketed || (token.shape & kHasDot) != 0);
      if (!abbreviates && !is_ticker) continue;
      Cluster& cluster = clusters_[work_.places[r + 1].cluster];
      cluster.ticker_of = work_.places[r].cluster;
      cluster.abbreviates = abbreviates;
    }
  }
  // "Tarn Kestor Holdings (TKH)": few letters, the first that of the name, the others in the name in their order; the
  // last of three or more may be that of a legal form that is not written.
  bool Abbreviates(const Token& letters, const Run& run) const {
    const std::string_view word = view_.substr(letters.begin, letters.end - letters.begin);
    const std::string_view name = Words(run);
    if (word.size() < 2 || word.size() > 6 || run.end < run.first + 2) return false;
    const auto small = [](char c) { return static_cast<char>(c | 0x20); };
    size_t next = 0;
    for (size_t i = 0; i < name.size() && next < word.size(); ++i) {
      if (word[next] == '&') ++next;  // "S&N"
      if (next < word.size() && small(name[i]) == small(word[next])) ++next;
      if (next == 0) return false;
    }
    return next == word.size() || (word.size() >= 3 && next + 1 == word.size());
  }

  void Weigh() {
    for (Cluster& cluster : clusters_) {
      for (uint32_t r = cluster.first_run; r != kNone; r = work_.places[r].next)
        evidence_.Collect(view_, tokens_, gazetteer_, runs_[r], &cluster.hits);
      if (cluster.run_count >= 3) evidence_.Add(Sign::kRepeated, &cluster.hits);
      cluster.score = evidence_.Weigh(cluster.hits);
    }
  }

  // The forms of a name add up; then what stands in a list with companies or behind a person.
  void Decide() {
    const size_t count = clusters_.size();
    work_.groups.assign(count, {});
    for (size_t c = count; c-- > 0;) {  // from the last on, so that each list runs in order
      Group& group = work_.groups[clusters_[c].group];
      work_.groups[c].next_member = std::exchange(group.first_member, static_cast<uint32_t>(c));
    }
    for (uint32_t c = 0; c < count; ++c) {
      if (clusters_[c].group == c) Judge(c);
    }
    bool listed = false;
    for (uint32_t r = 0; r + 1 < runs_.size(); ++r) {
      const uint32_t one = GroupOf(r), two = GroupOf(r + 1);
      if (work_.groups[one].kind == MentionKind::kPerson && Of(runs_[r], runs_[r + 1])) {
        ++work_.groups[two].of_person;
        listed = true;
      }
      if (!Listed(runs_[r], runs_[r + 1])) continue;
      const bool first = work_.groups[one].kind == MentionKind::kCompany,
                 second = work_.groups[two].kind == MentionKind::kCompany;
      if (first == second) continue;
      ++work_.groups[first ? two : one].listed;
      listed = true;
    }
    for (uint32_t c = 0; listed && c < count; ++c) {
      if (work_.groups[c].listed + work_.groups[c].of_person > 0) Judge(c);
    }
  }
  uint32_t GroupOf(uint32_t run) const { return clusters_[work_.places[run].cluster].group; }

  // Weighs all that speaks for the forms of the group.
  void Judge(uint32_t root) {
    Group& group = work_.groups[root];
    if (group.listed + group.of_person == 0 && group.first_member == root && work_.groups[root].next_member == kNone) {
      group.Is(clusters_[root].score);
      return;
    }
    // "Altman said" speaks for a company only as long as nobody knows Sam Altman.
    const bool person = KindOf(clusters_[root].score) == MentionKind::kPerson;
    Hits hits;
    for (uint32_t c = group.first_member; c != kNone; c = work_.groups[c].next_member) {
      if (!person || c == root) hits.Add(clusters_[c].hits);
    }
    for (uint32_t i = 0; i < group.listed; ++i) evidence_.Add(Sign::kInList, &hits);
    for (uint32_t i = 0; i < group.of_person; ++i) evidence_.Add(Sign::kOfPerson, &hits);
    group.Is(evidence_.Weigh(hits));
  }

  // "Ann Torvald of Acme", "Ann Torvald, from Acme".
  bool Of(const Run& person, const Run& name) const {
    if (person.end + 1 != name.first || (At(name.first).gap & ~kGapSpace) != 0) return false;
    if ((At(person.end).gap & ~(kGapSpace | kGapComma)) != 0) return false;
    const std::string_view word = view_.substr(At(person.end).begin, At(person.end).end - At(person.end).begin);
    return word == "of" || word == "at" || word == "from";
  }

  // "A, B", "A and B", "A or B", and nothing else between.
  bool Listed(const Run& one, const Run& two) const {
    // "Ann Lee, Acme's chairman" is no list.
    if (one.end == two.first)
      return (At(two.first).gap & ~(kGapComma | kGapSpace)) == 0 && (At(two.first).gap & kGapComma) != 0 &&
             (two.flags & kRunPossessive) == 0;
    if (one.end + 1 != two.first) return false;
    const std::string_view word = view_.substr(At(one.end).begin, At(one.end).end - At(one.end).begin);
    return (word == "and" || word == "or") && (At(two.first).gap & ~kGapSpace) == 0 &&
           (At(one.end).gap & ~(kGapSpace | kGapComma)) == 0;
  }

  Span SpanOf(const Run& run) const {
    Span span{At(run.first).begin, At(run.end - 1).end};
    const Token& last = At(run.end - 1);
    if ((run.flags & kRunOwnPossessive) != 0) span.end += 2;
    if ((last.shape & kBang) != 0) span.end += 1;
    if ((last.shape & kDotAfter) != 0) {
      const bool sentence_end = run.end == tokens_.size() || (At(run.end).gap & kGapStop) == 0;
      const bool abbreviation = (last.shape & (kInitials | kHasDigit)) == kInitials ||
                                IsShortForm(view_.substr(last.begin, last.end - last.begin));
      if (abbreviation && (!sentence_end || dotted_ || (last.shape & kHasDot) != 0)) span.end += 1;
    }
    // "The Range": the article in capitals amid a sentence is part of the name.
    if (run.first > 0 && (run.flags & kRunHeading) == 0) {
      const Token& before = At(run.first - 1);
      if (before.hash == kThe && (At(run.first).gap & ~kGapSpace) == 0 &&
          (before.shape & (kCapital | kFirst)) == kCapital &&
          view_.substr(before.begin, before.end - before.begin) == "The")
        span.begin = before.begin;
    }
    return span;
  }

  static bool IsShortForm(std::string_view word) {
    return word == "Inc" || word == "Corp" || word == "Co" || word == "Ltd" || word == "Cos" || word == "Bros";
  }

  // Does the document write "Corp." or "Corp"? Mentions amid a sentence tell; those at its end cannot.
  void FindDots() {
    uint32_t with = 0, without = 0;
    for (const Run& run : runs_) {
      if ((run.flags & kRunLegal) == 0 || run.end >= tokens_.size()) continue;
      const Token& last = At(run.end - 1);
      const std::string_view word = view_.substr(last.begin, last.end - last.begin);
      if (!IsShortForm(word)) continue;
      const bool dot = (last.shape & kDotAfter) != 0;
      const bool inside = (At(run.end).gap & kGapBreak) == 0;
      if (inside) ++(dot ? with : without);
    }
    dotted_ = with > 0 || without == 0;
  }

  // "3M", "Phillips 66", "Sunday Telegraph"
  static bool GivesWay(const Mention& value, const Run& run, Span name) {
    if (!name.Contains(value.in_view)) return false;
    return value.kind == MentionKind::kQuantity ||
           (value.kind == MentionKind::kDate && (run.company >= 0 || (run.classes & Bit(List::kMedia)) != 0));
  }

  // Names between the values; a name that holds a quantity, or a known one that holds a date, takes its place, any
  // other value wins.
  void Emit() {
    FindDots();
    std::vector<Mention>& values = analysis_.mentions;
    std::vector<PlacedName>& names = work_.names;
    names.clear();
    analysis_.entities.reserve(clusters_.size());
    work_.naming.Reset(clusters_.size());
    work_.companies.clear();
    // A name there is in a heading's capitals, whatever its own sentence looks like.
    const uint32_t headline_end = HeadlineEnd();
    uint32_t value = 0;
    for (uint32_t r = 0; r < runs_.size(); ++r) {
      const Run& run = runs_[r];
      Group& group = work_.groups[GroupOf(r)];
      if (group.entity < 0) {
        group.entity = static_cast<int32_t>(analysis_.entities.size());
        analysis_.entities.emplace_back().kind = group.kind;
      }
      if (clusters_[work_.places[r].cluster].apart) work_.naming.KeepLegalForm(static_cast<size_t>(group.entity));
      const Span in_view = SpanOf(run);
      const Span span = text_.view.ToSource(in_view);
      AddForm(run, in_view, span, in_view.begin < headline_end || (run.flags & kRunHeading) != 0,
              static_cast<size_t>(group.entity));
      while (value < values.size() && values[value].in_view.end <= in_view.begin) ++value;
      uint32_t behind = value;
      while (behind < values.size() && GivesWay(values[behind], run, in_view)) ++behind;
      if (behind < values.size() && values[behind].in_view.Overlaps(in_view)) continue;
      values.erase(values.begin() + value, values.begin() + behind);
      if (!names.empty() && names.back().in_view.Overlaps(in_view)) continue;
      names.push_back({span, in_view, &group, value});
      if (group.kind == MentionKind::kCompany) {
        const bool with_article = in_view.begin < At(run.first).begin;
        work_.companies.push_back({run.first - (with_article ? 1 : 0), run.end, group.entity});
      }
    }
    PutBetween(names, &values);
    Listings();
    ReadIdentifiers(text_, tokens_, work_.companies, &analysis_);
    work_.naming.Finish(&analysis_.entities);
  }

  // In place, from the last on.
  static void PutBetween(const std::vector<PlacedName>& names, std::vector<Mention>* values) {
    size_t from = values->size(), to = from + names.size();
    values->resize(to);
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
      while (from > name->values_before) (*values)[--to] = std::move((*values)[--from]);
      Mention& mention = (*values)[--to];
      mention.kind = name->group->kind;
      mention.modifier = Modifier::kExact;
      mention.span = name->span;
      mention.in_view = name->in_view;
      mention.entity = name->group->entity;
      mention.rule = name->group->rule;
      mention.value = std::monostate();
    }
  }

  void AddForm(const Run& run, Span in_view, Span span, bool heading, size_t entity) {
    const std::string_view form = text_.view.source().substr(span.begin, span.length_bytes());
    // The name is the form without its legal suffix: up to the end of the core's last word.
    size_t name_bytes = form.size();
    if (run.core_end < run.end)
      name_bytes = text_.view.ToSource({in_view.begin, At(run.core_end - 1).end}).length_bytes();
    if (!work_.naming.Add(entity, form, name_bytes, heading)) return;
    std::vector<DocumentEntity::Identifier>& identifiers = analysis_.entities[entity].identifiers;
    if (run.company >= 0 && identifiers.empty()) identifiers = gazetteer_.IdentifiersOf(run.company);
  }

  // Tickers that the text gives with a name: "Acme (NASDAQ: ACME; TSX: ACM)", "Acme Corp <ACM>".
  void Listings() {
    for (uint32_t r = 0; r < runs_.size(); ++r) {
      if (runs_[r].end >= tokens_.size() || (At(runs_[r].end).gap & (kGapOpen | kGapLess)) == 0) continue;
      // "Acme Corp <ACM>"
      const Token& token = At(runs_[r].end);
      const std::string_view word = view_.substr(token.begin, token.end - token.begin);
      if ((token.gap & kGapLess) != 0 && (token.shape & (kAllCaps | kHasDot)) == kAllCaps && word.size() <= 5 &&
          token.end < view_.size() && view_[token.end] == '>')
        AddIdentifier("ticker", word, &analysis_.entities[static_cast<size_t>(work_.groups[GroupOf(r)].entity)]);
      for (uint32_t at = runs_[r].end, ticker; (ticker = TickerAt(at)) != kNone; at = ticker + 1) {
        DocumentEntity& entity = analysis_.entities[static_cast<size_t>(work_.groups[GroupOf(r)].entity)];
        const Span span = text_.view.ToSource({At(ticker).begin, At(ticker).end});
        const std::string_view value = text_.view.source().substr(span.begin, span.length_bytes());
        AddIdentifier("ticker", value, &entity);
        if (ticker + 1 >= tokens_.size()) break;
      }
    }
  }

  const DocumentText& text_;
  std::string_view view_;
  const Lexicon& lexicon_;
  const Gazetteer& gazetteer_;
  const Evidence& evidence_;
  Workspace& work_;
  Tokens& tokens_;
  std::vector<Run>& runs_;
  std::vector<Cluster>& clusters_;
  KeyIndex& keys_;
  Analysis& analysis_;
  bool dotted_ = true;
};

}  // namespace

NameFinder::NameFinder(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
NameFinder::NameFinder(NameFinder&&) noexcept = default;
NameFinder& NameFinder::operator=(NameFinder&&) noexcept = default;
NameFinder::~NameFinder() = default;

Result<NameFinder> NameFinder::Compile(const RuleSet& rules, const NameOptions& options) {
  Result<Lexicon> lexicon = Lexicon::Load(rules);
  if (!lexicon.ok()) return lexicon.error();
  auto compiled = std::make_unique<Compiled>();
  compiled->lexicon = *std::move(lexicon);
  std::vector<std::pair<std::string, bool>> files;
  if (options.use_gazetteer) {
    for (const std::string_view file : {"gazetteers/well_known.tsv", "gazetteers/companies.tsv"})
      files.emplace_back(rules.PathOf(file), false);
  }
  for (const std::string& file : options.extra_gazetteers) files.emplace_back(file, true);
  for (const auto& [file, from_user] : files) {
    if (Status status = compiled->gazetteer.Read(file, from_user, &compiled->lexicon); !status.ok())
      return status.error();
  }
  Result<Evidence> evidence = Evidence::Load(rules, &compiled->lexicon);
  if (!evidence.ok()) return evidence.error();
  compiled->evidence = *std::move(evidence);
  MarkReferences(&compiled->lexicon.words);
  compiled->entries = rules.Entries("name");
  return NameFinder(std::move(compiled));
}

void NameFinder::Find(const DocumentText& text, Analysis* analysis) const {
  static thread_local Workspace workspace;
  if (workspace.tokens.size() > kMostKept) workspace = {};
  Reader(text, compiled_->lexicon, compiled_->gazetteer, compiled_->evidence, &workspace, analysis).Read();
}

namespace {

// The bracketed part of an example, and the example without the brackets.
std::optional<Span> Unbracket(std::string_view example, std::string* plain) {
  const size_t open = example.find('['), close = example.find(']');
  if (open == example.npos || close == example.npos || close < open) return std::nullopt;
  *plain = std::string(example.substr(0, open));
  *plain += example.substr(open + 1, close - open - 1);
  *plain += example.substr(close + 1);
  return Span{static_cast<uint32_t>(open), static_cast<uint32_t>(close - 1)};
}

}  // namespace

std::vector<Error> NameFinder::CheckExamples() const {
  std::vector<Error> broken;
  for (const RuleEntry* entry : compiled_->entries) {
    const auto fail = [&](const std::string& reason) {
      broken.push_back({ErrorCode::kBadRule,
                        entry->file + ":" + std::to_string(entry->body.line) + ": name " + entry->id + ": " + reason});
    };
    for (const bool wanted : {true, false}) {
      for (const std::string& example : entry->body.Texts(wanted ? "yes" : "no")) {
        Document document;
        const std::optional<Span> place = Unbracket(example, &document.text);
        if (!place) {
          fail("example `" + example + "` has no bracketed name");
          continue;
        }
        Analysis analysis;
        Find(DocumentText(document), &analysis);
        bool found = false;
        for (const Mention& mention : analysis.mentions)
          found = found || (mention.span == *place && MentionKindName(mention.kind) == entry->body.Text("for"));
        const std::string_view reading = entry->body.Text("for");
        if (reading == "other") {
          found = true;
          for (const Mention& mention : analysis.mentions) {
            if (mention.span.Overlaps(*place) && mention.kind != MentionKind::kName) found = false;
          }
          if (found != (wanted || true)) fail("example `" + example + "` is read as a company or a person");
          continue;
        }
        if (found != wanted)
          fail("example `" + example + "` is " + (wanted ? "not " : "") + "read as " + std::string(reading));
      }
    }
  }
  return broken;
}

}  // namespace attest
