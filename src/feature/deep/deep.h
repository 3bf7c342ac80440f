// Deep features of one region of one scan: crop (patch.h) through a 3-D ResNet (network.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "feature/deep/network.h"
#include "feature/deep/patch.h"

namespace dlrr {

struct DeepResult {
  std::vector<double> values;      // network.features() of them; NaN when there is a gap
  std::optional<std::string> gap;  // why there are no values
  std::string spacing;             // mm between the crop's voxels: "1", "0.9x0.9x3"
  double outside = 0;              // share of the crop beyond the scan
};

// `organ` may be null; it is for crops laid around the organ.
DeepResult deep_features(const Network& network, const Image& image, const Mask& region,
                         const DeepSettings& settings, const Mask* organ = nullptr);
// The vector of a crop that has been made already.
std::vector<double> patch_vector(const Network& network, const Patch& patch);
// Throws when the crop has more channels than the network reads, or fewer.
void check_channels(const Network& network, const DeepSettings& settings);
// The values alone; throws an Error with the gap's words when there are none.
std::vector<double> deep_vector(const Network& network, const Image& image, const Mask& region,
                                const DeepSettings& settings);

// "resnet18_0" .. "resnet18_511"
std::vector<std::string> deep_names(const Architecture& architecture);
std::vector<std::string> deep_names(const Network& network);

// What a network is made from: a file (then depth, width and shortcut are what the file holds and
// only the layout of `architecture` counts), or a seed when `file` is empty.
struct NetworkSource {
  std::filesystem::path file;
  std::uint64_t seed = 1;
  Architecture architecture;
  DeepPoolings pooling = {DeepPooling::mean};
  DeepPrecision precision = DeepPrecision::f32;
};
std::shared_ptr<const Network> open_network(const NetworkSource& source);

}  // namespace dlrr
