// The 33 consensus response maps of IBSI 2 phase 1 (shared/data/ibsi2): every voxel within 1 % of
// the range of the reference map.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "image/filter/filter.h"
#include "image/read.h"

namespace dlrr {
namespace {

const std::filesystem::path data = std::filesystem::path(DLRR_SHARED_DIR) / "data" / "ibsi2";

struct MapTest {
  std::string id, phantom, type;
  FilterSettings settings;
};

FilterSettings bounded(Boundary boundary, int dimension = 3) {
  FilterSettings s;
  s.ibsi.boundary = boundary;
  s.ibsi.dimension = dimension;
  return s;
}

void add_means(std::vector<MapTest>& list) {
  const auto mean = [&](const std::string& id, const std::string& phantom, Boundary boundary,
                        int dimension) {
    FilterSettings s = bounded(boundary, dimension);
    s.ibsi.mean_support = {15};
    list.push_back({id, phantom, "Mean", s});
  };
  mean("1_a_1", "checkerboard", Boundary::zero, 3);
  mean("1_a_2", "checkerboard", Boundary::nearest, 3);
  mean("1_a_3", "checkerboard", Boundary::periodic, 3);
  mean("1_a_4", "checkerboard", Boundary::mirror, 3);
  mean("1_b_1", "impulse", Boundary::zero, 2);
}

void add_laplacians(std::vector<MapTest>& list) {
  const auto log = [&](const std::string& id, const std::string& phantom, double sigma,
                       Boundary boundary, int dimension) {
    FilterSettings s = bounded(boundary, dimension);
    s.sigma = {{sigma, "sigma"}};
    list.push_back({id, phantom, "TruncatedLoG", s});
  };
  log("2_a", "impulse", 3, Boundary::zero, 3);
  log("2_b", "checkerboard", 5, Boundary::mirror, 3);
  log("2_c", "checkerboard", 5, Boundary::mirror, 2);
}

void add_laws(std::vector<MapTest>& list) {
  const auto three = [&](const std::string& id, const std::string& phantom,
                         const std::string& kernel, Boundary boundary) {
    FilterSettings s = bounded(boundary);
    s.ibsi.laws_kernels = {kernel};
    list.push_back({id + "_1", phantom, "Laws", s});
    s.ibsi.rotation_invariance = Pooling::max;
    list.push_back({id + "_2", phantom, "Laws", s});
    s.ibsi.laws_energy_delta = 7;
    list.push_back({id + "_3", phantom, "Laws", s});
  };
  three("3_a", "impulse", "E5L5S5", Boundary::zero);
  three("3_b", "checkerboard", "E3W5R5", Boundary::mirror);
  three("3_c", "checkerboard", "L5S5", Boundary::mirror);
}

void add_gabors(std::vector<MapTest>& list) {
  const auto gabor = [&](const std::string& id, const std::string& phantom, GaborSettings g,
                         Boundary boundary, int dimension) {
    FilterSettings s = bounded(boundary, dimension);
    s.ibsi.gabor = std::move(g);
    list.push_back({id, phantom, "Gabor", s});
  };
  gabor("4_a_1", "impulse", {10, 4, 0.5, {60}, 0}, Boundary::zero, 2);
  gabor("4_a_2", "impulse", {10, 4, 0.5, {}, 45}, Boundary::zero, 3);
  gabor("4_b_1", "sphere", {20, 8, 2.5, {225}, 0}, Boundary::mirror, 2);
  gabor("4_b_2", "sphere", {20, 8, 2.5, {}, 22.5}, Boundary::mirror, 3);
}

void add_wavelets(std::vector<MapTest>& list) {
  const auto wavelet = [&](const std::string& id, const std::string& phantom,
                           const std::string& name, const std::string& band, int level,
                           Boundary boundary, Pooling pooling) {
    FilterSettings s = bounded(boundary);
    s.wavelet = name;
    s.ibsi.wavelet_bands = {band};
    s.ibsi.wavelet_levels = {level};
    s.ibsi.rotation_invariance = pooling;
    list.push_back({id, phantom, "UndecimatedWavelet", s});
  };
  wavelet("5_a_1", "impulse", "db2", "LHL", 1, Boundary::zero, Pooling::none);
  wavelet("5_a_2", "impulse", "db2", "LHL", 1, Boundary::zero, Pooling::average);
  wavelet("6_a_1", "sphere", "coif1", "HHL", 1, Boundary::periodic, Pooling::none);
  wavelet("6_a_2", "sphere", "coif1", "HHL", 1, Boundary::periodic, Pooling::average);
  wavelet("7_a_1", "checkerboard", "haar", "LLL", 2, Boundary::mirror, Pooling::average);
  wavelet("7_a_2", "checkerboard", "haar", "HHH", 2, Boundary::mirror, Pooling::average);
  for (int level = 1; level <= 3; ++level) {
    FilterSettings s = bounded(Boundary::periodic);
    s.ibsi.simoncelli_levels = {level};
    list.push_back({"8_a_" + std::to_string(level), "checkerboard", "Simoncelli", s});
  }
}

void add_riesz(std::vector<MapTest>& list) {
  const auto riesz = [&](const std::string& id, const std::string& phantom, const std::string& of,
                         const Index3& order) {
    FilterSettings s = bounded(Boundary::zero);
    s.sigma = {{3, "3.0"}};
    s.ibsi.riesz_of = of;
    s.ibsi.riesz_orders = {order};
    list.push_back({id, phantom, "Riesz", s});
  };
  riesz("9_a", "impulse", "TruncatedLoG", {1, 0, 0});
  riesz("9_b_1", "sphere", "TruncatedLoG", {0, 2, 0});
  riesz("10_b_1", "pattern_1", "Simoncelli", {0, 2, 0});
}

std::vector<MapTest> map_tests() {
  std::vector<MapTest> list;
  add_means(list);
  add_laplacians(list);
  add_laws(list);
  add_gabors(list);
  add_wavelets(list);
  add_riesz(list);
  return list;
}

// Largest difference over the range of the reference.
double error_over_range(const Image& got, const Image& want) {
  const auto [low, high] = std::minmax_element(want.voxels.begin(), want.voxels.end());
  double off = 0;
  for (std::size_t i = 0; i < want.voxels.size(); ++i)
    off = std::max(off, std::fabs(got.voxels[i] - want.voxels[i]));
  return off / (*high - *low);
}

TEST(ResponseMaps, AreWithinOnePercentOfTheRange) {
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
  std::size_t within = 0, compared = 0;
  std::map<std::string, Image> phantoms;
  for (const MapTest& test : map_tests()) {
    if (!phantoms.contains(test.phantom))
      phantoms[test.phantom] = read_image(data / "digital_phantoms" / (test.phantom + ".nii.gz"));
    const Image want = read_image(data / "response_maps" / (test.id + ".nii.gz"));
    std::size_t emitted = 0;
    filter(test.type).apply(phantoms.at(test.phantom), nullptr, test.settings,
                            [&](const std::string& name, const Image& got) {
                              ++emitted;
                              ASSERT_EQ(got.voxels.size(), want.voxels.size());
                              const double error = error_over_range(got, want);
                              std::printf("%-7s %-13s %-52s %.1e\n", test.id.c_str(),
                                          test.phantom.c_str(), name.c_str(), error);
                              ++compared;
                              within += error <= 0.01;
                              EXPECT_LE(error, 0.01) << test.id;
                            });
    EXPECT_EQ(emitted, 1u) << test.id;
  }
  std::printf("IBSI 2 phase 1: %zu of 33 response maps within 1 %% of the range\n", within);
  EXPECT_EQ(compared, 33u);
}

}  // namespace
}  // namespace dlrr
