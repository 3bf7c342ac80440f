#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

constexpr std::string_view kNever = "the region's box is a single voxel";

constexpr FeatureRow<Lengths> rows[] = {
    {{"GrayLevelNonUniformity", "JNSA", "", R"(\frac{1}{N}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "large where few grey levels hold most of the zones", kNever},
     level_non_uniformity},
    {{"GrayLevelNonUniformityNormalized", "Y1RO", "",
      R"(\frac{1}{N^2}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "large where few grey levels hold most of the zones, whatever their number", kNever},
     level_non_uniformity_normalised},
    {{"GrayLevelVariance", "BYLV", "", R"(\sum_{i,j} p_{ij} (i-\mu_i)^2)",
      "large where zones have very different levels", kNever},
     level_variance},
    {{"HighGrayLevelZoneEmphasis", "5GN9", "", R"(\frac{1}{N}\sum_{i,j} i^2 P_{ij})",
      "large where zones are bright", kNever},
     emphasis<2, 0>},
    {{"LargeAreaEmphasis", "48P8", "", R"(\frac{1}{N}\sum_{i,j} j^2 P_{ij})",
      "large for coarse texture: large zones", kNever},
     emphasis<0, 2>},
    {{"LargeAreaHighGrayLevelEmphasis", "J17V", "", R"(\frac{1}{N}\sum_{i,j} i^2 j^2 P_{ij})",
      "large where large zones are bright", kNever},
     emphasis<2, 2>},
    {{"LargeAreaLowGrayLevelEmphasis", "YH51", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{j^2 P_{ij}}{i^2})", "large where large zones are dark",
      kNever},
     emphasis<-2, 2>},
    {{"LowGrayLevelZoneEmphasis", "XMSY", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2})",
      "large where zones are dark", kNever},
     emphasis<-2, 0>},
    {{"SizeZoneNonUniformity", "4JP3", "", R"(\frac{1}{N}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "large where zones are of equal size", kNever},
     length_non_uniformity},
    {{"SizeZoneNonUniformityNormalized", "VB3A", "",
      R"(\frac{1}{N^2}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "large where zones are of equal size, whatever their number", kNever},
     length_non_uniformity_normalised},
    {{"SmallAreaEmphasis", "5QRC", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{j^2})",
      "large for fine texture: small zones", kNever},
     emphasis<0, -2>},
    {{"SmallAreaHighGrayLevelEmphasis", "HW1V", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{i^2 P_{ij}}{j^2})", "large where small zones are bright",
      kNever},
     emphasis<2, -2>},
    {{"SmallAreaLowGrayLevelEmphasis", "5RAI", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2 j^2})", "large where small zones are dark",
      kNever},
     emphasis<-2, -2>},
    {{"ZoneEntropy", "GU8N", "", R"(-\sum_{i,j} p_{ij} \log_2(p_{ij}+\epsilon))",
      "large where zones of all levels and sizes occur", kNever},
     cell_entropy},
    {{"ZonePercentage", "P30P", "", R"(\frac{N}{N_p})",
      "near 1 for fine texture: as many zones as voxels", kNever},
     percentage},
    {{"ZoneVariance", "3NSA", "", R"(\sum_{i,j} p_{ij} (j-\mu_j)^2)",
      "large where small and large zones mix", kNever},
     length_variance},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return mean_values_of(rows, zone_matrices(roi)); }

}  // namespace

std::span<const FeatureRow<Lengths>> glszm_rows() { return rows; }

Family glszm_family() {
  return {.name = "glszm", .features = definitions, .compute = compute, .reads_voxels = false};
}

}  // namespace dlrr
