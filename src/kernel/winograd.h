// Inner loops of 3x3x3 convolutions by fewer multiplications (Winograd, "Arithmetic complexity of
// computations", 1980; Lavin & Gray 2016), on channel-last float maps. A tile of the map is
// transformed along its three axes, multiplied channel by channel (one matrix product per place of
// the transformed tile, all tiles its rows), and transformed back.
// Results differ between instruction sets by rounding (fused multiply-add or not) only.
#pragma once

#include <array>
#include <cstddef>

namespace dlrr::kernel {

// How one axis of a tile is computed.
enum class Toom {
  one,   // 1 point, 1 result: only the middle tap meets a point
  pair,  // 2 points, 2 results, 3 products: nothing lies outside the two points
  two,   // 4 points, 2 results, 4 products: F(2,3)
  four   // 6 points, 4 results, 6 products: F(4,3), less accurate
};
struct ToomSize {
  int points, products, results;
  int border;  // points before the first result
};
constexpr ToomSize size_of(Toom axis) {
  constexpr ToomSize sizes[] = {{1, 1, 1, 0}, {2, 3, 2, 0}, {4, 4, 2, 1}, {6, 6, 4, 1}};
  return sizes[static_cast<int>(axis)];
}
using TileAxes = std::array<Toom, 3>;  // slowest axis first

// Channels come in multiples of this number.
inline constexpr std::size_t kPanel = 16;

// Taps [27][kPanel] of one input channel and kPanel outputs, transformed: product p goes to
// out[p * step + 0 .. kPanel - 1].
void transform_taps(const float* taps, const TileAxes& axes, float* out, std::size_t step);

// One tile: points[p] is where the channels of point p lie (slowest axis first). Product p goes to
// out[p * step + 0 .. channels - 1].
void transform_points(const float* const* points, const TileAxes& axes, std::size_t channels,
                      float* out, std::size_t step);

// result [rows][outputs] = left [rows][inputs] * panels [outputs / kPanel][inputs][kPanel].
void multiply_panels(const float* left, const float* panels, std::size_t rows, std::size_t inputs,
                     std::size_t outputs, float* result);

// The products of one tile (as transform_points leaves them) back to results:
// results[r][c] = max(0, result + bias[c] + (add ? results[r][c] : 0)); a null pointer is skipped.
void transform_results(const float* products, std::size_t step, const TileAxes& axes,
                       std::size_t channels, const float* bias, bool add, float* const* results);

}  // namespace dlrr::kernel
