// A feed-forward network of 3-D convolutions: a list of layers over numbered slots, compiled for
// one input size (oneDNN inside). One call runs in the caller's thread only, so one crop per thread
// is the way to use several; a compiled Net is immutable and may be shared by them, and every
// result is the same for any number of threads.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dlrr {

using Shape3 = std::array<int, 3>;  // depth, height, width (width runs fastest)

struct NetLayer {
  // Channel-last arrays [depth][height][width][channels] of the source and of the target slot.
  using Function = std::function<void(const float* source, float* target)>;
  enum class Kind { convolution, max_pool, function };

  Kind kind = Kind::convolution;
  int source = 0, target = 0;  // slots; slot 0 holds the input at the start
  bool add = false;     // convolution, function: the target's old content is a term of the sum
  bool relu = false;    // convolution: max(0, sum) at the end
  int in = 1, out = 1;  // channels
  int kernel = 1, stride = 1, padding = 0, dilation = 1;  // the same along all axes
  std::span<const float> weights;  // convolution: [out][in][kernel][kernel][kernel]
  std::span<const float> bias;     // convolution: [out]
  Function function;               // function: must be safe to call from several threads
};

// Size after a layer.
inline Shape3 shape_after(const NetLayer& layer, const Shape3& size) {
  Shape3 out;
  for (int a = 0; a < 3; ++a)
    out[a] =
        (size[a] + 2 * layer.padding - layer.dilation * (layer.kernel - 1) - 1) / layer.stride + 1;
  return out;
}

class Net {
 public:
  // `size` is that of the input, its channels are the first layer's. Weights are copied into the
  // engine's own order. With `bf16` convolutions read and write bfloat16 and sum in float; needs
  // net_has_bf16(). Functions read and write float all the same.
  Net(const std::vector<NetLayer>& layers, const Shape3& size, bool bf16 = false);
  ~Net();
  Net(const Net&) = delete;
  Net& operator=(const Net&) = delete;

  // Mean over all voxels of each channel of the last layer's target. `input` is
  // [channel][depth][height][width].
  std::vector<double> run(std::span<const float> input) const;
  // One line per step with the engine's name for the code it chose ("jit:avx2").
  std::string describe() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether the engine may use a processor's bfloat16 products here.
bool net_has_bf16();

// result [rows][columns] = left [rows][inner] * right [inner][columns], all row-major, in this
// thread.
void multiply(int rows, int columns, int inner, const float* left, const float* right,
              float* result);

}  // namespace dlrr
