// What every LASSO shares whatever its loss: the grid of lambdas and the choice among them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "select/lasso.h"

namespace dlrr {

// Falling from `largest`, equidistant in the logarithm; or the explicit one of the settings.
std::vector<double> lambda_grid(double largest, std::size_t rows, std::size_t columns,
                                const LassoSettings& settings);

// What a left-out fold says: its weight (rows, or events) and its mean deviance per lambda.
struct HeldOut {
  double weight = 0;
  std::vector<double> mean;
};

// Fills mean, sd, min and one_se of a path that is there. first[r]: where the folds of repeat r
// begin in `held`; one more entry for the end.
void choose_lambda(LassoCv& cv, std::span<const HeldOut> held,
                   const std::vector<std::size_t>& first);

// The mix must be above 0 and up to 1, and there must be a column.
void check_penalty(const Matrix& x, const LassoSettings& settings);

}  // namespace dlrr
