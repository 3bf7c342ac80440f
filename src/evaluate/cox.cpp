#include "evaluate/cox.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "evaluate/survival.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kRunaway = 12.0;  // coefficient per standard deviation that no data can support

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Rows by falling time, covariates centred and scaled.
struct Prepared {
  MatrixXd x;
  std::vector<double> time;
  std::vector<int> event;
  VectorXd scale;
};

Prepared prepare(std::span<const double> time, std::span<const int> event,
                 const Matrix& covariates) {
  std::vector<std::size_t> order(time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return time[a] > time[b]; });
  Prepared out;
  const auto n = static_cast<Eigen::Index>(time.size());
  const auto k = static_cast<Eigen::Index>(covariates.columns());
  out.x.resize(n, k);
  out.scale.resize(k);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::size_t row = order[static_cast<std::size_t>(i)];
    out.time.push_back(time[row]);
    out.event.push_back(event[row]);
    for (Eigen::Index j = 0; j < k; ++j) out.x(i, j) = covariates(row, static_cast<std::size_t>(j));
  }
  for (Eigen::Index j = 0; j < k; ++j) {
    // The mean of equal values may round, and its error must not be scaled up to a covariate.
    if (n > 0 && (out.x.col(j).array() == out.x(0, j)).all()) out.x.col(j).setZero();
    out.x.col(j).array() -= out.x.col(j).mean();
    const auto freedom = static_cast<double>(std::max<Eigen::Index>(1, n - 1));
    out.scale(j) = std::sqrt(out.x.col(j).squaredNorm() / freedom);
    if (out.scale(j) > 0.0) out.x.col(j) /= out.scale(j);
  }
  return out;
}

struct Likelihood {
  double value = 0;
  VectorXd gradient;
  MatrixXd information;
};

// Sums over a set of patients of w, w x, w x x'.
struct WeightedSums {
  double w = 0;
  VectorXd wx;
  MatrixXd wxx;
  explicit WeightedSums(Eigen::Index k) : wx(VectorXd::Zero(k)), wxx(MatrixXd::Zero(k, k)) {}
  void add(double weight, const VectorXd& x) {
    w += weight;
    wx += weight * x;
    wxx.noalias() += weight * x * x.transpose();
  }
};

// The terms of one event time: `events` of the risk set happen at once.
void add_tied(Likelihood& out, const WeightedSums& risk, const WeightedSums& dying,
              std::size_t events, Ties ties) {
  for (std::size_t l = 0; l < events; ++l) {
    const double share =
        ties == Ties::efron ? static_cast<double>(l) / static_cast<double>(events) : 0.0;
    const double w = risk.w - share * dying.w;
    const VectorXd mean = (risk.wx - share * dying.wx) / w;
    out.value -= std::log(w);
    out.gradient -= mean;
    out.information += (risk.wxx - share * dying.wxx) / w - mean * mean.transpose();
  }
}

Likelihood likelihood(const Prepared& data, const VectorXd& beta, Ties ties) {
  const Eigen::Index k = data.x.cols();
  Likelihood out{0.0, VectorXd::Zero(k), MatrixXd::Zero(k, k)};
  const VectorXd eta = data.x * beta;
  // One shift for all keeps exp() in range; it is added back with the events' own terms.
  const double shift = eta.size() > 0 ? eta.maxCoeff() : 0.0;
  WeightedSums risk(k);
  for (std::size_t i = 0; i < data.time.size();) {
    WeightedSums dying(k);
    std::size_t events = 0;
    const double now = data.time[i];
    for (; i < data.time.size() && data.time[i] == now; ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      const VectorXd x = data.x.row(row).transpose();
      const double weight = std::exp(eta(row) - shift);
      risk.add(weight, x);
      if (data.event[i] != 1) continue;
      dying.add(weight, x);
      out.value += eta(row) - shift;
      out.gradient += x;
      ++events;
    }
    if (events > 0) add_tied(out, risk, dying, events, ties);
  }
  return out;
}

CoxModel not_estimable(CoxModel model, std::size_t columns, const std::string& reason) {
  model.estimable = false;
  model.reason = reason;
  model.coefficient = model.se = model.z = model.p = std::vector<double>(columns, kNaN);
  model.hazard_ratio.assign(columns, {kNaN, kNaN, kNaN});
  model.log_likelihood_null = model.log_likelihood = kNaN;
  model.likelihood_ratio = model.wald = model.score = {kNaN, static_cast<double>(columns), kNaN};
  return model;
}

CoxTest chi2_test(double chi2, Eigen::Index df) {
  return {chi2, static_cast<double>(df), chi2_upper(std::max(0.0, chi2), static_cast<double>(df))};
}

bool collinear(const MatrixXd& information) {
  const VectorXd scale = information.diagonal().cwiseSqrt();
  if (!(scale.minCoeff() > 0.0)) return true;
  const MatrixXd unit =
      scale.cwiseInverse().asDiagonal() * information * scale.cwiseInverse().asDiagonal();
  return !(Eigen::SelfAdjointEigenSolver<MatrixXd>(unit).eigenvalues()(0) > 1e-10);
}

// Newton; false when a coefficient runs away or the steps do not settle.
bool climb(const Prepared& data, Ties ties, VectorXd& beta, Likelihood& at) {
  for (int round = 0; round < 60; ++round) {
    VectorXd step = at.information.ldlt().solve(at.gradient);
    if (!step.allFinite()) return false;
    Likelihood next = likelihood(data, beta + step, ties);
    const double floor = at.value - 1e-10 * std::abs(at.value);
    for (int half = 0; half < 30 && !(next.value >= floor); ++half) {
      step /= 2.0;
      next = likelihood(data, beta + step, ties);
    }
    beta += step;
    at = std::move(next);
    if (beta.cwiseAbs().maxCoeff() > kRunaway) return false;
    if (step.cwiseAbs().maxCoeff() < 1e-10) return true;
  }
  return false;
}

void describe(CoxModel& model, const Prepared& data, const VectorXd& beta, const Likelihood& at) {
  const MatrixXd covariance =
      at.information.ldlt().solve(MatrixXd::Identity(beta.size(), beta.size()));
  const double multiplier = normal_multiplier(0.95);
  for (Eigen::Index j = 0; j < beta.size(); ++j) {
    const double b = beta(j) / data.scale(j), se = std::sqrt(covariance(j, j)) / data.scale(j);
    model.coefficient.push_back(b);
    model.se.push_back(se);
    model.z.push_back(b / se);
    model.p.push_back(two_sided_normal(b / se));
    model.hazard_ratio.push_back(
        {std::exp(b), std::exp(b - multiplier * se), std::exp(b + multiplier * se)});
  }
}

}  // namespace

CoxModel cox_fit(std::span<const double> time, std::span<const int> event, const Matrix& covariates,
                 Ties ties) {
  check_survival(time, event);
  if (covariates.rows() != time.size() || covariates.columns() == 0)
    throw Error(ErrorKind::internal, "a Cox model of " + std::to_string(time.size()) +
                                         " patients got " + std::to_string(covariates.rows()) +
                                         " rows and " + std::to_string(covariates.columns()) +
                                         " columns of covariates");
  for (std::size_t i = 0; i < covariates.rows(); ++i)
    for (const double v : covariates.row(i))
      if (!std::isfinite(v))
        throw Error("row " + std::to_string(i + 1) +
                    ": a covariate of the Cox model is missing; drop the row or fill in the value");
  CoxModel model;
  model.n = time.size();
  for (const int e : event) model.events += static_cast<std::size_t>(e);
  const std::size_t columns = covariates.columns();
  if (model.events == 0) return not_estimable(model, columns, "there is no event");
  const Prepared data = prepare(time, event, covariates);
  VectorXd beta = VectorXd::Zero(data.x.cols());
  Likelihood at = likelihood(data, beta, ties);
  if (collinear(at.information))
    return not_estimable(model, columns, "covariates are constant or depend on each other");
  model.log_likelihood_null = at.value;
  model.score = chi2_test(at.gradient.dot(at.information.ldlt().solve(at.gradient)), beta.size());
  if (!climb(data, ties, beta, at))
    return not_estimable(model, columns,
                         "a coefficient is infinite: one group has no event, or a covariate orders "
                         "the events completely");
  model.estimable = true;
  model.log_likelihood = at.value;
  model.likelihood_ratio = chi2_test(2.0 * (at.value - model.log_likelihood_null), beta.size());
  model.wald = chi2_test(beta.dot(at.information * beta), beta.size());
  describe(model, data, beta, at);
  return model;
}

CoxModel cox_fit(std::span<const double> time, std::span<const int> event,
                 std::span<const double> covariate, Ties ties) {
  Matrix one(covariate.size(), 1);
  for (std::size_t i = 0; i < covariate.size(); ++i) one(i, 0) = covariate[i];
  return cox_fit(time, event, one, ties);
}

std::vector<double> cox_linear_predictor(const CoxModel& model, const Matrix& covariates) {
  std::vector<double> out(covariates.rows(), 0.0);
  for (std::size_t i = 0; i < covariates.rows(); ++i)
    for (std::size_t j = 0; j < covariates.columns(); ++j)
      out[i] += model.coefficient[j] * covariates(i, j);
  return out;
}

Json to_json(const CoxModel& model) {
  const auto test = [](const CoxTest& t) {
    return Json::of({{"chi2", t.chi2}, {"df", t.df}, {"p", t.p}});
  };
  Json terms = Json::array();
  for (std::size_t j = 0; j < model.coefficient.size(); ++j)
    terms.push_back(Json::of({{"coefficient", model.coefficient[j]},
                              {"se", model.se[j]},
                              {"hazard_ratio", to_json(model.hazard_ratio[j])},
                              {"z", model.z[j]},
                              {"p", model.p[j]}}));
  Json out = Json::of({{"n", model.n}, {"events", model.events}, {"estimable", model.estimable}});
  if (!model.estimable) out["reason"] = model.reason;
  out["terms"] = terms;
  out["likelihood_ratio"] = test(model.likelihood_ratio);
  out["wald"] = test(model.wald);
  out["score"] = test(model.score);
  return out;
}

}  // namespace dlrr
