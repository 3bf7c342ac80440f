// Grey level distance zone features (Thibault 2014; IBSI manual, family VMDZ).
#include "feature/radiomic/count/distance_zones.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

constexpr FeatureRow<Lengths> rows[] = {
    {{"GrayLevelNonUniformity", "VFT7", "", R"(\frac{1}{N}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "large where few grey levels hold most of the zones", ""},
     level_non_uniformity},
    {{"GrayLevelNonUniformityNormalized", "7HP3", "",
      R"(\frac{1}{N^2}\sum_i \left(\sum_j P_{ij}\right)^2)",
      "large where few grey levels hold most of the zones, whatever their number", ""},
     level_non_uniformity_normalised},
    {{"GrayLevelVariance", "QK93", "", R"(\sum_{i,j} p_{ij} (i-\mu_i)^2)",
      "large where zones have very different levels", ""},
     level_variance},
    {{"HighGrayLevelZoneEmphasis", "K26C", "", R"(\frac{1}{N}\sum_{i,j} i^2 P_{ij})",
      "large where zones are bright", ""},
     emphasis<2, 0>},
    {{"LargeDistanceEmphasis", "MB4I", "", R"(\frac{1}{N}\sum_{i,j} j^2 P_{ij})",
      "large where zones lie deep inside", ""},
     emphasis<0, 2>},
    {{"LargeDistanceHighGrayLevelEmphasis", "KLTH", "", R"(\frac{1}{N}\sum_{i,j} i^2 j^2 P_{ij})",
      "large where zones deep inside are bright", ""},
     emphasis<2, 2>},
    {{"LargeDistanceLowGrayLevelEmphasis", "A7WM", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{j^2 P_{ij}}{i^2})", "large where zones deep inside are dark",
      ""},
     emphasis<-2, 2>},
    {{"LowGrayLevelZoneEmphasis", "S1RA", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2})",
      "large where zones are dark", ""},
     emphasis<-2, 0>},
    {{"SmallDistanceEmphasis", "0GBI", "", R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{j^2})",
      "large where zones touch the edge", ""},
     emphasis<0, -2>},
    {{"SmallDistanceHighGrayLevelEmphasis", "DKNJ", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{i^2 P_{ij}}{j^2})", "large where zones at the edge are bright",
      ""},
     emphasis<2, -2>},
    {{"SmallDistanceLowGrayLevelEmphasis", "RUVG", "",
      R"(\frac{1}{N}\sum_{i,j} \frac{P_{ij}}{i^2 j^2})", "large where zones at the edge are dark",
      ""},
     emphasis<-2, -2>},
    {{"ZoneDistanceEntropy", "GBDU", "", R"(-\sum_{i,j} p_{ij} \log_2 p_{ij})",
      "large where zones of all levels lie at all depths", ""},
     cell_entropy},
    {{"ZoneDistanceNonUniformity", "V294", "", R"(\frac{1}{N}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "large where zones lie equally deep", ""},
     length_non_uniformity},
    {{"ZoneDistanceNonUniformityNormalized", "IATH", "",
      R"(\frac{1}{N^2}\sum_j \left(\sum_i P_{ij}\right)^2)",
      "large where zones lie equally deep, whatever their number", ""},
     length_non_uniformity_normalised},
    {{"ZoneDistanceVariance", "7WT1", "", R"(\sum_{i,j} p_{ij} (j-\mu_j)^2)",
      "large where zones at the edge and deep inside mix", ""},
     length_variance},
    {{"ZonePercentage", "VIWW", "", R"(\frac{N}{N_v})",
      "near 1 for fine texture: as many zones as voxels", ""},
     percentage},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) {
  return mean_values_of(rows, distance_zone_matrices(roi));
}

}  // namespace

Family gldzm_family() { return {"gldzm", definitions, compute, Measures::every_image, false}; }

}  // namespace dlrr
