// Images and masks of the parity runs, by integer arithmetic only, so that tools/pyradiomics-parity
// makes the same voxels in another language (parity/images.csv holds checksums of both).
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "image/image.h"
#include "image/read.h"

namespace dlrr::parity {

// Whole numbers on a grid, x fastest.
struct Field {
  Index3 size;
  std::vector<std::int64_t> values;
};

template <class Function>
Field make_field(const Index3& size, Function value_at) {
  Field out{size, {}};
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x) out.values.push_back(value_at(x, y, z));
  return out;
}

// 0 .. 255 (splitmix64 of the place).
inline std::int64_t noise(std::uint64_t seed, int x, int y, int z) {
  std::uint64_t h = seed * 0x9E3779B97F4A7C15ull + static_cast<std::uint64_t>(x) +
                    static_cast<std::uint64_t>(y) * 1000 + static_cast<std::uint64_t>(z) * 1000000;
  h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ull;
  h = (h ^ (h >> 27)) * 0x94D049BB133111EBull;
  return static_cast<std::int64_t>((h ^ (h >> 31)) >> 56);
}

// Sum of the noise of the 27 neighbours, borders wrap.
inline std::int64_t smooth(std::uint64_t seed, int x, int y, int z, const Index3& size) {
  std::int64_t sum = 0;
  for (int c = -1; c <= 1; ++c)
    for (int b = -1; b <= 1; ++b)
      for (int a = -1; a <= 1; ++a)
        sum += noise(seed, (x + a + size[0]) % size[0], (y + b + size[1]) % size[1],
                     (z + c + size[2]) % size[2]);
  return sum;
}

// Squared distance to the centre of the grid, 4096 where one axis ends.
inline std::int64_t radius(int x, int y, int z, const Index3& size) {
  const auto part = [](std::int64_t v, std::int64_t n) {
    return (2 * v - n + 1) * (2 * v - n + 1) * 4096 / (n * n);
  };
  return part(x, size[0]) + part(y, size[1]) + part(z, size[2]);
}

// A ball with a rough edge.
inline bool in_blob(int x, int y, int z, const Index3& size) {
  return radius(x, y, z, size) < 900 + 3 * noise(6, x, y, z);
}

// Labels of a mask on a grid of `size`; 0 outside.
inline Field mask_field(const std::string& name, const Index3& size) {
  return make_field(size, [&](int x, int y, int z) -> std::int64_t {
    const bool blob = in_blob(x, y, z, size);
    if (name == "blob") return blob;
    if (name == "scattered") return radius(x, y, z, size) < 3000 && noise(7, x, y, z) > 170;
    if (name == "labels") return blob ? (x < size[0] / 2 ? 1 : 3) : 0;
    if (name == "edge") return x < 9 && y < 8 && z > size[2] - 7 && noise(8, x, y, z) > 20;
    if (name == "slice_z") return blob && z == size[2] / 2;
    if (name == "slice_y") return blob && y == size[1] / 2;
    if (name == "slice_x") return blob && x == size[0] / 2;
    throw std::runtime_error("no mask " + name);
  });
}

inline Field image_field(const std::string& name) {
  if (name == "ct" || name == "flat") {
    const Index3 size{24, 20, 14};
    return make_field(size, [&](int x, int y, int z) -> std::int64_t {
      if (name == "flat" && in_blob(x, y, z, size)) return 40;
      return (smooth(1, x, y, z, size) * 60 >> 8) + (noise(2, x, y, z) >> 3) + 4 * x +
             3 * (20 - y) - 860;
    });
  }
  if (name == "mr") {
    const Index3 size{25, 21, 13};
    return make_field(size, [&](int x, int y, int z) {
      return (smooth(3, x, y, z, size) >> 3) + (noise(4, x, y, z) >> 4);
    });
  }
  if (name != "pet") throw std::runtime_error("no image " + name);
  const Index3 size{18, 22, 12};
  return make_field(size, [&](int x, int y, int z) {
    return (smooth(5, x, y, z, size) >> 2) + 1400 - radius(x, y, z, size) / 8;
  });
}

inline Image make_image(const std::string& name) {
  const Field field = image_field(name);
  Image out;
  if (name == "mr") {
    out.geometry = {field.size, {1.1, 1.1, 1.6}, {40, 55, -10}, {-1, 0, 0, 0, -1, 0, 0, 0, 1}};
    out.type = PixelType::uint16;
  } else if (name == "pet") {
    out.geometry = {field.size, {2, 2, 3}, {5.5, -8, 100}, {0.8, 0.6, 0, -0.6, 0.8, 0, 0, 0, 1}};
    out.type = PixelType::float32;
  } else {
    out.geometry = {field.size, {0.8, 0.9, 2.5}, {-12.5, 7.25, -30}};
    out.type = PixelType::int16;
  }
  for (const std::int64_t value : field.values)
    out.voxels.push_back(name == "pet" ? static_cast<float>(static_cast<double>(value) * 0.037)
                                       : static_cast<double>(value));
  return out;
}

// "other" is a ball on a coarser grid that begins inside the image.
inline LabelImage make_labels(const std::string& name, const Geometry& image) {
  LabelImage out{name, image, {}};
  if (name == "other") {
    out.geometry.size = {10, 8, 6};
    out.geometry.origin = image.position({2.3, 3.2, 3.1});
    out.geometry.spacing = {1.9 * image.spacing[0], 1.4 * image.spacing[1], image.spacing[2]};
  }
  for (const auto value : mask_field(name == "other" ? "blob" : name, out.geometry.size).values)
    out.voxels.push_back(static_cast<std::int32_t>(value));
  return out;
}

inline Mask make_mask(const std::string& name, const Geometry& image, int label) {
  return mask_of(make_labels(name, image), label);
}

// FNV-1a over the values as 32-bit words.
inline std::uint64_t checksum(const Field& field) {
  std::uint64_t total = 14695981039346656037ull;
  for (const std::int64_t value : field.values)
    total = (total ^ (static_cast<std::uint64_t>(value) & 0xFFFFFFFFull)) * 1099511628211ull;
  return total;
}

}  // namespace dlrr::parity
