// Size, form and spatial spread of a region (IBSI manual, family HCUG), always in 3D. Measured on
// the morphological mask; integrated intensity, centre of mass shift, Moran's I and Geary's C also
// read the intensities of the voxels that re-segmentation left. shape holds PyRadiomics' choice.
#define EIGEN_MPL2_ONLY
#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <numbers>

#include "feature/radiomic/count/diameter.h"
#include "feature/radiomic/count/hull.h"
#include "feature/radiomic/count/mesh.h"
#include "feature/radiomic/count/neighbour_sums.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = std::numbers::pi;

struct Morphology {
  MeshMeasure mesh;         // mm2, mm3
  double voxel_volume = 0;  // mm3
  double diameter = 0;      // mm
  Vector3 axis{0, 0, 0};    // sqrt of the variances along the principal axes, descending, mm
  Extent box, oriented, smallest;
  Hull hull;
  double shift = 0;  // mm
  double mean_intensity = 0;
  NeighbourSums neighbours;
};

Eigen::Vector3d place_of(const Geometry& g, int x, int y, int z) {
  return {x * g.spacing[0], y * g.spacing[1], z * g.spacing[2]};
}

// Calls visit(x, y, z, offset) for every voxel of the mask.
template <class Visit>
void for_each_voxel(const Mask& mask, Visit visit) {
  const Index3 n = mask.geometry.size;
  std::size_t at = 0;
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x, ++at)
        if (mask.voxels[at]) visit(x, y, z, at);
}

// Divisor N - 1, as the reference values of IBSI have it (shape divides by N).
Vector3 principal_axes(const Mask& mask, const Eigen::Vector3d& centre, double count) {
  Eigen::Matrix3d scatter = Eigen::Matrix3d::Zero();
  for_each_voxel(mask, [&](int x, int y, int z, std::size_t) {
    const Eigen::Vector3d d = place_of(mask.geometry, x, y, z) - centre;
    scatter += d * d.transpose();
  });
  scatter /= count - 1;
  if (count < 2) return {kNaN, kNaN, kNaN};
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(scatter, Eigen::EigenvaluesOnly);
  Vector3 out;
  for (int a = 0; a < 3; ++a) {
    const double variance = solver.eigenvalues()[2 - a];
    out[a] = std::sqrt(variance < 1e-12 * solver.eigenvalues()[2] ? 0 : variance);
  }
  return out;
}

Eigen::Vector3d centre_of(const Mask& mask, double& count) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for_each_voxel(mask, [&](int x, int y, int z, std::size_t) {
    sum += place_of(mask.geometry, x, y, z);
    count += 1;
  });
  return sum / count;
}

void measure_form(const Mask& mask, Morphology& m, Eigen::Vector3d& centre) {
  double count = 0;
  centre = centre_of(mask, count);
  m.mesh = measure_mesh(mask);
  m.voxel_volume = count * mask.geometry.voxel_volume();
  m.diameter = measure_diameters(mask).any;
  m.axis = principal_axes(mask, centre, count);
  for (int a = 0; a < 3; ++a) m.box.mm[a] = mask.geometry.size[a] * mask.geometry.spacing[a];
  m.hull = convex_hull(mask);
  m.oriented = oriented_box(m.hull);
  m.smallest = smallest_ellipsoid(m.hull);
}

// `low`: where the first voxel of `mask` lies on the grid on which `centre` counts.
void measure_intensities(const Image& image, const Mask& mask, const Index3& low,
                         const Eigen::Vector3d& centre, Morphology& m) {
  Eigen::Vector3d weighted = Eigen::Vector3d::Zero();
  double sum = 0, count = 0;
  for_each_voxel(mask, [&](int x, int y, int z, std::size_t at) {
    const double intensity = image.voxels[at];
    weighted += intensity * place_of(mask.geometry, x + low[0], y + low[1], z + low[2]);
    sum += intensity;
    count += 1;
  });
  m.mean_intensity = sum / count;
  m.shift = sum == 0 ? kNaN : (weighted / sum - centre).norm();
  m.neighbours = sum_neighbours(image, mask);
}

Morphology measure(const Roi& roi) {
  const Surroundings around = surroundings(roi);
  const Box box = bounding_box(*around.morphology);
  Morphology m;
  Eigen::Vector3d centre;
  measure_form(crop(*around.morphology, box), m, centre);
  Index3 low;
  for (int a = 0; a < 3; ++a) low[a] = around.low[a] - box.low[a];
  measure_intensities(roi.image, *around.intensity, low, centre, m);
  return m;
}

using M = Morphology;

Extent ellipsoid(const M& m) { return {{2 * m.axis[0], 2 * m.axis[1], 2 * m.axis[2]}}; }
double share(double part, double whole) { return whole > 0 ? part / whole : kNaN; }
// (A^3 / (36 pi V^2))^(1/3): 1 for a ball.
double disproportion(const M& m) {
  return m.mesh.area / std::cbrt(36 * kPi * m.mesh.volume * m.mesh.volume);
}

double volume(const M& m) { return m.mesh.volume; }
double voxel_volume(const M& m) { return m.voxel_volume; }
double area(const M& m) { return m.mesh.area; }
double area_per_volume(const M& m) { return m.mesh.area / m.mesh.volume; }
double compactness_1(const M& m) {
  return m.mesh.volume / (std::sqrt(kPi) * std::pow(m.mesh.area, 1.5));
}
double compactness_2(const M& m) { return std::pow(disproportion(m), -3); }
double sphericity(const M& m) { return 1 / disproportion(m); }
double asphericity(const M& m) { return disproportion(m) - 1; }
double shift(const M& m) { return m.shift; }
double diameter(const M& m) { return m.diameter; }
template <int Axis>
double axis_length(const M& m) {
  return 4 * m.axis[Axis];
}
double elongation(const M& m) { return m.axis[1] / m.axis[0]; }
double flatness(const M& m) { return m.axis[2] / m.axis[0]; }
double box_volume_density(const M& m) { return m.mesh.volume / box_volume(m.box); }
double box_area_density(const M& m) { return m.mesh.area / box_area(m.box); }
double oriented_volume_density(const M& m) { return m.mesh.volume / box_volume(m.oriented); }
double oriented_area_density(const M& m) { return m.mesh.area / box_area(m.oriented); }
double ellipsoid_volume_density(const M& m) {
  return share(m.mesh.volume, ellipsoid_volume(ellipsoid(m)));
}
double ellipsoid_area_density(const M& m) {
  return share(m.mesh.area, ellipsoid_area(ellipsoid(m)));
}
double smallest_volume_density(const M& m) {
  return share(m.mesh.volume, ellipsoid_volume(m.smallest));
}
double smallest_area_density(const M& m) { return share(m.mesh.area, ellipsoid_area(m.smallest)); }
double hull_volume_density(const M& m) { return m.mesh.volume / m.hull.volume; }
double hull_area_density(const M& m) { return m.mesh.area / m.hull.area; }
double integrated_intensity(const M& m) { return m.mesh.volume * m.mean_intensity; }
double moran(const M& m) {
  const NeighbourSums& s = m.neighbours;
  return s.n * s.product / (s.weight * s.variation);
}
// Both orders of a pair: sum w (x1 - x2)^2 = 2 sum w x1^2 - 2 sum w x1 x2 for deviations x.
double geary(const M& m) {
  const NeighbourSums& s = m.neighbours;
  return (s.n - 1) * (s.squares - s.product) / (s.weight * s.variation);
}

constexpr std::string_view kOne = "the region is a single voxel";
constexpr std::string_view kThin = "the region is a single voxel, or flat";
constexpr std::string_view kFlat = "all intensities of the region are equal";

constexpr FeatureRow<M> rows[] = {
    {{"AreaDensityAlignedBox", "R59B", "", R"(A/A_{box})",
      "1 for a box along the axes of the image, more when rugged", ""},
     box_area_density},
    {{"AreaDensityConvexHull", "7T7F", "", R"(A/A_{hull})",
      "1 for a convex region, more when rugged", ""},
     hull_area_density},
    {{"AreaDensityEllipsoid", "RDD2", "", R"(A/A_{ellipsoid},\; a=2\sqrt{\lambda_1},\ldots)",
      "1.25 for a solid ellipsoid, more when rugged", kOne},
     ellipsoid_area_density},
    {{"AreaDensityMinimumEllipsoid", "BRI8", "", R"(A/A_{smallest\ ellipsoid})",
      "near 1 for an ellipsoid, more when rugged (no reference value in IBSI)", ""},
     smallest_area_density},
    {{"AreaDensityOrientedBox", "IQYR", "", R"(A/A_{smallest\ box})",
      "1 for a box, more when rugged (no reference value in IBSI)", ""},
     oriented_area_density},
    {{"Asphericity", "25C7", "", R"(\sqrt[3]{\frac{A^3}{36\pi V^2}}-1)",
      "0 for a ball, more when rugged or long", ""},
     asphericity},
    {{"CentreOfMassShift", "KLMA", "mm",
      R"(\left|\frac{1}{N}\sum_k X_k-\frac{\sum_k x_k X_k}{\sum_k x_k}\right|)",
      "large where bright parts lie off centre", "the intensities add up to 0"},
     shift},
    {{"Compactness1", "SKGS", "", R"(\frac{V}{\sqrt{\pi} A^{3/2}})", "largest (0.053) for a ball",
      ""},
     compactness_1},
    {{"Compactness2", "BQWJ", "", R"(\frac{36\pi V^2}{A^3})",
      "1 for a ball, less when rugged or long", ""},
     compactness_2},
    {{"Elongation", "Q3CK", "", R"(\sqrt{\lambda_2/\lambda_1})",
      "1 for a round cross-section, 0 for a line", kOne},
     elongation},
    {{"Flatness", "N17B", "", R"(\sqrt{\lambda_3/\lambda_1})", "1 for a ball, 0 for a flat region",
      kOne},
     flatness},
    {{"GearyC", "NPT7", "",
      R"(\frac{N-1}{2W}\frac{\sum_{k,l} w_{kl}(x_k-x_l)^2}{\sum_k (x_k-\bar x)^2},\; w=1/distance)",
      "below 1 where near voxels are alike, above 1 where they differ", kFlat},
     geary},
    {{"IntegratedIntensity", "99N0", "mm3 intensity", R"(V\,\bar x)",
      "large for large or bright regions", ""},
     integrated_intensity},
    {{"LeastAxisLength", "7J51", "mm", R"(4\sqrt{\lambda_3})", "thickness along the shortest axis",
      kOne},
     axis_length<2>},
    {{"MajorAxisLength", "TDIC", "mm", R"(4\sqrt{\lambda_1})", "length along the longest axis",
      kOne},
     axis_length<0>},
    {{"Maximum3DDiameter", "L0JK", "mm", R"(\max |v_a-v_b|)",
      "largest distance of two surface points", ""},
     diameter},
    {{"MinorAxisLength", "P9VJ", "mm", R"(4\sqrt{\lambda_2})", "length along the second axis",
      kOne},
     axis_length<1>},
    {{"MoranI", "N365", "",
      R"(\frac{N}{W}\frac{\sum_{k,l} w_{kl}(x_k-\bar x)(x_l-\bar x)}{\sum_k (x_k-\bar x)^2})",
      "above 0 where near voxels are alike, below 0 where they differ", kFlat},
     moran},
    {{"SphericalDisproportion", "KRCK", "", R"(\frac{A}{\sqrt[3]{36\pi V^2}})",
      "1 for a ball, more when rugged or long", ""},
     disproportion},
    {{"Sphericity", "QCFX", "", R"(\frac{\sqrt[3]{36\pi V^2}}{A})",
      "1 for a ball, less when rugged or long", ""},
     sphericity},
    {{"SurfaceArea", "C0JK", "mm2", R"(A=\frac{1}{2}\sum_f |(v_2-v_1)\times(v_3-v_1)|)",
      "area of the mesh", ""},
     area},
    {{"SurfaceVolumeRatio", "2PR5", "1/mm", R"(A/V)", "large for small or rugged regions", ""},
     area_per_volume},
    {{"Volume", "RNU0", "mm3", R"(V=\frac{1}{6}\sum_f v_1\cdot(v_2\times v_3))",
      "volume inside the mesh", ""},
     volume},
    {{"VolumeDensityAlignedBox", "PBX1", "", R"(V/V_{box})",
      "1 for a box along the axes of the image, less for other forms", ""},
     box_volume_density},
    {{"VolumeDensityConvexHull", "R3ER", "", R"(V/V_{hull})", "1 for a convex region", ""},
     hull_volume_density},
    {{"VolumeDensityEllipsoid", "6BDE", "", R"(V/V_{ellipsoid},\; a=2\sqrt{\lambda_1},\ldots)",
      "1.4 for a solid ellipsoid, less for hollow or scattered regions", kThin},
     ellipsoid_volume_density},
    {{"VolumeDensityMinimumEllipsoid", "SWZ1", "", R"(V/V_{smallest\ ellipsoid})",
      "near 1 for an ellipsoid (no reference value in IBSI)", ""},
     smallest_volume_density},
    {{"VolumeDensityOrientedBox", "ZH1A", "", R"(V/V_{smallest\ box})",
      "1 for a box (no reference value in IBSI)", ""},
     oriented_volume_density},
    {{"VoxelVolume", "YEKZ", "mm3", R"(N\,V_{voxel})", "volume as the number of voxels", ""},
     voxel_volume},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return values_of(rows, measure(roi)); }

}  // namespace

Family morphology_family() { return {"morphology", definitions, compute, Measures::once, false}; }

}  // namespace dlrr
