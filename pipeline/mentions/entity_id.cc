#include "pipeline/mentions/entity_id.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <vector>

namespace attest {
namespace {

// Kept here and not with the rules: an id must not change when somebody edits a word list.
constexpr std::array<std::string_view, 62> kLegalForms = {"ab",           "ag",      "aktiengesellschaft",
                                                          "as",           "asa",     "berhad",
                                                          "bhd",          "bv",      "co",
                                                          "company",      "corp",    "corporation",
                                                          "cos",          "gmbh",    "inc",
                                                          "incorporated", "kg",      "kgaa",
                                                          "kk",           "limited", "llc",
                                                          "llp",          "lp",      "ltd",
                                                          "ltda",         "nv",      "oao",
                                                          "ojsc",         "ooo",     "oy",
                                                          "oyj",          "pjsc",    "plc",
                                                          "pllc",         "psc",     "pte",
                                                          "pty",          "pvt",     "sa",
                                                          "sab",          "saog",    "sarl",
                                                          "sas",          "sca",     "sdn",
                                                          "se",           "spa",     "srl",
                                                          "tbk",          "ulc",     "zao",
                                                          "na",           "cv",      "aps",
                                                          "eirl",         "saa",     "sae",
                                                          "sau",          "slu",     "jsc",
                                                          "pc",           "pbc"};
constexpr std::array<std::string_view, 4> kDesignators = {"group", "groups", "holding", "holdings"};

template <size_t n>
bool Has(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
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

struct Word {
  std::string text;  // folded; dots inside are dropped: "s.p.a" is "spa"
  size_t begin = 0;  // in the folded name
};

std::vector<Word> Split(std::string_view folded) {
  std::vector<Word> words;
  size_t at = 0;
  while (at < folded.size()) {
    if (folded[at] == '&') words.push_back({"and", at});
    if (!IsWordByte(folded[at])) {
      ++at;
      continue;
    }
    Word word{"", at};
    for (; at < folded.size(); ++at) {
      if (IsWordByte(folded[at]))
        word.text += folded[at];
      else if (folded[at] == '.' && at + 1 < folded.size() && IsWordByte(folded[at + 1]) && word.text.size() < 6)
        continue;  // an initial or an abbreviation: "n.v."
      else if (folded[at] == '\'' || folded[at] == '/' ||
               (folded[at] == '&' && at + 1 < folded.size() && IsWordByte(folded[at + 1])))
        continue;  // "moody's", "a/s", "at&t"
      else
        break;
    }
    words.push_back(std::move(word));
  }
  return words;
}

// How many leading words stay when legal forms go: at least one.
size_t WithoutLegal(const std::vector<Word>& words, size_t count) {
  while (count > 1 && (Has(kLegalForms, words[count - 1].text) || (words[count - 1].text == "and"))) --count;
  return count;
}

}  // namespace

std::string EntityId(std::string_view name) {
  const std::vector<Word> words = Split(Fold(name));
  if (words.empty()) return "";
  size_t count = WithoutLegal(words, words.size());
  while (count > 1 && Has(kDesignators, words[count - 1].text)) count = WithoutLegal(words, count - 1);
  size_t first = 0;
  if (count > 1 && words[0].text == "the") first = 1;
  std::string id;
  for (size_t i = first; i < count; ++i) {
    if (words[i].text == "and" && i + 1 < count) continue;  // "Smith & Sons" and "Smith and Sons" are one name
    if (!id.empty()) id += '-';
    id += words[i].text;
  }
  return id;
}

}  // namespace attest
