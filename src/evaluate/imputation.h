// Multiple imputation by chained equations (van Buuren and Groothuis-Oudshoorn, J Stat Softw 2011):
// predictive mean matching for numbers (5 donors, type 1 matching, Bayesian draw), logistic
// regression for two levels, multinomial logistic regression for more, both with a Bayesian draw of
// the coefficients. Every model and every donor comes from the training rows; other rows are only
// filled, by the same models.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dlrr {

struct ImputedColumn {
  std::vector<double> values;  // NaN: missing; levels as 0, 1, 2 ...
  std::size_t levels = 0;      // 0: a number
};

struct ImputationPlan {
  std::size_t tables = 5, iterations = 10;
  std::uint64_t seed = 1;
  unsigned threads = 1;  // change no value
  // At most so many columns predict another: those that correlate most with it (van Buuren's
  // quickpred); 0: all.
  std::size_t most_predictors = 0;
};

// Completed tables, each with its columns in the order given. Training rows need at least one
// observed value in every column. Independent of everything but its arguments; the training rows do
// not depend on the others.
std::vector<std::vector<std::vector<double>>> impute(const std::vector<ImputedColumn>& columns,
                                                     const std::vector<bool>& training,
                                                     const ImputationPlan& plan);

}  // namespace dlrr
