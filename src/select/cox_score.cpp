#include "select/cox_score.h"

#include <cmath>
#include <numeric>

namespace dlrr {

std::vector<double> cox_score(const Matrix& x, SurvivalOutcome outcome) {
  std::vector<std::size_t> rows(x.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const CoxLikelihood likelihood(outcome, rows);
  const std::vector<double> none(x.rows(), 0.0);
  const auto residual = likelihood.residual(none);
  std::vector<double> out;
  for (std::size_t j = 0; j < x.columns(); ++j) {
    const auto column = x.column(j);
    const double mean =
        std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(x.rows());
    Matrix centred(x.rows(), 1);
    double slope = 0, squares = 0;
    for (std::size_t i = 0; i < x.rows(); ++i) {
      const double away = column[i] - mean;
      centred(i, 0) = away;
      slope += residual[i] * away;
      squares += away * away;
    }
    const double information = likelihood.information(none, centred)(0, 0);
    out.push_back(information > 1e-12 * squares ? std::abs(slope) / std::sqrt(information) : 0);
  }
  return out;
}

}  // namespace dlrr
