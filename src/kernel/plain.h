// The kernels' definition: plain loops, one voxel at a time, with the same names and arguments as
// the functions of this room. Tests demand equal whole numbers and values within 1e-12.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "kernel/intensities.h"
#include "kernel/neighbours.h"

namespace dlrr::kernel::plain {

template <class T>
void count_like(const T* code, Steps steps, std::size_t voxels, T* like) {
  for (std::size_t x = 0; x < voxels; ++x) {
    like[x] = 0;
    for (const std::ptrdiff_t step : steps)
      like[x] = static_cast<T>(like[x] + ((code + x)[step] == code[x]));
  }
}

template <class T, class Wide>
void compare_with_mean(const T* code, Steps steps, std::size_t voxels, Wide* inside, Wide* gap) {
  for (std::size_t x = 0; x < voxels; ++x) {
    long long count = 0, sum = 0;
    for (const std::ptrdiff_t step : steps) {
      count += (code + x)[step] != 0;
      sum += (code + x)[step];
    }
    inside[x] = static_cast<Wide>(count);
    gap[x] = static_cast<Wide>(std::abs(code[x] * count - sum));
  }
}

template <class T>
void like_bits(const T* code, Steps steps, std::size_t voxels, std::uint16_t* bits) {
  for (std::size_t x = 0; x < voxels; ++x) {
    bits[x] = 0;
    for (std::size_t s = 0; s < steps.size(); ++s)
      if ((code + x)[-steps[s]] == code[x]) bits[x] = static_cast<std::uint16_t>(bits[x] | 1u << s);
  }
}

inline void neighbour_keys(const std::uint8_t* code, Steps steps, std::size_t voxels,
                           std::size_t width, std::size_t stride, std::uint16_t* keys) {
  for (std::size_t x = 0; x < voxels; ++x)
    for (std::size_t s = 0; s < steps.size(); s += 2) {
      std::size_t key = code[x] * width + (code + x)[steps[s]];
      if (s + 1 < steps.size()) key = key * width + (code + x)[steps[s + 1]];
      keys[s / 2 * stride + x] = static_cast<std::uint16_t>(key);
    }
}

template <class T, class Report>
std::size_t extend_runs(const T* code, std::ptrdiff_t step, std::size_t voxels, std::size_t width,
                        const T* before, T* after, Report* ends) {
  std::size_t count = 0;
  for (std::size_t x = 0; x < voxels; ++x) {
    const bool goes_on = (code + x)[-step] == code[x];
    const unsigned length = goes_on ? before[x] + 1u : 1u;
    after[x] = static_cast<T>(std::min<unsigned>(length, std::numeric_limits<T>::max()));
    if (goes_on && code[x] != 0 && (code + x)[step] != code[x])
      ends[count++] = static_cast<Report>(code[x] * width + length);
  }
  return count;
}

inline Extent extent_of(Intensities x) {
  Extent out{x[0], x[0], 0};
  for (const double v : x) {
    out.low = std::min(out.low, v);
    out.high = std::max(out.high, v);
    out.sum += v;
  }
  return out;
}

inline PowerSums power_sums(Intensities x, double centre, double shift) {
  PowerSums out;
  for (const double v : x) {
    const double off = v - centre;
    out.second += off * off;
    out.third += off * off * off;
    out.fourth += off * off * off * off;
    out.absolute += std::abs(off);
    out.square += (v + shift) * (v + shift);
  }
  return out;
}

inline PartSum sum_between(Intensities x, double low, double high) {
  PartSum out;
  for (const double v : x)
    if (v >= low && v <= high) {
      out.sum += v;
      out.count += 1;
    }
  return out;
}

inline double absolute_between(Intensities x, double low, double high, double centre) {
  double out = 0;
  for (const double v : x)
    if (v >= low && v <= high) out += std::abs(v - centre);
  return out;
}

inline void bins_of(Intensities x, double start, double step, int most, std::uint16_t* bins) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    int k = 1;
    while (k < most && start + k * step <= x[i]) ++k;
    bins[i] = static_cast<std::uint16_t>(k);
  }
}

inline void rough_bins_of(Intensities x, double low, double per_unit, int most,
                          std::uint16_t* bins) {
  for (std::size_t i = 0; i < x.size(); ++i)
    bins[i] =
        static_cast<std::uint16_t>(std::min<double>(most, std::floor((x[i] - low) * per_unit)));
}

inline double log2_of(double p) { return std::log2(p + std::numeric_limits<double>::epsilon()); }

}  // namespace dlrr::kernel::plain
