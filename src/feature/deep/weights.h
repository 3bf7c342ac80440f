// Weights of a 3-D residual network as named tensors: read from .safetensors or torch.save files
// (tensor_file.h), written as .safetensors, or made from a seed. Made weights are untrained: they
// carry no medical meaning and every output says so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "feature/deep/architecture.h"

namespace dlrr {

struct Tensor {
  std::string name;
  std::vector<int> shape;
  std::vector<float> values;  // last axis fastest
};

struct Weights {
  std::vector<Tensor> tensors;
  std::string origin;  // file, or "untrained weights (seed 1)"
  std::string sha256;  // of the file's bytes (of the file it would be, for made weights)
  std::string format;  // "safetensors", "torch zip", "torch legacy"; empty when made
  std::vector<std::string> left_out;  // names in the file that a feature network does not need
  bool untrained = false;             // made from a seed, in this process or by `dlrr weights make`

  const Tensor* find(std::string_view name) const;
};

// F32 tensors as they are, F64/F16/BF16 rounded or widened to F32. The prefix "module." is dropped;
// the heads `conv_seg.*` and `fc.*` and `num_batches_tracked` are left out. A broken file is an
// Error that names the place.
constexpr std::uint64_t most_weights_bytes = std::uint64_t{2} << 30;
Weights read_weights(const std::filesystem::path& path);
// `bytes` as read from `source`.
Weights parse_weights(std::string_view bytes, const std::string& source);
std::string weights_bytes(const Weights& weights);

// The generator of ../shared/data/deep: He-uniform convolutions, batch norms near identity.
Weights made_weights(const Architecture& architecture, std::uint64_t seed);
// Number i of stream `seed`, in [-1, 1).
double made_number(std::uint64_t seed, std::uint64_t i);

// Throws one Error that lists every missing, superfluous and wrongly shaped tensor.
void check_weights(const Weights& weights, const Architecture& architecture);
// Depth, width and shortcut as the tensors show them; the layout cannot be seen and is taken as
// given.
Architecture architecture_of(const Weights& weights, const std::string& layout);

}  // namespace dlrr
