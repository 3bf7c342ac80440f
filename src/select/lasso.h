// Few features out of many: least squares or logistic loss plus lambda times the sum of absolute
// coefficients (Tibshirani 1996), along a path of lambdas with strong rules (Tibshirani et al.
// 2012) and an exact solve on the active set; lambda by cross-validation on one grid for all folds.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

enum class LassoFamily {
  gaussian,  // 1/2 mean((y - eta)^2)
  binomial,  // mean(log(1 + exp(eta)) - y eta)
};

struct LassoSettings {
  LassoFamily family = LassoFamily::gaussian;
  // Elastic net (Zou & Hastie 2005): lambda * (mix * sum|b| + (1 - mix) / 2 * sum b^2); 1: LASSO.
  double mix = 1;                // above 0
  bool standardise = true;       // columns to SD 1 (divisor n) inside, in every training part anew
  std::size_t lambdas = 100;     // equidistant in the logarithm
  double lambda_min_ratio = 0;   // 0: 1e-2 when rows < columns, otherwise 1e-4
  std::vector<double> lambda;    // explicit, falling; replaces the grid and turns early stops off
  double tolerance = 1e-9;       // largest KKT violation, as a share of lambda
  std::size_t max_features = 0;  // the path ends when more are active; 0: no limit
  bool stop_when_saturated = true;  // as glmnet: deviance ratio > 0.999 or gaining < 1e-5
};

struct LassoFit {
  double lambda = 0, intercept = 0;       // intercept on the scale of x
  std::vector<std::size_t> features;      // columns with a coefficient, ascending
  std::vector<double> coefficients;       // on the scale of x
  std::vector<double> unit_coefficients;  // on columns of SD 1 (as penalised)
  double deviance_ratio = 0;              // share of the null deviance that is explained
  double objective = 0;                   // loss + penalty
  double kkt = 0;                         // largest violation, as a share of lambda
  double linear_predictor(std::span<const double> row) const;
};

struct LassoPath {
  double lambda_max = 0;       // the smallest lambda with an empty model
  std::vector<LassoFit> fits;  // by falling lambda
};

// y: numbers (gaussian) or 0/1 (binomial). A constant column is never chosen.
LassoPath lasso_path(const Matrix& x, std::span<const double> y,
                     const LassoSettings& settings = {});

struct LassoCv {
  LassoPath path;                   // on all rows
  std::vector<double> mean, sd;     // held-out deviance (gaussian: squared error) per lambda
  std::size_t min = 0, one_se = 0;  // of path.fits: smallest mean; largest lambda within 1 SE
  const LassoFit& at_min() const { return path.fits[min]; }
  const LassoFit& at_one_se() const { return path.fits[one_se]; }
};

// The same for several assignments to folds, all problems together: mean and SE per lambda are the
// means over the repeats.
LassoCv lasso_cross_validate(const Matrix& x, std::span<const double> y,
                             std::span<const std::vector<int>> repeats,
                             const LassoSettings& settings = {});

// fold_of_row: 0-based. A chosen fit without features is an answer ("LASSO kept no feature"), not
// an error: the caller reports it.
LassoCv lasso_cross_validate(const Matrix& x, std::span<const double> y,
                             std::span<const int> fold_of_row, const LassoSettings& settings = {});

LassoFamily lasso_family(std::string_view text);  // "gaussian" or "binomial"

}  // namespace dlrr
