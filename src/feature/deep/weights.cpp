#include "feature/deep/weights.h"

#include <cmath>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "feature/deep/tensor_file.h"

namespace dlrr {

const Tensor* Weights::find(std::string_view name) const {
  for (const auto& tensor : tensors)
    if (tensor.name == name) return &tensor;
  return nullptr;
}

Weights parse_weights(std::string_view bytes, const std::string& source) {
  return is_torch_file(bytes) ? parse_torch_file(bytes, source) : parse_safetensors(bytes, source);
}

Weights read_weights(const std::filesystem::path& path) {
  std::error_code none;
  if (const auto size = std::filesystem::file_size(path, none); !none && size > most_weights_bytes)
    throw Error(path.filename().string() + ": a file of " + std::to_string(size) +
                " bytes found, at most 2 GiB of weights expected");
  return parse_weights(read_file(path), path.filename().string());
}

std::string weights_bytes(const Weights& weights) { return safetensors_bytes(weights); }

void check_weights(const Weights& weights, const Architecture& architecture) {
  std::vector<std::string> problems;
  std::set<std::string> known;
  for (const auto& [name, shape] : tensor_shapes(architecture)) {
    known.insert(name);
    const Tensor* tensor = weights.find(name);
    if (!tensor) {
      problems.push_back(name + " is missing");
    } else if (tensor->shape != shape) {
      problems.push_back(name + " has shape " + shape_text(tensor->shape) + ", expected " +
                         shape_text(shape));
    } else {
      for (const float v : tensor->values)
        if (!std::isfinite(v)) {
          problems.push_back(name + " holds values that are not finite");
          break;
        }
    }
  }
  for (const auto& tensor : weights.tensors)
    if (!known.contains(tensor.name))
      problems.push_back(tensor.name + " is no part of " + architecture.name());
  if (problems.empty()) return;
  throw Error(weights.origin + " does not fit " + architecture.name() + ", shortcut " +
              architecture.shortcut + ", width " + std::to_string(architecture.width) + ":\n  " +
              join(problems, "\n  "));
}

// The depth whose names agree best with the tensors'.
int depth_shown(const Weights& weights) {
  std::set<std::string_view> present;
  for (const auto& tensor : weights.tensors) present.insert(tensor.name);
  int best = 0;
  std::ptrdiff_t least = 0;
  for (const int depth : depths()) {
    std::ptrdiff_t found = 0, names = 0;
    for (const auto& c : convolutions({.depth = depth})) {
      ++names;
      found += present.contains(c.name + ".weight");
    }
    std::ptrdiff_t other = 0;  // convolutions that this depth does not have
    for (const auto& name : present) other += name.find(".conv") != name.npos;
    const auto disagreement = (names - found) + (other - found);
    if (best == 0 || disagreement < least) best = depth, least = disagreement;
  }
  return best;
}

Architecture architecture_of(const Weights& weights, const std::string& layout) {
  Architecture found;
  found.layout = layout;
  const Tensor* stem = weights.find("conv1.weight");
  if (!stem || stem->shape.empty())
    throw Error(weights.origin +
                ": tensor conv1.weight is missing; a 3-D ResNet of basic blocks expected "
                "(first names found: " +
                (weights.tensors.empty() ? "none" : weights.tensors.front().name) + ")");
  found.width = stem->shape[0];
  if (stem->shape.size() > 1) found.channels = stem->shape[1];
  found.shortcut = weights.find("layer2.0.downsample.0.weight") ? "B" : "A";
  found.depth = depth_shown(weights);
  check_architecture(found);
  return found;
}

}  // namespace dlrr
