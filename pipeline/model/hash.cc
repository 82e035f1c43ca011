#include "pipeline/model/hash.h"

#include <openssl/evp.h>

#define XXH_INLINE_ALL  // the hash of a word costs less than a call
#include <xxhash.h>

#include <array>
#include <cassert>

#include "pipeline/model/document.h"

namespace attest {

struct Sha256::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(evp); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { Begin(); }
void Sha256::Begin() {
  // Fetched once: OpenSSL looks its algorithms up by name.
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const int ok = EVP_DigestInit_ex(context_->evp, sha256, nullptr);
  assert(ok == 1);
  (void)ok;
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::Add(std::string_view bytes) {
  EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size());
  return *this;
}

std::string Sha256::Hex() {
  std::string hex;
  AppendHex(&hex);
  return hex;
}

void Sha256::AppendHex(std::string* out) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int length = 0;
  EVP_DigestFinal_ex(context_->evp, digest.data(), &length);
  constexpr char kDigits[] = "0123456789abcdef";
  const size_t begin = out->size();
  out->resize(begin + size_t{2} * length);
  char* to = out->data() + begin;
  for (size_t i = 0; i < length; ++i) {
    *to++ = kDigits[digest[i] >> 4];
    *to++ = kDigits[digest[i] & 15];
  }
}

void Sha256::AppendHexOf(std::string_view bytes, std::string* out) {
  static thread_local Sha256 hash;  // its context serves for one text after another
  hash.Begin();
  hash.Add(bytes).AppendHex(out);
}

std::string Sha256Hex(std::string_view bytes) {
  std::string hex;
  Sha256::AppendHexOf(bytes, &hex);
  return hex;
}

uint64_t Hash64(std::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string DocumentId(std::string_view text) {
  std::string id;
  id.reserve(std::string_view("sha256:").size() + Sha256::kHexDigits);
  id = "sha256:";
  Sha256::AppendHexOf(text, &id);
  return id;
}

}  // namespace attest
