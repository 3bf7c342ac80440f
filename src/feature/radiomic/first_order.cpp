#include <cmath>

#include "feature/radiomic/count/codes.h"
#include "feature/radiomic/count/pairs.h"
#include "feature/radiomic/count/percentiles.h"
#include "feature/radiomic/row.h"
#include "kernel/intensities.h"

namespace dlrr {
namespace {

// Intensities of the region (not discretised) and the sums its features share.
struct Values {
  const std::vector<double>* x = nullptr;
  double voxel_volume = 1;  // mm3
  double n = 0, low = 0, high = 0, mean = 0, m2 = 0, m3 = 0, m4 = 0;
  double deviation = 0;  // mean |x - mean|
  double square = 0;     // sum of (x + voxelArrayShift)^2
  double p10 = 0, p25 = 0, p50 = 0, p75 = 0, p90 = 0;
  std::vector<double> share;  // of each level that occurs
};

void add_percentiles(Values& v) {
  constexpr double percent[] = {10, 25, 50, 75, 90};
  const std::vector<double> at = percentiles(*v.x, v.low, v.high, percent);
  double* const target[] = {&v.p10, &v.p25, &v.p50, &v.p75, &v.p90};
  for (std::size_t i = 0; i < std::size(percent); ++i) *target[i] = at[i];
}

Values measure(const Roi& roi) {
  Values v;
  v.x = &roi.intensities;
  v.voxel_volume = roi.image.geometry.voxel_volume();
  v.n = static_cast<double>(v.x->size());
  const kernel::Extent extent = kernel::extent_of(*v.x);
  v.low = extent.low;
  v.high = extent.high;
  v.mean = extent.sum / v.n;
  const kernel::PowerSums sums = kernel::power_sums(*v.x, v.mean, roi.settings.voxel_array_shift);
  v.m2 = sums.second / v.n;
  v.m3 = sums.third / v.n;
  v.m4 = sums.fourth / v.n;
  v.deviation = sums.absolute / v.n;
  v.square = sums.square;
  add_percentiles(v);
  for (const std::uint32_t voxels : voxels_by_level(roi)) v.share.push_back(voxels / v.n);
  return v;
}

double entropy(const Values& v) {
  double out = 0;
  for (const double p : v.share) out -= p * log2_of(p);
  return out;
}

double uniformity(const Values& v) {
  double out = 0;
  for (const double p : v.share) out += p * p;
  return out;
}

// Mean distance from the mean of the values between the outer percentiles, those included.
double robust_deviation(const Values& v) {
  const kernel::PartSum part = kernel::sum_between(*v.x, v.p10, v.p90);
  return kernel::absolute_between(*v.x, v.p10, v.p90, part.sum / part.count) / part.count;
}

double p10(const Values& v) { return v.p10; }
double p90(const Values& v) { return v.p90; }
double energy(const Values& v) { return v.square; }
double interquartile_range(const Values& v) { return v.p75 - v.p25; }
double kurtosis(const Values& v) { return v.m2 == 0 ? 0 : v.m4 / (v.m2 * v.m2); }
double maximum(const Values& v) { return v.high; }
double mean(const Values& v) { return v.mean; }
double mean_absolute_deviation(const Values& v) { return v.deviation; }
double median(const Values& v) { return v.p50; }
double minimum(const Values& v) { return v.low; }
double range(const Values& v) { return v.high - v.low; }
double root_mean_squared(const Values& v) { return std::sqrt(v.square / v.n); }
double skewness(const Values& v) { return v.m2 == 0 ? 0 : v.m3 / std::pow(v.m2, 1.5); }
double standard_deviation(const Values& v) { return std::sqrt(v.m2); }
double total_energy(const Values& v) { return v.square * v.voxel_volume; }
double variance(const Values& v) { return v.m2; }

constexpr FeatureRow<Values> rows[] = {
    {{"10Percentile", "QG58", "intensity", R"(P_{10})", "one voxel in ten is darker", ""}, p10},
    {{"90Percentile", "8DWT", "intensity", R"(P_{90})", "one voxel in ten is brighter", ""}, p90},
    {{"Energy", "N8CA", "intensity2", R"(\sum_i (x_i+c)^2)", "large for large or bright regions",
      ""},
     energy},
    {{"Entropy", "TLU2", "", R"(-\sum_i p_i \log_2(p_i+\epsilon))",
      "large where many levels occur equally often (discretised)", ""},
     entropy},
    {{"InterquartileRange", "SALO", "intensity", R"(P_{75}-P_{25})", "width of the middle half",
      ""},
     interquartile_range},
    {{"Kurtosis", "IPH6", "", R"(\frac{m_4}{m_2^2})",
      "3 for a normal distribution (IBSI subtracts 3), more with heavy tails; 0 for a flat region",
      ""},
     kurtosis},
    {{"Maximum", "84IY", "intensity", R"(\max_i x_i)", "the brightest voxel", ""}, maximum},
    {{"MeanAbsoluteDeviation", "4FUA", "intensity", R"(\frac{1}{N}\sum_i |x_i-\bar x|)",
      "large where intensities spread", ""},
     mean_absolute_deviation},
    {{"Mean", "Q4LE", "intensity", R"(\frac{1}{N}\sum_i x_i)", "bright regions", ""}, mean},
    {{"Median", "Y12H", "intensity", R"(P_{50})", "half of the voxels are darker", ""}, median},
    {{"Minimum", "1GSF", "intensity", R"(\min_i x_i)", "the darkest voxel", ""}, minimum},
    {{"Range", "2OJQ", "intensity", R"(\max_i x_i-\min_i x_i)",
      "distance of darkest and brightest voxel", ""},
     range},
    {{"RobustMeanAbsoluteDeviation", "1128", "intensity",
      R"(\frac{1}{N'}\sum_{P_{10}\le x_i\le P_{90}} |x_i-\bar x'|)", "spread without the tails",
      ""},
     robust_deviation},
    {{"RootMeanSquared", "5ZWQ", "intensity", R"(\sqrt{\frac{1}{N}\sum_i (x_i+c)^2})",
      "size of the intensities, whatever their sign", ""},
     root_mean_squared},
    {{"Skewness", "KE2A", "", R"(\frac{m_3}{m_2^{3/2}})",
      "above 0 with a bright tail, below 0 with a dark one; 0 for a flat region", ""},
     skewness},
    {{"StandardDeviation", "", "intensity", R"(\sqrt{m_2})", "large where intensities scatter", "",
      true},
     standard_deviation},
    {{"TotalEnergy", "", "mm3 intensity2", R"(V_{voxel}\sum_i (x_i+c)^2)",
      "Energy times the voxel volume", ""},
     total_energy},
    {{"Uniformity", "BJ5W", "", R"(\sum_i p_i^2)", "large where few levels dominate (discretised)",
      ""},
     uniformity},
    {{"Variance", "ECT3", "intensity2", R"(m_2=\frac{1}{N}\sum_i (x_i-\bar x)^2)",
      "large where intensities spread", ""},
     variance},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return values_of(rows, measure(roi)); }

}  // namespace

Family first_order_family() {
  return {.name = "firstorder", .features = definitions, .compute = compute, .reads_voxels = false};
}

}  // namespace dlrr
