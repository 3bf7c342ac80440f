#include "select/cox_likelihood.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dlrr {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

CoxLikelihood::CoxLikelihood(SurvivalOutcome outcome, std::span<const std::size_t> rows)
    : order_(rows.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  const auto time = [&](std::size_t i) { return outcome.time[rows[i]]; };
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return time(a) > time(b); });
  for (const auto row : rows) event_.push_back(outcome.event[row]);
  for (std::size_t at = 0; at < order_.size(); ++at) {
    if (at == 0 || time(order_[at]) != time(order_[at - 1])) moments_.push_back({at, at, 0});
    moments_.back().end = at + 1;
    moments_.back().events += event_[order_[at]];
  }
  for (const auto& moment : moments_) {
    events_ += static_cast<std::size_t>(moment.events);
    if (moment.events > 0) saturated_ -= moment.events * std::log(moment.events);
  }
}

CoxLikelihood::Risks CoxLikelihood::risks(std::span<const double> eta) const {
  Risks out;
  out.largest = *std::max_element(eta.begin(), eta.end());
  for (const double v : eta) out.weight.push_back(std::exp(v - out.largest));
  double sum = 0;
  for (const auto& moment : moments_) {
    for (std::size_t at = moment.first; at < moment.end; ++at) sum += out.weight[order_[at]];
    out.at_risk.push_back(sum);
  }
  return out;
}

double CoxLikelihood::log_likelihood(std::span<const double> eta) const {
  const Risks risk = risks(eta);
  double sum = 0;
  for (std::size_t i = 0; i < event_.size(); ++i)
    if (event_[i] == 1) sum += eta[i] - risk.largest;
  for (std::size_t k = 0; k < moments_.size(); ++k) {
    if (moments_[k].events == 0) continue;
    if (!(risk.at_risk[k] > 0)) return -std::numeric_limits<double>::infinity();
    sum -= moments_[k].events * std::log(risk.at_risk[k]);
  }
  return std::isfinite(sum) ? sum : -std::numeric_limits<double>::infinity();
}

// A row's weight times the hazard that has added up when its time is over.
std::vector<double> CoxLikelihood::expected(const Risks& risk) const {
  std::vector<double> out(event_.size());
  double hazard = 0;
  for (std::size_t k = moments_.size(); k-- > 0;) {
    if (moments_[k].events > 0) hazard += moments_[k].events / risk.at_risk[k];
    for (std::size_t at = moments_[k].first; at < moments_[k].end; ++at)
      out[order_[at]] = risk.weight[order_[at]] * hazard;
  }
  return out;
}

std::vector<double> CoxLikelihood::residual(std::span<const double> eta) const {
  auto out = expected(risks(eta));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = event_[i] - out[i];
  return out;
}

// Sum over the events of the weighted covariance of x among those at risk.
Matrix CoxLikelihood::information(std::span<const double> eta, const Matrix& columns) const {
  const Risks risk = risks(eta);
  const auto mass = expected(risk);
  MatrixXd x(static_cast<Index>(columns.rows()), static_cast<Index>(columns.columns()));
  for (Index i = 0; i < x.rows(); ++i)
    for (Index j = 0; j < x.cols(); ++j) x(i, j) = columns(std::size_t(i), std::size_t(j));
  MatrixXd squares = x, means(static_cast<Index>(moments_.size()), x.cols());
  for (Index i = 0; i < x.rows(); ++i) squares.row(i) *= std::sqrt(mass[std::size_t(i)]);
  VectorXd sum = VectorXd::Zero(x.cols());
  for (std::size_t k = 0; k < moments_.size(); ++k) {
    for (std::size_t at = moments_[k].first; at < moments_[k].end; ++at)
      sum += risk.weight[order_[at]] * x.row(static_cast<Index>(order_[at])).transpose();
    means.row(static_cast<Index>(k)) =
        moments_[k].events > 0 ? VectorXd((std::sqrt(moments_[k].events) / risk.at_risk[k]) * sum)
                               : VectorXd(VectorXd::Zero(x.cols()));
  }
  const MatrixXd found = squares.transpose() * squares - means.transpose() * means;
  Matrix out(columns.columns(), columns.columns());
  for (Index i = 0; i < found.rows(); ++i)
    for (Index j = 0; j < found.cols(); ++j) out(std::size_t(i), std::size_t(j)) = found(i, j);
  return out;
}

}  // namespace dlrr
