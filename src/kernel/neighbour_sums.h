// Inner loops of neighbourhood tables (NGTDM): sums over neighbours along an axis and distances
// from the neighbours' mean. Run on the widest vectors the machine has; the same bits on all.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dlrr {

// to[i] = from[i], plus from[i - step] where `before`, plus from[i + step] where `after`; nothing
// stands before the first or after the last value.
void add_neighbours(const std::int32_t* from, std::size_t count, std::size_t step, bool before,
                    bool after, std::int32_t* to);

// A voxel's level and a one for it in one number, so that sums of up to 31 voxels carry both.
constexpr std::int32_t kPackedOne = 32;

// |level - mean level of the neighbours| per voxel, 0 without neighbours. `all`: packed sums over a
// voxel and its neighbours; `own`: packed voxel.
void tone_distances(const std::int32_t* all, const std::int32_t* own, std::size_t count,
                    double* distance);

// One row of voxels of every kernel: where it starts, seen from the kernel's low corner, and the
// distances to use on the low face, between the faces and on the high face.
struct ToneRow {
  std::ptrdiff_t offset = 0;
  const double* distance[3] = {};
};

constexpr std::size_t kFewRanks = 64;

// Adds one kernel up by level, for ranks below 64: sums[2 * rank] counts voxels, sums[2 * rank + 1]
// adds their distances; a second table of the same size follows, both belong to the kernel. Returns
// the ranks that occur as bits. `length`: voxels of a row.
std::uint64_t add_tones(const std::uint16_t* rank, const ToneRow* rows, std::size_t count,
                        int length, std::ptrdiff_t corner, double* sums);

}  // namespace dlrr
