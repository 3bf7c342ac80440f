// SHA-256 of bytes, as 64 hexadecimal digits (OpenSSL inside).
#pragma once

#include <string>
#include <string_view>

namespace dlrr {

std::string sha256(std::string_view bytes);

}  // namespace dlrr
