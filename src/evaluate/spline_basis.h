// Restricted cubic splines: cubic between the knots, straight beyond the outer ones (Stone and Koo
// 1985; scaled as in Harrell, Regression Modeling Strategies, section 2.4.5).
#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

// Knots at the quantiles 0.10, 0.50, 0.90 below 100 values, else 0.05, 0.35, 0.65, 0.95 (type 7).
// Empty when they are not distinct.
std::vector<double> spline_knots(std::span<const double> values);

// Column 0 is x itself, then one column per knot but two. Needs at least three rising knots.
Matrix spline_basis(std::span<const double> x, std::span<const double> knots);

// The same model with columns that share nothing: column 0 is x, each further column what it adds
// to the constant and the columns before it. Likelihood, AIC and the joint test of the further
// columns stay, while a skewed x no longer makes columns that nearly follow from each other.
Matrix spline_parts(std::span<const double> x, std::span<const double> knots);

}  // namespace dlrr
