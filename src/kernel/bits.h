// One bit a byte: bit b of word w says whether byte 64 w + b is not 0. Bits past the end are 0.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dlrr::kernel {

// `bits` holds (size + 63) / 64 words.
void to_bits(const std::uint8_t* from, std::size_t size, std::uint64_t* bits);

}  // namespace dlrr::kernel
