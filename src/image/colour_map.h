// Colours for numbers: from dark violet over blue and green to light yellow. Lightness grows evenly
// (OKLab, Ottosson 2020), so that equal steps look equal, also in grey and to the colour-blind.
#pragma once

#include <array>
#include <cstdint>

namespace dlrr {

// `t` from 0 (dark) to 1 (light), clamped.
std::array<std::uint8_t, 3> colour_of(double t);

}  // namespace dlrr
