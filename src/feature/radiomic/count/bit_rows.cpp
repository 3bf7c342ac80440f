#include "feature/radiomic/count/bit_rows.h"

#include "kernel/bits.h"

namespace dlrr {

BitRows::BitRows(const Mask& mask)
    : size_(mask.geometry.size),
      words_(static_cast<std::size_t>(size_[0]) / 64 + 1),
      bits_(words_ * static_cast<std::size_t>(size_[1]) * static_cast<std::size_t>(size_[2])),
      zeros_(words_) {
  const auto wide = static_cast<std::size_t>(size_[0]);
  const std::uint8_t* from = mask.voxels.data();
  for (std::size_t row = 0; row < bits_.size() / words_; ++row, from += wide)
    kernel::to_bits(from, wide, &bits_[row * words_]);
}

}  // namespace dlrr
