// The outline of a flat region by marching squares: every vertex is the middle of a cut edge
// between two pixel centres. Equal to PyRadiomics' 2D mesher; two pixels that touch at a corner
// stay apart.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace dlrr {

// Rows of pixels, 1 inside.
struct FlatMask {
  int rows = 0, columns = 0;
  std::array<double, 2> spacing{1, 1};  // mm between rows, between columns
  std::vector<std::uint8_t> pixels;     // row by row
  bool at(int row, int column) const {
    return row >= 0 && column >= 0 && row < rows && column < columns &&
           pixels[static_cast<std::size_t>(row) * columns + column];
  }
};

struct OutlineMeasure {
  double perimeter = 0;  // mm
  double area = 0;       // mm2
  double diameter = 0;   // mm, largest distance of two vertices
};

// At least one pixel inside.
OutlineMeasure measure_outline(const FlatMask& mask);

}  // namespace dlrr
