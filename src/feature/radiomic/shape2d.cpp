// Shape of a region in one plane (PyRadiomics' shape2D); needs force2D and a region of one slice.
#define EIGEN_MPL2_ONLY
#include <Eigen/Eigenvalues>
#include <cmath>
#include <numbers>
#include <string>

#include "base/error.h"
#include "feature/radiomic/count/outline.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

struct FlatShape {
  OutlineMeasure outline;
  double pixel_surface = 0;     // mm2
  double major = 0, minor = 0;  // variances of the pixel centres along the principal axes, mm2
};

// Axes of the plane, rows first, as the array is stored: z before y before x.
std::array<int, 2> plane_axes(int across) {
  if (across == 2) return {1, 0};
  if (across == 1) return {2, 0};
  return {2, 1};
}

FlatMask flatten(const Mask& mask, int force_2d_dimension) {
  const int across = 2 - force_2d_dimension;
  const Index3& size = mask.geometry.size;
  if (size[across] > 1)
    throw Error("Size of the mask in dimension " + std::to_string(force_2d_dimension) +
                " is more than 1 (" + std::to_string(size[across]) +
                " slices), cannot compute 2D shape: draw the region on one slice, or use shape");
  const auto [row_axis, column_axis] = plane_axes(across);
  FlatMask flat{size[row_axis],
                size[column_axis],
                {mask.geometry.spacing[row_axis], mask.geometry.spacing[column_axis]},
                mask.voxels};
  return flat;
}

void add_axes(const FlatMask& flat, FlatShape& shape) {
  double n = 0, r = 0, c = 0, rr = 0, rc = 0, cc = 0;
  for (int row = 0; row < flat.rows; ++row)
    for (int column = 0; column < flat.columns; ++column) {
      if (!flat.at(row, column)) continue;
      n += 1;
      r += row;
      c += column;
      rr += double(row) * row;
      rc += double(row) * column;
      cc += double(column) * column;
    }
  // Sums of whole numbers are exact, so nothing cancels.
  const double dr = flat.spacing[0], dc = flat.spacing[1];
  Eigen::Matrix2d covariance;
  covariance(0, 0) = (rr * n - r * r) / (n * n) * dr * dr;
  covariance(0, 1) = covariance(1, 0) = (rc * n - r * c) / (n * n) * dr * dc;
  covariance(1, 1) = (cc * n - c * c) / (n * n) * dc * dc;
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> solver(covariance, Eigen::EigenvaluesOnly);
  shape.minor = std::max(0.0, solver.eigenvalues()[0]);
  shape.major = solver.eigenvalues()[1];
  shape.pixel_surface = n * dr * dc;
}

FlatShape measure(const Roi& roi) {
  const FlatMask flat = flatten(roi.mask, roi.settings.force_2d_dimension);
  FlatShape shape;
  shape.outline = measure_outline(flat);
  add_axes(flat, shape);
  return shape;
}

double elongation(const FlatShape& s) { return std::sqrt(s.minor / s.major); }
double major_axis(const FlatShape& s) { return 4 * std::sqrt(s.major); }
double maximum_diameter(const FlatShape& s) { return s.outline.diameter; }
double mesh_surface(const FlatShape& s) { return s.outline.area; }
double minor_axis(const FlatShape& s) { return 4 * std::sqrt(s.minor); }
double perimeter(const FlatShape& s) { return s.outline.perimeter; }
double perimeter_surface_ratio(const FlatShape& s) { return s.outline.perimeter / s.outline.area; }
double pixel_surface(const FlatShape& s) { return s.pixel_surface; }
double sphericity(const FlatShape& s) {
  return 2 * std::sqrt(std::numbers::pi * s.outline.area) / s.outline.perimeter;
}
double spherical_disproportion(const FlatShape& s) { return 1 / sphericity(s); }

constexpr std::string_view kOne = "the region is a single pixel";

constexpr FeatureRow<FlatShape> rows[] = {
    {{"Elongation", "", "", R"(\sqrt{\lambda_2/\lambda_1})", "1 for a round outline, 0 for a line",
      kOne},
     elongation},
    {{"MajorAxisLength", "", "mm", R"(4\sqrt{\lambda_1})", "length along the long axis", ""},
     major_axis},
    {{"MaximumDiameter", "", "mm", R"(\max |v_a-v_b|)",
      "largest distance of two points of the outline", ""},
     maximum_diameter},
    {{"MeshSurface", "", "mm2", R"(A=\frac{1}{2}\sum_i a_i\times b_i)", "area inside the outline",
      ""},
     mesh_surface},
    {{"MinorAxisLength", "", "mm", R"(4\sqrt{\lambda_2})", "length along the short axis", ""},
     minor_axis},
    {{"Perimeter", "", "mm", R"(P=\sum_i |a_i-b_i|)", "length of the outline", ""}, perimeter},
    {{"PerimeterSurfaceRatio", "", "1/mm", R"(P/A)", "large for small or rugged outlines", ""},
     perimeter_surface_ratio},
    {{"PixelSurface", "", "mm2", R"(N\,A_{pixel})", "area as the number of pixels", ""},
     pixel_surface},
    {{"SphericalDisproportion", "", "", R"(\frac{P}{2\sqrt{\pi A}})",
      "1 for a circle, more when rugged or long", "", true},
     spherical_disproportion},
    {{"Sphericity", "", "", R"(\frac{2\sqrt{\pi A}}{P})",
      "1 for a circle, less when rugged or long", ""},
     sphericity},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return values_of(rows, measure(roi)); }

}  // namespace

Family shape2d_family() { return {"shape2D", definitions, compute, Measures::once}; }

}  // namespace dlrr
