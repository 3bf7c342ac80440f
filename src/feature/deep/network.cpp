#include "feature/deep/network.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
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

// Three slots are enough: what a block reads and adds to, what lies between its convolutions, and the
// changed shortcut.
struct Slots {
  int value = 2, between = 1, shortcut = 3;
};

}  // namespace

Network::Network(const Architecture& architecture, const Weights& weights)
    : architecture_(architecture), origin_(weights.origin), sha256_(weights.sha256),
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

std::shared_ptr<const Net> Network::compiled(const std::array<int, 3>& size) const {
  const std::lock_guard lock(mutex_);
  if (compiled_ && compiled_size_ == size) return compiled_;
  std::vector<NetLayer> layers;
  Shape3 shape = size;  // of the source of the next layer
  const auto add = [&](NetLayer layer, const std::string& name) {
    const Folded& f = folded(name);
    layer.weights = f.weights;
    layer.bias = f.bias;
    layers.push_back(layer);
  };
  const int width = architecture_.width;
  Slots slots;
  add({.source = 0, .target = slots.between, .relu = true, .in = 1, .out = width, .kernel = 7,
       .stride = 2, .padding = 3}, "conv1");
  shape = shape_after(layers.back(), shape);
  layers.push_back({.kind = NetLayer::Kind::max_pool, .source = slots.between, .target = slots.value,
                    .in = width, .out = width, .kernel = 3, .stride = 2, .padding = 1});
  shape = shape_after(layers.back(), shape);
  for (const auto& b : blocks(architecture_)) {
    const int d = b.dilation;
    const NetLayer first{.source = slots.value, .target = slots.between, .relu = true, .in = b.in,
                         .out = b.out, .kernel = 3, .stride = b.stride, .padding = d, .dilation = d};
    const Shape3 after = shape_after(first, shape);
    add(first, b.name + ".conv1");
    if (b.reshapes) {
      NetLayer way{.source = slots.value, .target = slots.shortcut, .in = b.in, .out = b.out,
                   .stride = b.stride};
      if (architecture_.shortcut == "B") {
        add(way, b.name + ".downsample.0");
      } else {
        way.kind = NetLayer::Kind::function;
        way.function = subsample(shape, after, b.in, b.out, b.stride);
        layers.push_back(way);
      }
      std::swap(slots.value, slots.shortcut);
    }
    add({.source = slots.between, .target = slots.value, .add = true, .relu = true, .in = b.out,
         .out = b.out, .kernel = 3, .padding = d, .dilation = d}, b.name + ".conv2");
    shape = after;
  }
  compiled_ = std::make_shared<const Net>(layers, size);
  compiled_size_ = size;
  return compiled_;
}

std::vector<double> Network::vector(std::span<const float> input, const std::array<int, 3>& size) const {
  return compiled(size)->run(input);
}

std::string Network::describe(const std::array<int, 3>& size) const { return compiled(size)->describe(); }

}  // namespace dlrr
