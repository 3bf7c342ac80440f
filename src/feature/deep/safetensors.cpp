#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "feature/deep/number_type.h"
#include "feature/deep/tensor_file.h"
#include "port/digest.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

constexpr std::string_view untrained_mark = "untrained";
constexpr std::uint64_t most_header_bytes = 1 << 20;  // a ResNet-50 needs 40 KB
constexpr int most_header_depth = 4;                  // file, tensor, list

// The library that reads JSON recurses, so depth is bounded before.
void check_depth(std::string_view header, const std::string& source) {
  int depth = 0;
  bool text = false;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const char c = header[i];
    if (text && c == '\\') {
      ++i;
    } else if (c == '"') {
      text = !text;
    } else if (!text && (c == '{' || c == '[')) {
      if (++depth > most_header_depth)
        throw Error(source + ": the .safetensors header is nested too deeply (byte " +
                    std::to_string(8 + i) + ")");
    } else if (!text && (c == '}' || c == ']')) {
      --depth;
    }
  }
}

Json header_of(std::string_view bytes, const std::string& source, std::size_t& data_begin) {
  if (bytes.size() < 9) throw Error(source + ": too short for a weights file");
  std::uint64_t length;
  std::memcpy(&length, bytes.data(), 8);
  if (bytes[8] != '{')
    throw Error(source +
                ": no weights file: expected .safetensors, or .pth as torch.save writes it");
  if (length > bytes.size() - 8)
    throw Error(source + ": the .safetensors header should have " + std::to_string(length) +
                " bytes, the file has " + std::to_string(bytes.size()) + "; is it cut off?");
  if (length > most_header_bytes)
    throw Error(source + ": a .safetensors header of " + std::to_string(length) +
                " bytes found, at most " + std::to_string(most_header_bytes) + " expected");
  data_begin = 8 + length;
  check_depth(bytes.substr(8, length), source);
  return parse_json(bytes.substr(8, length), source + " (header)");
}

struct Range {
  std::size_t from, to;
  std::string key;
};

Range range_of(const std::string& key, const Json& entry, std::size_t size,
               const std::string& place) {
  const auto& offsets = entry.at("data_offsets").as_array();
  if (offsets.size() != 2) throw Error(place + ": two data_offsets expected");
  const auto from = offsets[0].as_integer(), to = offsets[1].as_integer();
  if (from < 0 || to < from || static_cast<std::uint64_t>(to) > size)
    throw Error(place + ": its data (bytes " + std::to_string(from) + " to " + std::to_string(to) +
                ") lie outside the file's " + std::to_string(size) + "; is the file cut off?");
  return {static_cast<std::size_t>(from), static_cast<std::size_t>(to), key};
}

// The format wants every byte to belong to exactly one tensor.
void check_ranges(std::vector<Range> ranges, std::size_t size, const std::string& source) {
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  std::size_t end = 0;
  std::string before = "the header";
  for (const auto& r : ranges) {
    if (r.from < end)
      throw Error(source + ": the data of " + r.key + " overlap those of " + before);
    if (r.from > end)
      throw Error(source + ": " + std::to_string(r.from - end) + " bytes between " + before +
                  " and " + r.key + " belong to no tensor");
    end = r.to;
    before = r.key;
  }
  if (end != size)
    throw Error(source + ": " + std::to_string(size - end) +
                " bytes at the end belong to no tensor");
}

void read_tensor(TensorList& list, const Range& range, const Json& entry, std::string_view data,
                 const std::string& place) {
  const std::string& name = entry.at("dtype").as_string();
  const auto* type = find_number_type(name);
  if (!type || type->safetensors != name || !type->element)
    throw Error(place + ": number type " + name + " found, F32, F64, F16 or BF16 expected");
  std::vector<std::int64_t> shape;
  for (const auto& extent : entry.at("shape").as_array()) shape.push_back(extent.as_integer());
  Tensor& tensor = list.add(range.key, shape);
  if (range.to - range.from != tensor.values.size() * type->bytes)
    throw Error(place + ": " + std::to_string(range.to - range.from) + " bytes found, " +
                std::to_string(tensor.values.size() * type->bytes) + " expected for shape " +
                shape_text(tensor.shape));
  for (std::size_t i = 0; i < tensor.values.size(); ++i)
    tensor.values[i] = type->element(data.data() + range.from, i);
}

}  // namespace

Weights parse_safetensors(std::string_view bytes, const std::string& source) {
  std::size_t begin = 0;
  const Json header = header_of(bytes, source, begin);
  const auto data = bytes.substr(begin);
  Weights weights;
  weights.origin = source;
  weights.format = "safetensors";
  TensorList list(weights, data.size());
  std::vector<Range> ranges;
  for (const auto& [key, entry] : header.as_object()) {
    if (key == "__metadata__") {
      weights.untrained = entry.is_object() && entry.find(untrained_mark) != nullptr;
      continue;
    }
    const std::string place = source + ", tensor " + key;
    ranges.push_back(range_of(key, entry, data.size(), place));
    if (list.wants(key)) read_tensor(list, ranges.back(), entry, data, place);
  }
  check_ranges(std::move(ranges), data.size(), source);
  weights.sha256 = sha256(bytes);
  return weights;
}

std::string safetensors_bytes(const Weights& weights) {
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

}  // namespace dlrr
