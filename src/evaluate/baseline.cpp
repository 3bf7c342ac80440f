#include "evaluate/baseline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kMostSkewness = 1.0;
constexpr double kNormalP = 0.05;

double count_of(std::span<const double> values) { return static_cast<double>(values.size()); }

// Average ranks of all values and the sum of t^3 - t over ties.
struct Ranks {
  std::vector<double> rank_sum;      // per group
  std::vector<std::size_t> doubled;  // twice the rank of every value, rising
  double total = 0, ties = 0;
};

Ranks rank_groups(const Groups& groups) {
  std::vector<std::pair<double, std::size_t>> all;
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const double v : groups[g]) all.push_back({v, g});
  std::sort(all.begin(), all.end());
  Ranks out;
  out.rank_sum.assign(groups.size(), 0.0);
  out.total = static_cast<double>(all.size());
  for (std::size_t i = 0; i < all.size();) {
    std::size_t j = i;
    while (j < all.size() && all[j].first == all[i].first) ++j;
    const double t = static_cast<double>(j - i), rank = (static_cast<double>(i + j) + 1.0) / 2.0;
    for (std::size_t k = i; k < j; ++k) out.rank_sum[all[k].second] += rank;
    out.doubled.insert(out.doubled.end(), j - i, i + j + 1);
    out.ties += t * t * t - t;
    i = j;
  }
  return out;
}

// By the shift algorithm (Streitberg and Roehmel 1986): ways to pick `size` of the doubled ranks,
// by their sum.
double exact_mann_whitney(const std::vector<std::size_t>& doubled, std::size_t size,
                          std::size_t observed) {
  std::size_t most = 0, all = 0;
  for (const std::size_t r : doubled) all += r;
  std::vector<std::vector<double>> ways(size + 1, std::vector<double>(all + 1, 0.0));
  ways[0][0] = 1.0;
  for (std::size_t i = 0; i < doubled.size(); ++i) {
    most += doubled[i];
    for (std::size_t k = std::min(i + 1, size); k > 0; --k)
      for (std::size_t sum = most; sum >= doubled[i]; --sum)
        ways[k][sum] += ways[k - 1][sum - doubled[i]];
  }
  // Distances from the mean sum, times the number of values: whole numbers.
  const auto distance = [&](std::size_t sum) {
    const std::size_t a = sum * doubled.size(), b = size * all;
    return a > b ? a - b : b - a;
  };
  double far = 0.0, total = 0.0;
  for (std::size_t sum = 0; sum <= all; ++sum) {
    total += ways[size][sum];
    if (distance(sum) >= distance(observed)) far += ways[size][sum];
  }
  return far / total;
}

TTest t_test(double difference, double se, double df) {
  TTest out;
  out.df = df;
  out.t = se > 0.0 ? difference / se : kNaN;
  out.p = se > 0.0 ? 2.0 * t_cdf(-std::abs(out.t), df) : kNaN;
  const double half = se > 0.0 ? t_quantile(0.975, df) * se : kNaN;
  out.difference = {difference, difference - half, difference + half};
  return out;
}

}  // namespace

Description describe(std::span<const double> values) {
  if (values.empty()) return {0, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  Description out;
  out.n = values.size();
  out.mean = mean_of(values);
  out.sd = std::sqrt(variance_of(values));
  out.minimum = sorted.front();
  out.maximum = sorted.back();
  out.median = quantile_of_sorted(sorted, 0.5);
  out.q1 = quantile_of_sorted(sorted, 0.25);
  out.q3 = quantile_of_sorted(sorted, 0.75);
  return out;
}

FTest anova(const Groups& groups) {
  double n = 0.0, sum = 0.0, between = 0.0, within = 0.0;
  for (const auto& g : groups)
    for (const double v : g) n += 1.0, sum += v;
  for (const auto& g : groups) {
    const double mean = mean_of(g);
    between += count_of(g) * (mean - sum / n) * (mean - sum / n);
    for (const double v : g) within += (v - mean) * (v - mean);
  }
  FTest out;
  out.df1 = static_cast<double>(groups.size()) - 1.0;
  out.df2 = n - static_cast<double>(groups.size());
  out.f = within > 0.0 ? between / out.df1 / (within / out.df2) : kNaN;
  out.p = within > 0.0 ? f_upper(out.f, out.df1, out.df2) : kNaN;
  return out;
}

FTest welch_anova(const Groups& groups) {
  const double k = static_cast<double>(groups.size());
  double weights = 0.0, weighted = 0.0, between = 0.0, lack = 0.0;
  std::vector<double> weight;
  for (const auto& g : groups) {
    const double w = count_of(g) / variance_of(g);
    if (!std::isfinite(w)) return {kNaN, k - 1.0, kNaN, kNaN};
    weight.push_back(w);
    weights += w;
    weighted += w * mean_of(g);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double mean = mean_of(groups[i]), rest = 1.0 - weight[i] / weights;
    between += weight[i] * (mean - weighted / weights) * (mean - weighted / weights);
    lack += rest * rest / (count_of(groups[i]) - 1.0);
  }
  const double scale = lack / (k * k - 1.0);
  FTest out;
  out.df1 = k - 1.0;
  out.df2 = 1.0 / (3.0 * scale);
  out.f = between / (k - 1.0) / (1.0 + 2.0 * (k - 2.0) * scale);
  out.p = f_upper(out.f, out.df1, out.df2);
  return out;
}

TTest student_t(std::span<const double> first, std::span<const double> second) {
  const double n1 = count_of(first), n2 = count_of(second), df = n1 + n2 - 2.0;
  const double pooled = ((n1 - 1.0) * variance_of(first) + (n2 - 1.0) * variance_of(second)) / df;
  return t_test(mean_of(first) - mean_of(second), std::sqrt(pooled * (1.0 / n1 + 1.0 / n2)), df);
}

TTest welch_t(std::span<const double> first, std::span<const double> second) {
  const double n1 = count_of(first), n2 = count_of(second);
  const double v1 = variance_of(first) / n1, v2 = variance_of(second) / n2;
  const double df = (v1 + v2) * (v1 + v2) / (v1 * v1 / (n1 - 1.0) + v2 * v2 / (n2 - 1.0));
  return t_test(mean_of(first) - mean_of(second), std::sqrt(v1 + v2), df);
}

MannWhitney mann_whitney(std::span<const double> first, std::span<const double> second) {
  const Ranks ranks = rank_groups({{first.begin(), first.end()}, {second.begin(), second.end()}});
  const double m = count_of(first), n = count_of(second), total = m + n;
  MannWhitney out;
  out.u = ranks.rank_sum[0] - m * (m + 1.0) / 2.0;
  const double variance = m * n / 12.0 * (total + 1.0 - ranks.ties / (total * (total - 1.0)));
  const double distance = std::abs(out.u - m * n / 2.0), sd = std::sqrt(variance);
  out.p = sd > 0.0 ? 2.0 * normal_cdf(-std::max(0.0, distance - 0.5) / sd) : kNaN;
  out.p_uncorrected = sd > 0.0 ? two_sided_normal(distance / sd) : kNaN;
  const bool exact = sd > 0.0 && m < 50 && n < 50;
  const auto doubled_sum = static_cast<std::size_t>(std::llround(2.0 * ranks.rank_sum[0]));
  out.p_exact = exact ? exact_mann_whitney(ranks.doubled, first.size(), doubled_sum) : kNaN;
  return out;
}

KruskalWallis kruskal_wallis(const Groups& groups) {
  const Ranks ranks = rank_groups(groups);
  const double n = ranks.total;
  double sum = 0.0;
  for (std::size_t g = 0; g < groups.size(); ++g)
    sum += ranks.rank_sum[g] * ranks.rank_sum[g] / count_of(groups[g]);
  const double correction = 1.0 - ranks.ties / (n * n * n - n);
  KruskalWallis out;
  out.df = static_cast<double>(groups.size()) - 1.0;
  out.chi2 = out.p = kNaN;
  if (correction > 0.0) {  // 0 when all values are equal
    out.chi2 = std::max(0.0, (12.0 / (n * (n + 1.0)) * sum - 3.0 * (n + 1.0)) / correction);
    out.p = chi2_upper(out.chi2, out.df);
  }
  return out;
}

double standardised_mean_difference(std::span<const double> first, std::span<const double> second) {
  const double spread = (variance_of(first) + variance_of(second)) / 2.0;
  return spread > 0.0 ? (mean_of(first) - mean_of(second)) / std::sqrt(spread) : kNaN;
}

std::vector<double> residuals_of(const Groups& groups) {
  std::vector<double> out;
  for (const auto& group : groups) {
    const double mean = mean_of(group);
    for (const double v : group) out.push_back(v - mean);
  }
  return out;
}

BaselineRow compare_groups(const Groups& given) {
  BaselineRow out;
  Groups groups;
  for (const auto& g : given) {
    out.groups.push_back(describe(g));
    if (!g.empty()) groups.push_back(g);
  }
  out.smd = given.size() == 2 ? standardised_mean_difference(given[0], given[1]) : kNaN;
  const auto residuals = residuals_of(groups);
  out.residuals = shapiro_wilk(residuals);
  // Above 5000 values the test does not apply (and would reject anything): skewness alone decides.
  out.normal = std::abs(skewness(residuals)) <= kMostSkewness &&
               (residuals.size() > 5000 || out.residuals.p >= kNormalP);
  out.statistic = out.p = kNaN;
  out.method = "none: fewer than two groups have values";
  if (groups.size() < 2) return out;
  if (out.normal && groups.size() == 2) {
    const TTest test = welch_t(groups[0], groups[1]);
    out.method = "Welch t", out.statistic = test.t, out.p = test.p;
  } else if (out.normal) {
    const FTest test = welch_anova(groups);
    out.method = "Welch ANOVA", out.statistic = test.f, out.p = test.p;
  } else if (groups.size() == 2) {
    const MannWhitney test = mann_whitney(groups[0], groups[1]);
    const bool exact = !std::isnan(test.p_exact);
    out.method = exact ? kExactMannWhitney : kMannWhitney;
    out.statistic = test.u, out.p = exact ? test.p_exact : test.p;
  } else {
    const KruskalWallis test = kruskal_wallis(groups);
    out.method = "Kruskal-Wallis", out.statistic = test.chi2, out.p = test.p;
  }
  return out;
}

Json to_json(const Description& d) {
  return Json::of({{"n", d.n},
                   {"mean", d.mean},
                   {"sd", d.sd},
                   {"median", d.median},
                   {"q1", d.q1},
                   {"q3", d.q3},
                   {"minimum", d.minimum},
                   {"maximum", d.maximum}});
}

Json to_json(const BaselineRow& row) {
  Json groups = Json::array();
  for (const Description& d : row.groups) groups.push_back(to_json(d));
  Json out = Json::of({{"groups", groups},
                       {"shown", row.normal ? "mean (sd)" : "median [q1, q3]"},
                       {"statistic", row.statistic},
                       {"p", row.p},
                       {"method", row.method},
                       {"shapiro_p", row.residuals.p}});
  if (row.groups.size() == 2) out["smd"] = row.smd;
  return out;
}

}  // namespace dlrr
