// Undecimated wavelet transform, periodic, as PyRadiomics does it with PyWavelets: axes x, y, z in
// turn, letter 1 is x; every further level uses the same filters on the previous LLL.
#include <algorithm>
#include <numbers>
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

// One level after another. Bands that share their first letter are made at once where four derived
// images are not large, else those that share two, so that two derived images at most are in
// memory.
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
      narrow_ = large_vector<std::int16_t, LargeVector<std::int16_t>>(image.voxels.size());
      if (kernel::narrowed(image.voxels, narrow_.data())) in_.narrow = narrow_.data();
    }
    lowest_ = std::string(axes.size(), 'L');
    for (int k = 0; k < settings.start_level; ++k) descend();
    for (int level = 1; level <= settings.level; ++level) {
      const std::string prefix = level == 1 ? "wavelet-" : "wavelet" + std::to_string(level) + "-";
      emit_level(prefix, level == settings.level);
      if (level < settings.level) descend();
    }
  }

 private:
  bool in_single() const { return image_.type == PixelType::float32; }

  Image derived() const {
    return {image_.geometry, in_single() ? PixelType::float32 : PixelType::float64,
            large_vector<double, Voxels>(image_.voxels.size())};
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

  void emit_level(const std::string& prefix, bool last) {
    const bool large = 4 * sizeof(double) * image_.voxels.size() > held_bytes;
    const std::span<const Choice> ys = choices_[1];
    const std::size_t together = large ? 1 : ys.size();
    for (const Choice& x : choices_[0])
      for (std::size_t y = 0; y < ys.size(); y += together)
        emit_bands(prefix, x, ys.subspan(y, together), last);
  }

  // The bands of the given letters; the all-low one is an image of the last level only.
  void emit_bands(const std::string& prefix, const Choice& x, std::span<const Choice> ys,
                  bool last) {
    BandTaps taps{x.taps, {}, {}};
    for (const Choice& y : ys) taps.y.push_back(y.taps);
    for (const Choice& z : choices_[2]) taps.z.push_back(z.taps);
    std::vector<std::string> names;
    std::vector<double*> out;
    for (const Choice& y : ys)
      for (const Choice& z : choices_[2]) {
        const std::string letters = x.letter + y.letter + z.letter;
        const bool wanted = last || letters != lowest_;
        out.push_back(wanted ? place(names.size()) : nullptr);
        if (wanted) names.push_back(prefix + letters);
      }
    if (names.empty()) return;
    separable_bands(in_, taps, in_single(), image_.geometry.size, out);
    for (std::size_t i = 0; i < names.size(); ++i) emit_(names[i], bands_[i]);
  }

  double* place(std::size_t band) {
    if (bands_.size() == band) bands_.push_back(derived());
    return bands_[band].voxels.data();
  }

  const Image& image_;
  const EmitImage& emit_;
  PeriodicVolume in_;
  std::array<std::vector<Choice>, 3> choices_;
  std::string lowest_;
  LargeVector<std::int16_t> narrow_;
  std::vector<double> low_;
  std::vector<Image> bands_;  // used again and again
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
