#include "select/active_hessian.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <vector>

#include "base/random.h"

namespace dlrr {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t kRows = 40, kColumns = 12;

struct Data {
  std::vector<std::vector<double>> column;
  std::vector<double> weight;
};

Data made() {
  Random random(3, "active hessian");
  Data out;
  for (std::size_t j = 0; j < kColumns; ++j) {
    out.column.emplace_back();
    for (std::size_t i = 0; i < kRows; ++i) out.column.back().push_back(random.normal());
  }
  for (std::size_t i = 0; i < kRows; ++i) out.weight.push_back(random.uniform());
  return out;
}

// The Hessian written out and solved anew.
VectorXd solved(const Data& data, const std::vector<std::size_t>& active,
                const std::vector<double>& pull, double ridge) {
  const auto size = static_cast<Index>(active.size() + 1);
  MatrixXd x = MatrixXd::Ones(kRows, size), hessian = MatrixXd::Zero(size, size);
  for (Index k = 1; k < size; ++k)
    for (std::size_t i = 0; i < kRows; ++i)
      x(static_cast<Index>(i), k) = data.column[active[std::size_t(k - 1)]][i];
  for (std::size_t i = 0; i < kRows; ++i) {
    const VectorXd row = x.row(static_cast<Index>(i));
    hessian += data.weight[i] / kRows * row * row.transpose();
  }
  for (Index k = 1; k < size; ++k) hessian(k, k) += ridge;
  return hessian.ldlt().solve(Eigen::Map<const VectorXd>(pull.data(), size));
}

TEST(ActiveHessian, FollowsColumnsThatJoinAndLeave) {
  const Data data = made();
  ActiveHessian hessian;
  hessian.restart(data.weight, 0.05);
  const std::vector<std::vector<std::size_t>> sets = {
      {}, {3}, {3, 7, 1}, {1, 7}, {0, 1, 2, 4, 5, 7, 9}, {9, 2, 11, 0}, {11, 10, 6, 0, 3, 8}, {8}};
  for (const auto& active : sets) {
    hessian.keep(active);
    for (const auto j : active) {
      const bool in = hessian.holds(j) || hessian.join(j, data.column[j]);
      ASSERT_TRUE(in);
    }
    std::vector<double> pull;
    for (std::size_t k = 0; k <= active.size(); ++k) pull.push_back(1.0 / double(k + 1));
    const auto step = hessian.solve(pull, active);
    const auto want = solved(data, active, pull, 0.05);
    ASSERT_EQ(step.size(), pull.size());
    for (std::size_t k = 0; k < step.size(); ++k)
      EXPECT_NEAR(step[k], want[static_cast<Index>(k)], 1e-9);
  }
}

TEST(ActiveHessian, SaysThatItCannotBeginWithoutWeightNorHoldTwoOfAKind) {
  Data data = made();
  ActiveHessian hessian;
  hessian.restart(std::vector<double>(kRows, 0.0), 0);
  EXPECT_FALSE(hessian.started());
  hessian.restart(data.weight, 0);
  EXPECT_TRUE(hessian.started());
  EXPECT_FALSE(hessian.join(2, std::vector<double>(kRows, 0.0)));
}

}  // namespace
}  // namespace dlrr
