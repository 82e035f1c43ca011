#include "pipeline/facts/fingerprint.h"

#define XXH_INLINE_ALL  // the hash of a word costs less than a call
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "pipeline/facts/fold_case.h"
#include "pipeline/model/eight_bytes.h"

namespace attest {
namespace {

constexpr size_t kWordsInShingle = 5;
// The estimate's standard error at 0.6 is sqrt(0.6 * 0.4 / 128) = 0.043. Of each minimum 16 bits are kept: two
// different shingles then pass for equal once in 65,536 comparisons.
constexpr size_t kBins = 128;
constexpr int kBinBits = 7;
constexpr size_t kDigitsPerBin = 4;
constexpr uint64_t kEmptyBin = UINT64_MAX;
constexpr uint64_t kWordFactor = 0x9E3779B97F4A7C15;  // odd: the place of a word in its shingle counts

using Minima = std::array<uint64_t, kBins>;

// The finaliser of SplitMix64 (Steele and others 2014): spreads a number over all bits.
constexpr uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

// The last five words; yields a shingle's hash from the fifth word on.
class Shingles {
 public:
  explicit Shingles(Minima* minima) : minima_(minima) {}

  void Add(uint64_t word) {
    // The sum of the words' hashes, the first times the factor to the fifth, the last times the factor. As good a hash
    // as those of the words: it is not mixed further.
    sum_ = (sum_ - last_[(count_ - kWordsInShingle) % kKept] * kFirstFactor + word) * kWordFactor;
    last_[count_ % kKept] = word;
    if (++count_ < kWordsInShingle) return;
    uint64_t& bin = (*minima_)[sum_ >> (64 - kBinBits)];
    bin = std::min(bin, sum_ & (UINT64_MAX >> kBinBits));
  }
  bool any() const { return count_ >= kWordsInShingle; }

 private:
  static constexpr uint64_t kFirstFactor = [] {
    uint64_t power = 1;
    for (size_t i = 0; i < kWordsInShingle; ++i) power *= kWordFactor;
    return power;
  }();
  Minima* minima_;
  static constexpr size_t kKept = std::bit_ceil(kWordsInShingle);
  std::array<uint64_t, kKept> last_{};
  uint64_t sum_ = 0;
  size_t count_ = 0;
};

static_assert(std::endian::native == std::endian::little, "a fingerprint is made of words as little-endian blocks");
constexpr size_t kBlock = sizeof(uint64_t);

// The bytes of a word, or of its next part, at the front of eight bytes of a text: case-folded, the first one lowest,
// the others zero.
struct Part {
  uint64_t bytes;
  size_t count;
};
Part PartAt(std::string_view text, size_t at) {
  const uint64_t bytes = EightBytes(text, at);
  const uint64_t upper = BytesIn(bytes, 'A', 'Z');
  const uint64_t in_words = upper | BytesIn(bytes, 'a', 'z') | BytesIn(bytes, '0', '9') | (bytes & kHighBits);
  const uint64_t others = ~in_words & kHighBits;
  return {(bytes | upper >> 2) & BitsBefore(others), BytesBefore(others)};
}

// A word's hash is that of its bytes, filled up with zeros to whole blocks: most words are one, and hashed without
// asking for their length. `text`: folded where it is not ASCII. `word`: a buffer.
void AddWords(std::string_view text, std::vector<uint64_t>* word, Shingles* shingles) {
  for (size_t at = 0; at < text.size(); ++at) {  // what stands behind a word is none of its bytes
    Part part = PartAt(text, at);
    if (part.count == 0) continue;
    at += part.count;
    if (part.count < kBlock) {
      shingles->Add(XXH3_64bits(&part.bytes, kBlock));
      continue;
    }
    word->clear();
    for (; part.count == kBlock; at += part.count) {
      word->push_back(part.bytes);
      part = at < text.size() ? PartAt(text, at) : Part{};
    }
    if (part.count > 0) word->push_back(part.bytes);
    shingles->Add(XXH3_64bits(word->data(), word->size() * kBlock));
  }
}

// Shrivastava 2017: an empty bin takes the minimum of another one, which its own number and the attempt choose, so that
// two documents with the same shingles choose alike.
Minima Densified(const Minima& minima) {
  Minima dense = minima;
  for (size_t bin = 0; bin < kBins; ++bin) {
    for (uint64_t attempt = 1; dense[bin] == kEmptyBin; ++attempt)
      dense[bin] = minima[Mix(bin * kWordFactor + attempt) % kBins];
  }
  return dense;
}

// Of the lowest 16 bits.
std::array<char, kDigitsPerBin> HexOf(uint64_t minimum) {
  std::array<char, kDigitsPerBin> digits;
  for (size_t i = 0; i < kDigitsPerBin; ++i) digits[i] = "0123456789abcdef"[minimum >> (12 - 4 * i) & 15];
  return digits;
}

}  // namespace

std::string Fingerprint(const DocumentText& text) {
  Minima minima;
  minima.fill(kEmptyBin);
  Shingles shingles(&minima);
  const std::string_view view = text.view.text();
  std::string folded;
  std::vector<uint64_t> word;
  for (const Paragraph& paragraph : text.structure.paragraphs) {
    if (paragraph.kind == ParagraphKind::kBoilerplate) continue;
    std::string_view words = view.substr(paragraph.in_view.begin, paragraph.in_view.length_bytes());
    if (!text.view.ascii()) words = folded = FoldCase(words);
    AddWords(words, &word, &shingles);
  }
  std::string hex;
  if (!shingles.any()) return hex;
  hex.reserve(kBins * kDigitsPerBin);
  for (const uint64_t minimum : Densified(minima)) hex.append(HexOf(minimum).data(), kDigitsPerBin);
  return hex;
}

double Similarity(std::string_view fingerprint, std::string_view other) {
  if (fingerprint.empty() || fingerprint.size() != other.size()) return 0;
  size_t equal = 0;
  for (size_t at = 0; at < fingerprint.size(); at += kDigitsPerBin)
    equal += fingerprint.substr(at, kDigitsPerBin) == other.substr(at, kDigitsPerBin);
  return static_cast<double>(equal * kDigitsPerBin) / static_cast<double>(fingerprint.size());
}

}  // namespace attest
