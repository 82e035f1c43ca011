#include "pipeline/claims/mask.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "pipeline/model/eight_bytes.h"

namespace attest {
namespace {

// An apposition longer than this is a clause.
constexpr size_t kMaxAppositionTokens = 12;

char LetterOf(const Mention& mention) {
  switch (mention.kind) {
    case MentionKind::kMoney:
      return 'M';
    case MentionKind::kPercent: {
      const auto* percent = std::get_if<Percent>(&mention.value);
      return percent != nullptr && percent->unit == PercentUnit::kFactor ? 'F' : 'R';
    }
    case MentionKind::kDate:
      return 'D';
    case MentionKind::kDuration:
      return 'U';
    case MentionKind::kQuantity:
      return 'Q';
    case MentionKind::kCompany:
      return 'C';
    case MentionKind::kPerson:
      return 'P';
    case MentionKind::kName:
      return 'N';
  }
  return 'N';
}

// "54" of "P , 54 ,".
bool IsAge(const MaskToken& token) {
  return token.letter == 0 && token.word.size() == 2 && token.word[0] >= '1' && token.word[0] <= '9' &&
         token.word[1] >= '0' && token.word[1] <= '9';
}

// What a byte is to a word.
constexpr uint8_t kInWord = 1;   // letters, digits and all beyond ASCII
constexpr uint8_t kJoins = 2;    // a mark inside a word: "pre-tax", "don't", "u.s", "1,200", "at&t"
constexpr uint8_t kUpper = 4;    // A-Z
constexpr uint8_t kOdd = 8;      // neither a letter nor a hyphen
constexpr uint8_t kHyphen = 16;  // -
constexpr uint8_t kMark = 32;    // stands for itself between words
constexpr std::array<uint8_t, 256> kBytes = [] {
  std::array<uint8_t, 256> out{};
  for (size_t c = 0; c < 256; ++c) {
    if (c >= 'a' && c <= 'z') {
      out[c] = kInWord;
    } else if (c >= 'A' && c <= 'Z') {
      out[c] = kInWord | kUpper;
    } else if ((c >= '0' && c <= '9') || c >= 0x80) {
      out[c] = kInWord | kOdd;
    }
  }
  for (const char c : std::string_view("'.,&/")) out[static_cast<unsigned char>(c)] = kJoins | kOdd;
  out['-'] = kJoins | kHyphen;
  for (const char c : std::string_view(",;:()")) out[static_cast<unsigned char>(c)] |= kMark;
  return out;
}();
uint8_t ByteOf(char c) { return kBytes[static_cast<unsigned char>(c)]; }
bool IsWordByte(char c) { return (ByteOf(c) & kInWord) != 0; }

char LowerOf(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Whether a word of letters ends before `at`, in a part of the text that ends at `end`.
bool EndsWord(std::string_view view, uint32_t at, uint32_t end) {
  if (at >= end) return at == end;
  const uint8_t byte = ByteOf(view[at]);
  if ((byte & (kInWord | kJoins)) == 0) return true;
  return (byte & kInWord) == 0 && (view[at] == ',' || at + 1 >= end || !IsWordByte(view[at + 1]));
}

// `bytes`: what any of the word's is. Case does not count.
uint64_t KindsOf(std::string_view word, uint8_t bytes) {
  const char first = word.front();
  if ((ByteOf(first) & kOdd) != 0) return first >= '0' && first <= '9' ? kWordKind : 0;
  const size_t size = word.size();
  const char last = LowerOf(word.back());
  uint64_t kinds = kWordKind | kLowerKind;
  if (size > 1 && last == 's') kinds |= kPluralKind;
  if ((bytes & kOdd) != 0) return kinds;
  if (size >= 4) kinds |= last == 's' ? kNounKind | kPluralNounKind : kNounKind;
  if (size >= 5) kinds |= kAdjectiveKind;
  if ((bytes & kHyphen) == 0 && size >= 3 && last == 'y' && LowerOf(word[size - 2]) == 'l') kinds |= kAdverbKind;
  return kinds;
}

// By a word's size; all longer ones are as the last.
constexpr uint64_t kShort = kWordKind | kLowerKind;
constexpr std::array<uint64_t, 6> kBySize = {
    kShort, kShort, kShort, kShort, kShort | kNounKind, kShort | kNounKind | kAdjectiveKind};

// Of a word of ASCII letters alone.
inline uint64_t KindsOfLetters(const char* word, size_t size) {
  const uint64_t kinds = kBySize[std::min(size, kBySize.size() - 1)];
  const auto last = static_cast<char>(word[size - 1] | 0x20);
  if (last == 's' && size > 1) return kinds | (size >= 4 ? kPluralKind | kPluralNounKind : kPluralKind);
  if (last == 'y' && size > 2 && (word[size - 2] | 0x20) == 'l') return kinds | kAdverbKind;
  return kinds;
}

constexpr uint32_t kWordBytes = 8;

// The letters of ASCII that eight bytes begin with, and which bytes of them are capitals.
struct Letters {
  uint32_t count;
  uint64_t capitals;
};
Letters LettersOf(uint64_t bytes) {
  const uint64_t capitals = BytesIn(bytes, 'A', 'Z');
  const uint64_t others = ~(capitals | BytesIn(bytes, 'a', 'z')) & kHighBits;
  return {BytesBefore(others), capitals & BitsBefore(others)};
}

// "GPUs", "IPO", "CEO": a word in capitals that is nobody's name.
bool IsAcronym(std::string_view words) {
  if (words.ends_with('s') && words.size() > 2) words.remove_suffix(1);
  return words.size() > 1 && std::all_of(words.begin(), words.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// "M (M; M)" and "M (M)": the first is the amount, the others its equivalents.
void JoinEquivalents(std::vector<MaskToken>* tokens) {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 0; i + 3 < t.size(); ++i) {
    if (t[i].letter != 'M' || t[i + 1].word != "(") continue;
    size_t end = i + 2;
    MentionRange others;
    while (end < t.size() && (t[end].letter == 'M' || t[end].word == ";" || t[end].word == ":" || t[end].word == "," ||
                              t[end].word == "or")) {
      if (t[end].letter == 'M') {
        if (others.empty()) others.first = t[end].mentions.front();
        others.count = t[end].mentions.front() - others.first + 1;
      }
      ++end;
    }
    if (others.empty() || end >= t.size() || t[end].word != ")") continue;
    t[i].equivalents = others;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(end) + 1);
  }
}

// What may stand before "share": "per diluted share", "for each ordinary C share".
constexpr std::string_view kShareAdjectives[] = {"adjusted",   "american",    "basic",     "class",    "common",
                                                 "depositary", "depository",  "diluted",   "existing", "fully",
                                                 "ordinary",   "outstanding", "preferred", "stock"};

// "31 cents a share", "31 dlrs cash per C share", "31 dlrs in cash for each share": a figure of its own kind, so that
// no rule takes it for the sum. Whether there was any.
bool MarkPerShare(std::vector<MaskToken>* tokens) {
  std::vector<MaskToken>& t = *tokens;
  bool any = false;
  const auto word = [&t](size_t i) { return i < t.size() && t[i].letter == 0 ? t[i].word : std::string_view(); };
  size_t size = t.size();
  for (size_t i = 0; i + 1 < size; ++i) {
    if (t[i].letter != 'M') continue;
    size_t at = i + 1;
    bool named = false;
    if (word(at) != "a-share" && word(at) != "per-share" && word(at) != "apiece") {
      if (word(at) == "in" && word(at + 1) == "cash") ++at;
      if (word(at) == "cash") ++at;
      if (word(at) == "for" && (word(at + 1) == "each" || word(at + 1) == "every")) ++at;
      if (word(at) != "a" && word(at) != "per" && word(at) != "each" && word(at) != "every" && word(at) != "an")
        continue;
      ++at;
      const auto is_adjective = [&](size_t place) {
        return std::find(std::begin(kShareAdjectives), std::end(kShareAdjectives), word(place)) !=
               std::end(kShareAdjectives);
      };
      while (is_adjective(at)) ++at;
      named = at < t.size() && IsNameLetter(t[at].letter);
      if (named) ++at;
      while (is_adjective(at)) ++at;
      if (word(at) != "share" && word(at) != "shr" && word(at) != "unit" && word(at) != "ads" && word(at) != "adr")
        continue;
    }
    t[i].letter = 'S';
    t[i].kinds = LetterBit('S');
    any = true;
    if (named) continue;  // whose share it is, is for rules to say
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(at) + 1);
    size = t.size();
  }
  return any;
}

}  // namespace

void MaskedSentence::Render() {
  text.clear();
  text.reserve(tokens.size() * 8);
  text.push_back(' ');
  starts.clear();
  starts.reserve(tokens.size() + 1);
  for (const MaskToken& token : tokens) {
    starts.push_back(static_cast<uint32_t>(text.size()));
    if (token.letter != 0) {
      text.push_back(token.letter);
    } else {
      text.append(token.word);
    }
    text.push_back(' ');
  }
  starts.push_back(static_cast<uint32_t>(text.size()));
}

std::string_view MaskedSentence::Lower(std::string_view word) {
  char* const to = lower.data() + lowered;
  std::transform(word.begin(), word.end(), to, LowerOf);
  lowered += word.size();
  return {to, word.size()};
}

uint32_t MaskedSentence::TokenAt(uint32_t offset) const {
  const auto it = std::upper_bound(starts.begin(), starts.end(), offset);
  return it == starts.begin() ? 0 : static_cast<uint32_t>(it - starts.begin()) - 1;
}

Result<Masker> Masker::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  Masker masker;
  masker.vocabulary_ = vocabulary;
  masker.comma_ = vocabulary->Add(",");
  masker.possessive_ = vocabulary->Add("'s");
  masker.and_ = vocabulary->Add("and", kJoinWord);
  masker.others_ = vocabulary->Add("others");
  masker.of_ = vocabulary->Add("of");
  if (const std::vector<std::string>* places = rules.List("place"))
    masker.places_.insert(places->begin(), places->end());
  const std::vector<std::string>* modifiers = rules.List("mask.modifier");
  const std::vector<std::string>* articles = rules.List("mask.article");
  const std::vector<std::string>* posts = rules.List("noun.post");
  if (modifiers == nullptr || articles == nullptr || posts == nullptr) {
    return Error{ErrorCode::kBadRule, rules.folder() +
                                          ": the lists mask.modifier, mask.article and noun.post are "
                                          "needed to mask sentences; define them under [lists]"};
  }
  for (const std::string& phrase : *modifiers) {
    std::vector<uint32_t> words = vocabulary->AddWords(phrase);
    if (words.empty()) continue;
    masker.modifier_ends_.Add(vocabulary->Add(phrase.substr(phrase.find_last_of(' ') + 1), kHedgeWord));
    masker.modifiers_.push_back(std::move(words));
  }
  std::sort(masker.modifiers_.begin(), masker.modifiers_.end(),
            [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  for (const std::string& post : *posts) masker.posts_.Add(vocabulary->Add(post.substr(post.rfind(' ') + 1)));
  for (const std::string& article : *articles) masker.articles_.Add(vocabulary->Add(article));
  return masker;
}

void Masker::AddPossessive(Span in_view, MaskedSentence* masked) const {
  MaskToken& token = masked->tokens.emplace_back();
  token.word = "'s";
  token.in_view = in_view;
  token.number = possessive_;
}

inline void Masker::AddToken(std::string_view word, uint64_t hash, uint64_t kinds, bool upper, uint32_t at,
                             MaskedSentence* masked) const {
  const Vocabulary::Word known = vocabulary_->Find(hash);
  masked->classes |= known.classes;
  MaskToken& token = masked->tokens.emplace_back();
  token.kinds = kinds;
  token.in_view = {at, at + static_cast<uint32_t>(word.size())};
  token.number = known.number;
  token.word = upper ? masked->Lower(word) : word;
}

uint32_t Masker::AddOddWord(std::string_view view, uint32_t at, uint32_t end, MaskedSentence* masked) const {
  uint8_t bytes = ByteOf(view[at]);
  uint32_t word_end = at + 1;
  for (; word_end < end; ++word_end) {
    const uint8_t byte = ByteOf(view[word_end]);
    if ((byte & kInWord) == 0) {
      if ((byte & kJoins) == 0 || word_end + 1 >= end || !IsWordByte(view[word_end + 1])) break;
      if (view[word_end] == ',' && (view[word_end - 1] > '9' || view[word_end + 1] > '9')) break;
    }
    bytes |= byte;
  }
  std::string_view word = view.substr(at, word_end - at);
  const bool owns = word.size() > 2 && word.ends_with("'s");
  if (owns) {
    word.remove_suffix(2);
    bytes = 0;
    for (const char c : word) bytes |= ByteOf(c);
  }
  AddToken(word, HashWord(word), KindsOf(word, bytes), (bytes & kUpper) != 0, at, masked);
  if (owns) AddPossessive({word_end - 2, word_end}, masked);
  return word_end;
}

void Masker::AddWords(std::string_view view, Span part, bool after_name, MaskedSentence* masked, Marks* marks) const {
  uint32_t at = part.begin;
  if (after_name && at < part.end && view[at] == '\'') {  // "C's", "Barclays'"
    const bool with_s = at + 1 < part.end && view[at + 1] == 's' && (at + 2 == part.end || !IsWordByte(view[at + 2]));
    const uint32_t end = at + (with_s ? 2 : 1);
    AddPossessive({at, end}, masked);
    at = end;
  }
  const auto add_mark = [&](std::string_view mark, uint32_t number) {
    MaskToken& token = masked->tokens.emplace_back();
    token.word = mark;
    token.in_view = {at, at + 1};
    token.number = number;
    marks->comma = marks->comma || number == comma_;
  };
  while (at < part.end) {
    const char c = view[at];
    if (c == ' ') {
      ++at;
      continue;
    }
    if (!IsWordByte(c)) {
      if ((ByteOf(c) & kMark) != 0) {
        const std::string_view mark = view.substr(at, 1);
        add_mark(mark, c == ',' ? comma_ : vocabulary_->Find(mark).number);
        marks->bracket = marks->bracket || c == '(' || c == ')';
      } else if (c == '-' && at > 0 && at + 1 < view.size()) {
        if (view[at - 1] == ' ' || view[at + 1] == ' ' || view[at + 1] == '-') add_mark(",", comma_);
        if (view[at + 1] == '-') ++at;
      }
      ++at;
      continue;
    }
    // Most words are letters, up to sixteen, and then something that is in no word.
    if (at + 2 * kWordBytes <= view.size()) {
      const char* const word = view.data() + at;
      const uint64_t bytes = EightBytes(word);
      auto [count, capitals] = LettersOf(bytes);
      if (count == kWordBytes) {
        const Letters more = LettersOf(EightBytes(word + kWordBytes));
        count += more.count;
        capitals |= more.capitals;
      }
      if (count > 0 && EndsWord(view, at + count, part.end)) {
        AddToken({word, count}, HashShortWord(word, bytes, count), KindsOfLetters(word, count), capitals != 0, at,
                 masked);
        at += count;
        continue;
      }
    }
    at = AddOddWord(view, at, part.end, masked);
  }
}

void Masker::AbsorbModifiers(std::vector<MaskToken>* tokens) const {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 1; i < t.size(); ++i) {
    if ((t[i].kinds & kFigureLetters) == 0 || !modifier_ends_.Has(t[i - 1].number)) continue;
    size_t begin = i;
    bool absorbed = true;
    while (absorbed && begin > 0 && t[begin - 1].letter == 0 && modifier_ends_.Has(t[begin - 1].number)) {
      absorbed = false;
      for (const std::vector<uint32_t>& phrase : modifiers_) {
        if (phrase.back() != t[begin - 1].number || phrase.size() > begin) continue;
        const auto first = t.begin() + static_cast<ptrdiff_t>(begin - phrase.size());
        if (!std::equal(phrase.begin(), phrase.end(), first, [](uint32_t word, const MaskToken& token) {
              return token.letter == 0 && token.number == word;
            }))
          continue;
        begin -= phrase.size();
        absorbed = true;
        break;
      }
    }
    t.erase(t.begin() + static_cast<ptrdiff_t>(begin), t.begin() + static_cast<ptrdiff_t>(i));
    i = begin;
  }
}

// "C, C and C": one letter that stands for all. A comma alone joins nothing ("With OpenAI, Microsoft has …").
void Masker::JoinNames(std::vector<MaskToken>* tokens) const {
  std::vector<MaskToken>& t = *tokens;
  const auto is_name = [&t](size_t i) {
    constexpr uint64_t kNamed = kNameLetters & ~LetterBit('I');
    return i < t.size() && (t[i].kinds & kNamed) != 0 && t[i].mentions.count == 1;
  };
  const auto skip_article = [&](size_t i) { return i < t.size() && articles_.Has(t[i].number) ? i + 1 : i; };
  for (size_t i = 0; i < t.size(); ++i) {
    if (!is_name(i)) continue;
    size_t member = i;
    size_t at = i + 1, end = at;
    bool closed = false;
    while (!closed && at < t.size()) {
      size_t next = at;
      const bool comma = t[next].number == comma_;
      if (comma) ++next;
      const bool last = next < t.size() && t[next].number == and_;
      if (last) ++next;
      if (!comma && !last) break;
      next = skip_article(next);
      if (last && next < t.size() && t[next].number == others_) {  // "C, C and others"
        closed = true;
        end = next + 1;
        break;
      }
      if (!is_name(next) || t[next].letter != t[i].letter) break;
      member = next;
      closed = last;
      at = next + 1;
      end = at;
    }
    if (!closed) continue;
    t[i].mentions.count = t[member].mentions.front() - t[i].mentions.front() + 1;
    t[i].in_view.end = t[member].in_view.end;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(end));
  }
}

// "C , a fast-growing cloud provider ," says who C is and stands between C and its verb.
void Masker::DropAppositions(std::vector<MaskToken>* tokens) const {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 0; i + 2 < t.size(); ++i) {
    if (t[i + 1].number != comma_ || (t[i].kinds & kNameLetters) == 0) continue;
    if (t[i].letter == 'P' && IsAge(t[i + 2]) && (i + 3 == t.size() || t[i + 3].number == comma_)) {
      t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(i) + 3);
      continue;
    }
    // "C , the maker of valves ,"; "P , P 's longtime rival ,".
    const bool possessive = (t[i + 2].kinds & kNameLetters) != 0 && i + 3 < t.size() && t[i + 3].number == possessive_;
    if (!possessive && !articles_.Has(t[i + 2].number)) continue;
    size_t end = i + (possessive ? 4 : 3);
    while (end < t.size() && end - i < kMaxAppositionTokens &&
           ((t[end].letter == 0 && t[end].number != comma_ && t[end].word != ";" && t[end].word != ":") ||
            t[end].letter == 'N')) {
      ++end;
    }
    // "P , C 's chief executive ," is what a rule is there for.
    const bool post =
        std::any_of(t.begin() + static_cast<ptrdiff_t>(i), t.begin() + static_cast<ptrdiff_t>(end),
                    [this](const MaskToken& token) { return token.letter == 0 && posts_.Has(token.number); });
    if (post && (t[i].letter == 'P' || t[i].letter == 'N')) continue;
    const bool at_end = end == t.size();
    if (end == i + 3 || (!at_end && t[end].number != comma_) || (at_end && possessive)) continue;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(end) + (at_end ? 0 : 1));
  }
}

void Masker::DropHomes(std::string_view view, std::vector<MaskToken>* tokens) const {
  std::vector<MaskToken>& t = *tokens;
  const auto is_place = [&](size_t at) {
    if (at >= t.size() || t[at].letter != 'N') return false;
    const Span name = t[at].in_view;
    return places_.count(view.substr(name.begin, name.length_bytes())) > 0;
  };
  for (size_t i = 1; i + 1 < t.size(); ++i) {
    if (t[i].number != of_ || t[i - 1].letter != 'C' || !is_place(i + 1)) continue;
    if (i + 2 < t.size() && t[i + 2].number == possessive_) continue;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i), t.begin() + static_cast<ptrdiff_t>(i) + 2);
  }
}

void Masker::Mask(const DocumentText& text, const Analysis& analysis, uint32_t sentence, size_t* mention,
                  size_t* reference, MaskedSentence* masked) const {
  const std::string_view view = text.view.text();
  const Span span = text.structure.sentences[sentence].in_view;
  const std::vector<Mention>& mentions = analysis.mentions;
  const std::vector<Reference>& references = analysis.references;
  MaskedSentence& out = *masked;
  out.sentence = sentence;
  out.tokens.clear();
  out.text.clear();
  out.starts.clear();
  out.classes = 0;
  out.kinds = 0;
  out.lowered = 0;
  // Room for all words: what views point to stays where it is.
  if (out.lower.size() < span.length_bytes()) out.lower.resize(span.length_bytes());
  Marks marks;
  uint32_t at = span.begin;
  bool after_name = false;
  const auto add_letter = [&out](char letter, Span in_view) -> MaskToken& {
    MaskToken& token = out.tokens.emplace_back();
    token.letter = letter;
    token.kinds = LetterBit(letter);
    token.in_view = in_view;
    out.kinds |= token.kinds;
    return token;
  };
  const size_t mention_count = mentions.size(), reference_count = references.size();
  size_t m = *mention, r = *reference;
  while (true) {
    while (m < mention_count && mentions[m].in_view.begin < at) ++m;
    while (r < reference_count && references[r].in_view.begin < at) ++r;
    while (m < mention_count && mentions[m].kind == MentionKind::kName &&
           IsAcronym(view.substr(mentions[m].in_view.begin, mentions[m].in_view.length_bytes()))) {
      ++m;
    }
    const uint32_t next_mention = m < mention_count ? mentions[m].in_view.begin : UINT32_MAX;
    const uint32_t next_reference = r < reference_count ? references[r].in_view.begin : UINT32_MAX;
    const uint32_t next = std::min(next_mention, next_reference);
    if (next >= span.end) break;
    if (at < next) AddWords(view, {at, next}, after_name, &out, &marks);
    if (next_mention <= next_reference) {
      const Mention& found = mentions[m];
      const char letter = LetterOf(found);
      add_letter(letter, found.in_view).mentions = {static_cast<int32_t>(m), 1};
      after_name = IsNameLetter(letter);
      at = std::max(next, found.in_view.end);
    } else {
      const Reference& found = references[r];
      add_letter('I', found.in_view).reference = static_cast<int32_t>(r);
      // "its" holds its own possessive; "the company" shows it in the text.
      const std::string_view words = view.substr(found.in_view.begin, found.in_view.length_bytes());
      const bool in_span = words.ends_with("'s") || words.ends_with('\'');
      if (found.possessive && (found.pronoun || in_span)) AddPossessive({found.in_view.end, found.in_view.end}, &out);
      after_name = !found.pronoun && !in_span;
      at = std::max(next, found.in_view.end);
    }
  }
  *mention = m;
  *reference = r;
  AddWords(view, {at, span.end}, after_name, &out, &marks);
  const auto has = [&out](uint64_t letters) { return (out.kinds & letters) != 0; };
  if (has(LetterBit('M'))) {
    if (marks.bracket) JoinEquivalents(&out.tokens);
    if (MarkPerShare(&out.tokens)) out.kinds |= LetterBit('S');
  }
  if (has(kFigureLetters) && (out.classes & kHedgeWord) != 0) AbsorbModifiers(&out.tokens);
  if (has(LetterBit('C')) && has(LetterBit('N'))) DropHomes(view, &out.tokens);
  if (has(kNameLetters) && (out.classes & kJoinWord) != 0) JoinNames(&out.tokens);
  if (has(kNameLetters) && marks.comma) DropAppositions(&out.tokens);
  if (!marks.bracket) return;
  for (MaskToken& token : out.tokens) {
    if (token.letter == 0 && (token.word == "(" || token.word == ")")) {
      token.word = ",";
      token.number = comma_;
      token.kinds = 0;
    }
  }
}

}  // namespace attest
