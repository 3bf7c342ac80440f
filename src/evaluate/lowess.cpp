#include "evaluate/lowess.h"

#include <algorithm>
#include <cmath>

namespace dlrr {
namespace {

// Windows nearer than this share of the bandwidth weigh 1, farther than its complement weigh 0.
constexpr double kEdge = 0.001;

double tricube(double distance, double bandwidth) {
  if (distance <= kEdge * bandwidth) return 1.0;
  const double u = distance / bandwidth, rest = 1.0 - u * u * u;
  return rest * rest * rest;
}

// The local line through the window that starts at `first`, evaluated at x[at].
double local_fit(std::span<const double> x, std::span<const double> y, std::size_t at,
                 std::size_t first, std::size_t last, std::vector<double>& weight) {
  const double centre = x[at];
  const double bandwidth = std::max(centre - x[first], x[last] - centre);
  double total = 0.0;
  std::size_t end = first;  // ties of the last point join the window
  for (; end < x.size(); ++end) {
    const double distance = std::abs(x[end] - centre);
    const bool inside = distance <= (1.0 - kEdge) * bandwidth;
    if (!inside && x[end] > centre) break;
    weight[end] = inside ? tricube(distance, bandwidth) : 0.0;
    total += weight[end];
  }
  if (total <= 0.0) return y[at];
  double mean = 0.0, spread = 0.0, value = 0.0;
  for (std::size_t j = first; j < end; ++j) {
    weight[j] /= total;
    mean += weight[j] * x[j];
  }
  for (std::size_t j = first; j < end; ++j) spread += weight[j] * (x[j] - mean) * (x[j] - mean);
  // A window without spread is averaged, not extrapolated.
  const bool line = bandwidth > 0.0 && std::sqrt(spread) > kEdge * (x.back() - x.front());
  const double slope = line ? (centre - mean) / spread : 0.0;
  for (std::size_t j = first; j < end; ++j)
    value += weight[j] * (1.0 + slope * (x[j] - mean)) * y[j];
  return value;
}

}  // namespace

std::vector<double> lowess(std::span<const double> x, std::span<const double> y, double span,
                           double delta) {
  const std::size_t n = x.size();
  std::vector<double> fit(y.begin(), y.end()), weight(n, 0.0);
  if (n < 2) return fit;
  const auto wanted = static_cast<std::size_t>(span * static_cast<double>(n) + 1e-7);
  std::size_t first = 0, last = std::clamp<std::size_t>(wanted, 2, n) - 1;
  std::size_t done = 0;  // the last fitted point
  for (std::size_t i = 0;;) {
    while (last + 1 < n && x[i] - x[first] > x[last + 1] - x[i]) ++first, ++last;
    fit[i] = local_fit(x, y, i, first, last, weight);
    for (std::size_t j = done + 1; j < i; ++j) {
      const double share = (x[j] - x[done]) / (x[i] - x[done]);
      fit[j] = share * fit[i] + (1.0 - share) * fit[done];
    }
    done = i;
    std::size_t next = done + 1;
    const double reach = x[done] + delta;
    for (; next < n && x[next] <= reach; ++next) {
      if (x[next] != x[done]) continue;
      fit[next] = fit[done];
      done = next;
    }
    if (done + 1 >= n) return fit;
    i = std::max(done + 1, next - 1);
  }
}

}  // namespace dlrr
