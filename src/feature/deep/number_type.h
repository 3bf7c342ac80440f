// The number formats of tensor files, little-endian, each as one row: its name in every format and
// how one element becomes a float.
#pragma once

#include <cstddef>
#include <string_view>

namespace dlrr {

struct NumberType {
  std::string_view safetensors, storage;               // "F32", "torch.FloatStorage"
  std::size_t bytes;                                   // of one element
  float (*element)(const char* bytes, std::size_t i);  // nullptr: integers, of no use as weights
};

// nullptr when there is no such type.
const NumberType* find_number_type(std::string_view name);

}  // namespace dlrr
