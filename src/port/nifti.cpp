#include "port/nifti.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

#include "base/error.h"
#include "base/large_vector.h"

namespace dlrr {

namespace {

static_assert(std::endian::native == std::endian::little,
              "byte order of files is told apart from a little-endian host");

struct Reader {
  std::string_view bytes;
  bool swapped;  // the file was written with the other byte order

  template <class T>
  T at(std::size_t offset) const {
    char raw[sizeof(T)];
    std::memcpy(raw, bytes.data() + offset, sizeof(T));
    if (swapped) std::reverse(raw, raw + sizeof(T));
    T value;
    std::memcpy(&value, raw, sizeof(T));
    return value;
  }
};

template <class T>
void convert(const Reader& reader, std::size_t start, LargeVector<double>& out) {
  if (reader.swapped) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<double>(reader.at<T>(start + i * sizeof(T)));
    return;
  }
  const char* from = reader.bytes.data() + start;
  for (std::size_t i = 0; i < out.size(); ++i, from += sizeof(T)) {
    T value;
    std::memcpy(&value, from, sizeof(T));
    out[i] = static_cast<double>(value);
  }
}

// The number types of the format by their code.
struct Type {
  int code;
  std::size_t bytes;
  void (*convert)(const Reader&, std::size_t, LargeVector<double>&);
};
constexpr Type types[] = {{2, 1, convert<std::uint8_t>},    {4, 2, convert<std::int16_t>},
                          {8, 4, convert<std::int32_t>},    {16, 4, convert<float>},
                          {64, 8, convert<double>},         {256, 1, convert<std::int8_t>},
                          {512, 2, convert<std::uint16_t>}, {768, 4, convert<std::uint32_t>},
                          {1024, 8, convert<std::int64_t>}, {1280, 8, convert<std::uint64_t>}};

constexpr std::size_t header_bytes = 348;
constexpr int float64_code = 64;

Reader make_reader(std::string_view bytes, const std::string& source) {
  if (bytes.size() < header_bytes)
    throw Error(source + ": is cut off inside the NIfTI header (" + std::to_string(bytes.size()) +
                " bytes found); copy or export the file again");
  Reader reader{bytes, false};
  if (reader.at<std::int32_t>(0) == static_cast<std::int32_t>(header_bytes)) return reader;
  reader.swapped = true;
  if (reader.at<std::int32_t>(0) == static_cast<std::int32_t>(header_bytes)) return reader;
  throw Error(source + ": is not a NIfTI-1 file; save it as NIfTI-1 (.nii, .nii.gz) or NRRD");
}

// True when slope and intercept leave the numbers as they are.
bool unscaled(double slope, double& intercept) {
  constexpr double nothing = std::numeric_limits<double>::epsilon();
  if (!std::isfinite(slope) || std::abs(slope) < nothing)
    return true;  // the format's way to say "not scaled"
  if (!std::isfinite(intercept)) intercept = 0;
  return std::abs(slope - 1) < nothing && std::abs(intercept) < nothing;
}

void scale(std::span<double> voxels, double slope, double intercept, bool in_double) {
  if (unscaled(slope, intercept)) return;
  for (double& v : voxels) {
    if (in_double)
      v = v * slope + intercept;
    else
      v = static_cast<float>(static_cast<double>(static_cast<float>(v)) * slope + intercept);
  }
}

// Where the voxels start; an Error when the file does not hold all of them.
std::size_t first_voxel(const Reader& reader, std::size_t bytes_per_voxel, std::size_t count,
                        const std::string& source) {
  const double start = reader.at<float>(108);
  if (!(start >= header_bytes && start < 1e9))
    throw Error(source + ": the NIfTI header is damaged (voxels are said to start at byte " +
                std::to_string(start) + ")");
  const auto first = static_cast<std::size_t>(start);
  if (reader.bytes.size() < first || (reader.bytes.size() - first) / bytes_per_voxel < count)
    throw Error(source + ": is cut off: " + std::to_string(reader.bytes.size()) +
                " bytes found, at least " + std::to_string(first + count * bytes_per_voxel) +
                " expected; copy or export the file again");
  return first;
}

template <class T>
std::vector<std::int32_t> whole_numbers(const Reader& reader, std::size_t count,
                                        const std::string& source) {
  const std::size_t first = first_voxel(reader, sizeof(T), count, source);
  auto out = large_vector<std::int32_t>(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = reader.at<T>(first + i * sizeof(T));
  return out;
}

}  // namespace

LargeVector<double> nifti_voxels(std::string_view bytes, std::size_t count,
                                 const std::string& source) {
  const auto reader = make_reader(bytes, source);
  const int code = reader.at<std::int16_t>(70);
  const auto* type = std::find_if(std::begin(types), std::end(types),
                                  [&](const Type& t) { return t.code == code; });
  if (type == std::end(types))
    throw Error(source + ": voxels of NIfTI type " + std::to_string(code) +
                " are not supported; save whole or floating-point numbers");
  const std::size_t first = first_voxel(reader, type->bytes, count, source);
  auto voxels = large_vector<double, LargeVector<double>>(count);
  type->convert(reader, first, voxels);
  scale(voxels, reader.at<float>(112), reader.at<float>(116), code == float64_code);
  return voxels;
}

std::vector<std::int32_t> nifti_labels(std::string_view bytes, std::size_t count,
                                       const std::string& source) {
  const auto reader = make_reader(bytes, source);
  double intercept = reader.at<float>(116);
  if (!unscaled(reader.at<float>(112), intercept)) return {};
  switch (reader.at<std::int16_t>(70)) {
    case 2: return whole_numbers<std::uint8_t>(reader, count, source);
    case 4: return whole_numbers<std::int16_t>(reader, count, source);
    case 256: return whole_numbers<std::int8_t>(reader, count, source);
    case 512: return whole_numbers<std::uint16_t>(reader, count, source);
    default: return {};
  }
}

}  // namespace dlrr
