#include "pipeline/facts/fingerprint.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "pipeline/facts/fold_case.h"
#include "pipeline/model/hash.h"

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

// The finaliser of SplitMix64 (Steele and others 2014): spreads a sum over all bits.
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
    // The sum of the words' hashes, the first times the factor to the fifth, the last times the factor.
    uint64_t& oldest = last_[count_ % kWordsInShingle];
    sum_ = (sum_ - oldest * kFirstFactor + word) * kWordFactor;
    oldest = word;
    if (++count_ < kWordsInShingle) return;
    const uint64_t hash = Mix(sum_);
    uint64_t& bin = (*minima_)[hash >> (64 - kBinBits)];
    bin = std::min(bin, hash & (UINT64_MAX >> kBinBits));
  }
  bool any() const { return count_ >= kWordsInShingle; }

 private:
  static constexpr uint64_t kFirstFactor = [] {
    uint64_t power = 1;
    for (size_t i = 0; i < kWordsInShingle; ++i) power *= kWordFactor;
    return power;
  }();
  Minima* minima_;
  std::array<uint64_t, kWordsInShingle> last_{};
  uint64_t sum_ = 0;
  size_t count_ = 0;
};

constexpr std::array<bool, 256> kWordBytes = [] {
  std::array<bool, 256> out{};
  for (size_t c = 0; c < out.size(); ++c) out[c] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
  return out;
}();
bool IsWordByte(char c) { return kWordBytes[static_cast<unsigned char>(c)]; }

void AddWords(std::string_view folded, Shingles* shingles) {
  size_t at = 0;
  while (at < folded.size()) {
    while (at < folded.size() && !IsWordByte(folded[at])) ++at;
    size_t end = at;
    while (end < folded.size() && IsWordByte(folded[end])) ++end;
    if (end > at) shingles->Add(Hash64(folded.substr(at, end - at)));
    at = end;
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

}  // namespace

std::string Fingerprint(const DocumentText& text) {
  Minima minima;
  minima.fill(kEmptyBin);
  Shingles shingles(&minima);
  const std::string_view view = text.view.text();
  for (const Paragraph& paragraph : text.structure.paragraphs) {
    if (paragraph.kind == ParagraphKind::kBoilerplate) continue;
    AddWords(FoldCase(view.substr(paragraph.in_view.begin, paragraph.in_view.length_bytes())), &shingles);
  }
  std::string hex;
  if (!shingles.any()) return hex;
  hex.resize(kBins * kDigitsPerBin);
  size_t at = 0;
  for (const uint64_t minimum : Densified(minima)) {
    for (int shift = 12; shift >= 0; shift -= 4) hex[at++] = "0123456789abcdef"[(minimum >> shift) & 15];
  }
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
