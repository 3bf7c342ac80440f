// What a 3-D ResNet is made of (He et al. 2016; 3-D weights: Chen et al. 2019, "Med3D"; Hara et al.
// 2018), as rows of convolutions that the weights file, the generator and the engine all read. A
// depth, a kind of block and a layout are one row of a table each (architecture.cpp).
#pragma once

#include <string>
#include <vector>

namespace dlrr {

struct Architecture {
  int depth = 18;                  // 10, 18, 34 (basic blocks) or 50 (bottleneck blocks)
  std::string layout = "dilated";  // dilated (MedicalNet) | strided (torchvision, MONAI)
  std::string shortcut = "A";  // A: subsample, zero channels | B: 1x1x1 convolution + batch norm
  int width = 64;              // channels of the stem
  int channels = 1;            // of the input: 1 or 3

  int features() const;  // channels of layer 4
  std::string name() const { return "resnet" + std::to_string(depth); }
};

struct Convolution {
  std::string name, norm;  // prefixes of the names of its tensors and of its batch norm's
  int in, out;             // channels
  int kernel, stride, dilation;
};

struct Block {
  std::string name;  // "layer3.0"
  int layer;         // 1 to 4
  int in, out;       // channels
  int stride, dilation;
  bool reshapes;                          // the shortcut has to change size or channels
  std::vector<Convolution> convolutions;  // in order; the last has no ReLU before the sum
};

struct TensorShape {
  std::string name;
  std::vector<int> shape;
};

// Throws an Error for a depth, layout, shortcut, width or number of channels that does not exist.
void check_architecture(const Architecture& architecture);
// Number after "resnet"; throws a usage Error that lists the known names.
int depth_of(const std::string& network_name);
std::vector<int> depths();

Convolution stem(const Architecture& architecture);
std::vector<Block> blocks(const Architecture& architecture);
// Shortcut B of a block that reshapes.
Convolution shortcut_convolution(const Block& block);
// All convolutions, in the order of the generator: stem, then each block's, then its shortcut's.
std::vector<Convolution> convolutions(const Architecture& architecture);
// Every tensor of the file, in that order: each convolution's weight, then its batch norm's four.
std::vector<TensorShape> tensor_shapes(const Architecture& architecture);

}  // namespace dlrr
