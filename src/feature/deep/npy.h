// Dense arrays as NumPy's .npy files (format 1.0-3.0, little-endian floats in C order): how
// reference inputs and vectors of a network travel.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dlrr {

struct NpyArray {
  std::vector<int> shape;
  std::vector<double> values;  // last axis fastest
};

NpyArray parse_npy(std::string_view bytes, const std::string& source);
NpyArray read_npy(const std::filesystem::path& path);
std::string npy_bytes(const NpyArray& array);  // as float64

}  // namespace dlrr
