// Images and masks to files: NIfTI or NRRD by the file name, never half a file.
#pragma once

#include <filesystem>

#include "image/image.h"

namespace dlrr {

// Values must fit `image.type`; whole-number types take whole numbers.
void write_image(const std::filesystem::path& path, const Image& image);
void write_mask(const std::filesystem::path& path, const Mask& mask);  // uint8, 1 inside

}  // namespace dlrr
