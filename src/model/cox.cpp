#include "model/cox.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "model/parts.h"

namespace dlrr {

namespace {

const std::string name = "cox";

}  // namespace

BaselineHazard breslow_hazard(std::span<const double> predictor, std::span<const double> time,
                              std::span<const int> event) {
  std::vector<std::size_t> order(time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return time[i]; });
  std::vector<std::pair<double, double>> steps;  // by falling time
  double at_risk = 0;
  BaselineHazard out;
  for (std::size_t k = 0; k < order.size();) {
    const double now = time[order[k]];
    double events = 0;
    for (; k < order.size() && time[order[k]] == now; ++k) {
      at_risk += std::exp(predictor[order[k]]);
      events += event[order[k]];
    }
    if (events > 0) steps.emplace_back(now, events / at_risk);
    out.followed = std::max(out.followed, now);
  }
  double sum = 0;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    out.time.push_back(step->first);
    out.cumulative.push_back(sum += step->second);
  }
  return out;
}

std::vector<double> CoxRisk::risk(const Matrix& x) const {
  check_columns(name, x, coefficients_.size());
  std::vector<double> out(x.rows(), 0.0);
  for (std::size_t i = 0; i < x.rows(); ++i)
    for (std::size_t j = 0; j < coefficients_.size(); ++j) out[i] += coefficients_[j] * x(i, j);
  return out;
}

std::string CoxRisk::save() const {
  return model_text(name, Json::of({{"coefficients", coefficients_},
                                    {"time", baseline_.time},
                                    {"cumulative_hazard", baseline_.cumulative},
                                    {"followed", baseline_.followed}}));
}

double CoxRisk::event_by(double time, double predictor) const {
  if (!(time <= baseline_.followed)) return std::numeric_limits<double>::quiet_NaN();
  const auto after = std::ranges::upper_bound(baseline_.time, time);
  const auto steps = after - baseline_.time.begin();
  if (steps == 0) return 0;
  const double hazard = baseline_.cumulative[static_cast<std::size_t>(steps - 1)];
  return -std::expm1(-hazard * std::exp(predictor));
}

std::unique_ptr<CoxRisk> load_cox(const std::string& text) {
  const Json value = read_model_text(name, text);
  BaselineHazard baseline{numbers_of(value.at("time")), numbers_of(value.at("cumulative_hazard")),
                          value.at("followed").as_number()};
  return std::make_unique<CoxRisk>(numbers_of(value.at("coefficients")), std::move(baseline));
}

}  // namespace dlrr
