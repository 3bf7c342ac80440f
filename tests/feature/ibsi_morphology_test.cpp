#include <gtest/gtest.h>

#include <numbers>

#include "feature/family_grid.h"
#include "feature/radiomic/count/hull.h"
#include "feature/radiomic/count/neighbour_sums.h"

namespace dlrr {
namespace {

constexpr double pi = std::numbers::pi;

double morphology(const Roi& roi, const char* feature) { return value(roi, "morphology", feature); }

Grid cube(int side) {
  const Index3 size{side, side, side};
  Grid grid = make_grid(size, std::vector<double>(static_cast<std::size_t>(side) * side * side, 5));
  return grid;
}

TEST(Hull, OfTwoVoxelsApartIsAnOctahedronDrawnOut) {
  const Hull hull = convex_hull(make_grid({3, 1, 1}, {1, -999, 1}).mask);
  EXPECT_NEAR(hull.volume, 1.0 / 6 + 2 * 0.5, 1e-12);  // a square of area 1/2 moved by 2
  EXPECT_NEAR(hull.area, std::sqrt(3) + 2 * 4 * std::sqrt(0.5), 1e-12);
  EXPECT_EQ(hull.corners.size(), 10u);
}

// Every vertex of every voxel against every face.
TEST(Hull, HoldsEveryVertexAndItsFacesCloseIt) {
  const Grid grid = bumpy_ball();
  const Hull hull = convex_hull(grid.mask);
  const Geometry& g = grid.mask.geometry;
  const auto corner = [&](int k) { return hull.corners[static_cast<std::size_t>(k)]; };
  for (const auto& face : hull.faces) {
    const Vector3 p = corner(face[0]), q = corner(face[1]), r = corner(face[2]);
    Vector3 u, v;
    for (int a = 0; a < 3; ++a) u[a] = q[a] - p[a], v[a] = r[a] - p[a];
    const Vector3 n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                    u[0] * v[1] - u[1] * v[0]};
    for (int z = 0; z < g.size[2]; ++z)
      for (int y = 0; y < g.size[1]; ++y)
        for (int x = 0; x < g.size[0]; ++x) {
          if (!grid.mask.voxels[g.offset(x, y, z)]) continue;
          for (int a = 0; a < 3; ++a)
            for (const double side : {-0.5, 0.5}) {
              Vector3 at{x + 0.5, y + 0.5, z + 0.5};
              at[a] += side;
              double out = 0;
              for (int b = 0; b < 3; ++b) out += n[b] * (at[b] * g.spacing[b] - p[b]);
              ASSERT_LE(out, 1e-9) << x << " " << y << " " << z;
            }
        }
  }
  EXPECT_EQ(hull.corners.size() + hull.faces.size() - hull.faces.size() * 3 / 2, 2u);  // Euler
}

// The sum as the manual writes it, Legendre polynomials by their explicit form.
double written_out_area(double a, double b, double c) {
  const double al = std::sqrt(1 - b * b / (a * a)), be = std::sqrt(1 - c * c / (a * a));
  const double x = (al * al + be * be) / (2 * al * be);
  double sum = 0;
  for (int v = 0; v <= 20; ++v) {
    double legendre = 0;
    for (int k = 0; k <= v; ++k) {
      const double choose = std::tgamma(v + 1) / (std::tgamma(k + 1) * std::tgamma(v - k + 1));
      legendre += choose * choose * std::pow((x - 1) / 2, v - k) * std::pow((x + 1) / 2, k);
    }
    sum += std::pow(al * be, v) / (1 - 4.0 * v * v) * legendre;
  }
  return 4 * pi * a * b * sum;
}

TEST(Ellipsoid, AreaIsThatOfABallAndElseTheSumOfTheManual) {
  EXPECT_NEAR(ellipsoid_area({{2, 2, 2}}), 16 * pi, 1e-12);
  EXPECT_NEAR(ellipsoid_area({{3, 2, 1}}), written_out_area(3, 2, 1), 1e-9);
  EXPECT_NEAR(ellipsoid_area({{5, 4.5, 4}}), written_out_area(5, 4.5, 4), 1e-9);
}

TEST(Ellipsoid, TheSmallestAroundAnOctahedronIsItsBall) {
  const Extent ball = smallest_ellipsoid(convex_hull(make_grid({1, 1, 1}, {1}).mask));
  for (const double axis : ball.mm) EXPECT_NEAR(axis, 0.5, 1e-6);
}

TEST(OrientedBox, OfACubeIsTheCubeAndOfAnOctahedronLiesOnAFace) {
  EXPECT_NEAR(box_volume(oriented_box(convex_hull(cube(5).mask))), 125, 1e-9);
  const Roi octahedron = roi_of(make_grid({1, 1, 1}, {7}), {});
  EXPECT_NEAR(morphology(octahedron, "VolumeDensityOrientedBox"), 0.5, 1e-9);
  EXPECT_NEAR(morphology(octahedron, "VolumeDensityAlignedBox"), 1.0 / 6, 1e-12);
  EXPECT_NEAR(morphology(octahedron, "VolumeDensityMinimumEllipsoid"), 1 / pi, 1e-6);
}

TEST(Morphology, OfAConvexRegionFillsItsHull) {
  const Roi roi = roi_of(cube(4), {});
  EXPECT_NEAR(morphology(roi, "VolumeDensityConvexHull"), 1, 1e-12);
  EXPECT_NEAR(morphology(roi, "AreaDensityConvexHull"), 1, 1e-12);
  EXPECT_LT(morphology(roi_of(make_grid({3, 1, 1}, {1, -999, 1}), {}), "VolumeDensityConvexHull"),
            0.3);
}

TEST(Morphology, RelatesVolumeAndAreaAsTheFormulasSay) {
  const Roi roi = roi_of(bumpy_ball(), {});
  const double v = morphology(roi, "Volume"), a = morphology(roi, "SurfaceArea");
  EXPECT_DOUBLE_EQ(v, value(roi, "shape", "MeshVolume"));
  EXPECT_NEAR(morphology(roi, "Compactness1"), v / std::sqrt(pi) / std::pow(a, 1.5), 1e-12);
  EXPECT_NEAR(morphology(roi, "Compactness2"), 36 * pi * v * v / (a * a * a), 1e-12);
  EXPECT_NEAR(morphology(roi, "Sphericity"), value(roi, "shape", "Sphericity"), 1e-12);
  EXPECT_NEAR(morphology(roi, "SphericalDisproportion") * morphology(roi, "Sphericity"), 1, 1e-12);
  EXPECT_NEAR(morphology(roi, "Asphericity"), morphology(roi, "SphericalDisproportion") - 1, 1e-12);
}

TEST(Morphology, AxesDivideByOneLessThanTheNumberOfVoxels) {
  Grid line = make_grid({3, 1, 1}, {1, 1, 1});
  set_spacing(line, {2, 1, 1});
  EXPECT_DOUBLE_EQ(morphology(roi_of(line, {}), "MajorAxisLength"), 8);  // variance (4 + 4) / 2
  EXPECT_TRUE(std::isnan(morphology(roi_of(line, {}), "VolumeDensityEllipsoid")));
}

TEST(Morphology, BrightVoxelsPullTheCentreOfMass) {
  Grid pair = make_grid({2, 1, 1}, {1, 3});
  set_spacing(pair, {2, 1, 1});
  EXPECT_DOUBLE_EQ(morphology(roi_of(pair, {}), "CentreOfMassShift"), 0.5);
  EXPECT_TRUE(
      std::isnan(morphology(roi_of(make_grid({2, 1, 1}, {-1, 1}), {}), "CentreOfMassShift")));
}

TEST(Morphology, MoranAndGearyOfTwoVoxelsFollowByHand) {
  const Roi roi = roi_of(make_grid({2, 1, 1}, {1, 3}), {});
  EXPECT_NEAR(morphology(roi, "MoranI"), -1, 1e-12);
  EXPECT_NEAR(morphology(roi, "GearyC"), 1, 1e-12);
  EXPECT_TRUE(std::isnan(morphology(roi_of(cube(3), {}), "MoranI")));
}

TEST(NeighbourSums, EqualTheDoubleSumOverAllPairs) {
  const Grid grid = bumpy_ball();
  const Geometry& g = grid.mask.geometry;
  std::vector<Vector3> place;
  std::vector<double> x;
  double mean = 0;
  for (std::size_t i = 0; i < g.voxels(); ++i) {
    if (!grid.mask.voxels[i]) continue;
    const int k = static_cast<int>(i);
    place.push_back({k % g.size[0] * g.spacing[0], k / g.size[0] % g.size[1] * g.spacing[1],
                     k / g.size[0] / g.size[1] * g.spacing[2]});
    x.push_back(grid.image.voxels[i]);
    mean += x.back();
  }
  mean /= static_cast<double>(x.size());
  double weight = 0, product = 0, squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (i == j) continue;
      const double w = 1 / std::hypot(place[i][0] - place[j][0], place[i][1] - place[j][1],
                                      place[i][2] - place[j][2]);
      weight += w;
      product += w * (x[i] - mean) * (x[j] - mean);
      squares += w * (x[i] - mean) * (x[i] - mean);
    }
  const NeighbourSums sums = sum_neighbours(grid.image, grid.mask);
  EXPECT_NEAR(sums.weight, weight, 1e-10 * weight);
  EXPECT_NEAR(sums.product, product, 1e-10 * squares);
  EXPECT_NEAR(sums.squares, squares, 1e-10 * squares);
}

}  // namespace
}  // namespace dlrr
