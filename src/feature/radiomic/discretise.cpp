#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "feature/radiomic/level_hint.h"
#include "feature/radiomic/roi_maker.h"
#include "kernel/intensities.h"
#include "kernel/neighbours.h"

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

[[noreturn]] void refuse_intensity(const std::vector<double>& intensities) {
  for (const double x : intensities)
    if (!std::isfinite(x))
      throw Error("a voxel of the region has the intensity " + number_text(x) +
                  ", a finite number expected: exclude it from the mask or choose another filter");
  throw Error("the region's intensities are too large to be added up: check the image");
}

}  // namespace

RoiMaker::RoiMaker(Mask mask, const Box& box)
    : box_(box), region_(stretches_of(mask)), codes_(std::make_shared<Codes>()) {
  roi_.mask = std::move(mask);
  roi_.codes = codes_;
  std::size_t voxels = 0;
  for (const RegionStretch& part : region_) voxels += static_cast<std::size_t>(part.voxels);
  roi_.intensities.resize(voxels);
  levels_.resize(voxels + kernel::kSlack);
}

void RoiMaker::collect_intensities(const Image& whole) {
  double* to = roi_.intensities.data();
  for (const RegionStretch& part : region_) {
    const double* from = &whole.voxels[whole.geometry.offset(
        part.x + box_.low[0], part.y + box_.low[1], part.z + box_.low[2])];
    to = std::copy_n(from, part.voxels, to);
  }
}

void RoiMaker::assign_levels() {
  const kernel::Extent extent = kernel::extent_of(roi_.intensities);
  if (!std::isfinite(extent.sum)) refuse_intensity(roi_.intensities);
  const Edges edges = edges_for(extent.low, extent.high, roi_.settings);
  const long long top = level_of(extent.high, edges);
  if (top > 65535)
    throw Error("the region has " + std::to_string(top) +
                " grey levels, at most 65535 expected: use a wider bin; " +
                bin_width_advice(extent.high - extent.low));
  roi_.level_count = static_cast<int>(top);
  kernel::bins_of(roi_.intensities, edges.start, edges.step, roi_.level_count, levels_.data());
  encode(roi_.mask, region_, {levels_.data(), roi_.intensities.size()}, roi_.level_count,
         reach_of(roi_), *codes_);
}

void RoiMaker::add_voxels(const Image& whole) {
  roi_.image = crop(whole, box_);
  roi_.levels.assign(roi_.mask.voxels.size(), 0);
  const std::uint16_t* level = levels_.data();
  for (std::size_t i = 0; i < roi_.levels.size(); ++i)
    if (roi_.mask.voxels[i]) roi_.levels[i] = *level++;
}

Roi& RoiMaker::roi(const Image& whole, const TextureSettings& settings, bool with_voxels) {
  roi_.settings = settings;
  roi_.around = {};
  roi_.image.geometry = roi_.mask.geometry;
  roi_.image.type = whole.type;
  roi_.image.voxels.clear();
  roi_.levels.clear();
  collect_intensities(whole);
  assign_levels();
  if (with_voxels) add_voxels(whole);
  codes_->made_from = roi_.levels.data();
  return roi_;
}

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
  RoiMaker maker(crop(mask, box), box);
  maker.roi(image, settings, true);
  return std::move(maker).take();
}

}  // namespace dlrr
