#include "feature/deep/network.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "feature/deep/grid_conv.h"
#include "port/dnnl.h"

namespace dlrr {

namespace {

constexpr double norm_epsilon = 1e-5;  // of torch's batch norm

enum Slot { input_slot, vector_slot, first_free_slot };

// Shortcut A: every stride-th voxel, zeros in the channels that the source does not have.
NetLayer::Function subsample(const Shape3& from, const Shape3& to, int in, int out, int stride) {
  return [=](const float* source, float* target) {
    for (int z = 0; z < to[0]; ++z)
      for (int y = 0; y < to[1]; ++y)
        for (int x = 0; x < to[2]; ++x, target += out) {
          const std::size_t row = static_cast<std::size_t>(z) * stride * from[1] + y * stride;
          const float* voxel = source + (row * from[2] + x * stride) * in;
          std::fill(std::copy(voxel, voxel + in, target), target + out, 0.0f);
        }
  };
}

NetLayer layer_of(const Convolution& c, int from, int to, bool relu) {
  NetLayer layer;
  layer.source = from;
  layer.target = to;
  layer.relu = relu;
  layer.in = c.in;
  layer.out = c.out;
  layer.kernel = c.kernel;
  layer.stride = c.stride;
  layer.padding = c.dilation * (c.kernel - 1) / 2;
  layer.dilation = c.dilation;
  return layer;
}

// Mean or largest value of each channel; sums in double precision.
NetLayer::Function pool_channels(const Shape3& size, int channels, bool largest, int offset) {
  const std::size_t voxels = static_cast<std::size_t>(size[0]) * size[1] * size[2];
  return [=](const float* source, float* target) {
    std::vector<double> out(source, source + channels);
    for (std::size_t v = 1; v < voxels; ++v) {
      const float* voxel = source + v * channels;
      for (int c = 0; c < channels; ++c)
        out[c] = largest ? std::max(out[c], static_cast<double>(voxel[c])) : out[c] + voxel[c];
    }
    for (int c = 0; c < channels; ++c)
      target[offset + c] = static_cast<float>(largest ? out[c] : out[c] / voxels);
  };
}

}  // namespace

Network::Network(const Architecture& architecture, const Weights& weights,
                 const DeepPoolings& pooling, DeepPrecision precision)
    : architecture_(architecture),
      pooling_(in_order(pooling)),
      precision_(precision),
      origin_(weights.origin),
      sha256_(weights.sha256),
      untrained_(weights.untrained) {
  check_precision(precision);
  check_weights(weights, architecture);
  for (const auto& c : convolutions(architecture)) {
    const Tensor& conv = *weights.find(c.name + ".weight");
    const auto part = [&](const char* name) -> const std::vector<float>& {
      return weights.find(c.norm + "." + name)->values;
    };
    const std::size_t out = conv.shape[0], each = conv.values.size() / out;
    Folded folded{c.name, conv.values, std::vector<float>(out)};
    for (std::size_t o = 0; o < out; ++o) {
      const double scale = part("weight")[o] / std::sqrt(part("running_var")[o] + norm_epsilon);
      if (!std::isfinite(scale))
        throw Error(origin_ + ", tensor " + c.norm + ".running_var: a variance of " +
                    std::to_string(part("running_var")[o]) + " cannot be");
      for (std::size_t i = o * each; i < (o + 1) * each; ++i)
        folded.weights[i] = static_cast<float>(conv.values[i] * scale);
      folded.bias[o] = static_cast<float>(part("bias")[o] - part("running_mean")[o] * scale);
    }
    folded_.push_back(std::move(folded));
  }
}

Network::~Network() = default;

const Network::Folded& Network::folded(const std::string& name) const {
  for (const auto& f : folded_)
    if (f.name == name) return f;
  throw Error(ErrorKind::internal, "no convolution called " + name);
}

NetLayer Network::filled(const NetLayer& layer, const std::string& name,
                         const std::array<int, 3>& source) const {
  const Folded& f = folded(name);
  NetLayer out = layer;
  out.weights = f.weights;
  out.bias = f.bias;
  // A direct convolution of bfloat16 does two products where one of floats does one.
  const double direct_speed = precision_ == DeepPrecision::bf16 ? 2 : 1;
  const GridConvShape shape{layer.in, layer.out, source, layer.dilation};
  if (layer.kernel != 3 || layer.stride != 1 || !GridConv::pays(shape, direct_speed)) return out;
  const auto grid = std::make_shared<const GridConv>(f.weights, f.bias, shape);
  out.kind = NetLayer::Kind::function;
  out.function = [grid, add = layer.add](const float* from, float* to) {
    grid->apply(from, to, add);
  };
  return out;
}

NetLayer Network::shortcut(const Block& block, int from, int to,
                           const std::array<int, 3>& source) const {
  const Convolution c = shortcut_convolution(block);
  NetLayer layer = layer_of(c, from, to, false);
  if (architecture_.shortcut == "B") return filled(layer, c.name, source);
  layer.kind = NetLayer::Kind::function;
  layer.function = subsample(source, shape_after(layer, source), block.in, block.out, block.stride);
  return layer;
}

std::vector<NetLayer> Network::pools(int layer, int from, const std::array<int, 3>& source) const {
  std::vector<NetLayer> list;
  int offset = 0;
  for (const auto kind : pooling_) {
    const auto& row = pooling_row(kind);
    const int channels = layer_channels(architecture_, row.layer);
    if (row.layer == layer) {
      NetLayer pool;
      pool.kind = NetLayer::Kind::function;
      pool.source = from;
      pool.target = vector_slot;
      pool.in = channels;
      pool.out = features();
      pool.stride = *std::max_element(source.begin(), source.end());  // down to one voxel
      pool.function = pool_channels(source, channels, row.largest, offset);
      list.push_back(std::move(pool));
    }
    offset += channels;
  }
  return list;
}

std::vector<NetLayer> Network::layers(const std::array<int, 3>& size) const {
  // Slots: what a block reads and adds to; what lies between its convolutions; its changed
  // shortcut.
  int value = first_free_slot, between = value + 1, other = value + 2, changed = value + 3;
  std::vector<NetLayer> list;
  const auto add = [&](NetLayer layer, const Shape3& source) {
    list.push_back(std::move(layer));
    return shape_after(list.back(), source);
  };
  const Convolution first = stem(architecture_);
  Shape3 shape = add(filled(layer_of(first, input_slot, between, true), first.name, size), size);
  NetLayer max_pool = layer_of({"", "", first.out, first.out, 3, 2, 1}, between, value, false);
  max_pool.kind = NetLayer::Kind::max_pool;
  shape = add(max_pool, shape);
  int pooled = 0;  // parts of the vector that are written
  const auto list_of_blocks = blocks(architecture_);
  for (std::size_t i = 0; i < list_of_blocks.size(); ++i) {
    const Block& block = list_of_blocks[i];
    Shape3 inner = shape;
    int from = value, to = between;
    for (std::size_t k = 0; k + 1 < block.convolutions.size(); ++k) {
      const Convolution& c = block.convolutions[k];
      inner = add(filled(layer_of(c, from, to, true), c.name, inner), inner);
      from = to;
      to = from == between ? other : between;
    }
    if (block.reshapes) {
      add(shortcut(block, value, changed, shape), shape);
      std::swap(value, changed);
    }
    const Convolution& last = block.convolutions.back();
    NetLayer sum = layer_of(last, from, value, true);
    sum.add = true;
    shape = add(filled(sum, last.name, inner), inner);
    if (i + 1 == list_of_blocks.size() || list_of_blocks[i + 1].layer != block.layer)
      for (auto& pool : pools(block.layer, value, shape)) {
        pool.add = pooled++ > 0;
        add(std::move(pool), shape);
      }
  }
  return list;
}

std::shared_ptr<const Net> Network::compiled(const std::array<int, 3>& size) const {
  const std::lock_guard lock(mutex_);
  if (!compiled_ || compiled_size_ != size) {
    compiled_ = std::make_shared<const Net>(layers(size), size, precision_ == DeepPrecision::bf16);
    compiled_size_ = size;
  }
  return compiled_;
}

std::vector<double> Network::vector(std::span<const float> input,
                                    const std::array<int, 3>& size) const {
  const std::size_t voxels = static_cast<std::size_t>(size[0]) * size[1] * size[2];
  const auto net = compiled(size);
  if (architecture_.channels == 1 || input.size() != voxels) return net->run(input);
  std::vector<float> repeated;
  for (int c = 0; c < architecture_.channels; ++c)
    repeated.insert(repeated.end(), input.begin(), input.end());
  return net->run(repeated);
}

std::string Network::describe(const std::array<int, 3>& size) const {
  return compiled(size)->describe();
}

}  // namespace dlrr
