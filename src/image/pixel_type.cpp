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

}  // namespace dlrr
