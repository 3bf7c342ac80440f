#include "feature/deep/architecture.h"

#include <array>
#include <span>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

// One convolution of a block: its channels are the layer's times `widening`; kernels of 3 carry
// the layer's dilation.
struct ConvolutionRow {
  int kernel, widening;
  bool strides;  // carries the block's stride
};
constexpr ConvolutionRow basic[] = {{3, 1, true}, {3, 1, false}};
constexpr ConvolutionRow bottleneck[] = {{1, 1, false}, {3, 1, true}, {1, 4, false}};

struct DepthRow {
  int depth;
  std::array<int, 4> blocks;  // per layer
  std::span<const ConvolutionRow> block;

  int widening() const { return block.back().widening; }
};
constexpr DepthRow depth_rows[] = {{10, {1, 1, 1, 1}, basic},
                                   {18, {2, 2, 2, 2}, basic},
                                   {34, {3, 4, 6, 3}, basic},
                                   {50, {3, 4, 6, 3}, bottleneck}};

// Per layer: what its first block does to the size, and the dilation of all its convolutions.
struct LayoutRow {
  const char* name;
  std::array<int, 4> stride, dilation;
};
constexpr LayoutRow layouts[] = {{"dilated", {1, 2, 1, 1}, {1, 1, 2, 4}},
                                 {"strided", {1, 2, 2, 2}, {1, 1, 1, 1}}};

std::string depth_names() {
  std::vector<std::string> names;
  for (const auto& row : depth_rows) names.push_back("resnet" + std::to_string(row.depth));
  return join(names, ", ");
}

const DepthRow& depth_row(int depth) {
  for (const auto& row : depth_rows)
    if (row.depth == depth) return row;
  throw Error("network: found resnet" + std::to_string(depth) + ", expected one of " +
              depth_names());
}

const LayoutRow& layout_row(const std::string& name) {
  for (const auto& row : layouts)
    if (row.name == name) return row;
  throw Error("layout: found '" + name + "', expected dilated (MedicalNet) or strided");
}

Block block_of(const DepthRow& depth, const LayoutRow& layout, int layer, int number, int in,
               int width) {
  const int stride = number == 0 ? layout.stride[layer] : 1, dilation = layout.dilation[layer];
  const int planes = width << layer, out = planes * depth.widening();
  Block block{"layer" + std::to_string(layer + 1) + "." + std::to_string(number),
              layer + 1,
              in,
              out,
              stride,
              dilation,
              stride != 1 || in != out,
              {}};
  for (const auto& row : depth.block) {
    const std::string k = std::to_string(block.convolutions.size() + 1);
    const int to = planes * row.widening;
    block.convolutions.push_back({block.name + ".conv" + k, block.name + ".bn" + k, in, to,
                                  row.kernel, row.strides ? stride : 1,
                                  row.kernel > 1 ? dilation : 1});
    in = to;
  }
  return block;
}

}  // namespace

int Architecture::features() const { return (8 * width) * depth_row(depth).widening(); }

void check_architecture(const Architecture& a) {
  depth_row(a.depth);
  layout_row(a.layout);
  if (a.shortcut != "A" && a.shortcut != "B")
    throw Error("shortcut: found '" + a.shortcut +
                "', expected A (zero channels) or B (convolution)");
  if (a.width < 1 || a.width > 1024)
    throw Error("width: found " + std::to_string(a.width) + ", expected 1 to 1024 channels");
  if (a.channels != 1 && a.channels != 3)
    throw Error("input channels: found " + std::to_string(a.channels) + ", expected 1 or 3");
}

int depth_of(const std::string& network_name) {
  const auto number = starts_with_text(network_name, "resnet")
                          ? parse_integer(network_name.substr(6))
                          : std::nullopt;
  for (const auto& row : depth_rows)
    if (number && *number == row.depth) return row.depth;
  throw Error(ErrorKind::usage,
              "network: found '" + network_name + "', expected one of " + depth_names());
}

std::vector<int> depths() {
  std::vector<int> list;
  for (const auto& row : depth_rows) list.push_back(row.depth);
  return list;
}

Convolution stem(const Architecture& a) { return {"conv1", "bn1", a.channels, a.width, 7, 2, 1}; }

std::vector<Block> blocks(const Architecture& architecture) {
  const auto& depth = depth_row(architecture.depth);
  const auto& layout = layout_row(architecture.layout);
  std::vector<Block> list;
  int in = architecture.width;
  for (int layer = 0; layer < 4; ++layer)
    for (int number = 0; number < depth.blocks[layer]; ++number) {
      list.push_back(block_of(depth, layout, layer, number, in, architecture.width));
      in = list.back().out;
    }
  return list;
}

Convolution shortcut_convolution(const Block& b) {
  return {b.name + ".downsample.0", b.name + ".downsample.1", b.in, b.out, 1, b.stride, 1};
}

std::vector<Convolution> convolutions(const Architecture& architecture) {
  std::vector<Convolution> list{stem(architecture)};
  for (const auto& block : blocks(architecture)) {
    list.insert(list.end(), block.convolutions.begin(), block.convolutions.end());
    if (block.reshapes && architecture.shortcut == "B") list.push_back(shortcut_convolution(block));
  }
  return list;
}

std::vector<TensorShape> tensor_shapes(const Architecture& architecture) {
  check_architecture(architecture);
  std::vector<TensorShape> list;
  for (const auto& c : convolutions(architecture)) {
    list.push_back({c.name + ".weight", {c.out, c.in, c.kernel, c.kernel, c.kernel}});
    for (const char* part : {"weight", "bias", "running_mean", "running_var"})
      list.push_back({c.norm + "." + part, {c.out}});
  }
  return list;
}

}  // namespace dlrr
