// Hashes, from libraries: SHA-256 where ids and checksums leave the process, XXH3 where only speed counts.
#ifndef ATTEST_MODEL_HASH_H_
#define ATTEST_MODEL_HASH_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace attest {

// SHA-256 (FIPS 180-4) over what is added. Hex may be asked once.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256& Add(std::string_view bytes);
  static constexpr size_t kHexDigits = 64;
  std::string Hex();  // kHexDigits, lower case
  // That of `bytes` alone.
  static void AppendHexOf(std::string_view bytes, std::string* out);

 private:
  void Begin();  // anew, over nothing
  void AppendHex(std::string* out);

  struct Context;
  std::unique_ptr<Context> context_;
};

std::string Sha256Hex(std::string_view bytes);

// XXH3, 64 bits, seeded. The same on every machine and release (its authors guarantee the output).
uint64_t Hash64(std::string_view bytes, uint64_t seed = 0);

}  // namespace attest

#endif  // ATTEST_MODEL_HASH_H_
