// What is done with weights that could be read: recognised, checked, written and read back.
#pragma once

#include "base/error.h"
#include "feature/deep/tensor_file.h"

namespace dlrr {

template <class Read>
void read_or_refuse(const Read& read) {
  Weights weights;
  try {
    weights = read();
  } catch (const Error&) {
    return;
  }
  for (const auto& tensor : weights.tensors) {
    std::size_t count = 1;
    for (const int n : tensor.shape) count *= static_cast<std::size_t>(n);
    if (count != tensor.values.size()) __builtin_trap();
  }
  try {
    check_weights(weights, architecture_of(weights, "dilated"));
  } catch (const Error&) {
  }
}

}  // namespace dlrr
