// A mask with one bit a voxel: whole rows are compared 64 voxels at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/image.h"

namespace dlrr {

class BitRows {
 public:
  explicit BitRows(const Mask& mask);

  // Words of a row; there is at least one bit past the last voxel, which is 0.
  std::size_t words() const { return words_; }
  // Bit b of word w is voxel 64 w + b; zeros for a row outside the box.
  const std::uint64_t* row(int y, int z) const {
    const bool outside = y < 0 || z < 0 || y >= size_[1] || z >= size_[2];
    return outside ? zeros_.data()
                   : &bits_[(static_cast<std::size_t>(z) * static_cast<std::size_t>(size_[1]) +
                             static_cast<std::size_t>(y)) *
                            words_];
  }

 private:
  Index3 size_;
  std::size_t words_;
  std::vector<std::uint64_t> bits_, zeros_;
};

// Word w of the row moved by one voxel towards larger x.
inline std::uint64_t moved_word(const std::uint64_t* row, std::size_t w) {
  return row[w] << 1 | (w > 0 ? row[w - 1] >> 63 : 0);
}

// use(x) for each bit of word w.
template <class Use>
void for_each_bit(std::uint64_t word, std::size_t w, Use use) {
  for (; word; word &= word - 1) use(static_cast<int>(64 * w) + std::countr_zero(word));
}

}  // namespace dlrr
