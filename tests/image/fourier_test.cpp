#include "image/filter/fourier.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace dlrr {
namespace {

std::vector<Complex> waves(std::size_t n) {
  std::vector<Complex> out;
  for (std::size_t i = 0; i < n; ++i)
    out.emplace_back(std::sin(1.3 * static_cast<double>(i * i % 97)),
                     std::cos(0.7 * static_cast<double>(i * 5 % 31)));
  return out;
}

// The definition, along one line.
std::vector<Complex> by_definition(const std::vector<Complex>& x) {
  const auto n = x.size();
  std::vector<Complex> out(n);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t j = 0; j < n; ++j)
      out[k] += x[j] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(j * k % n) /
                                           static_cast<double>(n));
  return out;
}

TEST(Fourier, OfALineIsItsDefinitionForEveryKindOfLength) {
  constexpr int along_x[] = {0};
  std::vector<int> lengths;
  for (int n = 1; n <= 64; ++n) lengths.push_back(n);
  for (const int n : {97, 101, 169, 180, 194, 197, 200, 243, 256}) lengths.push_back(n);
  for (const int n : lengths) {
    const auto x = waves(static_cast<std::size_t>(n));
    auto got = x;
    fourier(got, {n, 1, 1}, along_x, Fourier::forward);
    const auto want = by_definition(x);
    for (std::size_t k = 0; k < x.size(); ++k)
      ASSERT_LT(std::abs(got[k] - want[k]), 2e-13 * n) << "length " << n << ", " << k;
  }
}

TEST(Fourier, BackwardUndoesForward) {
  constexpr int axes[] = {0, 1, 2};
  const Index3 size{14, 17, 9};
  const auto x = waves(14 * 17 * 9);
  auto grid = x;
  fourier(grid, size, axes, Fourier::forward);
  fourier(grid, size, axes, Fourier::backward);
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_LT(std::abs(grid[i] - x[i]), 1e-13);
}

TEST(Fourier, RunsAlongTheAxesThatAreAsked) {
  const Index3 size{3, 10, 4};
  const auto x = waves(120);
  constexpr int along_y[] = {1}, along_z[] = {2};
  auto y = x, z = x;
  fourier(y, size, along_y, Fourier::forward);
  fourier(z, size, along_z, Fourier::forward);
  std::vector<Complex> column, pillar;
  for (std::size_t k = 0; k < 10; ++k) column.push_back(x[2 + 3 * (k + 10 * 1)]);
  for (std::size_t k = 0; k < 4; ++k) pillar.push_back(x[1 + 3 * (7 + 10 * k)]);
  column = by_definition(column);
  pillar = by_definition(pillar);
  for (std::size_t k = 0; k < 10; ++k)
    EXPECT_LT(std::abs(y[2 + 3 * (k + 10 * 1)] - column[k]), 1e-12);
  for (std::size_t k = 0; k < 4; ++k)
    EXPECT_LT(std::abs(z[1 + 3 * (7 + 10 * k)] - pillar[k]), 1e-12);
}

TEST(Fourier, FastLengthsHaveSmallFactorsOnly) {
  EXPECT_EQ(fast_length(1), 1);
  EXPECT_EQ(fast_length(7), 8);
  EXPECT_EQ(fast_length(97), 100);
  EXPECT_EQ(fast_length(393), 400);
}

}  // namespace
}  // namespace dlrr
