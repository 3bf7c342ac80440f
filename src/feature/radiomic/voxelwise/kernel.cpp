#include "feature/radiomic/voxelwise/kernel.h"

#include <algorithm>

#include "base/error.h"
#include "image/prepare/resample.h"

namespace dlrr {

namespace {

void add_centres(const Mask& region, KernelField& field) {
  if (region.voxels.size() > 0x7fffffff)
    throw Error("the region's box has more than 2^31 voxels: resample to larger voxels");
  for (std::size_t i = 0; i < region.voxels.size(); ++i)
    if (region.voxels[i]) field.centres.push_back(static_cast<std::int32_t>(i));
}

void add_ranks(KernelField& field) {
  std::vector<std::uint16_t> rank_of(static_cast<std::size_t>(field.roi.level_count) + 1, 0);
  for (const std::uint16_t level : field.roi.levels) rank_of[level] = 1;
  field.level.assign(1, 0);
  rank_of[0] = 0;
  for (std::size_t level = 1; level < rank_of.size(); ++level) {
    if (!rank_of[level]) continue;
    rank_of[level] = static_cast<std::uint16_t>(field.level.size());
    field.level.push_back(static_cast<int>(level));
  }
  for (const std::uint16_t level : field.roi.levels) field.rank.push_back(rank_of[level]);
}

// The part of the grid that the kernel about `at` covers.
Box kernel_box(const KernelField& field, const Index3& at) {
  Box box;
  for (std::size_t a = 0; a < 3; ++a) {
    box.low[a] = std::max(0, at[a] - field.radius[a]);
    box.high[a] = std::min(field.size()[a] - 1, at[a] + field.radius[a]);
  }
  return box;
}

}  // namespace

Index3 KernelField::place(std::int32_t centre) const {
  const Index3& n = size();
  return {centre % n[0], centre / n[0] % n[1], centre / n[0] / n[1]};
}

KernelField make_kernel_field(const Image& image, const Mask& mask, const TextureSettings& settings,
                              int radius, bool masked) {
  const Box box = bounding_box(mask);
  if (box.empty())
    throw Error("the mask has no voxel inside the image: draw the region or drop it");
  KernelField field;
  if (masked) {
    field.roi = make_roi(image, mask, settings);
    add_centres(field.roi.mask, field);
  } else {
    const Box wide = padded(box, radius, mask.geometry.size);
    Mask all = crop(mask, wide);
    add_centres(all, field);
    std::fill(all.voxels.begin(), all.voxels.end(), std::uint8_t{1});
    field.roi = make_roi(crop(image, wide), all, settings);
  }
  add_ranks(field);
  field.radius = {radius, radius, radius};
  if (settings.force_2d) field.radius[2 - settings.force_2d_dimension] = 0;
  return field;
}

void fill_kernel(const KernelField& field, std::int32_t centre, Roi& kernel) {
  const Box box = kernel_box(field, field.place(centre));
  kernel.settings = field.roi.settings;
  kernel.level_count = field.roi.level_count;
  kernel.mask.geometry = field.roi.mask.geometry;
  kernel.mask.geometry.size = box.size();
  kernel.image.geometry = kernel.mask.geometry;
  kernel.mask.voxels.clear();
  kernel.image.voxels.clear();
  kernel.levels.clear();
  kernel.intensities.clear();
  for (int z = box.low[2]; z <= box.high[2]; ++z)
    for (int y = box.low[1]; y <= box.high[1]; ++y)
      for (int x = box.low[0]; x <= box.high[0]; ++x) {
        const std::size_t from = field.roi.mask.geometry.offset(x, y, z);
        kernel.levels.push_back(field.roi.levels[from]);
        kernel.mask.voxels.push_back(field.roi.mask.voxels[from]);
        kernel.image.voxels.push_back(field.roi.image.voxels[from]);
        if (field.roi.mask.voxels[from]) kernel.intensities.push_back(field.roi.image.voxels[from]);
      }
}

}  // namespace dlrr
