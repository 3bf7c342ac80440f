// Runs a check on every instruction set that this machine and the compiler have.
#pragma once

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "kernel/neighbours.h"

namespace dlrr::kernel {

template <class Check>
void for_every_target(const Check& check) {
  int seen = 0;
  for (std::int64_t left = hwy::SupportedTargets(); left; left &= left - 1) {
    const std::int64_t target = left & -left;
    if (!(target & HWY_TARGETS)) continue;
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    check();
    ++seen;
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  EXPECT_GE(seen, 2);
}

// Numbers of all magnitudes and signs that repeat after a long time.
inline double wave(std::size_t i) {
  return 300 * std::sin(0.7 * static_cast<double>(i * i % 1013)) + static_cast<double>(i % 17);
}

template <class T>
std::vector<T> waves(std::size_t n) {
  std::vector<T> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<T>(wave(i));
  return out;
}

// `size` codes with gaps of zeros, surrounded by `rim` zeros on both sides; kSlack more at the end,
// which kernels may read.
template <class T>
std::vector<T> random_codes(std::size_t size, std::size_t rim, int most, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<T> out(size + 2 * rim + kSlack, 0);
  for (std::size_t i = 0; i < size; ++i)
    if (random() % 5) out[rim + i] = static_cast<T>(1 + random() % static_cast<unsigned>(most));
  return out;
}

}  // namespace dlrr::kernel
