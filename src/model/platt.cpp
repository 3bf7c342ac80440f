#include "model/platt.h"

#include <cmath>
#include <vector>

#include "model/logistic.h"

namespace dlrr {

namespace {

struct Targets {
  std::span<const double> decision;
  std::vector<double> goal;  // drawn from 0 and 1 towards the middle, against over-confidence

  double loss(double a, double b) const {
    double sum = 0;
    for (std::size_t i = 0; i < goal.size(); ++i) {
      const double z = a * decision[i] + b;
      sum += goal[i] * z + std::max(-z, 0.0) + std::log1p(std::exp(-std::abs(z)));
    }
    return sum;
  }
};

struct Derivatives {
  double g_a = 0, g_b = 0, h_aa = 1e-12, h_ab = 0, h_bb = 1e-12;
};

Derivatives derive(const Targets& t, double a, double b) {
  Derivatives d;
  for (std::size_t i = 0; i < t.goal.size(); ++i) {
    const double f = t.decision[i], p = logistic(-(a * f + b)), w = p * (1 - p);
    d.g_a += f * (t.goal[i] - p);
    d.g_b += t.goal[i] - p;
    d.h_aa += f * f * w;
    d.h_ab += f * w;
    d.h_bb += w;
  }
  return d;
}

Platt constant(const Targets& t) {
  double mean = 0;
  for (const double goal : t.goal) mean += goal / static_cast<double>(t.goal.size());
  return {0, std::log((1 - mean) / mean)};
}

}  // namespace

double Platt::probability(double decision) const { return logistic(-(a * decision + b)); }

Platt fit_platt(std::span<const double> decision, std::span<const int> outcome) {
  double events = 0;
  for (const int y : outcome) events += y != 0;
  const double others = static_cast<double>(outcome.size()) - events;
  Targets t{decision, {}};
  for (const int y : outcome) t.goal.push_back(y ? (events + 1) / (events + 2) : 1 / (others + 2));
  Platt out{0, std::log((others + 1) / (events + 1))};
  for (int round = 0; round < 200; ++round) {
    const Derivatives d = derive(t, out.a, out.b);
    if (std::abs(d.g_a) < 1e-10 && std::abs(d.g_b) < 1e-10) break;
    const double det = d.h_aa * d.h_bb - d.h_ab * d.h_ab;
    const double step_a = -(d.h_bb * d.g_a - d.h_ab * d.g_b) / det;
    const double step_b = -(d.h_aa * d.g_b - d.h_ab * d.g_a) / det;
    const double before = t.loss(out.a, out.b), slope = d.g_a * step_a + d.g_b * step_b;
    double length = 1;
    const auto loss_at = [&](double s) { return t.loss(out.a + s * step_a, out.b + s * step_b); };
    while (length > 1e-10 && loss_at(length) > before + 1e-4 * length * slope) length /= 2;
    if (length <= 1e-10) break;
    out.a += length * step_a;
    out.b += length * step_b;
  }
  return out.a > 0 ? constant(t) : out;
}

}  // namespace dlrr
