// Agreement of two readers about a sign: Cohen's kappa (Educ Psychol Meas 1960) with the large
// sample error of Fleiss, Cohen and Everitt (Psychol Bull 1969), and the consensus column.
#pragma once

#include <cstddef>
#include <span>

#include "base/json.h"
#include "evaluate/interval.h"

namespace dlrr {

enum class KappaWeights { none, linear, quadratic };  // linear, quadratic: for ordered levels

struct Kappa {
  std::size_t n = 0;     // patients that both have read
  double agreement = 0;  // share in which both say the same
  Interval kappa;        // 95 %; NaN when both use one level only
  double standard_error = 0;
};

// Levels as 0, 1, 2 ...; NaN: not read.
Kappa cohen_kappa(std::span<const double> first, std::span<const double> second, std::size_t levels,
                  KappaWeights weights = KappaWeights::none);

// What both say; where they differ, what the third reader says; NaN where that is missing.
double consensus(double first, double second, double third);

// {"n", "agreement", "kappa": {...}, "standard_error"}
Json to_json(const Kappa& kappa);

}  // namespace dlrr
