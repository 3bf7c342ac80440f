#include "evaluate/imputation_chain.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/pick.h"
#include "base/summary.h"
#include "evaluate/multinomial.h"

namespace dlrr {

namespace {

constexpr double kRidge = 1e-5;  // share added to the diagonal, as columns may depend
constexpr double kPrior = 1e-2;  // precision that keeps separated coefficients finite

using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor =
    Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

MatrixXd dense(const Matrix& from) {
  if (from.rows() == 0) return MatrixXd(0, static_cast<Eigen::Index>(from.columns()));
  return RowMajor(from.row(0).data(), static_cast<Eigen::Index>(from.rows()),
                  static_cast<Eigen::Index>(from.columns()));
}

// Pearson's, over rows where both are observed; 0 when it cannot be told.
double correlation(const std::vector<double>& a, const std::vector<double>& b,
                   const std::vector<bool>& training) {
  double n = 0, mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t r = 0; r < a.size(); ++r) {
    if (!training[r] || std::isnan(a[r]) || std::isnan(b[r])) continue;
    ++n;
    const double da = a[r] - mean_a, db = b[r] - mean_b;
    mean_a += da / n;
    mean_b += db / n;
    aa += da * (a[r] - mean_a);
    bb += db * (b[r] - mean_b);
    ab += da * (b[r] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

std::vector<std::size_t> predictors_of(std::size_t target,
                                       const std::vector<ImputedColumn>& columns,
                                       const std::vector<bool>& training, std::size_t most) {
  std::vector<std::size_t> out;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (c != target) out.push_back(c);
  if (most == 0 || out.size() <= most) return out;
  std::vector<double> strength;
  for (const auto c : out)
    strength.push_back(std::abs(correlation(columns[target].values, columns[c].values, training)));
  std::vector<std::size_t> order(out.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t k) { return strength[k]; });
  order.resize(most);
  std::ranges::sort(order);
  return pick(out, order);
}

// What stands in a gap before the first round.
double start_of(const std::vector<double>& observed, std::size_t levels) {
  if (levels == 0) return median(observed);
  double best = 0;
  std::ptrdiff_t most = -1;
  for (std::size_t l = 0; l < levels; ++l)
    if (const auto n = std::ranges::count(observed, static_cast<double>(l)); n > most) {
      most = n;
      best = static_cast<double>(l);
    }
  return best;
}

}  // namespace

Chain::Chain(const std::vector<ImputedColumn>& columns, const std::vector<bool>& training,
             const ImputationPlan& plan, std::size_t table)
    : columns_(columns),
      training_(training),
      seed_(plan.seed),
      table_(table),
      modes_(columns.size()) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    take_streams(c);
    filled_.push_back(fill(columns[c]));
    predictors_.push_back(predictors_of(c, columns, training, plan.most_predictors));
  }
}

void Chain::iterate() {
  ++round_;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    take_streams(c);
    std::vector<std::size_t> gaps;
    for (std::size_t r = 0; r < training_.size(); ++r)
      if (std::isnan(columns_[c].values[r])) gaps.push_back(r);
    if (gaps.empty()) continue;
    const FrozenColumn model = learn(c);
    if (model.levels == 0)
      match(c, gaps, model);
    else
      draw_levels(c, gaps, model);
  }
}

std::vector<FrozenColumn> Chain::freeze() {
  purpose_ = "frozen imputation";
  std::vector<FrozenColumn> out;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    take_streams(c);
    out.push_back(learn(c));
    std::ranges::sort(out.back().donors, [](const Donor& a, const Donor& b) {
      return std::pair(a.prediction, a.value) < std::pair(b.prediction, b.value);
    });
  }
  return out;
}

// A stream for each column of each round: a column whose gaps all lie in other sets must not shift
// the draws of the training rows.
void Chain::take_streams(std::size_t column) {
  const std::string place =
      " of round " + std::to_string(round_) + ", column " + std::to_string(column);
  chance_ = Random(seed_, purpose_ + place, table_);
  elsewhere_ = Random(seed_, purpose_ + " of other sets" + place, table_);
}

// Gaps start as random observed values.
std::vector<double> Chain::fill(const ImputedColumn& column) {
  std::vector<double> known, out = column.values;
  for (std::size_t r = 0; r < out.size(); ++r)
    if (training_[r] && !std::isnan(out[r])) known.push_back(out[r]);
  if (known.empty()) throw Error("a column to impute has no value in the training rows");
  for (std::size_t r = 0; r < out.size(); ++r)
    if (std::isnan(out[r])) out[r] = known[chance_for(r).below(known.size())];
  return out;
}

std::vector<std::size_t> Chain::seen(std::size_t column) const {
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < training_.size(); ++r)
    if (training_[r] && !std::isnan(columns_[column].values[r])) out.push_back(r);
  return out;
}

// Levels as 0/1; everything centred and scaled by all rows of the training set, so that the ridge
// and the prior mean the same for each.
std::vector<DesignColumn> Chain::design(std::size_t target) const {
  std::vector<DesignColumn> out;
  for (const auto c : predictors_[target]) {
    const std::size_t levels = columns_[c].levels;
    for (std::size_t l = levels == 0 ? 0 : 1; l < std::max<std::size_t>(levels, 1); ++l) {
      DesignColumn column{c, l};
      double n = 0, squares = 0;
      for (std::size_t r = 0; r < training_.size(); ++r) {
        if (!training_[r]) continue;
        const double value = l == 0 ? filled_[c][r] : filled_[c][r] == static_cast<double>(l);
        const double step = value - column.mean;
        column.mean += step / ++n;
        squares += step * (value - column.mean);
      }
      column.sd = std::sqrt(squares / std::max(n - 1, 1.0));
      out.push_back(column);
    }
  }
  return out;
}

// Behind a column of ones.
Matrix Chain::rows_of(const std::vector<DesignColumn>& columns,
                      const std::vector<std::size_t>& rows) const {
  Matrix out(rows.size(), columns.size() + 1, 1.0);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j)
      out(i, j + 1) = columns[j].of(filled_[columns[j].column][rows[i]]);
  return out;
}

FrozenColumn Chain::learn(std::size_t column) {
  FrozenColumn out;
  out.levels = columns_[column].levels;
  out.predictors = design(column);
  const auto rows = seen(column);
  out.start = start_of(pick(columns_[column].values, rows), out.levels);
  const Matrix x = rows_of(out.predictors, rows);
  if (out.levels == 0)
    learn_number(column, x, out);
  else
    learn_levels(column, x, out);
  return out;
}

void Chain::learn_number(std::size_t column, const Matrix& design, FrozenColumn& out) {
  const MatrixXd x = dense(design);
  const auto values = pick(columns_[column].values, seen(column));
  const VectorXd y = VectorXd::Map(values.data(), x.rows());
  MatrixXd cross = x.transpose() * x;
  cross.diagonal() *= 1 + kRidge;
  for (Eigen::Index j = 0; j < cross.rows(); ++j)
    if (cross(j, j) <= 0) cross(j, j) = 1;  // a constant column
  const Eigen::LLT<MatrixXd> solver(cross);
  const VectorXd beta = solver.solve(x.transpose() * y);
  const double df = std::max<double>(static_cast<double>(x.rows() - x.cols()), 1);
  double chi2 = 0;
  for (int i = 0; i < static_cast<int>(df); ++i) {
    const double z = chance_.normal();
    chi2 += z * z;
  }
  const double sigma = std::sqrt((y - x * beta).squaredNorm() / chi2);
  VectorXd normals(x.cols());
  for (Eigen::Index i = 0; i < x.cols(); ++i) normals[i] = chance_.normal();
  // cross = L L', so that L'^-1 z has the covariance cross^-1.
  const VectorXd drawn = beta + sigma * solver.matrixU().solve(normals);
  const VectorXd predicted = x * beta;
  out.slope.assign(drawn.begin(), drawn.end());
  for (Eigen::Index i = 0; i < y.size(); ++i) out.donors.push_back({predicted[i], y[i]});
}

void Chain::match(std::size_t column, const std::vector<std::size_t>& gaps,
                  const FrozenColumn& model) {
  const auto& donors = model.donors;
  const VectorXd goals =
      dense(rows_of(model.predictors, gaps)) *
      VectorXd::Map(model.slope.data(), static_cast<Eigen::Index>(model.slope.size()));
  std::vector<std::size_t> order(donors.size());
  const std::size_t nearest = std::min(kImputationDonors, order.size());
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    const double goal = goals[static_cast<Eigen::Index>(i)];
    // Equal distances would always give the first rows: they are told apart by chance.
    Random& chance = chance_for(gaps[i]);
    chance.shuffle(order);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(nearest),
                      order.end(), [&](std::size_t a, std::size_t b) {
                        return std::abs(donors[a].prediction - goal) <
                               std::abs(donors[b].prediction - goal);
                      });
    filled_[column][gaps[i]] = donors[order[chance.below(nearest)]].value;
  }
}

// A level that the training rows lack is never drawn.
void Chain::learn_levels(std::size_t column, const Matrix& x, FrozenColumn& out) {
  const auto rows = seen(column);
  out.present = pick(columns_[column].values, rows);
  std::ranges::sort(out.present);
  out.present.erase(std::unique(out.present.begin(), out.present.end()), out.present.end());
  if (out.present.size() == 1) return;
  std::vector<std::size_t> level;
  for (const std::size_t r : rows) {
    const auto at = std::ranges::lower_bound(out.present, columns_[column].values[r]);
    level.push_back(static_cast<std::size_t>(at - out.present.begin()));
  }
  // The mode of the round before is near.
  const Multinomial model = multinomial_fit(x, level, out.present.size(), kPrior, modes_[column]);
  modes_[column] = model.coefficient;
  out.coefficient = drawn_coefficients(model, chance_);
}

void Chain::draw_levels(std::size_t column, const std::vector<std::size_t>& gaps,
                        const FrozenColumn& model) {
  if (model.present.size() == 1) {
    for (const std::size_t r : gaps) filled_[column][r] = model.present[0];
    return;
  }
  const Matrix rows = rows_of(model.predictors, gaps);
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    double left = chance_for(gaps[i]).uniform();
    const auto chances = level_chances(model.coefficient, rows.row(i));
    std::size_t k = 0;
    while (k + 1 < chances.size() && left >= chances[k]) left -= chances[k++];
    filled_[column][gaps[i]] = model.present[k];
  }
}

}  // namespace dlrr
