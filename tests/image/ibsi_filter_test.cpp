// The filters of IBSI 2 by their definitions, on small images of unequal sides.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <map>
#include <numbers>

#include "base/error.h"
#include "image/filter/convolve.h"
#include "image/filter/filter.h"

namespace dlrr {
namespace {

constexpr Boundary boundaries[] = {Boundary::zero, Boundary::nearest, Boundary::periodic,
                                   Boundary::mirror};

double wave(int x, int y, int z) {
  return std::sin(1.7 * x + 0.3 * y * y) + 2 * std::cos(0.9 * z + 0.4 * x * y) + 0.1 * x * z;
}

Image grid(Index3 size, Vector3 spacing = {1, 1, 1}) {
  Image image;
  image.geometry.size = size;
  image.geometry.spacing = spacing;
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x) image.voxels.push_back(wave(x, y, z));
  return image;
}

// The image read beyond its border.
double value(const Image& image, int x, int y, int z, Boundary boundary) {
  const Index3& n = image.geometry.size;
  const int a = voxel_at(x, n[0], boundary), b = voxel_at(y, n[1], boundary),
            c = voxel_at(z, n[2], boundary);
  return a < 0 || b < 0 || c < 0 ? 0.0 : image.voxels[image.geometry.offset(a, b, c)];
}

std::map<std::string, Image> run(const std::string& type, const Image& image,
                                 const FilterSettings& s) {
  std::map<std::string, Image> out;
  filter(type).apply(image, nullptr, s,
                     [&](const std::string& name, const Image& derived) { out[name] = derived; });
  return out;
}

Image only(const std::string& type, const Image& image, const FilterSettings& s) {
  const auto all = run(type, image, s);
  EXPECT_EQ(all.size(), 1u);
  return all.begin()->second;
}

// Compares every voxel with formula(x, y, z).
template <class Formula>
void expect_everywhere(const Image& got, Formula formula, double allowed = 1e-12) {
  const Index3& n = got.geometry.size;
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x)
        ASSERT_NEAR(got.voxels[got.geometry.offset(x, y, z)], formula(x, y, z), allowed)
            << x << " " << y << " " << z;
}

TEST(Boundaries, ReadBeyondTheBorder) {
  const auto line = [](Boundary boundary) {
    std::vector<int> out;
    for (int i = -4; i < 7; ++i) out.push_back(voxel_at(i, 3, boundary));
    return out;
  };
  EXPECT_EQ(line(Boundary::zero), (std::vector{-1, -1, -1, -1, 0, 1, 2, -1, -1, -1, -1}));
  EXPECT_EQ(line(Boundary::nearest), (std::vector{0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2}));
  EXPECT_EQ(line(Boundary::periodic), (std::vector{2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0}));
  EXPECT_EQ(line(Boundary::mirror), (std::vector{2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0}));
}

TEST(Convolution, IsItsDefinitionAlongEveryAxis) {
  const Image image = grid({11, 5, 4});
  const Kernel kernel{{1.5, -2, 0, 0.25, 3, -1}, 3};
  for (const Boundary boundary : boundaries)
    for (int axis = 0; axis < 3; ++axis) {
      const Image got{image.geometry, PixelType::float64,
                      convolve(image.voxels, image.geometry.size, axis, kernel, boundary)};
      expect_everywhere(got, [&](int x, int y, int z) {
        double sum = 0;
        for (int j = 0; j < 6; ++j) {
          Index3 at{x, y, z};
          at[axis] += kernel.centre - j;
          sum += kernel.taps[j] * value(image, at[0], at[1], at[2], boundary);
        }
        return sum;
      });
    }
}

TEST(MeanFilter, AveragesTheBox) {
  const Image image = grid({6, 5, 4});
  for (const Boundary boundary : boundaries) {
    FilterSettings s;
    s.ibsi.boundary = boundary;
    s.ibsi.mean_support = {3};
    expect_everywhere(only("Mean", image, s), [&](int x, int y, int z) {
      double sum = 0;
      for (int i = -1; i <= 1; ++i)
        for (int j = -1; j <= 1; ++j)
          for (int k = -1; k <= 1; ++k) sum += value(image, x + i, y + j, z + k, boundary);
      return sum / 27;
    });
    s.ibsi.dimension = 2;
    s.force_2d_dimension = 1;  // slices are x, z
    expect_everywhere(only("Mean", image, s), [&](int x, int y, int z) {
      double sum = 0;
      for (int i = -1; i <= 1; ++i)
        for (int k = -1; k <= 1; ++k) sum += value(image, x + i, y, z + k, boundary);
      return sum / 9;
    });
  }
}

TEST(TruncatedLogFilter, IsTheKernelOfIbsi) {
  const Image image = grid({9, 8, 7}, {2, 2, 2});
  FilterSettings s;
  s.sigma = {{2.5, "2.5"}};
  s.ibsi.log_truncation = 3;
  const double w = 1.25;
  const int radius = 4;  // floor(3 * 1.25 + 0.5)
  expect_everywhere(only("TruncatedLoG", image, s), [&](int x, int y, int z) {
    double sum = 0;
    for (int i = -radius; i <= radius; ++i)
      for (int j = -radius; j <= radius; ++j)
        for (int k = -radius; k <= radius; ++k) {
          const double square = (i * i + j * j + k * k) / (w * w);
          const double kernel = -std::pow(std::sqrt(2 * std::numbers::pi) * w, -3) * (3 - square) /
                                (w * w) * std::exp(-square / 2);
          sum += kernel * value(image, x - i, y - j, z - k, Boundary::mirror);
        }
    return sum;
  });
}

TEST(TruncatedLogFilter, IsTheLaplacianPerMmOnVoxelsOfUnequalSides) {
  // x*x + 2 y*y - z*z in mm: the Laplacian is 4 per mm2, wherever the voxels lie.
  Image image = grid({60, 60, 60}, {1, 2, 0.5});
  for (int z = 0; z < 60; ++z)
    for (int y = 0; y < 60; ++y)
      for (int x = 0; x < 60; ++x) {
        const double a = x - 30.0, b = 2 * (y - 30.0), c = 0.5 * (z - 30.0);
        image.voxels[image.geometry.offset(x, y, z)] = a * a + 2 * b * b - c * c;
      }
  FilterSettings s;
  s.sigma = {{2, "2"}};
  s.ibsi.log_truncation = 7;
  const Image got = only("TruncatedLoG", image, s);
  EXPECT_NEAR(got.voxels[got.geometry.offset(30, 30, 30)], 4, 1e-3);
}

// The image turned by 90 degrees about z: (x, y) -> (y', -x').
Image turned(const Image& image) {
  const Index3& n = image.geometry.size;
  Image out = image;
  out.geometry.size = {n[1], n[0], n[2]};
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x)
        out.voxels[out.geometry.offset(n[1] - 1 - y, x, z)] =
            image.voxels[image.geometry.offset(x, y, z)];
  return out;
}

// x -> y -> z -> x.
Image rolled(const Image& image) {
  const Index3& n = image.geometry.size;
  Image out = image;
  out.geometry.size = {n[2], n[0], n[1]};
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x)
        out.voxels[out.geometry.offset(z, x, y)] = image.voxels[image.geometry.offset(x, y, z)];
  return out;
}

void expect_same(const Image& a, const Image& b, double allowed = 1e-12) {
  ASSERT_EQ(a.geometry.size, b.geometry.size);
  for (std::size_t i = 0; i < a.voxels.size(); ++i)
    ASSERT_NEAR(a.voxels[i], b.voxels[i], allowed) << i;
}

TEST(RotationInvariance, TurnsTheResponseWithTheImage) {
  const Image image = grid({9, 8, 7});
  for (const Pooling pooling : {Pooling::max, Pooling::average})
    for (const Boundary boundary : {Boundary::zero, Boundary::nearest, Boundary::mirror}) {
      FilterSettings s;
      s.ibsi.rotation_invariance = pooling;
      s.ibsi.boundary = boundary;
      s.wavelet = "db3";
      s.ibsi.wavelet_bands = {"LHH"};
      s.ibsi.wavelet_levels = {2};
      s.ibsi.laws_kernels = {"E3W5R5"};
      for (const char* type : {"UndecimatedWavelet", "Laws"}) {
        const Image response = only(type, image, s);
        expect_same(only(type, turned(image), s), turned(response));
        expect_same(only(type, rolled(image), s), rolled(response));
      }
    }
}

TEST(RotationInvariance, OfASliceLeavesTheThirdAxisAlone) {
  FilterSettings s;
  s.ibsi.rotation_invariance = Pooling::max;
  s.ibsi.laws_kernels = {"L5S5"};
  const Image image = grid({7, 6, 3});
  const Image response = only("Laws", image, s);
  expect_same(only("Laws", turned(image), s), turned(response));
  Image one = image;  // a slice does not know the others
  for (std::size_t i = 42; i < one.voxels.size(); ++i) one.voxels[i] = 0;
  const Image alone = only("Laws", one, s);
  for (std::size_t i = 0; i < 42; ++i) EXPECT_EQ(alone.voxels[i], response.voxels[i]);
}

TEST(LawsFilter, NamesItsKernelsInTheOrderOfTheAxes) {
  FilterSettings s;
  s.ibsi.boundary = Boundary::zero;
  s.ibsi.laws_kernels = {"E3L3S3"};
  const double norm = std::sqrt(2.0 * 6 * 6), e[] = {-1, 0, 1}, l[] = {1, 2, 1}, k[] = {-1, 2, -1};
  const Image image = grid({5, 6, 4});
  expect_everywhere(only("Laws", image, s), [&](int x, int y, int z) {
    double sum = 0;
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b)
        for (int c = 0; c < 3; ++c)
          sum += e[a] * l[b] * k[c] / norm *
                 value(image, x + 1 - a, y + 1 - b, z + 1 - c, Boundary::zero);
    return sum;
  });
}

TEST(LawsFilter, EnergyIsTheMeanMagnitudeAround) {
  const Image image = grid({7, 6, 5});
  FilterSettings s;
  s.ibsi.laws_kernels = {"S3E3L3"};
  const Image response = only("Laws", image, s);
  s.ibsi.laws_energy_delta = 1;
  expect_everywhere(only("Laws", image, s), [&](int x, int y, int z) {
    double sum = 0;
    for (int i = -1; i <= 1; ++i)
      for (int j = -1; j <= 1; ++j)
        for (int k = -1; k <= 1; ++k)
          sum += std::fabs(value(response, x + i, y + j, z + k, Boundary::mirror));
    return sum / 27;
  });
}

TEST(LawsFilter, RefusesAnUnknownKernel) {
  FilterSettings s;
  s.ibsi.laws_kernels = {"L5Q5"};
  EXPECT_NE(laws_filter.problem(s).find("'Q5' in 'L5Q5'"), std::string::npos);
  s.ibsi.laws_kernels = {"L5E5S5W5"};
  EXPECT_NE(laws_filter.problem(s).find("has 4 kernels"), std::string::npos);
  EXPECT_THROW(run("Laws", grid({3, 3, 3}), s), Error);
}

// |sum of taps times image| over the square support of IBSI.
double gabor_by_definition(const Image& image, const Index3& at, int a, int b, double degrees,
                           const GaborSettings& g, Boundary boundary) {
  const Index3& n = image.geometry.size;
  const int radius = std::max(n[a], n[b]) / 2;
  const double t = degrees * std::numbers::pi / 180;
  std::complex<double> sum = 0;
  for (int j = -radius; j <= radius; ++j)
    for (int i = -radius; i <= radius; ++i) {
      const double x = i * image.geometry.spacing[a], y = j * image.geometry.spacing[b];
      const double u = x * std::cos(t) + y * std::sin(t), v = y * std::cos(t) - x * std::sin(t);
      const double envelope =
          std::exp(-(u * u + g.gamma * g.gamma * v * v) / (2 * g.sigma * g.sigma));
      Index3 from = at;
      from[a] -= i;
      from[b] -= j;
      sum += std::polar(envelope, 2 * std::numbers::pi * u / g.lambda) *
             value(image, from[0], from[1], from[2], boundary);
    }
  return std::abs(sum);
}

TEST(GaborFilter, IsItsDefinitionInEveryPlane) {
  const Image image = grid({9, 8, 6}, {1, 1.5, 2});
  for (const Boundary boundary : boundaries) {
    FilterSettings s;
    s.ibsi.boundary = boundary;
    s.ibsi.gabor = {2, 3, 0.7, {35}, 0};
    const GaborSettings& g = s.ibsi.gabor;
    s.ibsi.dimension = 2;
    expect_everywhere(only("Gabor", image, s), [&](int x, int y, int z) {
      return gabor_by_definition(image, {x, y, z}, 0, 1, 35, g, boundary);
    });
    s.force_2d_dimension = 2;
    expect_everywhere(only("Gabor", image, s), [&](int x, int y, int z) {
      return gabor_by_definition(image, {x, y, z}, 1, 2, 35, g, boundary);
    });
  }
}

TEST(GaborFilter, AveragesOrientationsAndPlanes) {
  const Image image = grid({7, 6, 5});
  FilterSettings s;
  s.ibsi.gabor = {0.9, 2, 1.5, {}, 72};  // five orientations, none opposite to another
  expect_everywhere(only("Gabor", image, s), [&](int x, int y, int z) {
    double sum = 0;
    for (int k = 0; k < 5; ++k)
      for (const auto& [a, b] : {std::pair{0, 1}, {0, 2}, {1, 2}})
        sum += gabor_by_definition(image, {x, y, z}, a, b, 72 * k, s.ibsi.gabor, Boundary::mirror);
    return sum / 15;
  });
}

TEST(GaborFilter, OppositeOrientationsHaveTheSameModulus) {
  const Image image = grid({7, 6, 5});
  FilterSettings s;
  s.ibsi.gabor.theta = {0, 45, 90, 135, 180, 225, 270, 315};
  const auto each = run("Gabor", image, s);
  EXPECT_EQ(each.size(), 8u);
  s.ibsi.gabor.theta.clear();
  s.ibsi.gabor.theta_step = 45;
  const Image all = only("Gabor", image, s);
  for (std::size_t i = 0; i < all.voxels.size(); ++i) {
    double sum = 0;
    for (const auto& [name, one] : each) sum += one.voxels[i];
    ASSERT_NEAR(all.voxels[i], sum / 8, 1e-12);
  }
}

TEST(UndecimatedWaveletFilter, SpreadsItsTapsWithTheLevel) {
  // Haar, level 2: low-pass (1, 1)/sqrt2, then (-1, 0, 1, 0)/sqrt2 about its third place.
  Image image = grid({12, 1, 1});
  FilterSettings s;
  s.wavelet = "haar";
  s.ibsi.boundary = Boundary::zero;
  s.ibsi.wavelet_levels = {2};
  s.ibsi.wavelet_bands = {"HL"};
  s.force_2d_dimension = 1;  // slices are x, z; z has one voxel, where both low-passes halve
  expect_everywhere(only("UndecimatedWavelet", image, s), [&](int x, int, int) {
    const auto low = [&](int i) {
      return i < 0 || i > 11 ? 0.0
                             : (value(image, i, 0, 0, Boundary::zero) +
                                value(image, i + 1, 0, 0, Boundary::zero)) /
                                   std::sqrt(2.0);
    };
    return (low(x) - low(x + 2)) / std::sqrt(2.0) / 2;
  });
}

TEST(UndecimatedWaveletFilter, EqualsPyRadiomicsOnTheFirstPeriodicLevelOfEvenAxes) {
  const Image image = grid({8, 6, 10});
  FilterSettings s;
  s.wavelet = "bior2.4";
  s.ibsi.boundary = Boundary::periodic;
  const auto ours = run("UndecimatedWavelet", image, s), theirs = run("Wavelet", image, s);
  ASSERT_EQ(ours.size(), 8u);
  for (const auto& [name, band] : theirs)
    expect_same(ours.at("undecimated-wavelet-bior2-4-level-1-" + name.substr(8)), band);
}

// H times the transform, by the definition of the transform.
std::vector<std::complex<double>> transform(const std::vector<std::complex<double>>& x,
                                            const Index3& n, double sign) {
  std::vector<std::complex<double>> out(x.size());
  Geometry g;
  g.size = n;
  for (int c = 0; c < n[2]; ++c)
    for (int b = 0; b < n[1]; ++b)
      for (int a = 0; a < n[0]; ++a)
        for (int z = 0; z < n[2]; ++z)
          for (int y = 0; y < n[1]; ++y)
            for (int i = 0; i < n[0]; ++i)
              out[g.offset(a, b, c)] +=
                  x[g.offset(i, y, z)] *
                  std::polar(1.0, sign * 2 * std::numbers::pi *
                                      (double(a * i) / n[0] + double(b * y) / n[1] +
                                       double(c * z) / n[2]));
  return out;
}

template <class Factor>
Image multiplied(const Image& image, Factor factor) {
  const Index3& n = image.geometry.size;
  auto spectrum = transform({image.voxels.begin(), image.voxels.end()}, n, -1);
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x) spectrum[image.geometry.offset(x, y, z)] *= factor(x, y, z);
  Image out = image;
  const auto back = transform(spectrum, n, 1);
  for (std::size_t i = 0; i < back.size(); ++i)
    out.voxels[i] = back[i].real() / static_cast<double>(back.size());
  return out;
}

TEST(SimoncelliFilter, IsItsBandOnTheGridOfTheReferenceMaps) {
  const Image image = grid({8, 7, 6});
  FilterSettings s;
  s.ibsi.simoncelli_levels = {1, 2};
  const auto got = run("Simoncelli", image, s);
  for (const int level : {1, 2}) {
    const auto coordinate = [](int k, int n) {
      const double middle = (n - 1) / 2.0;
      return ((k + n / 2) % n - middle) / middle;
    };
    const double most = level == 1 ? 1 : 0.5;
    const Image want = multiplied(image, [&](int x, int y, int z) {
      const double a = coordinate(x, 8), b = coordinate(y, 7), c = coordinate(z, 6);
      const double rho = std::sqrt(a * a + b * b + c * c);
      const bool inside = rho >= most / 4 && rho <= most;
      return inside ? std::cos(std::numbers::pi / 2 * std::log2(2 * rho / most)) : 0.0;
    });
    expect_same(got.at("simoncelli-level-" + std::to_string(level) + "-3D"), want);
  }
}

TEST(RieszFilter, IsItsFactorOnTheTransformOfItsBase) {
  const Image image = grid({6, 5, 4}, {1, 2, 3});
  FilterSettings s;
  s.sigma = {{1.5, "1.5"}};
  s.ibsi.riesz_of = "TruncatedLoG";
  s.ibsi.riesz_orders = {{2, 1, 0}};
  const Image base = only("TruncatedLoG", image, s);
  const auto frequency = [](int k, int n, double spacing) {
    return (k < (n + 1) / 2 ? k : k - n) / (n * spacing);
  };
  const Image want = multiplied(base, [&](int x, int y, int z) {
    const double a = frequency(x, 6, 1), b = frequency(y, 5, 2), c = frequency(z, 4, 3);
    const double square = a * a + b * b + c * c;
    const std::complex<double> turn(0, 1);  // (-i)^3
    return square > 0 ? turn * std::sqrt(3.0) * a * a * b / std::pow(square, 1.5) : 0.0;
  });
  const auto got = run("Riesz", image, s);
  expect_same(got.at("riesz-2-1-0-of-truncated-log-sigma-1-5-mm-3D"), want);
}

TEST(RieszFilter, RefusesAThirdOrderInSlices) {
  FilterSettings s;
  s.ibsi.dimension = 2;
  s.ibsi.riesz_orders = {{0, 0, 1}};
  EXPECT_NE(riesz_filter.problem(s).find("two numbers"), std::string::npos);
}

}  // namespace
}  // namespace dlrr
