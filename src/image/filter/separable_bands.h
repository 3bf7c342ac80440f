// One pass of the undecimated wavelet transform: a volume filtered along x, y and z, periodic.
// Bands that share their taps along x, and those that share them along x and y, are made at once.
// Operations and their order are those of PyWavelets, on every instruction set.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image.h"

namespace dlrr {

struct PeriodicVolume {
  const double* voxels;
  const std::int16_t* narrow;  // the same values where they are small whole numbers, else null
  Index3 given;                // samples per axis
  Index3 size;                 // `given`, or one more: then the first sample is repeated at the end
};

// Filter taps per axis; {1} leaves an axis alone.
struct BandTaps {
  std::vector<double> x;
  std::vector<std::vector<double>> y, z;  // one or two of equal length
};

// The band of y[j] and z[k] goes to out[j * z.size() + k], null: not wanted, cut to `keep` samples
// per axis. `in_single`: computed in float.
void separable_bands(const PeriodicVolume& in, const BandTaps& taps, bool in_single,
                     const Index3& keep, std::span<double* const> out);

}  // namespace dlrr
