#include "image/write.h"

#include "image/pixel_type.h"
#include "port/image_file.h"

namespace dlrr {

namespace {

VolumeFile header(const Geometry& g, PixelType type) {
  return {g.size, g.spacing, g.origin, g.direction, pixel_type_name(type), {}};
}

}  // namespace

void write_image(const std::filesystem::path& path, const Image& image) {
  auto volume = header(image.geometry, image.type);
  volume.voxels = image.voxels;
  write_volume(path, volume);
}

void write_mask(const std::filesystem::path& path, const Mask& mask) {
  auto volume = header(mask.geometry, PixelType::uint8);
  volume.voxels.reserve(mask.voxels.size());
  for (const auto v : mask.voxels) volume.voxels.push_back(v ? 1.0 : 0.0);
  write_volume(path, volume);
}

}  // namespace dlrr
