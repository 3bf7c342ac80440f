#include <gtest/gtest.h>

#include <numbers>

#include "feature/family_grid.h"
#include "feature/radiomic/count/diameter.h"
#include "feature/radiomic/count/mesh.h"

namespace dlrr {
namespace {

TEST(MeshCell, EqualsPublishedConfigurations) {
  struct Row {
    int configuration;
    double area, volume;
  };
  const Row rows[] = {{0, 0, 0},
                      {1, 0.21650635094611, 0.0208333333333333},
                      {3, 0.707106781186548, 0.0833333333333333},
                      {15, 1, 0.166666666666667},
                      {21, 0.923613132132657, 0.0208333333333333},
                      {109, 1.96562478943654, -0.229166666666667},
                      {117, 1.96562478943654, -0.229166666666667}};
  for (const Row& row : rows) {
    const MeshMeasure cell = measure_cell(row.configuration, {1, 1, 1});
    EXPECT_NEAR(cell.area, row.area, 1e-12) << row.configuration;
    EXPECT_NEAR(cell.volume, row.volume, 1e-12) << row.configuration;
    const MeshMeasure turned = measure_cell(255 - row.configuration, {1, 1, 1});
    EXPECT_NEAR(turned.area, row.area, 1e-12) << row.configuration;
    EXPECT_NEAR(turned.volume, -row.volume, 1e-12) << row.configuration;
  }
}

TEST(Shape, OfOneVoxelIsAnOctahedron) {
  Grid grid = make_grid({1, 1, 1}, {5});
  const Roi roi = roi_of(grid, {});
  EXPECT_NEAR(value(roi, "shape", "MeshVolume"), 1.0 / 6, 1e-12);
  EXPECT_NEAR(value(roi, "shape", "SurfaceArea"), std::sqrt(3), 1e-12);
  EXPECT_DOUBLE_EQ(value(roi, "shape", "VoxelVolume"), 1);
  EXPECT_DOUBLE_EQ(value(roi, "shape", "Maximum3DDiameter"), 1);
  EXPECT_EQ(value(roi, "shape", "MajorAxisLength"), 0);
  EXPECT_TRUE(std::isnan(value(roi, "shape", "Elongation")));
}

Grid ball(double radius_mm, const Vector3& spacing) {
  Index3 size;
  for (int a = 0; a < 3; ++a) size[a] = 2 * static_cast<int>(radius_mm / spacing[a]) + 3;
  Grid grid = make_grid(
      size, std::vector<double>(static_cast<std::size_t>(size[0]) * size[1] * size[2], 0.0), 0);
  set_spacing(grid, spacing);
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x)
        grid.mask.voxels[grid.mask.geometry.offset(x, y, z)] =
            std::hypot((x - size[0] / 2) * spacing[0], (y - size[1] / 2) * spacing[1],
                       (z - size[2] / 2) * spacing[2]) <= radius_mm;
  return grid;
}

TEST(Shape, OfABallIsNearlyExact) {
  const double r = 12;
  for (const Vector3& spacing : {Vector3{1, 1, 1}, Vector3{0.6, 0.8, 1.1}}) {
    const Roi roi = roi_of(ball(r, spacing), {});
    const double volume = 4.0 / 3 * std::numbers::pi * r * r * r;
    EXPECT_NEAR(value(roi, "shape", "MeshVolume") / volume, 1, 0.02);
    EXPECT_NEAR(value(roi, "shape", "VoxelVolume") / volume, 1, 0.02);
    EXPECT_NEAR(value(roi, "shape", "MajorAxisLength") / (4 * r / std::sqrt(5)), 1, 0.01);
    EXPECT_NEAR(value(roi, "shape", "Elongation"), 1, 0.01);
    EXPECT_NEAR(value(roi, "shape", "Flatness"), 1, 0.02);
    EXPECT_NEAR(value(roi, "shape", "Maximum3DDiameter"), 2 * r, 1.5);
    EXPECT_GT(value(roi, "shape", "Sphericity"), 0.85);
    EXPECT_LT(value(roi, "shape", "Sphericity"), 1);
  }
}

// All pairs of all vertices.
Diameters slow_diameters(const Mask& mask) {
  std::vector<Vector3> vertices;
  const Geometry& g = mask.geometry;
  const auto inside = [&](const Index3& p) {
    for (int a = 0; a < 3; ++a)
      if (p[a] < 0 || p[a] >= g.size[a]) return false;
    return mask.voxels[g.offset(p[0], p[1], p[2])] != 0;
  };
  for (int z = -1; z <= g.size[2]; ++z)
    for (int y = -1; y <= g.size[1]; ++y)
      for (int x = -1; x <= g.size[0]; ++x)
        for (int a = 0; a < 3; ++a) {
          Index3 next{x, y, z};
          ++next[a];
          if (inside({x, y, z}) == inside(next)) continue;
          Vector3 v{double(x), double(y), double(z)};
          v[a] += 0.5;
          vertices.push_back(v);
        }
  Diameters out;
  for (const Vector3& p : vertices)
    for (const Vector3& q : vertices) {
      const double d = std::hypot((p[0] - q[0]) * g.spacing[0], (p[1] - q[1]) * g.spacing[1],
                                  (p[2] - q[2]) * g.spacing[2]);
      out.any = std::max(out.any, d);
      if (p[2] == q[2]) out.same_z = std::max(out.same_z, d);
      if (p[1] == q[1]) out.same_y = std::max(out.same_y, d);
      if (p[0] == q[0]) out.same_x = std::max(out.same_x, d);
    }
  return out;
}

TEST(Diameters, EqualTheLargestDistanceOfAllPairs) {
  std::vector<Grid> grids{bumpy_ball(), ball(4, {0.9, 1.1, 0.7}), make_grid({1, 1, 1}, {1})};
  Grid scattered = make_grid({6, 5, 4}, std::vector<double>(120, 1));
  for (std::size_t i = 0; i < 120; ++i) scattered.mask.voxels[i] = i * i % 11 == 3;
  set_spacing(scattered, {1.3, 0.4, 2.1});
  grids.push_back(scattered);
  for (const Grid& grid : grids) {
    const Diameters fast = measure_diameters(grid.mask), slow = slow_diameters(grid.mask);
    EXPECT_NEAR(fast.any, slow.any, 1e-12);
    EXPECT_NEAR(fast.same_z, slow.same_z, 1e-12);
    EXPECT_NEAR(fast.same_y, slow.same_y, 1e-12);
    EXPECT_NEAR(fast.same_x, slow.same_x, 1e-12);
  }
}

TEST(Shape, OfAFlatRegionHasNoThickness) {
  const Roi roi = roi_of(make_grid({3, 2, 1}, {1, 1, 1, 1, 1, 1}), {});
  EXPECT_EQ(value(roi, "shape", "LeastAxisLength"), 0);
  EXPECT_EQ(value(roi, "shape", "Flatness"), 0);
  EXPECT_DOUBLE_EQ(value(roi, "shape", "MajorAxisLength"), 4 * std::sqrt(2.0 / 3));
}

}  // namespace
}  // namespace dlrr
