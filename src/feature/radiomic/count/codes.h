// The grey levels of a region as small whole numbers with a rim of zeros, so that no step needs a
// bounds check (force2D is the same code with fewer steps). One byte a voxel where that suffices.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "feature/radiomic/count/steps.h"

namespace dlrr {

// Voxels of a region side by side in one row of its box.
struct RegionStretch {
  int x = 0, y = 0, z = 0;  // the first voxel
  int voxels = 0;
};
std::vector<RegionStretch> stretches_of(const Mask& mask);

// The same in a CodeGrid.
struct CodeStretch {
  std::ptrdiff_t at = 0;  // offset of the first voxel
  std::size_t voxels = 0;
  int y = 0, z = 0;  // in the box, without the rim
};

// One slice from its first to its last voxel, all of the outside between them included.
struct CodeSlice {
  std::ptrdiff_t at = 0;
  std::size_t voxels = 0;
  std::size_t first = 0, end = 0;  // of CodeGrid::stretches
  int z = 0;
};

// Codes count the levels that occur: 1, 2, 3 ...
template <class T>
struct CodeGrid {
  std::vector<T> code;                // 0 outside the region and on the rim; kSlack more at the end
  std::vector<int> level;             // grey level of each code; [0] unused
  std::vector<std::uint32_t> voxels;  // how many of each code
  std::vector<CodeStretch> stretches;  // ascending
  std::vector<CodeSlice> slices;       // ascending
  Index3 size{0, 0, 0};                // with the rim
  int rim = 0;                         // voxels on every side

  // The largest code; a grid whose codes are the levels themselves has no gaps.
  int codes() const { return static_cast<int>(level.size()) - 1; }
  bool has_gaps() const { return level.back() != codes(); }
  std::ptrdiff_t offset(const Step& s) const {
    return s.x + static_cast<std::ptrdiff_t>(size[0]) *
                     (s.y + static_cast<std::ptrdiff_t>(size[1]) * s.z);
  }
  std::span<const CodeStretch> in(const CodeSlice& slice) const {
    return {stretches.data() + slice.first, slice.end - slice.first};
  }
  // Room for one number per voxel of any slice.
  std::size_t most_voxels() const {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]);
  }
  std::vector<std::ptrdiff_t> offsets(const std::vector<Step>& steps) const {
    std::vector<std::ptrdiff_t> out;
    for (const Step& s : steps) out.push_back(offset(s));
    return out;
  }
};

// One of the two grids is filled. Bytes are taken when they hold the codes and the lengths of
// lines.
struct Codes {
  CodeGrid<std::uint8_t> bytes;
  CodeGrid<std::uint16_t> words;
  bool narrow = false;
  const std::uint16_t* made_from = nullptr;  // Roi::levels; a copy that was changed has others
};

// `levels` of the voxels inside, in array order. Buffers of `codes` are used again.
void encode(const Mask& mask, std::span<const RegionStretch> region,
            std::span<const std::uint16_t> levels, int level_count, int rim, Codes& codes);

// How far a family may look: the largest distance of the settings.
int reach_of(const Roi& roi);

// The Roi's own codes, or `made` from its levels.
const Codes& codes_of(const Roi& roi, Codes& made);

// How many voxels have each of the levels that occur, ascending.
std::vector<std::uint32_t> voxels_by_level(const Roi& roi);

CodeGrid<std::uint16_t> widened(const CodeGrid<std::uint8_t>& grid);

// count(grid) with bytes, or with words where bytes cannot hold the number of neighbours either.
template <class Count>
auto with_codes(const Roi& roi, std::size_t neighbours, Count count) {
  Codes made;
  const Codes& codes = codes_of(roi, made);
  if (codes.narrow && neighbours <= 255) return count(codes.bytes);
  if (codes.narrow) return count(widened(codes.bytes));
  return count(codes.words);
}

}  // namespace dlrr
