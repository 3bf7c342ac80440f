#include "select/lasso_problem.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "kernel/columns.h"

namespace dlrr {

namespace {

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
  for (std::size_t row = 0, at = 0; row < columns_.rows(); ++row)
    if (at < n() && rows_[at] == row)
      ++at;
    else
      left_out_.push_back(row);
  double mean = 0;
  for (const double v : y_) mean += v / count;
  intercept_ = settings.family == LassoFamily::gaussian ? mean : std::log(mean / (1 - mean));
  refresh();
  null_loss_ = loss();
  last_lambda_ = std::numeric_limits<double>::infinity();
}

// All problems look at a block of columns while it is near.
void LassoProblem::learn_columns(std::span<LassoProblem> problems) {
  constexpr std::size_t kBlock = 64;
  for (std::size_t first = 0; !problems.empty() && first < problems[0].columns_.columns();
       first += kBlock)
    for (auto& problem : problems)
      problem.learn_columns(first, std::min(first + kBlock, problem.columns_.columns()));
}

// Over all rows a column has sum 0 and as many squares as rows: what is left out says the rest, and
// in a fold that is the smaller part.
void LassoProblem::learn_columns(std::size_t first, std::size_t last) {
  const bool by_rest = left_out_.size() < n();
  const auto& few = by_rest ? left_out_ : rows_;
  const auto count = static_cast<double>(n()), all = static_cast<double>(columns_.rows());
  for (std::size_t j = first; j < last; ++j) {
    const auto column = columns_.column(j);
    double sum = 0, squares = 0;
    for (const auto row : few) {
      sum += column[row];
      squares += column[row] * column[row];
    }
    mean_[j] = (by_rest ? -sum : sum) / count;
    largest_mean_ = std::max(largest_mean_, std::abs(mean_[j]));
    const double variance = (by_rest ? all - squares : squares) / count - mean_[j] * mean_[j];
    if (columns_.constant(j) || !(variance > 1e-12)) continue;
    inverse_sd_[j] = settings_.standardise ? 1 / std::sqrt(variance) : columns_.sd(j);
    largest_inverse_sd_ = std::max(largest_inverse_sd_, inverse_sd_[j]);
  }
}

void LassoProblem::refresh() {
  std::vector<const double*> columns;
  std::vector<double> weights;
  for (std::size_t m = 0; m < members_.size(); ++m) {
    if (members_[m].beta == 0) continue;
    columns.push_back(unit(m).data());
    weights.push_back(members_[m].beta);
  }
  eta_.resize(n());
  kernel::combine_columns(columns, weights.data(), intercept_, n(), eta_.data());
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

std::vector<double> LassoProblem::gradients(std::span<const std::size_t> members) const {
  std::vector<const double*> columns;
  for (const auto at : members) columns.push_back(unit(at).data());
  std::vector<double> out(members.size());
  kernel::inner_products(columns, residual_.data(), n(), out.data());
  for (double& v : out) v /= static_cast<double>(n());
  return out;
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
  const double shift = largest_mean_ * std::abs(residual_sum_);
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
    ++kept;
  }
  members_.resize(kept, Member{});
  units_.resize(kept * n());
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
  const auto gradient = gradients(active);
  for (std::size_t k = 0; k < active.size(); ++k) {
    const double beta = members_[active[k]].beta;
    out.push_back(gradient[k] - std::copysign(absolute(lambda), beta) - quadratic(lambda) * beta);
  }
  return out;
}

void LassoProblem::restart_hessian(double lambda) {
  std::vector<double> weight(n(), 1.0);
  if (settings_.family == LassoFamily::binomial)
    for (std::size_t i = 0; i < n(); ++i) {
      const double p = logistic(eta_[i]);
      weight[i] = p * (1 - p);
    }
  hessian_.restart(weight, quadratic(lambda));
}

// The step for these pulls; empty when the equations cannot be solved.
std::vector<double> LassoProblem::newton_step(std::span<const double> pull,
                                              std::span<const std::size_t> active) {
  if (!hessian_.started()) return {};
  std::vector<std::size_t> columns;
  for (const auto at : active) columns.push_back(members_[at].column);
  hessian_.keep(columns);
  for (const auto at : active)
    if (!hessian_.holds(members_[at].column) && !hessian_.join(members_[at].column, unit(at)))
      return {};
  auto step = hessian_.solve(pull, columns);
  if (!std::ranges::all_of(step, [](double v) { return std::isfinite(v); })) return {};
  return step;
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

// The Hessian of an earlier point serves as long as steps by it shorten the pull enough.
void LassoProblem::newton(double lambda) {
  constexpr double kEnough = 0.2;
  double last = std::numeric_limits<double>::infinity();
  bool fresh = false;
  std::size_t count = 0;  // of active columns; a shorter step that drops one says nothing
  for (int round = 0; round < 100; ++round) {
    const auto active = active_members();
    if (active.size() != std::exchange(count, active.size()))
      last = std::numeric_limits<double>::infinity();
    const auto pull = pulls(lambda, active);
    double largest = 0;
    for (const double v : pull) largest = std::max(largest, std::abs(v));
    if (largest <= settings_.tolerance * lambda) return;
    const bool slow = largest > kEnough * last && !fresh;
    if ((fresh = slow || !hessian_.started())) restart_hessian(lambda);
    last = largest;
    auto step = newton_step(pull, active);
    if (step.empty() && !fresh) {
      restart_hessian(lambda);
      step = newton_step(pull, active);
    }
    if (step.empty()) return hessian_.forget();
    if (!move(lambda, step, active)) {
      if (fresh) return;
      last = 0;
    }
  }
}

double LassoProblem::worst_violation(double lambda) const {
  double worst = std::abs(residual_sum_) / static_cast<double>(n());
  std::vector<std::size_t> all(members_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto gradient = gradients(all);
  const double bar = absolute(lambda);
  for (std::size_t at = 0; at < members_.size(); ++at) {
    const Member& m = members_[at];
    const double shrunk = gradient[at] - quadratic(lambda) * m.beta;
    worst = std::max(worst, m.beta == 0 ? std::abs(gradient[at]) - bar
                                        : std::abs(shrunk - std::copysign(bar, m.beta)));
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

std::vector<double> LassoProblem::predictors(std::span<const std::size_t> rows) const {
  std::vector<double> out(rows.size(), intercept_);
  for (const auto& m : members_) {
    if (m.beta == 0) continue;
    const auto column = columns_.column(m.column);
    const double slope = m.beta / m.sd;
    for (std::size_t i = 0; i < rows.size(); ++i) out[i] += slope * (column[rows[i]] - m.mean);
  }
  return out;
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
