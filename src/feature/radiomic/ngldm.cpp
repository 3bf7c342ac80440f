// Neighbouring grey level dependence (Sun and Wee 1983; IBSI manual, family REK0): how many
// neighbours of a voxel are like it. gldm holds PyRadiomics' choice of the same features; gldm_a
// is the largest difference that still counts as alike.
#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

double energy(const Lengths& t) {
  double out = 0;
  for (const Lengths::Cell& c : t.cells) out += (c.count / t.total) * (c.count / t.total);
  return out;
}

constexpr std::string_view kNever = "the region's box is a single voxel";

constexpr FeatureRow<Lengths> rows[] = {
    {{"DependenceCountEnergy", "CAS9", "", R"(\sum_{i,j} p_{ij}^2)",
      "large where few levels and dependences dominate", kNever},
     energy},
    {{"DependenceCountEntropy", "FCBV", "", R"(-\sum_{i,j} p_{ij} \log_2 p_{ij})",
      "large where all levels and dependences occur", kNever},
     cell_entropy},
    {{"DependenceCountNonUniformity", "Z87G", "",
      R"(\frac{1}{N}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "large where all voxels have as many like neighbours", kNever},
     length_non_uniformity},
    {{"DependenceCountNonUniformityNormalized", "OKJI", "",
      R"(\frac{1}{N^2}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "the same, whatever the size of the region", kNever},
     length_non_uniformity_normalised},
    {{"DependenceCountPercentage", "6XV8", "", R"(\frac{N}{N_v})",
      "always 1: each voxel has one neighbourhood", kNever},
     percentage},
    {{"DependenceCountVariance", "DNX2", "", R"(\sum_{i,j} p_{ij} (j-\mu_j)^2)",
      "large where smooth and rough parts mix", kNever},
     length_variance},
    {{"GrayLevelNonUniformity", "FP8K", "", R"(\frac{1}{N}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "large where few grey levels hold most of the voxels", kNever},
     level_non_uniformity},
    {{"GrayLevelNonUniformityNormalized", "5SPA", "",
      R"(\frac{1}{N^2}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "the same, whatever the size of the region", kNever},
     level_non_uniformity_normalised},
    {{"GrayLevelVariance", "1PFV", "", R"(\sum_{i,j} p_{ij} (i-\mu_i)^2)",
      "large where voxels have very different levels", kNever},
     level_variance},
    {{"HighDependenceEmphasis", "IMOQ", "", R"(\frac{1}{N}\sum_{i,j} j^2 P_{ij})",
      "large where voxels resemble their neighbours", kNever},
     emphasis<0, 2>},
    {{"HighDependenceHighGrayLevelEmphasis", "9QMG", "", R"(\frac{1}{N}\sum_{i,j} i^2 j^2 P_{ij})",
      "large where smooth parts are bright", kNever},
     emphasis<2, 2>},
    {{"HighDependenceLowGrayLevelEmphasis", "NBZI", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{j^2 P_{ij}}{i^2})", "large where smooth parts are dark",
      kNever},
     emphasis<-2, 2>},
    {{"HighGrayLevelCountEmphasis", "OAE7", "", R"(\frac{1}{N}\sum_{i,j} i^2 P_{ij})",
      "large where voxels are bright", kNever},
     emphasis<2, 0>},
    {{"LowDependenceEmphasis", "SODN", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{j^2})",
      "large where voxels differ from their neighbours", kNever},
     emphasis<0, -2>},
    {{"LowDependenceHighGrayLevelEmphasis", "JA6D", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{i^2 P_{ij}}{j^2})", "large where rough parts are bright",
      kNever},
     emphasis<2, -2>},
    {{"LowDependenceLowGrayLevelEmphasis", "EQ3F", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2 j^2})", "large where rough parts are dark",
      kNever},
     emphasis<-2, -2>},
    {{"LowGrayLevelCountEmphasis", "TL9H", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2})",
      "large where voxels are dark", kNever},
     emphasis<-2, 0>},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) {
  std::vector<Lengths> tables = dependence_matrices(roi);
  for (Lengths& t : tables) t.voxels = t.total;  // a dependence is no length: one voxel each
  return mean_values_of(rows, tables);
}

}  // namespace

Family ngldm_family() { return {"ngldm", definitions, compute, Measures::every_image, false}; }

}  // namespace dlrr
