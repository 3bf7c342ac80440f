// Is a sample normal enough to be told by mean and standard deviation? Shapiro and Wilk with the
// approximation of Royston (Applied Statistics 1995, algorithm AS R94), Lilliefors (JASA 1967) with
// the p of Dallal and Wilkinson (Am Stat 1986), and skewness.
#pragma once

#include <span>

namespace dlrr {

struct ShapiroWilk {
  double w = 0, p = 0;  // NaN for fewer than 3 or more than 5000 values, or when all are equal
};
ShapiroWilk shapiro_wilk(std::span<const double> values);

// Largest distance of the sample's distribution from the normal one with its mean and sd.
struct Lilliefors {
  double d = 0, p = 0;  // NaN for fewer than 5 values, or when all are equal
};
Lilliefors lilliefors(std::span<const double> values);

// Third central moment over the second to the power 1.5; NaN without spread.
double skewness(std::span<const double> values);

}  // namespace dlrr
