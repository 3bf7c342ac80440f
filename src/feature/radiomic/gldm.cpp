#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

constexpr std::string_view kNever = "the region's box is a single voxel";

constexpr FeatureRow<Lengths> rows[] = {
    {{"DependenceEntropy", "FCBV", "", R"(-\sum_{i,j} p_{ij} \log_2(p_{ij}+\epsilon))",
      "large where all levels and dependences occur", kNever},
     cell_entropy},
    {{"DependenceNonUniformity", "Z87G", "", R"(\frac{1}{N}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "large where all voxels have as many like neighbours", kNever},
     length_non_uniformity},
    {{"DependenceNonUniformityNormalized", "OKJI", "",
      R"(\frac{1}{N^2}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "the same, whatever the size of the region", kNever},
     length_non_uniformity_normalised},
    {{"DependenceVariance", "DNX2", "", R"(\sum_{i,j} p_{ij} (j-\mu_j)^2)",
      "large where smooth and rough parts mix", kNever},
     length_variance},
    {{"GrayLevelNonUniformity", "FP8K", "", R"(\frac{1}{N}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "large where few grey levels hold most of the voxels", kNever},
     level_non_uniformity},
    {{"GrayLevelVariance", "1PFV", "", R"(\sum_{i,j} p_{ij} (i-\mu_i)^2)",
      "large where voxels have very different levels", kNever},
     level_variance},
    {{"HighGrayLevelEmphasis", "OAE7", "", R"(\frac{1}{N}\sum_{i,j} i^2 P_{ij})",
      "large where voxels are bright", kNever},
     emphasis<2, 0>},
    {{"LargeDependenceEmphasis", "IMOQ", "", R"(\frac{1}{N}\sum_{i,j} j^2 P_{ij})",
      "large where voxels resemble their neighbours", kNever},
     emphasis<0, 2>},
    {{"LargeDependenceHighGrayLevelEmphasis", "9QMG", "", R"(\frac{1}{N}\sum_{i,j} i^2 j^2 P_{ij})",
      "large where smooth parts are bright", kNever},
     emphasis<2, 2>},
    {{"LargeDependenceLowGrayLevelEmphasis", "NBZI", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{j^2 P_{ij}}{i^2})", "large where smooth parts are dark",
      kNever},
     emphasis<-2, 2>},
    {{"LowGrayLevelEmphasis", "TL9H", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2})",
      "large where voxels are dark", kNever},
     emphasis<-2, 0>},
    {{"SmallDependenceEmphasis", "SODN", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{j^2})",
      "large where voxels differ from their neighbours", kNever},
     emphasis<0, -2>},
    {{"SmallDependenceHighGrayLevelEmphasis", "JA6D", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{i^2 P_{ij}}{j^2})", "large where rough parts are bright",
      kNever},
     emphasis<2, -2>},
    {{"SmallDependenceLowGrayLevelEmphasis", "EQ3F", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2 j^2})", "large where rough parts are dark",
      kNever},
     emphasis<-2, -2>},
};
constexpr auto definitions = definitions_of(rows);

constexpr std::string_view retired[] = {"DependencePercentage", "GrayLevelNonUniformityNormalized"};

std::vector<double> compute(const Roi& roi) {
  return mean_values_of(rows, dependence_matrices(roi));
}

}  // namespace

std::span<const FeatureRow<Lengths>> gldm_rows() { return rows; }

Family gldm_family() {
  return {.name = "gldm",
          .features = definitions,
          .compute = compute,
          .retired = retired,
          .reads_voxels = false};
}

}  // namespace dlrr
