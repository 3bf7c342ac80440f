// fit_mask_to and resample_mask_to of image/read.h. Two grids share a lattice when every axis of
// one runs along an axis of the other with the same spacing, and the first voxel of one falls on a
// voxel of the other.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "image/read.h"

namespace dlrr {

namespace {

// Where voxel i of the mask lies on the image's lattice: image axis `axis[a]` counts offset + sign
// * i[a].
struct LatticeMap {
  std::array<std::size_t, 3> axis{};
  std::array<int, 3> sign{1, 1, 1};
  Index3 offset{0, 0, 0};  // by image axis

  Index3 operator()(int x, int y, int z) const {
    Index3 out = offset;
    out[axis[0]] += sign[0] * x;
    out[axis[1]] += sign[1] * y;
    out[axis[2]] += sign[2] * z;
    return out;
  }
};

// The image axis that mask axis `a` runs along; 3 when there is none.
std::size_t parallel_axis(const Geometry& mask, const Geometry& image, std::size_t a,
                          double tolerance, int& sign) {
  for (std::size_t b = 0; b < 3; ++b) {
    double worst_plus = 0, worst_minus = 0;
    for (std::size_t r = 0; r < 3; ++r) {
      const double m = mask.direction[3 * r + a], i = image.direction[3 * r + b];
      worst_plus = std::max(worst_plus, std::abs(m - i));
      worst_minus = std::max(worst_minus, std::abs(m + i));
    }
    if (std::min(worst_plus, worst_minus) > tolerance) continue;
    if (std::abs(mask.spacing[a] - image.spacing[b]) > tolerance * image.spacing[b]) continue;
    sign = worst_plus <= worst_minus ? 1 : -1;
    return b;
  }
  return 3;
}

// The image's geometry seen with the mask's axes, so that grid_difference compares like with like.
Geometry expected_geometry(const Geometry& mask, const Geometry& image, const LatticeMap& map) {
  Geometry out = mask;
  for (std::size_t a = 0; a < 3; ++a) {
    out.spacing[a] = image.spacing[map.axis[a]];
    for (std::size_t r = 0; r < 3; ++r)
      out.direction[3 * r + a] = map.sign[a] * image.direction[3 * r + map.axis[a]];
  }
  out.origin =
      image.position({double(map.offset[0]), double(map.offset[1]), double(map.offset[2])});
  return out;
}

// The map when both share a lattice; else why not, in `why`.
std::optional<LatticeMap> lattice_map(const Geometry& mask, const Geometry& image, double tolerance,
                                      std::string& why) {
  LatticeMap map;
  std::array<bool, 3> taken{};
  for (std::size_t a = 0; a < 3; ++a) {
    map.axis[a] = parallel_axis(mask, image, a, tolerance, map.sign[a]);
    if (map.axis[a] == 3 || taken[map.axis[a]]) {
      // Equal sizes first: then the words about spacing or direction are the more telling ones.
      Geometry same_size = mask;
      same_size.size = image.size;
      why = grid_difference(same_size, image, tolerance);
      return {};
    }
    taken[map.axis[a]] = true;
  }
  const auto first = image.index(mask.origin);
  for (std::size_t b = 0; b < 3; ++b) {
    if (std::abs(first[b]) > 1e8) {
      why = "origins are far apart";
      return {};
    }
    map.offset[b] = static_cast<int>(std::lround(first[b]));
  }
  why = grid_difference(mask, expected_geometry(mask, image, map), tolerance);
  if (why.empty()) return map;
  return {};
}

bool inside(const Geometry& g, const Index3& i) {
  return i[0] >= 0 && i[1] >= 0 && i[2] >= 0 && i[0] < g.size[0] && i[1] < g.size[1] &&
         i[2] < g.size[2];
}

// Calls visit(x, y, z) for every voxel that is set.
template <class Visit>
void for_each_set(const Mask& mask, const Visit& visit) {
  const auto& size = mask.geometry.size;
  std::size_t o = 0;
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x, ++o)
        if (mask.voxels[o]) visit(x, y, z);
}

struct Names {
  const std::string& mask;
  const std::string& image;
};

std::string both_grids(const Mask& mask, const Geometry& image, const Names& names) {
  return names.mask + " (" + describe(mask.geometry) + ") and " + names.image + " (" +
         describe(image) + ")";
}

std::string origin_distance(const Geometry& a, const Geometry& b) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < 3; ++i) parts.push_back(fixed_text(a.origin[i] - b.origin[i], 3));
  return join(parts, ", ");
}

// How many set voxels lie outside the image, wherever its grid points.
std::size_t count_outside(const Mask& mask, const Geometry& image) {
  std::size_t outside = 0;
  for_each_set(mask, [&](int x, int y, int z) {
    const auto at = image.index(mask.geometry.position({double(x), double(y), double(z)}));
    for (std::size_t a = 0; a < 3; ++a)
      if (at[a] < -0.5 || at[a] > image.size[a] - 0.5) {
        ++outside;
        return;
      }
  });
  return outside;
}

[[noreturn]] void refuse_outside(const Mask& mask, const Geometry& image, const Names& names,
                                 std::size_t outside, std::size_t total) {
  throw Error(both_grids(mask, image, names) + ": " +
              (outside == total ? "the mask lies outside the image"
                                : std::to_string(outside) + " of " + std::to_string(total) +
                                      " mask voxels lie outside the image") +
              "; origins differ by (" + origin_distance(mask.geometry, image) +
              ") mm along x, y, z. Check that both files belong to the same scan");
}

[[noreturn]] void refuse_grid(const Mask& mask, const Geometry& image, const Names& names,
                              const std::string& why) {
  throw Error(
      both_grids(mask, image, names) + ": the mask does not lie on the image's grid: " + why +
      "; origins differ by (" + origin_distance(mask.geometry, image) +
      ") mm. Choose the mask drawn on this very image, or resample it onto the image (3D Slicer: "
      "Resample "
      "Scalar/Vector/DWI Volume; ITK-SNAP: load it on the image and save) with nearest neighbour");
}

}  // namespace

Mask fit_mask_to(const Mask& mask, const Geometry& image, double tolerance,
                 const std::string& mask_name, const std::string& image_name) {
  const Names names{mask_name, image_name};
  if (grid_difference(mask.geometry, image, tolerance).empty()) return {image, mask.voxels};
  const auto total = count_voxels(mask);
  std::string why;
  const auto map = lattice_map(mask.geometry, image, tolerance, why);
  const auto outside = count_outside(mask, image);
  if (total > 0 && (map ? outside > 0 : outside == total))
    refuse_outside(mask, image, names, outside, total);
  if (!map) refuse_grid(mask, image, names, why);
  Mask out{image, std::vector<std::uint8_t>(image.voxels())};
  for_each_set(mask, [&](int x, int y, int z) {
    if (const auto to = (*map)(x, y, z); inside(image, to))
      out.voxels[image.offset(to[0], to[1], to[2])] = 1;
  });
  return out;
}

Mask resample_mask_to(const Mask& mask, const Geometry& image) {
  Mask out{image, std::vector<std::uint8_t>(image.voxels())};
  std::size_t o = 0;
  for (int z = 0; z < image.size[2]; ++z)
    for (int y = 0; y < image.size[1]; ++y)
      for (int x = 0; x < image.size[0]; ++x, ++o) {
        const auto at = mask.geometry.index(image.position({double(x), double(y), double(z)}));
        Index3 nearest;
        // Halves go up, as in ITK's nearest-neighbour interpolation.
        for (std::size_t a = 0; a < 3; ++a)
          nearest[a] = static_cast<int>(std::floor(std::clamp(at[a], -2e9, 2e9) + 0.5));
        if (inside(mask.geometry, nearest))
          out.voxels[o] = mask.voxels[mask.geometry.offset(nearest[0], nearest[1], nearest[2])];
      }
  return out;
}

}  // namespace dlrr
