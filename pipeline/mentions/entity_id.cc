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

// A word of at most eight bytes as a number.
constexpr uint64_t Packed(std::string_view word) {
  uint64_t packed = 0;
  for (const char c : word) packed = packed << 8 | static_cast<uint8_t>(c);
  return packed;
}
// The short ones in a hash table: a place holds the word, or 0. Places are tried one after another.
constexpr size_t kPlaces = 256;
constexpr size_t PlaceOf(uint64_t packed) { return packed * 0x9E3779B97F4A7C15u >> 56; }
constexpr auto MakeShortForms() {
  std::array<uint64_t, kPlaces> out{};
  const auto add = [&out](std::string_view word) {
    if (word.size() > 8) return;
    size_t at = PlaceOf(Packed(word));
    while (out[at] != 0) at = (at + 1) % kPlaces;
    out[at] = Packed(word);
  };
  for (const std::string_view word : kLegalForms) add(word);
  for (const std::string_view word : kDesignators) add(word);
  add("and");
  return out;
}
constexpr auto kShortForms = MakeShortForms();

// A legal form, a generic designator or "and": what an id does without at its end.
bool IsDropped(std::string_view word) {
  if (word.size() > 8) return std::find(kLegalForms.begin(), kLegalForms.end(), word) != kLegalForms.end();
  const uint64_t packed = Packed(word);
  size_t at = PlaceOf(packed);
  while (kShortForms[at] != 0 && kShortForms[at] != packed) at = (at + 1) % kPlaces;
  return kShortForms[at] != 0;
}

// Lower case without accents; letters stay in UTF-8.
std::string Fold(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return std::string(name);
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
  text = decompose->normalize(text.foldCase(), status);
  if (U_FAILURE(status)) return std::string(name);
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

// What a byte of a word becomes: ASCII letters small. 0: no part of a word.
constexpr std::array<char, 256> MakeWordBytes() {
  std::array<char, 256> out{};
  for (size_t c = 0; c < 256; ++c) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
      out[c] = static_cast<char>(upper ? c + ('a' - 'A') : c);
  }
  return out;
}
constexpr std::array<char, 256> kWordBytes = MakeWordBytes();

// Where a name's words are joined. A byte of a name becomes at most the four of "and-".
class Joiner {
 public:
  explicit Joiner(std::string_view name) {
    if (name.size() * 4 > small_.size()) large_.resize(name.size() * 4);
    begin_ = end_ = large_.empty() ? small_.data() : large_.data();
    Join(name);
  }
  std::string_view words() const { return {begin_, static_cast<size_t>(end_ - begin_)}; }
  bool has_and() const { return has_and_; }
  bool ascii() const { return (bytes_ & 0x80) == 0; }

 private:
  // The words, joined by hyphens; dots inside a word are dropped ("s.p.a" is "spa"), "&" is "and".
  void Join(std::string_view name) {
    const auto byte = [&name](size_t at) {
      return at < name.size() ? kWordBytes[static_cast<uint8_t>(name[at])] : '\0';
    };
    for (size_t at = 0; at < name.size();) {
      if (name[at] == '&') {
        BeginWord();
        end_ = std::copy_n("and", 3, end_);
        has_and_ = true;
      }
      if (byte(at) == 0) {
        ++at;
        continue;
      }
      BeginWord();
      const char* const word = end_;
      for (; at < name.size(); ++at) {
        char c = byte(at);
        for (; c != 0; c = byte(++at)) {
          *end_++ = c;
          bytes_ |= static_cast<uint8_t>(c);
        }
        if (at >= name.size()) break;
        // An initial or an abbreviation ("n.v."), "moody's", "a/s", "at&t".
        const bool more = byte(at + 1) != 0;
        if (name[at] == '.' ? !more || end_ - word >= 6
                            : name[at] != '\'' && name[at] != '/' && (name[at] != '&' || !more))
          break;
      }
      has_and_ = has_and_ || std::string_view(word, static_cast<size_t>(end_ - word)) == "and";
    }
  }
  void BeginWord() {
    if (end_ != begin_) *end_++ = '-';
  }

  std::array<char, 256> small_;
  std::string large_;
  char* begin_;
  char* end_;
  bool has_and_ = false;
  uint8_t bytes_ = 0;  // of all words, joined by or
};

std::string IdOf(const Joiner& joiner, bool full) {
  std::string_view words = joiner.words();
  for (size_t cut; !full && (cut = words.rfind('-')) != words.npos && IsDropped(words.substr(cut + 1));)
    words = words.substr(0, cut);
  if (words.starts_with("the-")) words.remove_prefix(4);
  std::string id(words);
  // "Smith & Sons" and "Smith and Sons" are one name.
  for (size_t at = 0; joiner.has_and() && (at = id.find("and-", at)) != id.npos;) {
    if (at == 0 || id[at - 1] == '-')
      id.erase(at, 4);
    else
      at += 4;
  }
  return id;
}

std::string IdOf(std::string_view name, bool full) {
  const Joiner joiner(name);
  return joiner.ascii() ? IdOf(joiner, full) : IdOf(Joiner(Fold(name)), full);
}

}  // namespace

std::string EntityId(std::string_view name) { return IdOf(name, false); }

std::string FullEntityId(std::string_view name) { return IdOf(name, true); }

}  // namespace attest
