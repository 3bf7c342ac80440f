#include "kernel/spline.h"

#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

const double pole = std::sqrt(3.0) - 2.0;

std::vector<double> by_definition(std::vector<double> c, const SplineStart& start) {
  for (double& v : c) v *= (1 - pole) * (1 - 1 / pole);
  for (const auto& term : start.terms) c[0] += term.weight * c[term.sample];
  c[0] /= start.divisor;
  for (std::size_t k = 1; k < c.size(); ++k) c[k] += pole * c[k - 1];
  const std::size_t last = c.size() - 1;
  c[last] = pole / (pole * pole - 1) * (pole * c[last - 1] + c[last]);
  for (std::size_t k = last; k-- > 0;) c[k] = pole * (c[k + 1] - c[k]);
  return c;
}

TEST(SplineLines, EqualTheDefinitionBitForBitOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t n : {2, 3, 30})
      for (const std::size_t lanes : {8, 40, 72}) {
        const std::size_t step = lanes + 5;
        const SplineStart start{{{n - 1, 0.3}, {1, pole}}, 0.97};
        const auto in = waves<double>(n * step);
        auto out = in;
        spline_lines(out.data(), n, lanes, step, pole, start);
        for (std::size_t l = 0; l < step; ++l) {
          std::vector<double> line;
          for (std::size_t k = 0; k < n; ++k) line.push_back(in[k * step + l]);
          if (l < lanes) line = by_definition(line, start);
          for (std::size_t k = 0; k < n; ++k)
            ASSERT_EQ(out[k * step + l], line[k]) << n << " samples, lane " << l;
        }
      }
  });
}

TEST(FourTaps, AddFromTheLeftOnEveryInstructionSet) {
  for_every_target([] {
    const auto in = waves<double>(90), weight = waves<double>(4 * 21);
    std::vector<int> first;
    for (int i = 0; i < 21; ++i) first.push_back(i * 4);
    std::vector<double> out(21);
    four_taps(in.data(), first.data(), weight.data(), 21, out.data());
    for (std::size_t i = 0; i < 21; ++i) {
      double sum = 0;
      for (std::size_t k = 0; k < 4; ++k) sum += weight[4 * i + k] * in[4 * i + k];
      ASSERT_EQ(out[i], sum);
    }
  });
}

TEST(Truncated, ClampsCutsFractionsAndSeesWholeNumbersOnEveryInstructionSet) {
  for_every_target([] {
    for (const bool stream : {false, true}) {
      std::vector<double> in;
      for (int i = 0; i < 45; ++i) in.push_back(i * 3.37 - 70.5);
      std::vector<double> out(in.size());
      EXPECT_FALSE(truncated(in.data(), in.size(), -50, 60, stream, out.data()));
      for (std::size_t i = 0; i < in.size(); ++i)
        EXPECT_EQ(out[i], std::trunc(std::min(std::max(in[i], -50.0), 60.0)));
      for (const std::size_t place : {0, 20, 44})
        for (const double close : {7.0, 7 - 9e-8, -7 + 9e-8}) {
          auto others = in;
          others[place] = close;
          EXPECT_TRUE(truncated(others.data(), others.size(), -50, 60, stream, out.data()));
        }
    }
  });
}

}  // namespace
}  // namespace dlrr::kernel
