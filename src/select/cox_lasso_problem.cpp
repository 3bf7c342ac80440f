#include "select/cox_lasso_problem.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace dlrr {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr std::size_t kBatch = 64;  // columns that enter at once: keeps the Hessian small

// Minimum over b of the quadratic model around `start` plus the penalty.
class QuadraticModel {
 public:
  QuadraticModel(MatrixXd hessian, VectorXd pull, VectorXd start, double absolute, double quadratic)
      : hessian_(std::move(hessian)),
        pull_(std::move(pull)),
        beta_(std::move(start)),
        absolute_(absolute),
        quadratic_(quadratic) {}

  // The exact minimum of the active columns, then descent to see who else belongs to them.
  VectorXd minimum(double tolerance) {
    for (int round = 0; round < 200; ++round) {
      settle_active();
      if (worst() <= tolerance) break;
      for (int pass = 0; pass < 2; ++pass) sweep();
    }
    return beta_;
  }

 private:
  void change(Index at, double by) {
    beta_[at] += by;
    pull_ -= by * hessian_.col(at);
  }

  void sweep() {
    for (Index at = 0; at < beta_.size(); ++at) {
      const double curvature = hessian_(at, at);
      if (!(curvature > 0)) continue;
      const double target = pull_[at] + curvature * beta_[at];
      const double size = std::max(0.0, std::abs(target) - absolute_) / (curvature + quadratic_);
      const double by = std::copysign(size, target) - beta_[at];
      if (by != 0) change(at, by);
    }
  }

  double left_over(Index at) const {
    return pull_[at] - std::copysign(absolute_, beta_[at]) - quadratic_ * beta_[at];
  }

  std::vector<Index> active() const {
    std::vector<Index> out;
    for (Index at = 0; at < beta_.size(); ++at)
      if (beta_[at] != 0) out.push_back(at);
    return out;
  }

  void settle_active() {
    for (auto list = active(); !list.empty(); list = active())
      if (!step(list)) return;
  }

  // Towards the minimum with the signs as they are, as far as to where the first becomes zero. True
  // when one did: then there is another minimum.
  bool step(const std::vector<Index>& list) {
    const auto size = static_cast<Index>(list.size());
    MatrixXd part = hessian_(list, list);
    VectorXd rest(size);
    for (Index k = 0; k < size; ++k) rest[k] = left_over(list[std::size_t(k)]);
    // A trace on the diagonal for columns that nearly repeat one another; rounds remove its effect.
    part.diagonal().array() += quadratic_ + 1e-11 * part.diagonal().maxCoeff();
    const Eigen::LLT<MatrixXd> factor(part);
    if (factor.info() != Eigen::Success) return false;
    const VectorXd by = factor.solve(rest);
    double length = 1;
    Index leaving = size;
    for (Index k = 0; k < size; ++k) {
      const double beta = beta_[list[std::size_t(k)]];
      if ((beta + length * by[k]) * beta > 0) continue;
      length = -beta / by[k];
      leaving = k;
    }
    for (Index k = 0; k < size; ++k) {
      const Index at = list[std::size_t(k)];
      change(at, k == leaving ? -beta_[at] : length * by[k]);
    }
    if (leaving < size) beta_[list[std::size_t(leaving)]] = 0;
    return leaving < size;
  }

  double worst() const {
    double out = 0;
    for (Index at = 0; at < beta_.size(); ++at)
      out =
          std::max(out, beta_[at] == 0 ? std::abs(pull_[at]) - absolute_ : std::abs(left_over(at)));
    return out;
  }

  MatrixXd hessian_;
  VectorXd pull_, beta_;  // pull: minus the gradient of the smooth part
  double absolute_, quadratic_;
};

}  // namespace

CoxLassoProblem::CoxLassoProblem(const LassoColumns& columns, SurvivalOutcome outcome,
                                 std::vector<std::size_t> rows, const LassoSettings& settings)
    : columns_(columns),
      settings_(settings),
      rows_(std::move(rows)),
      likelihood_(outcome, rows_),
      unit_(columns.columns(), 0.0),
      beta_(columns.columns(), 0.0) {
  for (std::size_t j = 0; j < columns_.columns(); ++j) {
    if (columns_.constant(j)) continue;
    const auto column = columns_.column(j);
    double mean = 0, squares = 0;
    for (const auto row : rows_) mean += column[row] / n();
    for (const auto row : rows_) squares += (column[row] - mean) * (column[row] - mean);
    const double sd = std::sqrt(squares / n());
    if (sd > 1e-9) unit_[j] = settings_.standardise ? 1 / sd : columns_.sd(j);
  }
  refresh();
  null_deviance_ = 2 * (likelihood_.saturated() - log_likelihood_);
}

void CoxLassoProblem::refresh() {
  eta_.assign(rows_.size(), 0.0);
  for (const auto j : members_) {
    if (beta_[j] == 0) continue;
    const auto column = columns_.column(j);
    const double slope = beta_[j] * unit_[j];
    for (std::size_t i = 0; i < rows_.size(); ++i) eta_[i] += slope * column[rows_[i]];
  }
  log_likelihood_ = likelihood_.log_likelihood(eta_);
  if (std::isfinite(log_likelihood_)) residual_ = likelihood_.residual(eta_);
}

// The residuals add up to 0, so that the column need not be centred.
double CoxLassoProblem::gradient(std::size_t j) const {
  const auto column = columns_.column(j);
  double sum = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) sum += column[rows_[i]] * residual_[i];
  return sum * unit_[j] / n();
}

double CoxLassoProblem::largest_gradient() const {
  double largest = 0;
  for (std::size_t j = 0; j < columns_.columns(); ++j)
    largest = std::max(largest, std::abs(gradient(j)));
  return largest;
}

double CoxLassoProblem::objective(double lambda) const {
  const auto [absolute, quadratic] = penalty(lambda);
  double out = -log_likelihood_ / n();
  for (const auto j : members_)
    out += absolute * std::abs(beta_[j]) + quadratic / 2 * beta_[j] * beta_[j];
  return out;
}

double CoxLassoProblem::violation(std::size_t j, const Penalty& penalty) const {
  const double g = gradient(j);
  if (beta_[j] == 0) return std::abs(g) - penalty.absolute;
  return std::abs(g - penalty.quadratic * beta_[j] - std::copysign(penalty.absolute, beta_[j]));
}

double CoxLassoProblem::worst_violation(double lambda) const {
  double worst = 0;
  for (const auto j : members_) worst = std::max(worst, violation(j, penalty(lambda)));
  return worst / lambda;
}

// The columns that break the conditions most; members that are out and far from entering leave.
bool CoxLassoProblem::admit_violators(double lambda) {
  const auto p = penalty(lambda);
  double largest_unit = 0;
  for (const double unit : unit_) largest_unit = std::max(largest_unit, unit);
  Screening asked{std::vector<double>(columns_.rows(), 0.0), p.absolute * n() / largest_unit, {}};
  for (std::size_t i = 0; i < rows_.size(); ++i) asked.residual[rows_[i]] = residual_[i];
  Screening* const one = &asked;
  columns_.screen(std::span(&one, 1));
  std::vector<std::pair<double, std::size_t>> found;
  for (const auto& candidate : asked.found) {
    const std::size_t j = candidate.column;
    if (beta_[j] != 0 || !(candidate.most * unit_[j] > p.absolute * n())) continue;
    if (std::binary_search(members_.begin(), members_.end(), j)) continue;
    const double over = violation(j, p);
    if (over > settings_.tolerance * lambda) found.emplace_back(-over, j);
  }
  if (found.empty()) return false;
  std::sort(found.begin(), found.end());
  std::erase_if(members_, [&](std::size_t j) {
    return beta_[j] == 0 && violation(j, p) < -0.2 * p.absolute;
  });
  for (std::size_t k = 0; k < std::min(found.size(), kBatch); ++k)
    members_.push_back(found[k].second);
  std::sort(members_.begin(), members_.end());
  return true;
}

Matrix CoxLassoProblem::units() const {
  Matrix out(rows_.size(), members_.size());
  for (std::size_t m = 0; m < members_.size(); ++m) {
    const auto column = columns_.column(members_[m]);
    for (std::size_t i = 0; i < rows_.size(); ++i)
      out(i, m) = column[rows_[i]] * unit_[members_[m]];
  }
  return out;
}

std::vector<double> CoxLassoProblem::quadratic_minimum(double lambda) const {
  const auto count = static_cast<Index>(members_.size());
  VectorXd pull(count), start(count);
  for (Index m = 0; m < count; ++m) {
    const auto j = members_[static_cast<std::size_t>(m)];
    pull[m] = gradient(j);
    start[m] = beta_[j];
  }
  const Matrix information = likelihood_.information(eta_, units());
  MatrixXd hessian(count, count);
  for (Index i = 0; i < count; ++i)
    for (Index j = 0; j < count; ++j)
      hessian(i, j) = information(std::size_t(i), std::size_t(j)) / n();
  QuadraticModel model(std::move(hessian), pull, start, penalty(lambda).absolute,
                       penalty(lambda).quadratic);
  const VectorXd minimum = model.minimum(settings_.tolerance * lambda / 10);
  return {minimum.begin(), minimum.end()};
}

// Towards the target, shortened until the objective does not rise. False when no length helps.
bool CoxLassoProblem::move(double lambda, const std::vector<double>& target) {
  const double before = objective(lambda);
  std::vector<double> old;
  for (const auto j : members_) old.push_back(beta_[j]);
  double length = 1;
  for (int half = 0; half <= 40; ++half, length /= 2) {
    for (std::size_t m = 0; m < members_.size(); ++m) {
      const double end = target[m];
      beta_[members_[m]] = half == 0 ? end : old[m] + length * (end - old[m]);
    }
    refresh();
    if (objective(lambda) <= before + 1e-13 * std::abs(before)) return true;
  }
  for (std::size_t m = 0; m < members_.size(); ++m) beta_[members_[m]] = old[m];
  refresh();
  return false;
}

// Ends at the tolerance or where rounding lets nothing improve any more; fit() reports what was
// reached.
void CoxLassoProblem::solve(double lambda) {
  do {
    for (int round = 0; round < 100 && worst_violation(lambda) > settings_.tolerance; ++round)
      if (!move(lambda, quadratic_minimum(lambda))) break;
  } while (admit_violators(lambda));
}

std::vector<double> CoxLassoProblem::predictor() const {
  std::vector<double> out(columns_.rows(), 0.0);
  for (const auto j : members_) {
    if (beta_[j] == 0) continue;
    const auto column = columns_.column(j);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += beta_[j] * unit_[j] * column[i];
  }
  return out;
}

std::vector<double> CoxLassoProblem::own(std::span<const double> values) const {
  std::vector<double> out;
  for (const auto row : rows_) out.push_back(values[row]);
  return out;
}

LassoFit CoxLassoProblem::fit(double lambda) const {
  LassoFit out;
  out.lambda = lambda;
  for (const auto j : members_) {
    if (beta_[j] == 0) continue;
    out.features.push_back(j);
    out.unit_coefficients.push_back(beta_[j]);
    out.coefficients.push_back(beta_[j] * unit_[j] / columns_.sd(j));
  }
  if (null_deviance_ > 0)
    out.deviance_ratio = 1 - 2 * (likelihood_.saturated() - log_likelihood_) / null_deviance_;
  out.objective = objective(lambda);
  out.kkt = worst_violation(lambda);
  return out;
}

}  // namespace dlrr
