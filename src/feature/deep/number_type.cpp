#include "feature/deep/number_type.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace dlrr {

static_assert(std::endian::native == std::endian::little,
              "tensor files hold little-endian numbers");

namespace {

template <class T>
T read_at(const char* bytes, std::size_t i) {
  T value;
  std::memcpy(&value, bytes + i * sizeof(T), sizeof(T));
  return value;
}

float from_f16(std::uint16_t half) {
  const int exponent = (half >> 10) & 31, fraction = half & 1023;
  float value;
  if (exponent == 31) {
    value = fraction ? NAN : INFINITY;
  } else if (exponent == 0) {
    value = std::ldexp(static_cast<float>(fraction), -24);
  } else {
    value = std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  }
  return half & 0x8000 ? -value : value;
}

float element_f32(const char* b, std::size_t i) { return read_at<float>(b, i); }
float element_f64(const char* b, std::size_t i) {
  return static_cast<float>(read_at<double>(b, i));
}
float element_f16(const char* b, std::size_t i) { return from_f16(read_at<std::uint16_t>(b, i)); }
float element_bf16(const char* b, std::size_t i) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(read_at<std::uint16_t>(b, i)) << 16);
}

constexpr NumberType types[] = {{"F32", "torch.FloatStorage", 4, element_f32},
                                {"F64", "torch.DoubleStorage", 8, element_f64},
                                {"F16", "torch.HalfStorage", 2, element_f16},
                                {"BF16", "torch.BFloat16Storage", 2, element_bf16},
                                {"I64", "torch.LongStorage", 8, nullptr},
                                {"I32", "torch.IntStorage", 4, nullptr},
                                {"I16", "torch.ShortStorage", 2, nullptr},
                                {"I8", "torch.CharStorage", 1, nullptr},
                                {"U8", "torch.ByteStorage", 1, nullptr},
                                {"BOOL", "torch.BoolStorage", 1, nullptr}};

}  // namespace

const NumberType* find_number_type(std::string_view name) {
  for (const auto& type : types)
    if (type.safetensors == name || type.storage == name) return &type;
  return nullptr;
}

}  // namespace dlrr
