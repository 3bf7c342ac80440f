#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "feature/radiomic/family.h"
#include "feature/radiomic/level_hint.h"

namespace dlrr {
namespace {

// Bin edges as start + k * step, the way NumPy builds them; the last one may be moved.
struct Edges {
  double start = 0, step = 1, last = 0;
  long long count = 0;
  double operator[](long long k) const {
    return k + 1 == count ? last : start + static_cast<double>(k) * step;
  }
};

// The multiple of the width at or below `low`.
double multiple_below(double low, double width) {
  double rest = std::fmod(low, width);
  if (rest < 0) rest += width;  // remainder in [0, width), also for negative intensities
  return low - rest;
}

// Where the first bin of a width begins.
double bin_start(double low, const TextureSettings& settings) {
  if (settings.bin_origin == "zero") return multiple_below(low, settings.bin_width);
  const bool from_range = settings.bin_origin == "range" && !std::isnan(settings.range_low);
  return from_range ? std::min(low, settings.range_low) : low;
}

// Bins of a width, from `start` to one past the maximum.
Edges width_edges(double start, double high, double width) {
  Edges edges;
  edges.start = start;
  edges.step = (start + width) - start;
  edges.count = static_cast<long long>(std::ceil((high + 2 * width - start) / width));
  edges.last = start + static_cast<double>(edges.count - 1) * edges.step;
  return edges;
}

// Equally wide bins between minimum and maximum; the maximum falls into the last bin.
Edges count_edges(double low, double high, int bins) {
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  return {low, (high - low) / bins, high + 1, static_cast<long long>(bins) + 1};
}

// Number of edges that are not above x.
long long level_of(double x, const Edges& edges) {
  long long k = static_cast<long long>(std::floor((x - edges.start) / edges.step)) + 1;
  k = std::clamp<long long>(k, 1, edges.count);
  while (k > 1 && edges[k - 1] > x) --k;
  while (k < edges.count && edges[k] <= x) ++k;
  return k;
}

Edges edges_for(double low, double high, const TextureSettings& settings) {
  if (settings.bin_count > 0) return count_edges(low, high, settings.bin_count);
  if (!(settings.bin_width > 0))
    throw Error("bin width " + number_text(settings.bin_width) +
                " found, a number above 0 expected");
  if (!(std::abs(low) + std::abs(high) < 1e15 * settings.bin_width))
    throw Error("intensities up to " + number_text(std::max(std::abs(low), std::abs(high))) +
                " cannot be put into bins of " + number_text(settings.bin_width) +
                ": check the image or use a wider bin");
  return width_edges(bin_start(low, settings), high, settings.bin_width);
}

void collect_intensities(Roi& roi) {
  for (std::size_t i = 0; i < roi.mask.voxels.size(); ++i) {
    if (!roi.mask.voxels[i]) continue;
    const double x = roi.image.voxels[i];
    if (!std::isfinite(x))
      throw Error("a voxel of the region has the intensity " + number_text(x) +
                  ", a finite number expected: exclude it from the mask or choose another filter");
    roi.intensities.push_back(x);
  }
}

void assign_levels(Roi& roi) {
  const auto [low, high] = std::minmax_element(roi.intensities.begin(), roi.intensities.end());
  const Edges edges = edges_for(*low, *high, roi.settings);
  const long long top = level_of(*high, edges);
  if (top > 65535)
    throw Error("the region has " + std::to_string(top) +
                " grey levels, at most 65535 expected: use a wider bin; " +
                bin_width_advice(*high - *low));
  roi.level_count = static_cast<int>(top);
  roi.levels.assign(roi.mask.voxels.size(), 0);
  for (std::size_t i = 0; i < roi.levels.size(); ++i)
    if (roi.mask.voxels[i])
      roi.levels[i] = static_cast<std::uint16_t>(level_of(roi.image.voxels[i], edges));
}

}  // namespace

Surroundings surroundings(const Roi& roi) {
  if (roi.around.image) return roi.around;
  return {&roi.image, &roi.mask, &roi.mask, {0, 0, 0}};
}

Roi make_roi(const Image& image, const Mask& mask, const TextureSettings& settings) {
  if (image.geometry.size != mask.geometry.size)
    throw Error("image of " + describe(image.geometry) + " and mask of " + describe(mask.geometry) +
                " differ in size: resample one onto the grid of the other");
  const Box box = bounding_box(mask);
  if (box.empty())
    throw Error("the mask has no voxel inside the image: draw the region or drop it");
  Roi roi{crop(image, box), crop(mask, box), {}, 0, {}, settings, {}};
  collect_intensities(roi);
  assign_levels(roi);
  return roi;
}

}  // namespace dlrr
