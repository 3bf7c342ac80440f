// How much of a region is at least as bright as an intensity (IBSI manual, family P88C). The levels
// of the histogram are whole steps of 1 within the range that re-segmentation let through, else
// between minimum and maximum; or bins of ivhBinWidth (an intensity counts as the middle of its
// bin); or ivhBinCount bins between minimum and maximum, whose numbers then stand for intensities.
#include <algorithm>
#include <cmath>
#include <limits>

#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kRounding = 1e-9;

struct VolumeHistogram {
  double low = 0, step = 1, last = 0;  // level k = 0 .. last stands for low + k step
  double span = 0;                     // from the first level to the end of the range
  std::vector<double> at;              // level of each voxel, ascending; whole numbers
};

double or_else(double bound, double otherwise) { return std::isnan(bound) ? otherwise : bound; }

void use_bins_of_number(VolumeHistogram& h, double low, double high, int bins) {
  h.low = 1;
  h.last = h.span = bins - 1;
  const double width = high - low;
  for (double& x : h.at)
    x = width == 0 ? 0 : std::min(std::floor(bins * (x - low) / width), bins - 1.0);
}

void use_bins_of_width(VolumeHistogram& h, double low, double high, double range_high, double w) {
  h.step = w;
  h.low = low + w / 2;
  const double end =
      std::isnan(range_high) ? low + w * (std::floor((high - low) / w) + 1) : range_high;
  h.span = end - w / 2 - h.low;
  h.last = std::floor(h.span / w + kRounding);
  for (double& x : h.at) x = std::floor((x - low) / w);
}

void use_whole_steps(VolumeHistogram& h, double low, double high) {
  h.low = low;
  h.span = high - low;
  h.last = std::floor(h.span + kRounding);
  for (double& x : h.at) x = std::floor(x - low + kRounding);
}

VolumeHistogram make_histogram(const Roi& roi) {
  VolumeHistogram h;
  h.at = roi.intensities;
  std::sort(h.at.begin(), h.at.end());
  const TextureSettings& s = roi.settings;
  const double low = std::min(h.at.front(), or_else(s.range_low, h.at.front()));
  const double high = std::max(h.at.back(), or_else(s.range_high, h.at.back()));
  if (s.ivh_bin_count > 0)
    use_bins_of_number(h, h.at.front(), h.at.back(), s.ivh_bin_count);
  else if (s.ivh_bin_width > 0)
    use_bins_of_width(h, low, h.at.back(), s.range_high, s.ivh_bin_width);
  else
    use_whole_steps(h, low, high);
  return h;
}

// Share of the voxels on the lowest level that lies `percent` of the way up.
template <int Percent>
double volume(const VolumeHistogram& h) {
  if (!(h.span > 0) || h.last < 1) return kNaN;
  const double k = std::ceil(Percent / 100.0 * h.span / h.step - kRounding);
  if (k > h.last) return kNaN;
  const auto first = std::lower_bound(h.at.begin(), h.at.end(), k);
  return static_cast<double>(h.at.end() - first) / static_cast<double>(h.at.size());
}

// The lowest level that at most `percent` of the voxels reach.
template <int Percent>
double intensity(const VolumeHistogram& h) {
  const double n = static_cast<double>(h.at.size());
  const auto allowed = static_cast<std::size_t>(std::floor(Percent / 100.0 * n + kRounding));
  const double k = std::max(0.0, h.at[h.at.size() - 1 - allowed] + 1);
  return k > h.last ? kNaN : h.low + k * h.step;
}

double volume_difference(const VolumeHistogram& h) { return volume<10>(h) - volume<90>(h); }
double intensity_difference(const VolumeHistogram& h) {
  return intensity<10>(h) - intensity<90>(h);
}

constexpr std::string_view kFlat = "the histogram has a single level";
constexpr std::string_view kFull = "more voxels than that lie on the highest level";

constexpr FeatureRow<VolumeHistogram> rows[] = {
    {{"IntensityDifference", "CNV2", "intensity", R"(I_{10}-I_{90})",
      "large where bright and dark parts lie far apart", kFull},
     intensity_difference},
    {{"IntensityVolume10", "GBPN", "intensity", R"(I_{10}=\min\{i: \nu(i)\le 0.1\})",
      "large where a tenth of the region is bright", kFull},
     intensity<10>},
    {{"IntensityVolume90", "GBPN", "intensity", R"(I_{90}=\min\{i: \nu(i)\le 0.9\})",
      "large where nearly all of the region is bright", kFull},
     intensity<90>},
    {{"VolumeDifference", "DDTU", "", R"(V_{10}-V_{90})",
      "large where most of the region lies between dark and bright", kFlat},
     volume_difference},
    {{"VolumeIntensity10", "BC2M", "", R"(V_{10}=\nu(i),\; i \text{ a tenth up the range})",
      "near 1 where little of the region is darker than a tenth of the range", kFlat},
     volume<10>},
    {{"VolumeIntensity90", "BC2M", "", R"(V_{90}=\nu(i),\; i \text{ nine tenths up the range})",
      "large where much of the region lies near the top of the range", kFlat},
     volume<90>},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return values_of(rows, make_histogram(roi)); }

}  // namespace

Family intensity_volume_histogram_family() {
  return {"intensity_volume_histogram", definitions, compute, Measures::every_image, false};
}

}  // namespace dlrr
