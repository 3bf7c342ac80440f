#include "feature/radiomic/diagnostics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>

#include "feature/radiomic/count/zones.h"
#include "feature/radiomic/settings/python_text.h"
#include "port/digest.h"

namespace dlrr {
namespace {

const std::string prefix = "diagnostics_";

std::string tuple(const std::vector<double>& values) {
  std::string out;
  for (const double v : values) out += (out.empty() ? "(" : ", ") + python_number(v);
  return out + ")";
}

std::string tuple(const std::vector<int>& values) {
  std::string out;
  for (const int v : values) out += (out.empty() ? "(" : ", ") + std::to_string(v);
  return out + ")";
}

std::string tuple(const Vector3& v) { return tuple(std::vector<double>{v[0], v[1], v[2]}); }
std::string tuple(const Index3& v) { return tuple(std::vector<int>{v[0], v[1], v[2]}); }

// The voxels as the file's own number type lays them out in memory.
template <class T>
std::string raw_bytes(const Voxels& voxels) {
  std::string bytes(voxels.size() * sizeof(T), '\0');
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    const T value = static_cast<T>(voxels[i]);
    std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
  }
  return bytes;
}

std::string voxel_bytes(const Image& image) {
  switch (image.type) {
    case PixelType::int8: return raw_bytes<std::int8_t>(image.voxels);
    case PixelType::uint8: return raw_bytes<std::uint8_t>(image.voxels);
    case PixelType::int16: return raw_bytes<std::int16_t>(image.voxels);
    case PixelType::uint16: return raw_bytes<std::uint16_t>(image.voxels);
    case PixelType::int32: return raw_bytes<std::int32_t>(image.voxels);
    case PixelType::uint32: return raw_bytes<std::uint32_t>(image.voxels);
    case PixelType::int64: return raw_bytes<std::int64_t>(image.voxels);
    case PixelType::uint64: return raw_bytes<std::uint64_t>(image.voxels);
    case PixelType::float32: return raw_bytes<float>(image.voxels);
    case PixelType::float64: break;
  }
  return raw_bytes<double>(image.voxels);
}

std::string label_hash(const LabelImage& labels) {
  return sha1({reinterpret_cast<const char*>(labels.voxels.data()),
               labels.voxels.size() * sizeof(std::int32_t)});
}

// Mean, minimum and maximum of the voxels that `take` names.
template <class Take>
void add_intensities(const Image& image, const std::string& key, Take take, Diagnostics& out) {
  // Eight running sums: one alone waits on its own addition.
  std::array<double, 8> part{};
  double low = INFINITY, high = -INFINITY;
  std::size_t n = 0;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    if (!take(i)) continue;
    part[i % 8] += image.voxels[i];
    low = std::min(low, image.voxels[i]);
    high = std::max(high, image.voxels[i]);
    ++n;
  }
  const double sum = std::accumulate(part.begin(), part.end(), 0.0);
  out.push_back({key + "_Mean", python_number(sum / static_cast<double>(n))});
  out.push_back({key + "_Minimum", python_number(low)});
  out.push_back({key + "_Maximum", python_number(high)});
}

void add_image(const Image& image, const std::string& key, Diagnostics& out) {
  out.push_back({key + "_Spacing", tuple(image.geometry.spacing)});
  out.push_back({key + "_Size", tuple(image.geometry.size)});
  add_intensities(
      image, key, [](std::size_t) { return true; }, out);
}

// 26-connected parts: zones of a region that has one level.
int connected_parts(const Mask& mask) {
  TextureSettings one_level;
  one_level.bin_count = 1;
  const Image flat{mask.geometry, PixelType::uint8, Voxels(mask.voxels.size(), 0.0)};
  const auto zones = count_zones(make_roi(flat, mask, one_level));
  return zones ? static_cast<int>(zones->total) : 1;
}

Vector3 mean_index(const Mask& mask) {
  double x = 0, y = 0, z = 0, n = 0;
  const Index3& size = mask.geometry.size;
  const std::uint8_t* at = mask.voxels.data();
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i)
        if (*at++) {
          x += i;
          y += j;
          z += k;
          n += 1;
        }
  return {x / n, y / n, z / n};
}

void add_mask(const Mask& mask, const std::string& key, Diagnostics& out) {
  const Box box = bounding_box(mask);
  const Index3 size = box.size();
  const Vector3 centre = mean_index(mask);
  out.push_back({key + "_Spacing", tuple(mask.geometry.spacing)});
  out.push_back({key + "_Size", tuple(mask.geometry.size)});
  out.push_back({key + "_BoundingBox", tuple(std::vector<int>{box.low[0], box.low[1], box.low[2],
                                                              size[0], size[1], size[2]})});
  out.push_back({key + "_VoxelNum", std::to_string(count_voxels(mask))});
  out.push_back({key + "_VolumeNum", std::to_string(connected_parts(crop(mask, box)))});
  out.push_back({key + "_CenterOfMassIndex", tuple(centre)});
  out.push_back({key + "_CenterOfMass", tuple(mask.geometry.position(centre))});
}

}  // namespace

Diagnostics source_image_diagnostics(const Image& image) {
  Diagnostics out;
  const std::string key = prefix + "Image-original";
  out.push_back({key + "_Hash", sha1(voxel_bytes(image))});
  out.push_back({key + "_Dimensionality", "3D"});
  add_image(image, key, out);
  return out;
}

Diagnostics source_diagnostics(const Diagnostics& image, const LabelImage& labels, const Mask& mask,
                               int label, const RadiomicSettings& settings) {
  Diagnostics out;
  // The columns exist for programs that read them; there is no Python below our numbers.
  out.push_back({prefix + "Versions_PyRadiomics", "dlrr (values of PyRadiomics v3.1.0)"});
  for (const char* name : {"Numpy", "SimpleITK", "PyWavelet", "Python"})
    out.push_back({prefix + "Versions_" + name, "none"});
  out.push_back({prefix + "Configuration_Settings", python_settings(settings, label)});
  out.push_back({prefix + "Configuration_EnabledImageTypes", settings.written_images});
  out.insert(out.end(), image.begin(), image.end());
  const std::string key = prefix + "Mask-original";
  out.push_back({key + "_Hash", label_hash(labels)});
  add_mask(mask, key, out);
  return out;
}

Diagnostics image_diagnostics(const Image& image, const std::string& stage) {
  Diagnostics out;
  add_image(image, prefix + "Image-" + stage, out);
  return out;
}

Diagnostics mask_diagnostics(const Image& image, const Mask& mask, const std::string& stage) {
  Diagnostics out;
  const std::string key = prefix + "Mask-" + stage;
  add_mask(mask, key, out);
  add_intensities(
      image, key, [&](std::size_t i) { return mask.voxels[i] != 0; }, out);
  return out;
}

}  // namespace dlrr
