// Probability distributions (Boost.Math inside): distribution functions and quantiles of the
// normal, Student's t, chi-squared, Fisher's F and beta laws. Arguments outside the domain give
// NaN.
#pragma once

namespace dlrr {

double normal_cdf(double x);
double normal_quantile(double p);  // -inf at 0, +inf at 1

double t_cdf(double x, double df);
double t_quantile(double p, double df);

// Probability of a value above x.
double chi2_upper(double x, double df);
double f_upper(double x, double df1, double df2);

double chi2_quantile(double p, double df);
double f_quantile(double p, double df1, double df2);
double beta_quantile(double p, double a, double b);

}  // namespace dlrr
