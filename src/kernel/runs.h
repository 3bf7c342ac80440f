// Runs of one grey-level code along a line, a row of voxels at once. Each line remembers how long
// its run is so far; a run of two or more voxels is reported where it ends (runs of one voxel
// follow from the number of voxels). Whole numbers, the same on every instruction set (plain.h).
#pragma once

#include <cstddef>
#include <cstdint>

namespace dlrr::kernel {

// Longest run that fits into `Code` is 255 or 65535; a report is code * 256 + length or
// code * 65536 + length. `ends` has room for voxels + kSlack reports (neighbours.h); their number
// is returned. `so_far` holds one length per voxel of the row, the row may be read kSlack past its
// end, and `step` leads forward along the line to another row.
std::size_t extend_runs(const std::uint8_t* code, std::ptrdiff_t step, std::size_t voxels,
                        std::uint8_t* so_far, std::uint16_t* ends);
std::size_t extend_runs(const std::uint16_t* code, std::ptrdiff_t step, std::size_t voxels,
                        std::uint16_t* so_far, std::uint32_t* ends);

}  // namespace dlrr::kernel
