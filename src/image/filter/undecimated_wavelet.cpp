// Undecimated separable wavelets with a-trous upsampling (IBSI 2, section 3.5). Level j: low-pass
// along every axis for the levels before it, then the named band. Unlike PyRadiomics' Wavelet, the
// filters of level j are spread by 2^(j-1), any boundary may be chosen, and rotations may be
// pooled.
#include "base/error.h"
#include "image/filter/convolve.h"
#include "image/filter/image_name.h"
#include "image/filter/wavelet_table.h"

namespace dlrr {

namespace {

// Zeros after every tap: twice the length for each level above the first.
Kernel spread(const std::vector<double>& taps, int level) {
  const std::size_t step = std::size_t{1} << (level - 1);
  std::vector<double> out(taps.size() * step, 0.0);
  for (std::size_t k = 0; k < taps.size(); ++k) out[k * step] = taps[k];
  return centred(std::move(out));
}

std::vector<std::string> bands(const FilterSettings& settings) {
  if (!settings.ibsi.wavelet_bands.empty()) return settings.ibsi.wavelet_bands;
  std::vector<std::string> out{""};
  for (std::size_t a = 0; a < filter_axes(settings).size(); ++a) {
    std::vector<std::string> longer;
    for (const std::string& band : out)
      for (const char letter : {'L', 'H'}) longer.push_back(band + letter);
    out = std::move(longer);
  }
  return out;
}

std::string name_of(int level, const std::string& band, const FilterSettings& settings) {
  return "undecimated-wavelet-" + dashed(settings.wavelet) + "-level-" + std::to_string(level) +
         "-" + band + pooling_suffix(settings.ibsi.rotation_invariance);
}

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (const int level : settings.ibsi.wavelet_levels)
    for (const std::string& band : bands(settings)) out.push_back(name_of(level, band, settings));
  return out;
}

Voxels response(const Image& image, int level, const std::string& band,
                const FilterSettings& settings) {
  const WaveletFilters taps = wavelet_filters(settings.wavelet);
  FilterSettings own = settings;
  own.ibsi.dimension = static_cast<int>(band.size());
  const auto axes = filter_axes(own);
  SeparableFilter filter;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (int j = 1; j < level; ++j) filter[axes[a]].push_back(spread(taps.low, j));
    filter[axes[a]].push_back(spread(band[a] == 'H' ? taps.high : taps.low, level));
  }
  return separable_response(image, filter, axes, settings.ibsi.boundary,
                            settings.ibsi.rotation_invariance);
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  for (const int level : settings.ibsi.wavelet_levels)
    for (const std::string& band : bands(settings))
      emit(name_of(level, band, settings),
           {image.geometry, PixelType::float64, response(image, level, band, settings)});
}

std::string problem(const FilterSettings& settings) {
  for (const std::string& band : settings.ibsi.wavelet_bands)
    if (band.find_first_not_of("LH") != std::string::npos || band.size() < 2 || band.size() > 3)
      return "waveletBand '" + band +
             "' is not a band; two letters L or H (x, y of a slice) or three (x, y, z) expected";
  return "";
}

}  // namespace

const Filter undecimated_wavelet_filter{
    "UndecimatedWavelet",
    names,
    apply,
    R"(\sum_j f^{(l)}_j x_{i+\lfloor n/2\rfloor-j} )"
    R"(\text{ along x, y, z; } f^{(l)} \text{ spread by } 2^{l-1})",
    IntensityLaw::proportional,
    0,
    problem};

}  // namespace dlrr
