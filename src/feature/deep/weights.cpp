#include "feature/deep/weights.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "port/digest.h"
#include "port/json_text.h"

namespace dlrr {

static_assert(std::endian::native == std::endian::little,
              "tensor files hold little-endian numbers");

namespace {

constexpr std::string_view untrained_mark = "untrained";

std::string shape_text(const std::vector<int>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? "," : "") + std::to_string(shape[i]);
  return text + "]";
}

std::size_t element_count(const std::vector<int>& shape) {
  std::size_t n = 1;
  for (const int s : shape) n *= static_cast<std::size_t>(s);
  return n;
}

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

struct NumberType {
  std::string_view name;
  std::size_t bytes;
  float (*element)(const char* bytes, std::size_t i);
};
constexpr NumberType number_types[] = {{"F32", 4, element_f32},
                                       {"F64", 8, element_f64},
                                       {"F16", 2, element_f16},
                                       {"BF16", 2, element_bf16}};

const NumberType& number_type(const std::string& name, const std::string& place) {
  for (const auto& type : number_types)
    if (type.name == name) return type;
  throw Error(place + ": number type " + name + " found, F32, F64, F16 or BF16 expected");
}

// Parts of files that are no part of the feature network.
bool is_left_out(std::string_view name) {
  return starts_with_text(name, "conv_seg.") || starts_with_text(name, "fc.") ||
         name.ends_with("num_batches_tracked");
}

Tensor parse_tensor(const std::string& name, const Json& entry, std::string_view data,
                    const std::string& place) {
  const auto& type = number_type(entry.at("dtype").as_string(), place);
  Tensor tensor{name, {}, {}};
  std::size_t count = 1;
  for (const auto& extent : entry.at("shape").as_array()) {
    const auto n = extent.as_integer();
    if (n < 0 || n > (1 << 20)) throw Error(place + ": extent " + std::to_string(n) + " cannot be");
    tensor.shape.push_back(static_cast<int>(n));
    count *= static_cast<std::size_t>(n);
    if (count > data.size()) throw Error(place + ": larger than the file; is the file cut off?");
  }
  const auto& offsets = entry.at("data_offsets");
  if (offsets.size() != 2) throw Error(place + ": two data_offsets expected");
  const auto from = offsets.as_array()[0].as_integer(), to = offsets.as_array()[1].as_integer();
  if (from < 0 || to < from || static_cast<std::size_t>(to) > data.size())
    throw Error(place + ": its data lie outside the file; is the file cut off?");
  if (static_cast<std::size_t>(to - from) != count * type.bytes)
    throw Error(place + ": " + std::to_string(to - from) + " bytes found, " +
                std::to_string(count * type.bytes) + " expected for shape " +
                shape_text(tensor.shape));
  tensor.values.resize(count);
  for (std::size_t i = 0; i < count; ++i) tensor.values[i] = type.element(data.data() + from, i);
  return tensor;
}

Json header_of(std::string_view bytes, const std::string& source, std::size_t& data_begin) {
  if (bytes.size() < 8) throw Error(source + ": too short for a .safetensors file");
  const auto length = read_at<std::uint64_t>(bytes.data(), 0);
  if (length > bytes.size() - 8 || bytes.size() < 9 || bytes[8] != '{')
    throw Error(source +
                ": no .safetensors file (a .pth file has to be converted once, in Python: "
                "safetensors.torch.save_file(state_dict, 'weights.safetensors'))");
  data_begin = 8 + length;
  return parse_json(bytes.substr(8, length), source + " (header)");
}

// Batch-norm parts and convolutions have their own ranges.
double made_element(const std::string& name, const std::vector<int>& shape, double u) {
  if (shape.size() == 5)
    return u * std::sqrt(6.0 / (static_cast<double>(shape[1]) * shape[2] * shape[3] * shape[4]));
  if (name.ends_with("running_var")) return 1 + 0.5 * u;
  if (name.ends_with("weight")) return 1 + 0.25 * u;
  return 0.1 * u;
}

}  // namespace

const Tensor* Weights::find(std::string_view name) const {
  for (const auto& tensor : tensors)
    if (tensor.name == name) return &tensor;
  return nullptr;
}

Weights parse_weights(std::string_view bytes, const std::string& source) {
  std::size_t begin = 0;
  const Json header = header_of(bytes, source, begin);
  Weights weights;
  weights.origin = source;
  std::set<std::string> seen;
  for (const auto& [key, entry] : header.as_object()) {
    if (key == "__metadata__") {
      weights.untrained = entry.find(untrained_mark) != nullptr;
      continue;
    }
    const std::string name = starts_with_text(key, "module.") ? key.substr(7) : key;
    if (is_left_out(name)) continue;
    if (!seen.insert(name).second) throw Error(source + ": two tensors are called " + name);
    weights.tensors.push_back(
        parse_tensor(name, entry, bytes.substr(begin), source + ", tensor " + key));
  }
  weights.sha256 = sha256(bytes);
  return weights;
}

Weights read_weights(const std::filesystem::path& path) {
  return parse_weights(read_file(path), path.filename().string());
}

std::string weights_bytes(const Weights& weights) {
  Json header = Json::object();
  if (weights.untrained)
    header["__metadata__"] = Json::of({{std::string(untrained_mark), weights.origin}});
  std::size_t at = 0;
  for (const auto& tensor : weights.tensors) {
    const std::size_t end = at + 4 * tensor.values.size();
    header[tensor.name] = Json::of({{"dtype", "F32"},
                                    {"shape", Json(tensor.shape)},
                                    {"data_offsets", Json(std::vector<std::size_t>{at, end})}});
    at = end;
  }
  std::string text = json_text(header, -1);
  text.append((8 - text.size() % 8) % 8, ' ');  // the format wants aligned data
  const std::uint64_t length = text.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  bytes.reserve(8 + length + at);
  bytes += text;
  for (const auto& tensor : weights.tensors)
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()), 4 * tensor.values.size());
  return bytes;
}

double made_number(std::uint64_t seed, std::uint64_t i) {
  std::uint64_t z = ((seed << 32) + i + 1) * 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1.0p-52 - 1.0;
}

Weights made_weights(const Architecture& architecture, std::uint64_t seed) {
  Weights weights;
  weights.origin = "untrained weights (seed " + std::to_string(seed) + ")";
  weights.untrained = true;
  std::uint64_t k = 0;
  for (auto& [name, shape] : tensor_shapes(architecture)) {
    Tensor tensor{name, shape, std::vector<float>(element_count(shape))};
    for (std::size_t i = 0; i < tensor.values.size(); ++i)
      tensor.values[i] =
          static_cast<float>(made_element(name, shape, made_number(seed * 1000 + k, i)));
    weights.tensors.push_back(std::move(tensor));
    ++k;
  }
  weights.sha256 = sha256(weights_bytes(weights));
  return weights;
}

void check_weights(const Weights& weights, const Architecture& architecture) {
  std::vector<std::string> problems;
  std::set<std::string> known;
  for (const auto& [name, shape] : tensor_shapes(architecture)) {
    known.insert(name);
    const Tensor* tensor = weights.find(name);
    if (!tensor) {
      problems.push_back(name + " is missing");
    } else if (tensor->shape != shape) {
      problems.push_back(name + " has shape " + shape_text(tensor->shape) + ", expected " +
                         shape_text(shape));
    } else {
      for (const float v : tensor->values)
        if (!std::isfinite(v)) {
          problems.push_back(name + " holds values that are not finite");
          break;
        }
    }
  }
  for (const auto& tensor : weights.tensors)
    if (!known.contains(tensor.name))
      problems.push_back(tensor.name + " is no part of " + architecture.name());
  if (problems.empty()) return;
  throw Error(weights.origin + " does not fit " + architecture.name() + ", shortcut " +
              architecture.shortcut + ", width " + std::to_string(architecture.width) + ":\n  " +
              join(problems, "\n  "));
}

// The depth whose names agree best with the tensors'.
int depth_shown(const Weights& weights) {
  std::set<std::string_view> present;
  for (const auto& tensor : weights.tensors) present.insert(tensor.name);
  int best = 0;
  std::ptrdiff_t least = 0;
  for (const int depth : depths()) {
    std::ptrdiff_t found = 0, names = 0;
    for (const auto& c : convolutions({.depth = depth})) {
      ++names;
      found += present.contains(c.name + ".weight");
    }
    std::ptrdiff_t other = 0;  // convolutions that this depth does not have
    for (const auto& name : present) other += name.find(".conv") != name.npos;
    const auto disagreement = (names - found) + (other - found);
    if (best == 0 || disagreement < least) best = depth, least = disagreement;
  }
  return best;
}

Architecture architecture_of(const Weights& weights, const std::string& layout) {
  Architecture found;
  found.layout = layout;
  const Tensor* stem = weights.find("conv1.weight");
  if (!stem || stem->shape.empty())
    throw Error(weights.origin +
                ": tensor conv1.weight is missing; a 3-D ResNet of basic blocks expected "
                "(first names found: " +
                (weights.tensors.empty() ? "none" : weights.tensors.front().name) + ")");
  found.width = stem->shape[0];
  if (stem->shape.size() > 1) found.channels = stem->shape[1];
  found.shortcut = weights.find("layer2.0.downsample.0.weight") ? "B" : "A";
  found.depth = depth_shown(weights);
  check_architecture(found);
  return found;
}

}  // namespace dlrr
