#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

constexpr std::string_view kNever = "no straight line holds two voxels of the region";

constexpr FeatureRow<Lengths> rows[] = {
    {{"GrayLevelNonUniformity", "R5YN", "", R"(\frac{1}{N}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "large where few grey levels hold most of the runs", kNever},
     level_non_uniformity},
    {{"GrayLevelNonUniformityNormalized", "OVBL", "",
      R"(\frac{1}{N^2}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "large where few grey levels hold most of the runs, whatever their number", kNever},
     level_non_uniformity_normalised},
    {{"GrayLevelVariance", "8CE5", "", R"(\sum_{i,j} p_{ij} (i-\mu_i)^2)",
      "large where runs have very different levels", kNever},
     level_variance},
    {{"HighGrayLevelRunEmphasis", "G3QZ", "", R"(\frac{1}{N}\sum_{i,j} i^2 P_{ij})",
      "large where runs are bright", kNever},
     emphasis<2, 0>},
    {{"LongRunEmphasis", "W4KF", "", R"(\frac{1}{N}\sum_{i,j} j^2 P_{ij})",
      "large for coarse texture: long runs", kNever},
     emphasis<0, 2>},
    {{"LongRunHighGrayLevelEmphasis", "3KUM", "", R"(\frac{1}{N}\sum_{i,j} i^2 j^2 P_{ij})",
      "large where long runs are bright", kNever},
     emphasis<2, 2>},
    {{"LongRunLowGrayLevelEmphasis", "IVPO", "", R"(\frac{1}{N}\sum_{i,j} \frac{j^2 P_{ij}}{i^2})",
      "large where long runs are dark", kNever},
     emphasis<-2, 2>},
    {{"LowGrayLevelRunEmphasis", "V3SW", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2})",
      "large where runs are dark", kNever},
     emphasis<-2, 0>},
    {{"RunEntropy", "HJ9O", "", R"(-\sum_{i,j} p_{ij} \log_2(p_{ij}+\epsilon))",
      "large where runs of all levels and lengths occur", kNever},
     cell_entropy},
    {{"RunLengthNonUniformity", "W92Y", "", R"(\frac{1}{N}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "large where runs are of equal length", kNever},
     length_non_uniformity},
    {{"RunLengthNonUniformityNormalized", "IC23", "",
      R"(\frac{1}{N^2}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "large where runs are of equal length, whatever their number", kNever},
     length_non_uniformity_normalised},
    {{"RunPercentage", "9ZK5", "", R"(\frac{N}{N_p})",
      "near 1 for fine texture: as many runs as voxels", kNever},
     percentage},
    {{"RunVariance", "SXLW", "", R"(\sum_{i,j} p_{ij} (j-\mu_j)^2)",
      "large where short and long runs mix", kNever},
     length_variance},
    {{"ShortRunEmphasis", "22OV", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{j^2})",
      "large for fine texture: short runs", kNever},
     emphasis<0, -2>},
    {{"ShortRunHighGrayLevelEmphasis", "GD3A", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{i^2 P_{ij}}{j^2})", "large where short runs are bright",
      kNever},
     emphasis<2, -2>},
    {{"ShortRunLowGrayLevelEmphasis", "HTZT", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2 j^2})",
      "large where short runs are dark", kNever},
     emphasis<-2, -2>},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return mean_values_of(rows, run_matrices(roi)); }

}  // namespace

std::span<const FeatureRow<Lengths>> glrlm_rows() { return rows; }

Family glrlm_family() {
  return {.name = "glrlm", .features = definitions, .compute = compute, .reads_voxels = false};
}

}  // namespace dlrr
