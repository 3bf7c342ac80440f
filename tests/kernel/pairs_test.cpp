#include "kernel/pairs.h"

#include "kernel/every_target.h"
#include "kernel/plain.h"

namespace dlrr::kernel {
namespace {

struct Case {
  std::size_t n = 0, lanes = 0;
  bool symmetric = true;
  std::vector<int> level;
  std::vector<double> count;
  double at(std::size_t i, std::size_t j, std::size_t d) const {
    if (symmetric && j > i) std::swap(i, j);
    return count[(i * n + j) * lanes + d];
  }
};

// Directions from empty over sparse to dense.
Case make_case(std::size_t n, std::size_t lanes, bool symmetric, unsigned seed) {
  std::mt19937 random(seed);
  Case c{n, lanes, symmetric, {}, std::vector<double>(n * n * lanes)};
  for (std::size_t i = 0; i < n; ++i) c.level.push_back(static_cast<int>(1 + i * (i % 3 + 1)));
  std::sort(c.level.begin(), c.level.end());
  c.level.erase(std::unique(c.level.begin(), c.level.end()), c.level.end());
  while (c.level.size() < n) c.level.push_back(c.level.back() + 2);
  for (std::size_t k = 0; k < c.count.size(); ++k)
    if (k % lanes && random() % lanes < k % lanes) c.count[k] = static_cast<double>(random() % 50);
  return c;
}

// The definition, one direction and one cell after the other.
struct Plain {
  double total = 0, hx = 0, hy = 0, hxy = 0, hxy1 = 0, hxy2 = 0, product = 0, covariance = 0,
         energy = 0, most = 0;
  std::vector<double> px, py, sum, gap;
};

double mean_of(const Case& c, std::size_t d, bool first) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < c.n; ++i)
    for (std::size_t j = 0; j < c.n; ++j) {
      sum += c.at(i, j, d) * c.level[first ? i : j];
      total += c.at(i, j, d);
    }
  return sum / total;
}

Plain plain_sums(const Case& c, std::size_t d) {
  Plain out;
  const auto top = static_cast<std::size_t>(c.level.back());
  out.px.assign(c.n, 0);
  out.py.assign(c.n, 0);
  out.sum.assign(2 * top + 1, 0);
  out.gap.assign(top, 0);
  for (std::size_t i = 0; i < c.n; ++i)
    for (std::size_t j = 0; j < c.n; ++j) out.total += c.at(i, j, d);
  if (out.total == 0) return out;
  for (std::size_t i = 0; i < c.n; ++i)
    for (std::size_t j = 0; j < c.n; ++j) {
      const double p = c.at(i, j, d) / out.total;
      out.px[i] += p;
      out.py[j] += p;
      out.sum[static_cast<std::size_t>(c.level[i] + c.level[j])] += p;
      out.gap[static_cast<std::size_t>(std::abs(c.level[i] - c.level[j]))] += p;
      out.hxy -= p * plain::log2_of(p);
      out.product += static_cast<double>(c.level[i]) * c.level[j] * p;
      const double ux = mean_of(c, d, true), uy = mean_of(c, d, false);
      out.covariance += (c.level[i] - ux) * (c.level[j] - uy) * p;
      out.energy += p * p;
      out.most = std::max(out.most, p);
    }
  for (std::size_t i = 0; i < c.n; ++i) {
    out.hx -= out.px[i] * plain::log2_of(out.px[i]);
    out.hy -= out.py[i] * plain::log2_of(out.py[i]);
    for (std::size_t j = 0; j < c.n; ++j) {
      const double q = out.px[i] * out.py[j];
      out.hxy1 -= c.at(i, j, d) / out.total * plain::log2_of(q);
      out.hxy2 -= q * plain::log2_of(q);
    }
  }
  return out;
}

void compare(const Case& c) {
  const PairSums sums = reduce_pairs({c.n, c.lanes, c.symmetric, c.level, c.count});
  for (std::size_t d = 0; d < c.lanes; ++d) {
    const Plain want = plain_sums(c, d);
    const auto near = [&](double got, double wanted) {
      EXPECT_NEAR(got, wanted, 1e-12 * std::max(1.0, std::abs(wanted))) << "direction " << d;
    };
    EXPECT_EQ(sums.total[d], want.total);
    near(sums.hx[d], want.hx);
    near(sums.hy[d], want.hy);
    near(sums.hxy[d], want.hxy);
    near(sums.hxy1[d], want.hxy1);
    near(sums.hxy2[d], want.hxy2);
    near(sums.product[d], want.product);
    EXPECT_NEAR(sums.covariance[d], want.covariance, 1e-12 * std::max(1.0, want.product));
    near(sums.energy[d], want.energy);
    near(sums.most[d], want.most);
    for (std::size_t k = 0; k < want.px.size(); ++k) near(sums.px[k * c.lanes + d], want.px[k]);
    for (std::size_t k = 0; k < want.py.size(); ++k) near(sums.py[k * c.lanes + d], want.py[k]);
    for (std::size_t k = 0; k < want.sum.size(); ++k) near(sums.sum[k * c.lanes + d], want.sum[k]);
    for (std::size_t k = 0; k < want.gap.size(); ++k) near(sums.gap[k * c.lanes + d], want.gap[k]);
  }
}

TEST(Pairs, HaveTheSameSumsOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t n : {1, 2, 7, 30})
      for (const bool symmetric : {true, false}) {
        compare(make_case(n, 16, symmetric, 1));
        compare(make_case(n, 2, symmetric, 2));
      }
  });
}

// Makes one direction of the matrix u_k u_k' weighted with known values: with marginals 1/n each,
// p = (1 + r cos(i) cos(j) ...) / n^2 has the singular values 1 and r.
TEST(Pairs, FindTheSecondSingularValueOfKnownMatricesOnEveryInstructionSet) {
  constexpr std::size_t n = 12, lanes = 16;
  std::vector<int> level(n);
  for (std::size_t i = 0; i < n; ++i) level[i] = static_cast<int>(i + 1);
  const auto wave = [&](int k, std::size_t i) {
    return std::cos(std::acos(-1.0) * k * (static_cast<double>(i) + 0.5) / n) * std::sqrt(2.0);
  };
  for_every_target([&] {
    for (const bool symmetric : {true, false})
      for (const double r : {0.45, -0.45, 1e-3}) {
        std::vector<double> count(n * n * lanes);
        for (std::size_t i = 0; i < n; ++i)
          for (std::size_t j = 0; j < n; ++j)
            count[(i * n + j) * lanes + 3] =
                1 + r * wave(1, i) * wave(symmetric ? 1 : 2, j) + r / 3 * wave(3, i) * wave(3, j);
        const PairSums sums = reduce_pairs({n, lanes, symmetric, level, count});
        EXPECT_NEAR(sums.correlation[3], std::abs(r), 1e-12 / std::abs(r));
      }
  });
}

TEST(Pairs, OfTwoSeparateGroupsOfLevelsAreFullyCorrelated) {
  constexpr std::size_t n = 4;
  const std::vector<int> level{1, 2, 3, 4};
  std::vector<double> count(n * n * 2);
  for (const auto& [i, j] : {std::pair{0, 0}, {1, 0}, {2, 2}, {3, 2}, {3, 3}})
    count[static_cast<std::size_t>(i * 4 + j) * 2] = 5;
  for_every_target([&] {
    EXPECT_NEAR(reduce_pairs({n, 2, true, level, count}).correlation[0], 1, 1e-12);
  });
}

}  // namespace
}  // namespace dlrr::kernel
