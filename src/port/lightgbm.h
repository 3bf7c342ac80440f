// Gradient boosted trees by LightGBM: trained to a model text, predicted from a model text.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

// `parameters`: LightGBM's "key=value key=value"; threads and determinism are added here.
std::string train_lightgbm(const Matrix& x, std::span<const int> outcome,
                           const std::string& parameters, int rounds);

class LightGbm {
 public:
  explicit LightGbm(const std::string& model_text);  // throws when the text cannot be read
  ~LightGbm();
  LightGbm(LightGbm&&) noexcept;
  // rounds: of the first so many trees; -1: of all.
  std::vector<double> risk(const Matrix& x, int rounds = -1) const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace dlrr
