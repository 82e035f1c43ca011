#include "pipeline/claims/mask.h"

#include <algorithm>
#include <array>

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

constexpr std::array<bool, 256> kWordBytes = [] {
  std::array<bool, 256> out{};
  for (int c = 0; c < 256; ++c) {
    out[static_cast<size_t>(c)] =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
  }
  return out;
}();
bool IsWordByte(char c) { return kWordBytes[static_cast<unsigned char>(c)]; }

// A mark inside a word: "pre-tax", "don't", "u.s", "1,200", "at&t".
bool JoinsWord(char c) { return c == '-' || c == '\'' || c == '.' || c == ',' || c == '&' || c == '/'; }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

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

// "31 cents a share": a figure of its own kind, so that no rule takes it for the sum.
void MarkPerShare(std::vector<MaskToken>* tokens) {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 0; i + 2 < t.size(); ++i) {
    if (t[i].letter != 'M' || t[i + 1].letter != 0 || t[i + 2].letter != 0) continue;
    const bool each =
        t[i + 1].word == "a" || t[i + 1].word == "per" || t[i + 1].word == "each" || t[i + 1].word == "an";
    if (!each || (t[i + 2].word != "share" && t[i + 2].word != "shr" && t[i + 2].word != "unit")) continue;
    t[i].letter = 'S';
    t[i].kinds = LetterBit('S');
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(i) + 3);
  }
}

}  // namespace

bool IsNameLetter(char letter) { return letter == 'C' || letter == 'I' || letter == 'P' || letter == 'N'; }
bool IsFigureLetter(char letter) {
  return letter == 'M' || letter == 'S' || letter == 'R' || letter == 'F' || letter == 'Q';
}

uint64_t KindsOfWord(std::string_view word) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const char first = word.front();
  if (!is_letter(first)) return first >= '0' && first <= '9' ? kWordKind : 0;
  uint64_t kinds = kWordKind | kLowerKind;
  if (word.size() > 1 && word.back() == 's') kinds |= kPluralKind;
  bool letters = true, hyphens = false;
  for (const char c : word) {
    hyphens = hyphens || c == '-';
    letters = letters && (is_letter(c) || c == '-');
  }
  if (letters && word.size() >= 4) kinds |= kNounKind;
  if (letters && word.size() >= 4 && word.back() == 's') kinds |= kPluralNounKind;
  if (letters && word.size() >= 5) kinds |= kAdjectiveKind;
  if (letters && !hyphens && word.size() >= 3 && word.ends_with("ly")) kinds |= kAdverbKind;
  return kinds;
}

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

uint32_t MaskedSentence::TokenAt(uint32_t offset) const {
  const auto it = std::upper_bound(starts.begin(), starts.end(), offset);
  return it == starts.begin() ? 0 : static_cast<uint32_t>(it - starts.begin()) - 1;
}

Result<Masker> Masker::Compile(const RuleSet& rules, Vocabulary* vocabulary) {
  Masker masker;
  masker.vocabulary_ = vocabulary;
  masker.comma_ = vocabulary->Add(",");
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
    masker.modifier_ends_.Add(words.back());
    masker.modifiers_.push_back(std::move(words));
  }
  std::sort(masker.modifiers_.begin(), masker.modifiers_.end(),
            [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  for (const std::string& post : *posts) masker.posts_.Add(vocabulary->Add(post.substr(post.rfind(' ') + 1)));
  for (const std::string& article : *articles) masker.articles_.Add(vocabulary->Add(article));
  return masker;
}

MaskToken Masker::Word(std::string_view word, Span in_view) const {
  MaskToken token;
  token.word = word;
  token.number = vocabulary_->Find(word);
  token.kinds = KindsOfWord(word);
  token.in_view = in_view;
  return token;
}

// Words and marks between two mentions.
void Masker::AddWords(std::string_view view, Span part, bool after_name, MaskedSentence* masked) const {
  std::vector<MaskToken>* const tokens = &masked->tokens;
  uint32_t at = part.begin;
  const auto word = [&](uint32_t begin, uint32_t end) {
    const std::string_view text = view.substr(begin, end - begin);
    if (std::none_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return text;
    // Room for all words of the sentence was made before: what views point to stays where it is.
    const size_t from = masked->lower.size();
    for (const char c : text) masked->lower.push_back(Lower(c));
    return std::string_view(masked->lower.data() + from, text.size());
  };
  while (at < part.end) {
    const char c = view[at];
    if (c == '\'' && after_name && at == part.begin) {  // "C's", "Barclays'"
      const bool with_s = at + 1 < part.end && view[at + 1] == 's' && (at + 2 == part.end || !IsWordByte(view[at + 2]));
      const uint32_t end = at + (with_s ? 2 : 1);
      tokens->push_back(Word("'s", {at, end}));
      at = end;
    } else if (IsWordByte(c)) {
      uint32_t end = at + 1;
      while (end < part.end &&
             (IsWordByte(view[end]) || (JoinsWord(view[end]) && end + 1 < part.end && IsWordByte(view[end + 1]) &&
                                        (view[end] != ',' || (view[end - 1] <= '9' && view[end + 1] <= '9'))))) {
        ++end;
      }
      const std::string_view text = word(at, end);
      if (text.size() > 2 && text.ends_with("'s")) {
        tokens->push_back(Word(text.substr(0, text.size() - 2), {at, end - 2}));
        tokens->push_back(Word("'s", {end - 2, end}));
      } else {
        tokens->push_back(Word(text, {at, end}));
      }
      at = end;
    } else {
      if (c == ',' || c == ';' || c == ':' || c == '(' || c == ')')
        tokens->push_back(Word(view.substr(at, 1), {at, at + 1}));
      const bool dash = c == '-' && at > 0 && at + 1 < view.size();
      if (dash && (view[at - 1] == ' ' || view[at + 1] == ' ' || view[at + 1] == '-'))
        tokens->push_back(Word(",", {at, at + 1}));
      if (dash && view[at + 1] == '-') ++at;
      ++at;
    }
  }
}

void Masker::AbsorbModifiers(std::vector<MaskToken>* tokens) const {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 1; i < t.size(); ++i) {
    if (!IsFigureLetter(t[i].letter)) continue;
    size_t begin = i;
    bool absorbed = true;
    while (absorbed && begin > 0 && t[begin - 1].letter == 0 && modifier_ends_.Has(t[begin - 1].number)) {
      absorbed = false;
      for (const std::vector<uint32_t>& phrase : modifiers_) {
        if (phrase.size() > begin) continue;
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
    return i < t.size() && (t[i].letter == 'C' || t[i].letter == 'N' || t[i].letter == 'P') && t[i].mentions.count == 1;
  };
  const auto skip_article = [&](size_t i) {
    return i < t.size() && t[i].letter == 0 && articles_.Has(t[i].number) ? i + 1 : i;
  };
  for (size_t i = 0; i < t.size(); ++i) {
    if (!is_name(i)) continue;
    std::vector<size_t> members{i};
    size_t at = i + 1, end = at;
    bool closed = false;
    while (!closed && at < t.size()) {
      size_t next = at;
      const bool comma = t[next].word == ",";
      if (comma) ++next;
      const bool last = next < t.size() && t[next].letter == 0 && (t[next].word == "and" || t[next].word == "&");
      if (last) ++next;
      if (!comma && !last) break;
      next = skip_article(next);
      if (last && next < t.size() && t[next].letter == 0 && t[next].word == "others") {  // "C, C and others"
        closed = true;
        end = next + 1;
        break;
      }
      if (!is_name(next) || t[next].letter != t[i].letter) break;
      members.push_back(next);
      closed = last;
      at = next + 1;
      end = at;
    }
    if (!closed) continue;
    t[i].mentions.count = t[members.back()].mentions.front() - t[i].mentions.front() + 1;
    t[i].in_view.end = t[members.back()].in_view.end;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(end));
  }
}

// "C , a fast-growing cloud provider ," says who C is and stands between C and its verb.
void Masker::DropAppositions(std::vector<MaskToken>* tokens) const {
  std::vector<MaskToken>& t = *tokens;
  for (size_t i = 0; i + 2 < t.size(); ++i) {
    if (!IsNameLetter(t[i].letter) || t[i + 1].word != ",") continue;
    // "C , the maker of valves ,"; "P , P 's longtime rival ,".
    const bool possessive = IsNameLetter(t[i + 2].letter) && i + 3 < t.size() && t[i + 3].word == "'s";
    if (!possessive && (t[i + 2].letter != 0 || !articles_.Has(t[i + 2].number))) continue;
    size_t end = i + (possessive ? 4 : 3);
    while (end < t.size() && end - i < kMaxAppositionTokens &&
           ((t[end].letter == 0 && t[end].word != "," && t[end].word != ";" && t[end].word != ":") ||
            t[end].letter == 'N')) {
      ++end;
    }
    // "P , C 's chief executive ," is what a rule is there for.
    const bool post =
        std::any_of(t.begin() + static_cast<ptrdiff_t>(i), t.begin() + static_cast<ptrdiff_t>(end),
                    [this](const MaskToken& token) { return token.letter == 0 && posts_.Has(token.number); });
    if (post && t[i].letter == 'P') continue;
    const bool at_end = end == t.size();
    if (end == i + 3 || (!at_end && t[end].word != ",") || (at_end && possessive)) continue;
    t.erase(t.begin() + static_cast<ptrdiff_t>(i) + 1, t.begin() + static_cast<ptrdiff_t>(end) + (at_end ? 0 : 1));
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
  out.lower.clear();
  out.lower.reserve(span.length_bytes());
  uint32_t at = span.begin;
  bool after_name = false;
  while (true) {
    while (*mention < mentions.size() && mentions[*mention].in_view.begin < at) ++*mention;
    while (*reference < references.size() && references[*reference].in_view.begin < at) ++*reference;
    while (*mention < mentions.size() && mentions[*mention].kind == MentionKind::kName &&
           IsAcronym(view.substr(mentions[*mention].in_view.begin, mentions[*mention].in_view.length_bytes()))) {
      ++*mention;
    }
    const uint32_t next_mention = *mention < mentions.size() ? mentions[*mention].in_view.begin : UINT32_MAX;
    const uint32_t next_reference = *reference < references.size() ? references[*reference].in_view.begin : UINT32_MAX;
    const uint32_t next = std::min(next_mention, next_reference);
    if (next >= span.end) break;
    AddWords(view, {at, next}, after_name, &out);
    MaskToken token;
    if (next_mention <= next_reference) {
      const Mention& found = mentions[*mention];
      token.letter = LetterOf(found);
      token.kinds = LetterBit(token.letter);
      token.in_view = found.in_view;
      token.mentions = {static_cast<int32_t>(*mention), 1};
      after_name = IsNameLetter(token.letter);
      out.tokens.push_back(token);
    } else {
      const Reference& found = references[*reference];
      token.letter = 'I';
      token.kinds = LetterBit('I');
      token.in_view = found.in_view;
      token.reference = static_cast<int32_t>(*reference);
      out.tokens.push_back(token);
      // "its" holds its own possessive; "the company" shows it in the text.
      const std::string_view words = view.substr(found.in_view.begin, found.in_view.length_bytes());
      const bool in_span = words.ends_with("'s") || words.ends_with('\'');
      if (found.possessive && (found.pronoun || in_span))
        out.tokens.push_back(Word("'s", {found.in_view.end, found.in_view.end}));
      after_name = !found.pronoun && !in_span;
    }
    at = std::max(next,
                  next_mention <= next_reference ? mentions[*mention].in_view.end : references[*reference].in_view.end);
  }
  AddWords(view, {at, span.end}, after_name, &out);
  uint32_t letters = 0;
  bool bracket = false;
  for (const MaskToken& token : out.tokens) {
    if (token.letter != 0) letters |= 1u << (token.letter - 'A');
    bracket = bracket || token.word == "(" || token.word == ")";
  }
  const auto has = [letters](std::string_view any) {
    return std::any_of(any.begin(), any.end(), [letters](char c) { return (letters >> (c - 'A') & 1) != 0; });
  };
  if (has("M")) {
    if (bracket) JoinEquivalents(&out.tokens);
    MarkPerShare(&out.tokens);
  }
  if (has("MSRFQ")) AbsorbModifiers(&out.tokens);
  if (has("CNP")) JoinNames(&out.tokens);
  if (has("CINP")) DropAppositions(&out.tokens);
  for (MaskToken& token : out.tokens) {
    if (bracket && token.letter == 0 && (token.word == "(" || token.word == ")")) {
      token.word = ",";
      token.number = comma_;
      token.kinds = 0;
    }
  }
}

}  // namespace attest
