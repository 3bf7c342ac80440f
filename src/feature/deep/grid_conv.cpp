#include "feature/deep/grid_conv.h"

#include <algorithm>

#include "base/large_vector.h"

namespace dlrr {

namespace {

using kernel::kPanel;
using kernel::size_of;
using kernel::TileAxes;
using kernel::Toom;

constexpr int most_places = 6 * 6 * 6;  // of a tile
constexpr std::size_t block_bytes = std::size_t{1} << 20, least_block = 48;

int points_per_grid(int size, int dilation) { return (size + dilation - 1) / dilation; }

TileAxes axes_of(const GridConvShape& shape) {
  TileAxes axes;
  for (int a = 0; a < 3; ++a) {
    const int points = points_per_grid(shape.size[a], shape.dilation);
    axes[a] = points == 1 ? Toom::one : (points == 2 ? Toom::pair : Toom::two);
  }
  return axes;
}

// First results of all tiles along one axis, grid by grid.
std::vector<int> starts_of(int size, int dilation, Toom axis) {
  std::vector<int> starts;
  for (int grid = 0; grid < std::min(size, dilation); ++grid)
    for (int at = grid; at < size; at += dilation * size_of(axis).results) starts.push_back(at);
  return starts;
}

// Taps that meet a voxel, over all voxels of one axis.
double met_taps(int size, int dilation) { return 3.0 * size - 2.0 * std::min(size, dilation); }

}  // namespace

bool GridConv::fits(const GridConvShape& s) {
  const bool neighbours =
      std::any_of(s.size.begin(), s.size.end(), [&](int n) { return n > s.dilation; });
  return neighbours && s.in % kPanel == 0 && s.out % kPanel == 0;
}

bool GridConv::pays(const GridConvShape& s) {
  if (!fits(s)) return false;
  // Multiplications; a number of packed weights costs as much as a few of them, and so does a
  // number of a transformed tile.
  constexpr double per_weight = 10, per_place = 12;
  const TileAxes axes = axes_of(s);
  double tiles = 1, products = 1, direct = 1;
  for (int a = 0; a < 3; ++a) {
    tiles *= static_cast<double>(starts_of(s.size[a], s.dilation, axes[a]).size());
    products *= size_of(axes[a]).products;
    direct *= met_taps(s.size[a], s.dilation);
  }
  const double weights = static_cast<double>(s.in) * s.out;
  return products * (weights * (tiles + per_weight) + tiles * per_place * (s.in + s.out)) <
         weights * (direct + 27 * per_weight);
}

GridConv::GridConv(std::span<const float> weights, std::span<const float> bias,
                   const GridConvShape& shape)
    : shape_(shape), axes_(axes_of(shape)), bias_(bias.begin(), bias.end()) {
  tiles_ = products_ = 1;
  for (int a = 0; a < 3; ++a) {
    starts_[a] = starts_of(shape.size[a], shape.dilation, axes_[a]);
    tiles_ *= starts_[a].size();
    products_ *= static_cast<std::size_t>(size_of(axes_[a]).products);
  }
  const std::size_t per_tile = products_ * (shape.in + shape.out) * sizeof(float);
  const std::size_t most = std::max(least_block, block_bytes / per_tile);
  const std::size_t blocks = (tiles_ + most - 1) / most;
  block_ = (tiles_ + blocks - 1) / blocks;
  zeros_.resize(shape.in);
  pack(weights);
}

// One input channel and a panel of outputs at a time: all that is read and written of them stays
// within a few cache lines.
void GridConv::pack(std::span<const float> weights) {
  const std::size_t in = shape_.in, out = shape_.out, step = in * out;
  packed_ = large_vector<float>(products_ * step);
  for (std::size_t o = 0; o < out; o += kPanel)
    for (std::size_t i = 0; i < in; ++i) {
      float taps[27 * kPanel];
      for (std::size_t c = 0; c < kPanel; ++c) {
        const float* from = weights.data() + ((o + c) * in + i) * 27;
        for (std::size_t k = 0; k < 27; ++k) taps[k * kPanel + c] = from[k];
      }
      kernel::transform_taps(taps, axes_, packed_.data() + o * in + i * kPanel, step);
    }
}

namespace {

// Voxel indices of the places of one tile along one axis; -1 outside the map.
struct Line {
  int count;
  int voxel[6];
};

Line line_of(int start, int count, int dilation, int size) {
  Line line{count, {}};
  for (int i = 0; i < count; ++i) {
    const int at = start + i * dilation;
    line.voxel[i] = at >= 0 && at < size ? at : -1;
  }
  return line;
}

// Calls action(place, voxel or -1), slowest axis first.
template <class Action>
void each_place(const std::array<Line, 3>& lines, const std::array<int, 3>& size, Action action) {
  int place = 0;
  for (int z = 0; z < lines[0].count; ++z)
    for (int y = 0; y < lines[1].count; ++y)
      for (int x = 0; x < lines[2].count; ++x) {
        const std::ptrdiff_t a = lines[0].voxel[z], b = lines[1].voxel[y], c = lines[2].voxel[x];
        action(place++, a < 0 || b < 0 || c < 0 ? -1 : (a * size[1] + b) * size[2] + c);
      }
}

std::array<int, 3> starts_at(const std::array<std::vector<int>, 3>& starts, std::size_t tile) {
  const std::size_t nx = starts[2].size(), ny = starts[1].size();
  return {starts[0][tile / (nx * ny)], starts[1][tile / nx % ny], starts[2][tile % nx]};
}

}  // namespace

void GridConv::points_of(std::size_t tile, const float* source, const float** points) const {
  const auto start = starts_at(starts_, tile);
  std::array<Line, 3> lines;
  for (int a = 0; a < 3; ++a) {
    const auto size = size_of(axes_[a]);
    lines[a] = line_of(start[a] - size.border * shape_.dilation, size.points, shape_.dilation,
                       shape_.size[a]);
  }
  each_place(lines, shape_.size, [&](int place, std::ptrdiff_t voxel) {
    points[place] = voxel < 0 ? zeros_.data() : source + voxel * shape_.in;
  });
}

void GridConv::results_of(std::size_t tile, float* target, float** results) const {
  const auto start = starts_at(starts_, tile);
  std::array<Line, 3> lines;
  for (int a = 0; a < 3; ++a)
    lines[a] = line_of(start[a], size_of(axes_[a]).results, shape_.dilation, shape_.size[a]);
  each_place(lines, shape_.size, [&](int place, std::ptrdiff_t voxel) {
    results[place] = voxel < 0 ? nullptr : target + voxel * shape_.out;
  });
}

void GridConv::apply(const float* source, float* target, bool add) const {
  const std::size_t in = shape_.in, out = shape_.out;
  auto left = large_vector<float>(products_ * block_ * in),
       right = large_vector<float>(products_ * block_ * out);
  const float* points[most_places];
  float* results[most_places];
  for (std::size_t begin = 0; begin < tiles_; begin += block_) {
    const std::size_t tiles = std::min(block_, tiles_ - begin);
    for (std::size_t t = 0; t < tiles; ++t) {
      points_of(begin + t, source, points);
      kernel::transform_points(points, axes_, in, left.data() + t * in, block_ * in);
    }
    for (std::size_t p = 0; p < products_; ++p)
      kernel::multiply_panels(left.data() + p * block_ * in, packed_.data() + p * in * out, tiles,
                              in, out, right.data() + p * block_ * out);
    for (std::size_t t = 0; t < tiles; ++t) {
      results_of(begin + t, target, results);
      kernel::transform_results(right.data() + t * out, block_ * out, axes_, out, bias_.data(), add,
                                results);
    }
  }
}

}  // namespace dlrr
