// One chain of multiple imputation by chained equations: a table whose gaps start as random
// observed values and are then redrawn, column by column and round by round (imputation.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "base/random.h"
#include "evaluate/frozen_imputation.h"
#include "evaluate/imputation.h"

namespace dlrr {

class Chain {
 public:
  // Both lists must outlive the chain. `table`: which of several; each has its own chance.
  Chain(const std::vector<ImputedColumn>& columns, const std::vector<bool>& training,
        const ImputationPlan& plan, std::size_t table);

  void iterate();
  const std::vector<std::vector<double>>& table() const { return filled_; }

  // The model of every column, gaps or not, drawn once more from the table as it stands.
  std::vector<FrozenColumn> freeze();

 private:
  void take_streams(std::size_t column);
  // Rows of other sets draw from a stream of their own: the training rows never feel them.
  Random& chance_for(std::size_t row) { return training_[row] ? chance_ : elsewhere_; }
  std::vector<double> fill(const ImputedColumn& column);
  std::vector<std::size_t> seen(std::size_t column) const;
  std::vector<DesignColumn> design(std::size_t target) const;
  Matrix rows_of(const std::vector<DesignColumn>& columns,
                 const std::vector<std::size_t>& rows) const;
  void match(std::size_t column, const std::vector<std::size_t>& gaps, const FrozenColumn& model);
  void draw_levels(std::size_t column, const std::vector<std::size_t>& gaps,
                   const FrozenColumn& model);
  FrozenColumn learn(std::size_t column);
  void learn_number(std::size_t column, const Matrix& x, FrozenColumn& out);
  void learn_levels(std::size_t column, const Matrix& x, FrozenColumn& out);

  const std::vector<ImputedColumn>& columns_;
  const std::vector<bool>& training_;
  std::uint64_t seed_;
  std::size_t table_, round_ = 0;
  std::string purpose_ = "imputation";
  Random chance_{0}, elsewhere_{0};
  std::vector<std::vector<double>> filled_;
  std::vector<std::vector<std::size_t>> predictors_;  // of each column
  std::vector<Matrix> modes_;                         // of each column's levels in the last round
};

}  // namespace dlrr
