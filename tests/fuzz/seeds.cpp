// seeds FOLDER: small files of every format, from which the fuzzers start.
#include "base/file.h"
#include "feature/deep/npy.h"
#include "feature/torch_bytes.h"

int main(int, char** argument) {
  using namespace dlrr;
  const std::filesystem::path folder = argument[1];
  Weights few = made_weights({.depth = 10, .shortcut = "B", .width = 1}, 1);
  const Weights whole = few;
  few.tensors.erase(few.tensors.begin(), few.tensors.begin() + 1);
  few.tensors.resize(6);
  for (const Weights* w : {static_cast<const Weights*>(&few), &whole}) {
    const std::string name = w == &few ? "few" : "whole";
    write_file(folder / "safetensors" / name, weights_bytes(*w));
    write_file(folder / "torch" / (name + "_legacy"), torch_bytes::legacy(*w));
    write_zip(folder / "torch" / (name + "_zip"), torch_bytes::zipped(*w));
  }
  write_file(folder / "npy/cube", npy_bytes({{2, 3, 4}, std::vector<double>(24, 0.5)}));
  write_file(folder / "npy/vector", npy_bytes({{5}, std::vector<double>(5, -1)}));
  return 0;
}
