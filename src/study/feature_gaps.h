// Gaps of features while a score is learned: filled by the training median, or by the value that
// other features let expect (select/gap_equation.h). A score is linear in its features, so that its
// value at the expected values is its mean over imputed ones.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "select/gap_equation.h"
#include "study/plan.h"
#include "study/score.h"

namespace dlrr {

// A column with more gaps than this among the training rows is not worth filling (the paper's rule
// for clinical variables).
inline constexpr double max_gap_share = 0.2;

class FeatureGaps {
 public:
  // `features` must outlive this; `rows`: those that teach.
  FeatureGaps(const Table& features, std::span<const std::size_t> rows, const FillPlan& plan);

  // Training values of a column without gaps; the training median goes to `fill`.
  std::vector<double> filled(std::size_t column, double& fill) const;

  // Gives each term what will stand in for a gap of a patient to come.
  void add_equations(Score& score);

 private:
  GapEquation equation(std::size_t column);

  const Table& features_;
  std::vector<std::size_t> rows_;
  bool median_;
  GapEquations equations_;
  std::unordered_map<std::string, std::vector<std::size_t>> same_feature_;
  std::unordered_map<std::size_t, std::vector<double>> filled_;  // columns with some gaps
};

}  // namespace dlrr
