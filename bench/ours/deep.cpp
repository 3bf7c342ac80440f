// Vectors of a 3-D ResNet-18 whose weights are the runner's resnet18.safetensors:
// "deep LAYOUT SIZE [PRECISION]", one crop; "crops THREADS", 18 crops of a patient, each in one
// thread; "pack", weights from the file into the engine's order.
#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "feature/deep/deep.h"
#include "feature/deep/npy.h"
#include "ours/task.h"

namespace dlrr::bench {

namespace {

std::shared_ptr<const Network> network_of(const std::filesystem::path& inputs,
                                          const std::string& layout,
                                          DeepPrecision precision = DeepPrecision::f32) {
  NetworkSource source;
  source.file = inputs / "resnet18.safetensors";
  source.architecture.layout = layout;
  source.precision = precision;
  return open_network(source);
}

std::vector<float> made_input(int size, std::uint64_t seed) {
  std::vector<float> out(static_cast<std::size_t>(size) * size * size);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = 2 * static_cast<float>(made_number(seed, i));
  return out;
}

int number_of(const Words& words, std::size_t i) {
  const auto n = i < words.size() ? parse_integer(words[i]) : std::nullopt;
  if (!n || *n < 1 || *n > 512) throw Error("deep: expected a size or a number of threads");
  return static_cast<int>(*n);
}

Json numbered(const std::vector<double>& values) {
  Json out = Json::of({});
  for (std::size_t i = 0; i < values.size(); ++i) out[std::to_string(i)] = values[i];
  return out;
}

}  // namespace

// Its dump is the input as PREFIX.input.npy, for whole programs.
Work deep_task(const std::filesystem::path& inputs, const Words& arguments) {
  const int size = number_of(arguments, 1);
  const auto network =
      network_of(inputs, arguments.at(0),
                 arguments.size() > 2 ? parse_precision(arguments[2]) : DeepPrecision::f32);
  const auto input = std::make_shared<const std::vector<float>>(made_input(size, 7));
  const auto found = std::make_shared<std::vector<double>>();
  Work work;
  work.run = [=] { *found = network->vector(*input, {size, size, size}); };
  work.values = [=] { return numbered(*found); };
  work.dump = [=](const std::string& prefix) {
    write_file(prefix + ".input.npy",
               npy_bytes({{size, size, size}, {input->begin(), input->end()}}));
  };
  return work;
}

Work crops_task(const std::filesystem::path& inputs, const Words& arguments) {
  constexpr int size = 64;
  constexpr std::size_t count = 18;
  const auto threads = static_cast<unsigned>(number_of(arguments, 0));
  const auto network = network_of(inputs, "dilated");
  const auto crops = std::make_shared<std::vector<std::vector<float>>>();
  for (std::size_t i = 0; i < count; ++i) crops->push_back(made_input(size, 100 + i));
  const auto found = std::make_shared<std::vector<std::vector<double>>>(count);
  Work work;
  work.run = [=] {
    parallel_for(count, threads, [&](std::size_t i) {
      (*found)[i] = network->vector((*crops)[i], {size, size, size});
    });
  };
  work.values = [=] {
    std::vector<double> all;
    for (const auto& vector : *found) all.insert(all.end(), vector.begin(), vector.end());
    return numbered(all);
  };
  return work;
}

Work pack_task(const std::filesystem::path& inputs, const Words&) {
  Work work;
  work.run = [=] { network_of(inputs, "dilated")->describe({64, 64, 64}); };
  return work;
}

}  // namespace dlrr::bench
