// Rois of one region on many images of the same grid: what belongs to the mask is done once, and
// buffers are used again.
#pragma once

#include <memory>
#include <vector>

#include "feature/radiomic/count/codes.h"
#include "feature/radiomic/family.h"

namespace dlrr {

class RoiMaker {
 public:
  // `mask` cropped to `box` of the images' grid.
  RoiMaker(Mask mask, const Box& box);

  // Holds until the next call. `whole` is not cropped; with_voxels: for families that read them.
  // Throws for intensities that are no numbers or over 65535 levels.
  Roi& roi(const Image& whole, const TextureSettings& settings, bool with_voxels);
  Roi take() && { return std::move(roi_); }

 private:
  void collect_intensities(const Image& whole);
  void assign_levels();
  void add_voxels(const Image& whole);

  Box box_;
  std::vector<RegionStretch> region_;
  std::vector<std::uint16_t> levels_;  // of the voxels inside, and slack
  std::shared_ptr<Codes> codes_;
  Roi roi_;
};

}  // namespace dlrr
