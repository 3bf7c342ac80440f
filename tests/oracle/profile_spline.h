// Ends of a profile-likelihood interval as R 4.2 reads them (MASS 7.3, profile.glm and
// confint.profile.glm): the signed root of the likelihood ratio at steps of a fifth of the 98.75 %
// point, a cubic spline of Forsythe, Malcolm and Moler through them, and a straight line between
// three times as many points of it. Off the root by some 3e-4; only to compare with R.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "base/matrix.h"
#include "evaluate/regression.h"
#include "port/distributions.h"

namespace dlrr::oracle {

using Points = std::vector<std::pair<double, double>>;  // x rising

// Second derivatives over 6: continuous second derivatives inside; at each end the third
// derivative is that of the cubic through the four nearest points. Four points or more.
inline std::vector<double> spline_bends(const Points& at) {
  const std::size_t n = at.size();
  const auto step = [&](std::size_t i) { return at[i + 1].first - at[i].first; };
  const auto slope = [&](std::size_t i) { return (at[i + 1].second - at[i].second) / step(i); };
  const auto second = [&](std::size_t i) {
    return (slope(i + 1) - slope(i)) / (at[i + 2].first - at[i].first);
  };
  const auto third = [&](std::size_t i) {
    return (second(i + 1) - second(i)) / (at[i + 3].first - at[i].first);
  };
  std::vector<double> diagonal(n), right(n);
  diagonal[0] = -step(0), right[0] = step(0) * step(0) * third(0);
  diagonal[n - 1] = -step(n - 2);
  right[n - 1] = -step(n - 2) * step(n - 2) * third(n - 4);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    diagonal[i] = 2 * (step(i - 1) + step(i));
    right[i] = slope(i) - slope(i - 1);
  }
  for (std::size_t i = 1; i < n; ++i) {
    const double factor = step(i - 1) / diagonal[i - 1];
    diagonal[i] -= factor * step(i - 1);
    right[i] -= factor * right[i - 1];
  }
  right[n - 1] /= diagonal[n - 1];
  for (std::size_t i = n - 1; i-- > 0;)
    right[i] = (right[i] - step(i) * right[i + 1]) / diagonal[i];
  return right;
}

inline double spline_at(const Points& at, const std::vector<double>& bends, double x) {
  std::size_t i = 0;
  while (i + 2 < at.size() && at[i + 1].first <= x) ++i;
  const double h = at[i + 1].first - at[i].first, t = (x - at[i].first) / h, u = 1 - t;
  return t * at[i + 1].second + u * at[i].second +
         h * h * ((t * t * t - t) * bends[i + 1] + (u * u * u - u) * bends[i]);
}

inline Points profile_points(const Matrix& x, std::span<const int> y, const LogisticTerms& model,
                             std::size_t entry) {
  const double furthest = std::sqrt(chi2_quantile(1 - 0.05 / 4, 1));
  Points out{{model.coefficient[entry], 0.0}};
  for (const double sign : {-1.0, 1.0}) {
    double z = 0;
    for (int step = 1; step < 10 && std::abs(z) < furthest; ++step) {
      const double value = model.coefficient[entry] + sign * step * furthest / 5 * model.se[entry];
      z = profile_root(x, y, model, entry, value);
      out.push_back({value, z});
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

// Log odds ratios at the normal points of 2.5 and 97.5 %.
inline std::array<double, 2> spline_interval(const Matrix& x, std::span<const int> y,
                                             const LogisticTerms& model, std::size_t entry) {
  const Points at = profile_points(x, y, model, entry);
  const auto bends = spline_bends(at);
  const std::size_t n = 3 * at.size();
  Points fine;  // z, value
  for (std::size_t i = 0; i < n; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(n - 1);
    const double value = at.front().first + share * (at.back().first - at.front().first);
    fine.push_back({spline_at(at, bends, value), value});
  }
  std::sort(fine.begin(), fine.end());
  std::array<double, 2> out{};
  for (std::size_t end = 0; end < 2; ++end) {
    const double z = normal_quantile(end == 0 ? 0.025 : 0.975);
    const auto above = std::lower_bound(fine.begin() + 1, fine.end() - 1, std::pair{z, -1e300});
    const auto below = above - 1;
    out[end] = below->second +
               (z - below->first) / (above->first - below->first) * (above->second - below->second);
  }
  return out;
}

}  // namespace dlrr::oracle
