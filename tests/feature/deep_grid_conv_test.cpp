#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "feature/deep/grid_conv.h"
#include "feature/deep/weights.h"

namespace dlrr {
namespace {

using Size = std::array<int, 3>;

std::vector<float> numbers(std::size_t count, std::uint64_t seed) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(made_number(seed, i));
  return values;
}

struct Problem {
  Size size;
  int dilation, in, out;
  std::vector<float> weights, bias, source, old;

  Problem(const Size& s, int d, int i, int o)
      : size(s),
        dilation(d),
        in(i),
        out(o),
        weights(numbers(o * i * 27, 1)),
        bias(numbers(o, 2)),
        source(numbers(voxels() * i, 3)),
        old(numbers(voxels() * o, 4)) {}
  std::size_t voxels() const { return static_cast<std::size_t>(size[0]) * size[1] * size[2]; }

  double source_at(int z, int y, int x, int c) const {
    if (z < 0 || y < 0 || x < 0 || z >= size[0] || y >= size[1] || x >= size[2]) return 0;
    return source[((static_cast<std::size_t>(z) * size[1] + y) * size[2] + x) * in + c];
  }
  double plain(int z, int y, int x, int o) const {
    double sum = bias[o];
    for (int c = 0; c < in; ++c)
      for (int k = 0; k < 27; ++k)
        sum += weights[(o * in + c) * 27 + k] * source_at(z + (k / 9 - 1) * dilation,
                                                          y + (k / 3 % 3 - 1) * dilation,
                                                          x + (k % 3 - 1) * dilation, c);
    return sum;
  }
};

void expect_plain_convolution(const Problem& p, bool add) {
  const GridConvShape shape{p.in, p.out, p.size, p.dilation};
  ASSERT_TRUE(GridConv::fits(shape));
  const GridConv conv(p.weights, p.bias, shape);
  auto target = p.old;
  conv.apply(p.source.data(), target.data(), add);
  std::size_t at = 0;
  for (int z = 0; z < p.size[0]; ++z)
    for (int y = 0; y < p.size[1]; ++y)
      for (int x = 0; x < p.size[2]; ++x)
        for (int o = 0; o < p.out; ++o, ++at) {
          const double sum = p.plain(z, y, x, o) + (add ? p.old[at] : 0.0f);
          ASSERT_NEAR(target[at], std::max(0.0, sum), 5e-5) << z << " " << y << " " << x;
        }
}

TEST(GridConv, EqualsAPlainConvolutionOnWholeTiles) {
  expect_plain_convolution({{8, 8, 8}, 4, 16, 32}, false);
  expect_plain_convolution({{4, 4, 4}, 1, 32, 16}, true);
  expect_plain_convolution({{8, 8, 8}, 2, 16, 16}, true);
}

TEST(GridConv, EqualsAPlainConvolutionOnPartsOfTilesAndGrids) {
  expect_plain_convolution({{5, 8, 6}, 4, 16, 16}, true);
  expect_plain_convolution({{1, 7, 4}, 4, 16, 16}, false);
  expect_plain_convolution({{3, 2, 4}, 2, 16, 32}, true);
  expect_plain_convolution({{9, 5, 11}, 2, 16, 16}, false);
  expect_plain_convolution({{13, 10, 9}, 4, 32, 16}, true);
}

TEST(GridConv, FitsWholePanelsOfChannelsWithNeighbours) {
  EXPECT_TRUE(GridConv::fits({16, 32, {8, 8, 8}, 4}));
  EXPECT_FALSE(GridConv::fits({16, 32, {4, 4, 4}, 4}));
  EXPECT_FALSE(GridConv::fits({8, 32, {8, 8, 8}, 4}));
  EXPECT_FALSE(GridConv::pays({16, 32, {4, 4, 4}, 4}));
}

}  // namespace
}  // namespace dlrr
