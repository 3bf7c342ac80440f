// The list of filters: PyRadiomics' in its order, then those of IBSI 2.
#include "image/filter/filter.h"

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

std::span<const Filter> filters() {
  static const Filter list[] = {original_filter,    log_filter,        wavelet_filter,
                                square_filter,      squareroot_filter, logarithm_filter,
                                exponential_filter, gradient_filter,   lbp_2d_filter,
                                lbp_3d_filter,      mean_filter,       truncated_log_filter,
                                laws_filter,        gabor_filter,      undecimated_wavelet_filter,
                                simoncelli_filter,  riesz_filter};
  return list;
}

std::vector<int> filter_axes(const FilterSettings& settings) {
  const int wanted = settings.ibsi.dimension;
  const bool flat = wanted == 2 || (wanted == 0 && settings.force_2d);
  std::vector<int> axes;
  for (int axis = 0; axis < 3; ++axis)
    if (!flat || axis != 2 - settings.force_2d_dimension) axes.push_back(axis);
  return axes;
}

const Filter& filter(std::string_view type) {
  std::vector<std::string> known;
  for (const Filter& row : filters()) {
    if (row.type == type) return row;
    known.emplace_back(row.type);
  }
  throw Error("unknown image type '" + std::string(type) + "'" + suggestion(type, known));
}

}  // namespace dlrr
