#include "kernel/bytes.h"

#include <algorithm>

#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

TEST(MaskBytes, AreCountedAndFoundOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t n : {1, 17, 64, 300})
      for (const std::size_t a : {std::size_t{0}, n / 3, n - 1})
        for (const std::size_t b : {a, n - 1}) {
          std::vector<std::uint8_t> mask(n, 0);
          mask[a] = 1;
          mask[b] = 255;
          EXPECT_EQ(count_inside(mask), a == b ? 1u : 2u);
          EXPECT_EQ(first_inside(mask), a);
          EXPECT_EQ(last_inside(mask), b);
        }
    const std::vector<std::uint8_t> none(200, 0);
    EXPECT_EQ(count_inside(none), 0u);
    EXPECT_EQ(first_inside(none), 200u);
    EXPECT_EQ(last_inside(none), 200u);
  });
}

TEST(MaskBytes, AreCopiedAsOnesAndClearedWithTheirNumber) {
  for_every_target([] {
    std::vector<std::uint8_t> mask(155), hole(155), out(155);
    std::size_t inside = 0, both = 0;
    for (std::size_t i = 0; i < mask.size(); ++i) {
      mask[i] = i % 3 == 0 ? static_cast<std::uint8_t>(i + 1) : 0;
      hole[i] = i % 4 == 0 ? 7 : 0;
      inside += mask[i] != 0;
      both += mask[i] != 0 && hole[i] != 0;
    }
    EXPECT_EQ(copy_inside(mask, out.data()), inside);
    for (std::size_t i = 0; i < mask.size(); ++i) ASSERT_EQ(out[i], mask[i] != 0);
    EXPECT_EQ(clear_where(hole, out.data()), both);
    for (std::size_t i = 0; i < mask.size(); ++i) ASSERT_EQ(out[i], mask[i] != 0 && hole[i] == 0);
  });
}

}  // namespace
}  // namespace dlrr::kernel
