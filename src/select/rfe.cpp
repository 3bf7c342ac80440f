#include "select/rfe.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/error.h"
#include "base/rank.h"
#include "table/folds.h"

namespace dlrr {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::size_t> counted(std::size_t n) {
  std::vector<std::size_t> out(n);
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

double round12(double value) { return std::round(value * 1e12) / 1e12; }

double score(const Tree& tree, const Matrix& x, std::span<const int> outcome,
             std::span<const std::size_t> rows, RfeScore what) {
  std::vector<double> risk;
  std::vector<int> truth;
  std::size_t right = 0;
  for (const auto row : rows) {
    risk.push_back(tree.risk(x.row(row)));
    truth.push_back(outcome[row] != 0);
    right += (risk.back() > 0.5) == (truth.back() == 1);
  }
  if (what == RfeScore::auc) return auc(risk, truth);
  return rows.empty() ? nan : static_cast<double>(right) / static_cast<double>(rows.size());
}

// Eliminates on `train`; when `scores` is given, scores[k - 1] is set on `test` for every k.
std::vector<std::size_t> eliminate(const Matrix& x, std::span<const int> outcome,
                                   const FoldRows& rows, const RfeSettings& settings,
                                   std::vector<double>* scores) {
  std::vector<std::size_t> left = counted(x.columns()), order;
  while (!left.empty()) {
    const Tree tree = grow_tree(x, outcome, rows.train, left, settings.tree);
    if (scores) (*scores)[left.size() - 1] = score(tree, x, outcome, rows.test, settings.score);
    auto importance = tree.importances(x.columns());
    for (double& v : importance) v = round12(v);  // equal gains must not be told apart by rounding
    const auto least = std::min_element(
        left.begin(), left.end(), [&](auto a, auto b) { return importance[a] < importance[b]; });
    order.push_back(*least);
    left.erase(least);
  }
  return order;
}

void summarise(RfeCurve& curve, std::size_t columns) {
  for (std::size_t k = 0; k < columns; ++k) {
    std::vector<double> values;
    for (const auto& fold : curve.fold_scores)
      if (!std::isnan(fold[k])) values.push_back(fold[k]);
    const auto n = static_cast<double>(values.size());
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    const double mean = values.empty() ? nan : sum / n;
    double squares = 0;
    for (const double v : values) squares += (v - mean) * (v - mean);
    curve.mean.push_back(mean);
    curve.standard_error.push_back(values.size() > 1 ? std::sqrt(squares / (n - 1) / n) : 0.0);
  }
}

std::size_t choose(const RfeCurve& curve, RfeChoice choice) {
  std::size_t best = curve.mean.size();
  for (std::size_t k = 0; k < curve.mean.size(); ++k) {
    if (std::isnan(curve.mean[k])) continue;
    if (best == curve.mean.size() || round12(curve.mean[k]) > round12(curve.mean[best])) best = k;
  }
  if (best == curve.mean.size())
    throw Error("feature elimination: no fold holds both outcomes; use fewer folds");
  if (choice == RfeChoice::best) return best + 1;
  const double bar = round12(curve.mean[best] - curve.standard_error[best]);
  std::size_t k = 0;
  while (!(round12(curve.mean[k]) >= bar)) ++k;
  return k + 1;
}

}  // namespace

std::vector<std::size_t> rfe_order(const Matrix& x, std::span<const int> outcome,
                                   const TreeSettings& tree) {
  RfeSettings settings;
  settings.tree = tree;
  return eliminate(x, outcome, {counted(x.rows()), {}}, settings, nullptr);
}

RfeCurve rfe_cross_validate(const Matrix& x, std::span<const int> outcome,
                            std::span<const int> fold_of_row, const RfeSettings& settings) {
  const std::size_t p = x.columns();
  if (p == 0) throw Error("feature elimination: no column to start from");
  if (fold_of_row.size() != x.rows() || outcome.size() != x.rows())
    throw Error(ErrorKind::internal,
                "feature elimination: rows, outcomes and folds differ in number");
  RfeCurve curve;
  for (int fold = 0; fold < fold_count(fold_of_row); ++fold) {
    std::vector<double> scores(p, nan);
    eliminate(x, outcome, fold_rows(fold_of_row, fold), settings, &scores);
    curve.fold_scores.push_back(std::move(scores));
  }
  summarise(curve, p);
  curve.chosen = choose(curve, settings.choice);
  const auto order = rfe_order(x, outcome, settings.tree);
  curve.ranking.assign(p, 1);
  for (std::size_t i = 0; i + curve.chosen < p; ++i)
    curve.ranking[order[i]] = static_cast<int>(p - i - curve.chosen + 1);
  for (std::size_t j = 0; j < p; ++j)
    if (curve.ranking[j] == 1) curve.kept.push_back(j);
  return curve;
}

}  // namespace dlrr
