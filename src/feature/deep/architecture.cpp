#include "feature/deep/architecture.h"

#include <array>

#include "base/error.h"

namespace dlrr {

namespace {

struct DepthRow {
  int depth;
  std::array<int, 4> blocks;  // per layer
};
constexpr DepthRow depths[] = {{10, {1, 1, 1, 1}}, {18, {2, 2, 2, 2}}, {34, {3, 4, 6, 3}}};

// Per layer: what its first block does to the size, and the dilation of all its convolutions.
struct LayoutRow {
  const char* name;
  std::array<int, 4> stride, dilation;
};
constexpr LayoutRow layouts[] = {{"dilated", {1, 2, 1, 1}, {1, 1, 2, 4}},
                                 {"strided", {1, 2, 2, 2}, {1, 1, 1, 1}}};

const DepthRow& depth_row(int depth) {
  for (const auto& row : depths)
    if (row.depth == depth) return row;
  throw Error("network: found resnet" + std::to_string(depth) +
              ", expected resnet10, resnet18 or resnet34");
}

const LayoutRow& layout_row(const std::string& name) {
  for (const auto& row : layouts)
    if (row.name == name) return row;
  throw Error("layout: found '" + name + "', expected dilated (MedicalNet) or strided");
}

void add_norm(std::vector<TensorShape>& list, const std::string& name, int channels) {
  for (const char* part : {"weight", "bias", "running_mean", "running_var"})
    list.push_back({name + "." + part, {channels}});
}

}  // namespace

void check_architecture(const Architecture& a) {
  depth_row(a.depth);
  layout_row(a.layout);
  if (a.shortcut != "A" && a.shortcut != "B")
    throw Error("shortcut: found '" + a.shortcut +
                "', expected A (zero channels) or B (convolution)");
  if (a.width < 1 || a.width > 1024)
    throw Error("width: found " + std::to_string(a.width) + ", expected 1 to 1024 channels");
}

std::vector<Block> blocks(const Architecture& architecture) {
  const auto& depth = depth_row(architecture.depth);
  const auto& layout = layout_row(architecture.layout);
  std::vector<Block> list;
  int in = architecture.width;
  for (int l = 0; l < 4; ++l)
    for (int b = 0; b < depth.blocks[l]; ++b) {
      const int out = architecture.width << l;
      const int stride = b == 0 ? layout.stride[l] : 1;
      list.push_back({"layer" + std::to_string(l + 1) + "." + std::to_string(b), in, out, stride,
                      layout.dilation[l], stride != 1 || in != out});
      in = out;
    }
  return list;
}

std::vector<TensorShape> tensor_shapes(const Architecture& architecture) {
  check_architecture(architecture);
  std::vector<TensorShape> list{{"conv1.weight", {architecture.width, 1, 7, 7, 7}}};
  add_norm(list, "bn1", architecture.width);
  for (const auto& block : blocks(architecture)) {
    list.push_back({block.name + ".conv1.weight", {block.out, block.in, 3, 3, 3}});
    add_norm(list, block.name + ".bn1", block.out);
    list.push_back({block.name + ".conv2.weight", {block.out, block.out, 3, 3, 3}});
    add_norm(list, block.name + ".bn2", block.out);
    if (block.reshapes && architecture.shortcut == "B") {
      list.push_back({block.name + ".downsample.0.weight", {block.out, block.in, 1, 1, 1}});
      add_norm(list, block.name + ".downsample.1", block.out);
    }
  }
  return list;
}

}  // namespace dlrr
