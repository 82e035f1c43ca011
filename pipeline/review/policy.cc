#include "pipeline/review/policy.h"

#include <openssl/evp.h>

#include <array>
#include <cassert>

namespace attest {

std::string Base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<size_t>(length));
  return out;
}

std::string PolicyHash(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return "'sha256-" + Base64({reinterpret_cast<const char*>(digest.data()), size}) + "'";
}

PageElement FindElement(std::string_view page, std::string_view opening, std::string_view closing) {
  const size_t begin = page.find(opening);
  assert(begin != page.npos);
  const size_t inside = page.find('>', begin) + 1;
  const size_t end = page.find(closing, begin);
  assert(end != page.npos);
  return {begin, end + closing.size(), inside <= end ? page.substr(inside, end - inside) : std::string_view()};
}

}  // namespace attest
