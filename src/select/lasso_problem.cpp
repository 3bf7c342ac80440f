#include "select/lasso_problem.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel/columns.h"

namespace dlrr {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double logistic(double eta) {
  if (eta >= 0) return 1 / (1 + std::exp(-eta));
  const double e = std::exp(eta);
  return e / (1 + e);
}

double soft_plus(double eta) { return std::max(eta, 0.0) + std::log1p(std::exp(-std::abs(eta))); }

double dot(std::span<const double> a, std::span<const double> b) {
  return kernel::inner_product(a.data(), b.data(), a.size());
}

}  // namespace

LassoProblem::LassoProblem(const LassoColumns& columns, std::span<const double> y,
                           std::vector<std::size_t> rows, const LassoSettings& settings)
    : columns_(columns),
      settings_(settings),
      rows_(std::move(rows)),
      mean_(columns.columns(), 0.0),
      inverse_sd_(columns.columns(), 0.0),
      inside_(columns.columns(), false) {
  const auto count = static_cast<double>(n());
  for (const auto row : rows_) y_.push_back(y[row]);
  learn_columns();
  double mean = 0;
  for (const double v : y_) mean += v / count;
  intercept_ = settings.family == LassoFamily::gaussian ? mean : std::log(mean / (1 - mean));
  refresh();
  null_loss_ = loss();
  last_lambda_ = std::numeric_limits<double>::infinity();
}

// Over all rows a column has sum 0 and as many squares as rows: what is left out says the rest, and
// in a fold that is the smaller part.
void LassoProblem::learn_columns() {
  std::vector<std::size_t> left_out;
  for (std::size_t row = 0, at = 0; row < columns_.rows(); ++row)
    if (at < n() && rows_[at] == row)
      ++at;
    else
      left_out.push_back(row);
  const bool by_rest = left_out.size() < n();
  const auto& few = by_rest ? left_out : rows_;
  const auto count = static_cast<double>(n()), all = static_cast<double>(columns_.rows());
  for (std::size_t j = 0; j < columns_.columns(); ++j) {
    const auto column = columns_.column(j);
    double sum = 0, squares = 0;
    for (const auto row : few) {
      sum += column[row];
      squares += column[row] * column[row];
    }
    mean_[j] = (by_rest ? -sum : sum) / count;
    const double variance = (by_rest ? all - squares : squares) / count - mean_[j] * mean_[j];
    if (columns_.constant(j) || !(variance > 1e-12)) continue;
    inverse_sd_[j] = settings_.standardise ? 1 / std::sqrt(variance) : columns_.sd(j);
  }
  for (const double v : mean_) largest_mean_ = std::max(largest_mean_, std::abs(v));
  for (const double v : inverse_sd_) largest_inverse_sd_ = std::max(largest_inverse_sd_, v);
}

void LassoProblem::refresh() {
  eta_.assign(n(), intercept_);
  for (std::size_t m = 0; m < members_.size(); ++m) {
    if (members_[m].beta == 0) continue;
    const auto u = unit(m);
    for (std::size_t i = 0; i < n(); ++i) eta_[i] += members_[m].beta * u[i];
  }
  residual_.resize(n());
  residual_sum_ = 0;
  const bool gaussian = settings_.family == LassoFamily::gaussian;
  for (std::size_t i = 0; i < n(); ++i) {
    residual_[i] = y_[i] - (gaussian ? eta_[i] : logistic(eta_[i]));
    residual_sum_ += residual_[i];
  }
}

double LassoProblem::loss() const {
  double sum = 0;
  for (std::size_t i = 0; i < n(); ++i)
    sum += settings_.family == LassoFamily::gaussian ? residual_[i] * residual_[i] / 2
                                                     : soft_plus(eta_[i]) - y_[i] * eta_[i];
  return sum / static_cast<double>(n());
}

double LassoProblem::objective(double lambda) const {
  double size = 0, square = 0;
  for (const auto& m : members_) {
    size += std::abs(m.beta);
    square += m.beta * m.beta;
  }
  return loss() + absolute(lambda) * size + quadratic(lambda) / 2 * square;
}

double LassoProblem::gradient(std::size_t at) const {
  return dot(unit(at), residual_) / static_cast<double>(n());
}

// gradient = (sum of column * residual - mean * sum of the residual) / sd / n, where mean and sd
// are this part's own.
void LassoProblem::ask(double bar, Screening& screening) const {
  screening.residual.assign(columns_.rows(), 0.0);
  for (std::size_t i = 0; i < n(); ++i) screening.residual[rows_[i]] = residual_[i];
  screening.bar = bar * static_cast<double>(n()) / largest_inverse_sd_ -
                  largest_mean_ * std::abs(residual_sum_);
}

double LassoProblem::most_gradient(const Candidate& candidate) const {
  const double shift = std::abs(mean_[candidate.column] * residual_sum_);
  return (candidate.most + shift) * inverse_sd_[candidate.column] / static_cast<double>(n());
}

double LassoProblem::exact_gradient(std::size_t j) const {
  const auto column = columns_.column(j);
  double sum = 0;
  for (std::size_t i = 0; i < n(); ++i) sum += (column[rows_[i]] - mean_[j]) * residual_[i];
  return sum * inverse_sd_[j] / static_cast<double>(n());
}

double LassoProblem::largest_gradient() const {
  double largest = 0;
  for (std::size_t j = 0; j < columns_.columns(); ++j)
    if (inverse_sd_[j] > 0) largest = std::max(largest, std::abs(exact_gradient(j)));
  return largest;
}

void LassoProblem::enter(std::size_t j) {
  if (inside_[j] || inverse_sd_[j] == 0) return;
  const auto column = columns_.column(j);
  const auto count = static_cast<double>(n());
  Member m{j, 0, 1 / inverse_sd_[j], 0};
  for (const auto row : rows_) m.mean += column[row];
  m.mean /= count;
  double squares = 0;
  for (const auto row : rows_) squares += (column[row] - m.mean) * (column[row] - m.mean);
  if (settings_.standardise) m.sd = std::sqrt(squares / count);
  m.square = squares / count / (m.sd * m.sd);
  for (const auto row : rows_) units_.push_back((column[row] - m.mean) / m.sd);
  members_.push_back(m);
  inside_[j] = true;
  gram_.emplace_back(members_.size(), std::numeric_limits<double>::quiet_NaN());
}

void LassoProblem::admit(double lambda, std::span<const Candidate> candidates) {
  if (std::isinf(last_lambda_)) {
    last_lambda_ = lambda;
    for (const auto& one : candidates)
      last_lambda_ = std::max(last_lambda_, most_gradient(one) / settings_.mix);
  }
  prune(lambda);
  const double bar = absolute(2 * lambda - last_lambda_);
  for (const auto& one : candidates)
    if (most_gradient(one) >= bar) enter(one.column);
  last_lambda_ = lambda;
}

// Members that are far from entering only cost time.
void LassoProblem::prune(double lambda) {
  if (members_.size() < 64 + 3 * active_members().size()) return;
  std::size_t kept = 0;
  std::vector<std::size_t> stays;
  for (std::size_t m = 0; m < members_.size(); ++m) {
    if (members_[m].beta == 0 && std::abs(gradient(m)) < 0.8 * absolute(lambda)) {
      inside_[members_[m].column] = false;
      continue;
    }
    if (kept != m) {
      std::copy_n(units_.begin() + static_cast<std::ptrdiff_t>(m * n()), n(),
                  units_.begin() + static_cast<std::ptrdiff_t>(kept * n()));
      members_[kept] = members_[m];
    }
    stays.push_back(m);
    ++kept;
  }
  members_.resize(kept, Member{});
  units_.resize(kept * n());
  for (std::size_t a = 0; a < kept; ++a) {
    std::vector<double> row;
    for (std::size_t b = 0; b <= a; ++b) row.push_back(gram_[stays[a]][stays[b]]);
    gram_[a] = std::move(row);
  }
  gram_.resize(kept);
}

bool LassoProblem::admit_violators(double lambda, std::span<const Candidate> candidates) {
  const std::size_t before = members_.size();
  const double bar = absolute(lambda);
  for (const auto& one : candidates) {
    if (inside_[one.column] || most_gradient(one) < bar) continue;
    if (std::abs(exact_gradient(one.column)) > bar * (1 + settings_.tolerance)) enter(one.column);
  }
  return members_.size() > before;
}

// One pass of coordinate descent over the working set. For the logistic loss it minimises the
// quadratic bound with curvature 1/4, so that the objective can never rise.
void LassoProblem::sweep(double lambda) {
  const bool gaussian = settings_.family == LassoFamily::gaussian;
  const double curvature = gaussian ? 1.0 : 0.25, count = static_cast<double>(n());
  for (std::size_t at = 0; at < members_.size(); ++at) {
    Member& m = members_[at];
    const auto u = unit(at);
    const double g = gradient(at), h = curvature * m.square, pull = g + h * m.beta;
    const double bar = absolute(lambda);
    // A copy of an active column sits at lambda up to rounding and must stay out.
    if (m.beta == 0 && std::abs(g) <= bar * (1 + settings_.tolerance / 2)) continue;
    const double size = std::max(0.0, std::abs(pull) - bar) / (h + quadratic(lambda));
    const double next = pull < 0 ? -size : size, change = next - m.beta;
    if (change == 0) continue;
    m.beta = next;
    for (std::size_t i = 0; i < n(); ++i) residual_[i] -= curvature * change * u[i];
  }
  if (!gaussian) {
    double sum = 0;
    for (const double r : residual_) sum += r;
    intercept_ += sum / count / curvature;
  }
  refresh();
}

std::vector<std::size_t> LassoProblem::active_members() const {
  std::vector<std::size_t> out;
  for (std::size_t m = 0; m < members_.size(); ++m)
    if (members_[m].beta != 0) out.push_back(m);
  return out;
}

// What still pulls: first at the intercept, then at each active column with its sign held. All zero
// at the solution.
std::vector<double> LassoProblem::pulls(double lambda, std::span<const std::size_t> active) const {
  std::vector<double> out = {residual_sum_ / static_cast<double>(n())};
  for (const auto at : active) {
    const double beta = members_[at].beta;
    out.push_back(gradient(at) - std::copysign(absolute(lambda), beta) - quadratic(lambda) * beta);
  }
  return out;
}

double LassoProblem::inner(std::size_t a, std::size_t b) const {
  double& known = gram_[std::max(a, b)][std::min(a, b)];
  if (std::isnan(known)) known = dot(unit(a), unit(b));
  return known;
}

// The Newton step for these pulls; empty when the equations cannot be solved.
std::vector<double> LassoProblem::newton_step(double lambda, std::span<const double> pull,
                                              std::span<const std::size_t> active) const {
  const auto size = static_cast<Index>(pull.size()), rows = static_cast<Index>(n());
  MatrixXd hessian = MatrixXd::Zero(size, size);
  if (settings_.family == LassoFamily::gaussian) {
    hessian(0, 0) = static_cast<double>(n());
    for (Index k = 1; k < size; ++k)
      for (Index l = 1; l <= k; ++l)
        hessian(k, l) = inner(active[std::size_t(k - 1)], active[std::size_t(l - 1)]);
  } else {
    MatrixXd design(rows, size);
    for (Index i = 0; i < rows; ++i) {
      const double p = logistic(eta_[static_cast<std::size_t>(i)]);
      design(i, 0) = std::sqrt(p * (1 - p));
    }
    for (Index k = 1; k < size; ++k) {
      const auto u = unit(active[static_cast<std::size_t>(k - 1)]);
      design.col(k) = Eigen::Map<const VectorXd>(u.data(), rows).cwiseProduct(design.col(0));
    }
    kernel::inner_products(design.data(), pull.size(), n(), hessian.data());
  }
  hessian /= static_cast<double>(n());
  hessian.diagonal().tail(size - 1).array() += quadratic(lambda);
  // A trace on the diagonal for columns that nearly repeat one another; the iteration removes its
  // effect.
  hessian.diagonal().array() += 1e-11 * hessian.diagonal().maxCoeff();
  const Eigen::LLT<MatrixXd> factor(hessian);
  if (factor.info() != Eigen::Success) return {};
  const VectorXd step = factor.solve(Eigen::Map<const VectorXd>(pull.data(), size));
  if (!step.allFinite()) return {};
  return {step.data(), step.data() + size};
}

// Goes along the step, at most to where the first coefficient reaches zero, and shortens it until
// the objective does not rise. False when no length helps.
bool LassoProblem::move(double lambda, std::span<const double> step,
                        std::span<const std::size_t> active) {
  double length = 1;
  std::size_t leaving = active.size();
  std::vector<double> old;
  for (std::size_t k = 0; k < active.size(); ++k) {
    const double beta = members_[active[k]].beta, next = beta + step[k + 1];
    old.push_back(beta);
    if (next != 0 && (beta > 0) == (next > 0)) continue;
    const double reach = -beta / step[k + 1];
    if (leaving < active.size() && reach >= length) continue;
    length = reach;
    leaving = k;
  }
  const double before = objective(lambda), old_intercept = intercept_;
  for (int half = 0; half <= 40; ++half) {
    intercept_ = old_intercept + length * step[0];
    for (std::size_t k = 0; k < active.size(); ++k)
      members_[active[k]].beta = k == leaving ? 0.0 : old[k] + length * step[k + 1];
    refresh();
    if (objective(lambda) <= before + 1e-13 * std::abs(before)) return true;
    length /= 2;
    leaving = active.size();
  }
  return false;
}

void LassoProblem::newton(double lambda) {
  for (int round = 0; round < 100; ++round) {
    const auto active = active_members();
    const auto pull = pulls(lambda, active);
    double largest = 0;
    for (const double v : pull) largest = std::max(largest, std::abs(v));
    if (largest <= settings_.tolerance * lambda) return;
    const auto step = newton_step(lambda, pull, active);
    if (step.empty() || !move(lambda, step, active)) return;
  }
}

double LassoProblem::worst_violation(double lambda) const {
  double worst = std::abs(residual_sum_) / static_cast<double>(n());
  for (std::size_t at = 0; at < members_.size(); ++at) {
    const Member& m = members_[at];
    const double g = gradient(at);
    const double bar = absolute(lambda), shrunk = g - quadratic(lambda) * m.beta;
    worst = std::max(
        worst, m.beta == 0 ? std::abs(g) - bar : std::abs(shrunk - std::copysign(bar, m.beta)));
  }
  return worst / lambda;
}

// Ends at the tolerance or where rounding lets nothing improve any more; fit() reports what was
// reached.
void LassoProblem::solve(double lambda) {
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0, idle = 0; round < 1000 && idle < 5; ++round) {
    newton(lambda);
    if (worst_violation(lambda) <= settings_.tolerance) return;
    for (int pass = 0; pass < 3; ++pass) sweep(lambda);
    const double now = objective(lambda);
    idle = now < best - 1e-15 * std::abs(best) || std::isinf(best) ? 0 : idle + 1;
    best = std::min(best, now);
  }
}

double LassoProblem::deviance_ratio() const { return null_loss_ > 0 ? 1 - loss() / null_loss_ : 1; }

double LassoProblem::predictor(std::size_t row) const {
  double eta = intercept_;
  for (const auto& m : members_)
    if (m.beta != 0) eta += m.beta * (columns_.column(m.column)[row] - m.mean) / m.sd;
  return eta;
}

LassoFit LassoProblem::fit(double lambda) const {
  std::vector<const Member*> order;
  for (const auto& m : members_)
    if (m.beta != 0) order.push_back(&m);
  std::sort(order.begin(), order.end(), [](auto a, auto b) { return a->column < b->column; });
  LassoFit out;
  out.lambda = lambda;
  out.intercept = intercept_;
  for (const Member* m : order) {
    const double slope = m->beta / (m->sd * columns_.sd(m->column));
    out.features.push_back(m->column);
    out.unit_coefficients.push_back(m->beta);
    out.coefficients.push_back(slope);
    out.intercept -= m->beta * m->mean / m->sd + slope * columns_.mean(m->column);
  }
  out.deviance_ratio = deviance_ratio();
  out.objective = objective(lambda);
  out.kkt = std::max(0.0, worst_violation(lambda));
  return out;
}

}  // namespace dlrr
