#include "feature/deep/patch.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

// One point of the new grid along one axis, in the scan's indices.
struct Sample {
  bool valid = false;     // inside the box and inside the scan
  int low = 0, high = 0;  // neighbours of the linear interpolation
  double fraction = 0;    // weight of `high`
  int nearest = 0;
};
using Axis = std::vector<Sample>;

double extent_mm(const Box& box, const Geometry& geometry, int axis, double margin) {
  return box.size()[axis] * geometry.spacing[axis] + 2 * margin;
}

// The asked spacing, or the finest at which the box fits.
double fitted_spacing(const Box& box, const Geometry& geometry, const DeepSettings& settings) {
  double spacing = settings.spacing;
  for (int a = 0; a < 3; ++a)
    spacing = std::max(spacing, extent_mm(box, geometry, a, settings.margin) / settings.size[a]);
  return spacing;
}

Axis sample_axis(const Box& box, const Geometry& geometry, const DeepSettings& settings,
                 double spacing, int axis) {
  // A point on the box's edge counts, whatever the last bit of the division says.
  const double reach = extent_mm(box, geometry, axis, settings.margin) / 2 + 1e-9 * spacing;
  const double centre = 0.5 * (box.low[axis] + box.high[axis]);
  const int last = geometry.size[axis] - 1;
  Axis samples(settings.size[axis]);
  for (int i = 0; i < settings.size[axis]; ++i) {
    const double distance = (i - 0.5 * (settings.size[axis] - 1)) * spacing;  // mm
    const double index = centre + distance / geometry.spacing[axis];
    Sample& s = samples[i];
    s.valid = std::abs(distance) <= reach && index >= -0.5 && index <= last + 0.5;
    if (!s.valid) continue;
    const double held = std::clamp(index, 0.0, static_cast<double>(last));
    s.low = static_cast<int>(std::floor(held));
    s.high = std::min(s.low + 1, last);
    s.fraction = held - s.low;
    s.nearest = static_cast<int>(std::floor(held + 0.5));
  }
  return samples;
}

double interpolate(const Image& image, const Sample& x, const Sample& y, const Sample& z) {
  const auto& g = image.geometry;
  const auto row = [&](int iy, int iz) {
    const double* line = image.voxels.data() + g.offset(0, iy, iz);
    return line[x.low] + x.fraction * (line[x.high] - line[x.low]);
  };
  const auto plane = [&](int iz) {
    const double low = row(y.low, iz);
    return low + y.fraction * (row(y.high, iz) - low);
  };
  const double low = plane(z.low);
  return low + z.fraction * (plane(z.high) - low);
}

// value -> (value + shift) * scale
struct Scale {
  double shift = 0, scale = 1;
  bool clamped = false;
  double operator()(double v) const {
    const double scaled = (v + shift) * scale;
    return clamped ? std::clamp(scaled, 0.0, 1.0) : scaled;
  }
};

std::optional<Scale> region_scale(const Image& image, const Mask& region,
                                  const DeepSettings& settings) {
  if (!settings.zscore)
    return Scale{-settings.window[0], 1 / (settings.window[1] - settings.window[0]), true};
  double sum = 0, squares = 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < region.voxels.size(); ++i)
    if (region.voxels[i]) sum += image.voxels[i], ++n;
  const double mean = sum / static_cast<double>(n);
  for (std::size_t i = 0; i < region.voxels.size(); ++i)
    if (region.voxels[i]) squares += (image.voxels[i] - mean) * (image.voxels[i] - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(n));
  if (!(deviation > 1e-12 * std::max(1.0, std::abs(mean)))) return std::nullopt;
  return Scale{-mean, 1 / deviation, false};
}

void fill(Patch& patch, const Image& image, const Mask& region, const std::array<Axis, 3>& axes,
          const Scale& scale, bool only_inside) {
  std::size_t at = 0;
  for (const auto& z : axes[2])
    for (const auto& y : axes[1])
      for (const auto& x : axes[0]) {
        const std::size_t i = at++;
        if (!x.valid || !y.valid || !z.valid) continue;
        patch.inside[i] =
            region.voxels[region.geometry.offset(x.nearest, y.nearest, z.nearest)] != 0;
        if (only_inside && !patch.inside[i]) continue;
        patch.voxels[i] = static_cast<float>(scale(interpolate(image, x, y, z)));
      }
}

std::optional<std::string> find_gap(const Patch& patch, const DeepSettings& settings) {
  bool any = false;
  float least = 0, largest = 0;
  for (std::size_t i = 0; i < patch.voxels.size(); ++i) {
    const float v = patch.voxels[i];
    if (!std::isfinite(v)) return "the crop holds values that are not finite";
    if (!patch.inside[i]) continue;
    least = any ? std::min(least, v) : v;
    largest = any ? std::max(largest, v) : v;
    any = true;
  }
  if (!any)
    return "no point of the crop lies in the region: it is thinner than the sampling of " +
           number_text(patch.spacing) + " mm";
  if (least < largest) return std::nullopt;
  if (settings.zscore) return "every sampled voxel of the region has the same intensity";
  return "every sampled voxel of the region has the same value in the intensity window " +
         number_text(settings.window[0]) + " to " + number_text(settings.window[1]);
}

}  // namespace

void check_settings(const DeepSettings& s) {
  for (const int n : s.size)
    if (n < 1 || n > 1024)
      throw Error("deep: size " + std::to_string(n) + " found, 1 to 1024 voxels expected");
  if (!(s.spacing > 0) || !std::isfinite(s.spacing))
    throw Error("deep: spacing " + number_text(s.spacing) + " mm found, more than 0 expected");
  if (!(s.margin >= 0) || !std::isfinite(s.margin))
    throw Error("deep: margin " + number_text(s.margin) + " mm found, 0 or more expected");
  if (!s.zscore && (!(s.window[0] < s.window[1]) || !std::isfinite(s.window[1] - s.window[0])))
    throw Error("deep: window " + number_text(s.window[0]) + " to " + number_text(s.window[1]) +
                " found, low before high expected");
}

Patch make_patch(const Image& image, const Mask& region, const DeepSettings& settings) {
  check_settings(settings);
  if (const auto difference = grid_difference(image.geometry, region.geometry); !difference.empty())
    throw Error("deep features: image and region lie on different grids: " + difference);
  Patch patch;
  patch.size = {settings.size[2], settings.size[1], settings.size[0]};
  const Box box = bounding_box(region);
  if (box.empty()) {
    patch.gap = "the region is empty";
    return patch;
  }
  const auto scale = region_scale(image, region, settings);
  if (!scale) {
    patch.gap = "every voxel of the region has the same intensity";
    return patch;
  }
  patch.spacing = fitted_spacing(box, image.geometry, settings);
  std::array<Axis, 3> axes;
  for (int a = 0; a < 3; ++a)
    axes[a] = sample_axis(box, image.geometry, settings, patch.spacing, a);
  const std::size_t count = axes[0].size() * axes[1].size() * axes[2].size();
  patch.voxels.assign(count, 0.0f);
  patch.inside.assign(count, 0);
  fill(patch, image, region, axes, *scale, settings.mask_multiply);
  patch.gap = find_gap(patch, settings);
  if (patch.gap) patch.voxels.clear();
  return patch;
}

}  // namespace dlrr
