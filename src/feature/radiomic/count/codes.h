// The grey levels of a region as small whole numbers with a rim of zeros, so that no step needs a
// bounds check (force2D is the same code with fewer steps). One byte a voxel where that suffices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "feature/radiomic/count/steps.h"

namespace dlrr {

// From the first to the last voxel of the region in one row of its box.
struct CodeRow {
  std::ptrdiff_t at = 0;    // offset of the first voxel
  std::size_t voxels = 0;   // up to the last one, those of the outside between them included
  int y = 0, z = 0;
};

template <class T>
struct CodeGrid {
  std::vector<T> code;                 // 0 outside the region and on the rim; kSlack more at the end
  std::vector<int> level;              // grey level of each code; [0] unused
  std::vector<std::uint32_t> voxels;   // how many of each code
  std::vector<CodeRow> rows;           // those that meet the region, ascending
  Index3 size{0, 0, 0};                // with the rim
  int rim = 0;                         // voxels on every side

  int codes() const { return static_cast<int>(level.size()) - 1; }  // the largest code
  std::ptrdiff_t offset(const Step& s) const {
    return s.x + static_cast<std::ptrdiff_t>(size[0]) *
                     (s.y + static_cast<std::ptrdiff_t>(size[1]) * s.z);
  }
  std::vector<std::ptrdiff_t> offsets(const std::vector<Step>& steps) const {
    std::vector<std::ptrdiff_t> out;
    for (const Step& s : steps) out.push_back(offset(s));
    return out;
  }
};

// Bytes hold the codes, the lengths along the box's sides and the number of `neighbours`.
bool fits_bytes(const Roi& roi, Coding coding, std::size_t neighbours);

template <class T>
CodeGrid<T> encode(const Roi& roi, int rim, Coding coding);
extern template CodeGrid<std::uint8_t> encode(const Roi& roi, int rim, Coding coding);
extern template CodeGrid<std::uint16_t> encode(const Roi& roi, int rim, Coding coding);

// count(grid) with the narrowest grid.
template <class Count>
auto with_codes(const Roi& roi, int rim, Coding coding, std::size_t neighbours, Count count) {
  if (fits_bytes(roi, coding, neighbours)) return count(encode<std::uint8_t>(roi, rim, coding));
  return count(encode<std::uint16_t>(roi, rim, coding));
}

}  // namespace dlrr
