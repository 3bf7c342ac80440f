// One row per feature: its definition and the function that reduces the counts to the number. A
// family's file is a table of such rows; family.h sees only the definitions.
#pragma once

#include <array>
#include <cstddef>

#include "feature/radiomic/family.h"

namespace dlrr {

template <class Counts>
struct FeatureRow {
  FeatureDefinition definition;
  double (*value)(const Counts&);
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

// One file per family; the order is in families.cpp.
Family shape_family();
Family shape2d_family();
Family first_order_family();
Family glcm_family();
Family gldm_family();
Family glrlm_family();
Family glszm_family();
Family ngtdm_family();

}  // namespace dlrr
