#include "pipeline/mentions/entity_id.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

namespace attest {
namespace {

// Kept here and not with the rules: an id must not change when somebody edits a word list.
constexpr std::array<std::string_view, 62> kLegalForms = {"ab",           "ag",      "aktiengesellschaft",
                                                          "aps",          "as",      "asa",
                                                          "berhad",       "bhd",     "bv",
                                                          "co",           "company", "corp",
                                                          "corporation",  "cos",     "cv",
                                                          "eirl",         "gmbh",    "inc",
                                                          "incorporated", "jsc",     "kg",
                                                          "kgaa",         "kk",      "limited",
                                                          "llc",          "llp",     "lp",
                                                          "ltd",          "ltda",    "na",
                                                          "nv",           "oao",     "ojsc",
                                                          "ooo",          "oy",      "oyj",
                                                          "pbc",          "pc",      "pjsc",
                                                          "plc",          "pllc",    "psc",
                                                          "pte",          "pty",     "pvt",
                                                          "sa",           "saa",     "sab",
                                                          "sae",          "saog",    "sarl",
                                                          "sas",          "sau",     "sca",
                                                          "sdn",          "se",      "slu",
                                                          "spa",          "srl",     "tbk",
                                                          "ulc",          "zao"};
constexpr std::array<std::string_view, 4> kDesignators = {"group", "groups", "holding", "holdings"};

static_assert(std::is_sorted(kLegalForms.begin(), kLegalForms.end()));
static_assert(std::is_sorted(kDesignators.begin(), kDesignators.end()));

template <size_t n>
bool Has(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

// Lower case without accents. ASCII needs no library.
std::string Fold(std::string_view name) {
  std::string ascii(name);
  bool is_ascii = true;
  for (char& c : ascii) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    is_ascii = is_ascii && static_cast<unsigned char>(c) < 0x80;
  }
  if (is_ascii) return ascii;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return ascii;
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
  text = decompose->normalize(text.foldCase(), status);
  if (U_FAILURE(status)) return ascii;
  icu::UnicodeString kept;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    switch (c) {  // letters that do not decompose
      case 0xF8:
        kept.append(static_cast<UChar32>('o'));
        break;
      case 0x142:
        kept.append(static_cast<UChar32>('l'));
        break;
      case 0x111:
        kept.append(static_cast<UChar32>('d'));
        break;
      case 0x131:
        kept.append(static_cast<UChar32>('i'));
        break;
      case 0xE6:
        kept.append(icu::UnicodeString("ae"));
        break;
      case 0x153:
        kept.append(icu::UnicodeString("oe"));
        break;
      default:
        kept.append(c);
    }
  }
  std::string out;
  kept.toUTF8String(out);
  return out;
}

bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
}

// The words of a folded name, joined by hyphens; dots inside a word are dropped ("s.p.a" is "spa"), "&" is "and".
std::string JoinWords(std::string_view folded) {
  std::string words;
  words.reserve(folded.size() + 2);
  size_t at = 0;
  const auto begin_word = [&words] {
    if (!words.empty()) words += '-';
  };
  while (at < folded.size()) {
    if (folded[at] == '&') {
      begin_word();
      words += "and";
    }
    if (!IsWordByte(folded[at])) {
      ++at;
      continue;
    }
    begin_word();
    const size_t begin = words.size();
    for (; at < folded.size(); ++at) {
      if (IsWordByte(folded[at]))
        words += folded[at];
      else if (folded[at] == '.' && at + 1 < folded.size() && IsWordByte(folded[at + 1]) && words.size() - begin < 6)
        continue;  // an initial or an abbreviation: "n.v."
      else if (folded[at] == '\'' || folded[at] == '/' ||
               (folded[at] == '&' && at + 1 < folded.size() && IsWordByte(folded[at + 1])))
        continue;  // "moody's", "a/s", "at&t"
      else
        break;
    }
  }
  return words;
}

// Drops trailing words that `droppable` holds of, but never the first.
template <typename Droppable>
void DropLast(std::string* words, const Droppable& droppable) {
  for (size_t cut; (cut = words->rfind('-')) != words->npos && droppable(std::string_view(*words).substr(cut + 1));)
    words->resize(cut);
}

}  // namespace

std::string EntityId(std::string_view name) {
  std::string id = JoinWords(Fold(name));
  const auto is_legal = [](std::string_view word) { return word == "and" || Has(kLegalForms, word); };
  DropLast(&id, is_legal);
  DropLast(&id, [&is_legal](std::string_view word) { return Has(kDesignators, word) || is_legal(word); });
  if (id.starts_with("the-")) id.erase(0, 4);
  // "Smith & Sons" and "Smith and Sons" are one name.
  for (size_t at = 0; (at = id.find("and-", at)) != id.npos;) {
    if (at == 0 || id[at - 1] == '-')
      id.erase(at, 4);
    else
      at += 4;
  }
  return id;
}

}  // namespace attest
