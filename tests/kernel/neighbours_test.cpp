#include "kernel/neighbours.h"

#include "kernel/every_target.h"
#include "kernel/plain.h"

namespace dlrr::kernel {
namespace {

constexpr std::size_t kRim = 200;
const std::vector<std::ptrdiff_t> kSteps{-41, -40, -39, -1, 1, 39, 40, 41, 117, -117};

template <class T, class Wide>
void compare(std::size_t voxels, int most) {
  const std::vector<T> codes = random_codes<T>(voxels, kRim, most, 3);
  const T* const row = codes.data() + kRim;
  std::vector<T> like(voxels + kSlack), like_plain(voxels);
  std::vector<Wide> inside(voxels + kSlack), gap(inside), inside_plain(voxels), gap_plain(voxels);
  std::vector<std::uint16_t> bits(voxels + kSlack), bits_plain(voxels);
  count_like(row, kSteps, voxels, like.data());
  compare_with_mean(row, kSteps, voxels, inside.data(), gap.data());
  like_bits(row, kSteps, voxels, bits.data());
  plain::count_like(row, kSteps, voxels, like_plain.data());
  plain::compare_with_mean(row, kSteps, voxels, inside_plain.data(), gap_plain.data());
  plain::like_bits(row, kSteps, voxels, bits_plain.data());
  for (auto* result : {&inside, &gap}) result->resize(voxels);
  like.resize(voxels);
  bits.resize(voxels);
  EXPECT_EQ(like, like_plain);
  EXPECT_EQ(inside, inside_plain);
  EXPECT_EQ(gap, gap_plain);
  EXPECT_EQ(bits, bits_plain);
}

TEST(Neighbours, AreCountedAlikeOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t voxels : {1, 7, 64, 131, 1000})
      for (const int most : {1, 3, 255}) {
        compare<std::uint8_t, std::uint16_t>(voxels, most);
        compare<std::uint16_t, std::uint32_t>(voxels, most);
      }
    compare<std::uint16_t, std::uint32_t>(500, 60000);
  });
}

TEST(Neighbours, MakeTheSameKeysOnEveryInstructionSet) {
  const std::vector<std::uint8_t> codes = random_codes<std::uint8_t>(400, kRim, 39, 8);
  for (const std::size_t steps : {1, 9, 10})
    for_every_target([&] {
      const Steps some = Steps(kSteps).first(steps);
      std::vector<std::uint16_t> keys(5 * 500), keys_plain(keys);
      neighbour_keys(&codes[kRim], some, 400, 40, 500, keys.data());
      plain::neighbour_keys(&codes[kRim], some, 400, 40, 500, keys_plain.data());
      for (std::size_t k = 0; k < (steps + 1) / 2; ++k)
        for (std::size_t x = 0; x < 400; ++x)
          ASSERT_EQ(keys[k * 500 + x], keys_plain[k * 500 + x]) << k << " " << x;
    });
}

TEST(Bytes, HoldTheNumbersOnEveryInstructionSet) {
  const std::vector<std::uint16_t> from = random_codes<std::uint16_t>(1003, 0, 255, 2);
  for_every_target([&] {
    std::vector<std::uint8_t> to(from.size());
    to_bytes(from.data(), from.size(), to.data());
    EXPECT_TRUE(std::equal(to.begin(), to.end(), from.begin()));
  });
}

}  // namespace
}  // namespace dlrr::kernel
