// Resampling onto another grid as PyRadiomics 3.1 and ITK do it: cubic B-spline (Unser 1999),
// linear or nearest neighbour for images, nearest neighbour for masks. On grids with the same
// directions every method is separable, and only the coefficients near the wanted box are computed.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "image/image.h"

namespace dlrr {

// ITK's, under SimpleITK's settings: Gaussian sigma 0.8 voxels cut at 4 sigma, label Gaussian 1
// voxel cut at 1, windowed sincs of radius 5.
enum class Interpolator {
  none,
  nearest,
  linear,
  bspline,
  gaussian,
  label_gaussian,
  hamming,
  cosine,
  welch,
  lanczos,
  blackman
};

// Which points of the old and the new grid coincide: the corners of the region's box
// (PyRadiomics) or the centres of the whole grids (IBSI; prepare/centred.h).
enum class GridAlignment { corner, centre };

struct ResampleSettings {
  Vector3 spacing{1, 1, 1};  // mm; 0 keeps the spacing of that axis
  Interpolator interpolator = Interpolator::bspline;
  int pad = 5;  // voxels of the new grid kept around the region's box
  GridAlignment alignment = GridAlignment::corner;
  Interpolator mask_interpolator = Interpolator::nearest;  // or linear
  double mask_threshold = 0.5;  // a linearly interpolated mask holds what is not below
};

// Values of `image` at the centres of `grid`; 0 outside the image. Integer images are clamped to
// their type and truncated towards zero, as ITK does.
Image resample_image(const Image& image, const Geometry& grid, Interpolator interpolator);
Mask resample_mask(const Mask& mask, const Geometry& grid);
// By the mask interpolator of the settings.
Mask resample_mask(const Mask& mask, const Geometry& grid, const ResampleSettings& settings);

// The grid with the wanted spacing that covers `box` (voxels of `from`) plus pad. Its corners, not
// its centres, are aligned with `from`. An axis on which the box has one voxel keeps its spacing.
Geometry resampled_grid(const Geometry& from, const Box& box, const ResampleSettings& settings);

struct PreparedPhase {
  Image image;
  std::vector<Mask> masks;  // on the grid of the image; empty masks for regions lost in resampling
};

// One image and every region of one phase on one grid around all of them; regions share one grid.
// With Interpolator::none both are only cropped (with `pad` voxels). Throws when all masks are
// empty or when their box leaves the image. One mask gives exactly what PyRadiomics' resampleImage
// gives.
PreparedPhase prepare_phase(const Image& image, std::span<const Mask* const> masks,
                            const ResampleSettings& settings);

// The box grown by `pad` voxels, kept inside the grid.
Box padded(const Box& box, int pad, const Index3& size);
// The smallest box around both.
Box united(const Box& a, const Box& b);

}  // namespace dlrr
