// Every reference value of IBSI-1, by the engine of `dlrr conformance`.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "feature/conformance/conformance.h"

namespace dlrr {
namespace {

const std::filesystem::path data = std::filesystem::path(DLRR_SHARED_DIR) / "data" / "ibsi1";

void expect_all_within(const std::string& suite, std::size_t values) {
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
  std::size_t compared = 0;
  for (const ConformanceCase& one : ibsi1_cases(data)) {
    if (one.suite != suite) continue;
    const auto start = std::chrono::steady_clock::now();
    const ConformanceResult result = one.run();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%s %s: %zu of %zu within, %.1f s\n", suite.c_str(), one.configuration.c_str(),
                result.within(), result.compared, seconds.count());
    for (const ConformanceMiss& miss : result.misses)
      ADD_FAILURE() << one.configuration << " " << miss.name << ": " << number_text(miss.got)
                    << ", expected " << number_text(miss.want) << " +- "
                    << number_text(miss.tolerance);
    compared += result.compared;
  }
  EXPECT_EQ(compared, values);
}

TEST(Ibsi1Oracle, EveryFeatureValueIsWithinItsTolerance) { expect_all_within("IBSI-1", 1804); }

TEST(Ibsi1Oracle, EveryProcessingStepLeavesTheVoxelsThatItShould) {
  expect_all_within("IBSI-1 processing steps", 300);
}

}  // namespace
}  // namespace dlrr
