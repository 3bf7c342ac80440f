#define EIGEN_MPL2_ONLY
#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <numbers>

#include "feature/radiomic/count/codes.h"
#include "feature/radiomic/count/diameter.h"
#include "feature/radiomic/count/mesh.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

struct Shape {
  double area = 0, volume = 0;  // of the mesh: mm2, mm3
  double voxel_volume = 0;      // mm3
  Vector3 variance{0, 0, 0};    // along the principal axes, ascending, mm2
  Diameters diameters;
};

// Sums of whole numbers over the voxels: exact.
struct Moments {
  std::int64_t count = 0, sum[3] = {}, product[3][3] = {};
};

// A stretch along x at once.
Moments moments_of(const Mask& mask) {
  Moments out;
  for (const RegionStretch& part : stretches_of(mask)) {
    const std::int64_t n = part.voxels, x = part.x, y = part.y, z = part.z;
    const std::int64_t sum_x = n * x + n * (n - 1) / 2;
    const std::int64_t sum_x2 = n * x * x + x * n * (n - 1) + (n - 1) * n * (2 * n - 1) / 6;
    out.count += n;
    out.sum[0] += sum_x;
    out.sum[1] += n * y;
    out.sum[2] += n * z;
    out.product[0][0] += sum_x2;
    out.product[1][0] += sum_x * y;
    out.product[1][1] += n * y * y;
    out.product[2][0] += sum_x * z;
    out.product[2][1] += n * y * z;
    out.product[2][2] += n * z * z;
  }
  return out;
}

// Variances of the voxel centres along the principal axes, divisor N.
Vector3 principal_variances(const Mask& mask, const Moments& m) {
  Eigen::Matrix3d covariance;
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b <= a; ++b) {
      const __int128 scaled = static_cast<__int128>(m.product[a][b]) * m.count -
                              static_cast<__int128>(m.sum[a]) * m.sum[b];
      const double per_voxel =
          static_cast<double>(scaled) / static_cast<double>(m.count) / static_cast<double>(m.count);
      covariance(a, b) = covariance(b, a) =
          per_voxel * mask.geometry.spacing[a] * mask.geometry.spacing[b];
    }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(covariance, Eigen::EigenvaluesOnly);
  Vector3 out;
  for (int a = 0; a < 3; ++a) {
    const double value = solver.eigenvalues()[a];
    const bool rounding = value < 0 && value > -1e-10;
    out[a] = rounding ? 0 : value < 0 ? std::numeric_limits<double>::quiet_NaN() : value;
  }
  return out;
}

Shape measure(const Mask& mask) {
  Shape s;
  const Moments moments = moments_of(mask);
  const MeshMeasure mesh = measure_mesh(mask);
  s.area = mesh.area;
  s.volume = mesh.volume;
  s.voxel_volume = static_cast<double>(moments.count) * mask.geometry.voxel_volume();
  s.variance = principal_variances(mask, moments);
  s.diameters = measure_diameters(mask);
  return s;
}

double elongation(const Shape& s) { return std::sqrt(s.variance[1] / s.variance[2]); }
double flatness(const Shape& s) { return std::sqrt(s.variance[0] / s.variance[2]); }
double least_axis(const Shape& s) { return 4 * std::sqrt(s.variance[0]); }
double major_axis(const Shape& s) { return 4 * std::sqrt(s.variance[2]); }
double minor_axis(const Shape& s) { return 4 * std::sqrt(s.variance[1]); }
double column_diameter(const Shape& s) { return s.diameters.same_y; }
double row_diameter(const Shape& s) { return s.diameters.same_x; }
double slice_diameter(const Shape& s) { return s.diameters.same_z; }
double diameter(const Shape& s) { return s.diameters.any; }
double mesh_volume(const Shape& s) { return s.volume; }
double surface_area(const Shape& s) { return s.area; }
double surface_volume_ratio(const Shape& s) { return s.area / s.volume; }
double sphericity(const Shape& s) {
  return std::cbrt(36 * std::numbers::pi * s.volume * s.volume) / s.area;
}
double compactness_1(const Shape& s) {
  return s.volume / (std::sqrt(std::numbers::pi) * std::pow(s.area, 1.5));
}
double compactness_2(const Shape& s) {
  return 36 * std::numbers::pi * s.volume * s.volume / (s.area * s.area * s.area);
}
double spherical_disproportion(const Shape& s) { return 1 / sphericity(s); }
double voxel_volume(const Shape& s) { return s.voxel_volume; }

constexpr std::string_view kOne = "the region is a single voxel";

constexpr FeatureRow<Shape> rows[] = {
    {{"Compactness1", "SKGS", "", R"(\frac{V}{\sqrt{\pi A^3}})",
      "large for a ball, less when rugged or long", "", true},
     compactness_1},
    {{"Compactness2", "BQWJ", "", R"(36\pi\frac{V^2}{A^3})",
      "1 for a ball, less when rugged or long", "", true},
     compactness_2},
    {{"Elongation", "Q3CK", "", R"(\sqrt{\lambda_2/\lambda_1})",
      "1 for a round cross-section, 0 for a line", kOne},
     elongation},
    {{"Flatness", "N17B", "", R"(\sqrt{\lambda_3/\lambda_1})", "1 for a ball, 0 for a flat region",
      kOne},
     flatness},
    {{"LeastAxisLength", "7J51", "mm", R"(4\sqrt{\lambda_3})", "thickness along the shortest axis",
      ""},
     least_axis},
    {{"MajorAxisLength", "TDIC", "mm", R"(4\sqrt{\lambda_1})", "length along the longest axis", ""},
     major_axis},
    {{"Maximum2DDiameterColumn", "", "mm", R"(\max |v_a-v_b|,\; y_a=y_b)",
      "largest width in a coronal plane", ""},
     column_diameter},
    {{"Maximum2DDiameterRow", "", "mm", R"(\max |v_a-v_b|,\; x_a=x_b)",
      "largest width in a sagittal plane", ""},
     row_diameter},
    {{"Maximum2DDiameterSlice", "", "mm", R"(\max |v_a-v_b|,\; z_a=z_b)",
      "largest width in an axial plane", ""},
     slice_diameter},
    {{"Maximum3DDiameter", "L0JK", "mm", R"(\max |v_a-v_b|)",
      "largest distance of two surface points", ""},
     diameter},
    {{"MeshVolume", "RNU0", "mm3", R"(\frac{1}{6}\sum_f v_1\cdot(v_2\times v_3))",
      "volume inside the mesh; may be below 0 for scattered voxels", ""},
     mesh_volume},
    {{"MinorAxisLength", "P9VJ", "mm", R"(4\sqrt{\lambda_2})", "length along the second axis", ""},
     minor_axis},
    {{"SphericalDisproportion", "KRCK", "", R"(\frac{A}{\sqrt[3]{36\pi V^2}})",
      "1 for a ball, more when rugged or long", "", true},
     spherical_disproportion},
    {{"Sphericity", "QCFX", "", R"(\frac{\sqrt[3]{36\pi V^2}}{A})",
      "1 for a ball, less when rugged or long", ""},
     sphericity},
    {{"SurfaceArea", "C0JK", "mm2", R"(A=\frac{1}{2}\sum_f |(v_2-v_1)\times(v_3-v_1)|)",
      "area of the mesh", ""},
     surface_area},
    {{"SurfaceVolumeRatio", "2PR5", "1/mm", R"(A/V)", "large for small or rugged regions", ""},
     surface_volume_ratio},
    {{"VoxelVolume", "YEKZ", "mm3", R"(N\,V_{voxel})", "volume as the number of voxels", ""},
     voxel_volume},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return values_of(rows, measure(roi.mask)); }

}  // namespace

Family shape_family() {
  return {.name = "shape",
          .features = definitions,
          .compute = compute,
          .measures = Measures::once,
          .reads_voxels = false};
}

}  // namespace dlrr
