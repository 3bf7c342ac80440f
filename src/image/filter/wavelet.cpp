// Undecimated wavelet transform, periodic, as PyRadiomics does it with PyWavelets: axes x, y, z in
// turn, letter 1 is x; every further level uses the same filters on the previous LLL.
#include <algorithm>
#include <numbers>
#include <optional>
#include <span>

#include "base/large_vector.h"
#include "image/filter/filter.h"
#include "image/filter/separable_bands.h"
#include "image/filter/wavelet_table.h"
#include "kernel/taps.h"

namespace dlrr {

namespace {

std::vector<int> transformed_axes(const FilterSettings& settings) {
  std::vector<int> axes;
  for (int axis = 0; axis < 3; ++axis)
    if (!settings.force_2d || axis != 2 - settings.force_2d_dimension) axes.push_back(axis);
  return axes;
}

// PyWavelets holds coiflets divided by sqrt(2), and multiplies in the precision of the transform.
void round_coiflet(std::vector<double>& taps) {
  constexpr float root = std::numbers::sqrt2_v<float>;
  for (double& tap : taps) tap = static_cast<float>(tap / std::numbers::sqrt2) * root;
}

struct Choice {
  std::string letter;
  std::vector<double> taps;
};

constexpr std::size_t held_bytes = std::size_t{128} << 20;

// One level after another. Two bands that differ in their last letter are made at once. Where four
// derived images are not large, those that begin like the all-low band are made with it, which then
// waits for its turn; otherwise that one is made by itself at the end, so that two derived images
// at most are in memory.
class Transform {
 public:
  Transform(const Image& image, const FilterSettings& settings, const EmitImage& emit)
      : image_(image), emit_(emit), in_{image.voxels.data(), nullptr, image.geometry.size, {}} {
    WaveletFilters filters = wavelet_filters(settings.wavelet);
    if (in_single() && settings.wavelet.starts_with("coif"))
      for (std::vector<double>* taps : {&filters.low, &filters.high}) round_coiflet(*taps);
    const std::vector<int> axes = transformed_axes(settings);
    in_.size = in_.given;
    for (int axis = 0; axis < 3; ++axis) choices_[axis] = {{"", {1.0}}};
    for (const int axis : axes) {
      in_.size[axis] += in_.size[axis] % 2;
      choices_[axis] = {{"L", filters.low}, {"H", filters.high}};
    }
    if (is_integer(image.type)) {
      narrow_ = large_vector<std::int16_t>(image.voxels.size());
      if (kernel::narrowed(image.voxels, narrow_.data())) in_.narrow = narrow_.data();
    }
    lowest_ = std::string(axes.size(), 'L');
    for (int k = 0; k < settings.start_level; ++k) descend();
    for (int level = 1; level <= settings.level; ++level) {
      const std::string prefix = level == 1 ? "wavelet-" : "wavelet" + std::to_string(level) + "-";
      const bool last = level == settings.level;
      emit_details(prefix, last && 4 * sizeof(double) * image.voxels.size() <= held_bytes);
      if (last)
        emit_lowest(prefix);
      else
        descend();
    }
  }

 private:
  bool in_single() const { return image_.type == PixelType::float32; }

  Image derived() const {
    return {image_.geometry, in_single() ? PixelType::float32 : PixelType::float64,
            large_vector<double>(image_.voxels.size())};
  }

  BandTaps low_taps() const {
    return {choices_[0][0].taps, {choices_[1][0].taps}, {choices_[2][0].taps}};
  }

  // The all-low band, with the extra samples of odd axes, becomes what is transformed.
  void descend() {
    std::vector<double> low(Geometry{in_.size}.voxels());
    double* const out[] = {low.data()};
    separable_bands(in_, low_taps(), in_single(), in_.size, out);
    low_.swap(low);
    in_ = {low_.data(), nullptr, in_.size, in_.size};
  }

  void emit_lowest(const std::string& prefix) {
    if (!lowest_band_) {
      if (bands_.empty()) bands_.push_back(derived());
      double* const out[] = {bands_[0].voxels.data()};
      separable_bands(in_, low_taps(), in_single(), image_.geometry.size, out);
    }
    emit_(prefix + lowest_, lowest_band_ ? *lowest_band_ : bands_[0]);
  }

  void emit_details(const std::string& prefix, bool with_lowest) {
    for (const Choice& x : choices_[0]) {
      const std::span<const Choice> all = choices_[1];
      if (with_lowest && &x == &choices_[0][0])
        emit_bands(prefix, x, all, true);
      else
        for (std::size_t y = 0; y < all.size(); ++y)
          emit_bands(prefix, x, all.subspan(y, 1), false);
    }
  }

  // The bands of the given letters, except the all-low one: that is kept if it is made.
  void emit_bands(const std::string& prefix, const Choice& x, std::span<const Choice> ys,
                  bool with_lowest) {
    BandTaps taps{x.taps, {}, {}};
    for (const Choice& y : ys) taps.y.push_back(y.taps);
    for (const Choice& z : choices_[2]) taps.z.push_back(z.taps);
    std::vector<std::string> names;
    std::vector<double*> out;
    for (const Choice& y : ys)
      for (const Choice& z : choices_[2]) {
        const std::string letters = x.letter + y.letter + z.letter;
        out.push_back(letters == lowest_ ? place_of_lowest(with_lowest) : place(names.size()));
        if (letters != lowest_) names.push_back(prefix + letters);
      }
    if (names.empty() && !with_lowest) return;
    separable_bands(in_, taps, in_single(), image_.geometry.size, out);
    for (std::size_t i = 0; i < names.size(); ++i) emit_(names[i], bands_[i]);
  }

  double* place(std::size_t band) {
    if (bands_.size() == band) bands_.push_back(derived());
    return bands_[band].voxels.data();
  }

  double* place_of_lowest(bool wanted) {
    if (wanted && !lowest_band_) lowest_band_ = derived();
    return wanted ? lowest_band_->voxels.data() : nullptr;
  }

  const Image& image_;
  const EmitImage& emit_;
  PeriodicVolume in_;
  std::array<std::vector<Choice>, 3> choices_;
  std::string lowest_;
  std::vector<std::int16_t> narrow_;
  std::vector<double> low_;
  std::vector<Image> bands_;  // used again and again
  std::optional<Image> lowest_band_;
};

std::vector<std::string> names(const FilterSettings& settings) {
  const std::size_t letters = transformed_axes(settings).size();
  std::vector<std::string> out;
  for (int level = 1; level <= settings.level; ++level) {
    const std::string prefix = level == 1 ? "wavelet-" : "wavelet" + std::to_string(level) + "-";
    for (unsigned band = 1; band < (1u << letters); ++band) {
      std::string word;
      for (std::size_t k = letters; k-- > 0;) word += band >> k & 1u ? 'H' : 'L';
      out.push_back(prefix + word);
    }
    if (level == settings.level) out.push_back(prefix + std::string(letters, 'L'));
  }
  return out;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  Transform(image, settings, emit);
}

}  // namespace

const Filter wavelet_filter{
    "Wavelet", names, apply,
    R"(\sum_j f_j x_{(i+\lfloor n/2\rfloor-j) \bmod N} \text{ along x, y, z})"};

}  // namespace dlrr
