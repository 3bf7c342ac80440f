// Columns -> risk. An Algorithm holds settings only; fit returns a different, immutable type that
// alone can give risks and be saved.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

// One point of an algorithm's declared grid, for example {"C", 0.1}. Every algorithm also knows
// "balanced": 1 gives both outcomes the same weight as a whole, whatever their share.
using HyperParameters = std::map<std::string, double>;

class FittedModel {
 public:
  virtual ~FittedModel() = default;
  // Probability of the event, one per row of `x`; of a Cox model (model/cox.h) the linear
  // predictor.
  virtual std::vector<double> risk(const Matrix& x) const = 0;
  // Readable text from which `load` makes the same model, bit for bit.
  virtual std::string save() const = 0;
};

struct Algorithm {
  std::string name;       // "lr", "svm", "lightgbm", ...
  std::string full_name;  // "logistic regression"
  std::vector<HyperParameters> (*grid)();
  // x: standardised columns without gaps; outcome: 0 or 1 per row. Deterministic for a seed.
  std::unique_ptr<FittedModel> (*fit)(const Matrix& x, std::span<const int> outcome,
                                      const HyperParameters& hyper, std::uint64_t seed);
  std::unique_ptr<FittedModel> (*load)(const std::string& text);
  std::vector<std::string> settings;  // names that a declared grid may use
  // Of algorithms that add trees one by one, else null: the risks of `test` after 1, 2, ... rounds.
  std::vector<std::vector<double>> (*staged)(const Matrix& x, std::span<const int> outcome,
                                             const HyperParameters& hyper, std::uint64_t seed,
                                             const Matrix& test, int rounds) = nullptr;
  // Of algorithms that divide their training rows once more, else null: fit, but rows with the same
  // id in `group` stay together; empty: every row by itself.
  std::unique_ptr<FittedModel> (*fit_grouped)(const Matrix& x, std::span<const int> outcome,
                                              std::span<const int> group,
                                              const HyperParameters& hyper,
                                              std::uint64_t seed) = nullptr;
};

// The list, in report order (src/model/algorithms.cpp).
std::span<const Algorithm> algorithms();
// Throws with the nearest known name.
const Algorithm& algorithm(std::string_view name);

}  // namespace dlrr
