#include "kernel/whole_sums.h"

#include <cstdlib>

#include "base/random.h"
#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

TEST(WholeSums, LargeOnesAreThoseOfTheDefinitionOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t lists : {1, 2, 6, 7, 12, 13, 25})
      for (const std::size_t pairs : {1, 3, 78}) {
        Random random(7, "whole sums");
        const std::size_t panels = 3;
        const auto draw = [&] { return static_cast<std::int16_t>(2000 * random.normal()); };
        std::vector<std::int16_t> left(lists * pairs * 2), right(panels * pairs * kSumPanel * 2);
        for (auto& v : left) v = draw();
        for (auto& v : right) v = draw();
        std::vector<std::int32_t> bar;
        for (std::size_t l = 0; l < lists; ++l)
          bar.push_back(static_cast<std::int32_t>(l * 1000000 * pairs / lists));
        std::vector<std::vector<LargeSum>> got(lists);
        large_sums(left.data(), right.data(), pairs, panels, bar, got.data());
        for (std::size_t l = 0; l < lists; ++l) {
          std::size_t at = 0;
          for (std::size_t j = 0; j < panels * kSumPanel; ++j) {
            std::int32_t sum = 0;
            for (std::size_t p = 0; p < pairs; ++p)
              for (std::size_t h = 0; h < 2; ++h)
                sum += left[2 * (l * pairs + p) + h] *
                       right[2 * ((j / kSumPanel * pairs + p) * kSumPanel + j % kSumPanel) + h];
            if (std::abs(sum) < bar[l]) continue;
            ASSERT_LT(at, got[l].size()) << lists << " x " << pairs;
            EXPECT_EQ(got[l][at].column, j);
            EXPECT_EQ(got[l][at++].sum, sum);
          }
          EXPECT_EQ(at, got[l].size());
        }
      }
  });
}

}  // namespace
}  // namespace dlrr::kernel
