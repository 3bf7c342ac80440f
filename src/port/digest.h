// Digests of bytes as lower-case hexadecimal digits (OpenSSL inside).
#pragma once

#include <string>
#include <string_view>

namespace dlrr {

std::string sha256(std::string_view bytes);  // 64 digits
std::string sha1(std::string_view bytes);    // 40 digits; to name data as others do, not to protect

}  // namespace dlrr
