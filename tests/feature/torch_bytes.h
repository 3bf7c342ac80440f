// Files of torch.save made from our own tensors: the legacy row of pickles and the parts of the zip
// form, so that tests and fuzzers need no files of others.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "feature/deep/weights.h"
#include "port/zip.h"

namespace dlrr::torch_bytes {

template <class T>
std::string raw(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

inline std::string text(const std::string& value) {
  return "X" + raw(static_cast<std::uint32_t>(value.size())) + value;
}
inline std::string integer(std::int32_t value) { return "J" + raw(value); }
inline std::string global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
inline std::string tuple(const std::vector<int>& values) {
  std::string bytes = "(";
  for (const int v : values) bytes += integer(v);
  return bytes + "t";
}
inline std::vector<int> strides_of(const std::vector<int>& shape) {
  std::vector<int> strides(shape.size(), 1);
  for (std::size_t a = shape.size(); a-- > 1;) strides[a - 1] = strides[a] * shape[a];
  return strides;
}

struct View {
  std::string type = "FloatStorage", key;
  int count, offset;
  std::vector<int> shape, strides;
};

inline std::string tensor(const View& v, bool legacy) {
  return global("torch._utils", "_rebuild_tensor_v2") + "((" + text("storage") +
         global("torch", v.type) + text(v.key) + text("cpu") + integer(v.count) +
         (legacy ? "N" : "") + "tQ" + integer(v.offset) + tuple(v.shape) + tuple(v.strides) +
         "\x89" + global("collections", "OrderedDict") + ")RtR";
}

// {"epoch": 1, "state_dict": OrderedDict of `members` (name, tensor's opcodes)} as one pickle.
using Members = std::vector<std::pair<std::string, std::string>>;
inline std::string checkpoint(const Members& members) {
  std::string bytes = "\x80\x02}(" + text("epoch") + integer(1) + text("state_dict") +
                      global("collections", "OrderedDict") + ")R(";
  for (const auto& [name, opcodes] : members) bytes += text(name) + opcodes;
  return bytes + "uu.";
}

inline std::string legacy_file(const std::string& object,
                               const std::vector<std::pair<std::string, std::string>>& storages,
                               int bytes_each = 4) {
  std::string bytes("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
  bytes += "\x80\x02M\xe9\x03.";
  bytes += "\x80\x02}" + text("little_endian") + "\x88s." + object + "\x80\x02](";
  for (const auto& [key, data] : storages) bytes += text(key);
  bytes += "e.";
  for (const auto& [key, data] : storages)
    bytes += raw(static_cast<std::int64_t>(data.size() / bytes_each)) + data;
  return bytes;
}

inline std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), 4 * values.size()};
}

struct Parts {
  Members members;
  std::vector<std::pair<std::string, std::string>> storages;
};
inline Parts parts_of(const Weights& weights, const std::string& prefix, bool legacy) {
  Parts parts;
  for (const auto& t : weights.tensors) {
    const std::string key = std::to_string(parts.storages.size());
    const int count = static_cast<int>(t.values.size());
    parts.members.emplace_back(
        prefix + t.name,
        tensor({"FloatStorage", key, count, 0, t.shape, strides_of(t.shape)}, legacy));
    parts.storages.emplace_back(key, floats(t.values));
  }
  return parts;
}

inline std::string legacy(const Weights& weights, const std::string& prefix = "module.") {
  const Parts parts = parts_of(weights, prefix, true);
  return legacy_file(checkpoint(parts.members), parts.storages);
}
inline ZipEntries zipped(const Weights& weights, const std::string& prefix = "") {
  const Parts parts = parts_of(weights, prefix, false);
  ZipEntries entries{{"w/data.pkl", checkpoint(parts.members)}, {"w/byteorder", "little"}};
  for (const auto& [key, data] : parts.storages) entries.emplace_back("w/data/" + key, data);
  entries.emplace_back("w/version", "3\n");
  return entries;
}

}  // namespace dlrr::torch_bytes
