// dlrr weights: makes untrained weights from a seed, says what a file holds, compares a network's
// vector with a reference.
#include <cmath>
#include <iostream>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "feature/deep/deep.h"
#include "feature/deep/npy.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

constexpr double allowed_error = 1e-5;  // of the vector's largest value

int depth_of(const std::string& name) {
  const auto depth =
      starts_with_text(name, "resnet") ? parse_integer(name.substr(6)) : std::nullopt;
  if (!depth || (*depth != 10 && *depth != 18 && *depth != 34))
    throw Error(ErrorKind::usage,
                "--network: found '" + name + "', expected resnet10, resnet18 or resnet34");
  return static_cast<int>(*depth);
}

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
  return Json::of({{"network", a.name()},
                   {"shortcut", a.shortcut},
                   {"width", a.width},
                   {"features", a.features()},
                   {"tensors", weights.tensors.size()},
                   {"numbers", parameters},
                   {"untrained", weights.untrained},
                   {"sha256", weights.sha256}});
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
  a.width = static_cast<int>(arguments.integer("width"));
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

double relative_error(const std::vector<double>& found, const NpyArray& expected) {
  if (found.size() != expected.values.size())
    throw Error("--expect: " + std::to_string(expected.values.size()) + " values found, " +
                std::to_string(found.size()) + " expected of this network");
  double largest = 0, error = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    largest = std::max(largest, std::abs(expected.values[i]));
    error = std::max(error, std::abs(found[i] - expected.values[i]));
  }
  return largest > 0 ? error / largest : error;
}

int check(const Arguments& arguments, const Common& common) {
  NetworkSource source;
  source.file = needed(arguments, "FILE", "check: FILE is needed");
  source.architecture.layout = arguments.text("layout");
  const NpyArray input = read_npy(needed(arguments, "input", "check: --input X.npy is needed"));
  if (input.shape.size() != 3)
    throw Error("--input: " + std::to_string(input.shape.size()) +
                " axes found, 3 expected (depth, height, width)");
  if (arguments.has("output")) refuse_overwrite(arguments.text("output"), common.force);
  const auto network = open_network(source);
  const std::vector<float> voxels(input.values.begin(), input.values.end());
  const auto values = network->vector(voxels, {input.shape[0], input.shape[1], input.shape[2]});
  if (arguments.has("output"))
    write_file(arguments.text("output"), npy_bytes({{static_cast<int>(values.size())}, values}));
  Json said =
      Json::of({{"features", values.size()}, {"weights_sha256", network->weights_sha256()}});
  bool good = true;
  if (arguments.has("expect")) {
    const double error = relative_error(values, read_npy(arguments.text("expect")));
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
  if (action == "check") return check(arguments, common);
  const std::vector<std::string> known{"make", "inspect", "check"};
  throw Error(ErrorKind::usage, "weights: no action '" + action + "'" + suggestion(action, known));
}

}  // namespace

Command weights_command() {
  using Kind = OptionRow::Kind;
  return {
      "weights",
      "Make, inspect or check the weights of a 3-D ResNet.",
      "dlrr weights make --network resnet18 --shortcut A --seed 1 -o untrained.safetensors",
      {{Kind::positional, "ACTION", "ACTION", "make, inspect or check", true},
       {Kind::positional, "FILE", "FILE", "weights (.safetensors) to inspect or check"},
       {Kind::value, "--network", "NAME", "make: resnet10, resnet18 or resnet34", false,
        "resnet18"},
       {Kind::value, "--layout", "NAME",
        "dilated (MedicalNet) or strided; changes the vector, not the file", false, "dilated"},
       {Kind::value, "--shortcut", "A|B", "make: A zero channels, B 1x1x1 convolution", false, "A"},
       {Kind::value, "--width", "N", "make: channels of the stem; 8 N features", false, "64"},
       {Kind::value, "--seed", "N", "make: where the numbers come from", false, "1"},
       {Kind::value, "--input", "X.npy", "check: input volume, [depth, height, width]"},
       {Kind::value, "--expect", "Y.npy",
        "check: reference vector; exit 1 above 1e-5 of its largest value"},
       {Kind::value, "-o,--output", "FILE", "make: the weights; check: the vector (.npy)"}},
      run};
}

}  // namespace dlrr
