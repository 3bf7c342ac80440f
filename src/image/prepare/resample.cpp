#include "image/prepare/resample.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "image/pixel_type.h"
#include "image/prepare/axis_taps.h"
#include "image/prepare/bspline.h"
#include "image/prepare/spline_resample.h"
#include "image/prepare/windowed.h"

namespace dlrr {

namespace {

// ITK's rule for a continuous index.
bool inside(double c, int n) { return c >= -0.5 && c < n - 0.5; }

// Continuous indices of the source along each of its axes, when they depend on one grid axis each.
struct Lattice {
  std::array<std::vector<double>, 3> at;
};

bool same_directions(const Geometry& a, const Geometry& b) {
  for (std::size_t i = 0; i < 9; ++i)
    if (std::fabs(a.direction[i] - b.direction[i]) > 1e-9) return false;
  return true;
}

// Index along `axis` of the source for index i of the grid, with the operations of ITK in ITK's
// order: samples that fall exactly between two voxels are common, and there the last bit decides.
double source_index(const Geometry& source, const Geometry& grid, std::size_t axis, int i) {
  double sum = 0;
  for (std::size_t r = 0; r < 3; ++r) {
    const double cosine = source.direction[3 * r + axis];
    const double point = grid.origin[r] + grid.direction[3 * r + axis] * grid.spacing[axis] * i;
    sum += cosine * (1.0 / source.spacing[axis]) * (point - source.origin[r]);
  }
  return sum;
}

Lattice lattice(const Geometry& source, const Geometry& grid) {
  Lattice out;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const int n = grid.size[axis];
    const double first = source_index(source, grid, axis, 0),
                 end = source_index(source, grid, axis, n);
    for (int i = 0; i < n; ++i) {
      // ITK interpolates along the scanline (x) and transforms its start.
      const double along_line = first + i / static_cast<double>(n) * (end - first);
      out.at[axis].push_back(axis == 0 ? along_line : source_index(source, grid, axis, i));
    }
  }
  return out;
}

Taps taps(double c, int n, Interpolator method) {
  Taps t;
  if (!inside(c, n)) return t;
  if (method == Interpolator::nearest) {
    t.count = 1;
    t.index[0] = std::clamp(static_cast<int>(std::floor(c + 0.5)), 0, n - 1);
    t.weight[0] = 1;
  } else if (method == Interpolator::linear) {
    const int low = static_cast<int>(std::floor(c));
    t.count = 2;
    t.weight[1] = c - low;
    t.weight[0] = 1 - t.weight[1];
    for (int k = 0; k < 2; ++k) t.index[k] = std::clamp(low + k, 0, n - 1);
  } else if (n == 1) {
    t.count = 1;
    t.weight[0] = 1;
  } else {
    const SplineWeights w = spline_weights(c);
    t.count = 4;
    for (int k = 0; k < 4; ++k) {
      t.index[k] = mirrored(w.first + k, n);
      t.weight[k] = w.weight[k];
    }
  }
  return t;
}

// First and last source index that the taps read; false when they read none.
bool source_range(const AxisTaps& axis, int& low, int& high) {
  low = 1 << 30;
  high = -1;
  for (const Taps& t : axis)
    for (int k = 0; k < t.count; ++k) {
      low = std::min(low, t.index[k]);
      high = std::max(high, t.index[k]);
    }
  return high >= 0;
}

// Between two voxels a + (b - a) t, as ITK writes it: exact where a equals b.
double one_sample(const Taps& t, const double* row) {
  if (t.count == 2) return row[t.index[0]] + (row[t.index[1]] - row[t.index[0]]) * t.weight[1];
  double sum = 0;
  for (int k = 0; k < t.count; ++k) sum += t.weight[k] * row[t.index[k]];
  return sum;
}

// Sums the taps along one axis of an array of `size`; the axis becomes as long as the list of taps.
Voxels contract(const Voxels& in, Index3& size, int axis, const AxisTaps& list) {
  const int n = static_cast<int>(list.size());
  const Index3 from = size;
  size[axis] = n;
  Voxels out(static_cast<std::size_t>(size[0]) * size[1] * size[2], 0.0);
  const auto row_of = [](const Index3& s, int y, int z) {
    return (static_cast<std::size_t>(z) * s[1] + y) * static_cast<std::size_t>(s[0]);
  };
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y) {
      double* to = out.data() + row_of(size, y, z);
      if (axis == 0) {
        const double* row = in.data() + row_of(from, y, z);
        for (int x = 0; x < n; ++x) to[x] = one_sample(list[x], row);
        continue;
      }
      const Taps& t = list[axis == 1 ? y : z];
      if (t.count == 2) {
        const double* low =
            in.data() + (axis == 1 ? row_of(from, t.index[0], z) : row_of(from, y, t.index[0]));
        const double* high =
            in.data() + (axis == 1 ? row_of(from, t.index[1], z) : row_of(from, y, t.index[1]));
        for (int x = 0; x < size[0]; ++x) to[x] = low[x] + (high[x] - low[x]) * t.weight[1];
        continue;
      }
      for (int k = 0; k < t.count; ++k) {
        const double* row =
            in.data() + (axis == 1 ? row_of(from, t.index[k], z) : row_of(from, y, t.index[k]));
        for (int x = 0; x < size[0]; ++x) to[x] += t.weight[k] * row[x];
      }
    }
  return out;
}

void to_pixel_type(std::span<double> voxels, PixelType type) {
  if (type == PixelType::float64) return;
  if (type == PixelType::float32) {
    for (double& v : voxels) v = static_cast<float>(v);
    return;
  }
  const auto [low, high] = pixel_limits(type);
  for (double& v : voxels) v = std::trunc(std::clamp(v, low, high));
}

Image resample_separable(const Image& image, const Geometry& grid, Interpolator method) {
  const Lattice where = lattice(image.geometry, grid);
  if (is_windowed(method)) {
    Image sampled{grid, image.type, windowed_samples(image, where.at, method)};
    to_pixel_type(sampled.voxels, image.type);
    return sampled;
  }
  std::array<AxisTaps, 3> list;
  Box box;
  Image out{grid, image.type, {}};
  for (int axis = 0; axis < 3; ++axis) {
    for (const double c : where.at[axis])
      list[axis].push_back(taps(c, image.geometry.size[axis], method));
    if (!source_range(list[axis], box.low[axis], box.high[axis])) {
      out.voxels.assign(grid.voxels(), 0.0);
      return out;
    }
  }
  if (method == Interpolator::bspline) return spline_resample(image, grid, list, box);
  const Image part = crop(image, box);
  for (int axis = 0; axis < 3; ++axis)
    for (Taps& t : list[axis])
      for (int k = 0; k < t.count; ++k) t.index[k] -= box.low[axis];
  Index3 size = part.geometry.size;
  out.voxels = contract(part.voxels, size, 0, list[0]);
  for (int axis = 1; axis < 3; ++axis) out.voxels = contract(out.voxels, size, axis, list[axis]);
  to_pixel_type(out.voxels, out.type);
  return out;
}

// Grids turned against each other: every sample by itself.
Image resample_turned(const Image& image, const Geometry& grid, Interpolator method) {
  Voxels data = image.voxels;
  const Geometry& from = image.geometry;
  if (method == Interpolator::bspline) spline_coefficients(data, from.size);
  Image out{grid, image.type, Voxels(grid.voxels(), 0.0)};
  for (int z = 0; z < grid.size[2]; ++z)
    for (int y = 0; y < grid.size[1]; ++y)
      for (int x = 0; x < grid.size[0]; ++x) {
        const Vector3 c = from.index(grid.position({double(x), double(y), double(z)}));
        if (is_windowed(method)) {
          out.voxels[grid.offset(x, y, z)] = windowed_sample(image, c, method);
          continue;
        }
        const Taps a = taps(c[0], from.size[0], method), b = taps(c[1], from.size[1], method),
                   d = taps(c[2], from.size[2], method);
        double sum = 0;
        for (int k = 0; k < d.count; ++k)
          for (int j = 0; j < b.count; ++j)
            for (int i = 0; i < a.count; ++i)
              sum += d.weight[k] * b.weight[j] * a.weight[i] *
                     data[from.offset(a.index[i], b.index[j], d.index[k])];
        out.voxels[grid.offset(x, y, z)] = sum;
      }
  to_pixel_type(out.voxels, out.type);
  return out;
}

Mask mask_turned(const Mask& mask, const Geometry& grid) {
  const Image image{mask.geometry, PixelType::uint8, {mask.voxels.begin(), mask.voxels.end()}};
  const Image moved = resample_turned(image, grid, Interpolator::nearest);
  Mask out{grid, {}};
  out.voxels.reserve(moved.voxels.size());
  for (const double v : moved.voxels) out.voxels.push_back(v != 0);
  return out;
}

bool unchanged_spacing(const Vector3& have, const Vector3& wanted) {
  for (std::size_t a = 0; a < 3; ++a)
    if (std::fabs(have[a] - wanted[a]) > 1e-8 + 1e-5 * std::fabs(wanted[a])) return false;
  return true;
}

// A region that is cut off by the image would be measured as if it ended there.
void require_inside(const Image& image, const Geometry& from, const Box& box) {
  Vector3 low{1e300, 1e300, 1e300}, high{-1e300, -1e300, -1e300};
  for (int corner = 0; corner < 8; ++corner) {
    Vector3 index;
    for (int a = 0; a < 3; ++a) index[a] = corner >> a & 1 ? box.high[a] + 0.5 : box.low[a] - 0.5;
    const Vector3 c = image.geometry.index(from.position(index));
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], c[a]);
      high[a] = std::max(high[a], c[a]);
    }
  }
  for (int a = 0; a < 3; ++a)
    if (low[a] < -0.5 - 1e-3 || high[a] > image.geometry.size[a] - 0.5 + 1e-3)
      throw Error("Bounding box of ROI is larger than image space: along axis " +
                  std::string(1, "xyz"[a]) + " the region spans voxels " +
                  fixed_text(low[a] + 0.5, 2) + " to " + fixed_text(high[a] - 0.5, 2) + " of " +
                  std::to_string(image.geometry.size[a]) +
                  "; check that image and mask belong together");
}

PreparedPhase cropped_phase(const Image& image, std::vector<Mask> masks, int pad) {
  Box box;
  for (const Mask& mask : masks) box = united(box, bounding_box(mask));
  if (box.empty()) throw Error("No labels found in this mask: every region is empty");
  box = padded(box, pad, image.geometry.size);
  PreparedPhase out{crop(image, box), {}};
  for (const Mask& mask : masks) out.masks.push_back(crop(mask, box));
  return out;
}

}  // namespace

Box padded(const Box& box, int pad, const Index3& size) {
  Box out;
  for (int a = 0; a < 3; ++a) {
    out.low[a] = std::max(0, box.low[a] - pad);
    out.high[a] = std::min(size[a] - 1, box.high[a] + pad);
  }
  return out;
}

Box united(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Box out;
  for (int i = 0; i < 3; ++i) {
    out.low[i] = std::min(a.low[i], b.low[i]);
    out.high[i] = std::max(a.high[i], b.high[i]);
  }
  return out;
}

Image resample_image(const Image& image, const Geometry& grid, Interpolator method) {
  if (same_directions(image.geometry, grid)) return resample_separable(image, grid, method);
  return resample_turned(image, grid, method);
}

Mask resample_mask(const Mask& mask, const Geometry& grid) {
  if (!same_directions(mask.geometry, grid)) return mask_turned(mask, grid);
  const Lattice where = lattice(mask.geometry, grid);
  Mask out{grid, std::vector<std::uint8_t>(grid.voxels(), 0)};
  std::array<std::vector<int>, 3> source;  // -1 outside
  for (int axis = 0; axis < 3; ++axis)
    for (const double c : where.at[axis]) {
      const Taps t = taps(c, mask.geometry.size[axis], Interpolator::nearest);
      source[axis].push_back(t.count ? t.index[0] : -1);
    }
  for (int z = 0; z < grid.size[2]; ++z)
    for (int y = 0; y < grid.size[1]; ++y) {
      if (source[2][z] < 0 || source[1][y] < 0) continue;
      const auto* row = mask.voxels.data() + mask.geometry.offset(0, source[1][y], source[2][z]);
      auto* to = out.voxels.data() + grid.offset(0, y, z);
      for (int x = 0; x < grid.size[0]; ++x)
        if (source[0][x] >= 0) to[x] = row[source[0][x]];
    }
  return out;
}

Geometry resampled_grid(const Geometry& from, const Box& box, const ResampleSettings& settings) {
  Geometry grid = from;
  Vector3 start;
  const Index3 extent = box.size();
  for (std::size_t a = 0; a < 3; ++a) {
    const double s = from.spacing[a];
    const bool keep = settings.spacing[a] == 0 || extent[a] == 1;
    const double r = keep ? s : settings.spacing[a], q = s / r;
    const double low = std::max(0.0, std::floor((box.low[a] - 0.5) * q - settings.pad));
    const double high = std::min(std::ceil(from.size[a] * q) - 1,
                                 std::ceil((box.low[a] + extent[a] - 0.5) * q + settings.pad));
    grid.size[a] = static_cast<int>(high - low) + 1;
    grid.spacing[a] = r;
    start[a] = 0.5 * (r - s) / s + low / q;
  }
  grid.origin = from.position(start);
  return grid;
}

PreparedPhase prepare_phase(const Image& image, std::span<const Mask* const> masks,
                            const ResampleSettings& settings) {
  if (masks.empty()) throw Error(ErrorKind::internal, "prepare_phase needs at least one mask");
  const Geometry& from = masks[0]->geometry;
  Box box;
  for (const Mask* mask : masks) box = united(box, bounding_box(*mask));
  if (box.empty()) throw Error("No labels found in this mask: every region is empty");
  require_inside(image, from, box);
  Vector3 wanted = settings.spacing;
  for (std::size_t a = 0; a < 3; ++a)
    if (wanted[a] == 0 || box.low[a] == box.high[a]) wanted[a] = from.spacing[a];
  std::vector<Mask> moved;
  if (settings.interpolator == Interpolator::none ||
      unchanged_spacing(image.geometry.spacing, wanted)) {
    for (const Mask* mask : masks) moved.push_back(resample_mask(*mask, image.geometry));
    return cropped_phase(image, std::move(moved), settings.pad);
  }
  const Geometry grid = resampled_grid(from, box, settings);
  for (const Mask* mask : masks) moved.push_back(resample_mask(*mask, grid, settings));
  return {resample_image(image, grid, settings.interpolator), std::move(moved)};
}

}  // namespace dlrr
