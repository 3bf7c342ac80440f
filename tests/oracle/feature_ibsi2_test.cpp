// IBSI-2 by the engine of `dlrr conformance`: the response maps of phase 1 and the feature values
// of phase 2. Configuration 5.B (Gabor in three planes) takes half a minute by itself and is left
// to the command.
#include <gtest/gtest.h>

#include <cstdio>

#include "base/text.h"
#include "feature/conformance/conformance.h"

namespace dlrr {
namespace {

const std::filesystem::path data = std::filesystem::path(DLRR_SHARED_DIR) / "data";

void expect_all_within(const std::vector<ConformanceCase>& cases, std::size_t values) {
  std::size_t compared = 0;
  for (const ConformanceCase& one : cases) {
    if (one.configuration == "5.B") continue;
    const ConformanceResult result = one.run();
    std::printf("%s %s: %zu of %zu within\n", one.suite.c_str(), one.configuration.c_str(),
                result.within(), result.compared);
    for (const ConformanceMiss& miss : result.misses)
      ADD_FAILURE() << one.configuration << " " << miss.name << ": " << number_text(miss.got)
                    << ", expected " << number_text(miss.want) << " +- "
                    << number_text(miss.tolerance);
    compared += result.compared;
  }
  EXPECT_EQ(compared, values);
}

TEST(Ibsi2Oracle, EveryResponseMapIsWithinOnePercentOfItsRange) {
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
  expect_all_within(ibsi2_map_cases(data / "ibsi2"), 33);
}

TEST(Ibsi2Oracle, EveryFeatureValueIsWithinItsTolerance) {
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
  expect_all_within(ibsi2_value_cases(data / "ibsi2", data / "ibsi1" / "ct_phantom"), 323 - 18);
}

}  // namespace
}  // namespace dlrr
