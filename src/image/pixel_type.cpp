#include "image/pixel_type.h"

#include <array>

#include "base/error.h"

namespace dlrr {

namespace {

// In the order of PixelType.
constexpr std::array<const char*, 10> names{"int8",   "uint8", "int16",  "uint16",  "int32",
                                            "uint32", "int64", "uint64", "float32", "float64"};

}  // namespace

std::string pixel_type_name(PixelType type) { return names[static_cast<std::size_t>(type)]; }

PixelType pixel_type(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i]) return static_cast<PixelType>(i);
  throw Error(ErrorKind::internal, "unknown number type '" + std::string(name) + "'");
}

std::pair<double, double> pixel_limits(PixelType type) {
  switch (type) {
    case PixelType::int8: return {-128.0, 127.0};
    case PixelType::uint8: return {0.0, 255.0};
    case PixelType::int16: return {-32768.0, 32767.0};
    case PixelType::uint16: return {0.0, 65535.0};
    case PixelType::int32: return {-2147483648.0, 2147483647.0};
    case PixelType::uint32: return {0.0, 4294967295.0};
    case PixelType::int64: return {-0x1p63, 0x1p63};
    case PixelType::uint64: return {0.0, 0x1p64};
    default: return {0.0, 0.0};
  }
}

}  // namespace dlrr
