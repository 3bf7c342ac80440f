#include "region/perturb.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "base/random.h"
#include "region/region.h"

namespace dlrr {

namespace {

// As in region.cpp: five voxels of 0.8 mm are 4.00000006 mm in a file, and still 4 mm.
constexpr double slack_mm = 1e-4;

using Matrix3 = std::array<double, 9>;

Vector3 times(const Matrix3& m, const Vector3& v) {
  Vector3 out{};
  for (std::size_t r = 0; r < 3; ++r)
    out[r] = m[3 * r] * v[0] + m[3 * r + 1] * v[1] + m[3 * r + 2] * v[2];
  return out;
}

// Rodrigues' formula.
Matrix3 rotation(const Vector3& axis, double degrees) {
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const auto [x, y, z] = axis;
  return {c + x * x * (1 - c),     x * y * (1 - c) - z * s, x * z * (1 - c) + y * s,
          y * x * (1 - c) + z * s, c + y * y * (1 - c),     y * z * (1 - c) - x * s,
          z * x * (1 - c) - y * s, z * y * (1 - c) + x * s, c + z * z * (1 - c)};
}

Vector3 centroid_mm(const Mask& mask) {
  Vector3 sum{};
  double count = 0;
  std::size_t at = 0;
  for (int z = 0; z < mask.geometry.size[2]; ++z)
    for (int y = 0; y < mask.geometry.size[1]; ++y)
      for (int x = 0; x < mask.geometry.size[0]; ++x) {
        if (!mask.voxels[at++]) continue;
        sum[0] += x, sum[1] += y, sum[2] += z;
        ++count;
      }
  return mask.geometry.position({sum[0] / count, sum[1] / count, sum[2] / count});
}

// The mask's box and everything that the change can reach.
Box reach(const Mask& mask, const MaskChange& change) {
  const Geometry& g = mask.geometry;
  Box box = bounding_box(mask);
  double diagonal = 0, shift = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    diagonal += std::pow(box.size()[a] * g.spacing[a], 2);
    shift += change.shift_mm[a] * change.shift_mm[a];
  }
  const double turn = std::sqrt(diagonal) * std::abs(change.degrees) * std::numbers::pi / 180;
  const double mm = std::max(0.0, change.growth_mm) + turn + std::sqrt(shift);
  for (std::size_t a = 0; a < 3; ++a) {
    const int pad = 2 + static_cast<int>(std::ceil(mm / g.spacing[a]));
    box.low[a] = std::max(0, box.low[a] - pad);
    box.high[a] = std::min(g.size[a] - 1, box.high[a] + pad);
  }
  return box;
}

// From an index after the change to the index before it: origin + step * index.
struct Backward {
  Vector3 origin{};
  std::array<Vector3, 3> step{};

  Vector3 at(int x, int y, int z) const {
    Vector3 out{};
    for (std::size_t a = 0; a < 3; ++a)
      out[a] = origin[a] + x * step[0][a] + y * step[1][a] + z * step[2][a];
    return out;
  }
};

Backward backward(const Geometry& g, const Vector3& centre, const MaskChange& change) {
  const Matrix3 turn_back = rotation(change.axis, -change.degrees);
  const auto source = [&](const Vector3& index) {
    Vector3 p = g.position(index);
    for (std::size_t a = 0; a < 3; ++a) p[a] -= change.shift_mm[a] + centre[a];
    p = times(turn_back, p);
    for (std::size_t a = 0; a < 3; ++a) p[a] += centre[a];
    return g.index(p);
  };
  Backward map{source({0, 0, 0}), {}};
  for (std::size_t a = 0; a < 3; ++a) {
    Vector3 unit{};
    unit[a] = 1;
    map.step[a] = source(unit);
    for (std::size_t b = 0; b < 3; ++b) map.step[a][b] -= map.origin[b];
  }
  return map;
}

// The distance at a place between voxel centres; infinite outside the grid.
double distance_at(const std::vector<float>& distance, const Index3& size, Vector3 index) {
  std::array<int, 3> low{};
  for (std::size_t a = 0; a < 3; ++a) {
    // A place on a voxel's centre stays there, whatever the last bits say.
    if (const double whole = std::round(index[a]); std::abs(index[a] - whole) < 1e-9)
      index[a] = whole;
    if (!(index[a] >= 0 && index[a] <= size[a] - 1)) return HUGE_VAL;
    low[a] = std::min(static_cast<int>(index[a]), std::max(0, size[a] - 2));
  }
  double sum = 0;
  for (int corner = 0; corner < 8; ++corner) {
    double weight = 1;
    std::array<int, 3> at{};
    for (std::size_t a = 0; a < 3; ++a) {
      const bool high = corner >> a & 1;
      weight *= high ? index[a] - low[a] : 1 - (index[a] - low[a]);
      at[a] = std::min(low[a] + high, size[a] - 1);
    }
    if (weight > 0)
      sum += weight * distance[static_cast<std::size_t>(at[0]) +
                               static_cast<std::size_t>(size[0]) *
                                   (static_cast<std::size_t>(at[1]) +
                                    static_cast<std::size_t>(size[1]) *
                                        static_cast<std::size_t>(at[2]))];
  }
  return sum;
}

bool within(double distance, double growth) {
  return growth < 0 ? distance < growth - slack_mm : distance <= growth + slack_mm;
}

}  // namespace

MaskChange random_change(const PerturbationRange& range, std::uint64_t seed, std::string_view who,
                         std::uint64_t number) {
  Random random(seed, std::string("perturbed mask of ") + std::string(who), number);
  MaskChange change;
  change.growth_mm = number % 2 == 1 ? range.grow_mm : -range.grow_mm;
  double length = 0;
  for (double& a : change.axis) a = random.normal(), length += a * a;
  for (double& a : change.axis) a /= std::sqrt(length);
  change.degrees = (2 * random.uniform() - 1) * range.rotate_degrees;
  for (double& s : change.shift_mm) s = (2 * random.uniform() - 1) * range.translate_mm;
  return change;
}

Mask perturbed(const Mask& mask, const MaskChange& change) {
  Mask out{mask.geometry, std::vector<std::uint8_t>(mask.voxels.size(), 0)};
  const Box whole = bounding_box(mask);
  if (whole.empty()) return out;
  const Box box = reach(mask, change);
  const Mask part = crop(mask, box);
  // No background within reach: there is no edge that could move.
  if (count_voxels(part) == part.voxels.size()) return mask;
  const auto distance = signed_distance_mm(part);
  const Backward from = backward(part.geometry, centroid_mm(mask), change);
  const Index3 size = part.geometry.size;
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x)
        out.voxels[mask.geometry.offset(box.low[0] + x, box.low[1] + y, box.low[2] + z)] =
            within(distance_at(distance, size, from.at(x, y, z)), change.growth_mm);
  return out;
}

}  // namespace dlrr
