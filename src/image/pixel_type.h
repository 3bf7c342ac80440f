// Names of number types, as files and messages spell them: "int16", "float32".
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "image/image.h"

namespace dlrr {

std::string pixel_type_name(PixelType type);
PixelType pixel_type(std::string_view name);  // throws for an unknown name

// Smallest and largest value of an integer type, as doubles; {0, 0} for the others.
std::pair<double, double> pixel_limits(PixelType type);

}  // namespace dlrr
