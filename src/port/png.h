// An 8-bit RGB picture as PNG bytes and back (libpng inside). Equal pixels give equal bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dlrr {

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  // row by row from the top, three bytes per pixel
};

std::string png_bytes(const Picture& picture);
Picture parse_png(std::string_view bytes, const std::string& source);

}  // namespace dlrr
