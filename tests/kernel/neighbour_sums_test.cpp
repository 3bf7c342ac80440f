// Every vector target of the machine gives what plain loops give, bit for bit.
#include "kernel/neighbour_sums.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernel/every_target.h"

namespace dlrr {
namespace {

using kernel::for_every_target;

// Packed levels 1 .. 200 with holes.
std::vector<std::int32_t> packed(std::size_t count) {
  std::vector<std::int32_t> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(i % 7 == 3 ? 0 : static_cast<std::int32_t>(1 + i * 37 % 200) * kPackedOne + 1);
  return out;
}

TEST(NeighbourSums, AddWhatStandsBeforeAndAfter) {
  for_every_target([] {
    for (const std::size_t count : {1u, 5u, 8u, 31u, 100u})
      for (const std::size_t step : {1u, 6u, 40u})
        for (const bool before : {false, true})
          for (const bool after : {false, true}) {
            const auto from = packed(count);
            std::vector<std::int32_t> to(count, -1);
            add_neighbours(from.data(), count, step, before, after, to.data());
            for (std::size_t i = 0; i < count; ++i)
              ASSERT_EQ(to[i], from[i] + (before && i >= step ? from[i - step] : 0) +
                                   (after && i + step < count ? from[i + step] : 0));
          }
  });
}

TEST(ToneDistances, AreDistancesFromTheMeanAndZeroWithoutNeighbours) {
  for_every_target([] {
    const auto own = packed(77);
    std::vector<std::int32_t> all(77);
    add_neighbours(own.data(), 77, 2, true, true, all.data());
    all[20] = own[20];  // alone
    std::vector<std::uint64_t> got(77);
    const ToneScale scale{56, std::ldexp(1.0, 40), std::ldexp(1.0, -40)};
    tone_distances(all.data(), own.data(), 77, scale, got.data());
    for (std::size_t i = 0; i < 77; ++i) {
      const int around = all[i] - own[i];
      const double n = around % kPackedOne, sum = around / kPackedOne;
      ASSERT_EQ(scale.voxels(got[i]), 1);
      ASSERT_NEAR(scale.distance(got[i]), n > 0 ? std::abs(own[i] / kPackedOne - sum / n) : 0.0,
                  1e-12)
          << i;
    }
  });
}

TEST(ToneSums, AddVoxelsUpByLevel) {
  for_every_target([] {
    for (const int length : {1, 2, 3, 5, 6}) {
      std::vector<std::uint16_t> rank;
      std::vector<std::uint64_t> low, between, high;
      for (std::size_t i = 0; i < 60; ++i) {
        rank.push_back(static_cast<std::uint16_t>(i * i % 64));
        low.push_back(i);
        between.push_back(i + 1000);
        high.push_back(i + 2000);
      }
      const ToneRow rows[] = {{0, {low.data(), between.data(), high.data()}},
                              {20, {between.data(), low.data(), high.data()}}};
      std::vector<std::uint64_t> got(2 * kFewRanks), want(kFewRanks);
      std::uint64_t bits = 0;
      for (const ToneRow& row : rows)
        for (int x = 0; x < length; ++x) {
          const auto at = static_cast<std::size_t>(row.offset + 3 + x);
          bits |= std::uint64_t{1} << rank[at];
          want[rank[at]] += row.tone[x == 0 ? 0 : x + 1 == length ? 2 : 1][at];
        }
      EXPECT_EQ(add_tones(rank.data(), rows, 2, length, 3, got.data()), bits);
      for (std::size_t k = 0; k < want.size(); ++k)
        ASSERT_EQ(got[k] + got[k + kFewRanks], want[k]) << k;
    }
  });
}

}  // namespace
}  // namespace dlrr
