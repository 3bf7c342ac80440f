// How many patients a regression of a binary outcome needs: the criteria of Riley et al. (Stat Med
// 2019; BMJ 2020, 368:m441), as in the R package pmsampsize, and rules for too few events.
#pragma once

#include <cstddef>

namespace dlrr {

struct SampleSize {
  double parameters = 0, r2 = 0, prevalence = 0;
  double largest_r2 = 0;      // Cox-Snell R2 that a perfect model would have
  std::size_t shrinkage = 0;  // patients for a uniform shrinkage factor of 0.9
  std::size_t optimism = 0;   // for an optimism of at most 0.05 in Nagelkerke's R2
  std::size_t intercept = 0;  // for the overall risk to within 0.05
  std::size_t needed = 0;     // the largest of the three
  double events = 0;          // needed x prevalence
  double events_per_parameter = 0;
};

// 1 - exp(2 lnL0 / n) of a model with the intercept alone.
double largest_cox_snell_r2(double prevalence);

// `r2`: anticipated Cox-Snell R2, above 0 and below the largest; `prevalence` between 0 and 1, both
// excluded; `parameters` 1 or more: Errors otherwise.
SampleSize riley_sample_size(double parameters, double r2, double prevalence);

}  // namespace dlrr
