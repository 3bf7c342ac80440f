// The two families of weights files, from bytes to named tensors: .safetensors (an 8-byte length, a
// JSON header, raw little-endian numbers: https://github.com/huggingface/safetensors) and
// torch.save (a zip archive since 1.6, a row of pickles before: torch/serialization.py). Names lose
// the prefix "module."; what a feature network does not need is listed, not read. A broken file is
// an Error that names the place; memory stays a small multiple of the file.
#pragma once

#include <string>
#include <string_view>

#include "feature/deep/weights.h"

namespace dlrr {

// The name without "module.".
std::string plain_name(const std::string& key);
// Parts of the file that are no part of the feature network: heads and counters.
bool is_left_out(const std::string& key);
std::string shape_text(const std::vector<int>& shape);

bool is_torch_file(std::string_view bytes);
Weights parse_safetensors(std::string_view bytes, const std::string& source);
Weights parse_torch_file(std::string_view bytes, const std::string& source);
std::string safetensors_bytes(const Weights& weights);

// Adds tensors to `weights` under their plain names; refuses a name that comes twice and more
// numbers than `most_numbers` altogether.
class TensorList {
 public:
  TensorList(Weights& weights, std::size_t most_numbers) : weights_(weights), left_(most_numbers) {}
  // Nothing is to be read when false: the tensor was listed as left out.
  bool wants(const std::string& key);
  // Room for the numbers of a wanted tensor; its extents are checked against the budget.
  Tensor& add(const std::string& key, const std::vector<std::int64_t>& shape);

 private:
  Weights& weights_;
  std::size_t left_;
};

}  // namespace dlrr
