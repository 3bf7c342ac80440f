// One row per feature: its definition and the function that reduces the counts to the number. A
// family's file is a table of such rows; family.h sees only the definitions.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "feature/radiomic/family.h"

namespace dlrr {

template <class Counts>
struct FeatureRow {
  FeatureDefinition definition;
  double (*value)(const Counts&);
  // Where the value is a mean over the pairs of a co-occurrence matrix: what a pair of the levels i
  // and j adds, of `levels` in all. Feature maps add such terms up box by box.
  double (*term)(double i, double j, double levels) = nullptr;
};

template <class Counts, std::size_t N>
constexpr std::array<FeatureDefinition, N> definitions_of(const FeatureRow<Counts> (&rows)[N]) {
  std::array<FeatureDefinition, N> out{};
  for (std::size_t i = 0; i < N; ++i) out[i] = rows[i].definition;
  return out;
}

template <class Counts, std::size_t N>
std::vector<double> values_of(const FeatureRow<Counts> (&rows)[N], const Counts& counts) {
  std::vector<double> out(N);
  for (std::size_t i = 0; i < N; ++i) out[i] = rows[i].value(counts);
  return out;
}

// The mean over several matrices, each feature by itself; a value that is not a number is left out.
template <class Counts, std::size_t N>
std::vector<double> mean_values_of(const FeatureRow<Counts> (&rows)[N],
                                   const std::vector<Counts>& matrices) {
  std::vector<double> out(N, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < N; ++i) {
    double sum = 0, n = 0;
    for (const Counts& counts : matrices) {
      const double value = rows[i].value(counts);
      if (std::isnan(value)) continue;
      sum += value;
      n += 1;
    }
    if (n > 0) out[i] = sum / n;
  }
  return out;
}

// One file per family; the order is in families.cpp.
Family shape_family();
Family shape2d_family();
Family first_order_family();
Family glcm_family();
Family gldm_family();
Family glrlm_family();
Family glszm_family();
Family ngtdm_family();
Family morphology_family();
Family local_intensity_family();
Family intensity_statistics_family();
Family intensity_histogram_family();
Family intensity_volume_histogram_family();
Family gldzm_family();
Family ngldm_family();

// The rows of the families whose features are computed one at a time in feature maps.
struct Pairs;
struct Lengths;
struct Tones;
std::span<const FeatureRow<Pairs>> glcm_rows();
std::span<const FeatureRow<Lengths>> gldm_rows();
std::span<const FeatureRow<Lengths>> glrlm_rows();
std::span<const FeatureRow<Lengths>> glszm_rows();
std::span<const FeatureRow<Tones>> ngtdm_rows();

}  // namespace dlrr
