#include "port/digest.h"

#include <openssl/sha.h>

#include <cstddef>

namespace dlrr {

namespace {

std::string hexadecimal(const unsigned char* digest, std::size_t size) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += digits[digest[i] >> 4];
    out += digits[digest[i] & 15];
  }
  return out;
}

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string sha256(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(raw(bytes), bytes.size(), digest);
  return hexadecimal(digest, sizeof digest);
}

std::string sha1(std::string_view bytes) {
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(raw(bytes), bytes.size(), digest);
  return hexadecimal(digest, sizeof digest);
}

}  // namespace dlrr
