#include "feature/radiomic/count/bit_rows.h"

namespace dlrr {

BitRows::BitRows(const Mask& mask)
    : size_(mask.geometry.size),
      words_(static_cast<std::size_t>(size_[0]) / 64 + 1),
      bits_(words_ * static_cast<std::size_t>(size_[1]) * static_cast<std::size_t>(size_[2])),
      zeros_(words_) {
  const auto wide = static_cast<std::size_t>(size_[0]);
  const std::uint8_t* from = mask.voxels.data();
  for (std::size_t row = 0; row < bits_.size() / words_; ++row, from += wide)
    for (std::size_t x = 0; x < wide; ++x)
      bits_[row * words_ + x / 64] |= static_cast<std::uint64_t>(from[x] != 0) << x % 64;
}

}  // namespace dlrr
