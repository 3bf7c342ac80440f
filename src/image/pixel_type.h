// Names of number types, as files and messages spell them: "int16", "float32".
#pragma once

#include <string>
#include <string_view>

#include "image/image.h"

namespace dlrr {

std::string pixel_type_name(PixelType type);
PixelType pixel_type(std::string_view name);  // throws for an unknown name

}  // namespace dlrr
