#include "evaluate/regression.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/error.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kRunaway = 10.0;  // coefficient per standard deviation that no data support
constexpr double kWideSe = 100.0;  // standard error per standard deviation, likewise
constexpr Index kNone = -1;

// Columns scaled to standard deviation 1; the first is the intercept.
struct Design {
  MatrixXd x;
  VectorXd y;
  VectorXd scale, mean;  // per covariate
  bool centred = true;
};

Design make_design(const Matrix& covariates, std::span<const int> outcome, bool centred) {
  const auto n = static_cast<Index>(covariates.rows()),
             k = static_cast<Index>(covariates.columns());
  Design out{MatrixXd::Ones(n, k + 1), VectorXd(n), VectorXd::Ones(k), VectorXd::Zero(k), centred};
  for (Index i = 0; i < n; ++i) out.y(i) = outcome[static_cast<std::size_t>(i)];
  for (Index j = 0; j < k; ++j) {
    auto column = out.x.col(j + 1);
    for (Index i = 0; i < n; ++i)
      column(i) = covariates(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    out.mean(j) = column.mean();
    const double sum = (column.array() - out.mean(j)).square().sum();
    const double sd = std::sqrt(sum / static_cast<double>(std::max<Index>(1, n - 1)));
    if (sd > 0) out.scale(j) = sd;
    if (centred) column.array() -= out.mean(j);
    column /= out.scale(j);
  }
  return out;
}

struct Point {
  VectorXd beta, gradient;
  MatrixXd information;
  double log_likelihood = 0;  // of the data alone
  double objective = 0;       // with the penalty, when there is one
  bool settled = false;
  VectorXd step;  // the last one
};

void evaluate_at(const Design& d, bool firth, Point& at) {
  const VectorXd eta = d.x * at.beta;
  VectorXd chance(eta.size()), weight(eta.size());
  at.log_likelihood = 0;
  for (Index i = 0; i < eta.size(); ++i) {
    const double small = std::exp(-std::abs(eta(i)));
    chance(i) = eta(i) >= 0 ? 1 / (1 + small) : small / (1 + small);
    weight(i) = small / ((1 + small) * (1 + small));
    at.log_likelihood += d.y(i) * eta(i) - std::max(eta(i), 0.0) - std::log1p(small);
  }
  at.information = d.x.transpose() * weight.asDiagonal() * d.x;
  at.objective = at.log_likelihood;
  VectorXd residual = d.y - chance;
  if (firth) {
    const Eigen::LDLT<MatrixXd> ldlt(at.information);
    const MatrixXd solved = ldlt.solve(d.x.transpose());
    for (Index i = 0; i < eta.size(); ++i)
      residual(i) += weight(i) * d.x.row(i).dot(solved.col(i)) * (0.5 - chance(i));
    at.objective += ldlt.vectorD().array().max(1e-300).log().sum() / 2;
  }
  at.gradient = d.x.transpose() * residual;
}

// The Newton step with one coordinate held still.
VectorXd newton_step(const Point& at, Index fixed) {
  const Index k = at.beta.size();
  if (fixed == kNone) return at.information.ldlt().solve(at.gradient);
  std::vector<Index> free;
  for (Index j = 0; j < k; ++j)
    if (j != fixed) free.push_back(j);
  VectorXd step = VectorXd::Zero(k);
  const MatrixXd information = at.information(free, free);
  const VectorXd gradient = at.gradient(free);
  const VectorXd part = information.ldlt().solve(gradient);
  for (std::size_t j = 0; j < free.size(); ++j) step(free[j]) = part(static_cast<Index>(j));
  return step;
}

Point climb(const Design& d, bool firth, VectorXd start, Index fixed = kNone, int rounds = 100) {
  Point at;
  at.beta = std::move(start);
  evaluate_at(d, firth, at);
  for (int round = 0; round < rounds && !at.settled; ++round) {
    VectorXd step = newton_step(at, fixed);
    if (!step.allFinite()) return at;
    if (const double most = step.cwiseAbs().maxCoeff(); firth && most > 5) step *= 5 / most;
    Point next = at;
    next.beta = at.beta + step;
    evaluate_at(d, firth, next);
    const double bar = at.objective - 1e-12 * (1 + std::abs(at.objective));
    for (int half = 0; half < 40 && !(next.objective >= bar); ++half) {
      step /= 2;
      next.beta = at.beta + step;
      evaluate_at(d, firth, next);
    }
    at = std::move(next);
    at.step = step;
    at.settled = step.size() == 0 ||
                 step.cwiseAbs().maxCoeff() <= 1e-11 * (1 + at.beta.cwiseAbs().maxCoeff());
  }
  return at;
}

// A direction along which no row loses and some win: the likelihood rises for ever (Albert and
// Anderson, Biometrika 1984). The last Newton steps of a runaway climb point there.
bool rises_for_ever(const Design& d, const VectorXd& direction) {
  const double size = direction.size() ? direction.cwiseAbs().maxCoeff() : 0;
  if (!(size > 1e-3)) return false;
  const VectorXd move = d.x * (direction / size);
  double gain = 0;
  for (Index i = 0; i < move.size(); ++i) {
    const double toward = d.y(i) > 0.5 ? move(i) : -move(i);
    if (toward < -1e-4) return false;
    gain = std::max(gain, toward);
  }
  return gain > 1e-2;
}

// Which entries move along it; the intercept is that of the data, not of centred columns.
std::vector<std::size_t> running(const Design& d, VectorXd direction) {
  for (Index j = 0; d.centred && j < d.scale.size(); ++j)
    direction(0) -= direction(j + 1) * d.mean(j) / d.scale(j);
  std::vector<std::size_t> out;
  const double size = direction.cwiseAbs().maxCoeff();
  for (Index j = 0; j < direction.size(); ++j)
    if (std::abs(direction(j)) > 1e-2 * size) out.push_back(static_cast<std::size_t>(j));
  return out;
}

// Where twice the fall of the objective from its top is `drop`, beyond the top towards `sign`.
double profile_end(const Design& d, bool firth, const Point& top, Index which, double se,
                   double sign, double drop) {
  VectorXd warm = top.beta;
  const auto excess = [&](double value) {
    VectorXd start = warm;
    start(which) = value;
    const Point at = climb(d, firth, start, which);
    return 2 * (top.objective - at.objective) - drop;
  };
  double near = top.beta(which), step = sign * 2 * se, far = near + step;
  int tries = 0;
  for (; tries < 40 && excess(far) < 0; ++tries) near = far, step *= 1.5, far += step;
  if (tries == 40) return sign * kInf;
  double low = excess(near), high = excess(far);
  for (int round = 0; round < 80 && std::abs(far - near) > 1e-10 * (1 + std::abs(far)); ++round) {
    // False position with the Illinois weight: the bracket never opens again.
    double middle = (near * high - far * low) / (high - low);
    if (!(std::min(near, far) < middle && middle < std::max(near, far))) middle = (near + far) / 2;
    const double value = excess(middle);
    if (std::abs(value) < 1e-11) return middle;
    if ((value < 0) == (low < 0))
      near = middle, low = value, high /= 2;
    else
      far = middle, high = value, low /= 2;
  }
  return (near + far) / 2;
}

LogisticTerms without_numbers(LogisticTerms out, std::size_t entries, const std::string& reason) {
  out.estimable = false;
  out.reason = reason;
  out.coefficient = out.se = out.z = out.p = out.profile_p = std::vector<double>(entries, kNaN);
  out.odds_ratio = out.profile = std::vector<Interval>(entries, {kNaN, kNaN, kNaN});
  out.covariance = Matrix(entries, entries, kNaN);
  out.log_likelihood = out.deviance = out.null_deviance = out.aic = kNaN;
  return out;
}

// Covariance in the units of the data: beta = scaling * (standardised beta).
MatrixXd back_scaling(const Design& d) {
  const Index k = d.scale.size();
  MatrixXd out = MatrixXd::Identity(k + 1, k + 1);
  for (Index j = 0; j < k; ++j) {
    out(j + 1, j + 1) = 1 / d.scale(j);
    if (d.centred) out(0, j + 1) = -d.mean(j) / d.scale(j);
  }
  return out;
}

void add_wald(LogisticTerms& out, const Design& d, const Point& top) {
  const MatrixXd back = back_scaling(d);
  const VectorXd beta = back * top.beta;
  const Index k = beta.size();
  const MatrixXd covariance =
      back * top.information.ldlt().solve(MatrixXd::Identity(k, k)) * back.transpose();
  const double multiplier = normal_multiplier(0.95);
  out.covariance = Matrix(static_cast<std::size_t>(k), static_cast<std::size_t>(k));
  for (Index j = 0; j < k; ++j) {
    const double se = std::sqrt(covariance(j, j)), b = beta(j);
    out.coefficient.push_back(b);
    out.se.push_back(se);
    out.z.push_back(b / se);
    out.p.push_back(two_sided_normal(b / se));
    out.odds_ratio.push_back(
        {std::exp(b), std::exp(b - multiplier * se), std::exp(b + multiplier * se)});
    for (Index l = 0; l < k; ++l)
      out.covariance(static_cast<std::size_t>(j), static_cast<std::size_t>(l)) = covariance(j, l);
  }
}

void add_profile(LogisticTerms& out, const Matrix& covariates, std::span<const int> outcome,
                 bool firth, const VectorXd& beta) {
  // Not centred: only then is the intercept itself one of the coordinates.
  const Design d = make_design(covariates, outcome, false);
  const double drop = chi2_quantile(0.95, 1);
  const MatrixXd to_data = back_scaling(d);
  VectorXd start = beta;
  for (Index j = 1; j < start.size(); ++j) start(j) /= to_data(j, j);
  const Point top = climb(d, firth, start);
  for (Index j = 0; j < start.size(); ++j) {
    const double unit = to_data(j, j), se = out.se[static_cast<std::size_t>(j)] / unit;
    const double low = profile_end(d, firth, top, j, se, -1, drop) * unit;
    const double high = profile_end(d, firth, top, j, se, +1, drop) * unit;
    out.profile.push_back({std::exp(top.beta(j) * unit), std::exp(low), std::exp(high)});
    VectorXd zero = top.beta;
    zero(j) = 0;
    const double ratio = 2 * (top.objective - climb(d, firth, zero, j).objective);
    out.profile_p.push_back(chi2_upper(std::max(0.0, ratio), 1));
  }
}

double null_deviance(double n, double events) {
  const double p = events / n;
  return -2 * (events * std::log(p) + (n - events) * std::log1p(-p));
}

void check(const Matrix& covariates, std::span<const int> outcome) {
  if (covariates.rows() != outcome.size())
    throw Error(ErrorKind::internal, std::to_string(covariates.rows()) +
                                         " rows of covariates for " +
                                         std::to_string(outcome.size()) + " outcomes");
  for (std::size_t i = 0; i < outcome.size(); ++i) {
    if (outcome[i] != 0 && outcome[i] != 1)
      throw Error("row " + std::to_string(i + 1) + ": outcome is " + std::to_string(outcome[i]) +
                  ", expected 0 or 1");
    for (const double v : covariates.row(i))
      if (!std::isfinite(v))
        throw Error(ErrorKind::internal, "a logistic regression got a gap in row " +
                                             std::to_string(i + 1) + "; leave such rows out first");
  }
}

// Filled when no finite maximum exists.
struct Separation {
  std::string reason;
  std::vector<std::size_t> infinite;
};
std::optional<Separation> separation_of(const Design& d, const Point& top) {
  if (!top.settled && rises_for_ever(d, top.step))
    return Separation{"separation: no finite maximum likelihood estimate", running(d, top.step)};
  std::vector<std::size_t> wide;
  const Index k = top.beta.size();
  const MatrixXd covariance = top.information.ldlt().solve(MatrixXd::Identity(k, k));
  for (Index j = 1; j < k; ++j)
    if (std::abs(top.beta(j)) > kRunaway || !(covariance(j, j) < kWideSe * kWideSe))
      wide.push_back(static_cast<std::size_t>(j));
  if (!wide.empty() || !top.settled)
    return Separation{"nearly separated: no usable maximum likelihood estimate", wide};
  return std::nullopt;
}

}  // namespace

LogisticTerms logistic_terms(const Matrix& covariates, std::span<const int> outcome,
                             LogisticMethod ask) {
  check(covariates, outcome);
  LogisticTerms out;
  out.method = ask;
  out.n = outcome.size();
  for (const int y : outcome) out.events += static_cast<std::size_t>(y);
  const std::size_t entries = covariates.columns() + 1;
  if (out.events == 0 || out.events == out.n)
    return without_numbers(out, entries, "the outcome is the same in every row");
  if (out.n <= entries)
    return without_numbers(out, entries, "there are not more rows than coefficients");
  if (!dependent_columns(covariates).empty())
    return without_numbers(out, entries, "a column is constant or follows from the others");
  const Design d = make_design(covariates, outcome, true);
  const VectorXd zero = VectorXd::Zero(static_cast<Index>(entries));
  Point top;
  if (ask == LogisticMethod::maximum_likelihood) {
    // Further rounds would only lose the direction in rounding.
    top = climb(d, false, zero, kNone, 28);
    if (const auto found = separation_of(d, top)) {
      out.separated = true;
      out.reason = found->reason;
      out.infinite = found->infinite;
      out.method = LogisticMethod::firth;
    }
  }
  const bool firth = out.method == LogisticMethod::firth;
  if (firth) top = climb(d, true, zero, kNone, 500);
  if (!top.settled) return without_numbers(out, entries, "the estimate did not settle");
  out.estimable = true;
  out.log_likelihood = top.log_likelihood;
  out.deviance = -2 * top.log_likelihood;
  out.aic = out.deviance + 2 * static_cast<double>(entries);
  out.null_deviance = null_deviance(static_cast<double>(out.n), static_cast<double>(out.events));
  add_wald(out, d, top);
  add_profile(out, covariates, outcome, firth, back_scaling(d) * top.beta);
  return out;
}

double profile_root(const Matrix& covariates, std::span<const int> outcome,
                    const LogisticTerms& model, std::size_t entry, double value) {
  if (!model.estimable || model.method != LogisticMethod::maximum_likelihood) return kNaN;
  const Design d = make_design(covariates, outcome, false);
  VectorXd start(static_cast<Index>(model.coefficient.size()));
  for (Index j = 0; j < start.size(); ++j)
    start(j) = model.coefficient[static_cast<std::size_t>(j)] * (j > 0 ? d.scale(j - 1) : 1.0);
  const auto which = static_cast<Index>(entry);
  const double unit = which > 0 ? d.scale(which - 1) : 1.0;
  const double top = climb(d, false, start).objective, away = value * unit - start(which);
  start(which) = value * unit;
  const double drop = 2 * (top - climb(d, false, start, which).objective);
  return std::copysign(std::sqrt(std::max(0.0, drop)), away);
}

JointTest joint_wald(const LogisticTerms& model, std::span<const std::size_t> entries) {
  const auto k = static_cast<Index>(entries.size());
  VectorXd b(k);
  MatrixXd v(k, k);
  for (Index i = 0; i < k; ++i) {
    b(i) = model.coefficient[entries[static_cast<std::size_t>(i)]];
    for (Index j = 0; j < k; ++j)
      v(i, j) = model.covariance(entries[static_cast<std::size_t>(i)],
                                 entries[static_cast<std::size_t>(j)]);
  }
  JointTest out;
  out.df = static_cast<double>(k);
  out.chi2 = model.estimable ? b.dot(v.ldlt().solve(b)) : kNaN;
  out.p = model.estimable ? chi2_upper(std::max(0.0, out.chi2), out.df) : kNaN;
  return out;
}

Json to_json(const LogisticTerms& model) {
  Json out =
      Json::of({{"n", model.n},
                {"events", model.events},
                {"method", model.method == LogisticMethod::firth ? "Firth's penalised likelihood"
                                                                 : "maximum likelihood"},
                {"estimable", model.estimable},
                {"separated", model.separated}});
  if (!model.reason.empty()) out["reason"] = model.reason;
  out["deviance"] = model.deviance;
  out["null_deviance"] = model.null_deviance;
  out["aic"] = model.aic;
  return out;
}

}  // namespace dlrr
