#include "feature/deep/deep.h"

#include <limits>

#include "base/error.h"

namespace dlrr {

DeepResult deep_features(const Network& network, const Image& image, const Mask& region,
                         const DeepSettings& settings, const Mask* organ) {
  check_channels(network, settings);
  const Patch patch = make_patch(image, region, settings, organ);
  DeepResult result{{}, patch.gap, patch.spacing_text(), patch.outside};
  if (patch.gap) {
    result.values.assign(network.features(), std::numeric_limits<double>::quiet_NaN());
  } else {
    result.values = patch_vector(network, patch);
  }
  return result;
}

std::vector<double> patch_vector(const Network& network, const Patch& patch) {
  if (patch.channels == 1) return network.vector(patch.voxels, patch.size);
  // Image, mask, image once more.
  std::vector<float> input = patch.voxels;
  input.insert(input.end(), patch.voxels.begin(),
               patch.voxels.begin() + static_cast<std::ptrdiff_t>(patch.inside.size()));
  return network.vector(input, patch.size);
}

void check_channels(const Network& network, const DeepSettings& settings) {
  const int channels = network.architecture().channels;
  if (settings.mask == DeepSettings::MaskUse::channel && channels != 3)
    throw Error("deep: mask: channel needs a network with 3 input channels, this one has " +
                std::to_string(channels) + "; choose multiply or crop");
}

std::vector<double> deep_vector(const Network& network, const Image& image, const Mask& region,
                                const DeepSettings& settings) {
  auto result = deep_features(network, image, region, settings);
  if (result.gap) throw Error("no deep features: " + *result.gap);
  return std::move(result.values);
}

std::vector<std::string> deep_names(const Architecture& architecture) {
  std::vector<std::string> names;
  for (int i = 0; i < architecture.features(); ++i)
    names.push_back(architecture.name() + "_" + std::to_string(i));
  return names;
}

std::vector<std::string> deep_names(const Network& network) { return network.names(); }

std::shared_ptr<const Network> open_network(const NetworkSource& source) {
  check_architecture(source.architecture);
  if (source.file.empty())
    return std::make_shared<const Network>(source.architecture,
                                           made_weights(source.architecture, source.seed),
                                           source.pooling, source.precision);
  const Weights weights = read_weights(source.file);
  return std::make_shared<const Network>(architecture_of(weights, source.architecture.layout),
                                         weights, source.pooling, source.precision);
}

}  // namespace dlrr
