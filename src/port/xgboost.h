// Gradient boosted trees by XGBoost: trained to a JSON model, predicted from a JSON model.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

using XgboostSettings = std::vector<std::pair<std::string, std::string>>;

// Values are rounded to single precision, as XGBoost stores them. One thread is added here.
std::string train_xgboost(const Matrix& x, std::span<const int> outcome,
                          const XgboostSettings& settings, int rounds);

class Xgboost {
 public:
  explicit Xgboost(const std::string& model_json);  // throws when the text cannot be read
  ~Xgboost();
  Xgboost(Xgboost&&) noexcept;
  // rounds: of the first so many trees; 0: of all.
  std::vector<double> risk(const Matrix& x, unsigned rounds = 0) const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace dlrr
