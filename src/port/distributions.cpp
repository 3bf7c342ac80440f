#include "port/distributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace dlrr {

namespace {

namespace bm = boost::math;

// Values outside the domain become NaN and infinities instead of exceptions.
using Quiet = bm::policies::policy<bm::policies::domain_error<bm::policies::ignore_error>,
                                   bm::policies::pole_error<bm::policies::ignore_error>,
                                   bm::policies::overflow_error<bm::policies::ignore_error>,
                                   bm::policies::evaluation_error<bm::policies::ignore_error>,
                                   bm::policies::promote_double<false>>;

using Normal = bm::normal_distribution<double, Quiet>;
using Student = bm::students_t_distribution<double, Quiet>;
using ChiSquared = bm::chi_squared_distribution<double, Quiet>;
using FisherF = bm::fisher_f_distribution<double, Quiet>;
using Beta = bm::beta_distribution<double, Quiet>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

bool probability(double p) { return p >= 0 && p <= 1; }

}  // namespace

double normal_cdf(double x) { return std::isnan(x) ? nan : 0.5 * std::erfc(-x * std::sqrt(0.5)); }

double normal_quantile(double p) {
  if (!probability(p)) return nan;
  if (p == 0) return -inf;
  if (p == 1) return inf;
  return bm::quantile(Normal(), p);
}

double t_cdf(double x, double df) {
  if (std::isnan(x) || !(df > 0)) return nan;
  if (std::isinf(x)) return x > 0 ? 1.0 : 0.0;
  return bm::cdf(Student(df), x);
}

double t_quantile(double p, double df) {
  if (!probability(p) || !(df > 0)) return nan;
  if (p == 0) return -inf;
  if (p == 1) return inf;
  return bm::quantile(Student(df), p);
}

double chi2_upper(double x, double df) {
  if (std::isnan(x) || !(df > 0)) return nan;
  if (x <= 0) return 1.0;
  if (std::isinf(x)) return 0.0;
  return bm::cdf(bm::complement(ChiSquared(df), x));
}

double f_upper(double x, double df1, double df2) {
  if (std::isnan(x) || !(df1 > 0) || !(df2 > 0)) return nan;
  if (x <= 0) return 1.0;
  if (std::isinf(x)) return 0.0;
  return bm::cdf(bm::complement(FisherF(df1, df2), x));
}

double chi2_quantile(double p, double df) {
  if (!probability(p) || !(df > 0)) return nan;
  if (p == 1) return inf;
  return bm::quantile(ChiSquared(df), p);
}

double f_quantile(double p, double df1, double df2) {
  if (!probability(p) || !(df1 > 0) || !(df2 > 0)) return nan;
  if (p == 1) return inf;
  return bm::quantile(FisherF(df1, df2), p);
}

double beta_quantile(double p, double a, double b) {
  if (!probability(p) || !(a > 0) || !(b > 0)) return nan;
  return bm::quantile(Beta(a, b), p);
}

}  // namespace dlrr
