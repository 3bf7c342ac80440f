#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/random.h"

namespace dlrr {
namespace {

TEST(ParallelFor, DoesEveryItemOnceWithAnyNumberOfThreads) {
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    std::vector<std::atomic<int>> done(100);
    parallel_for(done.size(), threads, [&](std::size_t i) { ++done[i]; });
    for (const auto& n : done) EXPECT_EQ(n, 1);
  }
  parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, GivesTheSameBitsWithAnyNumberOfThreads) {
  const auto values = [](unsigned threads) {
    std::vector<double> out(50);
    parallel_for(out.size(), threads,
                 [&](std::size_t i) { out[i] = Random(5, "parallel", i).normal(); });
    return out;
  };
  EXPECT_EQ(values(1), values(4));
}

TEST(ParallelFor, ThrowsTheFailureWithTheLowestIndex) {
  for (const unsigned threads : {1u, 3u}) try {
      parallel_for(40, threads, [](std::size_t i) {
        if (i % 10 == 7) throw std::runtime_error(std::to_string(i));
      });
      FAIL();
    } catch (const std::runtime_error& e) {
      EXPECT_STREQ(e.what(), "7");
    }
}

}  // namespace
}  // namespace dlrr
