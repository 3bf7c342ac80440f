#include "region/distance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "region/region.h"

namespace dlrr {
namespace {

// The definition, without any idea: every voxel against every seed.
std::vector<double> by_definition(const std::vector<std::uint8_t>& seeds, const Index3& size,
                                  const Vector3& spacing) {
  const Geometry g{size};
  std::vector<double> out(seeds.size(), std::numeric_limits<double>::infinity());
  const auto each = [&](const auto& visit) {
    for (int z = 0; z < size[2]; ++z)
      for (int y = 0; y < size[1]; ++y)
        for (int x = 0; x < size[0]; ++x) visit(x, y, z, g.offset(x, y, z));
  };
  each([&](int x, int y, int z, std::size_t o) {
    each([&](int a, int b, int c, std::size_t seed) {
      if (!seeds[seed]) return;
      const double dx = (a - x) * spacing[0], dy = (b - y) * spacing[1], dz = (c - z) * spacing[2];
      out[o] = std::min(out[o], dx * dx + dy * dy + dz * dz);
    });
  });
  return out;
}

std::vector<std::uint8_t> random_seeds(std::size_t count, double share, Random& random) {
  std::vector<std::uint8_t> seeds(count);
  for (auto& s : seeds) s = random.uniform() < share;
  return seeds;
}

TEST(Distance, EqualsTheDefinitionOnRandomMasksWithOddSpacings) {
  Random random(7, "distance test");
  const Vector3 spacings[] = {
      {1, 1, 1}, {0.7031, 0.7031, 5}, {3.1, 0.4, 1.7}, {0.1, 9, 2.5}, {4, 1, 0.3}};
  for (int round = 0; round < 60; ++round) {
    const Index3 size{1 + int(random.below(11)), 1 + int(random.below(9)),
                      1 + int(random.below(8))};
    const auto& spacing = spacings[round % 5];
    const auto count = Geometry{size}.voxels();
    const auto seeds = random_seeds(count,
                                    round % 3 == 0   ? 0.02
                                    : round % 3 == 1 ? 0.3
                                                     : 0.95,
                                    random);
    const auto found = squared_distance_mm2(seeds, size, spacing);
    const auto expected = by_definition(seeds, size, spacing);
    for (std::size_t i = 0; i < count; ++i) {
      if (std::isinf(expected[i])) {
        ASSERT_TRUE(std::isinf(found[i]));
      } else {
        ASSERT_NEAR(found[i], expected[i], 1e-12 * (1 + expected[i]))
            << "round " << round << " voxel " << i;
      }
    }
  }
}

TEST(Distance, IsInfiniteWithoutSeeds) {
  for (const double d : squared_distance_mm2(std::vector<std::uint8_t>(24), {2, 3, 4}, {1, 2, 3}))
    EXPECT_TRUE(std::isinf(d));
}

TEST(SignedDistance, IsNegativeInsideAndCountsTheOtherSidesNearestCentre) {
  Mask mask{{{7, 1, 1}, {2, 1, 1}}, {0, 0, 1, 1, 1, 0, 0}};
  EXPECT_EQ(signed_distance_mm(mask), (std::vector<float>{4, 2, -2, -4, -2, 2, 4}));
}

}  // namespace
}  // namespace dlrr
