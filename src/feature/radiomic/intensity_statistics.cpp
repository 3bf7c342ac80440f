// Statistics of the intensities of a region, not discretised (IBSI manual, family UHIW). firstorder
// holds PyRadiomics' choice of them; here kurtosis is in excess of a normal distribution's.
#include <cmath>

#include "feature/radiomic/count/distribution.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

using D = Distribution;

double p10(const D& d) { return d.p10; }
double p90(const D& d) { return d.p90; }
double energy(const D& d) { return d.square; }
double interquartile_range(const D& d) { return d.p75 - d.p25; }
double maximum(const D& d) { return d.x.back(); }
double mean(const D& d) { return d.mean; }
double median(const D& d) { return d.p50; }
double minimum(const D& d) { return d.x.front(); }
double range(const D& d) { return d.x.back() - d.x.front(); }
double root_mean_square(const D& d) { return std::sqrt(d.square / d.n); }
double variance(const D& d) { return d.m2; }

constexpr FeatureRow<D> rows[] = {
    {{"CoefficientOfVariation", "7TET", "", R"(\sqrt{m_2}/\bar x)", "spread relative to the mean",
      "the mean is 0"},
     variation},
    {{"Energy", "N8CA", "intensity2", R"(\sum_i x_i^2)", "large for large or bright regions", ""},
     energy},
    {{"ExcessKurtosis", "IPH6", "", R"(\frac{m_4}{m_2^2}-3)",
      "0 for a normal distribution, more with heavy tails; 0 for a flat region", ""},
     excess_kurtosis},
    {{"InterquartileRange", "SALO", "intensity", R"(P_{75}-P_{25})", "width of the middle half",
      ""},
     interquartile_range},
    {{"Maximum", "84IY", "intensity", R"(\max_i x_i)", "the brightest voxel", ""}, maximum},
    {{"Mean", "Q4LE", "intensity", R"(\bar x=\frac{1}{N}\sum_i x_i)", "bright regions", ""}, mean},
    {{"MeanAbsoluteDeviation", "4FUA", "intensity", R"(\frac{1}{N}\sum_i |x_i-\bar x|)",
      "large where intensities spread", ""},
     mean_deviation},
    {{"Median", "Y12H", "intensity", R"(P_{50})", "half of the voxels are darker", ""}, median},
    {{"MedianAbsoluteDeviation", "N72L", "intensity", R"(\frac{1}{N}\sum_i |x_i-P_{50}|)",
      "large where intensities spread about the median", ""},
     median_deviation},
    {{"Minimum", "1GSF", "intensity", R"(\min_i x_i)", "the darkest voxel", ""}, minimum},
    {{"Percentile10", "QG58", "intensity", R"(P_{10})", "one voxel in ten is darker", ""}, p10},
    {{"Percentile90", "8DWT", "intensity", R"(P_{90})", "one voxel in ten is brighter", ""}, p90},
    {{"QuartileCoefficientOfDispersion", "9S40", "", R"(\frac{P_{75}-P_{25}}{P_{75}+P_{25}})",
      "width of the middle half relative to its place", "the quartiles add up to 0"},
     quartile_dispersion},
    {{"Range", "2OJQ", "intensity", R"(\max_i x_i-\min_i x_i)",
      "distance of darkest and brightest voxel", ""},
     range},
    {{"RobustMeanAbsoluteDeviation", "1128", "intensity",
      R"(\frac{1}{N'}\sum_{P_{10}\le x_i\le P_{90}} |x_i-\bar x'|)", "spread without the tails",
      "no voxel lies between the percentiles"},
     robust_deviation},
    {{"RootMeanSquare", "5ZWQ", "intensity", R"(\sqrt{\frac{1}{N}\sum_i x_i^2})",
      "size of the intensities, whatever their sign", ""},
     root_mean_square},
    {{"Skewness", "KE2A", "", R"(\frac{m_3}{m_2^{3/2}})",
      "above 0 with a bright tail, below 0 with a dark one; 0 for a flat region", ""},
     skewness},
    {{"Variance", "ECT3", "intensity2", R"(m_2=\frac{1}{N}\sum_i (x_i-\bar x)^2)",
      "large where intensities spread", ""},
     variance},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) {
  return values_of(rows, make_distribution(roi.intensities));
}

}  // namespace

Family intensity_statistics_family() {
  return {"intensity_statistics", definitions, compute, Measures::every_image, false};
}

}  // namespace dlrr
