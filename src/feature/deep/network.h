// A 3-D ResNet as a feature extractor: a volume in, pooled channels of its last layers out
// (pooling.h). Batch norms are folded into the convolutions. Immutable: several threads may use one
// Network, each call runs in its caller's thread, and results do not depend on the number of
// threads.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "feature/deep/architecture.h"
#include "feature/deep/pooling.h"
#include "feature/deep/precision.h"
#include "feature/deep/weights.h"

namespace dlrr {

class Net;
struct NetLayer;

class Network {
 public:
  // Throws when the weights do not fit the architecture, or the machine does not have the
  // precision.
  Network(const Architecture& architecture, const Weights& weights,
          const DeepPoolings& pooling = {DeepPooling::mean},
          DeepPrecision precision = DeepPrecision::f32);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  const Architecture& architecture() const { return architecture_; }
  const DeepPoolings& pooling() const { return pooling_; }
  DeepPrecision precision() const { return precision_; }
  int features() const { return pooled_features(architecture_, pooling_); }
  std::vector<std::string> names() const { return pooled_names(architecture_, pooling_); }
  const std::string& origin() const { return origin_; }
  const std::string& weights_sha256() const { return sha256_; }
  bool untrained() const { return untrained_; }

  // `input` is [depth][height][width], width fastest, at least 1 voxel along each axis; a network
  // of 3 input channels takes [channel][depth][height][width] or repeats a single channel.
  std::vector<double> vector(std::span<const float> input, const std::array<int, 3>& size) const;
  // The engine's choice of code for each step, for inputs of this size.
  std::string describe(const std::array<int, 3>& size) const;

 private:
  struct Folded {
    std::string name;
    std::vector<float> weights, bias;
  };
  const Folded& folded(const std::string& name) const;
  // The layer with the numbers of one convolution, in the form that is fastest for this source
  // size.
  NetLayer filled(const NetLayer& layer, const std::string& name,
                  const std::array<int, 3>& source) const;
  NetLayer shortcut(const Block& block, int from, int to, const std::array<int, 3>& source) const;
  // What is pooled after the last block of a layer, written into the slot of the vector.
  std::vector<NetLayer> pools(int layer, int from, const std::array<int, 3>& source) const;
  std::vector<NetLayer> layers(const std::array<int, 3>& size) const;
  std::shared_ptr<const Net> compiled(const std::array<int, 3>& size) const;

  Architecture architecture_;
  DeepPoolings pooling_;
  DeepPrecision precision_;
  std::vector<Folded> folded_;
  std::string origin_, sha256_;
  bool untrained_;
  // The engine's form for the size used last: a study uses one.
  mutable std::mutex mutex_;
  mutable std::array<int, 3> compiled_size_{};
  mutable std::shared_ptr<const Net> compiled_;
};

}  // namespace dlrr
