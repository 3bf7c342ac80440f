#include "kernel/winograd.h"

#include <algorithm>

#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

using Three = std::array<int, 3>;

Three along(const TileAxes& axes, int ToomSize::*field) {
  Three out;
  for (int a = 0; a < 3; ++a) out[a] = size_of(axes[a]).*field;
  return out;
}
std::size_t count(const Three& n) { return static_cast<std::size_t>(n[0]) * n[1] * n[2]; }
Three place(std::size_t i, const Three& n) {
  const int at = static_cast<int>(i);
  return {at / (n[1] * n[2]), at / n[2] % n[1], at % n[2]};
}

std::vector<float> small_waves(std::size_t n, std::size_t from) {
  std::vector<float> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<float>(wave(i + from) / 300);
  return out;
}

// One tile of `in` channels: what it holds, its taps [out][in][27], and the old results.
struct Tile {
  TileAxes axes;
  std::size_t in, out;
  Three points = along(axes, &ToomSize::points), results = along(axes, &ToomSize::results);
  std::size_t products = count(along(axes, &ToomSize::products));
  std::vector<float> voxels = small_waves(count(points) * in, 1);
  std::vector<float> taps = small_waves(out * in * 27, 7);
  std::vector<float> bias = small_waves(out, 3), old = small_waves(count(results) * out, 5);

  double by_definition(std::size_t result, std::size_t o, bool add) const {
    const Three r = place(result, results), border = along(axes, &ToomSize::border);
    double sum = bias[o] + (add ? old[result * out + o] : 0.0f);
    for (std::size_t k = 0; k < 27; ++k) {
      const Three tap = place(k, {3, 3, 3});
      Three p;
      bool met = true;
      for (int a = 0; a < 3; ++a) {
        p[a] = r[a] + tap[a] - 1 + border[a];
        met = met && p[a] >= 0 && p[a] < points[a];
      }
      if (!met) continue;
      const std::size_t at = (static_cast<std::size_t>(p[0]) * points[1] + p[1]) * points[2] + p[2];
      for (std::size_t c = 0; c < in; ++c)
        sum += static_cast<double>(taps[(o * in + c) * 27 + k]) * voxels[at * in + c];
    }
    return std::max(0.0, sum);
  }

  std::vector<float> transformed_taps() const {
    std::vector<float> packed(products * in * out);
    for (std::size_t panel = 0; panel < out / kPanel; ++panel)
      for (std::size_t c = 0; c < in; ++c) {
        std::vector<float> one(27 * kPanel);
        for (std::size_t k = 0; k < 27; ++k)
          for (std::size_t o = 0; o < kPanel; ++o)
            one[k * kPanel + o] = taps[((panel * kPanel + o) * in + c) * 27 + k];
        transform_taps(one.data(), axes, packed.data() + (panel * in + c) * kPanel, in * out);
      }
    return packed;
  }

  std::vector<float> computed(bool add) const {
    const auto packed = transformed_taps();
    std::vector<const float*> at;
    for (std::size_t p = 0; p < count(points); ++p) at.push_back(voxels.data() + p * in);
    std::vector<float> left(products * in), sums(products * out), target = old;
    transform_points(at.data(), axes, in, left.data(), in);
    for (std::size_t p = 0; p < products; ++p)
      multiply_panels(left.data() + p * in, packed.data() + p * in * out, 1, in, out,
                      sums.data() + p * out);
    std::vector<float*> to;
    for (std::size_t r = 0; r < count(results); ++r) to.push_back(target.data() + r * out);
    transform_results(sums.data(), out, axes, out, bias.data(), add, to.data());
    return target;
  }
};

void expect_definition(const Tile& tile, bool add, double tolerance) {
  const auto found = tile.computed(add);
  for (std::size_t r = 0; r < count(tile.results); ++r)
    for (std::size_t o = 0; o < tile.out; ++o)
      ASSERT_NEAR(found[r * tile.out + o], tile.by_definition(r, o, add), tolerance)
          << "result " << r << ", channel " << o;
}

TEST(Winograd, TilesEqualTheDefinitionOnEveryInstructionSet) {
  for_every_target([] {
    expect_definition({{Toom::two, Toom::two, Toom::two}, 32, 16}, false, 1e-4);
    expect_definition({{Toom::pair, Toom::pair, Toom::pair}, 16, 32}, true, 1e-4);
    expect_definition({{Toom::one, Toom::two, Toom::pair}, 16, 16}, true, 1e-4);
    expect_definition({{Toom::pair, Toom::one, Toom::two}, 16, 16}, false, 1e-4);
    expect_definition({{Toom::four, Toom::two, Toom::four}, 16, 16}, true, 1e-3);
  });
}

TEST(Winograd, ProductsOfManyRowsEqualThoseOfOne) {
  for_every_target([] {
    const std::size_t inputs = 48, outputs = 32;
    const auto panels = small_waves(inputs * outputs, 2);
    for (const std::size_t rows : {1, 3, 13, 50}) {
      const auto left = small_waves(rows * inputs, 9);
      std::vector<float> all(rows * outputs), one(outputs);
      multiply_panels(left.data(), panels.data(), rows, inputs, outputs, all.data());
      for (std::size_t r = 0; r < rows; ++r) {
        multiply_panels(left.data() + r * inputs, panels.data(), 1, inputs, outputs, one.data());
        for (std::size_t o = 0; o < outputs; ++o) ASSERT_EQ(all[r * outputs + o], one[o]);
      }
    }
  });
}

}  // namespace
}  // namespace dlrr::kernel
