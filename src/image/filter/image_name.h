// Parts of the names of derived images.
#pragma once

#include <algorithm>
#include <string>

#include "base/text.h"
#include "image/filter/filter.h"

namespace dlrr {

// "1.5" -> "1-5", as PyRadiomics writes the sigma of a LoG.
inline std::string dashed(std::string text) {
  std::replace(text.begin(), text.end(), '.', '-');
  return text;
}
inline std::string dashed(double number) { return dashed(number_text(number)); }

inline std::string dimension_suffix(const FilterSettings& settings) {
  return filter_axes(settings).size() == 2 ? "-2D" : "-3D";
}

inline std::string pooling_suffix(Pooling pooling) {
  return pooling == Pooling::max ? "-max" : pooling == Pooling::average ? "-average" : "";
}

}  // namespace dlrr
