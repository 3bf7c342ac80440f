// A logistic model as points that are added by hand: the variable whose effect spans the most over
// its range gives 0 to 100 points, all others in proportion, and the total is read as a risk.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evaluate/paper_table.h"

namespace dlrr {

struct NomogramTerm {
  std::string name;
  double coefficient = 0;
  double low = 0, high = 1;  // range of the values; 0 and 1 for a level
};

struct Nomogram {
  double intercept = 0;
  double points_per_logit = 0;  // 0 when no term has an effect
  std::vector<NomogramTerm> terms;

  // Never negative: 0 at the end of the range that lowers the risk most.
  double points(std::size_t term, double value) const;
  // Of a patient with this total.
  double risk(double total_points) const;
  // Total at which that risk is reached.
  double total_at(double risk) const;
};
Nomogram nomogram(double intercept, std::vector<NomogramTerm> terms);

// Points at five values over each range (two for levels), then totals of risks from 5 to 95 %.
PaperTable nomogram_table(const Nomogram& nomogram);

}  // namespace dlrr
