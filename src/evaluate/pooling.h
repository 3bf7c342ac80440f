// Rubin's rules: one estimate from the fits of several completed tables, with the degrees of
// freedom of Barnard and Rubin (Biometrika 1999).
#pragma once

#include <cstddef>
#include <span>

#include "base/json.h"

namespace dlrr {

struct Pooled {
  std::size_t m = 0;
  double estimate = 0, se = 0, within = 0, between = 0, total = 0;
  double riv = 0, lambda = 0, fmi = 0;  // increase of variance, share of it, missing information
  double df_rubin = 0, df = 0;          // df: Barnard and Rubin; of complete data when between = 0
  double t = 0, p = 0, lower = 0, upper = 0;  // 95 %
};

// At least two completed tables. df_complete: rows minus coefficients.
Pooled pool(std::span<const double> estimates, std::span<const double> standard_errors,
            double df_complete);

// {"estimate", "se", "lower", "upper", "df", "p", "fmi", "m"}
Json to_json(const Pooled& pooled);

}  // namespace dlrr
