// Tiny networks against a plain double-precision convolution written here, layer by layer.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "feature/deep/network.h"

namespace dlrr {
namespace {

using Size = std::array<int, 3>;

struct Volume {
  int channels = 0;
  Size size{};
  std::vector<double> values;  // [channel][z][y][x]
  double at(int c, int z, int y, int x) const {
    if (z < 0 || y < 0 || x < 0 || z >= size[0] || y >= size[1] || x >= size[2]) return 0;
    return values[((static_cast<std::size_t>(c) * size[0] + z) * size[1] + y) * size[2] + x];
  }
};

struct Step {
  int kernel, stride, padding, dilation;
};

template <class Value>
Volume every_voxel(int channels, const Size& size, Value value) {
  Volume out{channels, size, {}};
  for (int c = 0; c < channels; ++c)
    for (int z = 0; z < size[0]; ++z)
      for (int y = 0; y < size[1]; ++y)
        for (int x = 0; x < size[2]; ++x) out.values.push_back(value(c, z, y, x));
  return out;
}

Size size_after(const Size& s, const Step& p) {
  Size out;
  for (int a = 0; a < 3; ++a)
    out[a] = (s[a] + 2 * p.padding - p.dilation * (p.kernel - 1) - 1) / p.stride + 1;
  return out;
}

Volume convolve_and_norm(const Volume& in, const Weights& w, const std::string& conv,
                         const std::string& norm, const Step& p) {
  const auto& weights = *w.find(conv + ".weight");
  const auto part = [&](const char* name, int c) {
    return static_cast<double>(w.find(norm + "." + name)->values[c]);
  };
  const int k = p.kernel;
  return every_voxel(weights.shape[0], size_after(in.size, p), [&](int o, int z, int y, int x) {
    double sum = 0;
    for (int c = 0; c < in.channels; ++c)
      for (int i = 0; i < k; ++i)
        for (int j = 0; j < k; ++j)
          for (int l = 0; l < k; ++l)
            sum += weights.values[(((o * in.channels + c) * k + i) * k + j) * k + l] *
                   in.at(c, z * p.stride - p.padding + i * p.dilation,
                         y * p.stride - p.padding + j * p.dilation,
                         x * p.stride - p.padding + l * p.dilation);
    return (sum - part("running_mean", o)) / std::sqrt(part("running_var", o) + 1e-5) *
               part("weight", o) +
           part("bias", o);
  });
}

Volume relu(Volume v) {
  for (double& x : v.values) x = std::max(0.0, x);
  return v;
}

Volume pooled(const Volume& in) {
  return every_voxel(in.channels, size_after(in.size, {3, 2, 1, 1}),
                     [&](int c, int z, int y, int x) {
                       double largest = 0;  // what is pooled is never negative
                       for (int i = -1; i < 2; ++i)
                         for (int j = -1; j < 2; ++j)
                           for (int l = -1; l < 2; ++l)
                             largest = std::max(largest, in.at(c, 2 * z + i, 2 * y + j, 2 * x + l));
                       return largest;
                     });
}

Volume shortcut(const Volume& in, const Weights& w, const Block& b, const std::string& kind) {
  if (!b.reshapes) return in;
  const Step step{1, b.stride, 0, 1};
  if (kind == "B")
    return convolve_and_norm(in, w, b.name + ".downsample.0", b.name + ".downsample.1", step);
  return every_voxel(b.out, size_after(in.size, step), [&](int c, int z, int y, int x) {
    return c < in.channels ? in.at(c, z * b.stride, y * b.stride, x * b.stride) : 0.0;
  });
}

void pool_into(std::vector<double>& all, const Volume& v, bool largest) {
  const std::size_t each = v.values.size() / v.channels;
  std::vector<double> out(v.channels, 0.0);  // what is pooled is never negative
  for (std::size_t i = 0; i < v.values.size(); ++i) {
    double& o = out[i / each];
    o = largest ? std::max(o, v.values[i]) : o + v.values[i] / each;
  }
  all.insert(all.end(), out.begin(), out.end());
}

// Mean and largest of layer 4, mean of layer 3.
std::vector<double> plain_vector(const Architecture& a, const Weights& w, Volume v) {
  v = pooled(relu(convolve_and_norm(v, w, "conv1", "bn1", {7, 2, 3, 1})));
  Volume third;
  for (const auto& b : blocks(a)) {
    const int d = b.dilation;
    const Volume way = shortcut(v, w, b, a.shortcut);
    for (std::size_t k = 0; k < b.convolutions.size(); ++k) {
      const std::string n = std::to_string(k + 1);
      const bool wide = b.convolutions.size() == 2 || k == 1;
      const int stride = k == (b.convolutions.size() == 2 ? 0 : 1) ? b.stride : 1;
      v = convolve_and_norm(v, w, b.name + ".conv" + n, b.name + ".bn" + n,
                            wide ? Step{3, stride, d, d} : Step{1, 1, 0, 1});
      if (k + 1 < b.convolutions.size()) v = relu(v);
    }
    for (std::size_t i = 0; i < v.values.size(); ++i) v.values[i] += way.values[i];
    v = relu(v);
    if (b.layer == 3) third = v;
  }
  std::vector<double> all;
  pool_into(all, v, false);
  pool_into(all, v, true);
  pool_into(all, third, false);
  return all;
}

std::vector<float> noise(const Size& size, std::uint64_t seed, int channels = 1) {
  std::vector<float> values(static_cast<std::size_t>(channels) * size[0] * size[1] * size[2]);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(2 * made_number(seed, i));
  return values;
}

void expect_same(const Architecture& a, const Size& size) {
  const Weights weights = made_weights(a, 5);
  const auto input = noise(size, 9, a.channels);
  const auto found = Network(a, weights, all_poolings()).vector(input, size);
  const auto expected = plain_vector(a, weights, {a.channels, size, {input.begin(), input.end()}});
  ASSERT_EQ(found.size(), expected.size());
  double largest = 0, error = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    largest = std::max(largest, std::abs(expected[i]));
    error = std::max(error, std::abs(expected[i] - found[i]));
  }
  EXPECT_LT(error / largest, 3e-6) << a.name() << " " << a.layout << a.shortcut << " width "
                                   << a.width << " " << size[0] << "x" << size[1] << "x" << size[2];
}

TEST(DeepNetwork, EqualsAPlainConvolutionForEveryLayoutAndShortcut) {
  for (const char* layout : {"dilated", "strided"})
    for (const char* kind : {"A", "B"})
      for (const Size size : {Size{9, 16, 12}, Size{16, 16, 16}, Size{1, 2, 3}})
        expect_same({.layout = layout, .shortcut = kind, .width = 4}, size);
}

TEST(DeepNetwork, EqualsAPlainConvolutionAtOtherDepthsAndOddWidths) {
  expect_same({.depth = 10, .shortcut = "B", .width = 3}, {12, 9, 11});
  expect_same({.depth = 34, .shortcut = "A", .width = 2}, {9, 9, 9});
  expect_same({.depth = 10, .layout = "strided", .shortcut = "B", .width = 8}, {9, 20, 13});
}

TEST(DeepNetwork, EqualsAPlainConvolutionWithBottlenecks) {
  for (const char* layout : {"dilated", "strided"})
    for (const char* kind : {"A", "B"})
      expect_same({.depth = 50, .layout = layout, .shortcut = kind, .width = 2}, {9, 16, 11});
}

TEST(DeepNetwork, EqualsAPlainConvolutionOfThreeChannels) {
  expect_same({.depth = 10, .shortcut = "B", .width = 3, .channels = 3}, {9, 11, 14});
  expect_same({.depth = 18, .layout = "strided", .width = 4, .channels = 3}, {16, 9, 10});
}

TEST(DeepNetwork, RepeatsOneChannelForANetworkOfThree) {
  const Architecture a{.depth = 10, .width = 2, .channels = 3};
  const Network network(a, made_weights(a, 1));
  const Size size{9, 10, 11};
  const auto one = noise(size, 4);
  std::vector<float> three;
  for (int c = 0; c < 3; ++c) three.insert(three.end(), one.begin(), one.end());
  EXPECT_EQ(network.vector(one, size), network.vector(three, size));
}

TEST(DeepNetwork, GivesTheSameColumnsForAnyChoiceOfPooling) {
  const Architecture a{.depth = 10, .width = 2};
  const Weights weights = made_weights(a, 1);
  const Size size{9, 10, 11};
  const auto input = noise(size, 4);
  const auto all = Network(a, weights, all_poolings()).vector(input, size);
  ASSERT_EQ(all.size(), 16u + 16u + 8u);
  const auto mean = Network(a, weights).vector(input, size);
  EXPECT_EQ(mean, std::vector<double>(all.begin(), all.begin() + 16));
  const Network rest(a, weights, {DeepPooling::layer3, DeepPooling::max});
  EXPECT_EQ(rest.vector(input, size), std::vector<double>(all.begin() + 16, all.end()));
  EXPECT_EQ(rest.names().front(), "resnet10_max_0");
  EXPECT_EQ(rest.names().back(), "resnet10_layer3_7");
}

TEST(DeepNetwork, RefusesPoolingsThatDoNotExist) {
  EXPECT_THROW(parse_poolings({"median"}), Error);
  EXPECT_THROW(parse_poolings({"mean", "mean"}), Error);
  EXPECT_THROW(parse_poolings({}), Error);
  EXPECT_EQ(parse_poolings({"layer3", "mean"}),
            (DeepPoolings{DeepPooling::mean, DeepPooling::layer3}));
}

TEST(DeepNetwork, EqualsAPlainConvolutionWhenDilatedRowsAreLong) {
  expect_same({.depth = 10, .shortcut = "B", .width = 2}, {9, 12, 76});
}

TEST(DeepNetwork, GivesTheSameBitsOnAnyNumberOfThreads) {
  const Architecture a{.width = 8};
  const Network network(a, made_weights(a, 1));
  const Size size{17, 20, 16};
  std::vector<std::vector<float>> inputs;
  std::vector<std::vector<double>> one, several(6);
  for (std::uint64_t i = 0; i < several.size(); ++i) {
    inputs.push_back(noise(size, i));
    one.push_back(network.vector(inputs.back(), size));
  }
  parallel_for(several.size(), 3,
               [&](std::size_t i) { several[i] = network.vector(inputs[i], size); });
  EXPECT_EQ(one, several);
}

TEST(DeepNetwork, MayBeAskedForSeveralSizesAtOnce) {
  const Architecture a{.layout = "strided", .width = 4};
  const Network network(a, made_weights(a, 1));
  const Size small{9, 9, 9}, large{12, 9, 14};
  const auto first = network.vector(noise(small, 1), small),
             second = network.vector(noise(large, 1), large);
  std::vector<std::vector<double>> found(4);
  parallel_for(4, 2, [&](std::size_t i) {
    const Size& size = i % 2 ? large : small;
    found[i] = network.vector(noise(size, 1), size);
  });
  EXPECT_EQ(found, (std::vector<std::vector<double>>{first, second, first, second}));
}

TEST(DeepNetwork, RefusesAnInputOfTheWrongLength) {
  const Architecture a{.depth = 10, .width = 2};
  const Network network(a, made_weights(a, 1));
  EXPECT_THROW(network.vector(std::vector<float>(7), {2, 2, 2}), Error);
}

TEST(DeepNetwork, RefusesArchitecturesThatDoNotExist) {
  EXPECT_THROW(check_architecture({.depth = 20}), Error);
  EXPECT_THROW(check_architecture({.channels = 2}), Error);
  EXPECT_THROW(check_architecture({.layout = "dilatd"}), Error);
  EXPECT_THROW(check_architecture({.shortcut = "C"}), Error);
  EXPECT_THROW(check_architecture({.width = 0}), Error);
}

}  // namespace
}  // namespace dlrr
