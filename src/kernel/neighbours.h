// What stands around each voxel of a row of grey-level codes (0: outside the region), compared and
// summed many voxels at once. The step of a neighbour is its offset in voxels. Codes are bytes or,
// where a region has more than 255 of them, 16-bit numbers; the results are whole numbers and the
// same on every instruction set (plain.h is the definition).
//
// Rows may be read and results written up to kSlack elements past their end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dlrr::kernel {

inline constexpr std::size_t kSlack = 64;

using Steps = std::span<const std::ptrdiff_t>;

// like[x]: how many neighbours have the code of voxel x. At most 255 steps for bytes.
void count_like(const std::uint8_t* code, Steps steps, std::size_t voxels, std::uint8_t* like);
void count_like(const std::uint16_t* code, Steps steps, std::size_t voxels, std::uint16_t* like);

// inside[x]: how many neighbours are in the region; gap[x] = |code * inside - sum of their codes|.
void compare_with_mean(const std::uint8_t* code, Steps steps, std::size_t voxels,
                       std::uint16_t* inside, std::uint16_t* gap);
void compare_with_mean(const std::uint16_t* code, Steps steps, std::size_t voxels,
                       std::uint32_t* inside, std::uint32_t* gap);

// Bit s of bits[x]: the voxel `steps[s]` before x has its code. At most 16 steps.
void like_bits(const std::uint8_t* code, Steps steps, std::size_t voxels, std::uint16_t* bits);
void like_bits(const std::uint16_t* code, Steps steps, std::size_t voxels, std::uint16_t* bits);

// keys[k * stride + x] = (code * width + first) * width + second with the neighbours at steps[2 k]
// and steps[2 k + 1]; the last of an odd number of steps alone: code * width + first. width is
// above every code and at most 40.
void neighbour_keys(const std::uint8_t* code, Steps steps, std::size_t voxels, std::size_t width,
                    std::size_t stride, std::uint16_t* keys);

// Numbers that fit, as bytes.
void to_bytes(const std::uint16_t* from, std::size_t size, std::uint8_t* to);

}  // namespace dlrr::kernel
