#include "feature/deep/npy.h"

#include <cstdint>
#include <cstring>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace dlrr {

namespace {

constexpr std::string_view magic = "\x93NUMPY";

// Text after 'key': in the header, which is a Python dictionary.
std::string_view value_of(std::string_view header, std::string_view key,
                          const std::string& source) {
  const auto at = header.find("'" + std::string(key) + "'");
  const auto colon = at == std::string_view::npos ? at : header.find(':', at);
  if (colon == std::string_view::npos)
    throw Error(source + ": the .npy header has no '" + std::string(key) + "'");
  return header.substr(colon + 1);
}

std::vector<int> parse_shape(std::string_view text, const std::string& source) {
  const auto open = text.find('('), close = text.find(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    throw Error(source + ": the .npy header has no shape");
  std::vector<int> shape;
  for (const auto& part : split(text.substr(open + 1, close - open - 1), ',')) {
    if (trim(part).empty()) continue;
    const auto n = parse_integer(part);
    if (!n || *n < 0 || *n > (1 << 30))
      throw Error(source + ": shape entry '" + part.substr(0, 40) + "' cannot be");
    if (shape.size() == 8) throw Error(source + ": more than 8 axes found");
    shape.push_back(static_cast<int>(*n));
  }
  return shape;
}

template <class T>
std::vector<double> widened(const char* bytes, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, bytes + i * sizeof(T), sizeof(T));
    values[i] = value;
  }
  return values;
}

}  // namespace

NpyArray parse_npy(std::string_view bytes, const std::string& source) {
  if (bytes.size() < 10 || bytes.substr(0, magic.size()) != magic)
    throw Error(source + ": no .npy file (numpy.save writes one)");
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  const bool old = bytes[6] == 1;
  if (bytes[6] < 1 || bytes[6] > 3 || (!old && bytes.size() < 12))
    throw Error(source + ": .npy format " + std::to_string(byte(6)) + " found, 1 to 3 expected");
  const std::size_t begin = old ? 10 : 12;
  std::size_t length = byte(8) | byte(9) << 8;
  if (!old) length |= byte(10) << 16 | byte(11) << 24;
  if (begin + length > bytes.size()) throw Error(source + ": the .npy header is cut off");
  const auto header = bytes.substr(begin, length);
  const auto data = bytes.substr(begin + length);
  if (value_of(header, "fortran_order", source).substr(0, 6).find("True") != std::string_view::npos)
    throw Error(source + ": Fortran order found, C order expected (numpy.ascontiguousarray)");
  NpyArray array;
  array.shape = parse_shape(value_of(header, "shape", source), source);
  std::size_t count = 1;
  for (const int n : array.shape) {
    count *= static_cast<std::size_t>(n);
    if (count > data.size())
      throw Error(source + ": the shape asks for more numbers than the file's " +
                  std::to_string(data.size()) + " bytes of data; is it cut off?");
  }
  const auto type = value_of(header, "descr", source).substr(0, 8);
  const bool wide = type.find("<f8") != std::string_view::npos;
  if (!wide && type.find("<f4") == std::string_view::npos)
    throw Error(source + ": type " + trim(type) + " found, '<f4' or '<f8' expected");
  if (data.size() != count * (wide ? 8 : 4))
    throw Error(source + ": " + std::to_string(data.size()) + " bytes of data found, " +
                std::to_string(count * (wide ? 8 : 4)) + " expected");
  array.values = wide ? widened<double>(data.data(), count) : widened<float>(data.data(), count);
  return array;
}

NpyArray read_npy(const std::filesystem::path& path) {
  return parse_npy(read_file(path), path.filename().string());
}

std::string npy_bytes(const NpyArray& array) {
  std::string shape;
  for (const int n : array.shape) shape += std::to_string(n) + ",";
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }";
  header.append(63 - (10 + header.size()) % 64, ' ');  // data begin at a multiple of 64
  header += '\n';
  std::string bytes(magic);
  bytes += '\x01';
  bytes += '\0';
  bytes += static_cast<char>(header.size() & 255);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(array.values.data()), 8 * array.values.size());
  return bytes;
}

}  // namespace dlrr
