#include <cmath>

#include "base/error.h"
#include "feature/deep/weights.h"
#include "port/digest.h"

namespace dlrr {

namespace {

// Batch-norm parts and convolutions have their own ranges.
double made_element(const std::string& name, const std::vector<int>& shape, double u) {
  if (shape.size() == 5)
    return u * std::sqrt(6.0 / (static_cast<double>(shape[1]) * shape[2] * shape[3] * shape[4]));
  if (name.ends_with("running_var")) return 1 + 0.5 * u;
  if (name.ends_with("weight")) return 1 + 0.25 * u;
  return 0.1 * u;
}

std::size_t element_count(const std::vector<int>& shape) {
  std::size_t count = 1;
  for (const int n : shape) count *= static_cast<std::size_t>(n);
  return count;
}

// Before anything is made: a network that no file of ours could hold.
void check_size(const Architecture& architecture) {
  std::uint64_t count = 0;
  for (const auto& [name, shape] : tensor_shapes(architecture)) count += element_count(shape);
  if (count > most_weights_bytes / 4)
    throw Error(architecture.name() + " of width " + std::to_string(architecture.width) +
                " would have " + std::to_string(count) +
                " numbers, more than 2 GiB; expected a smaller width");
}

}  // namespace

double made_number(std::uint64_t seed, std::uint64_t i) {
  std::uint64_t z = ((seed << 32) + i + 1) * 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1.0p-52 - 1.0;
}

Weights made_weights(const Architecture& architecture, std::uint64_t seed) {
  check_size(architecture);
  Weights weights;
  weights.origin = "untrained weights (seed " + std::to_string(seed) + ")";
  weights.untrained = true;
  std::uint64_t k = 0;
  for (auto& [name, shape] : tensor_shapes(architecture)) {
    Tensor tensor{name, shape, {}};
    tensor.values.resize(element_count(shape));
    for (std::size_t i = 0; i < tensor.values.size(); ++i)
      tensor.values[i] =
          static_cast<float>(made_element(name, shape, made_number(seed * 1000 + k, i)));
    weights.tensors.push_back(std::move(tensor));
    ++k;
  }
  weights.sha256 = sha256(weights_bytes(weights));
  return weights;
}

}  // namespace dlrr
