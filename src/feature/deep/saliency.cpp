#include "feature/deep/saliency.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/parallel.h"
#include "base/text.h"

namespace dlrr {

namespace {

// Where the cubes start along one axis: every stride, and the last one at the end of the crop, so
// that every point is covered.
std::vector<int> starts(int size, int edge, int stride) {
  std::vector<int> out;
  for (int at = 0; at + edge < size; at += stride) out.push_back(at);
  out.push_back(size - edge);
  return out;
}

struct Sweep {
  Index3 size{}, edge{}, stride{};
  std::array<std::vector<int>, 3> starts;

  std::size_t count() const { return starts[0].size() * starts[1].size() * starts[2].size(); }
  Index3 corner(std::size_t cube) const {
    const std::size_t nx = starts[0].size(), ny = starts[1].size();
    return {starts[0][cube % nx], starts[1][cube / nx % ny], starts[2][cube / nx / ny]};
  }
  // Rows of points of a cube: where they start and their length.
  template <class Visit>
  void for_each_row(std::size_t cube, const Visit& visit) const {
    const Index3 low = corner(cube);
    for (int z = low[2]; z < low[2] + edge[2]; ++z)
      for (int y = low[1]; y < low[1] + edge[1]; ++y)
        visit((static_cast<std::size_t>(z) * static_cast<std::size_t>(size[1]) +
               static_cast<std::size_t>(y)) *
                      static_cast<std::size_t>(size[0]) +
                  static_cast<std::size_t>(low[0]),
              static_cast<std::size_t>(edge[0]));
  }
};

int in_voxels(double length, bool in_mm, double spacing, int least, int most) {
  const double voxels = in_mm ? length / spacing : length;
  return static_cast<int>(std::clamp(std::round(voxels), double(least), double(most)));
}

Sweep plan_sweep(const Patch& patch, const OcclusionSettings& s) {
  if (!(s.edge > 0) || !std::isfinite(s.edge))
    throw Error("occlusion: edge of the cube is " + number_text(s.edge) + ", expected above 0");
  if (!(s.stride >= 0) || !std::isfinite(s.stride))
    throw Error("occlusion: stride is " + number_text(s.stride) + ", expected above 0");
  Sweep sweep;
  sweep.size = {patch.size[2], patch.size[1], patch.size[0]};
  const double stride = s.stride > 0 ? s.stride : s.edge / 2;
  for (std::size_t a = 0; a < 3; ++a) {
    sweep.edge[a] = in_voxels(s.edge, s.in_mm, patch.spacing[a], 1, sweep.size[a]);
    // A longer stride would leave points that no cube covers.
    sweep.stride[a] = in_voxels(stride, s.in_mm, patch.spacing[a], 1, sweep.edge[a]);
    sweep.starts[a] = starts(sweep.size[a], sweep.edge[a], sweep.stride[a]);
  }
  return sweep;
}

// The crop with fill in the cube; false when it was all fill already. A channel that holds the mask
// stays.
bool occlude(std::vector<float>& voxels, const Sweep& sweep, std::size_t cube, float fill) {
  bool changed = false;
  sweep.for_each_row(cube, [&](std::size_t start, std::size_t length) {
    const auto row = voxels.begin() + static_cast<std::ptrdiff_t>(start);
    const auto end = row + static_cast<std::ptrdiff_t>(length);
    changed = changed || std::any_of(row, end, [&](float v) { return v != fill; });
    std::fill(row, end, fill);
  });
  return changed;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double cosine_change(const std::vector<double>& whole, const std::vector<double>& occluded) {
  const double a = std::sqrt(dot(whole, whole)), b = std::sqrt(dot(occluded, occluded));
  if (a == 0 || b == 0) return a == b ? 0 : 1;
  return std::max(0.0, 1 - dot(whole, occluded) / (a * b));
}

double relative_distance(const std::vector<double>& whole, const std::vector<double>& occluded) {
  double sum = 0;
  for (std::size_t i = 0; i < whole.size(); ++i)
    sum += (whole[i] - occluded[i]) * (whole[i] - occluded[i]);
  const double length = std::sqrt(dot(whole, whole));
  if (length == 0) return sum == 0 ? 0 : std::numeric_limits<double>::quiet_NaN();
  return std::sqrt(sum) / length;
}

// Mean over the cubes that cover a point, added up in the order of the cubes.
std::vector<double> means(const Sweep& sweep, const std::vector<double>& changes,
                          std::size_t points) {
  std::vector<double> sum(points, 0.0);
  std::vector<int> covered(points, 0);
  for (std::size_t cube = 0; cube < changes.size(); ++cube)
    sweep.for_each_row(cube, [&](std::size_t start, std::size_t length) {
      for (std::size_t i = start; i < start + length; ++i) {
        sum[i] += changes[cube];
        ++covered[i];
      }
    });
  for (std::size_t i = 0; i < points; ++i) sum[i] /= covered[i];
  return sum;
}

// For each index of the scan along one axis, the nearest index of the crop; -1 outside. Both grids
// have the same axes.
std::vector<int> nearest_points(const Geometry& crop, const Geometry& scan, std::size_t axis) {
  std::vector<int> out(static_cast<std::size_t>(scan.size[axis]), -1);
  for (int i = 0; i < scan.size[axis]; ++i) {
    Vector3 at{};
    at[axis] = i;
    const double index = std::floor(crop.index(scan.position(at))[axis] + 0.5);
    if (index >= 0 && index < crop.size[axis])
      out[static_cast<std::size_t>(i)] = static_cast<int>(index);
  }
  return out;
}

}  // namespace

VectorChange vector_change(const std::string& name) {
  if (name == "cosine") return cosine_change;
  if (name == "distance") return relative_distance;
  throw Error("change of the vector: found '" + name + "', expected cosine or distance");
}

std::size_t occlusion_cubes(const Patch& patch, const OcclusionSettings& occlusion) {
  return plan_sweep(patch, occlusion).count();
}

OcclusionMap occlusion_map(const Network& network, const Patch& patch, const DeepSettings& settings,
                           const OcclusionSettings& occlusion, const VectorChange& change,
                           unsigned threads, const std::function<void()>& done) {
  if (patch.gap) throw Error("no occlusion map: " + *patch.gap);
  const Sweep sweep = plan_sweep(patch, occlusion);
  const auto whole = patch_vector(network, patch);
  std::vector<double> changes(sweep.count(), 0.0);
  std::vector<std::uint8_t> idle(sweep.count(), 0);
  parallel_for(sweep.count(), threads, [&](std::size_t cube) {
    Patch occluded = patch;
    if (occlude(occluded.voxels, sweep, cube, static_cast<float>(settings.fill)))
      changes[cube] = change(whole, patch_vector(network, occluded));
    else
      idle[cube] = 1;
    if (done) done();
  });
  return {means(sweep, changes, patch.inside.size()), sweep.edge, sweep.stride, sweep.count(),
          static_cast<std::size_t>(std::ranges::count(idle, 1))};
}

Image on_scan(const OcclusionMap& map, const Patch& patch, const Geometry& scan) {
  Image out{scan, PixelType::float32,
            Voxels(scan.voxels(), std::numeric_limits<double>::quiet_NaN())};
  std::array<std::vector<int>, 3> at;
  for (std::size_t a = 0; a < 3; ++a) at[a] = nearest_points(patch.grid, scan, a);
  std::size_t i = 0;
  for (const int z : at[2])
    for (const int y : at[1])
      for (const int x : at[0]) {
        if (x >= 0 && y >= 0 && z >= 0) out.voxels[i] = map.values[patch.grid.offset(x, y, z)];
        ++i;
      }
  return out;
}

}  // namespace dlrr
