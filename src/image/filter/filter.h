// A filter turns the current image into one or more derived images that features are computed on.
// PyRadiomics' image types have the names and values of version 3.1 (van Griethuysen et al., Cancer
// Research 2017;77:e104); the others are the filters of IBSI 2 (Whybra et al., Radiology 2024;310).
// Derived images are handed out one after another, so that only one needs to be in memory.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "image/filter/boundary.h"
#include "image/image.h"

namespace dlrr {

struct Sigma {
  double mm = 0;
  std::string text;  // as the user wrote it: "1.0" and "1" give different names in PyRadiomics
};

// How the responses to all right-angle rotations of a kernel become one.
enum class Pooling { none, max, average };

struct GaborSettings {
  double sigma = 5, lambda = 2;  // mm
  double gamma = 1.5;            // width across the stripes is sigma / gamma
  std::vector<double> theta;     // degrees in the plane; one image each. Empty: theta_step
  double theta_step = 22.5;      // degrees; the average over 0, step, .. below 360
  bool theta_step_given = false;
};

// Settings of the IBSI-2 filters; defaults are the parameters of its phase 2. Lists give one image
// per item.
struct IbsiFilterSettings {
  Boundary boundary = Boundary::mirror;
  int dimension = 0;  // 2: slice by slice, 3: in the volume, 0: as force_2d says
  Pooling rotation_invariance = Pooling::none;
  std::vector<int> mean_support{5};  // voxels, odd
  double log_truncation = 4;         // radius of the kernel in units of sigma
  std::vector<std::string> laws_kernels{"L5E5E5"};
  std::optional<int> laws_energy_delta;  // voxels; the mean magnitude over a box of 2 delta + 1
  GaborSettings gabor;
  std::vector<std::string> wavelet_bands;  // "LLH"; empty: all
  std::vector<int> wavelet_levels{1};
  std::vector<int> simoncelli_levels{1};
  std::vector<Index3> riesz_orders{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  std::string riesz_of = "Simoncelli";  // or TruncatedLoG
};

// PyRadiomics' settings of the same meaning; each filter reads its own.
struct FilterSettings {
  std::vector<Sigma> sigma;       // LoG, TruncatedLoG
  std::string wavelet = "coif1";  // see wavelet_table.h
  int level = 1;                  // wavelet levels produced
  int start_level = 0;            // wavelet levels taken before the first that is produced
  bool gradient_use_spacing = true;
  bool force_2d = false;       // wavelet: leave one axis out
  int force_2d_dimension = 0;  // array order: 0 = z, 1 = y, 2 = x
  double lbp_2d_radius = 1;    // voxels
  int lbp_2d_samples = 8;
  std::string lbp_2d_method = "uniform";  // or default, ror, var
  int lbp_3d_levels = 2;
  double lbp_3d_radius = 1;    // voxels
  int lbp_3d_subdivision = 1;  // 0: 12 samples, 1: 42, 2: 162, ...
  IbsiFilterSettings ibsi;
};

// The axes (0 = x) of the slices, or of the volume, that an IBSI-2 filter works in.
std::vector<int> filter_axes(const FilterSettings& settings);

// Receives the name ("wavelet-LLH") and the derived image, which dies after the call.
using EmitImage = std::function<void(const std::string& name, const Image& image)>;

// What becomes of the derived image when every intensity is doubled.
enum class IntensityLaw { proportional, invariant, other };

struct Filter {
  std::string_view type;  // image type of a parameter file: "LoG"
  std::vector<std::string> (*names)(const FilterSettings& settings);
  // Emits each image of names() once, in any order. A LoG that is too wide for the image is left
  // out.
  // `region`: the voxels whose values will be read, on the image's grid; null: all. A filter may
  // leave the others 0.
  void (*apply)(const Image& image, const Mask* region, const FilterSettings& settings,
                const EmitImage& emit);
  std::string_view formula;  // TeX, for the documentation
  IntensityLaw law = IntensityLaw::proportional;
  // Values change by this power of the factor when spacing and widths in mm are stretched.
  int length_power = 0;
  // Why these settings cannot be used; "" when they can. Null: all can.
  std::string (*problem)(const FilterSettings& settings) = nullptr;
};

// Every filter (filters.cpp): one row each.
std::span<const Filter> filters();
// By image type; an Error with the nearest name when there is none.
const Filter& filter(std::string_view type);

// One definition row per filter file.
extern const Filter original_filter, log_filter, wavelet_filter, square_filter, squareroot_filter,
    logarithm_filter, exponential_filter, gradient_filter, lbp_2d_filter, lbp_3d_filter,
    mean_filter, truncated_log_filter, laws_filter, gabor_filter, undecimated_wavelet_filter,
    simoncelli_filter, riesz_filter;

}  // namespace dlrr
