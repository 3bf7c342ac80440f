#include "evaluate/proportional.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/rank.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Score and information of the model with columns x and g(t) x.
struct Extended {
  VectorXd score;                   // of the second half
  MatrixXd plain, mixed, weighted;  // blocks: x with x, x with g x, g x with g x
};

struct Sums {
  double w = 0;
  VectorXd wx;
  MatrixXd wxx;
  explicit Sums(Eigen::Index k) : wx(VectorXd::Zero(k)), wxx(MatrixXd::Zero(k, k)) {}
  void add(double weight, const VectorXd& x) {
    w += weight, wx += weight * x, wxx += weight * x * x.transpose();
  }
};

void add_time(Extended& out, const Sums& risk, const Sums& dying, const VectorXd& seen,
              std::size_t events, double g, Ties ties) {
  out.score += g * seen;
  for (std::size_t l = 0; l < events; ++l) {
    const double share =
        ties == Ties::efron ? static_cast<double>(l) / static_cast<double>(events) : 0.0;
    const double w = risk.w - share * dying.w;
    const VectorXd mean = (risk.wx - share * dying.wx) / w;
    const MatrixXd variance = (risk.wxx - share * dying.wxx) / w - mean * mean.transpose();
    out.score -= g * mean;
    out.plain += variance, out.mixed += g * variance, out.weighted += g * g * variance;
  }
}

// 1 - S(t-) of all patients together, per row in rising order of time.
std::vector<double> time_scale(std::span<const double> time, std::span<const int> event,
                               const std::vector<std::size_t>& order) {
  std::vector<double> out(order.size());
  double survival = 1.0;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i, events = 0;
    for (; j < order.size() && time[order[j]] == time[order[i]]; ++j) {
      out[j] = 1.0 - survival;
      events += event[order[j]] == 1;
    }
    const double risk = static_cast<double>(order.size() - i);
    survival *= (risk - static_cast<double>(events)) / risk;
    i = j;
  }
  return out;
}

Extended extended(const CoxModel& model, std::span<const double> time, std::span<const int> event,
                  const Matrix& covariates, Ties ties) {
  const auto k = static_cast<Eigen::Index>(covariates.columns());
  const auto order = rising_order(time);
  const auto scale = time_scale(time, event, order);
  const Eigen::Map<const VectorXd> beta(model.coefficient.data(), k);
  MatrixXd x(static_cast<Eigen::Index>(order.size()), k);
  for (std::size_t i = 0; i < order.size(); ++i)
    for (Eigen::Index j = 0; j < k; ++j)
      x(static_cast<Eigen::Index>(i), j) = covariates(order[i], static_cast<std::size_t>(j));
  x.rowwise() -= x.colwise().mean().eval();
  const VectorXd eta = x * beta;
  const double shift = eta.maxCoeff();
  Extended out{VectorXd::Zero(k), MatrixXd::Zero(k, k), MatrixXd::Zero(k, k), MatrixXd::Zero(k, k)};
  Sums risk(k);
  for (std::size_t i = order.size(); i > 0;) {
    Sums dying(k);
    VectorXd seen = VectorXd::Zero(k);
    std::size_t events = 0;
    const double now = time[order[i - 1]];
    for (; i > 0 && time[order[i - 1]] == now; --i) {
      const auto row = static_cast<Eigen::Index>(i - 1);
      const VectorXd one = x.row(row).transpose();
      const double weight = std::exp(eta(row) - shift);
      risk.add(weight, one);
      if (event[order[i - 1]] != 1) continue;
      dying.add(weight, one), seen += one, ++events;
    }
    if (events > 0) add_time(out, risk, dying, seen, events, scale[i], ties);
  }
  return out;
}

CoxTest test_of(double chi2, double df) {
  return {chi2, df, std::isnan(chi2) ? kNaN : chi2_upper(std::max(0.0, chi2), df)};
}

}  // namespace

ProportionalHazards proportional_hazards(const CoxModel& model, std::span<const double> time,
                                         std::span<const int> event, const Matrix& covariates,
                                         Ties ties) {
  ProportionalHazards out;
  const auto k = static_cast<double>(covariates.columns());
  if (!model.estimable) {
    out.column.assign(covariates.columns(), {kNaN, 1.0, kNaN});
    out.global = {kNaN, k, kNaN};
    return out;
  }
  const Extended e = extended(model, time, event, covariates, ties);
  const MatrixXd left = e.plain.ldlt().solve(e.mixed);
  const MatrixXd v = e.weighted - e.mixed.transpose() * left;
  for (Eigen::Index j = 0; j < v.rows(); ++j)
    out.column.push_back(test_of(v(j, j) > 0.0 ? e.score(j) * e.score(j) / v(j, j) : kNaN, 1.0));
  const bool one_time = !(v.diagonal().minCoeff() > 0.0);  // events at one time show no trend
  out.global = test_of(one_time ? kNaN : e.score.dot(v.ldlt().solve(e.score)), k);
  return out;
}

ProportionalHazards proportional_hazards(const CoxModel& model, std::span<const double> time,
                                         std::span<const int> event,
                                         std::span<const double> covariate) {
  Matrix one(covariate.size(), 1);
  for (std::size_t i = 0; i < covariate.size(); ++i) one(i, 0) = covariate[i];
  return proportional_hazards(model, time, event, one);
}

Json to_json(const ProportionalHazards& test) {
  return Json::of({{"chi2", test.global.chi2},
                   {"df", test.global.df},
                   {"p", test.global.p},
                   {"method", "score test against 1 - S(t-)"}});
}

}  // namespace dlrr
