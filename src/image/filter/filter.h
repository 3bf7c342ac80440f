// A filter turns the current image into one or more derived images that features are computed on.
// Names and values equal PyRadiomics 3.1 (van Griethuysen et al., Cancer Research 2017;77:e104).
// Derived images are handed out one after another, so that only one needs to be in memory.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "image/image.h"

namespace dlrr {

struct Sigma {
  double mm = 0;
  std::string text;  // as the user wrote it: "1.0" and "1" give different names in PyRadiomics
};

// PyRadiomics' settings of the same meaning; each filter reads its own.
struct FilterSettings {
  std::vector<Sigma> sigma;       // LoG
  std::string wavelet = "coif1";  // see wavelet_table.h
  int level = 1;                  // wavelet levels produced
  int start_level = 0;            // wavelet levels taken before the first that is produced
  bool gradient_use_spacing = true;
  bool force_2d = false;       // wavelet: leave one axis out
  int force_2d_dimension = 0;  // array order: 0 = z, 1 = y, 2 = x
};

// Receives the name ("wavelet-LLH") and the derived image, which dies after the call.
using EmitImage = std::function<void(const std::string& name, const Image& image)>;

struct Filter {
  std::string_view type;  // PyRadiomics' image type: "LoG"
  std::vector<std::string> (*names)(const FilterSettings& settings);
  // Emits its images in the order of names(). A LoG that is too wide for the image is left out.
  // `region`: the voxels whose values will be read, on the image's grid; null: all. A filter may
  // leave the others 0.
  void (*apply)(const Image& image, const Mask* region, const FilterSettings& settings,
                const EmitImage& emit);
  std::string_view formula;  // TeX, for the documentation
};

// Every filter (filters.cpp): one row each.
std::span<const Filter> filters();
// By image type; an Error with the nearest name when there is none.
const Filter& filter(std::string_view type);

// One definition row per filter file.
extern const Filter original_filter, log_filter, wavelet_filter, square_filter, squareroot_filter,
    logarithm_filter, exponential_filter, gradient_filter;

}  // namespace dlrr
