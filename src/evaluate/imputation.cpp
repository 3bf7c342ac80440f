#include "evaluate/imputation.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"
#include "base/parallel.h"
#include "base/random.h"
#include "evaluate/multinomial.h"

namespace dlrr {

namespace {

constexpr std::size_t kDonors = 5;
constexpr double kRidge = 1e-5;  // share added to the diagonal, as columns may depend
constexpr double kPrior = 1e-2;  // precision that keeps separated coefficients finite

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Table = std::vector<std::vector<double>>;

Matrix matrix_of(const MatrixXd& from) {
  Matrix out(static_cast<std::size_t>(from.rows()), static_cast<std::size_t>(from.cols()));
  for (Eigen::Index i = 0; i < from.rows(); ++i)
    for (Eigen::Index j = 0; j < from.cols(); ++j)
      out(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) = from(i, j);
  return out;
}

class Chain {
 public:
  Chain(const std::vector<ImputedColumn>& columns, const std::vector<bool>& training,
        std::uint64_t seed, std::size_t table)
      : columns_(columns), training_(training), seed_(seed), table_(table), modes_(columns.size()) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      take_streams(c);
      filled_.push_back(fill(columns[c]));
    }
  }

  void iterate() {
    ++round_;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      take_streams(c);
      const auto& values = columns_[c].values;
      std::vector<std::size_t> seen, gaps;
      for (std::size_t r = 0; r < values.size(); ++r) {
        if (std::isnan(values[r])) gaps.push_back(r);
        if (!std::isnan(values[r]) && training_[r]) seen.push_back(r);
      }
      if (gaps.empty()) continue;
      const MatrixXd at_seen = design(c, seen), at_gaps = design(c, gaps);
      if (columns_[c].levels == 0)
        match(c, seen, gaps, at_seen, at_gaps);
      else
        draw_levels(c, seen, gaps, at_seen, at_gaps);
    }
  }

  const Table& table() const { return filled_; }

 private:
  // A stream for each column of each round: a column whose gaps all lie in other sets must not
  // shift the draws of the training rows.
  void take_streams(std::size_t column) {
    const std::string place =
        " of round " + std::to_string(round_) + ", column " + std::to_string(column);
    chance_ = Random(seed_, "imputation" + place, table_);
    elsewhere_ = Random(seed_, "imputation of other sets" + place, table_);
  }

  // Rows of other sets draw from a stream of their own: the training rows never feel them.
  Random& chance_for(std::size_t row) { return training_[row] ? chance_ : elsewhere_; }

  // Gaps start as random observed values.
  std::vector<double> fill(const ImputedColumn& column) {
    std::vector<double> seen, out = column.values;
    for (std::size_t r = 0; r < out.size(); ++r)
      if (training_[r] && !std::isnan(out[r])) seen.push_back(out[r]);
    if (seen.empty()) throw Error("a column to impute has no value in the training rows");
    for (std::size_t r = 0; r < out.size(); ++r)
      if (std::isnan(out[r])) out[r] = seen[chance_for(r).below(seen.size())];
    return out;
  }

  // Intercept, then all other columns, levels as 0/1; numbers centred and scaled by all rows of
  // the training set, so that the ridge and the prior mean the same for each.
  MatrixXd design(std::size_t target, const std::vector<std::size_t>& rows) const {
    std::vector<VectorXd> made = {VectorXd::Ones(static_cast<Eigen::Index>(rows.size()))};
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (c == target) continue;
      const auto& values = filled_[c];
      const std::size_t levels = columns_[c].levels;
      for (std::size_t l = levels == 0 ? 0 : 1; l < std::max<std::size_t>(levels, 1); ++l) {
        const auto of = [&](std::size_t r) {
          return levels == 0 ? values[r] : static_cast<double>(values[r] == static_cast<double>(l));
        };
        const auto [mean, sd] = scale(of);
        VectorXd column(static_cast<Eigen::Index>(rows.size()));
        for (std::size_t i = 0; i < rows.size(); ++i)
          column[static_cast<Eigen::Index>(i)] = sd > 0 ? (of(rows[i]) - mean) / sd : 0.0;
        made.push_back(std::move(column));
      }
    }
    MatrixXd out(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(made.size()));
    for (std::size_t j = 0; j < made.size(); ++j) out.col(static_cast<Eigen::Index>(j)) = made[j];
    return out;
  }

  template <class Of>
  std::pair<double, double> scale(const Of& of) const {
    double n = 0, mean = 0, squares = 0;
    for (std::size_t r = 0; r < training_.size(); ++r) {
      if (!training_[r]) continue;
      const double value = of(r), step = value - mean;
      mean += step / ++n;
      squares += step * (value - mean);
    }
    return {mean, std::sqrt(squares / std::max(n - 1, 1.0))};
  }

  VectorXd normals(Eigen::Index n) {
    VectorXd out(n);
    for (Eigen::Index i = 0; i < n; ++i) out[i] = chance_.normal();
    return out;
  }

  void match(std::size_t c, const std::vector<std::size_t>& seen,
             const std::vector<std::size_t>& gaps, const MatrixXd& x, const MatrixXd& at_gaps) {
    VectorXd y(x.rows());
    for (std::size_t i = 0; i < seen.size(); ++i)
      y[static_cast<Eigen::Index>(i)] = columns_[c].values[seen[i]];
    MatrixXd cross = x.transpose() * x;
    cross.diagonal() *= 1 + kRidge;
    for (Eigen::Index j = 0; j < cross.rows(); ++j)
      if (cross(j, j) <= 0) cross(j, j) = 1;  // a constant column
    const Eigen::LLT<MatrixXd> solver(cross);
    const VectorXd beta = solver.solve(x.transpose() * y);
    const double df = std::max<double>(static_cast<double>(x.rows() - x.cols()), 1);
    double chi2 = 0;
    for (int i = 0; i < static_cast<int>(df); ++i) {
      const double z = chance_.normal();
      chi2 += z * z;
    }
    const double sigma = std::sqrt((y - x * beta).squaredNorm() / chi2);
    // cross = L L', so that L'^-1 z has the covariance cross^-1.
    const VectorXd drawn = beta + sigma * solver.matrixU().solve(normals(x.cols()));
    choose_donors(c, gaps, x * beta, at_gaps * drawn, y);
  }

  void choose_donors(std::size_t c, const std::vector<std::size_t>& gaps, const VectorXd& at_seen,
                     const VectorXd& at_gaps, const VectorXd& y) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(at_seen.size()));
    for (std::size_t i = 0; i < gaps.size(); ++i) {
      for (std::size_t k = 0; k < order.size(); ++k) order[k] = static_cast<Eigen::Index>(k);
      const double goal = at_gaps[static_cast<Eigen::Index>(i)];
      const std::size_t donors = std::min(kDonors, order.size());
      // Equal distances would always give the first rows: they are told apart by chance.
      Random& chance = chance_for(gaps[i]);
      chance.shuffle(order);
      std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(donors),
                        order.end(), [&](Eigen::Index a, Eigen::Index b) {
                          return std::abs(at_seen[a] - goal) < std::abs(at_seen[b] - goal);
                        });
      filled_[c][gaps[i]] = y[order[chance.below(donors)]];
    }
  }

  void draw_levels(std::size_t c, const std::vector<std::size_t>& seen,
                   const std::vector<std::size_t>& gaps, const MatrixXd& x,
                   const MatrixXd& at_gaps) {
    // A level that the training rows lack is never drawn.
    std::vector<double> present;
    for (const std::size_t r : seen) present.push_back(columns_[c].values[r]);
    std::sort(present.begin(), present.end());
    present.erase(std::unique(present.begin(), present.end()), present.end());
    if (present.size() == 1) {
      for (const std::size_t r : gaps) filled_[c][r] = present[0];
      return;
    }
    std::vector<std::size_t> level;
    for (const std::size_t r : seen) {
      const auto at = std::lower_bound(present.begin(), present.end(), columns_[c].values[r]);
      level.push_back(static_cast<std::size_t>(at - present.begin()));
    }
    // The mode of the round before is near.
    const Multinomial model =
        multinomial_fit(matrix_of(x), level, present.size(), kPrior, modes_[c]);
    modes_[c] = model.coefficient;
    const Matrix drawn = drawn_coefficients(model, chance_), rows = matrix_of(at_gaps);
    for (std::size_t i = 0; i < gaps.size(); ++i) {
      double left = chance_for(gaps[i]).uniform();
      const auto chances = level_chances(drawn, rows.row(i));
      std::size_t k = 0;
      while (k + 1 < chances.size() && left >= chances[k]) left -= chances[k++];
      filled_[c][gaps[i]] = present[k];
    }
  }

  const std::vector<ImputedColumn>& columns_;
  const std::vector<bool>& training_;
  std::uint64_t seed_;
  std::size_t table_, round_ = 0;
  Random chance_{0}, elsewhere_{0};
  Table filled_;
  std::vector<Matrix> modes_;  // of each column's levels in the last round
};

}  // namespace

std::vector<Table> impute(const std::vector<ImputedColumn>& columns,
                          const std::vector<bool>& training, const ImputationPlan& plan) {
  std::vector<Table> out(plan.tables);
  parallel_for(plan.tables, plan.threads, [&](std::size_t k) {
    Chain chain(columns, training, plan.seed, k);
    for (std::size_t i = 0; i < plan.iterations; ++i) chain.iterate();
    out[k] = chain.table();
  });
  return out;
}

}  // namespace dlrr
