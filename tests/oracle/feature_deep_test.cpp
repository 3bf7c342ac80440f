// Feature vectors of PyTorch in double precision (../shared/data/deep): ours must lie within 1e-5
// of each vector's largest value.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <iostream>

#include "base/file.h"
#include "feature/deep/network.h"
#include "feature/deep/npy.h"
#include "port/json_text.h"

namespace dlrr {
namespace {

const std::filesystem::path folder = std::filesystem::path(DLRR_SHARED_DIR) / "data/deep";

double relative_error(const std::vector<double>& found, const std::vector<double>& expected) {
  double largest = 0, error = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::abs(expected[i]));
    error = std::max(error, std::abs(found.at(i) - expected[i]));
  }
  return error / largest;
}

std::array<int, 3> size_of(const Json& shape) {
  std::array<int, 3> size;
  for (int a = 0; a < 3; ++a) size[a] = static_cast<int>(shape.as_array().at(a).as_integer());
  return size;
}

Json index_or_skip() {
  if (!std::filesystem::exists(folder / "index.json")) return Json();
  return parse_json(read_file(folder / "index.json"), "index.json");
}

// Returns whether there was a file of this format.
bool narrow_networks_agree(const Json& index, const std::string& extension) {
  bool any = false;
  for (const auto& c : index.at("narrow").as_array()) {
    const std::string name = c.at("case").as_string() + extension;
    const auto file = folder / (c.at("weights").as_string() + extension);
    if (!std::filesystem::exists(file)) continue;
    any = true;
    const auto weights = read_weights(file);
    const auto architecture = architecture_of(weights, c.at("layout").as_string());
    EXPECT_EQ(architecture.shortcut, c.at("shortcut").as_string());
    const Network network(architecture, weights);
    const auto stem = folder / c.at("case").as_string();
    const auto input = read_npy(stem.string() + "_input.npy");
    const std::vector<float> voxels(input.values.begin(), input.values.end());
    const auto expected = read_npy(stem.string() + "_features.npy").values;
    const double error =
        relative_error(network.vector(voxels, size_of(c.at("input_shape_dhw"))), expected);
    std::cout << name << " " << error << "\n";
    EXPECT_LT(error, 1e-5) << name << "\n" << network.describe(size_of(c.at("input_shape_dhw")));
  }
  return any;
}

TEST(DeepOracle, EveryNarrowNetworkGivesPyTorchsVectorFromEveryFileFormat) {
  const Json index = index_or_skip();
  if (index.is_null()) GTEST_SKIP() << "skipped: ../shared not there";
  EXPECT_TRUE(narrow_networks_agree(index, ".safetensors"));
  EXPECT_TRUE(narrow_networks_agree(index, ".pth"));
}

TEST(DeepOracle, FullWidthNetworksFromTheGeneratorGivePyTorchsVector) {
  const Json index = index_or_skip();
  if (index.is_null()) GTEST_SKIP() << "skipped: ../shared not there";
  for (const auto& c : index.at("full").as_array()) {
    const std::string name = c.at("case").as_string();
    Architecture architecture;
    architecture.layout = c.at("layout").as_string();
    architecture.shortcut = c.at("shortcut").as_string();
    architecture.width = static_cast<int>(c.at("width").as_integer());
    const auto size = size_of(c.at("input_shape_dhw"));
    const Network network(architecture, made_weights(architecture, c.at("seed").as_integer()));
    std::vector<float> input(static_cast<std::size_t>(size[0]) * size[1] * size[2]);
    for (std::size_t i = 0; i < input.size(); ++i)
      input[i] = static_cast<float>(made_number(c.at("input_seed").as_integer(), i) * 2);
    const auto expected = read_npy(folder / (name + "_features.npy")).values;
    ASSERT_EQ(expected.size(), 512u);
    const double error = relative_error(network.vector(input, size), expected);
    std::cout << name << " " << error << "\n";
    EXPECT_LT(error, 1e-5) << name << "\n" << network.describe(size);
  }
}

}  // namespace
}  // namespace dlrr
