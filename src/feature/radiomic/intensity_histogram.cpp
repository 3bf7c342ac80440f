// Statistics of the grey levels of a region after discretisation, and the slope of their histogram
// (IBSI manual, family ZVCW).
#include <algorithm>
#include <cmath>
#include <limits>

#include "feature/radiomic/count/distribution.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

struct Histogram {
  Distribution level;
  std::vector<double> count;     // voxels per level 1 .. Ng, empty levels included
  std::vector<double> gradient;  // empty for a single level
};

// Differences of neighbouring bins, halved between two neighbours.
std::vector<double> slope(const std::vector<double>& count) {
  const std::size_t n = count.size();
  std::vector<double> out;
  if (n < 2) return out;
  out.push_back(count[1] - count[0]);
  for (std::size_t i = 1; i + 1 < n; ++i) out.push_back((count[i + 1] - count[i - 1]) / 2);
  out.push_back(count[n - 1] - count[n - 2]);
  return out;
}

Histogram count_levels(const Roi& roi) {
  Histogram h;
  h.count.assign(static_cast<std::size_t>(roi.level_count), 0);
  std::vector<double> levels;
  levels.reserve(roi.intensities.size());
  for (const std::uint16_t level : roi.levels)
    if (level) {
      levels.push_back(level);
      h.count[level - 1u] += 1;
    }
  h.level = make_distribution(std::move(levels));
  h.gradient = slope(h.count);
  return h;
}

template <double (*Of)(const Distribution&)>
double of_levels(const Histogram& h) {
  return Of(h.level);
}

double entropy(const Histogram& h) {
  double out = 0;
  for (const double n : h.count)
    if (n > 0) out -= n / h.level.n * std::log2(n / h.level.n);
  return out;
}

double uniformity(const Histogram& h) {
  double out = 0;
  for (const double n : h.count) out += (n / h.level.n) * (n / h.level.n);
  return out;
}

// The fullest bin; of several the one closest to the mean, then the lower.
double mode(const Histogram& h) {
  const double most = *std::max_element(h.count.begin(), h.count.end());
  double best = 0;
  for (std::size_t i = 0; i < h.count.size(); ++i) {
    const double level = static_cast<double>(i) + 1;
    if (h.count[i] == most &&
        (best == 0 || std::abs(level - h.level.mean) < std::abs(best - h.level.mean)))
      best = level;
  }
  return best;
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double steepest_rise(const Histogram& h) {
  return h.gradient.empty() ? kNaN : *std::max_element(h.gradient.begin(), h.gradient.end());
}
double steepest_fall(const Histogram& h) {
  return h.gradient.empty() ? kNaN : *std::min_element(h.gradient.begin(), h.gradient.end());
}
double level_of(const Histogram& h, double gradient) {
  const auto at = std::find(h.gradient.begin(), h.gradient.end(), gradient);
  return h.gradient.empty() ? kNaN : static_cast<double>(at - h.gradient.begin()) + 1;
}
double level_of_rise(const Histogram& h) { return level_of(h, steepest_rise(h)); }
double level_of_fall(const Histogram& h) { return level_of(h, steepest_fall(h)); }

double interquartile_range(const Histogram& h) { return h.level.p75 - h.level.p25; }
double maximum(const Histogram& h) { return h.level.x.back(); }
double mean(const Histogram& h) { return h.level.mean; }
double median(const Histogram& h) { return h.level.p50; }
double minimum(const Histogram& h) { return h.level.x.front(); }
double p10(const Histogram& h) { return h.level.p10; }
double p90(const Histogram& h) { return h.level.p90; }
double range(const Histogram& h) { return h.level.x.back() - h.level.x.front(); }
double variance(const Histogram& h) { return h.level.m2; }

constexpr std::string_view kOneLevel = "the region has a single grey level";

constexpr FeatureRow<Histogram> rows[] = {
    {{"CoefficientOfVariation", "CWYJ", "", R"(\sqrt{m_2}/\bar g)",
      "spread of the levels relative to their mean", ""},
     of_levels<variation>},
    {{"Entropy", "TLU2", "", R"(-\sum_i p_i \log_2 p_i)",
      "large where many levels occur equally often", ""},
     entropy},
    {{"ExcessKurtosis", "C3I7", "", R"(\frac{m_4}{m_2^2}-3)",
      "0 for a normal distribution, more with heavy tails; 0 for a single level", ""},
     of_levels<excess_kurtosis>},
    {{"InterquartileRange", "WR0O", "", R"(P_{75}-P_{25})", "levels of the middle half", ""},
     interquartile_range},
    {{"Maximum", "3NCY", "", R"(\max_k g_k)", "the highest level", ""}, maximum},
    {{"MaximumGradient", "12CE", "", R"(\max_i H'_i)",
      "the steepest rise from level to level, in voxels", kOneLevel},
     steepest_rise},
    {{"MaximumGradientLevel", "8E6O", "", R"(\arg\max_i H'_i)",
      "the level at which the histogram rises most", kOneLevel},
     level_of_rise},
    {{"Mean", "X6K6", "", R"(\bar g=\frac{1}{N}\sum_k g_k)", "bright regions", ""}, mean},
    {{"MeanAbsoluteDeviation", "D2ZX", "", R"(\frac{1}{N}\sum_k |g_k-\bar g|)",
      "large where levels spread", ""},
     of_levels<mean_deviation>},
    {{"Median", "WIFQ", "", R"(P_{50})", "half of the voxels are of a lower level", ""}, median},
    {{"MedianAbsoluteDeviation", "4RNL", "", R"(\frac{1}{N}\sum_k |g_k-P_{50}|)",
      "large where levels spread about the median", ""},
     of_levels<median_deviation>},
    {{"Minimum", "1PR8", "", R"(\min_k g_k)", "the lowest level", ""}, minimum},
    {{"MinimumGradient", "VQB3", "", R"(\min_i H'_i)",
      "the steepest fall from level to level, in voxels", kOneLevel},
     steepest_fall},
    {{"MinimumGradientLevel", "RHQZ", "", R"(\arg\min_i H'_i)",
      "the level at which the histogram falls most", kOneLevel},
     level_of_fall},
    {{"Mode", "AMMC", "", R"(\arg\max_i n_i)",
      "the most frequent level; of several the one closest to the mean", ""},
     mode},
    {{"Percentile10", "GPMT", "", R"(P_{10})", "one voxel in ten is of a lower level", ""}, p10},
    {{"Percentile90", "OZ0C", "", R"(P_{90})", "one voxel in ten is of a higher level", ""}, p90},
    {{"QuartileCoefficientOfDispersion", "SLWD", "", R"(\frac{P_{75}-P_{25}}{P_{75}+P_{25}})",
      "levels of the middle half relative to their place", ""},
     of_levels<quartile_dispersion>},
    {{"Range", "5Z3W", "", R"(\max_k g_k-\min_k g_k)", "distance of lowest and highest level", ""},
     range},
    {{"RobustMeanAbsoluteDeviation", "WRZB", "",
      R"(\frac{1}{N'}\sum_{P_{10}\le g_k\le P_{90}} |g_k-\bar g'|)", "spread without the tails",
      "no voxel lies between the percentiles"},
     of_levels<robust_deviation>},
    {{"Skewness", "88K1", "", R"(\frac{m_3}{m_2^{3/2}})",
      "above 0 with a tail of high levels; 0 for a single level", ""},
     of_levels<skewness>},
    {{"Uniformity", "BJ5W", "", R"(\sum_i p_i^2)", "large where few levels dominate", ""},
     uniformity},
    {{"Variance", "CH89", "", R"(m_2=\frac{1}{N}\sum_k (g_k-\bar g)^2)",
      "large where levels spread", ""},
     variance},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return values_of(rows, count_levels(roi)); }

}  // namespace

Family intensity_histogram_family() {
  return {"intensity_histogram", definitions, compute, Measures::every_image, false};
}

}  // namespace dlrr
