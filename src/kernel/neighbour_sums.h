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

// How a voxel and its distance from its neighbours' mean stand in one whole number: a one above
// `shift` and distance * scale below, so that a sum carries both and no order of adding matters.
struct ToneScale {
  int shift = 0;
  double scale = 1, unit = 1;  // unit = 1 / scale; both powers of two

  // Signed numbers turn into doubles faster; the highest bit is never set.
  std::int64_t voxels(std::uint64_t sum) const { return static_cast<std::int64_t>(sum >> shift); }
  double distance(std::uint64_t sum) const {
    const std::uint64_t low = sum & ((std::uint64_t{1} << shift) - 1);
    return static_cast<double>(static_cast<std::int64_t>(low)) * unit;
  }
};

// One voxel's number each: |level - mean level of the neighbours|, 0 without neighbours. `all`:
// packed sums over a voxel and its neighbours; `own`: packed voxel.
void tone_distances(const std::int32_t* all, const std::int32_t* own, std::size_t count,
                    const ToneScale& scale, std::uint64_t* tone);

// One row of voxels of every kernel: where it starts, seen from the kernel's low corner, and the
// voxels' numbers on the low face, between the faces and on the high face.
struct ToneRow {
  std::ptrdiff_t offset = 0;
  const std::uint64_t* tone[3] = {};
};

constexpr std::size_t kFewRanks = 64;

// Adds one kernel up by level, for ranks below 64, into two tables of 64 sums that follow each
// other and belong together. Returns the ranks that occur as bits. `length`: voxels of a row.
std::uint64_t add_tones(const std::uint16_t* rank, const ToneRow* rows, std::size_t count,
                        int length, std::ptrdiff_t corner, std::uint64_t* sums);

}  // namespace dlrr
