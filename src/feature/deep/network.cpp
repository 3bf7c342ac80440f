#include "feature/deep/network.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "feature/deep/grid_conv.h"
#include "port/dnnl.h"

namespace dlrr {

namespace {

constexpr double norm_epsilon = 1e-5;  // of torch's batch norm

struct ConvolutionName {
  std::string convolution, norm;  // prefixes of tensor names
};

std::vector<ConvolutionName> convolution_names(const Architecture& architecture) {
  std::vector<ConvolutionName> names{{"conv1", "bn1"}};
  for (const auto& block : blocks(architecture)) {
    names.push_back({block.name + ".conv1", block.name + ".bn1"});
    names.push_back({block.name + ".conv2", block.name + ".bn2"});
    if (block.reshapes && architecture.shortcut == "B")
      names.push_back({block.name + ".downsample.0", block.name + ".downsample.1"});
  }
  return names;
}

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

// A convolution that changes the size by its stride alone. Only the shortcut's, of one tap, has no
// ReLU.
NetLayer convolution(int from, int to, int in, int out, int kernel, int stride, int dilation = 1) {
  NetLayer layer;
  layer.source = from;
  layer.target = to;
  layer.relu = kernel > 1;
  layer.in = in;
  layer.out = out;
  layer.kernel = kernel;
  layer.stride = stride;
  layer.padding = dilation * (kernel - 1) / 2;
  layer.dilation = dilation;
  return layer;
}

}  // namespace

Network::Network(const Architecture& architecture, const Weights& weights)
    : architecture_(architecture),
      origin_(weights.origin),
      sha256_(weights.sha256),
      untrained_(weights.untrained) {
  check_weights(weights, architecture);
  for (const auto& [convolution, norm] : convolution_names(architecture)) {
    const Tensor& conv = *weights.find(convolution + ".weight");
    const auto part = [&](const char* name) -> const std::vector<float>& {
      return weights.find(norm + "." + name)->values;
    };
    const std::size_t out = conv.shape[0], each = conv.values.size() / out;
    Folded folded{convolution, conv.values, std::vector<float>(out)};
    for (std::size_t c = 0; c < out; ++c) {
      const double scale = part("weight")[c] / std::sqrt(part("running_var")[c] + norm_epsilon);
      if (!std::isfinite(scale))
        throw Error(origin_ + ", tensor " + norm + ".running_var: a variance of " +
                    std::to_string(part("running_var")[c]) + " cannot be");
      for (std::size_t i = c * each; i < (c + 1) * each; ++i)
        folded.weights[i] = static_cast<float>(conv.values[i] * scale);
      folded.bias[c] = static_cast<float>(part("bias")[c] - part("running_mean")[c] * scale);
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
  const GridConvShape shape{layer.in, layer.out, source, layer.dilation};
  if (layer.kernel != 3 || layer.stride != 1 || !GridConv::pays(shape)) return out;
  const auto grid = std::make_shared<const GridConv>(f.weights, f.bias, shape);
  out.kind = NetLayer::Kind::function;
  out.function = [grid, add = layer.add](const float* from, float* to) {
    grid->apply(from, to, add);
  };
  return out;
}

NetLayer Network::shortcut(const Block& block, int from, int to,
                           const std::array<int, 3>& source) const {
  NetLayer layer = convolution(from, to, block.in, block.out, 1, block.stride);
  if (architecture_.shortcut == "B") return filled(layer, block.name + ".downsample.0", source);
  layer.kind = NetLayer::Kind::function;
  layer.function = subsample(source, shape_after(layer, source), block.in, block.out, block.stride);
  return layer;
}

std::vector<NetLayer> Network::layers(const std::array<int, 3>& size) const {
  // Slots: what a block reads and adds to, what lies between its convolutions, its changed
  // shortcut.
  int value = 2, between = 1, changed = 3;
  std::vector<NetLayer> list;
  Shape3 shape = size;  // of the source of the next layer
  const auto add = [&](const NetLayer& layer, Shape3 source) {
    list.push_back(layer);
    return shape_after(layer, source);
  };
  const int width = architecture_.width;
  shape = add(filled(convolution(0, between, 1, width, 7, 2), "conv1", shape), shape);
  NetLayer pool = convolution(between, value, width, width, 3, 2);
  pool.kind = NetLayer::Kind::max_pool;
  shape = add(pool, shape);
  for (const auto& b : blocks(architecture_)) {
    const auto first = convolution(value, between, b.in, b.out, 3, b.stride, b.dilation);
    const Shape3 after = add(filled(first, b.name + ".conv1", shape), shape);
    if (b.reshapes) {
      add(shortcut(b, value, changed, shape), shape);
      std::swap(value, changed);
    }
    auto second = convolution(between, value, b.out, b.out, 3, 1, b.dilation);
    second.add = true;
    shape = add(filled(second, b.name + ".conv2", after), after);
  }
  return list;
}

std::shared_ptr<const Net> Network::compiled(const std::array<int, 3>& size) const {
  const std::lock_guard lock(mutex_);
  if (!compiled_ || compiled_size_ != size) {
    compiled_ = std::make_shared<const Net>(layers(size), size);
    compiled_size_ = size;
  }
  return compiled_;
}

std::vector<double> Network::vector(std::span<const float> input,
                                    const std::array<int, 3>& size) const {
  return compiled(size)->run(input);
}

std::string Network::describe(const std::array<int, 3>& size) const {
  return compiled(size)->describe();
}

}  // namespace dlrr
