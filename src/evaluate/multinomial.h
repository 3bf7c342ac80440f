// Multinomial logistic regression (baseline category) of three or more levels, or two, under a weak
// normal prior that keeps separated coefficients finite; and a draw of its coefficients, as
// multiple imputation needs it (van Buuren, Flexible Imputation of Missing Data, 3.6.2).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "base/random.h"

namespace dlrr {

struct Multinomial {
  Matrix coefficient;  // a row for each level but the first, a column for each column of x
  Matrix root;         // lower triangle L with L L' = the curvature; rows of coefficients in turn
};

// Mode of the penalised likelihood. x: a row per patient, with a column of ones for the intercept;
// level: 0 .. levels-1, each of them present; precision: of the prior of every coefficient, above
// 0; start: coefficients to begin with, empty for zeros (it changes the time, not the mode).
Multinomial multinomial_fit(const Matrix& x, std::span<const std::size_t> level, std::size_t levels,
                            double precision, const Matrix& start = {});

// Coefficients drawn from the normal approximation to their posterior.
Matrix drawn_coefficients(const Multinomial& model, Random& chance);

// Chance of every level for one row of x; their sum is 1.
std::vector<double> level_chances(const Matrix& coefficient, std::span<const double> row);

}  // namespace dlrr
