#include "feature/deep/grid_conv.h"

#include <algorithm>

#include "port/dnnl.h"

namespace dlrr {

bool GridConv::fits(const std::array<int, 3>& size, int dilation) {
  return dilation > 1 &&
         std::all_of(size.begin(), size.end(), [&](int n) { return n <= 2 * dilation; });
}

namespace {

// (w0, w1, w2) along one axis of 27 taps becomes (w1, w2 - w1, w0 - w1).
void transform_axis(std::array<double, 27>& taps, int stride) {
  for (int i = 0; i < 27; ++i) {
    if (i / stride % 3 != 0) continue;
    const double first = taps[i], middle = taps[i + stride], last = taps[i + 2 * stride];
    taps[i] = middle;
    taps[i + stride] = last - middle;
    taps[i + 2 * stride] = first - middle;
  }
}

}  // namespace

GridConv::GridConv(std::span<const float> weights, std::span<const float> bias, int in,
                   const std::array<int, 3>& size, int dilation)
    : in_(in),
      out_(static_cast<int>(bias.size())),
      dilation_(dilation),
      size_(size),
      bias_(bias.begin(), bias.end()) {
  const std::vector<Term> one{{{0}, {0}, 0}};
  // w1 (x0 + x1) goes to both results; (w2 - w1) x1 makes y0 whole, (w0 - w1) x0 makes y1 whole.
  const std::vector<Term> three{{{0, 1}, {0, 1}, 0}, {{1}, {0}, 1}, {{0}, {1}, 2}};
  for (int a = 0; a < 3; ++a) {
    grids_[a] = std::min(size[a], dilation);
    terms_[a] = size[a] > dilation ? three : one;
  }
  pack(weights);
}

void GridConv::for_each_term(const std::function<void(std::size_t, const Terms&)>& action) const {
  std::size_t t = 0;
  for (const auto& z : terms_[0])
    for (const auto& y : terms_[1])
      for (const auto& x : terms_[2]) action(t++, {&z, &y, &x});
}

void GridConv::pack(std::span<const float> weights) {
  std::vector<int> taken;  // of the 27 transformed taps
  for_each_term([&](std::size_t, const Terms& t) {
    taken.push_back((t[0]->weight * 3 + t[1]->weight) * 3 + t[2]->weight);
  });
  const std::size_t each = static_cast<std::size_t>(in_) * out_;
  packed_.resize(taken.size() * each);
  constexpr int run = 16;  // outputs at a time: reads and writes both stay within a few cache lines
  for (int begin = 0; begin < out_; begin += run)
    for (int i = 0; i < in_; ++i)
      for (int o = begin; o < std::min(begin + run, out_); ++o) {
        std::array<double, 27> taps;
        const float* from = weights.data() + (static_cast<std::size_t>(o) * in_ + i) * 27;
        std::copy(from, from + 27, taps.begin());
        for (const int stride : {1, 3, 9}) transform_axis(taps, stride);
        float* to = packed_.data() + static_cast<std::size_t>(i) * out_ + o;
        for (std::size_t t = 0; t < taken.size(); ++t)
          to[t * each] = static_cast<float>(taps[taken[t]]);
      }
}

namespace {

// Calls action(grid, voxel) for each grid that has a voxel at point (pz, py, px).
template <class Action>
void for_each_voxel(const std::array<int, 3>& size, const std::array<int, 3>& grids, int dilation,
                    const std::array<int, 3>& point, Action action) {
  std::size_t grid = 0;
  for (int gz = 0; gz < grids[0]; ++gz)
    for (int gy = 0; gy < grids[1]; ++gy)
      for (int gx = 0; gx < grids[2]; ++gx, ++grid) {
        const int z = gz + dilation * point[0], y = gy + dilation * point[1],
                  x = gx + dilation * point[2];
        if (z < size[0] && y < size[1] && x < size[2])
          action(grid, (static_cast<std::size_t>(z) * size[1] + y) * size[2] + x);
      }
}

template <class Action>
void for_each_point(const std::vector<int>& zs, const std::vector<int>& ys,
                    const std::vector<int>& xs, Action action) {
  for (const int z : zs)
    for (const int y : ys)
      for (const int x : xs) action(std::array<int, 3>{z, y, x});
}

void add_channels(const float* from, float* to, int channels) {
  for (int c = 0; c < channels; ++c) to[c] += from[c];
}

}  // namespace

void GridConv::gather(const float* source, const Terms& terms, std::vector<float>& rows) const {
  std::fill(rows.begin(), rows.end(), 0.0f);
  for_each_point(
      terms[0]->points, terms[1]->points, terms[2]->points, [&](const std::array<int, 3>& point) {
        for_each_voxel(size_, grids_, dilation_, point, [&](std::size_t grid, std::size_t voxel) {
          add_channels(source + voxel * in_, rows.data() + grid * in_, in_);
        });
      });
}

void GridConv::scatter(const std::vector<float>& rows, const Terms& terms, float* target) const {
  for_each_point(terms[0]->results, terms[1]->results, terms[2]->results,
                 [&](const std::array<int, 3>& point) {
                   for_each_voxel(
                       size_, grids_, dilation_, point, [&](std::size_t grid, std::size_t voxel) {
                         add_channels(rows.data() + grid * out_, target + voxel * out_, out_);
                       });
                 });
}

void GridConv::apply(const float* source, float* target, bool add) const {
  const std::size_t voxels = static_cast<std::size_t>(size_[0]) * size_[1] * size_[2];
  const int grids = grids_[0] * grids_[1] * grids_[2];
  for (std::size_t v = 0; v < voxels; ++v)
    for (int c = 0; c < out_; ++c) {
      float& t = target[v * out_ + c];
      t = add ? t + bias_[c] : bias_[c];
    }
  std::vector<float> left(static_cast<std::size_t>(grids) * in_),
      product(static_cast<std::size_t>(grids) * out_);
  const std::size_t each = static_cast<std::size_t>(in_) * out_;
  for_each_term([&](std::size_t t, const Terms& terms) {
    gather(source, terms, left);
    multiply(grids, out_, in_, left.data(), packed_.data() + t * each, product.data());
    scatter(product, terms, target);
  });
  for (std::size_t i = 0; i < voxels * out_; ++i) target[i] = std::max(0.0f, target[i]);
}

}  // namespace dlrr
