// Runs of one grey-level code along a line, a row of voxels at once. Each line remembers how long
// its run is so far; a run of two or more voxels is reported where it ends (runs of one voxel
// follow from the number of voxels). Whole numbers, the same on every instruction set (plain.h).
#pragma once

#include <cstddef>
#include <cstdint>

namespace dlrr::kernel {

// A report is code * width + length, where width is above every length and below 2^8 (2^16); it
// fits, since there are fewer codes than that. `ends` has room for voxels + kSlack reports
// (neighbours.h); their number is returned. The voxels may be read kSlack past their end; `step`
// leads forward along the line. before[x] is the length of the run that voxel x - step closes,
// after[x] that of voxel x. Both may be one array, since a voxel reads before it writes; else what
// is written must not be read less than kSlack voxels later.
std::size_t extend_runs(const std::uint8_t* code, std::ptrdiff_t step, std::size_t voxels,
                        std::size_t width, const std::uint8_t* before, std::uint8_t* after,
                        std::uint16_t* ends);
std::size_t extend_runs(const std::uint16_t* code, std::ptrdiff_t step, std::size_t voxels,
                        std::size_t width, const std::uint16_t* before, std::uint16_t* after,
                        std::uint32_t* ends);

}  // namespace dlrr::kernel
