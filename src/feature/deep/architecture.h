// What a 3-D ResNet of basic blocks is made of (He et al. 2016; 3-D weights: Chen et al. 2019,
// "Med3D"; Hara et al. 2018), as rows that the weights file, the generator and the engine all read.
#pragma once

#include <string>
#include <vector>

namespace dlrr {

struct Architecture {
  int depth = 18;                  // 10, 18 or 34
  std::string layout = "dilated";  // dilated (MedicalNet) | strided (torchvision, MONAI)
  std::string shortcut = "A";  // A: subsample, zero channels | B: 1x1x1 convolution + batch norm
  int width = 64;              // channels of the stem

  int features() const { return 8 * width; }
  std::string name() const { return "resnet" + std::to_string(depth); }
};

struct Block {
  std::string name;  // "layer3.0"
  int in, out;       // channels
  int stride, dilation;
  bool reshapes;  // the shortcut has to change size or channels
};

struct TensorShape {
  std::string name;
  std::vector<int> shape;
};

// Throws an Error for a depth, layout, shortcut or width that does not exist.
void check_architecture(const Architecture& architecture);
std::vector<Block> blocks(const Architecture& architecture);
// Every tensor of the file, in the order of the generator.
std::vector<TensorShape> tensor_shapes(const Architecture& architecture);

}  // namespace dlrr
