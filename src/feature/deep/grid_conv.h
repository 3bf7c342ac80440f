// Dilated 3x3x3 convolution of maps that are at most two dilations wide, as matrix products. Voxels
// that lie a dilation apart form grids of at most 2x2x2 points that never mix. Along one axis such
// a grid sees y0 = w1 x0 + w2 x1, y1 = w0 x0 + w1 x1: 3 products instead of 4 (Winograd,
// "Arithmetic complexity of computations", 1980), 27 instead of 64 for the grid. All grids together
// are the rows of each product.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

namespace dlrr {

class GridConv {
 public:
  // True when maps of this size (depth, height, width) can be computed this way.
  static bool fits(const std::array<int, 3>& size, int dilation);

  // `weights` [out][in][3][3][3] (stride 1, padding = dilation), `bias` [out].
  GridConv(std::span<const float> weights, std::span<const float> bias, int in,
           const std::array<int, 3>& size, int dilation);

  // Channel-last maps [depth][height][width][channels]: target = max(0, conv(source) + bias), with
  // the target's old content as one more term when `add`. May be called by several threads.
  void apply(const float* source, float* target, bool add) const;

 private:
  // One product along one axis: which points are summed before it and which results receive it.
  struct Term {
    std::vector<int> points, results;  // of 0, 1
    int weight;                        // 0: w1, 1: w2 - w1, 2: w0 - w1
  };
  using Terms = std::array<const Term*, 3>;

  void for_each_term(const std::function<void(std::size_t, const Terms&)>& action) const;
  void pack(std::span<const float> weights);
  void gather(const float* source, const Terms& terms, std::vector<float>& rows) const;
  void scatter(const std::vector<float>& rows, const Terms& terms, float* target) const;

  int in_, out_, dilation_;
  std::array<int, 3> size_, grids_;
  std::array<std::vector<Term>, 3> terms_;  // per axis
  std::vector<float> packed_, bias_;        // [term][in][out], [out]
};

}  // namespace dlrr
