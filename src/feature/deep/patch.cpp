#include "feature/deep/patch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

using S = DeepSettings;

// The crop on the scan's axes, before it is sampled.
struct Frame {
  Vector3 centre{};  // in the scan's indices
  Vector3 voxels{};  // length in voxels of the scan
  Vector3 mm{};      // the same in mm
};

// One point of the new grid along one axis, in the scan's indices.
struct Sample {
  bool in_crop = false, in_scan = false;
  int low = 0, high = 0;  // neighbours of the linear interpolation
  double fraction = 0;    // weight of `high`
  int nearest = 0;
  bool valid() const { return in_crop && in_scan; }
};
using Axis = std::vector<Sample>;

Vector3 centroid(const Mask& region) {
  Vector3 sum{};
  std::size_t at = 0, count = 0;
  const auto& size = region.geometry.size;
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x) {
        if (!region.voxels[at++]) continue;
        sum[0] += x, sum[1] += y, sum[2] += z;
        ++count;
      }
  for (double& s : sum) s /= static_cast<double>(count);
  return sum;
}

Frame around_box(const Box& box, const Geometry& geometry, double margin) {
  Frame frame;
  for (std::size_t a = 0; a < 3; ++a) {
    frame.centre[a] = 0.5 * (box.low[a] + box.high[a]);
    frame.mm[a] = box.size()[a] * geometry.spacing[a] + 2 * margin;
    frame.voxels[a] = box.size()[a] + 2 * margin / geometry.spacing[a];
  }
  return frame;
}

Frame frame_of(const Mask& region, const Box& box, const Mask* organ, const S& settings) {
  const auto& g = region.geometry;
  if (settings.crop == S::Crop::organ) return around_box(bounding_box(*organ), g, settings.margin);
  if (settings.crop == S::Crop::image)
    return around_box({{0, 0, 0}, {g.size[0] - 1, g.size[1] - 1, g.size[2] - 1}}, g, 0);
  if (settings.crop == S::Crop::box) return around_box(box, g, settings.margin);
  Frame frame{centroid(region), {}, {settings.cube, settings.cube, settings.cube}};
  for (std::size_t a = 0; a < 3; ++a) frame.voxels[a] = settings.cube / g.spacing[a];
  return frame;
}

// The asked spacing, or the finest multiple of it at which the crop fits.
Vector3 fitted_spacing(const Frame& frame, const Geometry& geometry, const S& settings) {
  Vector3 spacing = settings.sampling == S::Sampling::native ? geometry.spacing : settings.spacing;
  if (settings.sampling == S::Sampling::fit) {
    for (std::size_t a = 0; a < 3; ++a)
      spacing[a] = settings.size[a] == 1 ? frame.mm[a]
                                         : std::max(0.0, frame.voxels[a] - 1) *
                                               geometry.spacing[a] / (settings.size[a] - 1);
    return spacing;
  }
  double factor = 1;
  for (std::size_t a = 0; a < 3; ++a)
    factor = std::max(factor, frame.mm[a] / settings.size[a] / spacing[a]);
  for (double& s : spacing) s *= factor;
  return spacing;
}

Sample sample_at(double index, int last) {
  Sample s;
  s.in_scan = index >= -0.5 && index <= last + 0.5;
  const double held = std::clamp(index, 0.0, static_cast<double>(last));
  s.low = static_cast<int>(std::floor(held));
  s.high = std::min(s.low + 1, last);
  s.fraction = held - s.low;
  s.nearest = static_cast<int>(std::floor(held + 0.5));
  return s;
}

Axis sample_axis(const Frame& frame, const Geometry& geometry, const S& settings, double spacing,
                 std::size_t axis) {
  // A point on the crop's edge counts, whatever the last bit of the division says.
  const double reach = frame.mm[axis] / 2 + 1e-9 * spacing;
  const int count = settings.size[axis], last = geometry.size[axis] - 1;
  const bool fit = settings.sampling == S::Sampling::fit && count > 1;
  const double length = std::max(0.0, frame.voxels[axis] - 1);
  Axis samples(count);
  for (int i = 0; i < count; ++i) {
    if (fit) {
      samples[i] = sample_at(frame.centre[axis] - length / 2 + i * (length / (count - 1)), last);
      samples[i].in_crop = true;
      continue;
    }
    const double distance = (i - 0.5 * (count - 1)) * spacing;  // mm
    samples[i] = sample_at(frame.centre[axis] + distance / geometry.spacing[axis], last);
    samples[i].in_crop = std::abs(distance) <= reach;
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

using Axes = std::array<Axis, 3>;

template <class Visit>
void for_each_point(const Axes& axes, const Visit& visit) {
  std::size_t at = 0;
  for (const auto& z : axes[2])
    for (const auto& y : axes[1])
      for (const auto& x : axes[0]) visit(at++, x, y, z);
}

// The voxels that the valid points of an axis touch.
std::pair<int, int> touched(const Axis& axis) {
  std::pair<int, int> range{std::numeric_limits<int>::max(), -1};
  for (const auto& s : axis)
    if (s.valid()) range = {std::min(range.first, s.low), std::max(range.second, s.high)};
  return range;
}

void refuse_what_is_no_number(const Image& image, const Axes& axes, bool whole) {
  const auto& g = image.geometry;
  auto x = touched(axes[0]), y = touched(axes[1]), z = touched(axes[2]);
  if (whole) x = {0, g.size[0] - 1}, y = {0, g.size[1] - 1}, z = {0, g.size[2] - 1};
  for (int k = z.first; k <= z.second; ++k)
    for (int j = y.first; j <= y.second; ++j)
      for (int i = x.first; i <= x.second; ++i)
        if (const double v = image.voxels[g.offset(i, j, k)]; !std::isfinite(v)) {
          const auto mm = g.position({double(i), double(j), double(k)});
          throw Error("deep features: voxel (" + std::to_string(i) + ", " + std::to_string(j) +
                      ", " + std::to_string(k) + ") at (" + fixed_text(mm[0], 1) + ", " +
                      fixed_text(mm[1], 1) + ", " + fixed_text(mm[2], 1) + ") mm is " +
                      number_text(v) +
                      " and lies in the crop, numbers expected: mend the image, or replace such "
                      "voxels by the value of the background");
        }
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

// (v - mean) / sd over the values that count; nothing when they do not vary.
template <class Counts>
std::optional<Scale> zscore(std::span<const double> values, const Counts& counts) {
  double sum = 0, squares = 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (counts(i)) sum += values[i], ++n;
  if (n == 0) return std::nullopt;
  const double mean = sum / static_cast<double>(n);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (counts(i)) squares += (values[i] - mean) * (values[i] - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(n));
  if (!(deviation > 1e-12 * std::max(1.0, std::abs(mean)))) return std::nullopt;
  return Scale{-mean, 1 / deviation, false};
}

// `sampled`: the crop's values before scaling, 0 where there is none.
std::optional<Scale> scale_of(const Image& image, const Mask& region, const S& settings,
                              const std::vector<double>& sampled) {
  switch (settings.intensity) {
    case S::Intensity::window:
      return Scale{-settings.window[0], 1 / (settings.window[1] - settings.window[0]), true};
    case S::Intensity::region:
      return zscore(image.voxels, [&](std::size_t i) { return region.voxels[i] != 0; });
    case S::Intensity::image: return zscore(image.voxels, [](std::size_t) { return true; });
    case S::Intensity::positive:
      return zscore(sampled, [&](std::size_t i) { return sampled[i] > 0; });
  }
  throw Error(ErrorKind::internal, "an intensity scale without code");
}

std::string no_scale_text(const S& settings) {
  if (settings.intensity == S::Intensity::region)
    return "every voxel of the region has the same intensity";
  if (settings.intensity == S::Intensity::image)
    return "every voxel of the scan has the same intensity";
  return "the crop has no values above 0 that differ, and its z-score is that of values above 0";
}

// Samples the crop: values before scaling, which points hold one, which lie in the region.
struct Sampled {
  std::vector<double> values;
  std::vector<std::uint8_t> known;
};

Sampled sample(Patch& patch, const Image& image, const Mask& region, const Axes& axes,
               const S& settings) {
  const std::size_t count = axes[0].size() * axes[1].size() * axes[2].size();
  Sampled out{std::vector<double>(count, 0.0), std::vector<std::uint8_t>(count, 0)};
  patch.inside.assign(count, 0);
  std::size_t in_crop = 0, lost = 0;
  for_each_point(axes, [&](std::size_t i, const Sample& x, const Sample& y, const Sample& z) {
    if (!x.in_crop || !y.in_crop || !z.in_crop) return;
    ++in_crop;
    if (!x.in_scan || !y.in_scan || !z.in_scan) {
      ++lost;
      return;
    }
    const std::size_t nearest = region.geometry.offset(x.nearest, y.nearest, z.nearest);
    patch.inside[i] = region.voxels[nearest] != 0;
    if (settings.mask == S::MaskUse::multiply && !patch.inside[i]) return;
    out.values[i] = settings.nearest ? image.voxels[nearest] : interpolate(image, x, y, z);
    // MedicalNet takes 0 for background, and fills it.
    out.known[i] = settings.intensity != S::Intensity::positive || out.values[i] != 0;
  });
  patch.outside = in_crop ? static_cast<double>(lost) / static_cast<double>(in_crop) : 0;
  return out;
}

std::optional<std::string> find_gap(const Patch& patch, const S& settings) {
  bool any = false;
  float least = 0, largest = 0;
  for (std::size_t i = 0; i < patch.inside.size(); ++i) {
    if (!patch.inside[i]) continue;
    const float v = patch.voxels[i];
    least = any ? std::min(least, v) : v;
    largest = any ? std::max(largest, v) : v;
    any = true;
  }
  if (!any)
    return "no point of the crop lies in the region: it is thinner than the sampling of " +
           patch.spacing_text() + " mm, or outside the crop";
  if (least < largest) return std::nullopt;
  if (settings.intensity != S::Intensity::window)
    return "every sampled voxel of the region has the same intensity";
  return "every sampled voxel of the region has the same value in the intensity window " +
         number_text(settings.window[0]) + " to " + number_text(settings.window[1]);
}

Geometry grid_of(const Frame& frame, const Geometry& scan, const S& settings,
                 const Vector3& spacing) {
  Vector3 first;
  for (std::size_t a = 0; a < 3; ++a)
    first[a] = frame.centre[a] - 0.5 * (settings.size[a] - 1) * spacing[a] / scan.spacing[a];
  Geometry grid{settings.size, spacing, scan.position(first), scan.direction};
  return grid;
}

void add_mask_channel(Patch& patch) {
  patch.channels = 2;
  patch.voxels.insert(patch.voxels.end(), patch.inside.begin(), patch.inside.end());
}

}  // namespace

std::string Patch::spacing_text() const {
  if (spacing[0] == spacing[1] && spacing[1] == spacing[2]) return number_text(spacing[0]);
  return number_text(spacing[0]) + "x" + number_text(spacing[1]) + "x" + number_text(spacing[2]);
}

Patch make_patch(const Image& image, const Mask& region, const DeepSettings& settings,
                 const Mask* organ) {
  check_settings(settings);
  if (const auto difference = grid_difference(image.geometry, region.geometry); !difference.empty())
    throw Error("deep features: image and region lie on different grids: " + difference);
  Patch patch;
  patch.size = {settings.size[2], settings.size[1], settings.size[0]};
  const Box box = bounding_box(region);
  if (box.empty()) patch.gap = "the region is empty";
  if (!patch.gap && settings.crop == S::Crop::organ && (!organ || bounding_box(*organ).empty()))
    patch.gap = "no organ mask, which the crop is laid around";
  if (patch.gap) return patch;
  const Frame frame = frame_of(region, box, organ, settings);
  patch.spacing = fitted_spacing(frame, image.geometry, settings);
  patch.grid = grid_of(frame, image.geometry, settings, patch.spacing);
  Axes axes;
  for (std::size_t a = 0; a < 3; ++a)
    axes[a] = sample_axis(frame, image.geometry, settings, patch.spacing[a], a);
  refuse_what_is_no_number(
      image, axes,
      settings.intensity == S::Intensity::image || settings.intensity == S::Intensity::region);
  const Sampled sampled = sample(patch, image, region, axes, settings);
  const auto scale = scale_of(image, region, settings, sampled.values);
  if (!scale) {
    patch.gap = no_scale_text(settings);
    return patch;
  }
  patch.voxels.assign(sampled.values.size(), static_cast<float>(settings.fill));
  for (std::size_t i = 0; i < sampled.values.size(); ++i)
    if (sampled.known[i]) patch.voxels[i] = static_cast<float>((*scale)(sampled.values[i]));
  patch.gap = find_gap(patch, settings);
  if (patch.gap) patch.voxels.clear();
  if (!patch.gap && settings.mask == S::MaskUse::channel) add_mask_channel(patch);
  return patch;
}

}  // namespace dlrr
