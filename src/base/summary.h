// Mean, spread and median of a list of numbers.
#pragma once

#include <span>

namespace dlrr {

struct Moments {
  double mean = 0, sd = 0;  // divisor n-1; sd 0 for fewer than two values
};
Moments moments(std::span<const double> values);

double median(std::span<const double> values);  // NaN when empty

}  // namespace dlrr
