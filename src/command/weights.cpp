// dlrr weights: makes untrained weights from a seed, says what a file holds, turns it into
// .safetensors, compares a network's vector with a reference.
#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <limits>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "feature/deep/deep.h"
#include "feature/deep/npy.h"
#include "port/digest.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

constexpr double allowed_error = 1e-5;  // of the vector's largest value

std::uint64_t seed_of(const Arguments& arguments) {
  const auto seed = arguments.integer("seed");
  if (seed < 0)
    throw Error(ErrorKind::usage, "--seed: found " + std::to_string(seed) + ", expected 0 or more");
  return static_cast<std::uint64_t>(seed);
}

const std::string& needed(const Arguments& arguments, const char* name, const char* what) {
  if (arguments.has(name)) return arguments.text(name);
  throw Error(ErrorKind::usage, std::string("weights ") + what);
}

Json summary(const Weights& weights, const Architecture& a) {
  std::size_t parameters = 0;
  for (const auto& tensor : weights.tensors) parameters += tensor.values.size();
  Json said = Json::object();
  if (!weights.format.empty()) said["format"] = weights.format;
  said["network"] = a.name();
  said["shortcut"] = a.shortcut;
  said["width"] = a.width;
  said["input_channels"] = a.channels;
  said["features"] = a.features();
  said["tensors"] = weights.tensors.size();
  said["numbers"] = parameters;
  said["ignored"] = weights.left_out;
  said["untrained"] = weights.untrained;
  said["sha256"] = weights.sha256;
  return said;
}

void print(const Json& values, const Common& common) {
  if (common.json) {
    std::cout << json_text(values) << "\n";
    return;
  }
  for (const auto& [key, value] : values.as_object())
    std::cout << key << ": " << (value.is_string() ? value.as_string() : json_text(value, -1))
              << "\n";
}

int make(const Arguments& arguments, const Common& common) {
  const std::filesystem::path output =
      needed(arguments, "output", "make: -o W.safetensors is needed");
  refuse_overwrite(output, common.force);
  Architecture a;
  a.depth = depth_of(arguments.text("network"));
  a.layout = arguments.text("layout");
  a.shortcut = arguments.text("shortcut");
  a.width = static_cast<int>(std::clamp<long long>(arguments.integer("width"), 0, 1 << 20));
  a.channels = static_cast<int>(std::clamp<long long>(arguments.integer("channels"), 0, 1 << 20));
  const Weights weights = made_weights(a, seed_of(arguments));
  write_file(output, weights_bytes(weights));
  Json said = summary(weights, a);
  said["file"] = output.string();
  print(said, common);
  return 0;
}

int inspect(const Arguments& arguments, const Common& common) {
  const Weights weights = read_weights(needed(arguments, "FILE", "inspect: FILE is needed"));
  const Architecture a = architecture_of(weights, arguments.text("layout"));
  check_weights(weights, a);
  Json said = summary(weights, a);
  if (common.verbose) {
    Json list = Json::object();
    for (const auto& tensor : weights.tensors) list[tensor.name] = Json(tensor.shape);
    said["shapes"] = list;
  }
  print(said, common);
  return 0;
}

// The same numbers as float32, without what is ignored; only a network that is known gets this far.
int import_file(const Arguments& arguments, const Common& common) {
  const std::string& file = needed(arguments, "FILE", "import: FILE is needed");
  const std::filesystem::path output =
      needed(arguments, "output", "import: -o W.safetensors is needed");
  refuse_overwrite(output, common.force);
  const Weights weights = read_weights(file);
  const Architecture a = architecture_of(weights, arguments.text("layout"));
  check_weights(weights, a);
  const std::string bytes = weights_bytes(weights);
  write_file(output, bytes);
  Json said = summary(weights, a);
  said["file"] = output.string();
  said["file_sha256"] = sha256(bytes);
  print(said, common);
  return 0;
}

// Depth, height, width; what a network cannot take is refused.
std::array<int, 3> size_of(const NpyArray& input) {
  const auto& shape = input.shape;
  if (shape.size() != 3 && shape.size() != 4)
    throw Error("--input: " + std::to_string(shape.size()) +
                " axes found, 3 expected (depth, height, width), or 4 with channels first");
  if (input.values.empty()) throw Error("--input: no voxels found");
  for (const double v : input.values)
    if (!std::isfinite(v) || std::abs(v) > std::numeric_limits<float>::max())
      throw Error("--input: holds values that are not finite float32 numbers");
  const std::size_t first = shape.size() - 3;
  return {shape[first], shape[first + 1], shape[first + 2]};
}

double relative_error(const std::vector<double>& found, const std::vector<double>& expected) {
  if (found.size() != expected.size())
    throw Error("--expect: " + std::to_string(expected.size()) + " values found, " +
                std::to_string(found.size()) + " expected of this network");
  double largest = 0, error = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!std::isfinite(expected[i])) throw Error("--expect: holds values that are not finite");
    largest = std::max(largest, std::abs(expected[i]));
    error = std::max(error, std::abs(found[i] - expected[i]));
  }
  return largest > 0 ? error / largest : error;
}

int check(const Arguments& arguments, const Common& common) {
  NetworkSource source;
  source.file = needed(arguments, "FILE", "check: FILE is needed");
  source.architecture.layout = arguments.text("layout");
  const NpyArray input = read_npy(needed(arguments, "input", "check: --input X.npy is needed"));
  const auto size = size_of(input);
  if (arguments.has("output")) refuse_overwrite(arguments.text("output"), common.force);
  std::vector<double> expected;
  if (arguments.has("expect")) expected = read_npy(arguments.text("expect")).values;
  const auto network = open_network(source);
  if (input.shape.size() == 4 && input.shape[0] != network->architecture().channels)
    throw Error("--input: " + std::to_string(input.shape[0]) + " channels found, " +
                std::to_string(network->architecture().channels) + " expected of this network");
  const std::vector<float> voxels(input.values.begin(), input.values.end());
  const auto values = network->vector(voxels, size);
  if (arguments.has("output"))
    write_file(arguments.text("output"), npy_bytes({{static_cast<int>(values.size())}, values}));
  Json said =
      Json::of({{"features", values.size()}, {"weights_sha256", network->weights_sha256()}});
  bool good = true;
  if (arguments.has("expect")) {
    const double error = relative_error(values, expected);
    said["max_relative_error"] = error;
    good = error <= allowed_error;
  }
  print(said, common);
  return good ? 0 : 1;
}

int run(const Arguments& arguments, const Common& common) {
  const std::string& action = arguments.text("ACTION");
  if (action == "make") return make(arguments, common);
  if (action == "inspect") return inspect(arguments, common);
  if (action == "import") return import_file(arguments, common);
  if (action == "check") return check(arguments, common);
  const std::vector<std::string> known{"make", "inspect", "import", "check"};
  throw Error(ErrorKind::usage, "weights: no action '" + action + "'" + suggestion(action, known));
}

}  // namespace

Command weights_command() {
  using Kind = OptionRow::Kind;
  return {
      "weights",
      "Make, inspect, import or check the weights of a 3-D ResNet.",
      "dlrr weights make --network resnet18 --shortcut A --seed 1 -o untrained.safetensors",
      {{Kind::positional, "ACTION", "ACTION", "make, inspect, import or check", true},
       {Kind::positional, "FILE", "FILE",
        "weights (.safetensors or .pth) to inspect, import or check"},
       {Kind::value, "--network", "NAME", "make: resnet10, resnet18, resnet34 or resnet50", false,
        "resnet18"},
       {Kind::value, "--layout", "NAME",
        "dilated (MedicalNet) or strided; changes the vector, not the file", false, "dilated"},
       {Kind::value, "--shortcut", "A|B", "make: A zero channels, B 1x1x1 convolution", false, "A"},
       {Kind::value, "--width", "N", "make: channels of the stem", false, "64"},
       {Kind::value, "--channels", "1|3", "make: channels of the input", false, "1"},
       {Kind::value, "--seed", "N", "make: where the numbers come from", false, "1"},
       {Kind::value, "--input", "X.npy", "check: input volume, float32 [depth, height, width]"},
       {Kind::value, "--expect", "Y.npy",
        "check: reference vector; exit 1 above 1e-5 of its largest value"},
       {Kind::value, "-o,--output", "FILE",
        "make, import: the weights (.safetensors); check: the vector (.npy)"}},
      run};
}

}  // namespace dlrr
