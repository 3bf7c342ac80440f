// Masks as bytes: 0 outside, else inside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dlrr::kernel {

std::size_t count_inside(std::span<const std::uint8_t> mask);

// Index of the first and of the last byte that is not 0; the size when there is none.
std::size_t first_inside(std::span<const std::uint8_t> mask);
std::size_t last_inside(std::span<const std::uint8_t> mask);

// out[i] = 1 where `mask` is inside, else 0. Returns how many are 1.
std::size_t copy_inside(std::span<const std::uint8_t> mask, std::uint8_t* out);
// Clears out[i] (0 or 1) where `mask` is inside. Returns how many were 1.
std::size_t clear_where(std::span<const std::uint8_t> mask, std::uint8_t* out);

}  // namespace dlrr::kernel
