#include "kernel/intensities.h"

#include "kernel/every_target.h"
#include "kernel/plain.h"

namespace dlrr::kernel {
namespace {

std::vector<double> intensities(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(40, 300);
  std::vector<double> out(size);
  for (double& x : out) x = random() % 3 ? normal(random) : std::round(normal(random) / 25) * 25;
  return out;
}

void near(double a, double b, double size) { EXPECT_NEAR(a, b, 1e-12 * size); }

TEST(Intensities, HaveTheSameSumsOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t size : {1, 2, 3, 15, 16, 17, 1003}) {
      const std::vector<double> x = intensities(size, 9);
      const Extent a = extent_of(x), b = plain::extent_of(x);
      EXPECT_EQ(a.low, b.low);
      EXPECT_EQ(a.high, b.high);
      const PowerSums p = power_sums(x, 12.5, 7), q = plain::power_sums(x, 12.5, 7);
      near(a.sum, b.sum, q.absolute + 1e3);
      near(p.second, q.second, q.second);
      near(p.third, q.third, q.fourth);
      near(p.fourth, q.fourth, q.fourth);
      near(p.absolute, q.absolute, q.absolute);
      near(p.square, q.square, q.square);
      const PartSum s = sum_between(x, -50, 125), t = plain::sum_between(x, -50, 125);
      EXPECT_EQ(s.count, t.count);
      near(s.sum, t.sum, q.absolute + 1e3);
      near(absolute_between(x, -50, 125, 3), plain::absolute_between(x, -50, 125, 3),
           q.absolute + 1);
    }
  });
}

TEST(Intensities, FallIntoTheSameBinsOnEveryInstructionSetAndOnEveryEdge) {
  for_every_target([] {
    for (const double width : {25.0, 0.1, 1.0 / 3, 7.3}) {
      std::vector<double> x = intensities(777, 4);
      const double start = std::floor(plain::extent_of(x).low / width) * width;
      for (int k = 0; k < 300; ++k) {  // edges, and the numbers beside them
        const double edge = start + k * width;
        x.insert(x.end(), {edge, std::nextafter(edge, 1e9)});
        if (k > 0) x.push_back(std::nextafter(edge, -1e9));
      }
      std::vector<std::uint16_t> bins(x.size() + kSlack), bins_plain(x.size());
      for (const int most : {5, 60000}) {
        bins_of(x, start, width, most, bins.data());
        plain::bins_of(x, start, width, most, bins_plain.data());
        EXPECT_TRUE(std::equal(bins_plain.begin(), bins_plain.end(), bins.begin())) << width;
      }
      rough_bins_of(x, start, 0.37, 4095, bins.data());
      plain::rough_bins_of(x, start, 0.37, 4095, bins_plain.data());
      EXPECT_TRUE(std::equal(bins_plain.begin(), bins_plain.end(), bins.begin())) << width;
    }
  });
}

}  // namespace
}  // namespace dlrr::kernel
