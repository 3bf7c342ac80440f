#include "feature/radiomic/level_hint.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "feature/radiomic/count/codes.h"
#include "feature/radiomic/count/pairs.h"

namespace dlrr {

namespace {

// Above this, most pairs of levels never meet in a region of usual size.
constexpr int many_levels = 256;

}  // namespace

double suggested_bin_width(double range) {
  const double wanted = range / 32;
  const double unit = std::pow(10, std::floor(std::log10(wanted)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * unit >= wanted * 0.7) return step * unit;
  return 10 * unit;
}

std::string bin_width_advice(double range) {
  const double width = suggested_bin_width(range);
  return "binWidth " + number_text(width) + " would give about " +
         fixed_text(std::floor(range / width) + 1, 0) + " levels";
}

std::string bin_width_advice(const Roi& roi) {
  const auto [low, high] = std::minmax_element(roi.intensities.begin(), roi.intensities.end());
  return bin_width_advice(*high - *low);
}

std::string level_hint(const std::string& image_name, const Roi& roi) {
  if (roi.level_count <= many_levels) return "";
  return std::to_string(roi.level_count) + " levels in " + image_name +
         ": texture will be sparse; " + bin_width_advice(roi);
}

void refuse_level_explosion(const Roi& roi) {
  const std::size_t levels = voxels_by_level(roi).size();
  if (levels <= static_cast<std::size_t>(most_pair_levels)) return;
  throw Error(std::to_string(levels) + " grey levels, at most " + std::to_string(most_pair_levels) +
              " expected: matrices of all pairs of levels would fill the memory; " +
              bin_width_advice(roi) + " (setting binWidth, or binCount)");
}

}  // namespace dlrr
