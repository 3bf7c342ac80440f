#include <algorithm>
#include <cmath>
#include <limits>

#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// Sum of term(k) * weight[k].
template <class Term>
double over(const std::vector<double>& weights, Term term) {
  double out = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) out += term(static_cast<double>(k)) * weights[k];
  return out;
}

double spread(const std::vector<double>& marginal, const std::vector<double>& level, double mean) {
  double out = 0;
  for (std::size_t i = 0; i < level.size(); ++i)
    out += (level[i] - mean) * (level[i] - mean) * marginal[i];
  return out;
}

// Terms whose mean over the pairs is a feature: of any pair, of k = |i - j|, of k = i + j.
using GapTerm = double (*)(double k, double levels);

template <GapTerm Term>
double gap_mean(const Pairs& p) {
  return over(p.gap, [&](double k) { return Term(k, p.levels); });
}
template <GapTerm Term>
double gap_term(double i, double j, double levels) {
  return Term(std::abs(i - j), levels);
}

double product(double i, double j, double) { return i * j; }
double first_level(double i, double, double) { return i; }
double level_sum(double i, double j, double) { return i + j; }

double gap(double k, double) { return k; }
double squared_gap(double k, double) { return k * k; }
double inverse_squared_gap(double k, double) { return k > 0 ? 1 / (k * k) : 0; }
double closeness(double k, double) { return 1 / (1 + k); }
double squared_closeness(double k, double) { return 1 / (1 + k * k); }
double normalised_closeness(double k, double levels) { return 1 / (1 + k / levels); }
double normalised_squared_closeness(double k, double levels) {
  return 1 / (1 + k * k / (levels * levels));
}

double autocorrelation(const Pairs& p) { return p.product; }

template <int Power>
double cluster(const Pairs& p) {
  return over(p.sum, [&](double k) {
    const double d = k - p.ux - p.uy;
    return Power == 2 ? d * d : Power == 3 ? d * d * d : d * d * d * d;
  });
}

double correlation(const Pairs& p) {
  const double sigma =
      std::sqrt(spread(p.px, p.level, p.ux)) * std::sqrt(spread(p.py, p.level, p.uy));
  if (sigma == 0) return 1;
  return p.covariance / (sigma + kEpsilon);
}

double difference_entropy(const Pairs& p) { return p.gap_entropy; }

double difference_variance(const Pairs& p) {
  const double mean = gap_mean<gap>(p);
  return over(p.gap, [&](double k) { return (k - mean) * (k - mean); });
}

double information_1(const Pairs& p) {
  const double most = std::max(p.hx, p.hy);
  return most == 0 ? 0 : (p.hxy - p.hxy1) / most;
}

double information_2(const Pairs& p) {
  if (p.hxy2 == p.hxy) return 0;
  return std::sqrt(
      1 - std::exp(-2 * (p.hxy2 - p.hxy)));  // not a number below zero: left out of the mean
}

double joint_average(const Pairs& p) { return p.ux; }

double joint_energy(const Pairs& p) { return p.energy; }

double joint_entropy(const Pairs& p) { return p.hxy; }

double maximal_correlation(const Pairs& p) { return p.maximal_correlation; }

double maximum_probability(const Pairs& p) { return p.most; }

double sum_average(const Pairs& p) {
  return over(p.sum, [](double k) { return k; });
}

double sum_entropy(const Pairs& p) { return p.sum_entropy; }

double sum_squares(const Pairs& p) { return spread(p.px, p.level, p.ux); }

constexpr std::string_view kNever = "no voxel has a neighbour in the region";

constexpr FeatureRow<Pairs> rows[] = {
    {{"Autocorrelation", "QWB0", "", R"(\sum_{i,j} i j\, p_{ij})",
      "large where bright voxels meet bright voxels", kNever},
     autocorrelation,
     product},
    {{"ClusterProminence", "AE86", "", R"(\sum_{i,j} (i+j-\mu_x-\mu_y)^4 p_{ij})",
      "large where a few pairs lie far from the mean", kNever},
     cluster<4>},
    {{"ClusterShade", "7NFM", "", R"(\sum_{i,j} (i+j-\mu_x-\mu_y)^3 p_{ij})",
      "above 0 where bright pairs form the tail, below 0 where dark ones do", kNever},
     cluster<3>},
    {{"ClusterTendency", "DG8W OEEB", "", R"(\sum_{i,j} (i+j-\mu_x-\mu_y)^2 p_{ij})",
      "large where neighbours form groups of similar level", kNever},
     cluster<2>},
    {{"Contrast", "ACUI", "", R"(\sum_{i,j} (i-j)^2 p_{ij})",
      "large where neighbouring voxels differ a lot", kNever},
     gap_mean<squared_gap>,
     gap_term<squared_gap>},
    {{"Correlation", "NI2N", "",
      R"(\frac{\sum_{i,j} (i-\mu_x)(j-\mu_y) p_{ij}}{\sigma_x \sigma_y})",
      "near 1 where the neighbour's level follows from the voxel's; 1 for a flat region", kNever},
     correlation},
    {{"DifferenceAverage", "TF7R 8S9J", "", R"(\sum_k k\, p_{x-y}(k))",
      "large where neighbouring voxels differ", kNever},
     gap_mean<gap>,
     gap_term<gap>},
    {{"DifferenceEntropy", "NTRS", "", R"(-\sum_k p_{x-y}(k) \log_2(p_{x-y}(k)+\epsilon))",
      "large where differences of many sizes occur", kNever},
     difference_entropy},
    {{"DifferenceVariance", "D3YU", "", R"(\sum_k (k-DA)^2 p_{x-y}(k))",
      "large where smooth and rough places mix", kNever},
     difference_variance},
    {{"Id", "IB1Z", "", R"(\sum_k \frac{p_{x-y}(k)}{1+k})", "large where neighbours are alike",
      kNever},
     gap_mean<closeness>,
     gap_term<closeness>},
    {{"Idm", "WF0Z", "", R"(\sum_k \frac{p_{x-y}(k)}{1+k^2})",
      "large where neighbours are alike; large differences count less", kNever},
     gap_mean<squared_closeness>,
     gap_term<squared_closeness>},
    {{"Idmn", "1QCO", "", R"(\sum_k \frac{p_{x-y}(k)}{1+k^2/N_g^2})",
      "as Idm, with differences measured against the number of levels", kNever},
     gap_mean<normalised_squared_closeness>,
     gap_term<normalised_squared_closeness>},
    {{"Idn", "NDRX", "", R"(\sum_k \frac{p_{x-y}(k)}{1+k/N_g})",
      "as Id, with differences measured against the number of levels", kNever},
     gap_mean<normalised_closeness>,
     gap_term<normalised_closeness>},
    {{"Imc1", "R8DG", "", R"(\frac{HXY-HXY1}{\max(HX,HY)})",
      "below 0 where the neighbour's level can be told from the voxel's; 0 when it cannot", kNever},
     information_1},
    {{"Imc2", "JN9H", "", R"(\sqrt{1-e^{-2(HXY2-HXY)}})",
      "near 1 where the neighbour's level can be told from the voxel's", kNever},
     information_2},
    {{"InverseVariance", "E8JP", "", R"(\sum_{k\ge1} \frac{p_{x-y}(k)}{k^2})",
      "large where neighbours differ by one level", kNever},
     gap_mean<inverse_squared_gap>,
     gap_term<inverse_squared_gap>},
    {{"JointAverage", "60VM", "", R"(\mu_x)", "large where voxels are bright", kNever},
     joint_average,
     first_level},
    {{"JointEnergy", "8ZQL", "", R"(\sum_{i,j} p_{ij}^2)", "large where the same pairs recur",
      kNever},
     joint_energy},
    {{"JointEntropy", "TU9B", "", R"(-\sum_{i,j} p_{ij} \log_2(p_{ij}+\epsilon))",
      "large where many different pairs occur", kNever},
     joint_entropy},
    {{"MCC", "", "", R"(\sqrt{\lambda_2(Q)},\; Q_{ij}=\sum_k \frac{p_{ik} p_{jk}}{p_x(i) p_y(k)})",
      "near 1 where texture is orderly; 1 for a flat region", kNever},
     maximal_correlation},
    {{"MaximumProbability", "GYBY", "", R"(\max_{ij} p_{ij})", "large where one pair dominates",
      kNever},
     maximum_probability},
    {{"SumAverage", "ZGXS", "", R"(\sum_k k\, p_{x+y}(k))", "large where voxels are bright",
      kNever},
     sum_average,
     level_sum},
    {{"SumEntropy", "P6QZ", "", R"(-\sum_k p_{x+y}(k) \log_2(p_{x+y}(k)+\epsilon))",
      "large where pairs of many sums occur", kNever},
     sum_entropy},
    {{"SumSquares", "UR99", "", R"(\sum_{i,j} (i-\mu_x)^2 p_{ij})",
      "large where voxels spread far about the mean level", kNever},
     sum_squares},
};
constexpr auto definitions = definitions_of(rows);

constexpr std::string_view retired[] = {"Dissimilarity", "Homogeneity1", "Homogeneity2",
                                        "SumVariance"};

std::vector<double> compute(const Roi& roi) { return mean_values_of(rows, pair_matrices(roi)); }

}  // namespace

std::span<const FeatureRow<Pairs>> glcm_rows() { return rows; }

Family glcm_family() {
  return {.name = "glcm",
          .features = definitions,
          .compute = compute,
          .reads_voxels = false,
          .retired = retired};
}

}  // namespace dlrr
